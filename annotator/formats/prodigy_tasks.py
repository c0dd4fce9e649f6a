"""Prodigy's tasks, those about one text together, without holding the file in memory.

Tasks with the same `_input_hash` are about one text. A first look at the file notes where those
stand whose hash was there before; then each text is given once, where it comes first, with the
others fetched from there. Without a hash, lines that follow each other with the same text (and the
same id, if they have one) belong together.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.formats.articles import BadRecord
from annotator.formats.json_objects import object_of, objects
from annotator.formats.long_lines import readline, require_short
from annotator.places import Whereabouts

Task = tuple[Whereabouts, dict[str, Any]]
Found = tuple[Whereabouts, "dict[str, Any] | BadRecord"]

_HASH = "_input_hash"
# Not in a text: there the quotes are escaped.
_HASH_OF = re.compile(rb'"_input_hash"\s*:\s*(-?\d{1,20})')
_SEEN_BITS = 1 << 24


def same_text(stream: BinaryIO, name: str, encoding: str) -> Iterator[list[Found]]:
    """The tasks of a file by text, those of one text together; broken lines by themselves."""
    head = stream.read(64).removeprefix(codecs.BOM_UTF8).lstrip()
    stream.seek(0)
    if encoding.replace("-", "").lower() in ("", "utf8", "utf8sig") and head.startswith(b"{"):
        yield from _by_hash(stream, name)
        return
    group: list[Found] = []
    for found in objects(stream, name, encoding):
        if group and not _belongs(group[-1], found):
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _by_hash(stream: BinaryIO, name: str) -> Iterator[list[Found]]:
    lines = _Lines(stream, name)
    group: list[Found] = []
    group_hash: int | None = None
    while (found := lines.next()) is not None:
        if group and not _belongs(group[-1], found):
            yield from _by_text(group + lines.later(group_hash))
            group = []
        group.append(found)
        group_hash = lines.hash
    yield from _by_text(group)


class _Lines:
    """The tasks of a file line by line, without those that were fetched before their turn."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._runs = _later_runs(stream)
        self._passed: set[int] = set()
        self._at = self._number = 0
        self.hash: int | None = None
        """That of the line that was given last."""

    def next(self) -> Found | None:
        """The next task; None at the end."""
        self._stream.seek(self._at)
        while (found := readline(self._stream))[0]:
            line, length = found
            self._number, begin, self._at = self._number + 1, self._at, self._at + length
            if begin in self._passed:
                self._passed.discard(begin)
            elif not line.isspace():
                self.hash = _hash_in(line)
                return _task(line, self._name, self._number)
        return None

    def later(self, value: int | None) -> list[Found]:
        """The tasks of this hash that come after the one that was given last."""
        found: list[Found] = []
        for place, number in self._runs.pop(value, ()):
            if place < self._at or place in self._passed:
                continue  # it was given
            self._stream.seek(place)
            line, length = readline(self._stream)
            while _hash_in(line) == value:
                found.append(_task(line, self._name, number))
                self._passed.add(place)
                place, number = place + length, number + 1
                line, length = readline(self._stream)
        return found


def _later_runs(stream: BinaryIO) -> dict[int | None, list[tuple[int, int]]]:
    """Where lines begin again (byte and number) whose hash was there before, by hash; of those that
    follow each other the first.

    Whether it was is a bit of a table of fixed size; where two hashes share one, a line that comes
    first is noted as well, which does no harm.
    """
    seen = bytearray(_SEEN_BITS // 8)
    found: dict[int | None, list[tuple[int, int]]] = {}
    stream.seek(0)
    at = 0
    before: int | None = None
    number = 0
    while (read := readline(stream))[0]:
        line, length = read
        number += 1
        value = _hash_in(line)
        if value is not None and value != before:
            byte, bit = divmod(value % _SEEN_BITS, 8)
            if seen[byte] >> bit & 1:
                found.setdefault(value, []).append((at, number))
            seen[byte] |= 1 << bit
        before = value
        at += length
    return found


def _hash_in(line: bytes) -> int | None:
    found = _HASH_OF.search(line)
    return int(found[1]) if found else None


def _task(line: bytes, name: str, number: int) -> Found:
    where = f"{name}:{number}"
    if number == 1:
        line = line.removeprefix(codecs.BOM_UTF8)
    try:
        require_short(line)
        return where, object_of(line)
    except BadRecord as error:
        return where, error


def _belongs(one: Found, other: Found) -> bool:
    """Whether two tasks that follow each other are about one text."""
    a, b = one[1], other[1]
    if isinstance(a, BadRecord) or isinstance(b, BadRecord):
        return False
    return all(a.get(field) == b.get(field) for field in ("text", _HASH, "id"))


def _by_text(group: list[Found]) -> Iterator[list[Found]]:
    """The same tasks, those apart whose hash is the same though their text is not."""
    texts: dict[object, list[Found]] = {}
    for found in group:
        value = found[1]
        text = None if isinstance(value, BadRecord) else value.get("text")
        texts.setdefault(text if isinstance(text, str) else id(value), []).append(found)
    yield from texts.values()
