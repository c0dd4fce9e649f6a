"""What a killed process leaves behind is cleared at the next start.

Whoever makes something that shall not stay notes it here, in a file of the process's own that is
locked while it lives. At a start, what the notes of dead processes name is removed: by its name and
its number on the disk, so never what somebody else has put there since. What is only about to be
made is noted before that, by how its name will begin, which has the process's number in it.
"""

from __future__ import annotations

import atexit
import json
import os
import secrets
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import paths

if TYPE_CHECKING:
    from filelock import BaseFileLock

_NOTES = ".notes"
_STARTS = ("annotator-", ".annotator-")


class WorkFolder(tempfile.TemporaryDirectory[str]):
    """A folder for the time of some work: it is gone at the end, or at the start after a kill."""

    def __init__(self, prefix: str = ".annotator-", parent: Path | None = None) -> None:
        prefix = f"{prefix}{os.getpid()}-"
        with _planned(Path(parent or tempfile.gettempdir()) / prefix):
            super().__init__(prefix=prefix, dir=parent, ignore_cleanup_errors=True)
            note(Path(self.name))

    def cleanup(self) -> None:
        super().cleanup()
        forget(Path(self.name))


def make_file(path: Path) -> None:
    """Make an empty file, in place of one of this name, to be noted; `path` has this process's
    number between two hyphens in its name.
    """
    with _planned(path):
        path.unlink(missing_ok=True)
        path.touch()
        note(path)


def make_folder(parent: Path, prefix: str) -> Path:
    """Make a folder to be noted, with a name of its own that begins so."""
    prefix = f"{prefix}{os.getpid()}-"
    with _planned(parent / prefix):
        path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        note(path)
    return path


def make_temp_file(content: bytes, suffix: str) -> Path:
    """Make a file to be noted with this content in the system's folder for what passes."""
    prefix = f"annotator-{os.getpid()}-"
    with _planned(Path(tempfile.gettempdir()) / prefix):
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        note(Path(name))
    return Path(name)


def note(path: Path) -> None:
    """Let this be removed at a later start if it is still there when this process has died.

    Only what this process has made just now, with a name that begins as ours do.
    """
    with suppress(OSError):
        _OWN.add(path.absolute())


def forget(path: Path) -> None:
    """It is removed, or shall stay."""
    with suppress(OSError):
        _OWN.drop(path.absolute())


def clear() -> list[Path]:
    """Remove what dead processes have noted, as far as that is possible; what was removed."""
    found: list[Path] = []
    with suppress(OSError):
        for notes in sorted(_folder().glob(f"*{_NOTES}")):
            with suppress(OSError):
                found += _clear(notes)
        _clear_written_halves()
    return found


@contextmanager
def _planned(start: Path) -> Iterator[None]:
    """What is made inside has a name that begins so, and is noted there too; a kill in between
    leaves nothing.
    """
    start = start.absolute()
    with suppress(OSError):
        _OWN.plan(start)
    try:
        yield
    finally:
        with suppress(OSError):
            _OWN.unplan(start)


class _Own:
    """The notes of this process; the file is made with the first of them."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._noted: dict[str, tuple[int, int] | None] = {}
        self._file: Path | None = None
        self._lock: BaseFileLock | None = None
        self._process = 0

    def add(self, path: Path) -> None:
        if not path.name.startswith(_STARTS):
            raise ValueError(f"{path.name} is no name of ours")
        found = path.lstat()
        with self._guard:
            self._noted[str(path)] = (found.st_dev, found.st_ino)
            self._write()

    def plan(self, start: Path) -> None:
        if not start.name.startswith(_STARTS) or f"-{os.getpid()}-" not in start.name:
            raise ValueError(f"{start.name} is no name of this process's")
        with self._guard:
            self._noted.setdefault(str(start), None)
            self._write()

    def unplan(self, start: Path) -> None:
        with self._guard:
            if self._noted.get(str(start), ()) is None:
                del self._noted[str(start)]
                self._write()

    def drop(self, path: Path) -> None:
        with self._guard:
            if self._noted.pop(str(path), None) is not None:
                self._write()

    def end(self) -> None:
        """Remove what is still there, at the end of the process."""
        with self._guard:
            if self._process != os.getpid() or self._file is None:
                return
            for name, number in self._noted.items():
                if number is not None:
                    with suppress(OSError):
                        _remove(Path(name), number)
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
                if self._lock is not None:
                    Path(self._lock.lock_file).unlink(missing_ok=True)
                    self._lock.release()

    def _write(self) -> None:
        if self._file is None:
            self._begin()
        assert self._file is not None
        new = self._file.with_suffix(".writing")
        new.write_text(json.dumps(self._noted), encoding="utf-8")
        new.replace(self._file)

    def _begin(self) -> None:
        from filelock import FileLock

        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{os.getpid()}-{secrets.token_hex(4)}{_NOTES}"
        self._lock = FileLock(_lock_of(file))
        self._lock.acquire(timeout=0)
        self._file, self._process = file, os.getpid()
        atexit.register(self.end)


_OWN = _Own()


def _clear(notes: Path) -> list[Path]:
    from filelock import FileLock, Timeout

    try:
        with FileLock(_lock_of(notes), timeout=0):
            noted = json.loads(notes.read_text(encoding="utf-8"))
            process = notes.name.partition("-")[0]
            found = [
                path
                for name, number in noted.items()
                for path, its in _meant(Path(name), number, process)
                if _remove(path, its)
            ]
            notes.unlink(missing_ok=True)
            Path(_lock_of(notes)).unlink(missing_ok=True)
            return found
    except (Timeout, ValueError, AttributeError, TypeError):
        return []  # it lives, or these are no notes of ours


def _meant(
    path: Path, number: list[int] | None, process: str
) -> Iterator[tuple[Path, tuple[int, ...]]]:
    """What a note is about, with its number: all that begins so where it was only planned."""
    if number is not None:
        yield path, tuple(number)
    elif f"-{process}-" in path.name:
        with suppress(OSError):  # its folder is gone
            for each in path.parent.iterdir():
                if each.name.startswith(path.name):
                    found = each.lstat()
                    yield each, (found.st_dev, found.st_ino)


def _remove(path: Path, number: tuple[int, ...]) -> bool:
    """Remove what has this name and number; whether it was there."""
    try:
        found = path.lstat()
    except OSError:
        return False
    if (found.st_dev, found.st_ino) != number or not path.name.startswith(_STARTS):
        return False
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        for ending in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    return not path.exists()


def _clear_written_halves() -> None:
    """Settings that were being written: their names tell the process."""
    if sys.platform == "win32":
        return
    for file in (paths.state_file(), paths.settings_file()):
        for half in file.parent.glob(f"{file.name}.*.new"):
            number = half.name.removeprefix(f"{file.name}.").removesuffix(".new")
            if number.isdigit() and not _lives(int(number)):
                half.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _folder() -> Path:
    return paths.state_file().parent / "leftovers"


def _lock_of(notes: Path) -> str:
    return str(notes.with_suffix(".lock"))
