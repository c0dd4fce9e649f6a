"""The people who annotate in a project."""

from __future__ import annotations

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage.parts import Part
from annotator.storage.upkeep import Upkeep


class Annotators(Part):
    """Names and ids. None is ever removed."""

    def id_of(self, name: str) -> int:
        """The id of the annotator with this name, who is added where there is none."""
        found = self._db.value("SELECT id FROM annotators WHERE name = ?", (name,))
        if found is not None:
            return int(found)
        if not name.strip():
            raise UserError(Fault.ANNOTATOR_WITHOUT_NAME)
        with self._db.maintaining(Upkeep.ANNOTATOR):
            self._db.write("INSERT OR IGNORE INTO annotators (name) VALUES (?)", (name,))
            return int(self._db.value("SELECT id FROM annotators WHERE name = ?", (name,)))

    def all(self) -> list[tuple[int, str]]:
        """(id, name) of all, in the order they came."""
        return [
            (i, name) for i, name in self._db.rows("SELECT id, name FROM annotators ORDER BY id")
        ]
