"""What the log beside a project (SQLite's WAL) is about, read without SQLite.

SQLite replays whatever log lies beside a file. File format: https://sqlite.org/fileformat2.html,
section 4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.storage.stamp import Stamp, stamp_in
from annotator.values import dataclass

_MAGIC = (0x377F0682, 0x377F0683)
HEADER_BYTES = 32
FRAME_BYTES = 24
_SCHEMA_VERSION = slice(40, 44)
_USER_VERSION = slice(60, 64)
_APPLICATION_ID = slice(68, 72)


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What a file's first page says of the whole."""

    schema_version: int
    user_version: int
    application_id: int

    @classmethod
    def of(cls, page: bytes) -> FirstPage:
        fields = (_SCHEMA_VERSION, _USER_VERSION, _APPLICATION_ID)
        return cls(*(int.from_bytes(page[each], "big") for each in fields))


@dataclass(frozen=True, slots=True)
class Log:
    """What a log holds: the stamps on one page of the file (`stamp_page`), and its first pages."""

    header: bytes
    page_bytes: int
    frames: int
    stamp_page: int | None
    stamps: tuple[Stamp, ...]
    first_pages: tuple[FirstPage, ...]


def read_header(path: Path) -> bytes:
    """The header of a log; it is another after each time that the log was begun anew."""
    with path.open("rb") as stream:
        return stream.read(HEADER_BYTES)


def read_log(path: Path) -> Log | None:
    """What a log holds, or None for a file that is no log."""
    with path.open("rb") as stream:
        header = stream.read(HEADER_BYTES)
        return _log(stream, header, _page_bytes(header)) if _is_header(header) else None


def stamp_page(path: Path) -> int | None:
    """The number of the page that carries the stamps of a log, None for a log without any."""
    with path.open("rb") as stream:
        header = stream.read(HEADER_BYTES)
        if not _is_header(header):
            return None
        page_bytes = _page_bytes(header)
        for number in _frames(stream, header, page_bytes):
            if stamp_in(stream.read(page_bytes)) is not None:
                return number
    return None


def _page_bytes(header: bytes) -> int:
    return int.from_bytes(header[8:12], "big")


def _log(stream: BinaryIO, header: bytes, page_bytes: int) -> Log:
    stamp_page: int | None = None
    stamps: list[Stamp] = []
    first_pages: list[FirstPage] = []
    count = 0
    for number in _frames(stream, header, page_bytes):
        count += 1
        if number != 1 and stamp_page is not None and number != stamp_page:
            continue
        page = stream.read(page_bytes)
        if len(page) < page_bytes:
            break
        if number == 1:
            first_pages.append(FirstPage.of(page))
        elif (stamp := stamp_in(page)) is not None:
            stamp_page = number
            stamps.append(stamp)
    return Log(header, page_bytes, count, stamp_page, tuple(stamps), tuple(first_pages))


def _frames(stream: BinaryIO, header: bytes, page_bytes: int) -> Iterator[int]:
    """The page numbers of the frames that were written since the log was begun."""
    place = HEADER_BYTES
    while True:
        stream.seek(place)
        frame = stream.read(FRAME_BYTES)
        if len(frame) < FRAME_BYTES or frame[8:16] != header[16:24]:
            return
        yield int.from_bytes(frame[:4], "big")
        place += FRAME_BYTES + page_bytes


def _is_header(header: bytes) -> bool:
    if len(header) < HEADER_BYTES:
        return False
    magic = int.from_bytes(header[:4], "big")
    page_bytes = int.from_bytes(header[8:12], "big")
    is_size = 512 <= page_bytes <= 65536 and page_bytes & (page_bytes - 1) == 0
    return magic in _MAGIC and is_size and _checksum(header[:24], magic & 1) == header[24:32]


def _checksum(data: bytes, is_big: int) -> bytes:
    """SQLite's checksum over the header; the byte order of its sums is the log's own."""
    one = two = 0
    words = struct.unpack((">" if is_big else "<") + f"{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return struct.pack(">2I", one, two)
