"""What every part of the store is built on: the connection to the project file."""

from __future__ import annotations

from annotator.storage.connection import Database
from annotator.storage.reading import Reading


class Look:
    """One concern that only reads: of an open project, or in a thread beside it."""

    def __init__(self, database: Reading) -> None:
        self._db = database


class Part(Look):
    """One concern of the store, working on the connection that all parts share."""

    _db: Database

    def __init__(self, database: Database) -> None:
        super().__init__(database)
