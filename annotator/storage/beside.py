"""Reading a project in a thread beside the window, by a connection of its own."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.storage.connection import connect
from annotator.storage.contradictions import ContradictedPlaces
from annotator.storage.faults import faults
from annotator.storage.filters import Filters
from annotator.storage.first_words import FirstWords
from annotator.storage.listing import Lists
from annotator.storage.occurrences import Occurrences
from annotator.storage.reading import Reading, Values, ids_of
from annotator.storage.search import WordSearch


class NotRead(Exception):
    """A question was not answered in its thread."""


class Beside(Reading):
    """The connection of a thread, which nothing else is done with."""

    def id_steps(self, sql: str, values: Values, most: int) -> Iterator[array[int]]:
        """As they are found."""
        with faults(self._name), closing(self.connection.execute(sql, values)) as cursor:
            while rows := cursor.fetchmany(most):
                yield ids_of([row[0] for row in rows])


class BesideAProject:
    """Lets a thread read a project, one question after the other, and others break one off."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def opened(self) -> Iterator[Beside]:
        """A connection for one question: the file is let go of in between. Raises NotRead where the
        question was broken off, or can't be answered here.
        """
        try:
            with closing(connect(self._path)) as self._connection:
                yield Beside(self._connection, self._path.name)
        except (AnnotatorError, sqlite3.Error) as error:
            raise NotRead from error
        finally:
            self._connection = None

    def break_off(self) -> None:
        """Let a question end that is being answered in its thread."""
        if (connection := self._connection) is not None:
            with suppress(sqlite3.Error):  # closed in this moment
                connection.interrupt()


class BesideStore:
    """The parts of the store that can be read beside the window."""

    def __init__(self, database: Beside, first: FirstWords) -> None:
        self.lists = Lists(database)
        self.filters = Filters(database, first)
        self.occurrences = Occurrences(database)
        self.contradictions = ContradictedPlaces(database)
        self.words = WordSearch(database)
