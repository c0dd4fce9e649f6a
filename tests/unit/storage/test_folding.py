"""The project is its one file whenever the log was folded in, and a copy is whole at any moment.

What is tested: `storage/folding.py`, `storage/batch.py`,
`storage/patience.py`, `storage/copying.py`.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.records import Suggestion
from annotator.core.tokens import cut
from annotator.errors import EnvironmentFault, UserError
from annotator.faults import Fault
from annotator.storage import NewArticle, Store
from annotator.storage.folding import Log
from annotator.storage.near_copies import NearCopy
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
    monkeypatch.setattr("annotator.storage.folding.FOLD_FROM_BYTES", limit)
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


def _bulk(store: Store, number: int) -> None:
    """One act over many articles, as a command stores it."""
    me = store.annotators.id_of("ann")
    kept = [span(store, article, me, number, number + 1) for article in range(2, 12)]
    store.acts.commit_many([adding(each) for each in kept], me, AT)


def _suggested(store: Store, number: int) -> None:
    run = store.suggestions.run_id("en", str(number), "f")
    for article in range(2, 12):
        rows = [Suggestion(0, article, x, x + 1, 1) for x in range(40)]
        store.suggestions.put(article, run, cut(WORDS), [0], rows)


STEPS: dict[str, Callable[[Store, int], object]] = {
    "articles one by one": lambda store, n: [
        store.articles.add(NewArticle(f"{n} {x} {WORDS}")) for x in range(10)
    ],
    "sketches of texts": lambda store, n: store.near_copies.put_sketches(
        [(x, bytes([n]) * 1000) for x in range(1, 60)]
    ),
    "near copies": lambda store, n: store.near_copies.put_pairs(
        [NearCopy(x, n, 0.9) for x in range(1000, 2000)]
    ),
    "what was compared": lambda store, n: store.near_copies.compared(range(1, 12)),
    "the full-text index": lambda store, _: [store.search.index_some(2) for _ in range(5)],
    "the full-text index anew": lambda store, _: (
        store.search.begin_anew(),
        [store.search.index_some(20) for _ in range(4)],
    ),
    "suggestions of a pipeline": _suggested,
    "an act over many articles": _bulk,
    "what was seen in articles": lambda store, n: [
        store.readings.put(x, "f", bytes([n]) * 4000) for x in range(2, 12)
    ],
    "sums counted anew": lambda store, _: [store.sums.count_anew() for _ in range(5)],
    "settings": lambda store, n: [store.settings.set("x", [n, x] * 2000) for x in range(10)],
}


@pytest.mark.parametrize("step", STEPS)
def test_whoever_is_no_window_keeps_the_log_short(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is written in however many transactions, and in whatever job."""
    limit, most_in_one = 60_000, 500_000
    store, _, _ = new_store(tmp_path / "p.db")
    with store.whole():
        for number in range(60):
            store.articles.add(NewArticle(f"{number} " + WORDS))
    store._db.log.empty()
    monkeypatch.setattr("annotator.storage.folding.FOLD_FROM_BYTES", limit)
    sizes: list[int] = []
    measured = Log.size_bytes

    def size(log: Log) -> int:
        sizes.append(measured(log))
        return sizes[-1]

    monkeypatch.setattr(Log, "size_bytes", size)
    for number in range(5):
        STEPS[step](store, number)
        assert measured(store._db.log) < limit, "folded as soon as it is longer"
    assert max(sizes) < limit + most_in_one
    store.close()


def test_a_window_does_not_fold_between_two_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_store(tmp_path / "p.db")[0].close()
    monkeypatch.setattr("annotator.storage.folding.FOLD_FROM_BYTES", 1)
    with Store.open(tmp_path / "p.db", window=True) as store:
        store.articles.add(NewArticle(WORDS))
        assert store._db.log.size_bytes()
        with Store.open(tmp_path / "p.db") as job:
            job.articles.add(NewArticle(WORDS + "more"))
            assert not job._db.log.size_bytes()


def test_what_is_stored_stays_stored_where_the_log_cant_be_folded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _, _ = new_store(tmp_path / "p.db")
    monkeypatch.setattr("annotator.storage.folding.FOLD_FROM_BYTES", 1)

    def refuse(_log: Log) -> bool:
        raise EnvironmentFault(Fault.CANCELLED)

    monkeypatch.setattr(Log, "copy", refuse)
    store.articles.add(NewArticle(WORDS))
    assert store.counts.info()["articles"] == 2
    assert store._db.log.size_bytes()
    monkeypatch.undo()
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
