"""Values that are read once a transaction: nobody else writes while it lasts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from annotator.storage.connection import Database

T = TypeVar("T")


class Remembered(Generic[T]):
    """What `read` gives, read again in each transaction, after what was taken back in one, and
    each time outside of them. Whoever writes what changes it lets it be forgotten.
    """

    def __init__(self, database: Database, read: Callable[[], T]) -> None:
        self._db = database
        self._read = read
        self._known: tuple[T] | None = None
        self._moment: tuple[int, int] | None = None

    def __call__(self) -> T:
        moment = self._db.moment
        if self._known is None or moment is None or moment != self._moment:
            self._known, self._moment = (self._read(),), moment
        return self._known[0]

    def put(self, value: T) -> None:
        """What it is from here on, by what was just written or is about to be."""
        self._known, self._moment = (value,), self._db.moment

    def forget(self) -> None:
        """Read it again when it is asked for."""
        self._known = None
