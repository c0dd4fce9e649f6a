"""What is gold, and how disagreements were settled."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

from annotator.core.gold import Gold
from annotator.core.records import Review, Span, TopicAnswer
from annotator.core.settled import Settled
from annotator.storage.codec import columns_of
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES

R = TypeVar("R")
_AMONG: Final = "article IN (SELECT value FROM json_each(:ids))"
_COUNTS = "SELECT verdict, reason, count(*) FROM settled GROUP BY 1, 2 ORDER BY 1, 2"
_BY_WHOM = """SELECT n.name, count(*) FROM settled s JOIN annotators n ON n.id = s.annotator
    GROUP BY n.id"""


class GoldRows(Part):
    """Reading gold; it is written by acts."""

    def of(self, articles: Iterable[int], who: int) -> dict[int, Gold]:
        """What is gold in each of these, by the reviews of the annotator `who`."""
        ids = sorted(set(articles))
        which = {"ids": json.dumps(ids), "who": who}
        reviews = {x.article: x for x in self._read(Review, which, is_own=True)}
        spans = _by_article(self._read(Span, which, is_own=True, order='start, "end", label'))
        answers = _by_article(self._read(TopicAnswer, which, is_own=True))
        settled = _by_article(self._read(Settled, which))
        return {
            article: Gold(
                article,
                who,
                reviews.get(article),
                tuple(spans[article]),
                {x.topic: x for x in answers[article]},
                {x.key_of: x for x in settled[article]},
            )
            for article in ids
        }

    def counts(self) -> list[tuple[str, str, int]]:
        """(verdict, reason, how many) of all that was settled; what was taken over because all said
        it counts by articles.
        """
        return [(str(v), str(r), int(n)) for v, r, n in self._db.rows(_COUNTS)]

    def by_whom(self) -> dict[str, int]:
        """How many cases each annotator settled or took over, by name."""
        return {str(name): int(count) for name, count in self._db.rows(_BY_WHOM)}

    def all(self) -> list[Settled]:
        """All that was settled, by article and place."""
        sql = f'SELECT {columns_of(Settled)} FROM settled ORDER BY article, start, "end", what'  # noqa: S608
        return self._db.records(Settled, sql)

    def _read(
        self, record: type[R], which: dict[str, Any], *, is_own: bool = False, order: str = "1"
    ) -> list[R]:
        table = TABLES[record].name
        where = f"{_AMONG} AND annotator = :who" if is_own else _AMONG
        sql = f"SELECT {columns_of(record)} FROM {table} WHERE {where} ORDER BY {order}"  # noqa: S608
        values = which if is_own else {"ids": which["ids"]}
        return self._db.records(record, sql, values)


def _by_article(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.article].append(row)
    return found
