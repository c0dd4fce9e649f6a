"""Measures for values that have no order: one value a coder and unit, any number of coders, some
missing.

Each unit becomes a row of numbers, and each measure is made from the sum of the rows, so that units
can be weighted and drawn anew without looking at the values again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import combinations

from annotator.values import dataclass

Row = list[float]
Value = Hashable
Distance = Callable[[Value, Value], float]

_UNITS, _AGREE, _DIFFER, _RATED = range(4)
_FIXED = 4


@dataclass(frozen=True, slots=True)
class Nominal:
    """The measures for these values. `distance` is 0 for the same, 1 for the furthest; None: every
    two different values are as far from each other.

    A row is [units with two values or more, the share of their pairs that agree, what their pairs
    differ by (o_ck · distance, summed), units with any value], then how often each value was given
    in the units with two or more, then each value's share in all.
    """

    values: tuple[Value, ...]
    distance: Distance | None = None

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return _FIXED + 2 * len(self.values)

    def row(self, given: Sequence[Value]) -> Row:
        """What one unit brings, by the values that it got; those that are missing are left out."""
        row = [0.0] * self.width
        count, kinds = len(given), len(self.values)
        if not count:
            return row
        row[_RATED] = 1.0
        for value in given:
            row[_FIXED + kinds + self.values.index(value)] += 1 / count
        if count < 2:
            return row
        row[_UNITS] = 1.0
        for value in given:
            row[_FIXED + self.values.index(value)] += 1
        pairs = list(combinations(given, 2))
        row[_AGREE] = sum(one == other for one, other in pairs) / len(pairs)
        row[_DIFFER] = 2 * sum(map(self._between, *zip(*pairs, strict=True))) / (count - 1)
        return row

    def total(self, units: Iterable[Sequence[Value]]) -> Row:
        """The rows of many units, summed."""
        total = [0.0] * self.width
        for unit in units:
            total = [one + other for one, other in zip(total, self.row(unit), strict=True)]
        return total

    def alpha(self, total: Sequence[float]) -> float | None:
        """Krippendorff's α; None where all values are one, or none can be paired. One number more
        than a row has is the Σ n_c n_k δ_ck below, already made by `form`.

        α = 1 − (n − 1) Σ o_ck δ_ck / Σ n_c n_k δ_ck, where o_ck = Σ_u (pairs of c and k in u) /
        (m_u − 1). Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011), section C/E.
        """
        counts = total[_FIXED : _FIXED + len(self.values)]
        count = sum(counts)
        if self.distance is None:
            expected = count * count - sum(each * each for each in counts)
        elif len(total) > self.width:
            expected = total[self.width]
        else:
            expected = self._expected(counts)
        if expected <= 1e-9 * max(1.0, count):
            return None
        return 1 - (count - 1) * total[_DIFFER] / expected

    def agreement(self, total: Sequence[float]) -> float | None:
        """The share of the pairs of values that agree, as a mean over units with two or more."""
        return total[_AGREE] / total[_UNITS] if total[_UNITS] else None

    def ac1(self, total: Sequence[float]) -> float | None:
        """Gwet's AC1 for any number of coders; None without a unit that two coded.

        (p_a − p_e) / (1 − p_e), where p_e = Σ π_k (1 − π_k) / (K − 1) and π_k is the mean share of
        the value. Gwet, “Computing inter-rater reliability and its variance in the presence of high
        agreement” (2008), equations 4–7; with missing values: “Handbook of Inter-Rater Reliability”
        (2014), section 2.
        """
        agreed, kinds = self.agreement(total), len(self.values)
        if agreed is None or kinds < 2:
            return None
        shares = [each / total[_RATED] for each in total[_FIXED + kinds :]]
        by_chance = sum(each * (1 - each) for each in shares) / (kinds - 1)
        return (agreed - by_chance) / (1 - by_chance)

    def _between(self, one: Value, other: Value) -> float:
        if self.distance is None:
            return float(one != other)
        return self.distance(one, other)

    @property
    def form(self) -> tuple[int, list[list[float]]] | None:
        """With a distance: the first place of the counts in a row, and the table δ by which they
        are multiplied with themselves.
        """
        if self.distance is None:
            return None
        size = len(self.values)
        table = [[0.0] * size for _ in range(size)]
        for i, k, far in _distances(self.values, self.distance):
            table[i][k] = table[k][i] = far
        return _FIXED, table

    def _expected(self, counts: Sequence[float]) -> float:
        assert self.distance is not None
        table = _distances(self.values, self.distance)
        return 2 * sum(counts[i] * counts[k] * far for i, k, far in table)


@dataclass(frozen=True, slots=True)
class Paired:
    """Cohen's κ for two coders. A row is the table of both: the one's value by the other's."""

    values: tuple[Value, ...]

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return len(self.values) ** 2

    def row(self, one: Value, other: Value) -> Row:
        """What a unit brings that both coded."""
        row = [0.0] * self.width
        row[self.values.index(one) * len(self.values) + self.values.index(other)] = 1.0
        return row

    def kappa(self, total: Sequence[float]) -> float | None:
        """κ = (p_o − p_c) / (1 − p_c); None where chance alone would agree, or nothing is there.

        Cohen, “A coefficient of agreement for nominal scales” (1960).
        """
        size, count = len(self.values), sum(total)
        if not count:
            return None
        agreed = sum(total[i * size + i] for i in range(size)) / count
        by_chance = sum(
            sum(total[i * size : i * size + size]) * sum(total[i::size]) for i in range(size)
        ) / (count * count)
        return None if 1 - by_chance < 1e-9 else (agreed - by_chance) / (1 - by_chance)


@lru_cache(maxsize=64)
def _distances(values: tuple[Value, ...], distance: Distance) -> list[tuple[int, int, float]]:
    pairs = combinations(range(len(values)), 2)
    return [(i, k, distance(values[i], values[k])) for i, k in pairs]


def alpha_of(units: Iterable[Sequence[Value]], distance: Distance | None = None) -> float | None:
    """Krippendorff's α of units, each the values that it got."""
    units = [list(unit) for unit in units]
    measure = Nominal(tuple(dict.fromkeys(value for unit in units for value in unit)), distance)
    return measure.alpha(measure.total(units))


def masi(one: frozenset[int], other: frozenset[int]) -> float:
    """How far two sets are from each other: 1 − J · M, where J is Jaccard's coefficient, and M is 1
    for the same, ⅔ where one holds the other, ⅓ where they have something in common, else 0.

    Passonneau, “Measuring agreement on set-valued items (MASI) for semantic and pragmatic
    annotation” (LREC 2006).
    """
    if one == other:
        return 0.0
    common = one & other
    if not common:
        return 1.0
    monotone = 2 / 3 if common in (one, other) else 1 / 3
    return 1 - monotone * len(common) / len(one | other)
