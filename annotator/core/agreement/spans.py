"""Whether coders find the same places, set the same edges there, and give the same label.

What two coders marked is paired one to one where it overlaps, the exact and the longest overlap
first. Places are what could have been found: spans of all coders that lie over each other are one
place, and each word that nobody marked is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from annotator.core.agreement.codings import Coding, Place
from annotator.core.agreement.nominal import Nominal, Row
from annotator.core.pairing import paired
from annotator.values import dataclass

Range = tuple[int, int]

_MARKED, _EXACT, _NEAR, _SAME_EDGES, _BOTH, _OFF = range(6)
PAIR_WIDTH = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """What two coders said of one place: their labels, None where one marked nothing there; the
    place is the first's, or the other's where the first has none.
    """

    first: int | None
    second: int | None
    start: int
    end: int
    is_same_edges: bool


def matched(one: Iterable[Place], other: Iterable[Place]) -> list[tuple[Place, Place]]:
    """The spans of two coders that mean the same place, in the order of the text."""

    def worth(first: Place, second: Place) -> float:
        shared = min(first[1], second[1]) - max(first[0], second[0])
        is_exact = first[:2] == second[:2]
        return shared + (1e6 if is_exact else 0) + (0.5 if first[2] == second[2] else 0)

    return sorted(paired(one, other, worth))


def cells(one: Coding, other: Coding) -> Iterator[Cell]:
    """What two coders said of each place that either marked."""
    pairs = matched(one.spans, other.spans)
    for first, second in pairs:
        yield Cell(first[2], second[2], *first[:2], first[:2] == second[:2])
    for start, end, label in sorted(one.spans - {first for first, _ in pairs}):
        yield Cell(label, None, start, end, False)
    for start, end, label in sorted(other.spans - {second for _, second in pairs}):
        yield Cell(None, label, start, end, False)


def pair_row(one: frozenset[Place], other: frozenset[Place]) -> Row:
    """What two coders' spans of one article bring: [spans of both, pairs that are the same, pairs
    that overlap and have one label, pairs of the same edges, pairs in which both mean one place,
    code points by which their edges differ].
    """
    row = [0.0] * PAIR_WIDTH
    row[_MARKED] = len(one) + len(other)
    row[_EXACT] = len(one & other)
    row[_NEAR] = sum(
        len(paired(_of(one, label), _of(other, label))) for label in {x[2] for x in one}
    )
    edges = Counter(each[:2] for each in one), Counter(each[:2] for each in other)
    row[_SAME_EDGES] = (edges[0] & edges[1]).total()
    for first, second in matched(one, other):
        row[_BOTH] += 1
        row[_OFF] += abs(first[0] - second[0]) + abs(first[1] - second[1])
    return row


def _of(spans: Iterable[Place], label: int) -> list[Range]:
    return [each[:2] for each in spans if each[2] == label]


def f1_exact(total: Sequence[float]) -> float | None:
    """F1 of spans with the same edges and label; None where nobody marked anything."""
    return _f1(total, _EXACT)


def f1_overlap(total: Sequence[float]) -> float | None:
    """F1 of spans with the same label and some text in common."""
    return _f1(total, _NEAR)


def f1_unlabelled(total: Sequence[float]) -> float | None:
    """F1 of spans with the same edges, whatever their labels."""
    return _f1(total, _SAME_EDGES)


def same_edges(total: Sequence[float]) -> float | None:
    """The share with the same edges of the places that both marked."""
    return total[_SAME_EDGES] / total[_BOTH] if total[_BOTH] else None


def mean_off(total: Sequence[float]) -> float | None:
    """By how many code points the edges differ in the mean, both edges together."""
    return total[_OFF] / total[_BOTH] if total[_BOTH] else None


def _f1(total: Sequence[float], hits: int) -> float | None:
    return 2 * total[hits] / total[_MARKED] if total[_MARKED] else None


# -- what could have been found --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one article: for each that was marked the labels that each of its coders gave
    it; and how many words nobody marked. An article without any is one place where all agree that
    nothing is.
    """

    coders: int
    marked: Sequence[Sequence[frozenset[int]]]
    unmarked: int


def places(codings: Sequence[Coding], words: Iterable[Range]) -> Places:
    """What could have been found in an article of these words."""
    marks = sorted((*x[:2], who, x[2]) for who, each in enumerate(codings) for x in each.spans)
    found: list[list[set[int]]] = []
    taken: list[Range] = []
    for start, stop, who, label in marks:
        if not taken or start >= taken[-1][1]:
            found.append([set() for _ in codings])
            taken.append((start, stop))
        taken[-1] = (taken[-1][0], max(taken[-1][1], stop))
        found[-1][who].add(label)
    free = sum(1 for _ in _free(words, taken))
    marked = [[frozenset(labels) for labels in each] for each in found]
    return Places(len(codings), marked, free if marked or free else 1)


def _free(words: Iterable[Range], taken: Sequence[Range]) -> Iterator[Range]:
    at = 0
    for start, end in words:
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at == len(taken) or end <= taken[at][0]:
            yield start, end


FOUND = Nominal((True, False))
"""Whether a coder found a place, or marked it with one label."""


def found_row(there: Places, label: int | None = None) -> Row:
    """What the places of one article bring to α of finding: any label, or one; and two numbers
    more: the places that somebody marked, and the shares of pairs that agree about them, summed.
    """
    said = [
        [bool(labels) if label is None else label in labels for labels in place]
        for place in there.marked
    ]
    some = FOUND.total(each for each in said if any(each))
    none = FOUND.row([False] * there.coders)
    nobody = there.unmarked + sum(not any(each) for each in said)
    return [x + nobody * y for x, y in zip(some, none, strict=True)] + some[:2]


def found_share(total: Sequence[float]) -> float | None:
    """The share of the places marked by anyone that the other coders marked too."""
    units, agreed = total[FOUND.width :][:2]
    return agreed / units if units else None


def label_row(measure: Nominal, codings: Sequence[Coding]) -> Row:
    """What an article brings to α of labels: each pair of coders at each place that both marked."""
    return measure.total(
        [first[2], second[2]]
        for one, other in combinations(codings, 2)
        for first, second in matched(one.spans, other.spans)
    )
