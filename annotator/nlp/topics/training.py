"""Topics that are learned: TF-IDF and one logistic regression a topic, blended with keywords.

The regression learns from the answers and, at a low weight, from the words of the scheme: name,
keywords and guideline of a topic are one more text with yes. The margins of articles held out (k
folds) and the keywords' score are weighed by a logistic blend a topic (Platt 1999, with a second
input). Its prior trusts keywords, so that few articles change little; from some articles on the
folds say too whether that is better than the keywords alone.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.records import Scheme
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.nlp.topics.answers import LEAST_TEXTS, Matrix, Table, TopicExample, table_of
from annotator.nlp.topics.blending import (
    always_yes,
    blend_of,
    calibration_error,
    default_thresholds,
    f1_of,
    picked_of,
    prior_blend,
    saved_of,
    scores_of,
    thresholds_of,
)
from annotator.nlp.topics.codebook import Codebook
from annotator.nlp.topics.model import Judgement, TopicModel, TopicPart
from annotator.nlp.topics.words import Floats, counted, vocabulary
from annotator.values import dataclass

__all__ = ["TopicExample", "TopicModel", "calibration_error", "train_topics"]

_STRENGTH = 20.0  # C of the logistic regression
_CODEBOOK = 0.5  # weight of a topic's words in the scheme, beside 1 for an article
_LEAST_BLENDED = 4  # texts; with fewer, the margins of what is held out say nothing
_MOST_WORDS = 20_000
_MOST_BYTES = 1_700_000  # of the weights and names, before they are packed
_NAME_BYTES = 16


def train_topics(
    examples: Iterable[tuple[int, str, Any, bool, float]],
    scheme: Scheme,
    *,
    cap_seconds: float,
    others: Iterable[str] = (),
    is_cancelled: Callable[[], bool] | None = None,
) -> TopicModel:
    """Learn the topics in use of `scheme` from `examples` (see TopicExample).

    `others` are texts without answers: they tell which words are common. Looks at `is_cancelled`
    between topics, and raises UserError then. `cap_seconds` is processor time. When it is over,
    topics without a model of their own stay with the keywords. All do (`is_better` is false)
    without a yes, and where the keywords alone did better on articles held out.
    """
    given = [e for e in map(TopicExample._make, examples) if e.weight > 0 and e.text.strip()]
    clock = _Clock(time.process_time() + cap_seconds, is_cancelled or (lambda: False))
    clock.is_over()
    table = table_of(given, scheme)
    if not table.topics:
        return TopicModel()
    counts = _counted((each.text for each in given), clock)
    book = Codebook.of(scheme)
    told = book.counted()
    most = min(_MOST_WORDS, _MOST_BYTES // (2 * len(table.topics) + _NAME_BYTES))
    known = vocabulary([*counts, *told], most, _counted(others, clock))
    if not known.names:
        return TopicModel()
    rows = _matrix([known.weigh(each.items()) for each in [*counts, *told]], len(known.names))
    weights, intercepts, fitted = _fitted(rows, table, book, np.arange(len(given)), clock)
    table = table.only(fitted)
    model = TopicModel((), known, weights, intercepts, table.none_rates())
    texts = len({each.text for each in given})
    if not len(fitted):
        return TopicModel()
    return _judged(model, table, _held_out(rows, table, book, clock), texts)


class _Clock:
    """When to stop."""

    def __init__(self, ends: float, is_cancelled: Callable[[], bool]) -> None:
        self._ends = ends
        self._is_cancelled = is_cancelled

    def is_over(self) -> bool:
        """Whether the time is over; UserError when the training was cancelled."""
        if self._is_cancelled():
            raise UserError(Fault.TRAINING_CANCELLED)
        return time.process_time() >= self._ends


def _counted(texts: Iterable[str], clock: _Clock) -> list[Counter[str]]:
    counts = []
    for text in texts:
        clock.is_over()
        counts.append(counted(text))
    return counts


def _matrix(rows: Sequence[tuple[Any, Any]], width: int) -> Any:
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows]).astype(np.float64)
    return csr_matrix((values, columns, ends), shape=(len(rows), width))


@dataclass(frozen=True)
class _Lesson:
    """What one topic is learned from: rows of the matrix, yes or no, weights."""

    rows: NDArray[np.intp]
    yes: Matrix
    weight: Matrix

    @property
    def has_both(self) -> bool:
        return len(np.unique(self.yes)) == 2


def _lesson(rows: Any, table: Table, book: Codebook, train: NDArray[np.intp], c: int) -> _Lesson:
    """The answers about a topic, and the scheme's words: yes of its own, no of its neighbours."""
    used = train[table.weight[train, c] > 0]
    articles = len(table.yes)
    has_words = np.diff(rows.indptr)[articles:] > 0
    own, others = ([i for i in each if has_words[i]] for each in book.beside(table.topics[c]))
    return _Lesson(
        np.concatenate([used, articles + np.array([*own, *others], np.intp)]),
        np.concatenate([table.yes[used, c], np.ones(len(own)), np.zeros(len(others))]),
        np.concatenate(
            [
                table.weight[used, c],
                np.full(len(own), _CODEBOOK),
                np.full(len(others), _CODEBOOK / max(1, len(others))),
            ]
        ),
    )


def _fitted(
    rows: Any, table: Table, book: Codebook, train: NDArray[np.intp], clock: _Clock
) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Weights and intercepts of the topics that could be fitted on these rows, and which."""
    weights, intercepts, fitted = [], [], []
    for c in range(len(table.topics)):
        if clock.is_over():
            break
        lesson = _lesson(rows, table, book, train, c)
        if lesson.has_both:
            found = _regression(rows[lesson.rows], lesson.yes, lesson.weight)
            weights.append(found.coef_[0])
            intercepts.append(float(found.intercept_[0]))
            fitted.append(c)
    # As precise as they are stored, so that a model says the same before and after.
    rounded = np.array(weights, np.float16).astype(np.float32).reshape(len(fitted), rows.shape[1])
    return rounded, np.array(intercepts, np.float32), np.array(fitted, np.intp)


def _regression(rows: Any, yes: Matrix, weight: Matrix) -> Any:
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(
        C=_STRENGTH,
        class_weight="balanced",
        solver="liblinear",
        tol=1e-3,
        max_iter=500,
        random_state=0,
    )
    return found.fit(rows, yes, sample_weight=weight)


def _held_out(rows: Any, table: Table, book: Codebook, clock: _Clock) -> Matrix:
    """Margins of each article from a model that did not see it; NaN in folds without time."""
    margins = np.full(table.yes.shape, np.nan)
    folds = np.unique(table.folds)
    for fold in folds if len(folds) > 1 else ():
        if clock.is_over():
            break
        out = np.flatnonzero(table.folds == fold)
        weights, intercepts, fitted = _fitted(
            rows, table, book, np.flatnonzero(table.folds != fold), clock
        )
        if clock.is_over():
            break
        margins[out] = 0.0
        margins[np.ix_(out, fitted)] = rows[out] @ weights.T + intercepts
    return margins


def _judged(model: TopicModel, table: Table, margins: Matrix, texts: int) -> TopicModel:
    """The model with its blend and thresholds, judged on the articles held out where there are
    enough of them; with fewer it is the keywords, and what little the answers say.
    """
    seen = np.flatnonzero(~np.isnan(margins).any(axis=1))
    folds = np.unique(table.folds[seen])
    if texts < LEAST_TEXTS:
        return _unjudged(model, table, margins, seen if texts >= _LEAST_BLENDED else seen[:0])
    if len(folds) < 2 or not (table.yes * table.weight)[seen].any():
        return TopicModel()
    scores, picks = np.zeros(margins.shape), np.zeros(margins.shape, bool)
    for fold in folds:
        out, rest = seen[table.folds[seen] == fold], seen[table.folds[seen] != fold]
        blend = blend_of(margins, table, rest)
        thresholds = thresholds_of(scores_of(margins, table, rest, blend, model), table, rest)
        scores[out] = scores_of(margins, table, out, blend, model)
        picks[out] = picked_of(scores[out], thresholds, table)
    words = table.keywords[seen] * table.suggested[seen]
    by_words = picked_of(words, np.full(len(table.topics), 1e-9), table)
    f1, keywords_f1 = f1_of(picks[seen], table, seen), f1_of(by_words, table, seen)
    judged = Judgement(
        len(seen),
        float(np.nanmean(f1)),
        float(np.nanmean(keywords_f1)),
        calibration_error(scores[seen], table.yes[seen], table.weight[seen]),
        float(np.nanmean(f1_of(always_yes(table, seen), table, seen))),
        saved_of(picks[seen], table, seen),
        saved_of(by_words, table, seen),
    )
    blend = blend_of(margins, table, seen)
    thresholds = thresholds_of(scores_of(margins, table, seen, blend, model), table, seen)
    parts = tuple(
        _part(table, c, blend[c], float(thresholds[c]), float(f1[c]), float(keywords_f1[c]))
        for c in range(len(table.topics))
    )
    return replace(model, parts=parts, judged=judged, is_better=judged.is_better)


def _unjudged(
    model: TopicModel, table: Table, margins: Matrix, seen: NDArray[np.intp]
) -> TopicModel:
    blend = blend_of(margins, table, seen) if len(seen) else prior_blend(table)
    thresholds = default_thresholds(table)
    parts = tuple(
        _part(table, c, blend[c], float(thresholds[c]), np.nan, np.nan)
        for c in range(len(table.topics))
    )
    return replace(model, parts=parts, is_better=True)


def _part(
    table: Table, c: int, blend: Matrix, threshold: float, f1: float, keywords_f1: float
) -> TopicPart:
    said = table.weight[:, c] > 0
    yes = int((table.yes[said, c] > 0).sum())
    by_words, by_keywords, base = map(float, blend)
    return TopicPart(
        table.topics[c],
        by_words,
        by_keywords,
        base,
        threshold,
        yes,
        int(said.sum()) - yes,
        None if np.isnan(f1) else round(f1, 4),
        None if np.isnan(keywords_f1) else round(keywords_f1, 4),
    )
