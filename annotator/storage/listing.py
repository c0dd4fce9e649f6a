"""Lists of articles: all ids of a list at once, and the rows in view by their ids."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from annotator.core.chance import draws
from annotator.core.codes import Order, StatusFilter
from annotator.core.records import Status
from annotator.storage.bin import HIGHEST
from annotator.storage.connection import Database
from annotator.storage.parts import Part
from annotator.storage.suggestions import CURRENT_FOR

_LISTED = {
    StatusFilter.DONE: """SELECT json_group_array(article) FROM (SELECT article FROM reviews
        WHERE annotator = ? AND status = 'done' ORDER BY article)""",
    StatusFilter.SKIPPED: """SELECT json_group_array(article) FROM (SELECT article FROM reviews
        WHERE annotator = ? AND status = 'skipped' ORDER BY article)""",
    StatusFilter.FLAGGED: """SELECT json_group_array(article) FROM (SELECT article FROM reviews
        WHERE annotator = ? AND flagged ORDER BY article)""",
}
_DUPLICATES = "SELECT json_group_array(id) FROM articles WHERE duplicate_of IS NOT NULL"
_DATED = """SELECT json_group_array(id) FROM
    (SELECT id FROM articles WHERE published > '' ORDER BY published, id)"""
_UNDATED = """SELECT json_group_array(id) FROM
    (SELECT id FROM articles WHERE published = '' ORDER BY id)"""


_DOUBTFUL = """SELECT json_group_array(article) FROM (SELECT article FROM article_runs
    WHERE doubt IS NOT NULL ORDER BY doubt DESC, article)"""
_MOST_DOUBTFUL = """SELECT article FROM article_runs WHERE doubt IS NOT NULL
    ORDER BY doubt DESC, article LIMIT ?"""
_TO_DO = """SELECT x.value FROM json_each(:ids) x JOIN articles a ON a.id = x.value
    WHERE NOT EXISTS (SELECT 1 FROM reviews r WHERE r.article = a.id AND r.annotator = :annotator
        AND r.status IN ('done', 'skipped')) ORDER BY x.key"""
_ORIGINALS = """SELECT x.value FROM json_each(?) x JOIN articles a ON a.id = x.value
    WHERE a.duplicate_of IS NULL ORDER BY x.key"""
_UNSCORED = """SELECT json_group_array(id) FROM (SELECT a.id FROM articles a
    LEFT JOIN article_runs n ON n.article = a.id WHERE n.doubt IS NULL ORDER BY a.id)"""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What a list shows of an article: its heading as `title`, the rest the annotator's. It shares
    `copy_share` of its words (0 to 1) with `copy_of`, 0 where it is no near copy.
    """

    id: int
    title: str
    published: str
    source: str
    status: str
    is_flagged: bool
    spans: int
    open_suggestions: int
    words: int
    copy_of: int = 0
    copy_share: float = 0.0


@dataclass(frozen=True, slots=True)
class _Order:
    """All ids in some order, and the place of each id in it (`places[id]`)."""

    ids: array[int]
    places: array[int]

    def only(self, wanted: Iterable[int]) -> array[int]:
        """The wanted ids in this order."""
        return array("q", (self.ids[x] for x in sorted(self._places(wanted))))

    def without(self, hidden: Iterable[int]) -> array[int]:
        """All but the hidden ids, a stretch at a time, as mostly few are hidden."""
        places = sorted(self._places(hidden))
        if len(places) * 8 > len(self.ids):
            return self._picked_without(places)
        kept = array("q")
        start = 0
        for place in places:
            kept += self.ids[start:place]
            start = place + 1
        return kept + self.ids[start:]

    def _picked_without(self, places: list[int]) -> array[int]:
        mask = bytearray(b"\x01") * len(self.ids)
        for place in places:
            mask[place] = 0
        return array("q", compress(self.ids, mask))

    def _places(self, ids: Iterable[int]) -> Iterator[int]:
        return map(self.places.__getitem__, ids)


class Lists(Part):
    """Lists hold arrays of ids; no query skips over rows (OFFSET)."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._orders: dict[tuple[Order, int], _Order] = {}  # with the seed
        self._orders_of = (0, 0)  # the highest id and the bin's version that they were made for

    def ids(
        self,
        annotator: int,
        *,
        status: StatusFilter = StatusFilter.TODO,
        include_duplicates: bool = False,
        order: Order = Order.IMPORTED,
        seed: int = 0,
    ) -> array[int]:
        """The ids of the articles with this status: as imported, by date (undated ones last), at
        random by a seed, or the most doubtful first (by suggestions with a score; those without
        any last).

        "todo" is neither done nor skipped. Duplicates are left out of "todo" and "all" unless asked
        for; an article that the annotator has worked on is always among its kind.
        """
        if status in _LISTED:
            found = self._db.ids(_LISTED[status], (annotator,))
            return found if order == Order.IMPORTED else self._order(order, seed).only(found)
        hidden: set[int] = set() if include_duplicates else set(self._db.ids(_DUPLICATES))
        if status == StatusFilter.TODO:
            hidden.update(self._db.ids(_LISTED[StatusFilter.DONE], (annotator,)))
            hidden.update(self._db.ids(_LISTED[StatusFilter.SKIPPED], (annotator,)))
        return self._order(order, seed).without(hidden)

    def to_do_among(self, ids: Iterable[int], annotator: int) -> list[int]:
        """Those of the ids that the annotator has neither done nor skipped, in their order."""
        values = {"ids": json.dumps(list(ids)), "annotator": annotator}
        return [article for (article,) in self._db.rows(_TO_DO, values)]

    def most_doubtful(self, annotator: int, most: int) -> list[int]:
        """The most doubtful articles still to do, duplicates left out: 2 ms where 3,000 are done.

        Nothing of what `ids` gives is made for it.
        """
        closed = set(self._db.ids(_LISTED[StatusFilter.DONE], (annotator,)))
        closed.update(self._db.ids(_LISTED[StatusFilter.SKIPPED], (annotator,)))
        limit = len(closed) + 4 * most  # duplicates have no doubt, unless somebody opened them
        rows = self._db.rows(_MOST_DOUBTFUL, (limit,))
        doubtful = [article for (article,) in rows if article not in closed][: 4 * most]
        rows = self._db.rows(_ORIGINALS, (json.dumps(doubtful),))
        return [article for (article,) in rows][:most]

    def rows(self, ids: Iterable[int], annotator: int) -> list[ArticleRow]:
        """The rows of a list for these ids, in their order; unknown ids are left out."""
        wanted = list(ids)
        if not wanted:
            return []
        values = {"ids": json.dumps(wanted), "annotator": annotator}
        rows = {row.id: row for row in self._db.records(ArticleRow, _LIST_SQL, values)}
        return [rows[article] for article in wanted if article in rows]

    def _order(self, order: Order, seed: int) -> _Order:
        """The order of all articles, kept until some come or go: dates never change, doubt does."""
        highest, version = self._db.row(f"SELECT {HIGHEST}, bin_version FROM project") or (0, 0)  # noqa: S608
        if (highest, version) != self._orders_of:
            self._orders.clear()
            self._orders_of = highest, version
        kept = self._orders.get((order, seed))
        if kept is None or order == Order.DOUBT:
            kept = self._orders[order, seed] = self._made(order, highest, seed)
        return kept

    def _made(self, order: Order, highest: int, seed: int) -> _Order:
        """Ids run from 1 without a gap but the bin's, so the order of import is a range."""
        places = array("q", range(-1, highest))
        binned = set(self._db.ids("SELECT json_group_array(article) FROM bin"))
        there: Sequence[int] = range(1, highest + 1)
        if binned:
            there = array("q", (x for x in there if x not in binned))
        if order == Order.IMPORTED:
            ids = array("q", there)
            return _Order(ids, _places(ids, places) if binned else places)
        if order == Order.RANDOM:
            ids = array("q", sorted(there, key=draws(seed, highest).__getitem__))
            return _Order(ids, _places(ids, places))
        first, last = (_DOUBTFUL, _UNSCORED) if order == Order.DOUBT else (_DATED, _UNDATED)
        ids = self._db.ids(first) + self._db.ids(last)
        return _Order(ids, _places(ids, places))


def _places(ids: array[int], places: array[int]) -> array[int]:
    for place, article in enumerate(ids):
        places[article] = place
    return places


_LIST_SQL = f"""
SELECT a.id, a.heading AS title, a.published, a.source,
       coalesce(r.status, '{Status.NEW}') AS status, coalesce(r.flagged, 0) AS is_flagged,
       (SELECT count(*) FROM spans s WHERE s.article = a.id AND s.annotator = :annotator) AS spans,
       (SELECT count(*) FROM suggestions g WHERE g.article = a.id AND g.start IS NOT NULL
            AND NOT g.is_maybe AND {CURRENT_FOR.format(who="annotator")} AND NOT EXISTS (
                SELECT 1 FROM decisions d WHERE d.suggestion = g.id AND d.annotator = :annotator
                AND d.outcome <> 'followed')) AS open_suggestions,
       a.words, 0 AS copy_of, 0.0 AS copy_share
FROM json_each(:ids) x JOIN articles a ON a.id = x.value
LEFT JOIN reviews r ON r.article = a.id AND r.annotator = :annotator
LEFT JOIN article_runs n ON n.article = a.id
"""  # noqa: S608 - our own names
