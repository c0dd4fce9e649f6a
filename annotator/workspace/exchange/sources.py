"""What is to be imported: the files, each with its format and how it is read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from glob import glob, has_magic
from pathlib import Path
from typing import BinaryIO, NoReturn

from annotator.errors import UserError
from annotator.faults import Fault, Likely
from annotator.formats import encoding, registry
from annotator.formats.articles import GivenArticle, OpenBeside, ReadOptions, Refusal, refused
from annotator.formats.base import Format
from annotator.formats.uima.layers import whose
from annotator.values import dataclass
from annotator.workspace.exchange.archives import Archive, is_zip_name
from annotator.workspace.exchange.beside import beside
from annotator.workspace.exchange.export_target import MANIFEST
from annotator.workspace.jobs.import_messages import FileChoices

_MOST_NAMED = 12
_AT_ONCE_BYTES = 1 << 16  # a line with labels has some 12,000


@dataclass(frozen=True, slots=True)
class File:
    """One file to import: its path, its name as it is told, and the format it is read as, in the
    way that was chosen; it may be a `member` of an archive. `looks_like` is another format's name
    where it begins like one of that, `head` how it begins.
    """

    path: Path
    name: str
    size: int
    format: Format
    archive: Archive | None = None
    member: str = ""
    choices: FileChoices = field(default_factory=FileChoices)
    looks_like: str = ""
    head: bytes = b""

    def doubt(self) -> Refusal:
        """That it may be of another format than it is read as."""
        likely = Likely.OTHER_FORMAT(read_as=self.format.name, looks_like=self.looks_like)
        return Refusal(self.name, likely)

    def doubt_of_encoding(self) -> Refusal | None:
        """That it may be in another encoding than it is read in, where that is so."""
        if not self.format.has_encoding or self.choices.encoding:
            return None
        with self.open() as stream:
            found = encoding.guessed(stream)
        if not found.others:
            return None
        others = ", ".join(found.others)
        return Refusal(self.name, Likely.OTHER_ENCODING(read_as=found.name, others=others))

    def open(self) -> BinaryIO:
        """The file, to be read."""
        if self.archive is not None:
            return self.archive.open(self.member)
        return self.path.open("rb", buffering=_AT_ONCE_BYTES)

    def beside(self) -> OpenBeside:
        """Opens files beside it."""
        return beside(self.path) if self.archive is None else self.archive.beside(self.member)

    def articles(self, stream: BinaryIO, options: ReadOptions) -> Iterator[GivenArticle | Refusal]:
        """What it holds, in the language that was chosen where the file says none.

        UserError for an empty file, but in formats where that says that there are no labels.
        """
        self._require_something()
        read, language = self.format.read, self.choices.language
        assert read is not None
        for item in read(stream, self.name, options):
            if language and isinstance(item, GivenArticle) and not item.language:
                yield replace(item, language=language)
            else:
                yield item

    def _require_something(self) -> None:
        if self.format.may_be_empty or self.head.strip(encoding.BLANK):
            return
        with self.open() as stream:
            if encoding.is_blank(stream):
                raise UserError(Fault.FILE_EMPTY, where=self.name)

    def options(self) -> ReadOptions:
        """How its format is to read it; UserError for an option of another type."""
        given = self.choices.options
        check_encoding(self.choices.encoding)
        values = {each.name: each.value_in(given) for each in self.format.reading}
        return ReadOptions(
            str(values.pop("text_field", "")),
            values,
            self.choices.encoding,
            self.beside(),
            self.choices.columns,
        )


def format_titles() -> dict[str, str]:
    """What the formats that can be read are called, by their names."""
    return {each.name: each.title for each in registry.read()}


def check_encoding(name: str) -> None:
    """Raise UserError for what is no encoding of text."""
    try:
        "".encode(name or "utf-8")
    except LookupError as error:
        raise UserError(Fault.NO_SUCH_ENCODING, name=name) from error


@dataclass(frozen=True, slots=True)
class Found:
    """The files to import, in order; the names of others that lay in the folders, and which were
    not opened and why.
    """

    files: tuple[File, ...]
    ignored: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


Chosen = Callable[[str], FileChoices]
"""How the file of this name is read."""


def find(paths: Sequence[Path], chosen: Chosen = lambda _name: FileChoices()) -> Found:
    """The files to import, each as it was chosen or as its name and content tell.

    A path may be a file, a folder with all that is in it, a zip archive or a pattern. UserError for
    one that is missing or holds no articles. Pipes and devices are none: reading them may never
    end.
    """
    finder = _Finder(chosen)
    for given in paths:
        for path in _matching(given):
            finder.look(path)
    files = _with_names_apart(_without_companions(finder.files))
    return Found(files, tuple(finder.ignored), tuple(finder.refusals))


def require_named(found: Found, names: Iterable[str]) -> None:
    """Raise UserError unless each of these is the name of a file that was found."""
    known = {file.name for file in found.files}
    for name in names:
        if name not in known:
            first = ", ".join(sorted(known)[:_MOST_NAMED])
            raise UserError(Fault.NO_SUCH_FILE_NAMED, name=name, known=first)


def _matching(path: Path) -> list[Path]:
    """The path, or what a pattern fits."""
    if path.exists() or not has_magic(str(path)):
        return [path]
    found = [Path(each) for each in sorted(glob(str(path), recursive=True))]  # noqa: PTH207 - may be absolute
    if not found:
        raise UserError(Fault.NOTHING_FITS, where=str(path))
    return found


class _Finder:
    """Collects files."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self.files: list[File] = []
        self.ignored: list[str] = []
        self.refusals: list[Refusal] = []

    def look(self, path: Path) -> None:
        """Take a file, what is in a folder, or in an archive."""
        before = len(self.files) + len(self.refusals)
        if path.is_dir():
            for each in _inside(path):
                self._in_folder(each, each.relative_to(path).as_posix())
        elif not path.exists():
            raise UserError(Fault.NO_SUCH_FILE, where=str(path))
        elif not path.is_file():
            raise UserError(Fault.DEVICE_NOT_FILE, where=str(path))
        elif self._is_archive(path.name):
            self._in_archive(path, path.name)
        elif (file := _file(path, path.name, self._chosen)) is not None:
            self.files.append(file)
        else:
            self._refuse(path)
        if len(self.files) + len(self.refusals) == before:
            raise UserError(Fault.FOLDER_WITHOUT_ARTICLES, where=str(path), endings=_endings())

    def _refuse(self, path: Path) -> NoReturn:
        with path.open("rb") as stream:
            if encoding.is_blank(stream):
                raise UserError(Fault.FILE_EMPTY, where=str(path))
        raise UserError(Fault.NOT_IMPORTABLE, where=str(path), endings=_endings())

    def _in_folder(self, path: Path, name: str) -> None:
        """A file that was not named itself is taken where its ending says that it has articles."""
        if not path.is_file():
            self.ignored.append(name)
        elif self._is_archive(name):
            try:
                self._in_archive(path, name)
            except UserError as error:
                self.refusals.append(Refusal(name, error.notice))
        elif self._is_known(name) and (file := _file(path, name, self._chosen)) is not None:
            self.files.append(file)
        else:
            self.ignored.append(name)

    def _in_archive(self, path: Path, told: str) -> None:
        archive = Archive(path)
        for name in archive.names():
            if isinstance(name, Refusal):
                self.refusals.append(name)
            elif not self._is_known(name):
                self.ignored.append(f"{told}/{name}")
            else:
                file = self._member(archive, name, f"{told}/{name}")
                self.files += [file] if file is not None else []
                self.ignored += [f"{told}/{name}"] if file is None else []

    def _member(self, archive: Archive, name: str, told: str) -> File | None:
        try:
            with archive.open(name) as stream:
                head = stream.read(registry.HEAD_BYTES)
        except Exception as error:
            self.refusals.append(refused(told, error))
            return None
        file = _read_as(archive.path / name, told, archive.size(name), head, self._chosen(told))
        return file and replace(file, archive=archive, member=name)

    def _is_archive(self, name: str) -> bool:
        """Whether a file is a folder of others; some formats are archives themselves."""
        formats = [each.name for each in registry.read() if each.names(name)]
        chosen = self._chosen(name).format
        return is_zip_name(name) and not (chosen in formats if chosen else formats)

    def _is_known(self, name: str) -> bool:
        is_known = bool(self._chosen(name).format) or any(x.names(name) for x in registry.read())
        return is_known and not name.endswith(MANIFEST)


def _without_companions(files: list[File]) -> list[File]:
    """The files without those that are read together with another one."""
    with_others = {
        file.path.with_name(name)
        for file in files
        for name in file.format.companions(file.path.name)
    }
    return [file for file in files if file.path not in with_others]


def _with_names_apart(files: list[File]) -> tuple[File, ...]:
    """Files of one name from several folders are told by their paths, and so are those whose paths
    say what they are.
    """
    names = Counter(file.name for file in files)
    return tuple(
        replace(file, name=file.path.as_posix())
        if names[file.name] > 1 or (file.archive is None and whose(file.path.as_posix()).annotator)
        else file
        for file in files
    )


def _endings() -> str:
    return ", ".join(dict.fromkeys(end for each in registry.read() for end in each.endings))


def _inside(folder: Path) -> Iterator[Path]:
    """All files below a folder, sorted, hidden ones left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root) / name for name in sorted(names) if not name.startswith("."))


def _file(path: Path, name: str, chosen: Chosen) -> File | None:
    return _read_as(path, name, path.stat().st_size, _head(path), chosen(name))


def _read_as(path: Path, name: str, size: int, head: bytes, choices: FileChoices) -> File | None:
    named = registry.to_read(choices.format) if choices.format else None
    read_as = named or registry.reader_for(name, head)
    if read_as is None:
        return None
    other = None if named else registry.looks_like(read_as, head)
    looks_like = other.name if other else ""
    return File(path, name, size, read_as, choices=choices, looks_like=looks_like, head=head)


def _head(path: Path) -> bytes:
    """How a file begins; b"" where it can't be read, which is told when it is its turn."""
    try:
        with path.open("rb") as stream:
            return stream.read(registry.HEAD_BYTES)
    except OSError:
        return b""
