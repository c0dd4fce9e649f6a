"""Krippendorff's family of α for texts that coders cut into labelled stretches and gaps.

Krippendorff, Mathet, Bouvry, Widlöcher, “On the reliability of unitizing textual continua: Further
developments”, Quality & Quantity 50 (2016) 2347–2364; Krippendorff, “Content Analysis” (2019),
section 12.6. Several texts are one continuum: what they bring is summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from annotator.core.agreement.codings import Place
from annotator.core.agreement.nominal import Row
from annotator.values import dataclass

_GAP = 0

Segment = tuple[int, int, int]
"""Start, end, and the number of the value; 0 is a gap."""


@dataclass(frozen=True, slots=True)
class Unitizing:
    """The measures for these labels.

    A row is the table of lengths that two coders coded one way and another (gaps first, then the
    labels), each ordered pair of coders weighted by 1 / (m − 1); then for each value the sum of
    its squared lengths (of gaps the lengths); then for each label the sum of the squared lengths
    on which others had a label too.
    """

    labels: tuple[int, ...]

    @property
    def _size(self) -> int:
        return len(self.labels) + 1

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return self._size**2 + 2 * self._size

    def row(self, coded: Sequence[Iterable[Place]], length: int) -> Row:
        """What one text of this length brings, by the spans of each of its coders."""
        size, row = self._size, [0.0] * self.width
        if len(coded) < 2:
            return row
        cuts = [self._segments(flat(spans), length) for spans in coded]
        others = len(coded) - 1
        for number, segments in enumerate(cuts):
            valued = [0.0] * len(segments)
            for other, beside in enumerate(cuts):
                if other != number:
                    for at, value, common in _intersections(segments, beside):
                        row[segments[at][2] * size + value] += common / others
                        if value != _GAP:
                            valued[at] += common / others
            for (start, end, value), shared in zip(segments, valued, strict=True):
                row[size * size + value] += end - start if value == _GAP else (end - start) ** 2
                if value != _GAP:
                    row[size * size + size + value] += shared * shared
        return row

    def _segments(self, spans: Sequence[Place], length: int) -> list[Segment]:
        """A text cut into segments: the spans, and the gaps between them."""
        found, at = [], 0
        for start, end, label in spans:
            if start > at:
                found.append((at, start, _GAP))
            found.append((start, end, 1 + self.labels.index(label)))
            at = end
        if at < length:
            found.append((at, length, _GAP))
        return found

    def all(self, total: Sequence[float]) -> float | None:
        """uα: whether the same stretches got the same label, gaps included."""
        return _alpha(*self._tables(total, range(self._size), 0))

    def relevant(self, total: Sequence[float]) -> float | None:
        """|uα: whether the same text was marked at all, whatever the label."""
        observed, expected = self._tables(total, range(self._size), 0)
        if not expected:
            return None
        differ, by_chance = sum(observed[_GAP][1:]), sum(expected[_GAP][1:])
        return 1 - differ / by_chance if by_chance > 0 else None

    def coding(self, total: Sequence[float]) -> float | None:
        """cuα: whether text that was marked on both sides got the same label."""
        return _alpha(*self._tables(total, range(1, self._size), 1))

    def of_label(self, total: Sequence[float], label: int) -> float | None:
        """(k)uα: the same for one label; None where nobody else marked what it marks."""
        observed, expected = self._tables(total, range(1, self._size), 1)
        if not expected:
            return None
        at = self.labels.index(label)
        length, by_chance = sum(observed[at]), sum(expected[at])
        off = by_chance - expected[at][at]
        if length <= 0 or off <= 0:
            return None
        return 1 - by_chance / length * (length - observed[at][at]) / off

    def _tables(
        self, total: Sequence[float], values: range, squares: int
    ) -> tuple[list[list[float]], list[list[float]]]:
        """The coincidences of values as observed and as expected; of the latter none where they
        cannot be told. A stretch is never paired with itself: its squared length goes off.
        """
        size = self._size
        observed = [[total[c * size + k] for k in values] for c in values]
        offset = size * size + squares * size
        own = [total[offset + value] for value in values]
        margins = [sum(line) for line in observed]
        length = sum(margins)
        below = length - sum(own) / length if length else 0.0
        if below <= 0:
            return observed, []
        expected = [
            [(one * other - own[c] * (c == k)) / below for k, other in enumerate(margins)]
            for c, one in enumerate(margins)
        ]
        return observed, expected


def _alpha(observed: list[list[float]], expected: list[list[float]]) -> float | None:
    if not expected:
        return None
    differ, by_chance = (
        sum(map(sum, table)) - sum(table[i][i] for i in range(len(table)))
        for table in (observed, expected)
    )
    return 1 - differ / by_chance if by_chance > 1e-9 else None


def _intersections(
    segments: Sequence[Segment], beside: Sequence[Segment]
) -> Iterable[tuple[int, int, int]]:
    """(the number of the first's segment, the other's value, the length that they have in common)
    of two texts cut into segments.
    """
    at = other = 0
    while at < len(segments) and other < len(beside):
        start, end, _ = segments[at]
        first, last, value = beside[other]
        common = min(end, last) - max(start, first)
        if common > 0:
            yield at, value, common
        if end <= last:
            at += 1
        if last <= end:
            other += 1


def flat(spans: Iterable[Place]) -> list[Place]:
    """One coder's spans in the order of the text, of those that lie over each other the longest:
    the measures know no stretch with two labels.
    """
    found: list[Place] = []
    for span in sorted(spans, key=lambda x: (x[0] - x[1], x)):
        if all(span[1] <= start or end <= span[0] for start, end, _ in found):
            found.append(span)
    found.sort()
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    return found
