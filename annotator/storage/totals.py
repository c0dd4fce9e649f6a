"""Sums that the project keeps of its rows, so that nothing has to count them all."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import attrgetter
from typing import Any

from annotator.core.records import Change, Decision, Record, Span, Suggestion, TopicAnswer
from annotator.storage.codec import Columns, Row, names_of
from annotator.storage.parts import Part

# Of suggestions g and article_runs n: those to be shown. Ids are stored for ever, runs come and go.
CURRENT = "(g.run IS NULL OR g.run = n.suggested_run OR g.source IN ('import', 'follow', 'copy'))"
_AMONG = "IN (SELECT value FROM json_each(?))"
_TOPICS = f"""SELECT annotator, count(*) FROM article_topics
    WHERE article {_AMONG} AND is_yes GROUP BY annotator"""  # noqa: S608
_SUGGESTED = f"""SELECT coalesce(sum(NOT g.is_maybe), 0), coalesce(sum(g.is_maybe), 0)
    FROM suggestions g LEFT JOIN article_runs n ON n.article = g.article
    WHERE g.article {{of}} AND g.start IS NOT NULL AND {CURRENT}"""  # noqa: S608
_SUGGESTED_OF_ONE, _SUGGESTED_OF_MANY = (_SUGGESTED.format(of=x) for x in ("= ?", _AMONG))
SUGGESTED = _SUGGESTED.format(of="IN (SELECT id FROM articles)")
"""How many suggestions and maybes of all articles are shown, as an SQL statement."""

_BY_SURFACE = "SELECT annotator, surface, label, count(*) FROM spans{} GROUP BY 1, 2, 3"
_SURFACES = _BY_SURFACE.format(f" WHERE article {_AMONG}")
MARKED_SURFACES = _BY_SURFACE.format("")
"""How often each annotator marked a surface with a label, as an SQL statement."""

_ADD_SURFACES = """INSERT INTO marked_surfaces (annotator, surface, label, spans)
    VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET spans = spans + excluded.spans"""
_DROP_SURFACES = """DELETE FROM marked_surfaces
    WHERE annotator = ? AND surface = ? AND label = ? AND spans = 0"""
_ADD_SPANS = "UPDATE annotators SET spans = spans + ? WHERE id = ?"
_ADD_TOPICS = "UPDATE annotators SET topics = topics + ? WHERE id = ?"
_ADD_SUGGESTED = """UPDATE project SET current_suggestions = current_suggestions + ?,
    current_maybes = current_maybes + ?"""
_COUNTED = attrgetter("article", "start", "source", "is_maybe", "run")
_ALWAYS = ("import", "follow", "copy")  # shown whatever run is
_SHOWN_ALWAYS = frozenset(_ALWAYS)
_OF_COUNT = [names_of(Suggestion).index(x) for x in ("start", "source", "is_maybe", "run")]
_SOURCE = names_of(Suggestion).index("source")
_OF_SURFACE = [names_of(Span).index(x) for x in ("annotator", "surface", "label")]
_WHO, _IS_YES = map(names_of(TopicAnswer).index, ("annotator", "is_yes"))


class Totals(Part):
    """How many suggestions are shown; how many spans and yes topics each annotator has, and spans
    of each surface with each label. They are written at the end of a transaction, each sum once.
    """

    def suggested(self, article: int) -> tuple[int, int]:
        """How many suggestions and maybes of an article are shown."""
        suggestions, maybes = self._db.row(_SUGGESTED_OF_ONE, (article,)) or (0, 0)
        return suggestions, maybes

    def add_suggested(self, suggestions: int, maybes: int) -> None:
        """So many more suggestions and maybes are shown, or fewer."""
        if suggestions or maybes:
            self._db.write_late(_write_suggested, (suggestions, maybes))

    def add_articles(self, articles: list[int], sign: int) -> None:
        """All that some articles hold came (+1) or goes (-1)."""
        ids = json.dumps(articles)
        marked = self._db.rows(_SURFACES, (ids,))
        self._add_marked(sign, {tuple(key): count for *key, count in marked})
        self._add_answered(sign, dict(self._db.rows(_TOPICS, (ids,))))
        suggestions, maybes = self._db.row(_SUGGESTED_OF_MANY, (ids,)) or (0, 0)
        self.add_suggested(sign * suggestions, sign * maybes)

    def follow(self, changes: Iterable[Change]) -> None:
        """Keep step with rows that were changed."""
        marked: dict[int, list[Row]] = {-1: [], 1: []}
        answered: dict[int, list[int]] = {-1: [], 1: []}
        shown: dict[int, int | None] = {}
        sums = [0, 0]
        for change in changes:
            if type(change.before) is Decision or type(change.after) is Decision:
                continue
            for side, sign in ((change.before, -1), (change.after, 1)):
                if side is None:
                    continue
                if isinstance(side, Suggestion):
                    if not _is_same_kind(change):
                        self._count_suggestion(side, sign, shown, sums)
                elif isinstance(side, Span):
                    marked[sign].append((side.annotator, side.surface, side.label))
                elif isinstance(side, TopicAnswer) and side.is_yes:
                    answered[sign].append(side.annotator)
        self.add_suggested(*sums)
        for sign in (-1, 1):
            self._add_marked(sign, marked[sign])
            self._add_answered(sign, answered[sign])

    def add_new(self, article: int, columns: Mapping[type[Record], Columns]) -> None:
        """The first rows of an article came; all values of each of their fields."""
        if suggestions := columns.get(Suggestion):
            self._add_new_suggestions(article, suggestions)
        if spans := columns.get(Span):
            self._add_marked(1, [*zip(*(spans[x] for x in _OF_SURFACE), strict=True)])
        if topics := columns.get(TopicAnswer):
            self._add_answered(1, [*compress(topics[_WHO], topics[_IS_YES])])

    def add_reviews(self, columns: Mapping[type[Record], Columns]) -> None:
        """New rows of people came, in several articles; counted at once, as they may be many."""
        if spans := columns.get(Span):
            self._add_marked(1, Counter(zip(*(spans[x] for x in _OF_SURFACE), strict=True)))
        if topics := columns.get(TopicAnswer):
            self._add_answered(1, Counter(compress(topics[_WHO], topics[_IS_YES])))

    def _add_new_suggestions(self, article: int, columns: Columns) -> None:
        """Those that are shown count."""
        sources = columns[_SOURCE]
        shown = None if _SHOWN_ALWAYS.issuperset(sources) else self._shown_run(article)
        counted = [
            is_maybe
            for start, source, is_maybe, run in zip(*(columns[x] for x in _OF_COUNT), strict=True)
            if start is not None and (source in _ALWAYS or run in (None, shown))
        ]
        self.add_suggested(counted.count(False), counted.count(True))

    def _add_marked(self, sign: int, surfaces: Mapping[Row, int] | Sequence[Row]) -> None:
        if surfaces:
            self._db.write_late(_write_marked, (sign, surfaces))

    def _add_answered(self, sign: int, annotators: Mapping[int, int] | Sequence[int]) -> None:
        if annotators:
            self._db.write_late(_write_answered, (sign, annotators))

    def _shown_run(self, article: int) -> int | None:
        sql = "SELECT suggested_run FROM article_runs WHERE article = ?"
        found: int | None = self._db.value(sql, (article,))
        return found

    def _count_suggestion(
        self, suggestion: Suggestion, sign: int, shown: dict[int, int | None], sums: list[int]
    ) -> None:
        """Add one to the sums of suggestions and maybes, if it is one that is shown."""
        article = suggestion.article
        if article not in shown:
            shown[article] = self._shown_run(article)
        always = suggestion.run is None or suggestion.source in _ALWAYS
        if suggestion.start is not None and (always or suggestion.run == shown[article]):
            sums[int(suggestion.is_maybe)] += sign


def _write_suggested(connection: sqlite3.Connection, added: list[Row]) -> None:
    suggestions, maybes = map(sum, zip(*added, strict=True))
    connection.execute(_ADD_SUGGESTED, (suggestions, maybes))


def _write_marked(connection: sqlite3.Connection, added: list[tuple[int, Any]]) -> None:
    surfaces = _sums(added)
    spans: Counter[int] = Counter()
    for (who, _, _), number in surfaces.items():
        spans[who] += number
    # In the order of the table: next to each other they are found sooner.
    found = sorted((*key, number) for key, number in surfaces.items() if number)
    connection.executemany(_ADD_SURFACES, found)
    connection.executemany(_DROP_SURFACES, [row[:3] for row in found if row[3] < 0])
    connection.executemany(_ADD_SPANS, [(number, who) for who, number in spans.items()])


def _write_answered(connection: sqlite3.Connection, added: list[tuple[int, Any]]) -> None:
    topics = _sums(added)
    connection.executemany(_ADD_TOPICS, [(number, who) for who, number in topics.items()])


def _sums(added: Iterable[tuple[int, Any]]) -> Counter[Any]:
    """How often each is there, where those of a negative sign go."""
    sums: Counter[Any] = Counter()
    for sign, those in added:
        if sign > 0:
            sums.update(those)
        else:
            sums.subtract(those)
    return sums


def _is_same_kind(change: Change) -> bool:
    """Whether a suggestion only gets another label, so that it counts as before."""
    before, after = change.before, change.after
    if not isinstance(before, Suggestion) or not isinstance(after, Suggestion):
        return False
    return _COUNTED(before) == _COUNTED(after)
