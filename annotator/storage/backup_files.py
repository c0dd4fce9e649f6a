"""Where the backups of a project lie, and what their files are called."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from annotator import paths
from annotator.core.codes import BackupReason
from annotator.values import dataclass

_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(\d{8}T\d{6}Z)(?:-\d+)? (\w+)\.annotator\.db")
_UNUSUAL = re.compile(r"[^\w.-]+")
_BESIDE = re.compile(r" before version \d+(?: \d+)?")


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its file, when it was made (UTC), why, and its size."""

    path: Path
    at: datetime
    reason: BackupReason
    bytes: int


def folder_of(project: Path, created_at: str) -> Path:
    """Of the project that was made then, at this path: a copy elsewhere has a folder of its own."""
    name = _UNUSUAL.sub("-", project.name.split(".")[0])[:40] or "project"
    return paths.backups_dir() / f"{name}-{_digest(created_at)}-{_of_path(project)}"


def folders_of(project: Path, created_at: str | None) -> list[Path]:
    """Where backups of a project are: by when it was made, if that is known, and by its path."""
    # A link may lie where the project was, and the project where it leads to.
    digests = {_digest(str(each)) for each in (project.resolve(), project.absolute())}
    patterns = [f"*-{each}" for each in digests]
    patterns += [f"*-{_digest(created_at)}-*"] if created_at else []  # "" in the first versions
    found = {each for pattern in patterns for each in paths.backups_dir().glob(pattern)}
    return sorted(each for each in found if each.is_dir())


def free_name(folder: Path, reason: BackupReason, now: datetime) -> Path:
    """A name for one more backup."""
    time, number = now.astimezone(UTC).strftime(_TIME), 0
    while True:
        tail = f"-{number}" if number else ""
        path = folder / f"{time}{tail} {reason}.annotator.db"
        if not path.exists():
            return path
        number += 1


def read(path: Path) -> Backup | None:
    """The backup that a file is by its name; None for another file."""
    found = _NAME.fullmatch(path.name)
    if found is None or found[2] not in set(BackupReason):
        return None
    try:
        at = datetime.strptime(found[1], _TIME).replace(tzinfo=UTC)
        return Backup(path, at, BackupReason(found[2]), path.stat().st_size)
    except (OSError, ValueError):
        return None


def beside(project: Path) -> list[Backup]:
    """Copies that lie beside a project: earlier versions of this program put them there before they
    brought it to a new one, and so does this where its own folder can't be written.
    """
    found = []
    with suppress(OSError):
        for path in project.parent.iterdir():
            middle = path.name.removeprefix(project.stem).removesuffix(project.suffix)
            is_one = path.name == f"{project.stem}{middle}{project.suffix}"
            if is_one and _BESIDE.fullmatch(middle) and path.is_file():
                status = path.stat()
                at = datetime.fromtimestamp(status.st_mtime, UTC).replace(microsecond=0)
                found.append(Backup(path, at, BackupReason.VERSION, status.st_size))
    return found


def name_beside(project: Path, version: int) -> Path:
    """A free name for such a copy."""
    number = 0
    while True:
        tail = f" {number}" if number else ""
        middle = f"{project.stem} before version {version + 1}{tail}"
        copy = project.with_name(f"{middle}{project.suffix}")
        if not copy.exists():
            return copy
        number += 1


def _of_path(project: Path) -> str:
    return _digest(str(project.resolve()))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
