"""A list of articles some at a time, by status and order: the first are there at once.

Where one begins, all the work is done that its first articles need and no more.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from itertools import compress

from annotator.core.chance import Drawn
from annotator.core.codes import Order, StatusFilter
from annotator.storage.bin import HIGHEST
from annotator.storage.parts import Look
from annotator.storage.reading import Values
from annotator.values import dataclass

_FIRST, _MOST = 256, 8_192  # ids of a step
_BUCKETS = 256
_OF_STATUS = {
    StatusFilter.DONE: """SELECT article FROM reviews
        WHERE annotator = ? AND status = 'done' ORDER BY article""",
    StatusFilter.SKIPPED: """SELECT article FROM reviews
        WHERE annotator = ? AND status = 'skipped' ORDER BY article""",
    StatusFilter.FLAGGED: """SELECT article FROM reviews INDEXED BY reviews_flagged
        WHERE annotator = ? AND flagged ORDER BY article""",
}
_DUPLICATE = "SELECT id FROM articles WHERE duplicate_of IS NOT NULL"
_BINNED = "SELECT article FROM bin"
_SORTED = {
    Order.DATE: """SELECT x.value FROM json_each(?) x CROSS JOIN articles a INDEXED BY articles_copy
        ON a.id = x.value ORDER BY a.published = '', a.published, a.id""",
    Order.DOUBT: """SELECT x.value FROM json_each(?) x
        LEFT JOIN article_runs n ON n.article = x.value
        ORDER BY n.doubt IS NULL, n.doubt DESC, x.value""",
}
# Dates may be the same, and doubts: what comes behind one goes on by the id.
_DATE = "SELECT published FROM articles INDEXED BY articles_copy WHERE id = ?"
_DATED = """SELECT id, published FROM (
    SELECT * FROM (SELECT id, published FROM articles INDEXED BY articles_by_date
        WHERE published = :value AND id > :id AND published > '' ORDER BY id LIMIT :most)
    UNION ALL
    SELECT * FROM (SELECT id, published FROM articles INDEXED BY articles_by_date
        WHERE published > :value ORDER BY published, id LIMIT :most))
    LIMIT :most"""
_UNDATED = """SELECT id, '' FROM articles INDEXED BY articles_by_date
    WHERE published = '' AND id > :id ORDER BY id LIMIT :most"""
_DOUBT = "SELECT doubt FROM article_runs WHERE article = ?"
_DOUBTED = """SELECT article, doubt FROM (
    SELECT * FROM (SELECT article, doubt FROM article_runs INDEXED BY article_runs_doubt
        WHERE doubt IS NOT NULL AND doubt = :value AND article > :id ORDER BY article LIMIT :most)
    UNION ALL
    SELECT * FROM (SELECT article, doubt FROM article_runs INDEXED BY article_runs_doubt
        WHERE doubt IS NOT NULL AND doubt < :value ORDER BY doubt DESC, article LIMIT :most))
    LIMIT :most"""
_UNSCORED = """SELECT json_group_array(value) FROM (SELECT x.value FROM json_each(?) x
    LEFT JOIN article_runs n ON n.article = x.value WHERE n.doubt IS NULL ORDER BY x.key)"""
_CERTAIN = 1e300  # behind no doubt
_Place = dict[str, object]


@dataclass(frozen=True, slots=True)
class ListWanted:
    """Which list: whose, of which status and in which order; by chance as it is `drawn`."""

    annotator: int
    status: StatusFilter
    order: Order
    drawn: Drawn
    has_duplicates: bool = False


class ListSteps(Look):
    """Lists, read in steps."""

    def of(
        self, wanted: ListWanted, after: int | None = None, share: float = 1.0
    ) -> Iterator[array[int]]:
        """The ids of a list: as imported, by date (undated ones last), at random by a seed, or the
        most doubtful first (by suggestions with a score; those without any last). All, or of those
        to do and of all articles those behind one; at random only a share of them.

        "todo" is neither done nor skipped. Duplicates are in neither "todo" nor "all", unless they
        are wanted; an article that the annotator has worked on is always among its kind.
        """
        if wanted.status in _OF_STATUS and wanted.order in _SORTED:
            return self._sorted(wanted)
        shown = self._shown(wanted)
        if wanted.order == Order.IMPORTED:
            return _imported(shown, after or 0)
        if wanted.order == Order.RANDOM:
            return _random(shown, wanted.drawn, after, share)
        by_date = wanted.order == Order.DATE
        return self._by_date(shown, after) if by_date else self._by_doubt(shown, after)

    def _sorted(self, wanted: ListWanted) -> Iterator[array[int]]:
        """Those on which somebody worked, which are few."""
        steps = self._db.id_steps(_OF_STATUS[wanted.status], (wanted.annotator,), _MOST)
        ids = json.dumps([article for step in steps for article in step])
        return self._db.id_steps(_SORTED[wanted.order], (ids,), _MOST)

    def _shown(self, wanted: ListWanted) -> bytearray:
        """For each id whether it is in the list."""
        highest = int(self._db.value(f"SELECT {HIGHEST}"))
        whose = (wanted.annotator,)
        if wanted.status in _OF_STATUS:
            shown = bytearray(highest + 1)
            self._set(shown, 1, _OF_STATUS[wanted.status], whose)
            return shown
        shown = bytearray(b"\x01") * (highest + 1)
        shown[0] = 0
        self._set(shown, 0, _BINNED)
        if not wanted.has_duplicates:
            self._set(shown, 0, _DUPLICATE)
        if wanted.status == StatusFilter.TODO:
            for status in (StatusFilter.DONE, StatusFilter.SKIPPED):
                self._set(shown, 0, _OF_STATUS[status], whose)
        return shown

    def _set(self, shown: bytearray, value: int, sql: str, values: Values = ()) -> None:
        for ids in self._db.id_steps(sql, values, _MOST):
            for article in ids:
                if 0 <= article < len(shown):
                    shown[article] = value

    def _by_date(self, shown: bytearray, after: int | None) -> Iterator[array[int]]:
        date = "" if after is None else str(self._db.value(_DATE, (after,)) or "")
        if after is None or date:
            yield from self._keyed(_DATED, shown, {"value": date, "id": after or 0})
        yield from self._keyed(_UNDATED, shown, {"value": "", "id": 0 if date else after or 0})

    def _by_doubt(self, shown: bytearray, after: int | None) -> Iterator[array[int]]:
        """Doubts change meanwhile: what was given once does not come again, and all come."""
        doubt = None if after is None else self._db.value(_DOUBT, (after,))
        if after is not None and doubt is None:
            yield from self._unscored(shown, after)
            return
        place: _Place = {"value": _CERTAIN if doubt is None else doubt, "id": after or 0}
        for ids in self._keyed(_DOUBTED, shown, place):
            for article in ids:
                shown[article] = 0
            yield ids
        yield from _imported(shown, 0) if after is None else self._unscored(shown, 0)

    def _unscored(self, shown: bytearray, after: int) -> Iterator[array[int]]:
        """Those without a score behind an article."""
        for ids in _imported(shown, after):
            yield self._db.ids(_UNSCORED, (json.dumps(ids.tolist()),))

    def _keyed(self, sql: str, shown: bytearray, place: _Place) -> Iterator[array[int]]:
        most = _FIRST
        while rows := self._db.rows(sql, {**place, "most": most}):
            place = {"value": rows[-1][1], "id": rows[-1][0]}
            yield array("q", (x for x, _ in rows if x < len(shown) and shown[x]))
            most = min(2 * most, _MOST)


def _imported(shown: bytearray, after: int) -> Iterator[array[int]]:
    low, size = after + 1, _FIRST
    while low < len(shown):
        yield array("q", compress(range(low, low + size), shown[low : low + size]))
        low, size = low + size, min(2 * size, _MOST)


def _random(
    shown: bytearray, drawn: Drawn, after: int | None, share: float
) -> Iterator[array[int]]:
    """In the order of what was drawn for each; sorted by the bucket, so that nothing else that
    goes on has to wait long.
    """
    draws = drawn.up_to(len(shown))
    first = -1.0 if after is None else draws[after]
    soon = max(first, 0.0) + 1 / _BUCKETS  # these are there before all are sorted
    head = [
        x
        for x, draw in zip(range(len(shown)), draws, strict=False)
        if first < draw < soon and draw < share and shown[x]
    ]
    yield array("q", sorted(head, key=draws.__getitem__))
    buckets: list[list[int]] = [[] for _ in range(_BUCKETS)]
    for article, draw in zip(range(len(shown)), draws, strict=False):
        if soon <= draw < share and shown[article]:
            buckets[int(draw * _BUCKETS)].append(article)
    for bucket in buckets:
        bucket.sort(key=draws.__getitem__)
        yield array("q", bucket)
