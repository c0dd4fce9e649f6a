"""Where an export goes, and what stands there already: only what an export wrote is replaced.

The manifest of an export lists its files with their hashes. A file that is in the way is replaced
if the manifest beside it lists it and it still has that hash; anything else is another's.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from annotator.errors import EnvironmentFault, UserError
from annotator.faults import Fault
from annotator.formats import registry
from annotator.formats.base import Format as Format  # for the window, which asks no other room
from annotator.formats.base import Option as Option
from annotator.values import dataclass

MANIFEST = "manifest.json"
WRITING, UNFINISHED = ".annotator-", ".unfinished-export-"  # how our own folders' names begin
_PROJECT_ENDINGS = ("", "-wal", "-shm", "-journal", ".lock", "-busy")


@dataclass(frozen=True, slots=True)
class Target:
    """Where an export goes: the files in `folder`; `names` maps what they are to their names.

    `names` is empty where the whole folder is the export's. `manifest` is the manifest's name,
    `old_manifest` the one that earlier versions gave it, shared by files of one stem.
    """

    format: str
    folder: Path
    names: dict[str, str]
    manifest: str = MANIFEST
    old_manifest: str = ""


def formats_to_write() -> tuple[Format, ...]:
    """The formats that an export can have, in the order in which they are offered."""
    return registry.written()


def target_of(format_: Format, to: Path) -> Target:
    """The files of an export: where the format is one file, or `to` ends as one, that and those
    beside it; else a folder.
    """
    first, *others = format_.parts or ("",)
    ending = format_.endings[0]
    if first and (not others or format_.names(to.suffix)):
        if not to.name or to.name == "..":
            raise UserError(Fault.NAME_OF_FOLDER, where=str(to))
        stem = to.name.removesuffix(to.suffix) or to.name
        names = {first: to.name} | {each: f"{stem}.{each}{ending}" for each in others}
        return Target(format_.name, to.parent, names, *manifest_names(to))
    return Target(format_.name, to, {each: f"{each}{ending}" for each in format_.parts})


def manifest_names(file: Path) -> tuple[str, str]:
    """What the manifest of an exported file is called, and what earlier versions called it."""
    stem = file.name.removesuffix(file.suffix) or file.name
    return f"{file.name}.{MANIFEST}", f"{stem}.{MANIFEST}"


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of an export of ours, or {}."""
    try:
        return manifest_in(path.read_bytes())
    except OSError:
        return {}


def manifest_in(data: bytes) -> dict[str, Any]:
    """What a file says that is a manifest of ours, or {}."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    is_ours = isinstance(found, dict) and found.get("program") == "annotator"
    return found if is_ours and isinstance(found.get("files"), dict) else {}


def check_target(target: Target, project: Path) -> None:
    """Refuse to write over anything but an export of ours, or where nothing can be written."""
    folder = target.folder
    _check_folder(folder)
    listed = listed_of(target)
    names = (*target.names.values(), target.manifest)
    for path in (*(folder / name for name in names), folder, *folder.parents):
        _check_not_project(path, project)
    if not target.names and target.manifest not in listed and any(_others_in(folder)):
        raise UserError(Fault.FOLDER_NOT_EMPTY, where=str(folder))
    check_replaceable(target, {*target.names.values(), target.manifest})


def check_replaceable(target: Target, files: Iterable[str]) -> dict[str, str]:
    """Refuse unless what is in the way of `files` is as the export before wrote it.

    Returns what is to be replaced or, where the new export has no such file, taken away: name →
    sha256, the manifests among them.
    """
    listed = listed_of(target)
    in_the_way: dict[str, str] = {}
    for name in sorted({*files, *listed}):
        for above in reversed(PurePosixPath(name).parents[:-1]):
            if (target.folder / above).is_symlink():
                raise _taken(target.folder / above)
        path = target.folder / name
        if path.is_symlink():
            raise _taken(path)
        if path.is_dir():
            _check_inside(path, name, listed)
        elif os.path.lexists(path):
            if not path.is_file() or name not in listed:
                raise _taken(path)
            if sha256_of(path) != listed[name]:
                raise UserError(Fault.CHANGED_SINCE_EXPORT, where=str(path))
            in_the_way[name] = listed[name]
        else:
            _check_above(target, name, listed)
    return in_the_way


def listed_of(target: Target) -> dict[str, str]:
    """What the manifest of the export before lists, itself too: name in the folder → sha256."""
    for name in filter(None, (target.manifest, target.old_manifest)):
        path = target.folder / name
        manifest = {} if path.is_symlink() else read_manifest(path)
        kept = manifest.get("withheld", {})  # a release made whole has these, too
        files = manifest.get("files", {}) | (kept if isinstance(kept, dict) else {})
        is_of_this = not target.names or set(files) <= set(target.names.values())
        if files and is_of_this and manifest.get("format") == target.format:
            listed = {each: str(digest) for each, digest in files.items() if _is_inside(each)}
            return {**listed, name: sha256_of(path)}
    return {}


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_in(folder: Path) -> list[str]:
    """The names of all files below a folder, sorted."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    )


def _taken(path: Path) -> UserError:
    if path.is_symlink():
        return UserError(Fault.LINK_IN_THE_WAY, where=str(path))
    taken = Fault.FOLDER_IN_THE_WAY if path.is_dir() else Fault.FILE_IN_THE_WAY
    return UserError(taken, where=str(path))


def _check_inside(path: Path, name: str, listed: dict[str, str]) -> None:
    """A folder gives way to a file if it holds what the export before put there, and no more."""
    inside = files_in(path)
    if not inside:
        raise _taken(path)
    for each in inside:
        if f"{name}/{each}" not in listed:
            is_of_export = any(known.startswith(f"{name}/") for known in listed)
            raise _taken(path / each if is_of_export else path)


def _check_above(target: Target, name: str, listed: dict[str, str]) -> None:
    """A file gives way to a folder if the export before put it there."""
    for above in map(str, PurePosixPath(name).parents[:-1]):
        path = target.folder / above
        if os.path.lexists(path) and not path.is_dir() and above not in listed:
            raise _taken(path)


def _check_folder(folder: Path) -> None:
    there = folder
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    if not there.is_dir():
        is_above = there != folder
        taken = Fault.FILE_FOR_FOLDER if is_above else Fault.FILE_OF_THIS_NAME
        raise UserError(taken, where=str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise EnvironmentFault(Fault.FOLDER_READ_ONLY, where=str(there))


def _check_not_project(path: Path, project: Path) -> None:
    """Never the project, nor the files that stand beside it while it is open."""
    real = path.resolve()
    home = project.resolve()
    own = {home.with_name(home.name + ending) for ending in _PROJECT_ENDINGS}
    is_same = path.exists() and project.exists() and path.samefile(project)
    if is_same or real in own:
        raise UserError(Fault.FILE_OF_THE_PROJECT, where=str(path))


def _others_in(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if not path.name.startswith((WRITING, UNFINISHED)):
            yield path


def _is_inside(name: str) -> bool:
    """Whether a name of a manifest stays in its folder."""
    parts = PurePosixPath(name).parts
    return bool(parts) and ".." not in parts and not Path(name).is_absolute() and "\\" not in name
