"""Searches that are more than words: which articles, and which surfaces, a query asks for."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Sequence

from annotator.core.query import Query
from annotator.storage.finding import Finder
from annotator.storage.first_words import FirstWords
from annotator.storage.parts import Look
from annotator.storage.reading import Reading
from annotator.storage.word_index import steps_by_words

_MIXED = """SELECT surface FROM marked_surfaces WHERE annotator = ? GROUP BY surface
HAVING count(*) > 1 ORDER BY sum(spans) DESC, surface LIMIT ?"""
_MARKED = """SELECT surface FROM marked_surfaces WHERE annotator = ? GROUP BY surface
ORDER BY sum(spans) DESC, surface LIMIT ?"""


class Filters(Look):
    """Queries to ids and surfaces."""

    def __init__(self, database: Reading, first: FirstWords | None = None) -> None:
        super().__init__(database)
        self._finder = Finder(database, first)

    def articles(self, query: Query, labels: Collection[int], annotator: int) -> array[int]:
        """All of `steps` at once."""
        found = array("q")
        for part in self.steps(query, labels, annotator):
            found += part
        return found

    def steps(
        self,
        query: Query,
        labels: Collection[int],
        annotator: int,
        holding: Sequence[str] = (),
    ) -> Iterator[array[int]]:
        """As those of a `Finder`; a broken index of words is made anew."""
        return steps_by_words(
            self._db, lambda: self._finder.steps(query, labels, annotator, holding)
        )

    def mixed_surfaces(self, annotator: int, limit: int = 500) -> list[str]:
        """Surfaces that have spans under several labels, the commonest first."""
        return [surface for (surface,) in self._db.rows(_MIXED, (annotator, limit))]

    def marked_surfaces(self, annotator: int, limit: int = 2000) -> list[str]:
        """Surfaces that have spans, the commonest first."""
        return [surface for (surface,) in self._db.rows(_MARKED, (annotator, limit))]
