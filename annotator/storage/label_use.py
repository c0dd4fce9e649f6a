"""What refers to a label or a topic: counted, and article by article for a merge."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.core.records import (
    BlindReview,
    BlindSpan,
    Decision,
    Label,
    Span,
    Suggestion,
    Topic,
    TopicAnswer,
)
from annotator.core.scheme_acts import AffectedRows, Use
from annotator.storage.codec import columns_of
from annotator.storage.parts import Look

# Suggestions and decisions have no index by label: one look at all of them, when it is asked for.
_OF_KIND = {Label: "g.start IS NOT NULL", Topic: "g.start IS NULL"}
_IDS_GONE = "SELECT before FROM acts WHERE kind IN ('label.delete', 'topic.delete')"


class LabelUse(Look):
    """Numbers for the scheme editor, over all annotators."""

    def counts(self) -> tuple[dict[int, int], dict[int, int]]:
        """How many spans each label has, and how many answers with yes each topic."""
        spans = self._db.rows("SELECT label, sum(spans) FROM marked_surfaces GROUP BY label")
        topics = self._db.rows("SELECT topic, count(*) FROM article_topics WHERE is_yes GROUP BY 1")
        return dict(spans), dict(topics)

    def of(self, item: Label | Topic) -> Use:
        """What refers to a label or topic."""
        found = self._articles(item)
        coding_rules = 0
        if isinstance(item, Label):
            coding_rules = self._db.value(
                "SELECT count(*) FROM rulings WHERE label = ?", (item.id,)
            )
        return Use(
            spans=len(found.get(Span, ())),
            suggestions=len(found[Suggestion]),
            decisions=len(found[Decision]),
            answers=len(found.get(TopicAnswer, ())),
            coding_rules=coding_rules,
            articles=len(set().union(*found.values())),
        )

    def twins(self, source: Label, target: Label) -> int:
        """How many ranges of an annotator have both labels."""
        return int(self._db.value(_TWINS, {"id": source.id, "target": target.id}))

    def touched(self, source: Label | Topic, target: Label | Topic) -> Iterator[AffectedRows]:
        """The rows to change when `source` is merged into `target`, read article by article."""
        is_label = isinstance(source, Label)
        of_kind = _OF_KIND[type(source)]
        wanted = {
            Span: _SPANS if is_label else "",
            Suggestion: f"{_SUGGESTIONS} AND {of_kind}",
            Decision: f"{_DECISIONS} AND {of_kind}",
            TopicAnswer: "" if is_label else _ANSWERS,
            BlindSpan: _BLIND if is_label else "",
            BlindReview: "" if is_label else _BLIND_REVIEWS,
        }
        for article in sorted(set().union(*self._articles(source).values())):
            ids = {"article": article, "id": source.id, "target": target.id}
            rows: Iterator[Any] = (
                self._db.records(kind, sql, ids) if sql else () for kind, sql in wanted.items()
            )
            yield AffectedRows(article, *rows)

    def several_yes(self, topics: Iterable[Topic], same: tuple[int, int] = (0, 0)) -> int:
        """How many articles have more than one yes of an annotator among these topics; the first
        of `same` counts as the second.
        """
        ids = json.dumps([topic.id for topic in topics])
        values = {"ids": ids, "one": same[0], "other": same[1]}
        return int(self._db.value(_SEVERAL, values))

    def highest_id(self) -> int:
        """The highest id that a label or topic has, or had before it was deleted: none comes again,
        since what was done with it may be done again.
        """
        found = [self._db.value(f"SELECT coalesce(max(id), 0) FROM {x}") for x in _TABLES]  # noqa: S608
        found.append(
            self._db.value(
                "SELECT coalesce(max(id), 0) FROM bin_labels WHERE kind <> 'topic_groups'"
            )
        )
        for (before,) in self._db.rows(_IDS_GONE):
            rows = [row for row in json.loads(before) if row]
            found += [row[name]["id"] for row in rows for name in _TABLES if name in row]
        return int(max(found))

    def _articles(self, item: Label | Topic) -> dict[type[Any], list[int]]:
        """The article of each row that names a label or topic, by the kind of row."""
        wanted = {x: f"{sql} AND {_OF_KIND[type(item)]}" for x, sql in _ARTICLES.items()}
        if isinstance(item, Label):
            wanted[Span] = "SELECT article FROM spans WHERE label = :id"
            wanted[BlindSpan] = "SELECT article FROM blind_spans WHERE label = :id"
        else:
            wanted[TopicAnswer] = "SELECT article FROM article_topics WHERE topic = :id"
            wanted[BlindReview] = f"SELECT article {_HAD_YES}"
        return {
            kind: [article for (article,) in self._db.rows(sql, {"id": item.id})]
            for kind, sql in wanted.items()
        }


_TABLES = ("labels", "topics")
_NAMED = "(d.label = :id OR d.label_shown = :id)"
_JOINED = "decisions d JOIN suggestions g ON g.id = d.suggestion"
_ARTICLES: dict[type[Any], str] = {
    Suggestion: "SELECT article FROM suggestions g WHERE label = :id",
    Decision: f"SELECT d.article FROM {_JOINED} WHERE {_NAMED}",  # noqa: S608 - our own names
}
_SUGGESTIONS = (
    f"SELECT {columns_of(Suggestion)} FROM suggestions g"  # noqa: S608
    " WHERE article = :article AND label = :id"
)
_DECISIONS = (
    f"SELECT {columns_of(Decision, 'd.')} FROM {_JOINED}"  # noqa: S608
    f" WHERE d.article = :article AND {_NAMED}"
)
_BOTH = (
    "FROM spans s JOIN spans o ON o.article = s.article AND o.annotator = s.annotator"
    ' AND o.start = s.start AND o."end" = s."end" AND o.label = :target WHERE s.label = :id'
)
_TWINS = f"SELECT count(*) {_BOTH}"
_SPANS = (
    f"SELECT {columns_of(Span)} FROM spans WHERE article = :article AND label = :id"  # noqa: S608
    f" UNION ALL SELECT {columns_of(Span, 'o.')} {_BOTH} AND s.article = :article"
)
_BLIND = (
    f"SELECT {columns_of(BlindSpan)} FROM blind_spans"  # noqa: S608
    " WHERE article = :article AND label IN (:id, :target)"
)
_HAD_YES = "FROM blind_reviews b WHERE :id IN (SELECT value FROM json_each(b.topics))"
_BLIND_REVIEWS = f"SELECT {columns_of(BlindReview)} {_HAD_YES} AND article = :article"
_ANSWERS = (
    f"SELECT {columns_of(TopicAnswer)} FROM article_topics"  # noqa: S608
    " WHERE article = :article AND topic IN (:id, :target)"
)
_SEVERAL = """SELECT count(*) FROM (SELECT 1 FROM article_topics
    WHERE is_yes AND topic IN (SELECT value FROM json_each(:ids))
    GROUP BY article, annotator
    HAVING count(DISTINCT CASE topic WHEN :one THEN :other ELSE topic END) > 1)"""
