"""Many rows by few statements: one for each costs SQLite a third more than the rows do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, compress
from itertools import count as numbers_from
from operator import not_
from typing import Any

_AT_ONCE = (64, 32, 16, 8, 4, 2, 1)  # of few sizes, so that each statement is prepared once


def inserts(into: str, columns: Sequence[Sequence[Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Statements with their values that together insert all rows, which `columns` hold side by
    side: `into` is one up to VALUES.
    """
    rows, done = len(columns[0]), 0
    for size in _AT_ONCE:
        while rows - done >= size:
            part = [column[done : done + size] for column in columns]
            done += size
            if size == _AT_ONCE[0]:
                yield _with_shared(into, part)
            else:
                values = list(chain.from_iterable(zip(*part, strict=True)))
                yield _of_rows(into, len(part), size), values


def _with_shared(into: str, columns: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """What all rows have alike in a column, as their article, is given once: to hand values over
    takes half of the time of storing them.
    """
    rows = len(columns[0])
    is_shared = [x[0] == x[-1] and x.count(x[0]) == rows for x in columns]
    is_shared[0] &= not all(is_shared)  # there is no row of nothing
    others = zip(*compress(columns, map(not_, is_shared)), strict=True)
    values = [column[0] for column in compress(columns, is_shared)]
    values += chain.from_iterable(others)
    return _of_shared(into, tuple(is_shared), rows), values


@cache
def _of_rows(into: str, width: int, count: int) -> str:
    row = f"({', '.join('?' * width)})"
    return f"{into} VALUES {', '.join([row] * count)}"


@cache
def _of_shared(into: str, is_shared: tuple[bool, ...], count: int) -> str:
    other = numbers_from(1)
    columns = ["?" if is_so else f"column{next(other)}" for is_so in is_shared]
    values = _of_rows("", is_shared.count(False), count)
    return f"{into} SELECT {', '.join(columns)} FROM ({values})"  # noqa: S608 - no names but SQLite's
