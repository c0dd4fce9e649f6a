"""All articles in their order with what was decided about them, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from annotator.core.records import (
    Article,
    BlindReview,
    BlindSpan,
    Decision,
    Review,
    Span,
    Topic,
    TopicAnswer,
)
from annotator.core.topic_answers import TopicTimes
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES, changes_from_json, columns_of, records

R = TypeVar("R")

_PAGE = 100
_ARTICLES = {
    "all": "SELECT {columns} FROM articles a WHERE a.id > :after ORDER BY a.id LIMIT :page",
    "some": "SELECT {columns} FROM articles a WHERE a.id > :after AND EXISTS"
    " (SELECT 1 FROM reviews r WHERE r.article = a.id AND {status}"
    " AND (:annotator IS NULL OR r.annotator = :annotator)) ORDER BY a.id LIMIT :page",
}
_STATUS = {
    "done": "r.status = 'done'",
    "skipped": "r.status = 'skipped'",
    "flagged": "r.flagged",
    "started": "r.status <> 'new'",
}
_PAGE_OF = (
    "WHERE article BETWEEN :first AND :last AND (:annotator IS NULL OR annotator = :annotator)"
)
_OF_TOPICS = """SELECT at, before, after FROM acts WHERE article IS NULL
    AND (instr(before, '{"topics":') OR instr(after, '{"topics":')) ORDER BY id"""
_BY_PLACE = 'ORDER BY article, annotator, start, "end", label'
_ORDER = {Span: _BY_PLACE, BlindSpan: _BY_PLACE, TopicAnswer: "ORDER BY topic"}


@dataclass(slots=True)
class Reviewed:
    """One annotator's work on one article. `decisions` are by suggestion; `blind_spans` are those
    of `blind`, the review as it was put down before suggestions were compared.
    """

    annotator: str
    review: Review
    spans: list[Span] = field(default_factory=list)
    topic_answers: list[TopicAnswer] = field(default_factory=list)
    decisions: dict[int, Decision] = field(default_factory=dict)
    blind: BlindReview | None = None
    blind_spans: list[BlindSpan] = field(default_factory=list)


class ExportPart(Part):
    """Reading a project from end to end in little memory."""

    def iter_export(
        self,
        annotator: int | None = None,
        status: str = "all",
        *,
        with_decisions: bool = True,
    ) -> Iterator[tuple[Article, list[Reviewed]]]:
        """Articles by id, each with the work of the annotator, or of all by their ids.

        `status` is "all" (also those that nobody worked on), "started", "done", "skipped" or
        "flagged": then the articles where such a review is, and with them only such reviews.
        """
        after = 0
        names: dict[int, str] = dict(self._db.rows("SELECT id, name FROM annotators"))
        sql = _articles_sql(status)
        while page := self._db.rows(sql, {"after": after, "page": _PAGE, "annotator": annotator}):
            work = self._work(page[0][0], page[-1][0], annotator, names, with_decisions)
            for row in page:
                reviewed = work.get(row[0], {})
                kept = [reviewed[key] for key in sorted(reviewed)]
                yield Article(*row), [x for x in kept if _has_status(x.review, status)]
            after = page[-1][0]

    def topic_times(self) -> TopicTimes:
        """From when on each topic that was added, retired or restored by an act was offered."""
        times: dict[int, list[tuple[str, bool]]] = {}
        for at, before, after in self._db.rows(_OF_TOPICS):
            for change in changes_from_json(before, after):
                if isinstance(change.record, Topic):
                    was, now = (
                        isinstance(each, Topic) and not each.retired
                        for each in (change.before, change.after)
                    )
                    known = times.setdefault(change.record.id, [("", was)])
                    if known[-1][1] != now:
                        known.append((at, now))
        return {topic: known for topic, known in times.items() if len(known) > 1}

    def imported_at(self, article: int) -> str:
        """When an article came into the project; "" where that is not known."""
        return str(self._db.value("SELECT imported_at FROM articles WHERE id = ?", (article,)))

    def _work(
        self,
        first: int,
        last: int,
        annotator: int | None,
        names: dict[int, str],
        with_decisions: bool,
    ) -> dict[int, dict[int, Reviewed]]:
        """The work on the articles of a page, by article and annotator."""
        values = {"first": first, "last": last, "annotator": annotator}
        work: dict[int, dict[int, Reviewed]] = defaultdict(dict)

        def of(article: int, who: int) -> Reviewed:
            found = work[article].get(who)
            if found is None:
                found = work[article][who] = Reviewed(names[who], Review(article, who))
            return found

        for review in self._read(Review, values):
            of(review.article, review.annotator).review = review
        for span in self._read(Span, values):
            of(span.article, span.annotator).spans.append(span)
        for answer in self._read(TopicAnswer, values):
            of(answer.article, answer.annotator).topic_answers.append(answer)
        for blind in self._read(BlindReview, values):
            of(blind.article, blind.annotator).blind = blind
        for put_down in self._read(BlindSpan, values):
            of(put_down.article, put_down.annotator).blind_spans.append(put_down)
        if with_decisions:
            for decision in self._read(Decision, values):
                of(decision.article, decision.annotator).decisions[decision.suggestion] = decision
        return work

    def _read(self, record: type[R], values: dict[str, Any]) -> list[R]:
        table, order = TABLES[record], _ORDER.get(record, "")
        sql = f"SELECT {columns_of(record)} FROM {table.name} {_PAGE_OF} {order}"  # noqa: S608
        return records(record, self._db.rows(sql, values))


def _articles_sql(status: str) -> str:
    columns = ", ".join(f"a.{column.name}" for column in fields(Article))
    template = _ARTICLES["all" if status == "all" else "some"]
    return template.format(columns=columns, status=_STATUS.get(status, ""))


def _has_status(review: Review, status: str) -> bool:
    if status == "flagged":
        return review.flagged
    if status == "started":
        return review.status != "new"
    return status == "all" or review.status == status
