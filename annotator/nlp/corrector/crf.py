"""A linear-chain CRF: kept as plain arrays, decoded with numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.values import dataclass

Floats = NDArray[np.float64]


class Cancelled(Exception):
    """The training was called off."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`state`: features × states, float32; `transition`: states × states, from row to column."""

    state: NDArray[np.float32]
    transition: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenRows:
    """Numbers of features, token by token: those of token i lie from `bounds[i]` to the next."""

    indices: NDArray[np.int32]
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, tokens: Sequence[Sequence[int]]) -> TokenRows:
        bounds = np.cumsum([0, *map(len, tokens)], dtype=np.int64)
        return cls(np.array([row for rows in tokens for row in rows], np.int32), bounds)

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def cut(self, first: int, end: int) -> TokenRows:
        """Those of the tokens from `first` to `end`."""
        start, stop = self.bounds[first], self.bounds[end]
        return TokenRows(self.indices[start:stop], self.bounds[first : end + 1] - start)


def nothing(features: int, states: int) -> Weights:
    """Weights that say nothing."""
    return Weights(np.zeros((features, states), np.float32), np.zeros((states, states), np.float32))


@dataclass(frozen=True, slots=True)
class Lattice:
    """Scores of one sequence, and what forward and backward passes say about it.

    `scores`: tokens × states; `forward`, `backward`: the same shape, scaled to sum to one a token;
    `scales`: a token's factor. Everything but `scores` and `transition` is in the linear domain.
    """

    scores: Floats
    transition: Floats
    emissions: Floats
    moves: Floats
    forward: Floats
    backward: Floats
    scales: Floats

    @classmethod
    def of(cls, scores: Floats, transition: Floats) -> Lattice:
        """`scores` and `transition` in the log domain; -inf forbids."""
        peak = scores.max(axis=1, keepdims=True)
        emissions = np.exp(scores - peak)
        moves = np.exp(transition)
        count, states = scores.shape
        forward = np.empty((count, states))
        scales = np.empty(count)
        row = emissions[0]
        for i in range(count):
            if i:
                row = (row @ moves) * emissions[i]
            scales[i] = scale = row.sum()
            row = row / scale
            forward[i] = row
        backward = np.empty((count, states))
        row = np.ones(states)
        backward[-1] = row
        for i in range(count - 1, 0, -1):
            row = moves @ (row * emissions[i]) / scales[i]
            backward[i - 1] = row
        return cls(scores, transition, emissions, moves, forward, backward, scales)
