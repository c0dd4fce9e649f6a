"""What is committed waits for the disk; only the middle of a batch need not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.storage import NewArticle, Store
from annotator.storage.connection import prepare
from annotator.storage.patience import be_patient, waiting
from tests.unit.storage.making import new_store

NORMAL, FULL = 1, 2


def level(store: Store) -> int:
    return store._db.connection.execute("PRAGMA synchronous").fetchone()[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    new_store(tmp_path / "p.db")[0].close()
    return tmp_path / "p.db"


def test_every_commit_waits_whatever_the_build_of_sqlite_does_by_itself(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        prepare(connection)
        assert connection.execute("PRAGMA synchronous").fetchone() == (FULL,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("is_window", [True, False])
def test_an_open_project_waits_and_does_so_again_after_a_batch(path: Path, is_window: bool) -> None:
    with Store.open(path, window=is_window) as store:
        assert level(store) == FULL
        with store.batch() as batch:
            assert level(store) == NORMAL
            store.articles.add(NewArticle("One more."))
            batch.tick()
        assert level(store) == FULL


def test_what_a_record_of_a_batch_is_taken_back_by_is_in_memory(path: Path) -> None:
    def place(store: Store) -> int:
        return int(store._db.connection.execute("PRAGMA temp_store").fetchone()[0])

    with Store.open(path) as store:
        with store.batch():
            assert place(store) == 2
        assert place(store) == 0


def test_a_batch_that_fails_leaves_the_waiting_as_it_was(path: Path) -> None:
    with Store.open(path) as store:
        with pytest.raises(ZeroDivisionError), store.batch():
            raise ZeroDivisionError
        assert level(store) == FULL


def test_the_end_of_a_batch_is_a_commit_that_waits(path: Path) -> None:
    levels = []
    with Store.open(path) as store:
        connection = store._db.connection
        with store.batch():
            store.articles.add(NewArticle("One more."))
            connection.set_trace_callback(
                lambda sql: (
                    levels.append(sql) if sql.startswith(("COMMIT", "PRAGMA sync")) else None
                )
            )
        connection.set_trace_callback(None)
    assert levels == ["COMMIT", "PRAGMA synchronous = FULL", "COMMIT"]


@pytest.mark.parametrize(("asked", "inside"), [(0, 0), (10, 50), (200, 200)])
def test_others_are_waited_for_as_long_as_before_once_it_is_over(asked: int, inside: int) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        be_patient(connection, 50)
        with waiting(connection, asked):
            assert connection.execute("PRAGMA busy_timeout").fetchone() == (inside,)
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (50,)
