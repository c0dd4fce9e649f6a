"""The corrector: repairs a pipeline's suggestions by what this project's reviews have taught it."""

from __future__ import annotations

import io
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from annotator.core.memory import Memory
from annotator.errors import UserError
from annotator.nlp.crf import Floats, Lattice, Weights
from annotator.nlp.features import Evidence, Featurizer, Lexicon

MAGIC = b"annotator-corrector-1\n"
MAYBE = 0.15
"""The least probability with which a span that was not accepted is still shown as a maybe."""

_SHOWN = 5  # alternatives
_LEAST_SHOWN = 0.01
_LONGEST_MAYBE = 8  # tokens
_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Scored:
    """A suggestion of the corrector. `probability` that range and label are right, calibrated.

    `alternatives` are the same range under each label, or None for no entity, the best first.
    """

    start: int
    end: int
    label_id: int
    probability: float
    alternatives: Sequence[tuple[int | None, float]]
    is_maybe: bool = False


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt's scaling: the logit of a probability times `slope`, plus `shift`."""

    slope: float = 1.0
    shift: float = 0.0

    def apply(self, probability: float) -> float:
        clipped = min(max(probability, _TINY), 1 - _TINY)
        logit = self.slope * float(np.log(clipped / (1 - clipped))) + self.shift
        return float(1 / (1 + np.exp(-logit)))


@dataclass(frozen=True, slots=True)
class Found:
    """A span in tokens, with the index of its label and the CRF's own probabilities."""

    first: int
    end: int
    label: int
    probability: float
    others: Sequence[tuple[int | None, float]]
    is_maybe: bool = False


@dataclass(frozen=True, slots=True)
class Corrector:
    """A trained model. State 0 is outside; label i begins in state 2 i + 1, goes on in 2 i + 2.

    `features` maps a feature to its row of the weights, `labels` holds the labels' ids.
    """

    labels: Sequence[int]
    features: Mapping[str, int]
    weights: Weights
    lexicon: Lexicon = field(default_factory=Lexicon)
    calibration: Calibration = field(default_factory=Calibration)

    def suggest(
        self, text: str, evidence: Evidence, memory: Memory, *, labels: Collection[int]
    ) -> list[Scored]:
        """What to suggest for an article, in order of place; maybes do not overlap the others.

        Labels that are not in `labels` are never suggested.
        """
        if not len(evidence):
            return []
        featurizer = Featurizer(text, evidence)
        features = featurizer.features(self.lexicon, memory)
        found = self.find(features, featurizer.breaks, labels)
        return [self._scored(each, featurizer) for each in found]

    def find(
        self, features: Sequence[Sequence[str]], breaks: Sequence[int], labels: Collection[int]
    ) -> list[Found]:
        """The spans of an article in tokens, with the model's own probabilities.

        `breaks` are tokens into which no span goes on.
        """
        scores = self._scores(features)
        for index, label in enumerate(self.labels):
            if label not in labels:
                scores[:, 2 * index + 1 : 2 * index + 3] = -np.inf
        for token in breaks:
            scores[token, 2::2] = -np.inf
        lattice = Lattice.of(scores, self._transition())
        return _Finder(lattice, len(self.labels)).found()

    def _scores(self, features: Sequence[Sequence[str]]) -> Floats:
        rows = [[r for f in token if (r := self.features.get(f)) is not None] for token in features]
        bounds = np.cumsum([0, *(len(row) for row in rows)])
        gathered = self.weights.state[[r for row in rows for r in row]]
        sums = np.zeros((len(gathered) + 1, gathered.shape[1]))
        np.cumsum(gathered, axis=0, dtype=np.float64, out=sums[1:])
        return np.asarray(sums[bounds[1:]] - sums[bounds[:-1]])

    def _transition(self) -> Floats:
        transition = self.weights.transition.astype(np.float64)
        inside = np.arange(2, transition.shape[0], 2)
        forbidden = np.ones((len(transition), len(inside)), bool)
        for column, state in enumerate(inside):
            forbidden[[state - 1, state], column] = False
        transition[:, inside] = np.where(forbidden, -np.inf, transition[:, inside])
        return transition

    def _scored(self, found: Found, featurizer: Featurizer) -> Scored:
        probability = self.calibration.apply(found.probability)
        shrink = (1 - probability) / max(_TINY, 1 - found.probability)
        alternatives: list[tuple[int | None, float]] = [
            (self.labels[found.label], round(probability, 4))
        ]
        for index, value in found.others:
            if value * shrink >= _LEAST_SHOWN:
                label = None if index is None else self.labels[index]
                alternatives.append((label, round(min(1.0, value * shrink), 4)))
        alternatives.sort(key=lambda pair: -pair[1])
        return Scored(
            featurizer.tokens.starts[found.first],
            featurizer.tokens.ends[found.end - 1],
            self.labels[found.label],
            round(probability, 4),
            tuple(alternatives[:_SHOWN]),
            found.is_maybe,
        )

    def to_bytes(self) -> bytes:
        """Magic, checksum, and a compressed npz without pickled objects."""
        state = self.weights.state
        rows, columns = np.nonzero(state)
        told = {
            "labels": list(self.labels),
            "features": list(self.features),
            "calibration": [self.calibration.slope, self.calibration.shift],
            "surfaces": [
                [surface, [[label, n] for label, n in counts.items()]]
                for surface, counts in self.lexicon.surfaces
            ],
            "words": {word: dict(counts) for word, counts in self.lexicon.words.items() if counts},
        }
        stream = io.BytesIO()
        np.savez_compressed(
            stream,
            told=np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), np.uint8),
            shape=np.array(state.shape, np.int64),
            rows=rows.astype(np.int32),
            columns=columns.astype(np.int16),
            values=state[rows, columns],
            transition=self.weights.transition,
        )
        body = stream.getvalue()
        return MAGIC + zlib.crc32(body).to_bytes(4, "big") + body

    @classmethod
    def from_bytes(cls, blob: bytes) -> Corrector:
        """What `to_bytes` wrote; UserError on anything else."""
        head = len(MAGIC)
        if not blob.startswith(MAGIC):
            _refuse("this is no corrector of this version")
        body = blob[head + 4 :]
        if zlib.crc32(body) != int.from_bytes(blob[head : head + 4], "big"):
            _refuse("the corrector is damaged")
        try:
            with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
                return _read(arrays)
        except (KeyError, ValueError, TypeError, IndexError, OSError, EOFError):
            _refuse("the corrector is damaged")


def _refuse(what: str) -> NoReturn:
    raise UserError(what, do="train a new one, or go back to an earlier version")


def _read(arrays: Mapping[str, NDArray[Any]]) -> Corrector:
    told = json.loads(arrays["told"].tobytes())
    features, states = (int(n) for n in arrays["shape"])
    state = np.zeros((features, states), np.float32)
    state[arrays["rows"], arrays["columns"]] = arrays["values"]
    labels = [int(label) for label in told["labels"]]
    transition = np.asarray(arrays["transition"], np.float32)
    if transition.shape != (states, states) or states != 2 * len(labels) + 1:
        raise ValueError("states")
    if len(told["features"]) != features:
        raise ValueError("features")
    surfaces = Memory.of(
        {
            surface: {None if label is None else int(label): int(n) for label, n in counts}
            for surface, counts in told["surfaces"]
        }
    )
    words: dict[str, Counter[str]] = defaultdict(Counter)
    words.update({word: Counter(counts) for word, counts in told["words"].items()})
    slope, shift = told["calibration"]
    return Corrector(
        labels,
        {feature: row for row, feature in enumerate(told["features"])},
        Weights(state, transition),
        Lexicon(surfaces, words),
        Calibration(float(slope), float(shift)),
    )


class _Finder:
    """Spans in a lattice."""

    def __init__(self, lattice: Lattice, labels: int) -> None:
        self._lattice = lattice
        self._labels = labels
        self._marginals = lattice.marginals()

    def found(self) -> list[Found]:
        accepted = list(self._accepted())
        taken = np.zeros(len(self._marginals), bool)
        for each in accepted:
            taken[each.first : each.end] = True
        maybes = self._maybes(taken)
        return sorted([*accepted, *maybes], key=lambda each: each.first)

    def _accepted(self) -> list[Found]:
        path = self._lattice.path()
        spans = []
        first = 0
        while first < len(path):
            if path[first] == 0:
                first += 1
                continue
            label = (path[first] - 1) // 2
            end = first + 1
            while end < len(path) and path[end] == 2 * label + 2:
                end += 1
            spans.append(self._found(first, end, label))
            first = end
        return spans

    def _maybes(self, taken: NDArray[np.bool_]) -> list[Found]:
        begins = self._marginals[:, 1::2]
        found = []
        for first in np.flatnonzero((begins.sum(axis=1) >= MAYBE) & ~taken):
            if taken[first]:
                continue
            label = int(begins[first].argmax())
            end = self._likely_end(int(first), label, taken)
            each = self._found(int(first), end, label, is_maybe=True)
            if each.probability >= MAYBE:
                taken[first:end] = True
                found.append(each)
        return found

    def _likely_end(self, first: int, label: int, taken: NDArray[np.bool_]) -> int:
        """Where a span that begins here ends most probably, before what is taken."""
        best, most = first + 1, 0.0
        for end in range(first + 1, min(first + _LONGEST_MAYBE, len(taken)) + 1):
            if taken[end - 1]:
                break
            value = self._probability(first, end, label)
            if value > most:
                best, most = end, value
        return best

    def _found(self, first: int, end: int, label: int, *, is_maybe: bool = False) -> Found:
        others: list[tuple[int | None, float]] = [
            (other, self._probability(first, end, other))
            for other in range(self._labels)
            if other != label
        ]
        others.append((None, self._lattice.probability(first, [0] * (end - first))))
        probability = self._probability(first, end, label)
        return Found(first, end, label, probability, others, is_maybe)

    def _probability(self, first: int, end: int, label: int) -> float:
        states = [2 * label + 1] + [2 * label + 2] * (end - first - 1)
        return self._lattice.probability(first, states, not_after=2 * label + 2)
