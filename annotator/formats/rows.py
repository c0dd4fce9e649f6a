"""The rows of a table: a row that is broken is one row, whatever its quotes would swallow."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_LONGEST_ROW = 32 << 20
"""So many characters without an end of the quotes are no row."""


class Dialect(NamedTuple):
    """What parts fields, and whether a quote in quotes is escaped by a backslash, not doubled."""

    delimiter: str
    has_backslashes: bool = False


class Row(NamedTuple):
    """The fields of a row and the line that it begins on; of a broken one the error."""

    line: int
    fields: list[str]
    error: csv.Error | None = None


class _Lines:
    """Lines, of which those since `begin` can be had again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._length = 0
        self.number = 1
        """That of the line that comes next."""

    def begin(self) -> None:
        self._taken.clear()
        self._length = 0

    @property
    def taken(self) -> int:
        """How many lines were taken since `begin`."""
        return len(self._taken)

    def back_to_second(self) -> None:
        """Give the lines since `begin` again, but for the first."""
        self._again.extendleft(reversed(self._taken[1:]))
        self.number -= len(self._taken) - 1
        self.begin()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._length > _LONGEST_ROW:
            raise csv.Error("the quotes do not end")
        line = self._again.popleft() if self._again else next(self._lines)
        self._taken.append(line)
        self._length += len(line)
        self.number += 1
        return line


def rows_of(lines: Iterable[str], dialect: Dialect) -> Iterator[Row]:
    """The rows that are not blank. One whose quotes are never closed, or are closed by the next
    row's, ends with its first line: a row of several lines that has another number of fields than
    the first row of the table is such a one.
    """
    source = _Lines(lines)
    reader = _reader(source, dialect)
    width = 0
    while True:
        source.begin()
        first = source.number
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            source.back_to_second()
            reader = _reader(source, dialect)
            yield Row(first, [], error)
            continue
        if width and len(fields) != width and source.taken > 1:
            source.back_to_second()
            reader = _reader(source, dialect)
            yield Row(first, [], csv.Error("the quotes do not end on this line"))
            continue
        if fields:
            width = width or len(fields)
            yield Row(first, fields)


def _reader(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    escape = "\\" if dialect.has_backslashes else None
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        escapechar=escape,
        doublequote=escape is None,
        strict=True,
    )
