"""Other ways to count the characters of a text, as code points and back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord


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
    return _wider(((at, 1) for at, char in enumerate(text) if char > "\uffff"))


def bytes_of(text: str) -> Positions:
    """As bytes of UTF-8."""
    if text.isascii():
        return Positions()
    return _wider(((at, len(char.encode("utf-8", "replace")) - 1) for at, char in enumerate(text)))


def line_ends_as_one(text: str) -> Positions:
    """As if each CR LF were one character."""
    places: list[int] = []
    ours: list[int] = []
    shifts = [0]
    at = text.find("\r\n")
    while at >= 0:
        places.append(at + 1 + shifts[-1])
        ours.append(at + 2)
        shifts.append(shifts[-1] - 1)
        at = text.find("\r\n", at + 2)
    return Positions(tuple(places), tuple(ours), tuple(shifts))


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
