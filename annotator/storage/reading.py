"""Reading a project file, by the connection of an open project or by one of a thread's own."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from annotator.errors import Bug
from annotator.faults import Fault
from annotator.storage.codec import Row, decoded
from annotator.storage.faults import faults

R = TypeVar("R")
Values = Sequence[Any] | Mapping[str, Any]

_READING = ("SELECT", "WITH", "PRAGMA")


class Reading:
    """A connection that is read through. Errors that a person can mend come out as the program's
    own; `name` is the project's in them.
    """

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self.connection = connection
        self._name = name

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        _require_reading(sql)
        with faults(self._name):
            return self.connection.execute(sql, values).fetchall()

    def pass_over(self, sql: str, values: Values = ()) -> int:
        """Read every row and keep none, to see whether that is possible; how many there are."""
        _require_reading(sql)
        with faults(self._name):
            return sum(1 for _ in self.connection.execute(sql, values))

    def row(self, sql: str, values: Values = ()) -> Row | None:
        _require_reading(sql)
        with faults(self._name):
            found: Row | None = self.connection.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, values)
        return None if row is None else row[0]

    def records(self, kind: type[R], sql: str, values: Values = ()) -> list[R]:
        """Dataclasses from rows whose columns have the names of the fields, in whatever order."""
        _require_reading(sql)
        with faults(self._name):
            cursor = self.connection.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return decoded(kind, names, cursor.fetchall())

    def record(self, kind: type[R], sql: str, values: Values = ()) -> R | None:
        """The first of `records`, or None."""
        found = self.records(kind, sql, values)
        return found[0] if found else None

    def named(self, sql: str, values: Values = ()) -> dict[str, Any]:
        """The first row by the names of its columns; empty where there is none."""
        _require_reading(sql)
        with faults(self._name):
            cursor = self.connection.execute(sql, values)
            row = cursor.fetchone()
            names = [column[0] for column in cursor.description]
            return {} if row is None else dict(zip(names, row, strict=True))

    def ids(self, sql: str, values: Values = ()) -> array[int]:
        """Ids from a query that makes one JSON array of them: a third of the time of rows."""
        return ids_of(json.loads(self.value(sql, values)))

    def id_steps(self, sql: str, values: Values, most: int) -> Iterator[array[int]]:
        """The ids that are the rows of a query, so many at a time. Here all are read at once: on
        the window's connection no query may stay open.
        """
        ids = ids_of([row[0] for row in self.rows(sql, values)])
        for at in range(0, len(ids), most):
            yield ids[at : at + most]


def ids_of(found: Sequence[Any]) -> array[int]:
    """The ids among these values of a column: what is damaged, and no number, is none."""
    try:
        return array("q", found)
    except TypeError:
        return array("q", [value for value in found if type(value) is int])


def _require_reading(sql: str) -> None:
    if not (sql.startswith(_READING) or sql.lstrip().startswith(_READING)):
        raise Bug(Fault.WRITE_AMONG_READS, where=sql.split(maxsplit=1)[0])
