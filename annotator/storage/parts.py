"""What every part of the store is built on: the connection to the project file."""

from __future__ import annotations

from annotator.storage.connection import Database


class Part:
    """One concern of the store, working on the connection that all parts share."""

    def __init__(self, database: Database) -> None:
        self._db = database
