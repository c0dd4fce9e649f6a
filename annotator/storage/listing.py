"""Lists of articles: all ids of a list at once, and the rows in view by their ids."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator

from annotator.core.chance import Drawn
from annotator.core.codes import Order, StatusFilter
from annotator.core.records import Status
from annotator.storage.list_steps import ListSteps, ListWanted
from annotator.storage.parts import Look
from annotator.storage.reading import Reading
from annotator.storage.suggestions import CURRENT_FOR
from annotator.values import dataclass

_CLOSED = """SELECT json_group_array(article) FROM reviews INDEXED BY reviews_by_status
    WHERE annotator = ? AND status IN ('done', 'skipped')"""
_MOST_DOUBTFUL = """SELECT article FROM article_runs WHERE doubt IS NOT NULL
    ORDER BY doubt DESC, article LIMIT ?"""
_TO_DO = """SELECT x.value FROM json_each(:ids) x JOIN articles a ON a.id = x.value
    WHERE NOT EXISTS (SELECT 1 FROM reviews r WHERE r.article = a.id AND r.annotator = :annotator
        AND r.status IN ('done', 'skipped')) ORDER BY x.key"""
_ORIGINALS = """SELECT x.value FROM json_each(?) x JOIN articles a ON a.id = x.value
    WHERE a.duplicate_of IS NULL ORDER BY x.key"""


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


class Lists(Look):
    """Lists hold arrays of ids; no query skips over rows (OFFSET)."""

    def __init__(self, database: Reading) -> None:
        super().__init__(database)
        self._steps = ListSteps(database)

    def ids(
        self,
        annotator: int,
        *,
        status: StatusFilter = StatusFilter.TODO,
        include_duplicates: bool = False,
        order: Order = Order.IMPORTED,
        seed: int = 0,
    ) -> array[int]:
        """The ids of the articles with this status, all of `steps` at once. Duplicates are left out
        of "todo" and "all" unless asked for.
        """
        drawn = Drawn(seed)
        wanted = ListWanted(annotator, status, order, drawn, has_duplicates=include_duplicates)
        found = array("q")
        for part in self.steps(wanted):
            found += part
        return found

    def steps(
        self, wanted: ListWanted, after: int | None = None, share: float = 1.0
    ) -> Iterator[array[int]]:
        """As those of `ListSteps`."""
        return self._steps.of(wanted, after, share)

    def to_do_among(self, ids: Iterable[int], annotator: int) -> list[int]:
        """Those of the ids that the annotator has neither done nor skipped, in their order."""
        values = {"ids": json.dumps(list(ids)), "annotator": annotator}
        return [article for (article,) in self._db.rows(_TO_DO, values)]

    def most_doubtful(self, annotator: int, most: int) -> list[int]:
        """The most doubtful articles still to do, duplicates left out: 2 ms where 3,000 are done.

        Nothing of what `ids` gives is made for it.
        """
        closed = set(self._db.ids(_CLOSED, (annotator,)))
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
