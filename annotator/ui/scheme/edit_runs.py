"""Changes that are undone together: those of one visit to one field of one item."""

from __future__ import annotations

from annotator.core.scheme_acts import Item


class EditRuns:
    """Remembers the last change, and the undo group that it was stored as."""

    def __init__(self) -> None:
        self._last: tuple[tuple[type[Item], int, str, int], int] | None = None

    def joins(self, item: Item, field: str, visit: int) -> int | None:
        """The group that a change belongs to; None: it is one of its own."""
        is_same = self._last is not None and self._last[0] == (type(item), item.id, field, visit)
        return self._last[1] if is_same and self._last is not None else None

    def made(self, item: Item, field: str, visit: int, group: int) -> None:
        """A change was stored."""
        self._last = ((type(item), item.id, field, visit), group)

    def end(self) -> None:
        """What comes next is a change of its own."""
        self._last = None
