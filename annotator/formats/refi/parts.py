"""The files of a REFI-QDA project: those in a .qdpx, or those beside an unpacked .qde.

A path of a source begins with "internal://" (in `sources`, which some spell with a capital),
"relative://" or "absolute://". What lies elsewhere is never opened; what unpacks to more than a
source can be is not read on.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, Protocol, cast

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord, OpenBeside

MOST_BYTES = 256 << 20
_MOST_PROJECT_BYTES = 2 << 30
_SMALL_BYTES = 64 << 20
_MOST_RATIO = 200
_PROJECT = ".qde"
_ENCRYPTED = 1
_IN_MEMORY = 64 << 20
_PIECE = 1 << 20


class Parts(Protocol):
    """Where the project and its sources are."""

    def project(self) -> BinaryIO:
        """The project's own file."""
        ...

    def source(self, path: str) -> bytes:
        """What a path of the project names; BadRecord where it can't be read."""
        ...


def parts_of(stream: BinaryIO, beside: OpenBeside) -> Parts:
    """The files of a project that is packed or not."""
    start = stream.read(4)
    if start[:2] == b"PK":
        return Packed(_seekable(start, stream))
    return Unpacked(cast(BinaryIO, _Joined(start, stream)), beside)


class Packed:
    """The files in a .qdpx; BadRecord for one that is damaged."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(stream)
        except Exception as error:  # a damaged one may raise anything
            raise BadRecord(Unfit.NOT_A_ZIP) from error
        self._files = {each.filename.lower(): each for each in self._zip.infolist()}

    def project(self) -> BinaryIO:
        names = [x for x in self._files if x.endswith(_PROJECT)]
        if not names:
            raise BadRecord(Unfit.PART_MISSING, name="project.qde")
        return self._open(min(names, key=lambda x: x.count("/")), _MOST_PROJECT_BYTES)

    def source(self, path: str) -> bytes:
        with self._open(_inside(path).lower(), MOST_BYTES) as stream:
            return _read(stream, path)

    def _open(self, name: str, most: int) -> BinaryIO:
        found = self._files.get(name)
        if found is None:
            raise BadRecord(Unfit.PART_MISSING, name=name)
        if found.flag_bits & _ENCRYPTED:
            raise BadRecord(Unfit.ZIP_ENCRYPTED)
        is_bomb = found.file_size > max(_SMALL_BYTES, _MOST_RATIO * found.compress_size)
        if found.file_size > most or is_bomb:
            raise BadRecord(Unfit.ZIP_BOMB)
        try:
            return cast(BinaryIO, self._zip.open(found))
        except Exception as error:
            raise BadRecord(Unfit.NOT_A_ZIP) from error


class Unpacked:
    """A .qde, with its sources beside it."""

    def __init__(self, stream: BinaryIO, beside: OpenBeside) -> None:
        self._stream = stream
        self._beside = beside

    def project(self) -> BinaryIO:
        return self._stream

    def source(self, path: str) -> bytes:
        name = _inside(path)
        for each in (name, name.capitalize()):
            if (stream := self._beside(each)) is not None:
                with stream:
                    return _read(stream, path)
        raise BadRecord(Unfit.PART_MISSING, name=name)


class _Joined(io.RawIOBase):
    """A stream from which some was read already."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        super().__init__()
        self._start = start
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        start, self._start = self._start, b""
        return start or self._stream.read(size)


def _seekable(start: bytes, stream: BinaryIO) -> BinaryIO:
    if stream.seekable():
        stream.seek(0)
        return stream
    copy = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the zip file keeps it
    copy.write(start)
    while piece := stream.read(_PIECE):
        copy.write(piece)
    copy.seek(0)
    return cast(BinaryIO, copy)


def _inside(path: str) -> str:
    """The name in the project of what a path says; BadRecord for what lies elsewhere."""
    kind, _, name = path.rpartition("://")
    inside = PurePosixPath(name)
    is_elsewhere = inside.is_absolute() or ".." in inside.parts or PureWindowsPath(name).anchor
    if kind not in ("internal", "") or is_elsewhere or not name:
        raise BadRecord(Unfit.PATH_OUTSIDE, name=path)
    return name if inside.parts[0].lower() == "sources" else f"sources/{name}"


def _read(stream: BinaryIO, path: str) -> bytes:
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise BadRecord(Unfit.PART_TOO_LARGE, name=path, most=MOST_BYTES)
    return content
