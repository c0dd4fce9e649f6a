"""Lists of names: surfaces with their labels as a person brought them, before anything is decided.

A list is known by its source, the name of its file: the same file again takes its place. White
space in a surface counts as one space, as in memory.
"""

from __future__ import annotations

from annotator.core.listed_names import ListedName
from annotator.storage.parts import Part

_IN_USE = "FROM listed_names n JOIN labels l ON l.id = n.label AND NOT l.retired"


class ListedNames(Part):
    """What the lists hold; they come and go by acts."""

    def about(self, surface: str) -> list[ListedName]:
        """What the lists say of a surface, for labels in use."""
        sql = f"SELECT n.surface, n.label, n.source {_IN_USE} WHERE n.surface = ? ORDER BY 3, 2"
        return self._db.records(ListedName, sql, (surface,))

    def lists(self) -> dict[str, int]:
        """The lists by source, with how many names each has."""
        return dict(
            self._db.rows("SELECT source, count(*) FROM listed_names GROUP BY source ORDER BY 1")
        )

    def of_list(self, source: str) -> list[ListedName]:
        """All that is in the list of this source, for retired labels too."""
        return self._all("source = ? ORDER BY surface, label", source)

    def of_label(self, label: int) -> list[ListedName]:
        """All that the lists give this label."""
        return self._all("label = ? ORDER BY surface, source", label)

    def _all(self, where: str, value: str | int) -> list[ListedName]:
        sql = f"SELECT surface, label, source FROM listed_names WHERE {where}"  # noqa: S608
        return self._db.records(ListedName, sql, (value,))
