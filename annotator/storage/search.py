"""Full-text search. Indexing lags behind imports and catches up in small steps."""

from __future__ import annotations

import re
from array import array

from annotator.core.headings import heading_of
from annotator.errors import UserError
from annotator.storage.bin import HIGHEST, NOT_IN_BIN
from annotator.storage.codec import Row
from annotator.storage.connection import Database
from annotator.storage.matching import match_of, words_of
from annotator.storage.parts import Look, Part
from annotator.storage.upkeep import Upkeep
from annotator.storage.word_index import begin_anew, by_words, is_broken

_WORD = re.compile(r"\w+")
_MOST_LOOKED_AT = 500  # articles that hold the words somewhere: it is asked with each key
_HOLDING = (
    "SELECT json_group_array(id) FROM (SELECT rowid AS id FROM article_words"  # noqa: S608
    f" WHERE article_words MATCH ? AND rowid {NOT_IN_BIN} ORDER BY rowid LIMIT ?)"
)
# Articles in the bin are indexed too: they may come back when it is too late for them.
_NEXT = """SELECT id, title, text FROM articles
    WHERE id > (SELECT indexed_article FROM project) UNION ALL
SELECT id, title, text FROM bin_articles
    WHERE id > (SELECT indexed_article FROM project) ORDER BY id LIMIT :limit"""


_NEXT_ID = f"SELECT min(id) FROM ({_NEXT.replace('id, title, text', 'id').split(' ORDER')[0]})"  # noqa: S608


class WordSearch(Look):
    """Words to articles."""

    def articles(self, query: str, limit: int = 10_000) -> array[int]:
        """The first articles, as imported, that hold all the words typed.

        "Quoted words" are a phrase; the last word may be the beginning of one. Nothing else has a
        meaning, so whatever is typed is a valid query.
        """
        match = match_of(query)
        if not match:
            return array("q")
        return by_words(self._db, lambda: self._db.ids(_HOLDING, (match, limit)))

    def titled(self, typed: str, limit: int) -> list[int]:
        """The first articles whose titles have words that begin like those typed, in any order;
        then such as have no title and hold them in their beginning.
        """
        words = [words_of(word) for word in _WORD.findall(typed)]
        return by_words(self._db, lambda: self._titled(words, limit)) if words else []

    def _titled(self, words: list[str], limit: int) -> list[int]:
        match = "(" + " ".join(f'"{word}"*' for word in words) + ")"
        rows = self._db.rows(
            "SELECT rowid FROM article_words WHERE article_words MATCH ?"  # noqa: S608
            f" AND rowid {NOT_IN_BIN} ORDER BY rowid LIMIT ?",
            (f"title : {match}", limit),
        )
        untitled = self._db.rows(
            "SELECT id, substr(text, 1, 400) FROM articles WHERE title = '' AND id IN (SELECT rowid"
            " FROM article_words WHERE article_words MATCH ? ORDER BY rowid LIMIT ?) ORDER BY id",
            (f"text : {match}", _MOST_LOOKED_AT),
        )
        parts = [part.casefold() for word in words for part in word.split()]
        begin = [
            number
            for number, text in untitled
            if all(part in heading_of("", text).casefold() for part in parts)
        ]
        return [row[0] for row in rows] + begin[: limit - len(rows)]


class Search(Part, WordSearch):
    """The same, and the index that it asks, as it is made."""

    def index_some(self, limit: int = 10) -> int:
        """Add the next articles to the index; how many, 0 when it is complete."""
        return by_words(self._db, lambda: self._index_some(limit))

    def _index_some(self, limit: int) -> int:
        with self._db.maintaining(Upkeep.INDEX):
            rows = self._next(limit)
            self._db.write_many(
                "INSERT INTO article_words (rowid, title, text) VALUES (?, ?, ?)",
                [(article, words_of(title), words_of(text)) for article, title, text in rows],
            )
            if rows:
                self._db.write("UPDATE project SET indexed_article = ?", (rows[-1][0],))
        return len(rows)

    def _next(self, limit: int) -> list[Row]:
        """The next articles; of one that can't be read nothing but its id."""
        try:
            return self._db.rows(_NEXT, {"limit": limit})
        except UserError:
            if limit > 1:
                return self._next(1)
        return [(self._db.value(_NEXT_ID), "", "")]

    @property
    def is_made_anew(self) -> bool:
        """Whether the index was broken and has not seen all articles again."""
        return self._db.has_new_index and self.unindexed() > 0

    def is_broken(self) -> bool:
        """Whether the index is not what it was made; reads all of it."""
        return is_broken(self._db)

    def begin_anew(self) -> None:
        """Let the index be made anew by the next steps."""
        begin_anew(self._db)

    def unindexed(self) -> int:
        """How many articles a search does not see yet."""
        return int(
            self._db.value(
                f"SELECT {HIGHEST} - indexed_article FROM project"  # noqa: S608 - our own names
            )
        )


def retitle(database: Database, article: int, old: str, new: str) -> None:
    """Let the index know an article by another title, where it knows the article."""
    found = database.row(
        "SELECT text FROM articles WHERE id = ? AND id <= (SELECT indexed_article FROM project)",
        (article,),
    )
    if found is None or old == new:
        return
    text = words_of(found[0])
    columns = "(article_words, rowid, title, text) VALUES ('delete', ?, ?, ?)"
    by_words(
        database,
        lambda: (
            database.write(f"INSERT INTO article_words {columns}", (article, words_of(old), text)),
            database.write(
                "INSERT INTO article_words (rowid, title, text) VALUES (?, ?, ?)",
                (article, words_of(new), text),
            ),
        ),
    )
