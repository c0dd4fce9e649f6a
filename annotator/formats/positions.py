"""Other ways to count the characters of a text, as code points and back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord
from annotator.values import dataclass

_SPECIAL = re.compile("[\n\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Positions:
    """Positions that differ from code points: from each of `places` on by one of `shifts` more.

    `places` are theirs, in order; `ours` the same in code points. `inner` are theirs that lie
    inside of a character.
    """

    places: tuple[int, ...] = ()
    ours: tuple[int, ...] = ()
    shifts: tuple[int, ...] = (0,)
    inner: frozenset[int] = frozenset()

    @classmethod
    def shifted(cls, by: int) -> Positions:
        """Code points, counted from `by`."""
        return cls(shifts=(by,))

    def of(self, place: int) -> int:
        """The code point at one of their places; one inside of a character is at its begin."""
        while place in self.inner:
            place -= 1
        return place - self.shifts[bisect_right(self.places, place)]

    def strictly(self, place: int) -> int:
        """The same; BadRecord for a place inside of a character."""
        if place in self.inner:
            raise BadRecord(Unfit.INSIDE_A_CHARACTER, place=place)
        return self.of(place)

    def back(self, place: int) -> int:
        """Their place of a code point."""
        return place + self.shifts[bisect_right(self.ours, place)]


def utf16(text: str) -> Positions:
    """As Java and JavaScript count: characters beyond U+FFFF are two."""
    if text.isascii():
        return Positions()
    return counted(text, is_utf16=True)


def bytes_of(text: str) -> Positions:
    """As bytes of UTF-8."""
    if text.isascii():
        return Positions()
    return _wider(((at, len(char.encode("utf-8", "replace")) - 1) for at, char in enumerate(text)))


def line_ends_as_one(text: str) -> Positions:
    """As if each CR LF were one character."""
    return counted(text, is_utf16=False, line_ends=1)


def counted(text: str, *, is_utf16: bool, line_ends: int = 0) -> Positions:
    """In code points or UTF-16, each line end (LF or CR LF) as it stands, as one or as two."""
    is_plain = text.isascii() or not is_utf16
    if is_plain and not line_ends:
        return Positions()
    return _wider(
        (found.start(), more)
        for found in _SPECIAL.finditer(text)
        if (more := _more(text, found, is_utf16=is_utf16, line_ends=line_ends))
    )


def _more(text: str, found: re.Match[str], *, is_utf16: bool, line_ends: int) -> int:
    """How many more than one a character counts."""
    if found[0] != "\n":
        return int(is_utf16)
    is_two = found.start() > 0 and text[found.start() - 1] == "\r"
    if line_ends == 1 and is_two:
        return -1
    return int(line_ends == 2 and not is_two)


def _wider(wide: Iterator[tuple[int, int]]) -> Positions:
    places: list[int] = []
    ours: list[int] = []
    shifts = [0]
    inner: list[int] = []
    for at, more in wide:
        if more:
            begin = at + shifts[-1]
            inner += range(begin + 1, begin + 1 + more)
            shifts.append(shifts[-1] + more)
            places.append(begin + 1 + more)
            ours.append(at + 1)
    return Positions(tuple(places), tuple(ours), tuple(shifts), frozenset(inner))
