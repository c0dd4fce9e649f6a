"""A log is replayed into the state of the file that it goes on from, and into no other.

SQLite itself would replay any: without the judgement in `storage/stale_log.py` the files here are
corrupt after opening, or have other work in them, in silence.

What is tested: `storage/wal.py`, `storage/journal.py`.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import EnvironmentFault
from annotator.notices import notice_from
from annotator.storage import NewArticle, Store, stale_log, wal
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job
from tests.unit.storage.making import AT, SCHEME, adding, new_store, span

VARIATIONS = range(5)


class Work:
    """One project on which one works on and on."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.chance = random.Random(seed)
        self.number = 0
        store, self.me, self.article = new_store(path)
        store.close()

    def some(self, store: Store) -> None:
        """A few acts; now and then an article, so that the file grows."""
        for _ in range(self.chance.randint(1, 12)):
            if self.number >= 60 or self.chance.random() < 0.3:
                self.article, _ = store.articles.add(NewArticle(f"{self.number} of many. " * 99))
                self.number = 0
            start, self.number = self.number, self.number + 1
            store.acts.commit(
                adding(span(store, self.article, self.me, start, start + 2)), self.me, AT
            )

    def session(self) -> None:
        with Store.open(self.path) as store:
            self.some(store)


def put(source: Path, to: Path) -> None:
    """Put a file, and what lies beside it, where another may be: as a kill leaves it there."""
    for ending in ("", "-wal", "-shm", "-journal"):
        from_, at = source.with_name(source.name + ending), to.with_name(to.name + ending)
        at.unlink(missing_ok=True)
        if from_.exists():
            shutil.copyfile(from_, at)


def content(path: Path) -> list[object]:
    """All that matters of a file that is sound."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        tables = ("acts", "spans", "articles", "labels")
        return [connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables]


def killed(work: Work, to: Path) -> list[object]:
    """Let the work go on, kill it, and put what is left somewhere; what it had stored."""
    with Store.open(work.path, window=work.chance.random() < 0.5) as store:
        if work.chance.random() < 0.5:
            work.some(store)
            store._db.log.empty()
        work.some(store)
        if work.chance.random() < 0.5:
            store._db.log.copy()
            work.some(store)
        put(work.path, to)
    return content(work.path)


@pytest.mark.parametrize("seed", VARIATIONS)
def test_the_log_of_a_kill_is_replayed_wherever_the_two_were_put(tmp_path: Path, seed: int) -> None:
    work = Work(tmp_path / "p.db", seed)
    stored = killed(work, tmp_path / "q.db")
    assert (tmp_path / "q.db-wal").stat().st_size
    with Store.open(tmp_path / "q.db") as store:
        assert store.told == ()
    assert content(tmp_path / "q.db") == stored


@pytest.mark.parametrize("seed", VARIATIONS)
def test_a_log_cut_short_is_replayed_as_far_as_it_goes(tmp_path: Path, seed: int) -> None:
    work = Work(tmp_path / "p.db", seed)
    killed(work, tmp_path / "q.db")
    log = tmp_path / "q.db-wal"
    log.write_bytes(log.read_bytes()[: -work.chance.randint(1, 20_000)])
    with Store.open(tmp_path / "q.db") as store:
        assert store.told == ()
    acts = content(tmp_path / "q.db")[0]
    assert acts == content(work.path)[0][: len(acts)]  # type: ignore[arg-type,index]


def older(work: Work, made: Path) -> None:
    shutil.copyfile(work.path, made)
    work.session()


def newer(work: Work, made: Path) -> None:
    """A colleague went on with a copy."""
    shutil.copyfile(work.path, made)
    with Store.open(made) as store:
        theirs = Work.__new__(Work)
        theirs.__dict__ = {**work.__dict__, "path": made}
        theirs.some(store)


def newest(work: Work, made: Path) -> None:
    """A copy of the file at its very last state, in which a colleague went on."""
    work.session()
    newer(work, made)


def another(work: Work, made: Path) -> None:
    other = Work(made, work.chance.randint(0, 99))
    other.session()


def vacuumed(work: Work, made: Path) -> None:
    """The very state that the log goes on from, its pages put together anew."""
    with closing(sqlite3.connect(work.path)) as connection:
        connection.execute("VACUUM INTO ?", (str(made),))


def vacuumed_in_place(work: Work, made: Path) -> None:
    shutil.copyfile(work.path, made)
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("VACUUM")


def copied(work: Work, made: Path) -> None:
    """A copy that was made by the program itself."""
    with Store.open(work.path) as store:
        store.copy_to(made)


REPLACED: list[Callable[[Work, Path], None]] = [
    older,
    newer,
    newest,
    another,
    vacuumed,
    vacuumed_in_place,
    copied,
]


@pytest.mark.parametrize("seed", VARIATIONS)
@pytest.mark.parametrize("replaced", REPLACED)
def test_a_log_is_not_replayed_into_a_file_that_was_put_in_its_place(
    tmp_path: Path, replaced: Callable[[Work, Path], None], seed: int
) -> None:
    work = Work(tmp_path / "p.db", seed)
    work.session()
    made = tmp_path / "made.db"
    replaced(work, made)
    expected = content(made)
    killed(work, tmp_path / "q.db")
    shutil.copyfile(made, tmp_path / "q.db")
    log = (tmp_path / "q.db-wal").read_bytes()
    with Store.open(tmp_path / "q.db") as store:
        (line,) = map(str, store.told)
    assert "q.db-wal.aside-1" in line
    assert content(tmp_path / "q.db") == expected
    assert (tmp_path / "q.db-wal.aside-1").read_bytes() == log
    left = {each.name for each in tmp_path.iterdir() if each.name.startswith("q")}
    assert left - {"q.db.lock"} == {"q.db", "q.db-wal.aside-1"}


@pytest.mark.parametrize("seed", VARIATIONS)
def test_what_is_no_log_is_set_aside(tmp_path: Path, seed: int) -> None:
    work = Work(tmp_path / "p.db", seed)
    expected = content(work.path)
    (tmp_path / "p.db-wal").write_bytes(work.chance.randbytes(50_000))
    with Store.open(work.path) as store:
        assert len(store.told) == 1
    assert content(work.path) == expected


def test_a_copy_tells_of_the_log_that_lay_where_it_was_put(tmp_path: Path) -> None:
    work = Work(tmp_path / "p.db", 1)
    killed(work, tmp_path / "q.db")
    (tmp_path / "q.db").unlink()
    work.session()
    request = messages.Copy(str(work.path), str(tmp_path / "q.db"))
    (line,) = (str(notice_from(each)) for each in run_job(request).told)
    assert "q.db-wal.aside-1" in line
    assert content(tmp_path / "q.db") == content(work.path)


def test_a_file_without_its_log_is_opened_as_it_is(tmp_path: Path) -> None:
    work = Work(tmp_path / "p.db", 1)
    killed(work, tmp_path / "q.db")
    (tmp_path / "q.db-wal").unlink()
    with Store.open(tmp_path / "q.db") as store:
        assert store.told == ()
    content(tmp_path / "q.db")


def test_the_second_log_set_aside_does_not_replace_the_first(tmp_path: Path) -> None:
    work = Work(tmp_path / "p.db", 1)
    for _ in range(2):
        (tmp_path / "p.db-wal").write_bytes(b"no log at all " * 999)
        Store.open(work.path).close()
    assert sorted(x.name for x in tmp_path.glob("*aside*")) == [
        "p.db-wal.aside-1",
        "p.db-wal.aside-2",
    ]


@pytest.mark.parametrize("is_older", [False, True])
def test_a_journal_is_rolled_back_only_into_its_own_file(tmp_path: Path, is_older: bool) -> None:
    work = Work(tmp_path / "p.db", 1)
    with closing(sqlite3.connect(work.path, isolation_level=None)) as plain:
        plain.execute("PRAGMA journal_mode = DELETE")
        plain.execute("PRAGMA cache_size = 2")
        before = content(work.path)
        shutil.copyfile(work.path, tmp_path / "before.db")
        plain.execute("BEGIN")
        plain.execute("UPDATE articles SET title = hex(zeroblob(90000)), key = 'other'")
        plain.execute("UPDATE labels SET name = hex(zeroblob(9000))")
        put(work.path, tmp_path / "q.db")
        plain.execute("ROLLBACK")
    expected = before
    if is_older:
        work.session()
        expected = content(work.path)
        shutil.copyfile(work.path, tmp_path / "q.db")
    with Store.open(tmp_path / "q.db") as store:
        assert len(store.told) == is_older
    assert content(tmp_path / "q.db") == expected


HOLD = """
import sys
from annotator.workspace.jobs import messages
from annotator.storage import NewArticle, Store
store = Store.open(sys.argv[1])
store.articles.add(NewArticle("held"))
print("open", flush=True)
sys.stdin.readline()
"""


def test_the_log_of_a_living_program_is_never_renamed(tmp_path: Path) -> None:
    work = Work(tmp_path / "p.db", 1)
    another(work, tmp_path / "made.db")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(work.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holding:
        assert holding.stdout is not None and holding.stdin is not None
        holding.stdout.readline()
        with Store.open(work.path) as store:
            assert store.told == ()
        shutil.copyfile(tmp_path / "made.db", tmp_path / "new.db")
        (tmp_path / "new.db").replace(work.path)
        with pytest.raises(EnvironmentFault, match="replaced while another program"):
            Store.open(work.path)
        assert not list(tmp_path.glob("*aside*"))
        holding.stdin.close()
    content(tmp_path / "made.db")


def test_a_log_from_before_there_were_stamps_is_replayed(tmp_path: Path) -> None:
    work = Work(tmp_path / "p.db", 1)
    with closing(sqlite3.connect(work.path, isolation_level=None)) as plain:
        plain.execute("UPDATE articles SET title = 'by another program'")
        put(work.path, tmp_path / "q.db")
    assert not stale_log.set_aside(tmp_path / "q.db")
    with Store.open(tmp_path / "q.db") as store:
        assert store.articles.get(1).title == "by another program"
        assert store.scheme.read() == SCHEME


def _journal(sector: int = 512, page_bytes: int = 4096, number: int = 1) -> bytes:
    """A journal with one page, in which another program's file is."""
    head = bytes.fromhex("d9d505f920a163d7") + b"\0" * 12
    head += sector.to_bytes(4, "big") + page_bytes.to_bytes(4, "big")
    record = number.to_bytes(4, "big") + b"\1" * page_bytes + b"\0" * 4
    return head.ljust(512, b"\0") + record


@pytest.mark.parametrize(
    ("content_of_it", "is_aside"),
    [
        (b"\0" * 600, False),  # ended: SQLite takes no notice of it
        (b"", False),
        (b"no journal" * 60, True),
        (_journal(), True),
        (_journal(number=2), True),  # without the first page nobody can say whose it is
        (_journal(sector=7), True),
        (_journal(page_bytes=1 << 20), True),
    ],
)
def test_what_is_no_journal_of_this_file_is_set_aside(
    tmp_path: Path, content_of_it: bytes, is_aside: bool
) -> None:
    store, _, _ = new_store(tmp_path / "p.db")
    store.close()
    before = content(tmp_path / "p.db")
    beside = tmp_path / "p.db-journal"
    beside.write_bytes(content_of_it)
    with Store.open(tmp_path / "p.db") as store:
        assert len(store.told) == is_aside
    assert content(tmp_path / "p.db") == before
    if is_aside:
        assert beside.with_name("p.db-journal.aside-1").read_bytes() == content_of_it


def test_a_file_whose_stamp_can_not_be_read_is_mended_by_its_log(tmp_path: Path) -> None:
    """The page of the stamp is broken in the file, and whole in the log."""
    work = Work(tmp_path / "p.db", 1)
    stored = killed(work, tmp_path / "q.db")
    page = wal.stamp_page(tmp_path / "q.db-wal")
    assert page is not None
    with (tmp_path / "q.db").open("r+b") as file:
        page_bytes = int.from_bytes(file.read(18)[16:], "big")
        file.seek((page - 1) * page_bytes)
        file.write(b"\xff" * page_bytes)
    with Store.open(tmp_path / "q.db") as store:
        assert store.told == ()
    assert content(tmp_path / "q.db") == stored


def test_a_log_that_can_not_be_renamed_stays_and_nothing_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _, _ = new_store(tmp_path / "p.db")
    store.close()
    log = tmp_path / "p.db-wal"
    log.write_bytes(b"no log" * 2000)

    def refuse(path: Path, to: Path) -> Path:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(EnvironmentFault, match="Read-only file system"):
        Store.open(tmp_path / "p.db")
    assert log.read_bytes() == b"no log" * 2000
