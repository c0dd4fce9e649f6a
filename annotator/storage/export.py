"""All articles in their order with what was decided about them, a page at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import field
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.core.codes import StatusFilter
from annotator.core.records import (
    Article,
    BlindReview,
    BlindSpan,
    Change,
    Decision,
    ImpliedTopics,
    Review,
    Status,
    Topic,
    TopicAnswer,
)
from annotator.core.topic_answers import TopicTimes
from annotator.errors import UserError
from annotator.storage.codec import columns_of
from annotator.storage.connection import Database
from annotator.storage.damage import DamageSearch
from annotator.storage.damage_kind import Damage, OnDamage
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES, changes_from_json
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.storage.reviewed_spans import ReviewedSpans

R = TypeVar("R")

_PAGE = 100
_IDS = {
    "all": "SELECT a.id FROM articles a WHERE a.id > :after ORDER BY a.id LIMIT :page",
    "some": "SELECT a.id FROM articles a WHERE a.id > :after AND EXISTS"
    " (SELECT 1 FROM reviews r WHERE r.article = a.id AND {status}"
    " AND (:annotator IS NULL OR r.annotator = :annotator)) ORDER BY a.id LIMIT :page",
}
_ARTICLES = (
    f"SELECT {columns_of(Article)} FROM articles"  # noqa: S608 - our own names
    " WHERE id IN (SELECT value FROM json_each(?))"
)
_STATUS = {
    "done": "r.status = 'done'",
    "skipped": "r.status = 'skipped'",
    "flagged": "r.flagged",
    "started": "r.status <> 'new'",
}
_PAGE_OF = (
    "WHERE article IN (SELECT value FROM json_each(:ids))"
    " AND (:annotator IS NULL OR annotator = :annotator)"
)
_OF_TOPICS = """SELECT at, before, after FROM acts WHERE article IS NULL
    AND (instr(before, '{"topics":') OR instr(after, '{"topics":')) ORDER BY id"""
_BY_PLACE = 'ORDER BY article, annotator, start, "end", label'
_WHERE = attrgetter("article", "annotator")
_ORDER = {BlindSpan: _BY_PLACE, TopicAnswer: "ORDER BY topic"}
# The spans of a review come as one text of JSON, a list a column: a row of SQLite's for each takes
# three times as long. Whole numbers and texts only: SQLite would round others.
_SPAN = ("start", '"end"', "label", "surface", "origin", "suggestion", "question")
_SUGGESTIONS = "SELECT id FROM suggestions WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is read: whose work, with which status, and whether with decisions."""

    annotator: int | None
    status: str
    with_decisions: bool


def _no_spans() -> ReviewedSpans:
    from annotator.storage.reviewed_spans import ReviewedSpans  # late: msgspec

    return ReviewedSpans()


@dataclass(slots=True)
class Reviewed:
    """One annotator's work on one article. `spans` are by place, `decisions` by suggestion;
    `blind_spans` are those of `blind`, the review as it was put down before suggestions were
    compared; `implied` is there where an import brought the review.
    """

    annotator: str
    review: Review
    spans: ReviewedSpans = field(default_factory=_no_spans)
    topic_answers: list[TopicAnswer] = field(default_factory=list)
    decisions: dict[int, Decision] = field(default_factory=dict)
    blind: BlindReview | None = None
    blind_spans: list[BlindSpan] = field(default_factory=list)
    implied: ImpliedTopics | None = None


class Export(Part):
    """Reading a project from end to end in little memory."""

    def __init__(self, database: Database, damage: DamageSearch) -> None:
        super().__init__(database)
        self._damage = damage

    def articles(
        self,
        annotator: int | None = None,
        status: str = "all",
        *,
        with_decisions: bool = True,
        with_bounds: bool = True,
        on_damage: OnDamage = lambda _damage: None,
        only: Collection[int] | None = None,
    ) -> Iterator[tuple[Article, list[Reviewed]]]:
        """Articles by id, each with the work of the annotator, or of all by their ids.

        `status` is "all" (also those that nobody worked on), "started", "done", "skipped" or
        "flagged": then the articles where such a review is, and with them only such reviews.
        An article that is damaged, or whose work is, is left out, and `on_damage` hears of it; so
        is one of which the boundaries of tokens are, if they are wanted, `with_bounds`. With `only`
        no other articles than these are read.
        """
        names: dict[int, str] = dict(self._db.rows("SELECT id, name FROM annotators"))
        wanted = _Wanted(annotator, status, with_decisions)
        for page in self._pages(wanted):
            ids = page if only is None else [number for number in page if number in only]
            if not ids:
                continue
            asked = set(ids)
            damaged = {}
            for damage in self._damage.of_values(ids[0], ids[-1], with_bounds=with_bounds):
                if damage.article in asked:
                    damaged[damage.article] = damage
            sound = [number for number in ids if number not in damaged]
            for damage in damaged.values():
                on_damage(damage)
            yield from self._sound(sound, names, wanted, on_damage)

    def _pages(self, wanted: _Wanted) -> Iterator[list[int]]:
        """The ids of the wanted articles, a page at a time; all of a page that is broken."""
        after, last = 0, self._last_id()
        sql = _ids_sql(wanted.status)
        while after < last:
            values = {"after": after, "page": _PAGE, "annotator": wanted.annotator}
            try:
                ids = [number for (number,) in self._db.rows(sql, values)]
            except UserError:
                ids = list(range(after + 1, min(after + _PAGE, last) + 1))
            if not ids:
                return
            yield ids
            after = ids[-1]

    def _sound(
        self, ids: list[int], names: dict[int, str], wanted: _Wanted, on_damage: OnDamage
    ) -> Iterator[tuple[Article, list[Reviewed]]]:
        """The articles with their work; one by one where they can't be read together."""
        if not ids:
            return
        try:
            found = self._read_all(ids, names, wanted)
            check = self._damage.text_check(ids[0], ids[-1], with_words=False)
        except UserError as error:
            if len(ids) == 1:
                told = self._damage.of(ids[0], ids[0]) or [Damage("", ids[0], error.notice)]
                on_damage(told[-1])
                return
            for number in ids:
                yield from self._sound([number], names, wanted, on_damage)
            return
        fits = self._fit(names, [each for _, work in found for each in work])
        for article, work in found:
            damage = check(article.id, article.text, article.title)
            if damage is None and not all(fits(article.text, each.spans) for each in work):
                told = self._damage.of(article.id, article.id)
                damage = told[-1] if told else None
            if damage is None:
                yield article, work
            else:
                on_damage(damage)

    def _fit(
        self, names: Mapping[int, str], all_work: list[Reviewed]
    ) -> Callable[[str, ReviewedSpans], bool]:
        """What tells of spans whether they lie on their words, and refer to what is there."""
        from annotator.storage.reviewed_spans import Known, suggestions_of  # late: msgspec

        if any(each.review.annotator not in names for each in all_work):
            return lambda _text, _spans: False
        labels = {number for (number,) in self._db.rows("SELECT id FROM labels")}
        proposed = suggestions_of([each.spans for each in all_work])
        if not proposed:
            return Known(labels, None).are_fit
        there = self._db.rows(_SUGGESTIONS, (json.dumps(proposed),))
        return Known(labels, {number for (number,) in there}).are_fit

    def _read_all(
        self, ids: list[int], names: dict[int, str], wanted: _Wanted
    ) -> list[tuple[Article, list[Reviewed]]]:
        articles = {x.id: x for x in self._db.records(Article, _ARTICLES, (json.dumps(ids),))}
        work = self._work(ids, wanted.annotator, names, wanted.with_decisions)
        found = []
        for number in ids:
            reviewed = work.get(number, {})
            kept = [reviewed[key] for key in sorted(reviewed)]
            kept = [x for x in kept if _has_status(x.review, wanted.status)]
            if number in articles:
                found.append((articles[number], kept))
        return found

    def _last_id(self) -> int:
        return int(self._db.value("SELECT coalesce(max(id), 0) FROM articles"))

    def topic_times(self) -> TopicTimes:
        """From when on each topic that was added, retired or restored by an act was offered."""
        times: dict[int, list[tuple[str, bool]]] = {}
        for at, before, after in self._db.rows(_OF_TOPICS):
            for change in _changes(before, after):
                if isinstance(change.record, Topic):
                    was, now = (
                        isinstance(each, Topic) and not each.retired
                        for each in (change.before, change.after)
                    )
                    known = times.setdefault(change.record.id, [("", was)])
                    if known[-1][1] != now:
                        known.append((at, now))
        return {topic: known for topic, known in times.items() if len(known) > 1}

    def _work(
        self,
        ids: list[int],
        annotator: int | None,
        names: dict[int, str],
        with_decisions: bool,
    ) -> dict[int, dict[int, Reviewed]]:
        """The work on the articles of a page, by article and annotator."""
        values = {"ids": json.dumps(ids), "annotator": annotator}
        work: dict[int, dict[int, Reviewed]] = defaultdict(dict)

        def of(article: int, who: int) -> Reviewed:
            found = work[article].get(who)
            if found is None:
                found = work[article][who] = Reviewed(names.get(who, ""), Review(article, who))
            return found

        for review in self._read(Review, values):
            who = review.annotator
            work[review.article][who] = Reviewed(names.get(who, ""), review)
        for article, who, spans in self._spans(values):
            of(article, who).spans = spans
        for answer in self._read(TopicAnswer, values):
            of(answer.article, answer.annotator).topic_answers.append(answer)
        for implied in self._read(ImpliedTopics, values):
            of(implied.article, implied.annotator).implied = implied
        for blind in self._read(BlindReview, values):
            of(blind.article, blind.annotator).blind = blind
        for put_down in self._read(BlindSpan, values):
            of(put_down.article, put_down.annotator).blind_spans.append(put_down)
        if with_decisions:
            for (article, who), decisions in groupby(self._read(Decision, values), _WHERE):
                of(article, who).decisions.update({x.suggestion: x for x in decisions})
        return work

    def _spans(self, values: dict[str, Any]) -> Iterator[tuple[int, int, ReviewedSpans]]:
        """The spans of each review, by place. Raises Damaged where one is none."""
        from annotator.storage.reviewed_spans import spans_of, sql_of  # late: msgspec

        what = f"article, annotator, {sql_of(_SPAN)}"
        sql = f"SELECT {what} FROM spans {_PAGE_OF} GROUP BY article, annotator"  # noqa: S608
        for article, who, found in self._db.rows(sql, values):
            yield article, who, spans_of(article, found)

    def _read(self, record: type[R], values: dict[str, Any]) -> list[R]:
        table, order = TABLES[record], _ORDER.get(record, "")
        sql = f"SELECT {columns_of(record)} FROM {table.name} {_PAGE_OF} {order}"  # noqa: S608
        return self._db.records(record, sql, values)


def _ids_sql(status: str) -> str:
    which = "all" if status == StatusFilter.ALL else "some"
    return _IDS[which].format(status=_STATUS.get(status, ""))


def _has_status(review: Review, status: str) -> bool:
    if status == StatusFilter.FLAGGED:
        return review.flagged
    if status == Status.STARTED:
        return review.status != Status.NEW
    return status == StatusFilter.ALL or review.status == status


def _changes(before: str, after: str) -> tuple[Change, ...]:
    """The changes of an act; a damaged one, of which `DamageSearch.of_work` tells, has none."""
    try:
        return changes_from_json(before, after)
    except UserError:
        return ()
