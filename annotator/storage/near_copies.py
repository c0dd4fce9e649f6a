"""Near copies: which articles have mostly the same words, as a job finds it by sketches of texts.

Both are derived from the texts, which never change: they are no part of any act. An article in the
bin is no near copy of any, until it comes back. Pairs that a person keeps apart (an act) are none.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from typing import Final

from annotator.storage.parts import Part
from annotator.storage.reading import Reading
from annotator.storage.upkeep import Upkeep
from annotator.values import dataclass

# Of texts that are equal the first stands for all: it is no near copy, but the same.
_UNSKETCHED = """FROM articles a WHERE a.duplicate_of IS NULL
    AND NOT EXISTS (SELECT 1 FROM sketches s WHERE s.article = a.id)"""
_SKETCHES = """SELECT s.article, s.sketch, NOT s.is_compared FROM sketches s
    JOIN articles a ON a.id = s.article ORDER BY s.article LIMIT ?"""
_FROM = """FROM near_copies c JOIN articles e ON e.id = c.article
    JOIN articles f ON f.id = c.other
    WHERE NOT EXISTS (SELECT 1 FROM kept_apart k WHERE k.article = c.article
        AND k.other = c.other)"""
_PAIRS = f"SELECT c.article, c.other, c.share {_FROM}"
_AMONG = "IN (SELECT value FROM json_each(:ids))"
_BESIDE = f"{_PAIRS} AND c.article {_AMONG} UNION {_PAIRS} AND c.other {_AMONG}"
_MAY_BE_LEFT = """SELECT EXISTS (SELECT 1 FROM sketches WHERE NOT is_compared)
    OR EXISTS (SELECT 1 FROM articles WHERE duplicate_of IS NULL
        AND id > coalesce((SELECT max(article) FROM sketches), 0))"""

COPIES: Final = f"SELECT c.article AS id {_FROM} UNION SELECT c.other {_FROM}"
"""The articles that have near copies, as an SQL statement."""


@dataclass(frozen=True, slots=True)
class NearCopy:
    """`article` came after `other`, with which it shares this much of its words (0 to 1)."""

    article: int
    other: int
    share: float

    def beside(self, article: int) -> int:
        """The one of the two that is not this one."""
        return self.other if article == self.article else self.article


@dataclass(frozen=True, slots=True)
class Sketches:
    """All sketches in the order of the articles' ids; the new ones were not compared yet."""

    articles: array[int]
    sketches: Sequence[bytes]
    is_new: Sequence[bool]


def family_of(database: Reading, article: int) -> list[int]:
    """The article with all that are near copies of each other with it, by id."""
    known, last = {article}, {article}
    while last:
        pairs = database.records(NearCopy, _BESIDE, {"ids": json.dumps(sorted(last))})
        last = {x for each in pairs for x in (each.article, each.other)} - known
        known |= last
    return sorted(known)


class NearCopies(Part):
    """Sketches in, pairs out."""

    def unsketched(self, limit: int, after: int = 0) -> list[tuple[int, str]]:
        """The first articles without a sketch whose ids are above `after`, with their texts."""
        sql = f"SELECT a.id, a.text {_UNSKETCHED} AND a.id > ? ORDER BY a.id LIMIT ?"
        return self._db.rows(sql, (after, limit))

    def text(self, article: int) -> str:
        """The text of an article; "" where it is gone meanwhile."""
        return str(self._db.value("SELECT text FROM articles WHERE id = ?", (article,)) or "")

    def left(self) -> int:
        """How many articles were not compared with the others yet."""
        unsketched = int(self._db.value(f"SELECT count(*) {_UNSKETCHED}"))
        return unsketched + int(
            self._db.value("SELECT count(*) FROM sketches WHERE NOT is_compared")
        )

    def put_sketches(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Keep sketches of articles; b"" for a text of too few words."""
        with self._db.maintaining(Upkeep.COPIES):
            self._db.write_many("INSERT OR REPLACE INTO sketches VALUES (?, ?, 0)", rows)

    def sketches(self, most: int = -1) -> Sketches:
        """All there are, or so many."""
        rows = self._db.rows(_SKETCHES, (most,))
        ids = array("q", [row[0] for row in rows])
        return Sketches(ids, [row[1] for row in rows], [bool(row[2]) for row in rows])

    def put_pairs(self, pairs: Iterable[NearCopy]) -> None:
        """Keep near copies that were found."""
        with self._db.maintaining(Upkeep.COPIES):
            self._db.write_many(
                "INSERT OR REPLACE INTO near_copies VALUES (?, ?, ?)",
                ((each.article, each.other, each.share) for each in pairs),
            )

    def compared(self, articles: Iterable[int]) -> None:
        """These were compared with all that there are."""
        with self._db.maintaining(Upkeep.COPIES):
            self._db.write_many(
                "UPDATE sketches SET is_compared = 1 WHERE article = ?", ((x,) for x in articles)
            )

    def pairs(self) -> list[NearCopy]:
        """All near copies, by article: of a family of n articles n - 1 pairs."""
        return self._db.records(NearCopy, f"{_PAIRS} ORDER BY c.article, c.other")

    def of(self, article: int) -> list[NearCopy]:
        """The pairs that an article is in, the most alike first."""
        found = self._db.records(NearCopy, _BESIDE, {"ids": json.dumps([article])})
        return sorted(found, key=lambda each: (-each.share, each.other, each.article))

    def nearest(self, articles: Iterable[int]) -> dict[int, NearCopy]:
        """Of these articles those that have near copies, each with the pair most alike."""
        wanted = set(articles)
        found = self._db.records(NearCopy, _BESIDE, {"ids": json.dumps(sorted(wanted))})
        best: dict[int, NearCopy] = {}
        for each in sorted(found, key=lambda each: (each.share, -each.other)):
            best.update((x, each) for x in (each.article, each.other) if x in wanted)
        return best

    def family(self, article: int) -> list[int]:
        """The article with all that are near copies of each other with it, by id."""
        return family_of(self._db, article)

    def is_apart(self, one: int, other: int) -> bool:
        """Whether a person keeps two articles apart."""
        sql = "SELECT 1 FROM kept_apart WHERE article = ? AND other = ?"
        return self._db.value(sql, (max(one, other), min(one, other))) is not None

    def may_be_left(self) -> bool:
        """Whether articles were not compared yet, as far as their last ones tell: at once, however
        many there are.
        """
        return bool(self._db.value(_MAY_BE_LEFT))

    def is_begun(self) -> bool:
        """Whether near copies were ever looked for."""
        return bool(self._db.value("SELECT EXISTS (SELECT 1 FROM sketches)"))

    def families(self) -> dict[int, int]:
        """Article to the first article of its family, for all that have near copies."""
        first: dict[int, int] = {}

        def first_of(article: int) -> int:
            while (above := first.setdefault(article, article)) != article:
                article = above
            return article

        for each in self.pairs():
            one, other = first_of(each.article), first_of(each.other)
            first[max(one, other)] = min(one, other)
        return {article: first_of(article) for article in sorted(first)}
