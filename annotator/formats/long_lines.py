"""Lines of a file, however long: one too long to be an article is cut, and its rest skipped.

A file of one endless line (a dump without line ends, or not what its name says) would else take
many times its size of memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord

LONGEST_BYTES = 1 << 26
"""A record of more bytes is no article: the longest novels have a tenth of it."""


def readline(stream: BinaryIO) -> tuple[bytes, int]:
    """The next line, b"" at the end, and how many bytes it has; one that is too long comes cut."""
    line = stream.readline(LONGEST_BYTES + 1)
    length = len(line)
    if length > LONGEST_BYTES:
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(1 << 20)
            length += len(rest)
    return line, length


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines from here on."""
    while line := readline(stream)[0]:
        yield line


def whole(stream: BinaryIO) -> bytes:
    """All of a file that is one article. BadRecord for one that is too long."""
    data = stream.read(LONGEST_BYTES + 1)
    require_short(data)
    return data


def require_short(record: bytes | str) -> None:
    """Raise BadRecord for a line that came cut, or another record that is too long."""
    if len(record) > LONGEST_BYTES:
        raise BadRecord(Unfit.TOO_LONG, megabytes=LONGEST_BYTES >> 20)
