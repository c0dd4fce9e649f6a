"""Rows that are inserted by the dozen are the rows, and each statement is one of a few."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from annotator.storage.many_rows import inserts

ROWS = st.lists(st.tuples(st.integers(-9, 9), st.text(max_size=2)), max_size=300)


@given(ROWS)
def test_all_rows_come_in_their_order(rows: list[tuple[int, str]]) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (n INTEGER, s TEXT)")
        for sql, values in inserts("INSERT INTO t (n, s)", rows):
            connection.execute(sql, values)
        assert connection.execute("SELECT n, s FROM t ORDER BY rowid").fetchall() == rows


def test_few_statements_are_prepared_for_any_number_of_rows() -> None:
    statements = {
        sql for count in range(300) for sql, _ in inserts("INSERT INTO t", [(1, 2)] * count)
    }
    assert len(statements) == 7
    assert len([*inserts("INSERT INTO t", [(1, 2)] * 66)]) == 2
