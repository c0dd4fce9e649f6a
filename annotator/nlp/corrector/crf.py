"""A linear-chain CRF: trained by CRFsuite, kept as plain arrays, decoded with numpy.

CRFsuite's own binary exists only in a temporary folder while it is read: it crashes the process
when it is damaged.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite
from numpy.typing import NDArray

from annotator.leftovers import WorkFolder
from annotator.values import dataclass

Floats = NDArray[np.float64]
Sequences = Sequence[tuple[Sequence[Sequence[int]], Sequence[int]]]
"""Feature numbers a token, and the states, sequence by sequence."""

C1, C2 = 0.05, 0.3
_PROBES = (2, 8)  # iterations of which the time is taken
_ITERATION = "***** Iteration #"


class Cancelled(Exception):
    """The training was called off."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`state`: features × states, float32; `transition`: states × states, from row to column."""

    state: NDArray[np.float32]
    transition: NDArray[np.float32]


def fit(
    sequences: Sequences,
    features: int,
    states: int,
    *,
    iterations: int,
    on_step: Callable[[float], None] | None = None,
) -> Weights:
    """Train by L-BFGS. `on_step` is told the share done (0–1) and may raise to call it off."""
    trainer = _Trainer(verbose=False)
    trainer.watch(iterations, on_step)
    trainer.select("lbfgs", "crf1d")
    trainer.set_params({"c1": C1, "c2": C2, "max_iterations": iterations})
    names = [str(number) for number in range(max(features, states))]
    for items, labels in sequences:
        if items:
            written = [[names[number] for number in item] for item in items]
            trainer.append(written, [names[label] for label in labels])
    with WorkFolder("annotator-crf-") as folder:
        path = str(Path(folder) / "model")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        tagger.dump(path + ".txt")
        tagger.close()
        with Path(path + ".txt").open(encoding="ascii") as dump:
            return _read_dump(dump, nothing(features, states))


def timed(sequences: Sequences, features: int, states: int) -> tuple[float, float]:
    """The processor seconds that `fit` takes before and after its iterations, and for one."""
    taken = []
    for iterations in _PROBES:
        began = time.process_time()
        fit(sequences, features, states, iterations=iterations)
        taken.append(time.process_time() - began)
    few, many = _PROBES
    step = max(0.0, (taken[1] - taken[0]) / (many - few))
    return max(0.0, taken[0] - few * step), step


def nothing(features: int, states: int) -> Weights:
    """Weights that say nothing."""
    return Weights(np.zeros((features, states), np.float32), np.zeros((states, states), np.float32))


# "  (1) 7 --> 3: 0.25": kind 0 is a feature and a state, kind 1 two states.
_WEIGHT = re.compile(r"\s*\(([01])\) (\d+) --> (\d+): (\S+)")


def _read_dump(dump: Iterable[str], weights: Weights) -> Weights:
    """Fill in what CRFsuite wrote down. Its own parser of this is ten times slower."""
    for line in dump:
        match = _WEIGHT.match(line)
        if match is not None:
            table = weights.transition if match[1] == "1" else weights.state
            table[int(match[2]), int(match[3])] = float(match[4])
    return weights


class _Trainer(pycrfsuite.BaseTrainer):  # type: ignore[misc]  # ships no types
    """Tells of each iteration; what `on_step` raises ends the training."""

    def watch(self, iterations: int, on_step: Callable[[float], None] | None) -> None:
        self._iterations = iterations
        self._on_step = on_step
        self._done = 0

    def message(self, message: Any) -> None:
        text = message.decode(errors="replace") if isinstance(message, bytes) else str(message)
        if _ITERATION not in text:
            return
        self._done += 1
        if self._on_step is not None:
            self._on_step(min(1.0, self._done / self._iterations))


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
