"""How the files of an export get to their place: all of them, or the ones before stay.

They are written into a folder beside the target, on the same disk. To put them in place, that
folder gets a copy (a hard link) of each file that is replaced and then a journal; with the journal
gone, the new files hold. An error on the way takes everything back at once; after a kill or a power
failure the next export to that place does.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from filelock import FileLock, Timeout

from annotator import leftovers
from annotator.errors import EnvironmentFault, reason_of
from annotator.faults import Fault
from annotator.workspace.exchange.export_target import (
    UNFINISHED,
    WRITING,
    Target,
    check_replaceable,
    files_in,
    sha256_of,
)

_JOURNAL = "journal.json"


@contextmanager
def workplace(target: Target) -> Iterator[Path]:
    """A folder to write the files into, on the target's disk; nothing stays of it."""
    parent = target.folder
    if not target.names and not parent.is_dir():
        parent = parent.parent
    was_there = parent.is_dir()
    try:
        parent.mkdir(parents=True, exist_ok=True)
        place = leftovers.make_folder(parent, WRITING)
    except OSError as error:
        raise _refused(error, parent) from error
    try:
        yield place
    except OSError as error:
        raise _refused(error, Path(error.filename or parent)) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)
        leftovers.forget(place)
        if not was_there:
            with suppress(OSError):  # it stays where the export is in it
                parent.rmdir()


def put_in_place(
    place: Path, target: Target, hashes: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Move the files of `place` to the target, all or none; returns their names. `hashes` are the
    sha256 of files, as far as they are known.

    Files of the export before that the new one has not are taken away. UserError, before anything
    is touched, where something else is in the way.
    """
    files = files_in(place)
    replaced = check_replaceable(target, files)
    target.folder.mkdir(parents=True, exist_ok=True)
    swap = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=place.parent))
    lock = FileLock(swap / "lock")
    with lock:
        try:
            _Swap(swap, place, target, files, replaced, hashes).run()
        except BaseException:
            take_back(swap)
            raise
    shutil.rmtree(swap, ignore_errors=True)
    return files


def recover(folder: Path) -> None:
    """Take back what exports to this folder that were killed left half done.

    To be called before it is looked at what stands there. Exports under way are left alone.
    """
    for parent in (folder, folder.parent):
        for swap in sorted(parent.glob(f"{UNFINISHED}*")):
            try:
                with FileLock(swap / "lock", timeout=0):
                    take_back(swap)
            except Timeout:
                continue
            except OSError as error:
                raise _refused(error, swap) from error
            shutil.rmtree(swap, ignore_errors=True)


def take_back(swap: Path) -> None:
    """Put back the files that a swap has replaced, and take away what it has added.

    Harmless when repeated, and when the swap never began or was completed.
    """
    journal = _read_journal(swap / _JOURNAL)
    if journal is None:
        return
    folder = Path(journal["folder"])
    for name, digest in journal["new"].items():
        path = folder / name
        if path.is_file() and not path.is_symlink() and sha256_of(path) == digest:
            path.unlink(missing_ok=True)
            _drop_empty(folder, name)
    for name in journal["replaced"]:
        path, kept = folder / name, swap / "old" / name
        if kept.exists() and not os.path.lexists(path):  # else it was not reached yet
            path.parent.mkdir(parents=True, exist_ok=True)
            kept.replace(path)
    (swap / _JOURNAL).unlink()


class _Swap:
    """One replacement of files by others, with all that it takes to take it back."""

    def __init__(
        self,
        swap: Path,
        place: Path,
        target: Target,
        files: list[str],
        replaced: dict[str, str],
        hashes: Mapping[str, str],
    ) -> None:
        self._swap = swap
        self._place = place
        self._target = target
        self._files = sorted(files, key=lambda name: name == target.manifest)  # the manifest last
        self._replaced = replaced
        self._hashes = hashes

    def run(self) -> None:
        self._prepare()
        folder = self._target.folder
        for name in set(self._replaced) - set(self._files):
            (folder / name).unlink()
            _drop_empty(folder, name)
        for name in self._files:
            to = folder / name
            to.parent.mkdir(parents=True, exist_ok=True)
            (self._place / name).replace(to)
        for each in {folder, *((folder / name).parent for name in self._files)}:
            _sync(each)
        (self._swap / _JOURNAL).unlink()

    def _prepare(self) -> None:
        """Keep the files of before, and write down what is about to happen."""
        for name in self._files:
            _sync(self._place / name)
        for name in self._replaced:
            kept = self._swap / "old" / name
            kept.parent.mkdir(parents=True, exist_ok=True)
            _copy(self._target.folder / name, kept)
        journal = {
            "folder": str(self._target.folder.resolve()),
            "new": {
                name: digest
                for name in self._files
                if (digest := self._hash_of(name)) != self._replaced.get(name)
            },
            "replaced": self._replaced,
        }
        written = self._swap / f"{_JOURNAL}.new"
        written.write_text(json.dumps(journal), encoding="utf-8")
        _sync(written)
        written.replace(self._swap / _JOURNAL)
        _sync(self._swap)

    def _hash_of(self, name: str) -> str:
        return self._hashes.get(name) or sha256_of(self._place / name)


def _read_journal(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found


def _copy(path: Path, to: Path) -> None:
    """The same file under another name: a hard link, or a copy where there are none."""
    to.unlink(missing_ok=True)
    try:
        os.link(path, to)
    except OSError:
        shutil.copy2(path, to)
        _sync(to)


def _drop_empty(folder: Path, name: str) -> None:
    """Take away the folders inside `folder` that are empty now that the file is gone."""
    for above in PurePosixPath(name).parents[:-1]:
        try:
            (folder / above).rmdir()
        except OSError:
            return


def _sync(path: Path) -> None:
    """Have it on the disk; folders can't be asked for that everywhere (Windows)."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refused(error: OSError, path: Path) -> EnvironmentFault:
    return EnvironmentFault(Fault.NOT_WRITTEN, where=str(path), reason=reason_of(error))
