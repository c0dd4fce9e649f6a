"""What was answered about topics, as a table to learn from: articles × topics, weights, folds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.keywords import suggested_topics, topic_scores
from annotator.core.records import Scheme
from annotator.nlp.topics.model import groups_of_one, strengths
from annotator.values import dataclass

Matrix = NDArray[np.float64]

LEAST_TEXTS = 8  # under it there is nothing to judge by
ASSUMED_NO = 0.5  # weight of a missing topic beside a yes in its group; see `table_of`
_FOLDS = 5
_MANY_TEXTS, _FEWEST_FOLDS = 400, 3  # with many, two thirds teach as much as four fifths
_FEW_TEXTS, _MOST_FOLDS = 25, 8  # with few texts, fewer are held out at once
_FEW_YES, _FEW_ASKED = 0.8, 4.0  # a topic of which nothing is known is one of five
_FEW_NONE = 0.5
_WRONG_KEYWORDS = 2  # articles in which keywords suggested a topic that is none


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


@dataclass(frozen=True)
class Table:
    """Articles × topics: yes (1) or no (0), the answer's weight (0: not decided), keywords."""

    topics: tuple[int, ...]
    yes: Matrix
    weight: Matrix
    keywords: Matrix
    suggested: NDArray[np.bool_]
    folds: NDArray[np.intp]
    groups: tuple[tuple[int, tuple[int, ...]], ...]  # of one answer: id, columns
    required: frozenset[int] = frozenset()  # of these groups

    def shares(self) -> Matrix:
        """The share of yes of each topic, drawn toward few: in a group of one, toward as many for
        each topic as for the others and for none.
        """
        yes, asked = (self.yes * self.weight).sum(axis=0), self.weight.sum(axis=0)
        found = (yes + _FEW_YES) / (asked + _FEW_ASKED)
        for _, columns in self.groups:
            them = list(columns)
            found[them] = (yes[them] + 1) / (asked[them] + len(them) + 1)
        return np.asarray(found)

    def none_rates(self) -> dict[int, float]:
        """The share of articles with answers in a group of one, but without a yes: drawn toward a
        half with few of them, where the group need not be answered with a topic.
        """
        rates = {}
        for group, columns in self.groups:
            asked = (self.weight[:, columns] > 0).any(axis=1)
            has_yes = ((self.yes > 0) & (self.weight > 0))[:, columns].any(axis=1)
            prior = 0.0 if group in self.required else _FEW_NONE
            nones, of = float((asked & ~has_yes).sum()), float(asked.sum())
            rates[group] = (nones + prior) / max(1.0, of + 2 * prior)
        return rates

    def of_rows(self, rows: NDArray[np.intp]) -> Table:
        """The same with some of the articles."""
        arrays = ("yes", "weight", "keywords", "suggested", "folds")
        return replace(self, **{name: getattr(self, name)[rows] for name in arrays})

    def only(self, columns: NDArray[np.intp]) -> Table:
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


def table_of(given: Sequence[TopicExample], scheme: Scheme) -> Table:
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
    texts = np.array([order[each.text] for each in given], np.intp)
    keywords, suggested = _keywords(given, scheme, column)
    table = Table(
        tuple(column),
        yes,
        weight,
        keywords,
        suggested,
        _folds(texts, yes * weight),
        tuple((group, columns) for group, columns in single.items() if columns),
        frozenset(group.id for group in scheme.groups if group.required),
    )
    return table.only(np.flatnonzero(_can_be_learned(table, len(order))))


def _assume_no(yes: Matrix, weight: Matrix, groups: NDArray[Any], of_article: Matrix) -> None:
    said_yes, said_no = (yes > 0) & (weight > 0), (yes == 0) & (weight > 0)
    for c in np.flatnonzero((said_no.sum(axis=0) == 0) & said_yes.any(axis=0)):
        beside = said_yes[:, groups == groups[c]].any(axis=1) & (weight[:, c] == 0)
        weight[beside, c] = ASSUMED_NO * of_article[beside]


def _can_be_learned(table: Table, texts: int) -> NDArray[np.bool_]:
    """Topics with a yes, or whose keywords were answered with no; and of a group of one all when
    one has a yes. Where many texts were answered, but with yes only, nothing tells a topic from
    the others.
    """
    has_yes = np.asarray(((table.yes > 0) & (table.weight > 0)).any(axis=0))
    is_no = (table.yes == 0) & (table.weight > 0)
    is_wrong = (is_no & table.suggested).sum(axis=0) >= _WRONG_KEYWORDS
    is_told = np.asarray(is_no.any(axis=0)) | (texts < LEAST_TEXTS)
    found = np.asarray((has_yes | is_wrong) & is_told)
    for _, columns in table.groups:
        them = list(columns)
        found[them] = found[them] | (bool(has_yes[them].any()) and len(them) > 1)
    return found


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
    folds = _FOLDS if len(ranked) < _MANY_TEXTS else _FEWEST_FOLDS
    if len(ranked) < _FEW_TEXTS:
        folds = min(len(ranked), _MOST_FOLDS)
    fold_of = {text: rank % folds for rank, text in enumerate(ranked)}
    return np.array([fold_of[int(text)] for text in texts], np.intp)
