"""How a program counted the positions in a text: found by the words that it gives with them.

The standard counts code points, and ends are behind the last one. ATLAS.ti counts CR LF as one,
others count UTF-16, or two for each line end where the file has one, or give the last character as
the end. The first way in which most of the words fit is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotator.formats.positions import Positions, counted
from annotator.formats.refi.model import Selection
from annotator.values import dataclass

_MOST_LOOKED_AT = 200
_CUT = re.compile(r"\s*(\.\.\.|…|\[\.\.\.\])\s*$")


@dataclass(frozen=True, slots=True)
class Counting:
    """Positions as a program has them; `last` is 1 where the end is that of the last character."""

    positions: Positions
    last: int = 0

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The range in code points; BadRecord for an edge inside of a character."""
        return self.positions.strictly(start), self.positions.strictly(end + self.last)


def counting_of(text: str, origin: str, selections: Sequence[Selection]) -> Counting:
    """The way of counting in which the most of the words that are given fit."""
    told = [x for x in map(_told, selections) if x is not None][:_MOST_LOOKED_AT]
    best, most = None, -1
    for way in _ways(text, origin):
        fitting = sum(_fits(text, way, *each) for each in told)
        if fitting > most:
            best, most = way, fitting
        if most == 2 * len(told):
            break
    return best or Counting(Positions())


def _ways(text: str, origin: str) -> Iterator[Counting]:
    line_ends = (1, 0, 2) if "ATLAS" in origin.upper() else (0, 1, 2)
    for last in (0, 1):
        for is_utf16 in (False, True):
            for ends in line_ends:
                yield Counting(counted(text, is_utf16=is_utf16, line_ends=ends), last)


def _told(selection: Selection) -> tuple[int, int, str] | None:
    words = _spaced(selection.name)
    try:
        return (int(selection.start), int(selection.end), words) if words else None
    except ValueError:
        return None


def _fits(text: str, way: Counting, start: int, end: int, words: str) -> int:
    """2 where the words are those of the text, 1 where they are how it begins, else 0."""
    of = way.positions.of
    found = _spaced(text[max(of(start), 0) : max(of(end + way.last), 0)])
    if found == words:
        return 2
    begin = _CUT.sub("", words)
    return 1 + (begin != words) if len(begin) > 3 and found.startswith(begin) else 0


def _spaced(words: str) -> str:
    return " ".join(words.split())
