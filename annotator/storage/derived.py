"""What a project keeps that follows from the rest of it: found where it does not, and made anew.

Sums are in `sums.py`, the index of the search in `word_index.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from annotator.errors import UserError
from annotator.faults import Harm
from annotator.storage.bin import HIGHEST
from annotator.storage.codec import Row
from annotator.storage.connection import Database
from annotator.storage.damage_kind import Damage
from annotator.storage.damage_sql import is_bad
from annotator.storage.parts import Part
from annotator.storage.texts import Texts
from annotator.storage.token_bounds import are_bounds
from annotator.storage.upkeep import Upkeep

_MOST = 1000
_MANY = 500
_TWIN = "(SELECT nullif(min(t.id), a.id) FROM articles t WHERE t.sha256 = a.sha256)"
_TWINS = f"SELECT a.id FROM articles a WHERE a.duplicate_of IS NOT {_TWIN} LIMIT {_MOST}"  # noqa: S608
_NOT_IN_QUEUE = f"""SELECT a.id FROM articles a WHERE a.duplicate_of IS NULL
    AND NOT EXISTS (SELECT 1 FROM article_runs n WHERE n.article = a.id) LIMIT {_MOST}"""  # noqa: S608
_NOT_READ_SO = f"""SELECT n.article FROM article_runs n
    LEFT JOIN token_bounds b ON b.article = n.article
    WHERE n.latest_run IS NOT NULL AND (b.article IS NULL OR b.run <> n.latest_run)
    LIMIT {_MOST}"""  # noqa: S608
READ_ANEW: Final = f"""UPDATE article_runs SET latest_run = NULL
    WHERE article IN ({_NOT_READ_SO.replace(f"LIMIT {_MOST}", "")})"""  # noqa: S608
"""A statement by which a pipeline is asked again where what it read is lost."""
_PLACES = """SELECT d.suggestion, d.annotator, d.article, d.surface,
    coalesce(d.start, g.start), CASE WHEN d.start IS NULL THEN g."end" ELSE d."end" END
    FROM decisions d JOIN suggestions g ON g.id = d.suggestion
    WHERE d.article BETWEEN ? AND ? ORDER BY d.article"""
_INDEXED = f"""SELECT p.indexed_article,
    (SELECT count(*) FROM articles WHERE id <= p.indexed_article)
    + (SELECT count(*) FROM bin_articles WHERE id <= p.indexed_article),
    (SELECT count(*) FROM article_words_docsize),
    (SELECT coalesce(max(id), 0) FROM article_words_docsize), {HIGHEST} FROM project p"""  # noqa: S608
_NOT_FOUND = {
    ("sketches", "sketch"): "length(sketch) % 8",
    ("near_copies", "share"): "share < 0 OR share > 1 OR other >= article",
    ("article_runs", "doubt"): "doubt < 0",
}
"""Values that the program never finds."""
_BY_LEARNING: Final = ("readings", "judgements", "contradictions", "sketches", "near_copies")
"""Found again by the jobs that made them."""


class Derived(Part):
    """Looks at it, and makes it anew."""

    def __init__(self, database: Database, texts: Texts) -> None:
        super().__init__(database)
        self._texts = texts

    def damages(self) -> Iterator[Damage]:
        """What does not follow from the rest."""
        for (article,) in self._asked(_TWINS):
            yield Damage("articles", article, Harm.TWIN_OF_ANOTHER())
        for (article,) in self._asked(_NOT_IN_QUEUE):
            yield Damage("article_runs", article, Harm.NOT_IN_QUEUE())
        for (article,) in self._asked(_NOT_READ_SO):
            yield Damage("article_runs", article, Harm.NOT_DERIVED(column="latest_run"))
        for (table, column), test in _NOT_FOUND.items():
            sql = f"SELECT article FROM {table} WHERE {test} LIMIT {_MOST}"  # noqa: S608
            for (article,) in self._asked(sql):
                yield Damage(table, article, Harm.NOT_DERIVED(column=column))
        yield from self._of_index()
        for first in self._pages():
            for row, _ in self._off_surfaces(first, first + _MANY - 1):
                yield Damage("decisions", row[2], Harm.SURFACE_NOT_OF_TEXT())

    def make_anew(self) -> None:
        """Make anew what can be; what a job finds is forgotten, and found again by it."""
        with self._db.maintaining(Upkeep.SUMS):
            self._db.write(
                f"UPDATE articles AS a SET duplicate_of = {_TWIN} WHERE duplicate_of IS NOT {_TWIN}"  # noqa: S608
            )
            self._db.write(
                "INSERT INTO article_runs (article) SELECT a.id FROM articles a WHERE"
                " a.duplicate_of IS NULL AND a.id NOT IN (SELECT article FROM article_runs)"
            )
            self._db.write(READ_ANEW)
            for table in _BY_LEARNING:
                lost = "article NOT IN (SELECT id FROM articles UNION ALL SELECT article FROM bin)"
                self._db.write(f"DELETE FROM {table} WHERE {is_bad(table)} OR {lost}")  # noqa: S608
            for (table, column), test in _NOT_FOUND.items():
                verb = f"DELETE FROM {table}"  # noqa: S608 - our own names
                if table == "article_runs":
                    verb = f"UPDATE {table} SET {column} = NULL"  # noqa: S608
                self._db.write(f"{verb} WHERE {test}")
            for first in self._pages():
                self._mend_articles(first, first + _MANY - 1)

    # -- the search, whose words are told by their number -----------------------------------

    def _of_index(self) -> Iterator[Damage]:
        for indexed, articles, entries, last, highest in self._asked(_INDEXED):
            if entries != articles or last > indexed or indexed > highest:
                yield Damage("article_words", None, Harm.INDEX_BROKEN())

    def is_index_off(self) -> bool:
        """Whether the index of the search has other articles than it says."""
        return any(self._of_index())

    # -- by article ------------------------------------------------------------------------

    def _off_surfaces(self, first: int, last: int) -> Iterator[tuple[Row, str | None]]:
        """The decisions whose words are not those of the text, each with what they are."""
        for row in self._asked(_PLACES, (first, last)):
            article, surface, start, end = row[2:]
            right = None
            if start is not None:
                try:
                    right = self._texts.of(article)[start:end]
                except (UserError, TypeError):
                    continue  # told as damage of the article
            if right != surface:
                yield row, right

    def _mend_articles(self, first: int, last: int) -> None:
        for (suggestion, annotator, *_), right in list(self._off_surfaces(first, last)):
            self._db.write(
                "UPDATE decisions SET surface = ? WHERE suggestion = ? AND annotator = ?",
                (right, suggestion, annotator),
            )
        sql = "SELECT id, sha256, length, words, text FROM articles WHERE id BETWEEN ? AND ?"
        for article, digest, length, words, text in self._asked(sql, (first, last)):
            if not isinstance(text, str):
                continue
            is_whole = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() == digest
            counts = (len(text), len(text.split()))
            if is_whole and (length, words) != counts:
                self._db.write(
                    "UPDATE articles SET length = ?, words = ? WHERE id = ?", (*counts, article)
                )
        sql = (
            "SELECT b.article, a.length, b.starts, b.ends, b.sentence_starts FROM token_bounds b"
            " JOIN articles a ON a.id = b.article WHERE b.article BETWEEN ? AND ?"
        )
        for article, length, *blobs in self._asked(sql, (first, last)):
            if not are_bounds(blobs, length):  # the pipeline is asked again
                self._db.write("DELETE FROM token_bounds WHERE article = ?", (article,))
                self._db.write(
                    "UPDATE article_runs SET latest_run = NULL WHERE article = ?", (article,)
                )

    def _pages(self) -> range:
        highest = self._asked(f"SELECT {HIGHEST}")
        return range(1, (highest[0][0] if highest else 0) + 1, _MANY)

    def _asked(self, sql: str, values: Row = ()) -> list[Row]:
        try:
            return self._db.rows(sql, values)
        except UserError:  # broken pages, told as such
            return []
