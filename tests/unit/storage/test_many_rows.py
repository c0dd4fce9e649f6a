"""Rows that are inserted by the dozen are the rows, and each statement is one of a few."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import cycle, islice

from hypothesis import given
from hypothesis import strategies as st

from annotator.storage.many_rows import inserts

WORDS = st.none() | st.text(max_size=2)
NUMBERS = st.none() | st.booleans() | st.sampled_from((1, 0, 0.0, -0.0, 1.0, 0.5))
ROWS = st.lists(st.tuples(st.integers(-9, 9), WORDS, NUMBERS), min_size=1, max_size=4)


@given(ROWS, st.integers(0, 300))
def test_all_rows_come_in_their_order(some: list[tuple[object, ...]], count: int) -> None:
    """As one statement a row would have stored them, also what many rows have alike."""
    rows = [*islice(cycle(some), count)]
    into = "INSERT INTO {} (n, s, r)"
    with closing(sqlite3.connect(":memory:")) as connection:
        for table in "ab":
            connection.execute(f"CREATE TABLE {table} (n INTEGER, s TEXT, r REAL)")
        for sql, values in inserts(into.format("a"), list(zip(*rows, strict=True)) or [()]):
            connection.execute(sql, values)
        connection.executemany(into.format("b") + " VALUES (?, ?, ?)", rows)
        stored, wanted = (
            connection.execute(f"SELECT n, s, r, typeof(r) FROM {table} ORDER BY rowid").fetchall()
            for table in "ab"
        )
        assert stored == wanted


def test_few_statements_are_prepared_for_any_number_of_rows() -> None:
    statements = {
        sql for count in range(300) for sql, _ in inserts("INSERT INTO t", [[1] * count] * 2)
    }
    assert len(statements) == 7
    assert len([*inserts("INSERT INTO t", [[1] * 66] * 2)]) == 2


def test_what_all_rows_have_alike_is_handed_over_once() -> None:
    ((sql, values),) = inserts("INSERT INTO t", [[7] * 64, range(64), [None] * 64])
    assert sql.startswith("INSERT INTO t SELECT ?, column1, ? FROM ( VALUES (?), (?)")
    assert values == [7, None, *range(64)]
