"""Searches that are more than words: which articles, and which surfaces, a query asks for."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection

from annotator.core.codes import SearchKind, StatusFilter
from annotator.core.query import Query
from annotator.core.records import Status
from annotator.storage.contradictions import STANDS
from annotator.storage.near_copies import IS_COPY, NearCopies
from annotator.storage.parts import Part
from annotator.storage.search import match_of
from annotator.storage.suggestions import CURRENT_FOR
from annotator.storage.word_index import by_words

_MIXED = """SELECT surface FROM spans WHERE annotator = ? GROUP BY surface
HAVING min(label) < max(label) ORDER BY count(*) DESC, surface LIMIT ?"""
_MARKED = """SELECT surface FROM spans WHERE annotator = ? GROUP BY surface
ORDER BY count(*) DESC, surface LIMIT ?"""
_WORDS = "a.id IN (SELECT rowid FROM article_words WHERE article_words MATCH :words)"
_UNSEEN = """EXISTS (SELECT 1 FROM decisions d WHERE d.article = a.id AND d.annotator = :who
    AND d.outcome = 'accepted' AND NOT d.focused)"""
_IS_MIXED = """EXISTS (SELECT 1 FROM spans s WHERE s.article = a.id AND s.annotator = :who
    AND s.surface IN (SELECT surface FROM spans WHERE annotator = :who GROUP BY surface
        HAVING min(label) < max(label)))"""
_CONTRADICTED = f"""EXISTS (SELECT 1 FROM contradictions c WHERE c.article = a.id
    AND c.annotator = :who AND {STANDS})"""  # noqa: S608 - our own names
_LABELLED = f"""(EXISTS (SELECT 1 FROM spans s WHERE s.article = a.id AND s.annotator = :who
        AND s.label IN (SELECT value FROM json_each(:labels)))
    OR EXISTS (SELECT 1 FROM suggestions g LEFT JOIN article_runs n ON n.article = g.article
        WHERE g.article = a.id AND g.start IS NOT NULL AND NOT g.is_maybe
        AND g.label IN (SELECT value FROM json_each(:labels))
        AND {CURRENT_FOR.format(who="who")}
        AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.suggestion = g.id
            AND d.annotator = :who AND d.outcome <> 'followed')))"""  # noqa: S608 - our own names


class Filters(Part):
    """Queries to ids and surfaces. Words go by the full-text index, all else by plain columns."""

    def articles(self, query: Query, labels: Collection[int], annotator: int) -> array[int]:
        """The articles that a query asks for, as imported; its surfaces are not looked at.

        `labels` are those that a span or an open suggestion of the article must have one of.
        """
        where: list[str] = []
        values: dict[str, object] = {"who": annotator}
        if match := match_of(query.words):
            where.append(_WORDS)
            values["words"] = match
        if labels:
            where.append(_LABELLED)
            values["labels"] = json.dumps(list(labels))
        _by_review(query, where, values)
        _by_article(query, where, values)
        self._by_copies(query, where, values)
        if SearchKind.UNSEEN in query.kinds:
            where.append(_UNSEEN)
        if SearchKind.MIXED in query.kinds:
            where.append(_IS_MIXED)
        if SearchKind.CONTRADICTED in query.kinds:
            where.append(_CONTRADICTED)
        sql = (
            "SELECT json_group_array(id) FROM (SELECT a.id FROM articles a"  # noqa: S608 - our own
            " LEFT JOIN reviews r ON r.article = a.id AND r.annotator = :who"
            f" WHERE {' AND '.join(where) or '1'} ORDER BY a.id)"
        )
        return by_words(self._db, lambda: self._db.ids(sql, values))

    def _by_copies(self, query: Query, where: list[str], values: dict[str, object]) -> None:
        if query.is_copy is not None:
            where.append(IS_COPY if query.is_copy else f"NOT {IS_COPY}")
        if query.copies_of:
            near = NearCopies(self._db)
            where.append("a.id IN (SELECT value FROM json_each(:family))")
            values["family"] = json.dumps(
                [x for each in query.copies_of for x in near.family(each)]
            )

    def mixed_surfaces(self, annotator: int, limit: int = 500) -> list[str]:
        """Surfaces that have spans under several labels, the commonest first."""
        return [surface for (surface,) in self._db.rows(_MIXED, (annotator, limit))]

    def marked_surfaces(self, annotator: int, limit: int = 2000) -> list[str]:
        """Surfaces that have spans, the commonest first."""
        return [surface for (surface,) in self._db.rows(_MARKED, (annotator, limit))]


def _by_review(query: Query, where: list[str], values: dict[str, object]) -> None:
    if query.statuses:
        wanted = set(query.statuses)
        if StatusFilter.TODO in wanted:
            wanted |= {Status.NEW, Status.STARTED}
        where.append("coalesce(r.status, 'new') IN (SELECT value FROM json_each(:statuses))")
        values["statuses"] = json.dumps(sorted(wanted))
    if query.is_flagged is not None:
        where.append("coalesce(r.flagged, 0) = :flagged")
        values["flagged"] = query.is_flagged
    if SearchKind.FORCED in query.kinds:
        where.append("r.is_forced")


def _by_article(query: Query, where: list[str], values: dict[str, object]) -> None:
    if query.first_date or query.last_date:
        where.append("a.published >= :first AND a.published > '' AND a.published <= :last")
        values["first"] = query.first_date
        values["last"] = f"{query.last_date}~"  # behind all days of that month or year
    if query.sources:
        sources = {f"source{number}": name for number, name in enumerate(query.sources)}
        among = " OR ".join(f"instr(lower(a.source), lower(:{name}))" for name in sources)
        where.append(f"({among})")
        values.update(sources)
