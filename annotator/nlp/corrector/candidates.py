"""Spans that a lattice holds possible, and the choice among them that needs the fewest repairs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import numpy as np

from annotator.nlp.corrector.crf import Floats, Lattice
from annotator.values import dataclass

LEAST = 0.03
"""The least probability, over all labels, with which a span is a candidate."""

_LEAST_START = 0.02
_LEAST_STEP = 0.005
_LONGEST = 15  # tokens


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span in tokens. `labels`: how probable it is with each label; `none`: that nothing in it
    is an entity. The rest is for other edges.
    """

    first: int
    end: int
    labels: Floats
    none: float

    @property
    def any_label(self) -> float:
        return float(self.labels.sum())


def candidates(lattice: Lattice, always: Iterable[tuple[int, int]] = ()) -> list[Candidate]:
    """All spans that are probable enough, and those that are `always` candidates (first token, end
    token; none overlap), by place, the shorter first. Exact probabilities.
    """
    begins = (lattice.forward * lattice.backward)[:, 1::2]
    ends = dict(always)
    firsts = {*np.flatnonzero(begins.sum(axis=1) >= _LEAST_START).tolist(), *ends}
    found = []
    for first in sorted(firsts):
        found += _from(lattice, first, ends.get(first, 0))
    return found


def _from(lattice: Lattice, first: int, always: int) -> list[Candidate]:
    moves, emissions, scales = lattice.moves, lattice.emissions, lattice.scales
    forward, backward = lattice.forward, lattice.backward
    begin_to_in = np.diagonal(moves[1::2, 2::2])
    in_to_in = np.diagonal(moves[2::2, 2::2])
    value = forward[first, 1::2].copy()
    outside = float(forward[first, 0])
    rows = moves[1::2]
    count = len(emissions)
    found = []
    for end in range(first + 1, min(max(first + _LONGEST, always), count) + 1):
        if end == count:
            closed = value
            none = outside
        else:
            weight = emissions[end] * backward[end] / scales[end]
            onwards = rows @ weight - np.diagonal(rows[:, 2::2]) * weight[2::2]
            closed = value * onwards
            none = outside * float(backward[end - 1, 0])
        is_likely = closed.sum() >= LEAST and end - first <= _LONGEST
        if is_likely or end == always:
            found.append(Candidate(first, end, closed.copy(), none))
        if end == count:
            break
        step = begin_to_in if end == first + 1 else in_to_in
        value = value * step * emissions[end, 2::2] / scales[end]
        outside *= float(moves[0, 0] * emissions[end, 0] / scales[end])
        rows = moves[2::2]
        if end >= always and (value * backward[end, 2::2]).sum() < _LEAST_STEP:
            break
    return found


def nothing_in(lattice: Lattice, first: int, end: int) -> float:
    """How probable it is that none of the tokens from `first` to `end` is in an entity."""
    value = float(lattice.forward[first, 0])
    for token in range(first + 1, end):
        value *= float(lattice.moves[0, 0] * lattice.emissions[token, 0] / lattice.scales[token])
    return value * float(lattice.backward[end - 1, 0])


def choose(spans: Sequence[tuple[int, int]], gains: Sequence[float]) -> list[int]:
    """Which spans to take: none overlap, and their gains sum to the most. Spans by place."""
    order = sorted(range(len(spans)), key=lambda i: (spans[i][1], spans[i][0]))
    ends = [spans[i][1] for i in order]
    best = [0.0]
    before = []
    for k, i in enumerate(order):
        reach = bisect_right(ends, spans[i][0], 0, k)
        before.append(reach)
        best.append(max(best[k], best[reach] + gains[i]))
    taken = []
    k = len(order)
    while k > 0:
        if best[k] > best[k - 1]:
            taken.append(order[k - 1])
            k = before[k - 1]
        else:
            k -= 1
    return sorted(taken, key=lambda i: spans[i])
