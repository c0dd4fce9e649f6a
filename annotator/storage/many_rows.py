"""Many rows by few statements: one for each costs SQLite a third more than the rows do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

_AT_ONCE = (64, 32, 16, 8, 4, 2, 1)  # of few sizes, so that each statement is prepared once


def inserts(into: str, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Statements with their values that together insert all rows: `into` is one up to VALUES."""
    done = 0
    for size in _AT_ONCE:
        while len(rows) - done >= size:
            values = list(chain.from_iterable(rows[done : done + size]))
            yield _statement(into, len(values) // size, size), values
            done += size


@cache
def _statement(into: str, width: int, count: int) -> str:
    row = f"({', '.join('?' * width)})"
    return f"{into} VALUES {', '.join([row] * count)}"
