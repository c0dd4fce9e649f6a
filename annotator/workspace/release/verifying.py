"""Whether a release is as it was made: every hash and every count, worked out again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault, Unlike
from annotator.notices import Notice
from annotator.workspace.exchange.export_target import files_in, sha256_of
from annotator.workspace.jobs.process import Work
from annotator.workspace.release import manifest
from annotator.workspace.release.figures import figures_of
from annotator.workspace.release.reading import FOLDER, lines_of


def unlike(folder: Path, work: Work | None = None) -> Iterator[Notice]:
    """What of the release in a folder differs from its manifest, is missing or too many.

    UserError where no release is.
    """
    value, data = manifest.read_with_bytes(folder)
    folder = manifest.file_of(folder).parent
    if data != manifest.written(value):
        yield Unlike.MANIFEST_DIFFERS()
    kept: Mapping[str, str] = value["withheld"]  # it may have been made of the texts meanwhile
    listed: Mapping[str, str] = value["files"] | kept
    there = {x for x in _files_in(folder) if x != manifest.NAME}
    yield from (Unlike.FILE_MISSING(name=x) for x in sorted(value["files"].keys() - there))
    yield from (Unlike.FILE_TOO_MANY(name=x) for x in sorted(there - listed.keys()))
    is_sound = True
    for name in sorted(there & listed.keys()):
        if work is not None:
            work.check()
        if (folder / name).is_symlink() or _hash_of(folder / name) != listed[name]:
            is_sound = is_sound and not name.startswith(f"{FOLDER}/")
            yield Unlike.FILE_DIFFERS(name=name)
    if is_sound and all(x in there for x in listed if x.startswith(f"{FOLDER}/")):
        yield from _counted(folder, value)


def _counted(folder: Path, value: Mapping[str, Any]) -> Iterator[Notice]:
    try:
        found = figures_of(lines_of(folder, value)).counts()
    except UserError as error:
        yield Unlike.NOT_COUNTED(why=error.in_full)
        return
    told = dict(_leaves(value["counts"]))
    counted = dict(_leaves(found))
    for name in sorted(told.keys() | counted.keys()):
        if told.get(name, 0) != counted.get(name, 0):
            yield Unlike.COUNT_DIFFERS(
                what=name, found=counted.get(name, 0), told=str(told.get(name, 0))
            )


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All that is in nested dicts that is none, by the path to it."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, f"{path}, {name}" if path else name)
    else:
        yield path, value


def _files_in(folder: Path) -> list[str]:
    try:
        return files_in(folder)
    except OSError as error:
        raise EnvironmentFault(
            Fault.NOT_READ, where=str(folder), reason=reason_of(error)
        ) from error


def _hash_of(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as error:
        raise EnvironmentFault(Fault.NOT_READ, where=str(path), reason=reason_of(error)) from error
