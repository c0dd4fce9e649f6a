"""Lines that show the type of a field come first in a file, where types are inferred.

`datasets` takes the types of a JSON Lines file from its first 10 MB: a list that is empty until
then is a list of nothing, and the first entity after that breaks it. So the first line that fills a
field is moved to the front if it stands too far behind. That is some few lines, and mostly none.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.formats.own import holes, is_filled

HEAD_BYTES = 8 << 20


@dataclass(slots=True)
class TypedFirst:
    """Watches lines being written: `saw` for each, then `apply` to the file."""

    head_bytes: int = HEAD_BYTES
    _unfilled: list[tuple[str, ...]] = field(default_factory=holes)
    _moved: dict[int, tuple[int, int]] = field(default_factory=dict)  # number: offset, length
    _count: int = 0
    _bytes: int = 0

    def saw(self, value: dict[str, Any], length: int) -> None:
        """The next line is this object, in so many bytes."""
        if self._unfilled:
            left = [path for path in self._unfilled if not is_filled(value, path)]
            if len(left) < len(self._unfilled) and self._bytes + length > self.head_bytes:
                self._moved[self._count] = self._bytes, length
            self._unfilled = left
        self._count += 1
        self._bytes += length

    def apply(self, path: Path) -> None:
        """Move the lines that have to come first to the front of the file."""
        if not self._moved:
            return
        moved = path.with_name(path.name + ".moved")
        with path.open("rb") as source, moved.open("wb") as to:
            for offset, length in self._moved.values():
                source.seek(offset)
                to.write(source.read(length))
            source.seek(0)
            at = 0
            for offset, length in self._moved.values():
                _copy(source, to, offset - at)
                at = source.seek(offset + length)
            shutil.copyfileobj(source, to)
        moved.replace(path)

    def lines(self, path: Path) -> Iterator[bytes]:
        """The lines of the file in the order in which they were seen."""
        with path.open("rb") as stream:
            first = {number: stream.readline() for number in self._moved}
            number = 0
            for line in stream:
                while number in first:
                    yield first.pop(number)
                    number += 1
                yield line
                number += 1
            yield from (first[each] for each in sorted(first))


def _copy(source: Any, to: Any, length: int) -> None:
    while length > 0 and (data := source.read(min(length, 1 << 20))):
        to.write(data)
        length -= len(data)
