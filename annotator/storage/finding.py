"""Which articles a query asks for, some at a time: the first are told before all were looked at.

The ids are gone through by windows, from the first to the last. In each, every key of the query is
a question of its own to an index that holds all it needs (an article's row is a page long), and
those that all of them give are what is found. A window takes some milliseconds.
"""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from annotator.core.codes import SearchKind, StatusFilter
from annotator.core.query import Query
from annotator.core.records import Status
from annotator.storage.bin import HIGHEST, NOT_IN_BIN
from annotator.storage.contradictions import STANDS
from annotator.storage.first_words import FirstWords
from annotator.storage.matching import match_of, phrase_of
from annotator.storage.near_copies import COPIES, family_of
from annotator.storage.parts import Look
from annotator.storage.reading import Reading
from annotator.storage.suggestions import CURRENT_FOR

_LEAST, _FIRST, _LARGEST = 64, 512, 65_536  # ids of a window
_LONG_SECONDS = 0.006  # the next window is no longer than one that took so long
_FEW = 32_768  # ids that are held together rather than looked for in each window
_READ = 4_096  # ids at a time
_MOST_SOURCES = 400

_WITHIN: Final = "BETWEEN :low AND :high"
_BETWEEN: Final = ">= :low AND rowid <= :high"  # for the index of words
# Where few articles are known, of these alone:
_AMONG: Final = "IN (SELECT value FROM json_each(:known))"
_ALL = f"SELECT a.id AS id FROM articles a INDEXED BY articles_copy WHERE a.id {_WITHIN}"  # noqa: S608
_WORDS = f"""SELECT rowid AS id FROM article_words
    WHERE article_words MATCH :words AND rowid {_BETWEEN} AND rowid {NOT_IN_BIN}"""  # noqa: S608
_WORDS_AMONG = """SELECT value AS id FROM json_each(:known) WHERE EXISTS (
    SELECT 1 FROM article_words WHERE article_words MATCH :words AND rowid = value)"""
# Articles not indexed yet may hold it.
_HOLDING = f"""SELECT id FROM (SELECT rowid AS id FROM article_words
    WHERE article_words MATCH :holding AND rowid {_BETWEEN} AND rowid {NOT_IN_BIN}
    UNION ALL {_ALL} AND a.id > (SELECT indexed_article FROM project))"""  # noqa: S608
_HOLDING_AMONG = """SELECT value AS id FROM json_each(:known) WHERE EXISTS (
    SELECT 1 FROM article_words WHERE article_words MATCH :holding AND rowid = value)
    OR value > (SELECT indexed_article FROM project)"""
_BEGINNING = f"""SELECT rowid FROM article_words
    WHERE article_words MATCH ? AND rowid > ? AND rowid {NOT_IN_BIN} ORDER BY rowid"""  # noqa: S608
_OF_STATUS = f"""SELECT r.article AS id FROM reviews r INDEXED BY reviews_by_status
    WHERE r.annotator = :who AND r.status IN (SELECT value FROM json_each(:statuses))
    AND r.article {_WITHIN}"""  # noqa: S608
_FLAGGED = f"""SELECT r.article AS id FROM reviews r INDEXED BY reviews_flagged
    WHERE r.annotator = :who AND r.flagged AND r.article {_WITHIN}"""  # noqa: S608
# The plus keeps SQLite from going by all that the annotator did.
_FORCED = f"""SELECT r.article AS id FROM reviews r
    WHERE r.article {_WITHIN} AND +r.annotator = :who AND r.is_forced"""  # noqa: S608
_UNSEEN = f"""SELECT DISTINCT d.article AS id FROM decisions d INDEXED BY decisions_of_article
    WHERE d.article {_WITHIN} AND d.annotator = :who AND d.outcome = 'accepted'
    AND NOT d.focused"""  # noqa: S608
_LABEL_OF = (
    "SELECT {}(label) FROM marked_surfaces o WHERE o.annotator = :who AND o.surface = w.surface"
)
_MIXED = f"""SELECT DISTINCT s.article AS id FROM spans s WHERE s.article {_WITHIN}
    AND +s.annotator = :who AND s.surface IN (SELECT w.surface FROM (SELECT DISTINCT x.surface
        FROM spans x WHERE x.article {_WITHIN} AND +x.annotator = :who) w
        WHERE ({_LABEL_OF.format("min")}) < ({_LABEL_OF.format("max")}))"""  # noqa: S608
_CONTRADICTED = f"""SELECT DISTINCT c.article AS id FROM contradictions c
    WHERE c.article {_WITHIN} AND c.annotator = :who AND {STANDS}"""  # noqa: S608
_LABELLED = f"""SELECT s.article AS id FROM spans s INDEXED BY spans_by_label
    WHERE s.label IN (SELECT value FROM json_each(:labels)) AND s.annotator = :who
    AND s.article {_WITHIN}
    UNION SELECT g.article FROM suggestions g INDEXED BY suggestions_of_article
    LEFT JOIN article_runs n ON n.article = g.article
    WHERE g.article {_WITHIN} AND g.start IS NOT NULL AND NOT g.is_maybe
    AND g.label IN (SELECT value FROM json_each(:labels)) AND {CURRENT_FOR.format(who="who")}
    AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.suggestion = g.id
        AND d.annotator = :who AND d.outcome <> 'followed')"""  # noqa: S608
_KNOWN = "SELECT value AS id FROM json_each(:known)"
_DATED = "a.published >= :first AND a.published > '' AND a.published <= :last"
_THERE = """SELECT json_group_array(a.id) FROM articles a
    WHERE a.id IN (SELECT value FROM json_each(?))"""
_FEW_DATED = f"""SELECT json_group_array(id) FROM (SELECT a.id FROM articles a
    INDEXED BY articles_by_date WHERE {_DATED} LIMIT {_FEW + 1})"""  # noqa: S608
_FEW_OF_STATUS = f"""SELECT json_group_array(article) FROM (SELECT r.article FROM reviews r
    INDEXED BY reviews_by_status WHERE r.annotator = :who
    AND r.status IN (SELECT value FROM json_each(:statuses)) LIMIT {_FEW + 1})"""  # noqa: S608
_OF_SOURCES = f"""SELECT a.id AS id FROM articles a INDEXED BY articles_by_source
    WHERE a.source IN (SELECT value FROM json_each(:sources)) AND a.id {_WITHIN}"""  # noqa: S608
# From one to the next by the index, however many articles there are of each.
_SOURCES = f"""WITH RECURSIVE each(name) AS (SELECT min(source) FROM articles UNION ALL
    SELECT (SELECT min(source) FROM articles WHERE source > each.name) FROM each
    WHERE each.name IS NOT NULL LIMIT {_MOST_SOURCES + 1})
SELECT name FROM each WHERE name IS NOT NULL"""  # noqa: S608


class Finder(Look):
    """Queries to ids. In a thread of its own `first` lets the beginnings of words be told soon."""

    def __init__(self, database: Reading, first: FirstWords | None = None) -> None:
        super().__init__(database)
        self._first = first

    def steps(
        self,
        query: Query,
        labels: Collection[int],
        annotator: int,
        holding: Sequence[str] = (),
    ) -> Iterator[array[int]]:
        """The articles that a query asks for, as imported, some or none at a time; its surfaces
        are not looked at, but articles that can't have one of those in `holding` left out.

        `labels` are those that a span or an open suggestion of the article must have one of.
        """
        match = match_of(query.words)
        if query.words and query.is_words_only and not match:  # nothing of it is a word
            return
        keys = _Keys(self._db, query, labels, annotator)
        keys.hold(holding)
        is_beginning = match.endswith("*")
        if match and not is_beginning:
            keys.want(_WORDS, words=match)
        if is_beginning:
            parts: Iterable[array[int]] = self._beginning(match)
            if keys.known is not None:
                among = set(keys.known)
                parts = (array("q", filter(among.__contains__, part)) for part in parts)
            yield from self._among(parts, keys)
        elif keys.known is not None:
            yield from self._among([keys.known], keys)
        else:
            yield from self._by_windows(keys)

    def _by_windows(self, keys: _Keys) -> Iterator[array[int]]:
        highest = int(self._db.value(f"SELECT {HIGHEST}"))
        sql, low, pace = keys.sql(), 1, _Pace()
        while low <= highest:
            window = {"low": low, "high": low + pace.size - 1}
            low += pace.size
            yield pace.timed(partial(self._db.ids, sql, {**keys.values, **window}))

    def _among(self, parts: Iterable[array[int]], keys: _Keys) -> Iterator[array[int]]:
        """Those of sorted ids that the other keys leave."""
        if not keys.has_any:
            yield from parts
            return
        sql, pace = keys.sql_among(), _Pace()
        for part in parts:
            at = 0
            while at < len(part):
                some = part[at : at + pace.size]
                at += len(some)
                window = {"low": some[0], "high": some[-1], "known": json.dumps(some.tolist())}
                yield pace.timed(partial(self._db.ids, sql, {**keys.values, **window}))

    def _beginning(self, match: str) -> Iterator[array[int]]:
        """Those with words of which one is a beginning. SQLite puts the articles of all words that
        begin so together before it gives the first: of a few articles it is told at once.
        """
        looked = 0
        if self._first is not None:
            yield self._first.matching(self._db, match)
            looked = self._first.last
        yield from self._db.id_steps(_BEGINNING, (match, looked), _READ)


class _Pace:
    """How many ids are looked at in a step: as many as take some milliseconds."""

    def __init__(self) -> None:
        self.size = _FIRST

    def timed(self, read: Callable[[], array[int]]) -> array[int]:
        """What is read; the next step is larger, or smaller where it took long."""
        began = time.perf_counter()
        found = read()
        if time.perf_counter() - began < _LONG_SECONDS:
            self.size = min(2 * self.size, _LARGEST)
        else:
            self.size = max(self.size // 2, _LEAST)
        return found


class _Keys:
    """A query as questions for the articles of a window: what each of them must give, and what
    none may. `known` are the only ids that come into question, where they are few.
    """

    def __init__(
        self, database: Reading, query: Query, labels: Collection[int], annotator: int
    ) -> None:
        self._db, self.known = database, _known(database, query, annotator)
        self.values: dict[str, object] = {"who": annotator}
        self._wanted: list[str] = []
        self._unwanted: list[str] = []
        if labels:
            self.want(_LABELLED, labels=json.dumps(list(labels)))
        self._of_reviews(query)
        self._of_articles(query)
        if query.is_copy is not None:
            copies = f"SELECT id FROM ({COPIES}) WHERE id {_WITHIN}"  # noqa: S608 - our own
            (self._wanted if query.is_copy else self._unwanted).append(copies)

    @property
    def has_any(self) -> bool:
        return bool(self._wanted or self._unwanted)

    def want(self, sql: str, **values: object) -> None:
        """Let only those articles be found that a question gives."""
        self._wanted.append(sql)
        self.values.update(values)

    def hold(self, surfaces: Sequence[str]) -> None:
        """Let only those be found that may hold one of the surfaces, and perhaps some more."""
        phrases = [phrase_of(surface) for surface in surfaces]
        if phrases and all(phrases):
            self.want(_HOLDING, holding=" OR ".join(f'text : "{each}"' for each in phrases))

    def sql(self, *more: str) -> str:
        """The whole as a statement that gives the ids of a window as one JSON array."""
        wanted = " INTERSECT ".join(f"SELECT id FROM ({x})" for x in (*more, *self._wanted))  # noqa: S608
        unwanted = "".join(f" EXCEPT SELECT id FROM ({x})" for x in self._unwanted)  # noqa: S608
        return f"SELECT json_group_array(id) FROM ({wanted or _ALL}{unwanted} ORDER BY 1)"  # noqa: S608

    def sql_among(self) -> str:
        """The same for ids that are known."""
        sql = self.sql(_KNOWN).replace(_WORDS, _WORDS_AMONG).replace(_HOLDING, _HOLDING_AMONG)
        return sql.replace(_WITHIN, _AMONG)

    def _of_reviews(self, query: Query) -> None:
        if query.statuses:
            wanted = set(query.statuses)
            if StatusFilter.TODO in wanted:
                wanted |= {Status.NEW, Status.STARTED}
            others = {status.value for status in Status} - wanted
            is_new = Status.NEW in wanted  # as all are of which there is no review
            self.values["statuses"] = json.dumps(sorted(others if is_new else wanted))
            (self._unwanted if is_new else self._wanted).append(_OF_STATUS)
        if query.is_flagged is not None:
            (self._wanted if query.is_flagged else self._unwanted).append(_FLAGGED)
        for kind, sql in _OF_KIND.items():
            if kind in query.kinds:
                self.want(sql)

    def _of_articles(self, query: Query) -> None:
        where: list[str] = []
        if query.first_date or query.last_date:
            where.append(_DATED)
            self.values.update(_dates(query))
        if query.sources:
            named = {f"source{number}": name for number, name in enumerate(query.sources)}
            is_named = " OR ".join(f"instr(lower({{0}}), lower(:{name}))" for name in named)
            sources = self._sources(is_named.replace("{0}", "name"), named)
            if sources is None:
                where.append(f"({is_named.replace('{0}', 'a.source')})")
                self.values.update(named)
            else:
                self.want(_OF_SOURCES, sources=json.dumps(sources))
        if where:
            self.want(" AND ".join((_ALL, *where)))

    def _sources(self, is_named: str, named: dict[str, str]) -> list[str] | None:
        """The sources that are named, None where there are too many in all."""
        rows = self._db.rows(
            f"SELECT name, {is_named} FROM ({_SOURCES})",  # noqa: S608 - our own names
            named,
        )
        return None if len(rows) > _MOST_SOURCES else [name for name, is_so in rows if is_so]


_OF_KIND: Final = {
    SearchKind.FORCED: _FORCED,
    SearchKind.UNSEEN: _UNSEEN,
    SearchKind.CONTRADICTED: _CONTRADICTED,
    SearchKind.MIXED: _MIXED,
}


def _known(database: Reading, query: Query, annotator: int) -> array[int] | None:
    """The few articles that come into question, sorted; None where they are many."""
    found: set[int] | None = None

    def narrow(few: Collection[int]) -> None:
        nonlocal found
        found = set(few) if found is None else found.intersection(few)

    if query.copies_of:
        family = {x for each in query.copies_of for x in family_of(database, each)}
        narrow(database.ids(_THERE, (json.dumps(sorted(family)),)))
    if query.first_date or query.last_date:
        dated = database.ids(_FEW_DATED, _dates(query))
        if len(dated) <= _FEW:
            narrow(dated)
    if query.statuses and not {StatusFilter.TODO, Status.NEW} & set(query.statuses):
        values = {"who": annotator, "statuses": json.dumps(query.statuses)}
        reviewed = database.ids(_FEW_OF_STATUS, values)
        if len(reviewed) <= _FEW:
            narrow(reviewed)
    return None if found is None else array("q", sorted(found))


def _dates(query: Query) -> dict[str, str]:
    """The two ends; "~" stands behind all days of a month or year."""
    return {"first": query.first_date, "last": f"{query.last_date}~"}
