"""The texts of articles, with the few that were read last kept in memory."""

from __future__ import annotations

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.places import Where
from annotator.storage.connection import Database
from annotator.storage.parts import Part

_KEPT = 4


class Texts(Part):
    """Texts by article. They never change."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._texts: dict[int, str] = {}
        self._since = 0

    def of(self, article: int) -> str:
        """The text of an article; UserError where there is none."""
        if self._since != self._db.rollbacks:
            self.forget()  # the id of an article taken back is given again
            self._since = self._db.rollbacks
        text = self._texts.get(article)
        if text is None:
            text = self._db.value("SELECT text FROM articles WHERE id = ?", (article,))
            if text is None:
                raise UserError(Fault.NO_SUCH_ARTICLE, where=Where.ARTICLE(number=article))
            self.keep(article, text)
        return str(text)

    def keep(self, article: int, text: str) -> None:
        """The text of an article that was just read or stored."""
        if len(self._texts) >= _KEPT:
            del self._texts[next(iter(self._texts))]
        self._texts[article] = text

    def forget(self) -> None:
        """Read again what is asked for: articles went to the bin or came back."""
        self._texts.clear()
