"""Topics that are learned: TF-IDF and one logistic regression a topic, blended with keywords.

The margins of articles held out (k folds) and the keywords' score are weighed by a logistic
blend a topic (Platt 1999, with a second input). Its prior trusts keywords, so that few articles
change little; the folds also say whether the model is better than the keywords alone.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.keywords import suggested_topics, topic_scores
from annotator.core.records import Scheme
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.nlp.topics.model import (
    Judgement,
    TopicModel,
    TopicPart,
    groups_of_one,
    shared_out,
    sigmoid,
    strengths,
)
from annotator.nlp.topics.words import Floats, counted, vocabulary
from annotator.values import dataclass

__all__ = ["TopicExample", "TopicModel", "train_topics"]

Matrix = NDArray[np.float64]

LEAST_TEXTS = 8  # under it there is nothing to hold out
LEAST_ANSWERS = 2  # texts with yes, and with no, that a topic needs
ASSUMED_NO = 0.5  # weight of a missing topic beside a yes in its group; see `_answers`
_FOLDS = 5
_STRENGTH = 5.0  # C of the logistic regression
_MOST_WORDS = 20_000
_MOST_BYTES = 1_700_000  # of the weights and names, before they are packed
_NAME_BYTES = 16
_PRIOR = np.array([1.5, 5.0, 0.0])  # what a margin, the keywords, and the base are worth
_POOLED_FAITH = np.array([0.5, 0.5, 0.5])  # precision of the prior, for all topics together
_OWN_FAITH = np.array([4.0, 2.0, 1.0])  # and for one topic around all
_LEAST_THRESHOLD, _MOST_THRESHOLD = 0.05, 0.6

_log = logging.getLogger(__name__)


class TopicExample(NamedTuple):
    """One annotator's answers about one article.

    `answers` has only topics that were decided, with the no's that follow from other answers (see
    `annotator.core.topic_answers`); `none_applies` is a no to all others; `weight`
    is above 0, and 1 for a review that was looked at.
    """

    article: int
    text: str
    answers: Mapping[int, bool]
    none_applies: bool = False
    weight: float = 1.0


def train_topics(
    examples: Iterable[tuple[int, str, Mapping[int, bool], bool, float]],
    scheme: Scheme,
    *,
    cap_seconds: float,
    is_cancelled: Callable[[], bool] | None = None,
) -> TopicModel:
    """Learn the topics in use of `scheme` from `examples` (see TopicExample).

    Looks at `is_cancelled` between topics, and raises UserError then. `cap_seconds` is processor
    time. When it is over, topics without a model of their own stay with the keywords. All do
    (`is_better` is false) with too few folds to judge by, and while saying yes to every topic would
    be as good.
    """
    given = [e for e in map(TopicExample._make, examples) if e.weight > 0 and e.text.strip()]
    clock = _Clock(time.process_time() + cap_seconds, is_cancelled or (lambda: False))
    clock.is_over()
    if len({e.text for e in given}) < LEAST_TEXTS:
        return TopicModel()
    table = _answers(given, scheme)
    if not table.topics:
        return TopicModel()
    counts = _counted(given, clock)
    most = min(_MOST_WORDS, _MOST_BYTES // (2 * len(table.topics) + _NAME_BYTES))
    known = vocabulary(counts, most)
    if not known.names:
        return TopicModel()
    rows = _matrix([known.weigh(each.items()) for each in counts], len(known.names))
    weights, intercepts, fitted = _fitted(rows, table, np.arange(len(given)), clock)
    model = TopicModel((), known, weights, intercepts, table.none_rates())
    return _judged(model, table.only(fitted), _held_out(rows, table, clock)[:, fitted])


@dataclass(frozen=True)
class _Table:
    """Articles × topics: yes (1) or no (0), the answer's weight (0: not decided), keywords."""

    topics: tuple[int, ...]
    yes: Matrix
    weight: Matrix
    keywords: Matrix
    suggested: NDArray[np.bool_]
    folds: NDArray[np.intp]
    groups: tuple[tuple[int, tuple[int, ...]], ...]  # of one answer: id, columns

    def none_rates(self) -> dict[int, float]:
        """The share of articles with answers in a group of one, but without a yes."""
        rates = {}
        for group, columns in self.groups:
            asked = (self.weight[:, columns] > 0).any(axis=1)
            has_yes = ((self.yes > 0) & (self.weight > 0))[:, columns].any(axis=1)
            rates[group] = float((asked & ~has_yes).sum() / max(1, asked.sum()))
        return rates

    def only(self, columns: NDArray[np.intp]) -> _Table:
        """The same with some of the topics."""
        place = {int(old): new for new, old in enumerate(columns)}
        groups = ((g, tuple(place[c] for c in cs if c in place)) for g, cs in self.groups)
        return replace(
            self,
            topics=tuple(self.topics[int(c)] for c in columns),
            yes=self.yes[:, columns],
            weight=self.weight[:, columns],
            keywords=self.keywords[:, columns],
            suggested=self.suggested[:, columns],
            groups=tuple((g, cs) for g, cs in groups if cs),
        )


def _answers(given: Sequence[TopicExample], scheme: Scheme) -> _Table:
    """The answers as a table of the topics that can be learned.

    A yes in a group of one is a no to the others. In other groups a topic without an answer is
    missing (answers come with the no's that follow from them). But without any no nothing can be
    learned: so for a topic that has none, a missing one beside a yes in its group counts as a no at
    the low weight ASSUMED_NO.
    """
    topics = [topic for topic in scheme.topics if not topic.retired]
    column = {topic.id: i for i, topic in enumerate(topics)}
    single = {
        group: tuple(column[t] for t in them if t in column)
        for group, them in groups_of_one(scheme).items()
    }
    yes, weight = np.zeros((2, len(given), len(topics)))
    groups = np.array([topic.group for topic in topics], int)
    for i, each in enumerate(given):
        said = {column[t]: answer for t, answer in each.answers.items() if t in column}
        if each.none_applies:
            said = {**dict.fromkeys(range(len(topics)), False), **said}
        for them in single.values():
            if any(said.get(c) for c in them):
                said = {**dict.fromkeys(them, False), **said}
        for c, answer in said.items():
            yes[i, c], weight[i, c] = answer, each.weight
    _assume_no(yes, weight, groups, np.array([each.weight for each in given]))
    order = {text: n for n, text in enumerate(dict.fromkeys(each.text for each in given))}
    texts = np.array([order[each.text] for each in given])
    keywords, suggested = _keywords(given, scheme, column)
    table = _Table(
        tuple(column),
        yes,
        weight,
        keywords,
        suggested,
        _folds(texts, yes * weight),
        tuple(single.items()),
    )
    return table.only(np.flatnonzero(_has_answers(texts, yes, weight)))


def _assume_no(yes: Matrix, weight: Matrix, groups: NDArray[Any], of_article: Matrix) -> None:
    said_yes, said_no = (yes > 0) & (weight > 0), (yes == 0) & (weight > 0)
    for c in np.flatnonzero((said_no.sum(axis=0) == 0) & said_yes.any(axis=0)):
        beside = said_yes[:, groups == groups[c]].any(axis=1) & (weight[:, c] == 0)
        weight[beside, c] = ASSUMED_NO * of_article[beside]


def _has_answers(texts: NDArray[Any], yes: Matrix, weight: Matrix) -> list[bool]:
    """Whether each topic has enough different texts with yes, and with no."""
    return [
        all(
            len(np.unique(texts[(weight[:, c] > 0) & ((yes[:, c] > 0) == answer)])) >= LEAST_ANSWERS
            for answer in (True, False)
        )
        for c in range(yes.shape[1])
    ]


def _keywords(
    given: Sequence[TopicExample], scheme: Scheme, column: Mapping[int, int]
) -> tuple[Matrix, NDArray[np.bool_]]:
    strength = np.zeros((len(given), len(column)))
    suggested = np.zeros(strength.shape, bool)
    for i, each in enumerate(given):
        worth = {topic for topic, _, _ in suggested_topics(each.text, scheme.topics)}
        suggested[i, [column[topic] for topic in worth]] = True
        for topic, value in strengths(topic_scores(each.text, scheme.topics), worth).items():
            strength[i, column[topic]] = value
    return strength, suggested


def _folds(texts: NDArray[Any], yes: Matrix) -> NDArray[np.intp]:
    """The fold of each article: equal texts together, each topic's yes spread over the folds."""
    often = (yes > 0).sum(axis=0)
    rarest = [min(np.flatnonzero(row), key=lambda c: (often[c], c), default=-1) for row in yes > 0]
    ranked: dict[int, None] = {}
    for i in sorted(range(len(texts)), key=lambda i: (rarest[i], texts[i])):
        ranked.setdefault(int(texts[i]))
    fold_of = {text: rank % _FOLDS for rank, text in enumerate(ranked)}
    return np.array([fold_of[int(text)] for text in texts], np.intp)


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


def _counted(given: Sequence[TopicExample], clock: _Clock) -> list[Counter[str]]:
    counts = []
    for each in given:
        clock.is_over()
        counts.append(counted(each.text))
    return counts


def _matrix(rows: Sequence[tuple[Any, Any]], width: int) -> Any:
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows]).astype(np.float64)
    return csr_matrix((values, columns, ends), shape=(len(rows), width))


def _fitted(
    rows: Any, table: _Table, train: NDArray[np.intp], clock: _Clock
) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Weights and intercepts of the topics that could be fitted on these rows, and which."""
    weights, intercepts, fitted = [], [], []
    for c in range(len(table.topics)):
        if clock.is_over():
            break
        used = train[table.weight[train, c] > 0]
        if len(np.unique(table.yes[used, c])) == 2:
            found = _regression(rows[used], table.yes[used, c], table.weight[used, c])
            weights.append(found.coef_[0])
            intercepts.append(float(found.intercept_[0]))
            fitted.append(c)
    # As precise as they are stored, so that a model says the same before and after.
    rounded = np.array(weights, np.float16).astype(np.float32).reshape(len(fitted), rows.shape[1])
    return rounded, np.array(intercepts, np.float32), np.array(fitted, np.intp)


def _regression(rows: Any, yes: Matrix, weight: Matrix) -> Any:
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(
        C=_STRENGTH, class_weight="balanced", solver="liblinear", max_iter=500, random_state=0
    )
    return found.fit(rows, yes, sample_weight=weight)


def _held_out(rows: Any, table: _Table, clock: _Clock) -> Matrix:
    """Margins of each article from a model that did not see it; NaN in folds without time."""
    margins = np.full(table.yes.shape, np.nan)
    for fold in range(_FOLDS):
        if clock.is_over():
            break
        out = np.flatnonzero(table.folds == fold)
        weights, intercepts, fitted = _fitted(
            rows, table, np.flatnonzero(table.folds != fold), clock
        )
        if clock.is_over():
            break
        margins[out] = 0.0
        margins[np.ix_(out, fitted)] = rows[out] @ weights.T + intercepts
    return margins


def _judged(model: TopicModel, table: _Table, margins: Matrix) -> TopicModel:
    """The model with its blend and thresholds, judged on the articles held out."""
    seen = np.flatnonzero(~np.isnan(margins).any(axis=1))
    folds = np.unique(table.folds[seen])
    if len(folds) < 2 or not (table.yes * table.weight)[seen].any():
        return TopicModel()
    scores, picks = np.zeros(margins.shape), np.zeros(margins.shape, bool)
    for fold in folds:
        out, rest = seen[table.folds[seen] == fold], seen[table.folds[seen] != fold]
        blend = _blend(margins, table, rest)
        thresholds = _thresholds(_scores(margins, table, rest, blend, model), table, rest)
        scores[out] = _scores(margins, table, out, blend, model)
        picks[out] = _picked(scores[out], thresholds, table)
    f1 = _f1(picks[seen], table, seen)
    keywords_f1 = _f1(table.suggested[seen], table, seen)
    judged = Judgement(
        len(seen),
        float(np.nanmean(f1)),
        float(np.nanmean(keywords_f1)),
        calibration_error(scores[seen], table.yes[seen], table.weight[seen]),
        float(np.nanmean(_f1(_always_yes(table, seen), table, seen))),
    )
    blend = _blend(margins, table, seen)
    thresholds = _thresholds(_scores(margins, table, seen, blend, model), table, seen)
    parts = tuple(
        _part(table, c, blend[c], float(thresholds[c]), float(f1[c]), float(keywords_f1[c]))
        for c in range(len(table.topics))
    )
    return replace(model, parts=parts, judged=judged, is_better=judged.is_better)


def _part(
    table: _Table, c: int, blend: Matrix, threshold: float, f1: float, keywords_f1: float
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


def _scores(
    margins: Matrix, table: _Table, rows: NDArray[np.intp], blend: Matrix, model: TopicModel
) -> Matrix:
    logits = margins[rows] * blend[:, 0] + table.keywords[rows] * blend[:, 1] + blend[:, 2]
    scores = sigmoid(logits)
    for group, columns in table.groups:
        scores[:, columns] = shared_out(scores[:, columns], model.none_rates[group])
    return scores


def _blend(margins: Matrix, table: _Table, rows: NDArray[np.intp]) -> Matrix:
    """Topics × (worth of the margin, worth of the keywords, base)."""
    yes, weight = table.yes[rows], table.weight[rows]
    share = ((yes * weight).sum(axis=0) + 0.5) / (weight.sum(axis=0) + 1)
    base = np.broadcast_to(np.log(share / (1 - share)), yes.shape)
    inputs = np.stack([margins[rows], table.keywords[rows], np.ones_like(base)], axis=-1)
    pooled = _weighed(
        inputs.reshape(-1, 3), yes.ravel(), weight.ravel(), base.ravel(), _PRIOR, _POOLED_FAITH
    )
    own = [
        _weighed(inputs[:, c], yes[:, c], weight[:, c], base[:, c], pooled, _OWN_FAITH)
        + np.array([0, 0, base[0, c]])
        for c in range(yes.shape[1])
    ]
    return np.array(own)


def _weighed(
    inputs: Matrix, yes: Matrix, weight: Matrix, base: Matrix, prior: Matrix, faith: Matrix
) -> Matrix:
    """Logistic regression from a prior: the worth of a margin and of keywords is never negative."""
    from scipy.optimize import minimize

    def loss(worth: Matrix) -> tuple[float, Matrix]:
        logits = inputs @ worth + base
        off = worth - prior
        value = weight @ (np.logaddexp(0, logits) - yes * logits) + 0.5 * faith @ off**2
        slope = inputs.T @ (weight * (sigmoid(logits) - yes)) + faith * off
        return float(value), slope

    bounds = [(0, None), (0, None), (None, None)]
    return np.asarray(minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds).x)


def _thresholds(scores: Matrix, table: _Table, rows: NDArray[np.intp]) -> Matrix:
    """The score from which each topic is suggested: where F1 is best on articles held out.

    Half of each answer is taken from the score itself, which steadies the choice with few articles.
    (TunedThresholdClassifierCV of scikit-learn knows neither answers that are missing topic by
    topic nor scores that a group of one shares out.) Measured on nine topics, several an article:
    macro F1 .55 after 100 articles, and .43 with .5 for all; .45 and .27 after 25.
    """
    from sklearn.metrics import precision_recall_curve

    found = []
    for c in range(scores.shape[1]):
        used = np.flatnonzero(table.weight[rows, c] > 0)
        score, weight = scores[used, c], table.weight[rows, c][used]
        truth = 0.5 * (score + table.yes[rows, c][used])
        precision, recall, at = precision_recall_curve(
            np.repeat([1, 0], len(used)),
            np.tile(score, 2),
            sample_weight=np.concatenate([weight * truth, weight * (1 - truth)]),
        )
        f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
        best = len(at) - 1 - int(np.argmax(f1[-2::-1]))
        found.append(0.5 * (at[best] + at[max(best - 1, 0)]))
    return np.asarray(np.clip(found, _LEAST_THRESHOLD, _MOST_THRESHOLD))


def _picked(scores: Matrix, thresholds: Matrix, table: _Table) -> NDArray[np.bool_]:
    """What would be suggested: over the threshold, in groups of one the best alone."""
    picks: NDArray[np.bool_] = scores >= thresholds
    for _, columns in table.groups:
        best = scores[:, columns].argmax(axis=1)
        picks[:, columns] &= np.arange(len(columns)) == best[:, None]
    return picks


def _always_yes(table: _Table, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Yes to every topic, in groups of one to the commonest alone."""
    picks = np.ones((len(rows), len(table.topics)), bool)
    often = (table.yes[rows] * table.weight[rows]).sum(axis=0)
    for _, columns in table.groups:
        picks[:, columns] = np.arange(len(columns)) == often[list(columns)].argmax()
    return picks


def _f1(picks: NDArray[np.bool_], table: _Table, rows: NDArray[np.intp]) -> Matrix:
    """F1 of each topic over the answers, by weight; NaN where there is no yes."""
    yes, weight = table.yes[rows], table.weight[rows]
    hits = (weight * yes * picks).sum(axis=0)
    wanted, taken = (weight * yes).sum(axis=0), (weight * picks).sum(axis=0)
    both = wanted + taken
    found = np.divide(2 * hits, both, out=np.full(len(both), np.nan), where=wanted > 0)
    return np.asarray(found)


def calibration_error(scores: Matrix, yes: Matrix, weight: Matrix, bins: int = 10) -> float:
    """The expected calibration error (Naeini et al. 2015), over all answers that were given."""
    which = np.minimum((scores * bins).astype(int), bins - 1)[weight > 0]
    off = ((scores - yes) * weight)[weight > 0]
    return float(np.abs(np.bincount(which, off, bins)).sum() / max(weight.sum(), 1e-9))
