"""The second look: whole spans, weighed by what the CRF cannot see from token to token.

A logistic regression over the CRF's candidates: their words and head, how other mentions in the
article are read, what memory and the lexicon know, and what the article is about. Its
probabilities replace the CRF's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.memory import Counts, Memory, Usage
from annotator.core.repairs import Marked
from annotator.nlp.corrector.candidates import Candidate
from annotator.nlp.corrector.crf import Floats
from annotator.nlp.corrector.descent import Singles, minimized
from annotator.nlp.corrector.features import Featurizer, Lexicon
from annotator.nlp.corrector.prior import Expected
from annotator.nlp.corrector.token_classifier import score_features
from annotator.values import dataclass

Features = dict[str, float]

_TINY = 1e-4
_STRENGTH = 0.3  # the inverse of the ridge
_ITERATIONS = 40
_LEAST_CLASSES = 2
_SHRINKS = tuple(0.3 + 0.05 * step for step in range(21))
_SURER = 1.05  # than its halves: it has learned from twice as many articles
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
    `view_weights`: the same for what the language model or the pipeline sees in a candidate,
    width × classes.
    """

    features: Mapping[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    view_weights: NDArray[np.float32]

    def without_views(self) -> Ranker:
        """For articles whose views mean nothing to it."""
        return replace(self, view_weights=self.view_weights[:0])

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
            **score_features(featurizer.scores, each.first, each.end),
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
class _Rows:
    """Numbers of features with their values, row by row: those of row i lie from `bounds[i]` on."""

    numbers: NDArray[np.int32]
    values: Singles
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, features: Sequence[Features], numbers: Mapping[str, int]) -> _Rows:
        return cls(
            np.array([numbers[name] for each in features for name in each], np.int32),
            np.array([value for each in features for value in each.values()], np.float32),
            np.cumsum([0, *map(len, features)], dtype=np.int64),
        )


@dataclass(frozen=True, slots=True)
class NumberedFeatures:
    """`CandidateFeatures` with numbers in the place of names: a tenth of the memory."""

    shared: _Rows
    own: _Rows
    views: Singles

    @classmethod
    def of(cls, described: CandidateFeatures, numbers: Mapping[str, int]) -> NumberedFeatures:
        """`numbers` gives a number to each name that it has not had yet."""
        own, shared = (_Rows.of(x, numbers) for x in (described.features, [described.shared]))
        return cls(shared, own, described.views.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Judgements:
    """Candidates of a held-out article: what each turned out to be (a class), how much that counts,
    and how much in `calibrating`: nothing where it was accepted unseen, which would prove the model
    right by its own answers. `beliefs` are for these how probable each class was told to be (soft
    labels; what is left is none's), empty for the others. Every other article is of the other
    `half`. `undecided` is what the pipeline suggests and memory, without the article, knows nothing
    of.
    """

    candidates: Sequence[Candidate]
    described: NumberedFeatures
    outcomes: Sequence[int]
    weights: Sequence[float]
    calibrating: Sequence[float]
    beliefs: Sequence[Mapping[int, float]]
    half: int
    undecided: Sequence[Marked] = ()


def fit_ranker(
    judged: Sequence[Judgements],
    count: int,
    names: Sequence[str],
    expected: Expected | None = None,
) -> tuple[Ranker, list[Floats]]:
    """Train on candidates of held-out articles. `count`: classes in all, none included; `names` of
    the features by their numbers. With it the probabilities of each article's candidates as told
    by what the other half taught. Weights are drawn towards what is `expected`, else towards zero.

    All weights are shrunk by what makes each half of the articles likeliest to a model of the
    other half: that calibrates the probabilities; but that of all is a little surer than these.
    """
    often = np.zeros(len(names), np.int64)
    for each in judged:
        for part in (each.described.own, each.described.shared):
            often += np.bincount(part.numbers, minlength=len(names))
    expected = expected or {}
    is_kept = (often >= _LEAST_OFTEN) | [name in expected for name in names]
    kept = np.flatnonzero(is_kept)
    centre = np.zeros((len(kept), count), np.float32)
    for row, number in enumerate(kept.tolist()):
        for cls, weight in expected.get(names[number], {}).items():
            centre[row, cls] = weight
    rows = np.full(len(names), -1, np.int32)
    rows[kept] = np.arange(len(kept), dtype=np.int32)
    scores: list[Floats] = [np.zeros((0, count))] * len(judged)
    learned = []
    for half in (0, 1):
        weights, bias = _fit([each for each in judged if each.half == half], rows, centre)
        learned.append(weights)
        for number, each in enumerate(judged):
            if each.half != half and each.outcomes:
                scores[number] = _Table([each], rows).scores(weights, bias).astype(np.float64)
    both = np.concatenate(scores)
    truth = np.array([outcome for each in judged for outcome in each.outcomes], np.int64)
    worth = np.array([weight for each in judged for weight in each.calibrating])
    if not worth.any():
        worth = np.array([weight for each in judged for weight in each.weights])
    shrink = min(_SHRINKS, key=lambda factor: _surprise(both * factor, truth, worth))
    whole = [each for each in learned if len(each) == max(map(len, learned))]  # not of no article
    begin = np.asarray(np.mean(whole, axis=0), np.float32)
    weights, bias = _fit(judged, rows, centre, begin)
    weights, bias = weights * np.float32(_SURER * shrink), bias * np.float32(_SURER * shrink)
    known = {names[number]: row for row, number in enumerate(kept.tolist())}
    ranker = Ranker(known, weights[: len(known)], bias, weights[len(known) :])
    return ranker, [_softmax(each * shrink) for each in scores]


class _Table:
    """All candidates of some articles: features of each, of its article, and its view. `rows` of
    the weights by the features' numbers, -1 for one that comes too seldom.
    """

    def __init__(self, judged: Sequence[Judgements], rows: NDArray[np.int32]) -> None:
        judged = [each for each in judged if each.outcomes]
        self.truth = np.array([outcome for each in judged for outcome in each.outcomes], np.int64)
        self.beliefs = [belief for each in judged for belief in each.beliefs]
        worth = [weight for each in judged for weight in each.weights]
        self.worth = np.array(worth, np.float32)[:, None]
        counts = [len(each.outcomes) for each in judged]
        self._of_article = np.repeat(np.arange(len(judged)), counts)
        self._firsts = np.cumsum([0, *counts])[:-1].astype(np.int64)
        self._own = _sparse([each.described.own for each in judged], rows)
        self._shared = _sparse([each.described.shared for each in judged], rows)
        self._views = _views([each.described.views for each in judged])
        self._known = int(self._own.shape[1])

    @property
    def width(self) -> int:
        """Of all that a candidate has: features, and the width of the views."""
        return self._known + int(self._views.shape[1])

    def scores(self, weights: Singles, bias: Singles) -> Singles:
        """Candidates × classes."""
        features, views = weights[: self._known], weights[self._known :]
        found = self._own @ features
        found += (self._shared @ features)[self._of_article]
        if len(views) == self._views.shape[1]:
            found += self._views @ views
        return np.asarray(found + bias)

    def gradient(self, turned: Singles) -> Singles:
        """That of the weights, where `turned` is the gradient of the scores."""
        of_articles = np.add.reduceat(turned, self._firsts, axis=0)
        features = self._own.T @ turned + self._shared.T @ of_articles
        return np.concatenate([features, self._views.T @ turned])


def _sparse(parts: Sequence[_Rows], rows: NDArray[np.int32]) -> Any:
    """All rows of the parts, one below the other, × what comes often enough."""
    from scipy.sparse import csr_matrix

    none = [np.zeros(0, np.int32)]
    columns = rows[np.concatenate([*(each.numbers for each in parts), *none])]
    values = np.concatenate([*(each.values for each in parts), *none]).astype(np.float32)
    sizes = np.concatenate([*(np.diff(each.bounds) for each in parts), *none])
    is_known = columns >= 0
    before = np.concatenate([[0], np.cumsum(is_known)])
    bounds = before[np.concatenate([[0], np.cumsum(sizes)])]
    found = values[is_known], columns[is_known], bounds
    return csr_matrix(found, shape=(len(sizes), int(rows.max(initial=-1)) + 1))


def _views(parts: Sequence[Singles]) -> Singles:
    """Candidates × width; zeros for articles without views among others with them."""
    width = max((each.shape[1] for each in parts), default=0)
    views = np.zeros((sum(map(len, parts)), width), np.float32)
    at = 0
    for each in parts:
        views[at : at + len(each), : each.shape[1]] = each
        at += len(each)
    return views


def _fit(
    judged: Sequence[Judgements],
    rows: NDArray[np.int32],
    centre: Singles,
    begin: Singles | None = None,
) -> tuple[Singles, Singles]:
    """Weights, features and width × classes, and the bias. Logistic regression with a ridge around
    `centre`, features × classes, and soft labels where there are beliefs.
    """
    count = centre.shape[1]
    table = _Table(judged, rows)
    weights = np.zeros((table.width, count), np.float32)
    bias = np.full(count, _NEVER, np.float32)
    present = np.union1d(table.truth, np.flatnonzero(centre.any(axis=0)))
    if any(table.beliefs):
        present = np.union1d(present, [0])  # none comes first: it gets what is left
    if len(present) < _LEAST_CLASSES:
        return weights, np.zeros(count, np.float32)
    wanted = (table.truth[:, None] == present).astype(np.float32)
    for row, belief in enumerate(table.beliefs):
        if belief:
            wanted[row] = [belief.get(cls, 0.0) for cls in present.tolist()]
            wanted[row, 0] += 1 - wanted[row].sum()
    penalty = np.full((table.width + 1, len(present)), 0.5 / _STRENGTH, np.float32)
    penalty[-1] = 0  # the bias
    around = np.zeros_like(penalty)
    around[: len(centre)] = centre[:, present]

    def task(flat: Singles) -> tuple[float, Singles]:
        both = flat.reshape(-1, len(present))
        scores = table.scores(both[:-1], both[-1])
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        sums = shares.sum(axis=1, keepdims=True)
        right = (scores * wanted).sum(axis=1, keepdims=True)
        lost = float((table.worth * (np.log(sums) - right)).sum(dtype=np.float64))
        turned = table.worth * (shares / sums - wanted)
        slope = np.concatenate([table.gradient(turned), turned.sum(axis=0, keepdims=True)])
        away = both - around
        slope += 2 * penalty * away
        lost += float((penalty * away * away).sum(dtype=np.float64))
        return lost, slope.ravel()

    start = around.copy()
    if begin is not None and len(begin) == table.width:
        start[:-1] = begin[:, present]
    found = minimized(task, start.ravel(), _ITERATIONS).reshape(start.shape)
    weights[:, present] = found[:-1]
    bias[present] = found[-1] - found[-1].mean()
    return weights, bias


def _softmax(scores: Floats) -> Floats:
    scores = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-1e9))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def _surprise(scores: Floats, truth: NDArray[np.int_], worth: Floats) -> float:
    """The negative log likelihood of the true classes."""
    scores = scores - scores.max(axis=1, keepdims=True)
    surprise = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(truth)), truth]
    return float(surprise.clip(max=20.0) @ worth)
