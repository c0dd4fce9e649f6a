"""What is to be imported: the files, each with its format and how it is read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from annotator.errors import UserError
from annotator.faults import Fault, Likely
from annotator.formats import registry
from annotator.formats.articles import ReadOptions, Refusal
from annotator.formats.base import Format
from annotator.workspace.exchange.beside import beside
from annotator.workspace.exchange.export_target import MANIFEST
from annotator.workspace.jobs.import_messages import FileChoices


@dataclass(frozen=True, slots=True)
class File:
    """One file to import: its path, its name as it is told, and the format it is read as, in the
    way that was chosen. `looks_like` is another format's name where it begins like one of that,
    `head` how it begins.
    """

    path: Path
    name: str
    size: int
    format: Format
    choices: FileChoices = field(default_factory=FileChoices)
    looks_like: str = ""
    head: bytes = b""

    def doubt(self) -> Refusal:
        """That it may be of another format than it is read as."""
        likely = Likely.OTHER_FORMAT(read_as=self.format.name, looks_like=self.looks_like)
        return Refusal(self.name, likely)

    def open(self) -> BinaryIO:
        """The file, to be read."""
        return self.path.open("rb")

    def options(self) -> ReadOptions:
        """How its format is to read it; UserError for an option of another type."""
        given = self.choices.options
        values = {each.name: each.value_in(given) for each in self.format.reading}
        return ReadOptions(
            str(values.pop("text_field", "")),
            values,
            self.choices.encoding,
            beside(self.path),
            self.choices.columns,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The files to import, in order, and how many others lay in the folders."""

    files: tuple[File, ...]
    ignored: tuple[str, ...] = ()


Chosen = Callable[[str], FileChoices]
"""How the file of this name is read."""


def find(paths: Sequence[Path], chosen: Chosen = lambda _name: FileChoices()) -> Found:
    """The files to import, each as it was chosen or as its name and content tell.

    UserError for a path that is missing or holds no articles. Pipes and devices are none: reading
    them may never end.
    """
    files: list[File] = []
    ignored: list[str] = []
    for path in paths:
        if path.is_dir():
            inside = [(each, each.relative_to(path).as_posix()) for each in _inside(path)]
            found = [(name, _file_in_folder(each, name, chosen)) for each, name in inside]
            taken = [file for _, file in found if file]
            if not taken:
                raise UserError(Fault.FOLDER_WITHOUT_ARTICLES, where=str(path), endings=_endings())
            files += taken
            ignored += [name for name, file in found if file is None]
        elif not path.exists():
            raise UserError(Fault.NO_SUCH_FILE, where=str(path))
        elif not path.is_file():
            raise UserError(Fault.DEVICE_NOT_FILE, where=str(path))
        elif (file := _file(path, path.name, chosen)) is None:
            raise UserError(Fault.NOT_IMPORTABLE, where=str(path), endings=_endings())
        else:
            files.append(file)
    return Found(_with_names_apart(_without_companions(files)), tuple(ignored))


def _without_companions(files: list[File]) -> list[File]:
    """The files without those that are read together with another one."""
    with_others = {
        file.path.with_name(name)
        for file in files
        for name in file.format.companions(file.path.name)
    }
    return [file for file in files if file.path not in with_others]


def _with_names_apart(files: list[File]) -> tuple[File, ...]:
    """Files of one name from several folders are told by their paths."""
    names = Counter(file.name for file in files)
    return tuple(
        file if names[file.name] == 1 else replace(file, name=file.path.as_posix())
        for file in files
    )


def _endings() -> str:
    return ", ".join(dict.fromkeys(end for each in registry.read() for end in each.endings))


def _inside(folder: Path) -> Iterator[Path]:
    """All files below a folder, sorted, hidden ones left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root) / name for name in sorted(names) if not name.startswith("."))


def _file_in_folder(path: Path, name: str, chosen: Chosen) -> File | None:
    """A file that was not named itself is taken where its ending says that it has articles."""
    is_known = bool(chosen(name).format) or any(each.names(name) for each in registry.read())
    is_taken = is_known and path.is_file() and not name.endswith(MANIFEST)
    return _file(path, name, chosen) if is_taken else None


def _file(path: Path, name: str, chosen: Chosen) -> File | None:
    head = _head(path)
    choices = chosen(name)
    named = registry.to_read(choices.format) if choices.format else None
    read_as = named or registry.reader_for(name, head)
    if read_as is None:
        return None
    other = None if named else registry.looks_like(read_as, head)
    looks_like = other.name if other else ""
    return File(path, name, path.stat().st_size, read_as, choices, looks_like, head)


def _head(path: Path) -> bytes:
    """How a file begins; b"" where it can't be read, which is told when it is its turn."""
    try:
        with path.open("rb") as stream:
            return stream.read(registry.HEAD_BYTES)
    except OSError:
        return b""
