"""Trains the CRF: L-BFGS over all sequences at once, in numpy.

The tokens of all sequences lie side by side, first tokens first, so that a step forward or
backward is one product for all of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.nlp.corrector.crf import TokenRows, Weights, nothing
from annotator.nlp.corrector.descent import Singles, minimized
from annotator.values import dataclass

C1, C2 = 0.05, 0.3
"""The lasso, and half the ridge, as CRFsuite counts them."""

_LEAST_OFTEN = 2  # tokens that have a feature, or it has no weight
_PROBES = (2, 8)  # iterations of which the time is taken


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sequence of tokens: their features and their states. The next token is another lesson's."""

    rows: TokenRows
    states: Sequence[int]


def fit(
    lessons: Sequence[Lesson],
    features: int,
    states: int,
    *,
    iterations: int,
    start: Weights | None = None,
    on_step: Callable[[float], None] | None = None,
) -> Weights:
    """Train from `start`, else from nothing. `on_step` is told the share done (0–1) and may raise
    to call it off.
    """
    lessons = [each for each in lessons if len(each.states)]
    if not lessons:
        return nothing(features, states)
    task = _Task(lessons, features, states)
    begin = np.zeros(task.size, np.float32) if start is None else task.vector(start)
    return task.weights(minimized(task, begin, iterations, on_step, C1))


def mean(some: Sequence[Weights]) -> Weights:
    """Where to start from, when each of these was trained on a part."""

    def of(parts: Sequence[Singles]) -> Singles:
        return np.asarray(np.mean(parts, axis=0), np.float32)

    return Weights(
        of([each.state for each in some]),
        of([each.transition for each in some]),
    )


def timed(lessons: Sequence[Lesson], features: int, states: int) -> tuple[float, float]:
    """The processor seconds that `fit` takes before and after its iterations, and for one."""
    taken = []
    for iterations in _PROBES:
        began = time.process_time()
        fit(lessons, features, states, iterations=iterations)
        taken.append(time.process_time() - began)
    few, many = _PROBES
    step = max(0.0, (taken[1] - taken[0]) / (many - few))
    return max(0.0, taken[0] - few * step), step


class _Task:
    """The negative log likelihood of the states, with its gradient."""

    def __init__(self, lessons: Sequence[Lesson], features: int, states: int) -> None:
        from scipy.sparse import csr_matrix

        self._states, self._features = states, features
        order = sorted(range(len(lessons)), key=lambda i: -len(lessons[i].states))
        lengths = np.array([len(lessons[i].states) for i in order], np.int64)
        steps = int(lengths[0]) if len(lengths) else 0
        self._counts = [int(n) for n in (lengths[:, None] > np.arange(steps)).sum(axis=0)]
        self._bounds = [0, *np.cumsum(self._counts).tolist()]
        total = self._bounds[-1]
        # Where the tokens of the lessons, one after the other, stand among all.
        place = np.concatenate(
            [np.array(self._bounds[:-1])[:n] + k for k, n in enumerate(lengths)]
            or [np.zeros(0, np.int64)]
        )
        gold = np.zeros(total, np.int64)
        gold[place] = [state for i in order for state in lessons[i].states]
        self._gold = gold
        self._place = place
        self._kept, columns, bounds = _often([lessons[i].rows for i in order], features)
        ones = np.ones(len(columns), np.float32)
        # Rows in the order of the lessons: to put scores in their places is cheaper than to sort.
        table = csr_matrix((ones, columns, bounds), shape=(total, len(self._kept)))
        self._table: Any = table
        self._across: Any = table.T
        self._wanted = np.zeros((total, states), np.float32)
        self._wanted[np.arange(total), gold] = 1
        self._moved = np.zeros((states, states), np.float64)
        for before, here in self._steps():
            now = slice(here.start, here.stop)
            np.add.at(self._moved, (gold[before], gold[now]), 1)
        self._has_moved = self._moved > 0
        self.size = (len(self._kept) + states) * states

    def _steps(self) -> list[tuple[slice, slice]]:
        """For each step, the tokens before and the tokens here of the lessons that reach it."""
        return [
            (slice(first, first + count), slice(second, second + count))
            for (first, second), count in zip(
                pairwise(self._bounds[:-1]), self._counts[1:], strict=True
            )
        ]

    def _parts(self, weights: Singles) -> tuple[Singles, Singles]:
        both = weights.reshape(-1, self._states)
        return both[: len(self._kept)], both[len(self._kept) :]

    def weights(self, weights: Singles) -> Weights:
        """As the CRF keeps them."""
        state, transition = self._parts(weights)
        whole = np.zeros((self._features, self._states), np.float32)
        whole[self._kept] = state
        return Weights(whole, transition.copy())

    def vector(self, weights: Weights) -> Singles:
        """The other way round."""
        return np.concatenate([weights.state[self._kept], weights.transition]).ravel()

    def __call__(self, weights: Singles) -> tuple[float, Singles]:
        state, transition = self._parts(weights)
        scores = np.empty((len(self._place), self._states), np.float32)
        scores[self._place] = self._table @ state
        moves = np.exp(transition)
        lost = -float(np.einsum("ij,ij->", scores, self._wanted, dtype=np.float64))
        lost -= float((self._moved * transition).sum())
        peak = scores.max(axis=1, keepdims=True)
        lost += float(peak.sum(dtype=np.float64))
        emissions = np.exp(scores - peak)
        forward, steps = emissions, self._steps()  # in place
        scales = np.empty((len(emissions), 1), np.float32)
        emitted = emissions.copy()
        first = slice(0, self._counts[0])
        scales[first] = forward[first].sum(axis=1, keepdims=True)
        forward[first] /= scales[first]
        for before, here in steps:
            row = forward[before] @ moves
            row *= emitted[here]
            scale = row.sum(axis=1, keepdims=True)
            row /= scale
            forward[here] = row
            scales[here] = scale
        lost += float(np.log(scales).sum(dtype=np.float64))
        emitted /= scales
        backward = np.ones_like(emitted)
        moved = np.zeros_like(moves)
        back = np.ascontiguousarray(moves.T)
        for before, here in reversed(steps):
            weighed = backward[here] * emitted[here]
            moved += forward[before].T @ weighed
            backward[before] = weighed @ back
        backward *= forward
        backward -= self._wanted
        stepped = ((moved * moves - self._moved) * self._has_moved).astype(np.float32)
        gradient = np.concatenate([self._across @ backward[self._place], stepped]).ravel()
        lost += C2 * float(np.einsum("i,i->", weights, weights, dtype=np.float64))
        gradient += np.float32(2 * C2) * weights
        return lost, gradient


def _often(
    rows: Sequence[TokenRows], features: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Which features come often enough; and by token, one lesson after the other, the numbers that
    those have among them, with the bounds of each token.
    """
    indices = np.concatenate([each.indices for each in rows])
    bounds = np.cumsum([0, *(size for each in rows for size in np.diff(each.bounds).tolist())])
    kept = np.flatnonzero(np.bincount(indices, minlength=features) >= _LEAST_OFTEN)
    number = np.full(features, -1, np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    columns = number[indices]
    is_kept = columns >= 0
    before = np.zeros(len(columns) + 1, np.int32)
    np.cumsum(is_kept, out=before[1:])
    return kept, columns[is_kept], before[bounds]
