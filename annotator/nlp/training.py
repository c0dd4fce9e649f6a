"""Trains a corrector from reviewed articles."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from annotator.core.memory import Counts, Memory
from annotator.nlp.corrector import Calibration, Corrector
from annotator.nlp.crf import FEW_ITERATIONS, ITERATIONS, Cancelled, Weights, fit
from annotator.nlp.features import Evidence, Featurizer, Lesson, Lexicon, marks_of

EXPLICIT = 1.0
ACCEPTED = 0.3

_FOLDS = 2
_LEAST_TO_CALIBRATE = 6  # articles
_MANY = 150  # articles; above, calibration is learnt on so many
_SLOPES = (0.3, 2.0)
_PRIOR = 20.0  # how many spans speak for the CRF's own probabilities


@dataclass(frozen=True, slots=True)
class Example:
    """A reviewed article. `spans`: start, end, label id, weight (1 for a decision of its own).

    `decided` is what this article gave to the memory; None: its spans of full weight.
    """

    article_id: int
    text: str
    evidence: Evidence
    spans: Sequence[tuple[int, int, int, float]]
    decided: Mapping[str, Counts] | None = field(default=None)

    def contribution(self) -> Mapping[str, Counts]:
        """What memory holds of this article."""
        if self.decided is not None:
            return self.decided
        counts: dict[str, Counter[int | None]] = {}
        for start, end, label, weight in self.spans:
            if weight >= EXPLICIT:
                counts.setdefault(self.text[start:end], Counter())[label] += 1
        return counts


def train(
    examples: Sequence[Example],
    memory: Memory,
    *,
    cap_seconds: float = 60.0,
    progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Corrector:
    """A corrector that has learnt from these articles; the same for the same articles.

    `progress` is told the share done, 0–1. Raises crf.Cancelled when `is_cancelled` says so.
    """
    return _Training(examples, memory, cap_seconds, progress, is_cancelled).run()


@dataclass(slots=True)
class _Prepared:
    example: Example
    featurizer: Featurizer
    spans: list[tuple[int, int, int]]  # first token, end token, index of the label
    items: list[list[int]] = field(default_factory=list)
    features: list[list[str]] = field(default_factory=list)

    @property
    def states(self) -> list[int]:
        states = [0] * len(self.featurizer.words)
        for first, end, label in self.spans:
            states[first:end] = [2 * label + 1] + [2 * label + 2] * (end - first - 1)
        return states


class _Training:
    def __init__(
        self,
        examples: Sequence[Example],
        memory: Memory,
        cap_seconds: float,
        progress: Callable[[float], None] | None,
        is_cancelled: Callable[[], bool] | None,
    ) -> None:
        self._began = time.monotonic()
        self._memory = memory
        self._cap = cap_seconds
        self._progress = progress or (lambda _: None)
        self._is_cancelled = is_cancelled or (lambda: False)
        used = [each for each in examples if len(each.evidence)]
        self._labels = sorted({span[2] for each in used for span in each.spans})
        self._lexicon = Lexicon()
        self._rows: dict[str, int] = {}
        self._prepared = [self._prepare(each) for each in used]

    def run(self) -> Corrector:
        if not self._labels:
            return self._corrector(
                Weights(np.zeros((0, 1), np.float32), np.zeros((1, 1), np.float32)), Calibration()
            )
        self._number_features()
        calibration = self._calibrated()
        weights = self._fit(self._prepared, ITERATIONS, 0.5, 1.0)
        return self._corrector(weights, calibration)

    def _corrector(self, weights: Weights, calibration: Calibration) -> Corrector:
        """Without the features that have no weight."""
        kept = np.flatnonzero(weights.state.any(axis=1))
        names = list(self._rows)
        return Corrector(
            self._labels,
            {names[row]: number for number, row in enumerate(kept)},
            Weights(weights.state[kept], weights.transition),
            self._lexicon,
            calibration,
        )

    def _prepare(self, example: Example) -> _Prepared:
        self._look_up()
        featurizer = Featurizer(example.text, example.evidence)
        index = {label: number for number, label in enumerate(self._labels)}
        spans = []
        last = 0
        for start, end, label, _ in sorted(example.spans, key=lambda span: (span[0], -span[1])):
            cover = featurizer.tokens.covering(start, end)
            if cover is not None and cover[0] >= last:
                spans.append((*cover, index[label]))
                last = cover[1]
        prepared = _Prepared(example, featurizer, spans)
        self._lexicon.add(self._lesson(prepared))
        return prepared

    def _lesson(self, prepared: _Prepared) -> Lesson:
        names = [(first, end, str(self._labels[label])) for first, end, label in prepared.spans]
        words = prepared.featurizer.words
        surfaces = [
            (prepared.example.text[s:e], label) for s, e, label, _ in prepared.example.spans
        ]
        return Lesson(words, marks_of(names, len(words)), surfaces)

    def _number_features(self) -> None:
        """Features of each article with the lexicon and the memory as they are without it."""
        for prepared in self._prepared:
            self._look_up()
            lesson = self._lesson(prepared)
            self._lexicon.add(lesson, -1)
            memory = self._memory.without(prepared.example.contribution().items())
            prepared.features = prepared.featurizer.features(self._lexicon, memory)
            self._lexicon.add(lesson)
            rows = self._rows
            prepared.items = [
                [rows.setdefault(feature, len(rows)) for feature in token]
                for token in prepared.features
            ]

    def _calibrated(self) -> Calibration:
        """From predictions for articles that were left out of the training."""
        if len(self._prepared) < _LEAST_TO_CALIBRATE:
            return Calibration()
        some = self._prepared[-_MANY:]
        raw: list[float] = []
        right: list[bool] = []
        for fold in range(_FOLDS):
            held = some[fold::_FOLDS]
            rest = [each for i, each in enumerate(some) if i % _FOLDS != fold]
            share = 0.25 * fold
            weights = self._fit(rest, FEW_ITERATIONS, share, share + 0.25)
            model = Corrector(self._labels, self._rows, weights)
            for prepared in held:
                breaks = prepared.featurizer.breaks
                for found in model.find(prepared.features, breaks, self._labels):
                    if not found.is_maybe:
                        raw.append(found.probability)
                        right.append((found.first, found.end, found.label) in prepared.spans)
        return calibrated(raw, right)

    def _fit(
        self, prepared: Sequence[_Prepared], iterations: int, start: float, end: float
    ) -> Weights:
        def on_step(share: float) -> None:
            self._look_up()
            self._progress(start + (end - start) * share)

        left = self._cap - (time.monotonic() - self._began)
        return fit(
            [(each.items, each.states) for each in prepared],
            len(self._rows),
            2 * len(self._labels) + 1,
            iterations=iterations,
            cap_seconds=max(1.0, left * (end - start) / (1 - start)),
            on_step=on_step,
        )

    def _look_up(self) -> None:
        if self._is_cancelled():
            raise Cancelled


def calibrated(raw: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Platt's scaling (1999) of raw probabilities by whether each prediction was right.

    A few imagined spans speak for leaving them as they are, so that few articles change little.
    """
    if not raw:
        return Calibration()
    clipped = np.clip(np.asarray(raw), 1e-6, 1 - 1e-6)
    logits = np.log(clipped / (1 - clipped))
    truth = np.asarray(right, np.float64)
    slope, shift = 1.0, 0.0
    for _ in range(50):  # Newton's method, ridge towards (1, 0)
        guess = 1 / (1 + np.exp(-(slope * logits + shift)))
        spread = guess * (1 - guess)
        gradient = np.array([((guess - truth) * logits).sum(), (guess - truth).sum()])
        gradient += _PRIOR * 0.25 * np.array([slope - 1, shift])
        curve = np.array(
            [
                [(spread * logits**2).sum(), (spread * logits).sum()],
                [(spread * logits).sum(), spread.sum()],
            ]
        ) + _PRIOR * 0.25 * np.eye(2)
        step = np.linalg.solve(curve, gradient)
        slope, shift = slope - float(step[0]), shift - float(step[1])
        if np.abs(step).max() < 1e-6:
            break
    return Calibration(min(max(slope, _SLOPES[0]), _SLOPES[1]), shift)
