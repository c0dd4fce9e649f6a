"""The second look: whole spans, weighed by what the CRF cannot see from token to token.

A logistic regression over the CRF's candidates: their words and head, how other mentions in the
article are read, what memory and the lexicon know, and what the article is about. Its
probabilities replace the CRF's.
"""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.memory import Counts, Memory, Usage
from annotator.core.repairs import Marked
from annotator.nlp.corrector.candidates import Candidate
from annotator.nlp.corrector.crf import Floats
from annotator.nlp.corrector.features import Featurizer, Lexicon
from annotator.values import dataclass

Features = dict[str, float]

_TINY = 1e-4
_STRENGTH = 0.3  # the inverse of the ridge
_ITERATIONS = 100
_SHRINKS = tuple(0.3 + 0.05 * step for step in range(21))
_NEVER = -20.0  # the bias of a class that no candidate had
_LEAST_OFTEN = (
    2  # candidates (of the article's own: articles) that have a feature, or it is left out
)
_ABOUT = 0.25  # what a word of the article counts
_FEW = 2.0  # mentions that stand against a share of few
_LEAST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class CandidateFeatures:
    """An article's candidates as the ranker sees them: features that they share, features of each,
    and views, candidates × width.
    """

    shared: Features
    features: Sequence[Features]
    views: Floats

    def only(self, some: Sequence[int]) -> CandidateFeatures:
        """The candidates at these indices."""
        return CandidateFeatures(
            self.shared, [self.features[i] for i in some], self.views[list(some)]
        )


@dataclass(frozen=True, slots=True)
class Ranker:
    """`weights`: features × classes, float32; class 0 is none, class i + 1 the label at i.
    `view_weights`: the same for what the pipeline sees in a candidate, width × classes.
    """

    features: Mapping[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    view_weights: NDArray[np.float32]

    def probabilities(self, candidates: CandidateFeatures) -> Floats:
        """Candidates × classes."""
        all_of_them = self.bias + self._score(candidates.shared)
        scores = np.tile(all_of_them.astype(np.float64), (len(candidates.features), 1))
        if candidates.views.shape[1] == len(self.view_weights):  # else of another pipeline
            scores += candidates.views @ self.view_weights
        for row, features in enumerate(candidates.features):
            scores[row] += self._score(features)
        return _softmax(scores)

    def _score(self, features: Features) -> Floats:
        known = [(self.features[f], v) for f, v in features.items() if f in self.features]
        rows, values = [row for row, _ in known], [value for _, value in known]
        return np.asarray(np.asarray(values, np.float64) @ self.weights[rows])


def describe(
    featurizer: Featurizer,
    candidates: Sequence[Candidate],
    lexicon: Lexicon,
    memory: Memory,
) -> CandidateFeatures:
    """The candidates of an article; the usage in memory is that of the articles before it."""
    mentions = _Mentions(featurizer, candidates)
    features = [
        {
            **_scores(each),
            **_words(featurizer, each),
            **_known("m", lexicon.surfaces.about(mentions.surfaces[i])),
            **_known("d", memory.about(mentions.surfaces[i])),
            **mentions.others(i),
        }
        for i, each in enumerate(candidates)
    ]
    views = [featurizer.span_view(each.first, each.end) for each in candidates]
    about = {f"o={word}": _ABOUT for word in featurizer.plain_words()}
    shared = {**_used(memory.usage), **about}
    return CandidateFeatures(shared, features, np.array(views) if views else np.zeros((0, 0)))


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


def _used(usage: Usage) -> Features:
    """The labels' shares of late: what "person" or "politician" stands for changes with the
    subject. Logarithms, 0 for a label that was not used.
    """
    total = sum(usage.values()) + _FEW
    return {
        f"u{label}": float(np.log((n / total + _LEAST_SHARE) / _LEAST_SHARE)) / 3
        for label, n in usage.items()
    }


def _known(name: str, counts: Counts) -> Features:
    total = sum(counts.values())
    if not total:
        return {}
    told = {f"{name}{label}": count / total for label, count in counts.items()}
    return {**told, f"{name}{'one' if total == 1 else 'more'}": 1.0}


@dataclass(slots=True)
class _Sum:
    """How many mentions there are, and the sum of their labels' probabilities."""

    count: int = 0
    total: Floats = field(default_factory=lambda: np.zeros(1))

    def add(self, other: _Sum, sign: int = 1) -> _Sum:
        return _Sum(self.count + sign * other.count, self.total + sign * other.total)


class _Mentions:
    """What the CRF thinks of the other mentions in the article: same surface, parts, wholes."""

    def __init__(self, featurizer: Featurizer, candidates: Sequence[Candidate]) -> None:
        words = featurizer.words
        self._spans = [tuple(words[c.first : c.end]) for c in candidates]
        self.surfaces = [" ".join(featurizer.surface(c.first, c.end).split()) for c in candidates]
        self._own = [_Sum(1, candidate.labels) for candidate in candidates]
        self._same: dict[tuple[str, ...], _Sum] = defaultdict(_Sum)
        self._longer: dict[str, _Sum] = defaultdict(_Sum)
        for span, own in zip(self._spans, self._own, strict=True):
            self._same[span] = self._same[span].add(own)
            if len(span) > 1:
                for word in {span[0], span[-1]}:
                    self._longer[word] = self._longer[word].add(own)

    def others(self, i: int) -> Features:
        span = self._spans[i]
        told = _told("c", self._same[span].add(self._own[i], -1))
        if len(span) == 1:
            return told | _told("cl", self._longer.get(span[0], _Sum()))
        parts = _Sum()
        for word in {span[0], span[-1]}:
            parts = parts.add(self._same.get((word,), _Sum()))
        return told | _told("cs", parts)


def _told(name: str, others: _Sum) -> Features:
    if not others.count:
        return {}
    mean = others.total / others.count
    told = {f"{name}{k}": float(value) for k, value in enumerate(mean) if value > _TINY}
    return {**told, f"{name}#": 1.0, f"{name}N": 1 - float(mean.sum())}


@dataclass(frozen=True, slots=True)
class Judgements:
    """Candidates of a held-out article: what each turned out to be (a class), and how much that
    counts. Every other article is of the other `half`. `undecided` is what the pipeline suggests
    and memory, without the article, knows nothing of.
    """

    candidates: Sequence[Candidate]
    described: CandidateFeatures
    outcomes: Sequence[int]
    weights: Sequence[float]
    half: int
    undecided: Sequence[Marked] = ()


def fit_ranker(judged: Sequence[Judgements], count: int) -> tuple[Ranker, list[Floats]]:
    """Train on candidates of held-out articles. `count`: classes in all, none included. With it
    the probabilities of each article's candidates as told by what the other half taught.

    All weights are shrunk by what makes each half of the articles likeliest to a model of the
    other half: that calibrates the probabilities.
    """
    rows = _frequent([each.described for each in judged])
    table = _table([each.described for each in judged], rows)
    truth = np.array([outcome for each in judged for outcome in each.outcomes])
    side = np.array([each.half for each in judged for _ in each.outcomes])
    worth = np.array([weight for each in judged for weight in each.weights])
    scores = np.zeros((len(truth), count))
    for half in (0, 1):
        learnt, held = side == half, side != half
        if len(set(truth[learnt])) > 1:
            weights, bias = _fit(table[learnt], truth[learnt], worth[learnt], count)
            scores[held] = table[held] @ weights + bias
    shrink = min(_SHRINKS, key=lambda factor: _surprise(scores * factor, truth, worth))
    weights, bias = _fit(table, truth, worth, count)
    weights, bias = weights * np.float32(shrink), bias * np.float32(shrink)
    held_out = _softmax(scores * shrink)
    places = np.cumsum([len(each.outcomes) for each in judged])[:-1]
    ranker = Ranker(rows, weights[: len(rows)], bias, weights[len(rows) :])
    return ranker, np.split(held_out, places)


def _frequent(articles: Sequence[CandidateFeatures]) -> dict[str, int]:
    often = Counter(name for each in articles for features in each.features for name in features)
    often.update(name for each in articles for name in each.shared)
    names = (name for name, n in often.items() if n >= _LEAST_OFTEN)
    return {name: row for row, name in enumerate(names)}


def _table(articles: Sequence[CandidateFeatures], rows: Mapping[str, int]) -> Any:
    """All candidates × (features, then the width of the views)."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction import DictVectorizer

    reader = DictVectorizer(sort=False).fit([dict.fromkeys(rows, 1.0)])
    own = reader.transform([features for each in articles for features in each.features])
    shared = reader.transform([each.shared for each in articles])
    counts = [len(each.features) for each in articles]
    of_article = np.repeat(np.arange(len(articles)), counts)
    return hstack([own + shared[of_article], csr_matrix(_views(articles))], format="csr")


def _views(articles: Sequence[CandidateFeatures]) -> Floats:
    """Candidates × width; zeros for articles without views among others with them."""
    width = max((each.views.shape[1] for each in articles), default=0)
    views = [np.zeros((len(each.features), width)) for each in articles]
    for rows, each in zip(views, articles, strict=True):
        rows[:, : each.views.shape[1]] = each.views
    return np.concatenate(views)


def _fit(
    table: Any, classes: NDArray[np.int_], worth: Floats, count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    model = LogisticRegression(C=_STRENGTH, max_iter=_ITERATIONS, tol=1e-3)
    # More threads only wait for each other: three times slower. To stop early does no harm.
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(table, classes, sample_weight=worth)
    weights = np.zeros((table.shape[1], count), np.float32)
    bias = np.full(count, _NEVER, np.float32)
    if len(model.classes_) == 2:  # one row for both: the second class against the first
        weights[:, model.classes_[1]] = model.coef_[0]
        bias[model.classes_] = 0.0, model.intercept_[0]
    else:
        weights[:, model.classes_] = model.coef_.T
        bias[model.classes_] = model.intercept_
    return weights, bias


def _softmax(scores: Floats) -> Floats:
    scores = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-1e9))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def _surprise(scores: Floats, truth: NDArray[np.int_], worth: Floats) -> float:
    """The negative log likelihood of the true classes."""
    from scipy.special import log_softmax

    surprise = -log_softmax(scores, axis=1)[np.arange(len(truth)), truth]
    return float(surprise.clip(max=20.0) @ worth)
