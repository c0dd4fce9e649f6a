"""A linear classifier of words by their vectors (embeddings) and those of the words beside them.

The CRF's features are there or not, so numbers are no use to it. What this classifier gives each of
the CRF's states is told to the CRF in steps, and to the ranker as it is. It is fitted by least
squares with a ridge, and an article is scored in training by one that was fitted without it
(stacked generalization, Wolpert 1992): by one that knew it, everything would look certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.nlp.corrector.descent import Singles
from annotator.nlp.sources.token_vectors import TokenVectors
from annotator.values import dataclass

_FOLDS = 8
_MOST_ROWS = 20_000  # words of the last articles; fitting goes over them twice
_AT_ONCE = 1_000  # words whose inputs are in memory
_RIDGE = 0.3  # as strong as if so many words of usual vectors spoke against each weight
_TINY = 1e-3  # so that there is one solution
_LEVELS = np.array([0.05, 0.15, 0.3, 0.45, 0.65], np.float32)  # of which the CRF is told
_WEIGHT = 3.0  # in the ranker, so that its own ridge does not hold them down
_LARGEST = 1e4  # weight; an honest one is below 1


@dataclass(frozen=True, slots=True)
class ClassifiedArticle:
    """What there is to learn from an article: its words' vectors, the CRF's states that they have,
    and which words (indices) prove nothing.
    """

    views: TokenVectors
    states: Sequence[int]
    unobserved: Set[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TokenClassifier:
    """A linear regression from vectors to the CRF's states. `middle`: the mean vector; `weights`:
    (3 × width + 1) × states, for a word's own vector, that of the word before, that of the word
    behind it, and the intercept.
    """

    middle: Singles
    weights: Singles

    def scores(self, views: TokenVectors) -> Singles:
        """Tokens × states: about how probable each is, though some lie below 0 or above 1; zeros
        for words without vector. Tokens × 0 where vectors are of another width.
        """
        if views.shape[1] != len(self.middle):
            return no_scores(len(views))
        found = np.zeros((len(views), self.weights.shape[1]), np.float32)
        known = np.flatnonzero(_are_known(views))
        for at in range(0, len(known), _AT_ONCE):
            some = known[at : at + _AT_ONCE]
            found[some] = _inputs(views, self.middle, some) @ self.weights
        return found

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """What `classifier_in` reads."""
        return {"classifier_middle": self.middle, "classifier_weights": self.weights}


def no_scores(count: int) -> Singles:
    """For so many words of which nothing is known."""
    return np.zeros((count, 0), np.float32)


def classifier_in(arrays: Mapping[str, NDArray[Any]], states: int) -> TokenClassifier | None:
    """The one among other arrays; None where there is none. ValueError for what does not fit."""
    if "classifier_weights" not in arrays:
        return None
    middle, weights = arrays["classifier_middle"], arrays["classifier_weights"]
    if {middle.dtype, weights.dtype} != {np.dtype(np.float32)} or middle.ndim != 1:
        raise ValueError("classifier")
    if not len(middle) or weights.shape != (3 * len(middle) + 1, states):
        raise ValueError("classifier")
    if max(np.abs(middle).max(), np.abs(weights).max()) > _LARGEST:
        raise ValueError("classifier")
    return TokenClassifier(middle, weights)


def fit_classifier(
    articles: Sequence[ClassifiedArticle], states: int, look_up: Callable[[], None] = lambda: None
) -> tuple[TokenClassifier | None, list[Singles]]:
    """A classifier of the last articles, and each article's scores (tokens × states) by one that
    was fitted without it. None, and no scores, where too few words have a vector.

    `articles` come in the order of their reviews; those whose vectors are of another width than the
    last one's have no scores. `look_up` is called now and then, and may raise to call it off.
    """
    scores = [no_scores(len(each.views)) for each in articles]
    kept, rows = _last(articles)
    count = sum(map(len, rows))
    if not count:
        return None, scores
    seen = [(articles[i], some) for i, some in zip(kept, rows, strict=True)]
    total = sum(each.views[some].sum(axis=0, dtype=np.int64) for each, some in seen)
    middle = (np.asarray(total) / count).astype(np.float32)
    whole = _Sums.of(seen, middle, states, look_up)
    if not whole.products.diagonal()[:-1].any():
        return None, scores
    classifier = TokenClassifier(middle, whole.solved())
    for fold in range(min(_FOLDS, len(kept))):
        own = _Sums.of(seen[fold::_FOLDS], middle, states, look_up)
        others = TokenClassifier(middle, whole.without(own).solved())
        for i in kept[fold::_FOLDS]:
            look_up()
            scores[i] = others.scores(articles[i].views)
    for i in {*range(len(articles))}.difference(kept):
        look_up()
        scores[i] = classifier.scores(articles[i].views)
    return classifier, scores


def features_of(scores: Singles) -> list[list[str]]:
    """What the CRF is told of each word: how high the states stand that may be, of it and of the
    words beside it.
    """
    found: list[list[str]] = [[] for _ in scores]
    levels = np.searchsorted(_LEVELS, scores)
    for i, state in zip(*np.nonzero(levels), strict=True):
        level = int(levels[i, state])
        found[i].append(_name("", int(state), level))
        if i:
            found[i - 1].append(_name(">", int(state), level))
        if i + 1 < len(found):
            found[i + 1].append(_name("<", int(state), level))
    return found


def score_features(scores: Singles, first: int, end: int) -> dict[str, float]:
    """What the ranker is told of a span in tokens; nothing where nothing is known."""
    if not scores.shape[1]:
        return {}
    inside = scores[first:end]
    labels = (inside[:, 1::2] + inside[:, 2::2]).mean(axis=0)
    told = {
        "zn": float(inside[:, 0].mean()),  # none
        "zb": float(inside[0, 1::2].sum()),  # begins with its first word
        "zm": float(inside[1:, 1::2].sum()),  # another begins in it
        "za": float(scores[end, 2::2].sum()) if end < len(scores) else 0.0,  # goes on behind it
        "zp": float(scores[first - 1, 1:].sum()) if first else 0.0,  # something stands before it
    }
    told |= {f"zB{label}": float(value) for label, value in enumerate(inside[0, 1::2])}
    told |= {f"zL{label}": float(value) for label, value in enumerate(labels)}
    return {name: _WEIGHT * value for name, value in told.items()}


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of a linear regression: the inputs' products with each other and with the states; how many
    words.
    """

    products: Singles
    targets: Singles
    count: int

    @classmethod
    def of(
        cls,
        seen: Iterable[tuple[ClassifiedArticle, NDArray[np.int64]]],
        middle: Singles,
        states: int,
        look_up: Callable[[], None],
    ) -> _Sums:
        """Of these words of articles."""
        size = 3 * len(middle) + 1
        products, targets = np.zeros((size, size), np.float32), np.zeros((size, states), np.float32)
        count = 0
        for inputs, wanted in _batches(seen, middle):
            look_up()
            products += inputs.T @ inputs
            targets += inputs.T @ np.eye(states, dtype=np.float32)[wanted]
            count += len(wanted)
        return cls(products, targets, count)

    def without(self, some: _Sums) -> _Sums:
        """Those of the other words."""
        return _Sums(
            self.products - some.products, self.targets - some.targets, self.count - some.count
        )

    def solved(self) -> Singles:
        """The weights."""
        sizes = self.products.diagonal()[:-1]
        usual = sizes.mean() / max(1, self.count)
        ridge = np.full(len(self.products), _RIDGE * len(sizes) * usual + _TINY, np.float32)
        ridge[-1] = _TINY
        return np.asarray(np.linalg.solve(self.products + np.diag(ridge), self.targets))


def _batches(
    seen: Iterable[tuple[ClassifiedArticle, NDArray[np.int64]]], middle: Singles
) -> Iterator[tuple[Singles, NDArray[np.int64]]]:
    """Inputs and states of about as many words as may be in memory."""
    inputs: list[Singles] = []
    states: list[NDArray[np.int64]] = []
    for each, rows in seen:
        for at in range(0, len(rows), _AT_ONCE):
            some = rows[at : at + _AT_ONCE]
            inputs.append(_inputs(each.views, middle, some))
            states.append(np.asarray(each.states, np.int64)[some])
            if sum(map(len, states)) >= _AT_ONCE:
                yield np.concatenate(inputs), np.concatenate(states)
                inputs, states = [], []
    if states:
        yield np.concatenate(inputs), np.concatenate(states)


def _last(articles: Sequence[ClassifiedArticle]) -> tuple[list[int], list[NDArray[np.int64]]]:
    """The indices of the last articles with words to learn from, and these words' indices."""
    kept: list[int] = []
    rows: list[NDArray[np.int64]] = []
    left, width = _MOST_ROWS, 0
    for i in reversed(range(len(articles))):
        each = articles[i]
        if left <= 0:
            break
        if kept and each.views.shape[1] != width:
            continue
        known = np.flatnonzero(_are_known(each.views))
        some = np.array([k for k in known.tolist() if k not in each.unobserved], np.int64)
        if len(some):
            kept.append(i)
            rows.append(some)
            left, width = left - len(some), each.views.shape[1]
    return kept[::-1], rows[::-1]


def _inputs(views: TokenVectors, middle: Singles, rows: NDArray[np.int64]) -> Singles:
    """What the regression is told of these words: words × (3 × width + 1)."""
    width = len(middle)
    found = np.zeros((len(rows), 3 * width + 1), np.float32)
    for number, away in enumerate((0, -1, 1)):
        beside = rows + away
        inside = np.flatnonzero((beside >= 0) & (beside < len(views)))
        inside = inside[views[beside[inside]].any(axis=1)]
        found[inside, number * width : (number + 1) * width] = views[beside[inside]] - middle
    found[:, -1] = 1
    return found


def _are_known(views: TokenVectors) -> NDArray[np.bool_]:
    """Which words are like names, so that they have a vector."""
    return np.asarray(views.any(axis=1))


@cache
def _name(beside: str, state: int, level: int) -> str:
    return f"{beside}z{state}.{level}"
