"""The file of an open project: whether it is in place, being written to, and folded together."""

from __future__ import annotations

from collections.abc import Callable

from annotator.notices import Notice
from annotator.storage import Store


class ProjectFile:
    """What a window has to know of the file between two acts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def told(self) -> tuple[Notice, ...]:
        """What was noticed on opening, a line each: a log that was set aside."""
        return self._store.told

    @property
    def is_busy(self) -> bool:
        """Whether a group of acts is being written just now, and lets the window paint."""
        return self._store.is_busy

    @property
    def is_in_place(self) -> bool:
        """Whether the file still bears the name by which it was opened."""
        return self._store.is_in_place

    def while_writing(self, call: Callable[[], None]) -> None:
        """Call this now and then while a large group of acts is written."""
        self._store.on_wait = call

    def begin_folding(self) -> None:
        """Begin to fold the log into the file; returns at once."""
        self._store.begin_folding()

    def end_folding(self) -> bool | None:
        """Whether the log is empty; None: not yet, ask again."""
        return None if self.is_busy else self._store.end_folding()
