"""A word index of the first articles only, in memory.

Of a word's beginning that many articles have, SQLite tells nothing before it has put all of them
together, which takes seconds of a million; but then the first articles have it too.
"""

from __future__ import annotations

import json
import sqlite3
from array import array

from annotator.storage import schema
from annotator.storage.bin import NOT_IN_BIN
from annotator.storage.matching import words_of
from annotator.storage.reading import Reading

_ARTICLES = 150
_TEXTS = """SELECT id, title, text FROM articles
    WHERE id <= min(?, (SELECT indexed_article FROM project)) ORDER BY id"""
_MATCHING = "SELECT rowid FROM article_words WHERE article_words MATCH ? ORDER BY rowid"
_THERE = f"""SELECT json_group_array(value) FROM
    (SELECT value FROM json_each(?) WHERE value {NOT_IN_BIN} ORDER BY key)"""  # noqa: S608


class FirstWords:
    """Made when it is first asked."""

    def __init__(self) -> None:
        self._index: sqlite3.Connection | None = None
        self.last = 0
        """The last article that it knows, of which it knows all before."""

    def matching(self, database: Reading, match: str) -> array[int]:
        """The articles up to `last` that an FTS5 query finds."""
        index = self._index or self._make(database)
        rows = index.execute(_MATCHING, (match,)).fetchall()
        return database.ids(_THERE, (json.dumps([article for (article,) in rows]),))

    def close(self) -> None:
        """Let go of it."""
        if self._index is not None:
            self._index.close()

    def _make(self, database: Reading) -> sqlite3.Connection:
        index = sqlite3.connect(":memory:", isolation_level=None)
        (make,) = (x for x in schema.STATEMENTS if x.startswith("CREATE VIRTUAL TABLE"))
        index.execute(make)
        texts = database.rows(_TEXTS, (_ARTICLES,))
        index.executemany(
            "INSERT INTO article_words (rowid, title, text) VALUES (?, ?, ?)",
            ((article, words_of(title), words_of(text)) for article, title, text in texts),
        )
        self._index, self.last = index, texts[-1][0] if texts else 0
        return index
