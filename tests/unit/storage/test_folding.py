"""The project is its one file whenever the log was folded in, and a copy is whole at any moment.

What is tested: `storage/folding.py`, `storage/batch.py`,
`storage/patience.py`, `storage/copying.py`.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage import NewArticle, Store
from annotator.workspace.jobs.process import JobCancelled
from tests.unit.storage.making import AT, adding, new_store, span

WORDS = "one of many words " * 60


def folded(store: Store) -> bool:
    """Fold as the window does, and wait for it."""
    store.begin_folding()
    while (found := store.end_folding()) is None:
        pass
    return found


def spans_in(path: Path, alone: Path) -> list[tuple[int, int]]:
    """The spans in a copy of the file alone."""
    shutil.copyfile(path, alone)
    with closing(sqlite3.connect(alone)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connection.execute('SELECT start, "end" FROM spans ORDER BY start').fetchall()


def test_after_folding_the_file_alone_has_everything(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    store, me, _ = new_store(path)
    article, _ = store.articles.add(NewArticle(WORDS))
    for start in range(50):
        store.acts.commit(adding(span(store, article, me, start, start + 2)), me, AT)
    assert folded(store)
    assert spans_in(path, tmp_path / "alone.db") == [(x, x + 2) for x in range(50)]
    assert (tmp_path / "p.db-wal").stat().st_size == 0
    assert folded(store), "there is nothing to do"
    store.close()


def test_folding_is_not_noticed_as_somebodys_writing(tmp_path: Path) -> None:
    store, me, article = new_store(tmp_path / "p.db")
    before = store.data_version()
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    assert folded(store)
    store.acts.commit(adding(span(store, article, me, 3, 6)), me, AT)
    assert store.data_version() == before
    store.close()


def test_a_reader_puts_folding_off_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    store, me, article = new_store(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM spans").fetchone()
        store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
        assert not folded(store)
        store.acts.commit(adding(span(store, article, me, 3, 6)), me, AT)
        reader.execute("ROLLBACK")
        assert folded(store)
    assert spans_in(path, tmp_path / "alone.db") == [(0, 2), (3, 6)]
    store.close()


def test_nothing_is_folded_inside_an_act_and_the_act_goes_on(tmp_path: Path) -> None:
    store, me, article = new_store(tmp_path / "p.db")
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    with store._db.transaction():
        assert not folded(store)
    assert folded(store)
    store.close()


def test_the_log_of_a_long_job_stays_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where somebody reads for a while, after which its length says nothing any more."""
    limit = 200_000
    monkeypatch.setattr("annotator.storage.batch._LOG_BYTES", limit)
    monkeypatch.setattr("annotator.storage.batch._LONGEST_SECONDS", 0)
    monkeypatch.setattr("annotator.storage.batch._LONGEST_ALONE_SECONDS", 0)
    path = tmp_path / "p.db"
    store, _, _ = new_store(path)
    sizes = []
    with closing(sqlite3.connect(path, isolation_level=None)) as reader, store.batch() as batch:
        for number in range(600):
            if number == 100:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM spans").fetchone()
            if number == 200:
                reader.execute("ROLLBACK")
            store.articles.add(NewArticle(f"{number} " + WORDS))
            batch.tick()
            sizes.append(store._db.log.size_bytes())
    slack = 100_000
    assert max(sizes[:100]) < limit + slack
    assert max(sizes) < sizes[199] + 2 * limit + slack
    assert max(sizes[400:]) < limit + slack
    store.close()


def test_a_copy_made_while_another_writes_is_of_one_moment(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    store, me, article = new_store(path)
    store.articles.add(NewArticle(WORDS * 400))
    is_over = threading.Event()
    turn = threading.Lock()  # one who writes without a pause would let nobody else write

    def write() -> None:
        with Store.open(path) as other:
            number = 0
            while not is_over.is_set():
                number += 1
                with turn:
                    made = other.articles.add(NewArticle(f"{number} " + WORDS))[0]
                    spans = [span(other, made, me, x, x + 1) for x in range(3)]
                    other.acts.commit(adding(*spans), me, AT)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            with turn:
                store.acts.commit(adding(span(store, article, me, number, number + 1)), me, AT)
            copy = tmp_path / f"copy {number}.db"
            store.copy_to(copy)
            with closing(sqlite3.connect(copy)) as connection:
                rows = connection.execute(
                    "SELECT count(*) FROM spans WHERE article > 2 GROUP BY article"
                ).fetchall()
                mine = connection.execute(
                    "SELECT count(*) FROM spans WHERE article = ?", (article,)
                ).fetchone()
            assert mine == (number + 1,)
            assert set(rows) <= {(3,)}
    finally:
        is_over.set()
        writer.join()
    store.close()
    assert not list(tmp_path.glob(".annotator-*"))
    with Store.open(tmp_path / "copy 4.db") as copied:
        assert copied.told == ()


def test_a_copy_replaces_nothing_unless_it_may(tmp_path: Path) -> None:
    store, _, _ = new_store(tmp_path / "p.db")
    there = tmp_path / "there.db"
    there.write_text("mine")
    with pytest.raises(UserError, match="already a file"):
        store.copy_to(there)
    assert there.read_text() == "mine"
    (tmp_path / "there.db-wal").write_bytes(random.Random(1).randbytes(9000))
    store.copy_to(there, may_replace=True)
    with Store.open(there) as copied:
        assert copied.counts.info()["articles"] == 1
    for same in (tmp_path / "p.db", tmp_path / "link.db"):
        if not same.exists():
            same.hardlink_to(tmp_path / "p.db")
        with pytest.raises(UserError, match="its own copy"):
            store.copy_to(same, may_replace=True)
    with pytest.raises(UserError, match="no such folder"):
        store.copy_to(tmp_path / "no" / "there.db")
    store.close()


def test_a_project_that_is_open_is_not_replaced_by_a_copy(tmp_path: Path) -> None:
    store, _, _ = new_store(tmp_path / "p.db")
    other, me, article = new_store(tmp_path / "q.db")
    with pytest.raises(UserError, match="is open"):
        store.copy_to(tmp_path / "q.db", may_replace=True)
    other.acts.commit(adding(span(other, article, me, 0, 2)), me, AT)
    other.close()
    store.copy_to(tmp_path / "q.db", may_replace=True)
    store.close()


def test_a_copy_that_is_broken_off_leaves_nothing(tmp_path: Path) -> None:
    store, me, article = new_store(tmp_path / "p.db")
    store.articles.add(NewArticle(WORDS * 9000))

    def stop(_done: int, _total: int) -> None:
        raise JobCancelled(Fault.CANCELLED)

    with pytest.raises(JobCancelled):
        store.copy_to(tmp_path / "copy.db", on_step=stop)
    assert not [x for x in tmp_path.iterdir() if "copy" in x.name]
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.close()
