"""The second look: whole spans, weighed by what the CRF cannot see from token to token.

A logistic regression over the CRF's candidates: their words and head, how other mentions in the
article are read, what memory and the lexicon know. Its probabilities replace the CRF's.
"""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.memory import Counts, Memory
from annotator.nlp.candidates import Candidate
from annotator.nlp.crf import Floats
from annotator.nlp.features import Featurizer, Lexicon

Features = dict[str, float]
_TINY = 1e-4
_STRENGTH = 0.3  # the inverse of the ridge
_ITERATIONS = 100
_SHRINKS = tuple(0.3 + 0.05 * step for step in range(21))
_NEVER = -20.0  # the bias of a class that no candidate had
_LEAST_OFTEN = 2  # candidates that have a feature; rarer ones are left out


@dataclass(frozen=True, slots=True)
class Ranker:
    """`weights`: features × classes, float32; class 0 is none, class i + 1 the label at i."""

    features: Mapping[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def probabilities(self, candidates: Sequence[Features]) -> Floats:
        """Candidates × classes."""
        scores = np.tile(self.bias.astype(np.float64), (len(candidates), 1))
        for row, features in enumerate(candidates):
            known = [(self.features[f], v) for f, v in features.items() if f in self.features]
            if known:
                rows, values = zip(*known, strict=True)
                scores[row] += np.asarray(values) @ self.weights[list(rows)]
        scores -= scores.max(axis=1, keepdims=True, initial=-1e9)
        scores = np.exp(scores)
        return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def describe(
    featurizer: Featurizer,
    candidates: Sequence[Candidate],
    lexicon: Lexicon,
    memory: Memory,
) -> list[Features]:
    """Features of each candidate of an article."""
    mentions = _Mentions(featurizer, candidates)
    return [
        {
            **_scores(each),
            **_words(featurizer, each),
            **_known("m", lexicon.surfaces.about(mentions.surfaces[i])),
            **_known("d", memory.about(mentions.surfaces[i])),
            **mentions.others(i),
        }
        for i, each in enumerate(candidates)
    ]


def _scores(candidate: Candidate) -> Features:
    told: Features = {
        f"L{i}": float(np.log(value + _TINY)) / 3 for i, value in enumerate(candidate.labels)
    }
    told["L"] = float(np.log(candidate.any_label + _TINY)) / 3
    told["N"] = float(np.log(candidate.none + _TINY)) / 3
    told["R"] = float(np.log(max(0.0, 1 - candidate.none - candidate.any_label) + _TINY)) / 3
    told[f"best={int(candidate.labels.argmax())}"] = 1.0
    return told


def _words(featurizer: Featurizer, candidate: Candidate) -> Features:
    return dict.fromkeys(featurizer.span_features(candidate.first, candidate.end), 1.0)


def _known(name: str, counts: Counts) -> Features:
    total = sum(counts.values())
    if not total:
        return {}
    told = {f"{name}{label}": count / total for label, count in counts.items()}
    return {**told, f"{name}{'one' if total == 1 else 'more'}": 1.0}


class _Mentions:
    """What the CRF thinks of the other mentions in the article: same surface, parts, wholes."""

    def __init__(self, featurizer: Featurizer, candidates: Sequence[Candidate]) -> None:
        words = featurizer.words
        self._spans = [tuple(words[c.first : c.end]) for c in candidates]
        self.surfaces = [" ".join(featurizer.surface(c.first, c.end).split()) for c in candidates]
        self._labels = [candidate.labels for candidate in candidates]
        self._same: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._longer: dict[str, list[int]] = defaultdict(list)
        for i, span in enumerate(self._spans):
            self._same[span].append(i)
            if len(span) > 1:
                for word in {span[0], span[-1]}:
                    self._longer[word].append(i)

    def others(self, i: int) -> Features:
        span = self._spans[i]
        told = self._told("c", (k for k in self._same[span] if k != i))
        if len(span) == 1:
            told |= self._told("cl", self._longer[span[0]])
        else:
            parts = [k for word in {span[0], span[-1]} for k in self._same.get((word,), ())]
            told |= self._told("cs", parts)
        return told

    def _told(self, name: str, others: Iterable[int]) -> Features:
        found = [self._labels[k] for k in others]
        if not found:
            return {}
        mean = np.mean(found, axis=0)
        told = {f"{name}{k}": float(value) for k, value in enumerate(mean) if value > _TINY}
        return {**told, f"{name}#": 1.0, f"{name}N": 1 - float(mean.sum())}


def fit_ranker(
    described: Sequence[Features],
    classes: Sequence[int],
    articles: Sequence[int],
    count: int,
) -> Ranker:
    """Train on candidates of held-out articles. `count`: classes in all, none included.

    All weights are shrunk by what makes each half of the articles likeliest to a model of the
    other half: that calibrates the probabilities.
    """
    rows = _frequent(described)
    table = _table(described, rows)
    truth = np.asarray(classes)
    side = np.asarray(articles) % 2
    scores = np.zeros((len(truth), count))
    for half in (0, 1):
        learnt, held = side == half, side != half
        if len(set(truth[learnt])) > 1:
            weights, bias = _fit(table[learnt], truth[learnt], count)
            scores[held] = table[held] @ weights + bias
    shrink = min(_SHRINKS, key=lambda factor: _surprise(scores * factor, truth))
    weights, bias = _fit(table, truth, count)
    return Ranker(rows, weights * np.float32(shrink), bias * np.float32(shrink))


def _frequent(described: Sequence[Features]) -> dict[str, int]:
    often = Counter(name for features in described for name in features)
    return {
        name: row for row, name in enumerate(name for name, n in often.items() if n >= _LEAST_OFTEN)
    }


def _table(described: Sequence[Features], rows: Mapping[str, int]) -> Any:
    from scipy.sparse import csr_matrix

    pointers, columns, values = [0], [], []
    for features in described:
        for name, value in features.items():
            if name in rows:
                columns.append(rows[name])
                values.append(value)
        pointers.append(len(columns))
    return csr_matrix((values, columns, pointers), shape=(len(described), len(rows)))


def _fit(
    table: Any, classes: NDArray[np.int_], count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    model = LogisticRegression(C=_STRENGTH, max_iter=_ITERATIONS, tol=1e-3)
    # More threads only wait for each other: three times slower. To stop early does no harm.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(table, classes)
    weights = np.zeros((table.shape[1], count), np.float32)
    bias = np.full(count, _NEVER, np.float32)
    if len(model.classes_) == 2:  # one row for both: the second class against the first
        weights[:, model.classes_[1]] = model.coef_[0]
        bias[model.classes_] = 0.0, model.intercept_[0]
    else:
        weights[:, model.classes_] = model.coef_.T
        bias[model.classes_] = model.intercept_
    return weights, bias


def _surprise(scores: Floats, truth: NDArray[np.int_]) -> float:
    """The negative log likelihood of the true classes."""
    peak = scores.max(axis=1, keepdims=True)
    total = np.log(np.exp(scores - peak).sum(axis=1)) + peak[:, 0]
    return float((total - scores[np.arange(len(truth)), truth]).clip(max=20.0).sum())
