"""What the parts of the store share: the connection, and the texts read last."""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Callable

from annotator.errors import UserError
from annotator.storage.connection import Database, Values

_TEXTS_KEPT = 4
_PATIENCE_SECONDS = 0.1


class Part:
    """A base of `Store`: one concern, working on the same connection."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._texts: dict[int, str] = {}
        self._texts_since = 0
        self.on_wait: Callable[[], None] | None = None

    def _let_wait(self, began: float) -> None:
        """Between the acts of a large group: `on_wait` may show the person that it goes on."""
        if self.on_wait is not None and time.monotonic() - began > _PATIENCE_SECONDS:
            self.on_wait()

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
