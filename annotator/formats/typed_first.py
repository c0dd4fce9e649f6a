"""Lines that show the type of a field come first in a file, where types are inferred.

`datasets` takes the types of a JSON Lines file from its first 10 MB: a list that is empty until
then is a list of nothing, and the first entity after that breaks it. So the first line that fills a
field is moved to the front if it stands too far behind. That is some few lines, and mostly none.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any, BinaryIO

from annotator.formats.own import Hole, filled, holes, tree_of
from annotator.values import dataclass

HEAD_BYTES = 8 << 20
_PIECE_BYTES = 1 << 20


@dataclass(slots=True)
class TypedFirst:
    """Watches lines being written: `saw` for each, then `apply` to the file. `unfilled` are the
    fields, as paths, that have shown no type yet.
    """

    head_bytes: int = HEAD_BYTES
    unfilled: set[tuple[str, ...]] = field(default_factory=lambda: set(holes()))
    _moved: list[tuple[int, int]] = field(default_factory=list)  # offset, length
    _bytes: int = 0
    _tree: dict[str, Hole] = field(init=False)

    def __post_init__(self) -> None:
        self._tree = tree_of(self.unfilled)

    def saw(self, value: dict[str, Any], length: int) -> None:
        """The next line is this object, in so many bytes."""
        if new := filled(value, self._tree):
            if self._bytes + length > self.head_bytes:
                self._moved.append((self._bytes, length))
            self.unfilled -= new
            self._tree = tree_of(self.unfilled)
        self._bytes += length

    def apply(self, stream: BinaryIO) -> None:
        """Move the lines that have to come first to the front, in a file of the lines seen."""
        first = []
        for offset, length in self._moved:
            stream.seek(offset)
            first.append(stream.read(length))
        ends = [0, *(offset + length for offset, length in self._moved)]
        room = 0
        for begin, (offset, length) in reversed([*zip(ends, self._moved, strict=False)]):
            room += length
            _shift(stream, begin, offset, room)
        stream.seek(0)
        stream.write(b"".join(first))


def _shift(stream: BinaryIO, begin: int, end: int, by: int) -> None:
    """Move the bytes [begin, end) of a file further back, from their end on."""
    while end > begin:
        length = min(end - begin, _PIECE_BYTES)
        end -= length
        stream.seek(end)
        data = stream.read(length)
        stream.seek(end + by)
        stream.write(data)
