"""What the parts of the store share: the connection, and the texts read last."""

from __future__ import annotations

import json
from array import array

from annotator.errors import UserError
from annotator.storage.connection import Database, Values

_TEXTS_KEPT = 4


class Part:
    """A base of `Store`: one concern, working on the same connection."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._texts: dict[int, str] = {}
        self._texts_since = 0

    def _text(self, article: int) -> str:
        """The text of an article, which never changes; the last few are kept."""
        if self._texts_since != self._db.rollbacks:
            self._texts.clear()  # the id of an article taken back is given again
            self._texts_since = self._db.rollbacks
        text = self._texts.get(article)
        if text is None:
            text = self._db.value("SELECT text FROM articles WHERE id = ?", (article,))
            if text is None:
                raise UserError("there is no such article", where=f"article {article}")
            if len(self._texts) >= _TEXTS_KEPT:
                del self._texts[next(iter(self._texts))]
            self._texts[article] = text
        return str(text)

    def _ids(self, sql: str, values: Values = ()) -> array[int]:
        """Ids from a query that makes one JSON array of them: a third of the time of rows."""
        return array("q", json.loads(self._db.value(sql, values)))
