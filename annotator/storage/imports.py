"""Imports that were cut off: the next import of the same goes on in their undo group."""

from __future__ import annotations

from annotator.core.records import Act
from annotator.storage.acts import Acts
from annotator.storage.connection import Database
from annotator.storage.parts import Part
from annotator.storage.upkeep import Upkeep

_OPEN = """SELECT grp FROM cut_off_imports c WHERE annotator = ? AND sources = ?
    AND NOT EXISTS (SELECT 1 FROM acts WHERE of = c.grp)"""
_END = """DELETE FROM cut_off_imports
    WHERE annotator = (SELECT id FROM annotators WHERE name = ?) AND sources = ?"""


class Imports(Part):
    """An import is marked as cut off from its first act on, until it has come to its end.

    `sources` tell what is imported, in some text that is the same for the same.
    """

    def __init__(self, database: Database, acts: Acts) -> None:
        super().__init__(database)
        self._acts = acts

    def begin(self, head: Act, annotator: int, at: str, sources: str) -> int:
        """The undo group of an import: that of one of the same by this annotator that was cut off
        and not taken back, else a new one.
        """
        group = self._db.value(_OPEN, (annotator, sources))
        if group is not None:
            return int(group)
        with self._db.transaction():
            group = self._acts.commit(head, annotator, at)
            with self._db.maintaining(Upkeep.IMPORT):
                self._db.write(
                    "INSERT OR REPLACE INTO cut_off_imports (annotator, sources, grp)"
                    " VALUES (?, ?, ?)",
                    (annotator, sources, group),
                )
        return group

    def end(self, annotator: str, sources: str) -> None:
        """All of it is stored: the next import of the same is an act of its own."""
        with self._db.maintaining(Upkeep.IMPORT):
            self._db.write(_END, (annotator, sources))
