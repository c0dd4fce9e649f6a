"""Projects are made and opened; whatever is not one is told in one line and left as it is.

What is tested: `storage/checks.py`, `storage/schema.py`, `storage/migrations.py`.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from annotator import paths
from annotator.core.codes import BackupReason
from annotator.errors import EnvironmentFault, UserError
from annotator.storage import NewArticle, Store, migrations
from annotator.workspace.backups.keeping import backups_of
from tests.unit.storage.making import AT, SCHEME, adding, content, new_store, span


def _project(folder: Path) -> Path:
    path = folder / "p.annotator"
    store, me, article = new_store(path)
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.close()
    return path


def test_a_new_project_has_its_scheme_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "My project #1 100%.annotator"
    with Store.create(path, SCHEME, at=AT) as store:
        assert store.scheme.read() == SCHEME
        store.scheme.change(nested=True, label_map={"PER": 1})
        assert store.scheme.read().nested
        assert store.scheme.read().label_map == {"PER": 1}
        assert store.scheme.read().version == SCHEME.version + 1
    assert [x.name for x in tmp_path.iterdir()] == [path.name]


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(UserError, match="already a file"):
        Store.create(path, SCHEME, at=AT)
    assert path.read_text() == "mine"
    with pytest.raises(UserError, match="no such folder"):
        Store.create(tmp_path / "no" / "p.annotator", SCHEME, at=AT)


def _text(path: Path) -> None:
    path.write_text("Not a project, only words. " * 20)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _folder(path: Path) -> None:
    path.mkdir()


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE labels (id)")


def _newer(path: Path) -> None:
    _project(path.parent).rename(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {migrations.VERSION + 1}")


def _truncated(path: Path) -> None:
    _project(path.parent).rename(path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 4096)


def _head_only(path: Path) -> None:
    _project(path.parent).rename(path)
    with path.open("r+b") as file:
        file.truncate(60)


def _scrambled(path: Path) -> None:
    _project(path.parent).rename(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3000)


def _tableless(path: Path) -> None:
    _project(path.parent).rename(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE acts")


def _pipe(path: Path) -> None:
    os.mkfifo(path)  # reading it would wait for ever


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "no such file"),
        (_folder, "a folder"),
        (_pipe, "a pipe or a device"),
        (_empty, "empty"),
        (_text, "not a project file"),
        (_foreign, "another program"),
        (_newer, f"newer program .*version {migrations.VERSION + 1}"),
        (_truncated, "damaged"),
        (_head_only, "damaged"),
        (_scrambled, "damaged"),
        (_tableless, "damaged"),
    ],
)
def test_what_is_not_a_project_is_refused_and_left_alone(tmp_path: Path, make, words) -> None:
    path = tmp_path / "x.annotator"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(UserError, match=words) as caught:
        Store.open(path, window=True)
    assert "\n" not in str(caught.value)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not path.with_name("x.annotator-wal").exists()


def test_a_read_only_file_or_folder_is_the_machines_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _project(tmp_path)
    real = os.access
    for refused in (path, tmp_path):
        # As root nothing is read-only, so the answer is given here.
        monkeypatch.setattr(os, "access", lambda x, mode, no=refused: x != no or not mode & os.W_OK)
        with pytest.raises(EnvironmentFault, match="read-only"):
            Store.open(path)
    monkeypatch.setattr(os, "access", real)
    Store.open(path).close()


def test_a_locked_project_is_the_machines_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.storage.connection._PATIENCE_MS", 10)
    path = _project(tmp_path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(EnvironmentFault, match="locked"):
            Store.open(path)


def test_one_window_at_a_time_but_others_may_write(tmp_path: Path) -> None:
    path = _project(tmp_path)
    with Store.open(path, window=True) as window:
        with pytest.raises(UserError, match="open in another window"):
            Store.open(path, window=True)
        version = window.data_version()
        with Store.open(path) as beside:
            beside.articles.add(NewArticle("one more"))
        assert window.data_version() != version
    Store.open(path, window=True).close()


def test_a_dead_windows_lock_is_free_and_its_acts_are_there(tmp_path: Path) -> None:
    path = _project(tmp_path)
    code = (
        "import os, sys; from annotator.storage import NewArticle, Store\n"
        "store = Store.open(sys.argv[1], window=True)\n"
        "store.articles.add(NewArticle('last words')); os._exit(9)"
    )
    root = Path(migrations.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=root, check=False)
    assert done.returncode == 9
    with Store.open(path, window=True) as store:
        assert store.articles.get(2).text == "last words"


def test_opening_needs_no_sqlite_utils(tmp_path: Path) -> None:
    path = _project(tmp_path)
    code = (
        "import sys; from annotator.storage import Store; Store.open(sys.argv[1], window=True)\n"
        "sys.exit('sqlite_utils' in sys.modules)"
    )
    root = Path(migrations.__file__).parents[2]
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=root, check=True)


@pytest.mark.parametrize("version", range(1, migrations.VERSION + 1))
def test_every_earlier_version_comes_up_to_date_with_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """From each version to today's and to one made up here, with a copy made first."""

    def add_mood(db) -> None:
        db.conn.execute("ALTER TABLE articles ADD COLUMN mood TEXT NOT NULL DEFAULT ''")

    path = _project(tmp_path) if version == migrations.VERSION else _old_project(tmp_path, version)
    with closing(sqlite3.connect(path)) as connection:
        texts = connection.execute("SELECT id, text FROM articles").fetchall()
    steps = (*migrations.STEPS, add_mood)
    monkeypatch.setattr(migrations, "STEPS", steps)
    for module in ("migrations", "checks", "store"):
        monkeypatch.setattr(f"annotator.storage.{module}.VERSION", len(steps))
    monkeypatch.setattr(migrations.migrate, "__defaults__", (steps,))
    with Store.open(path) as store:
        assert store._db.value("PRAGMA user_version") == len(steps)
        assert store._db.rows("SELECT id, text FROM articles") == texts
        assert store._db.value("SELECT count(*) FROM articles WHERE mood = ''") == len(texts)
    (copy,) = [x for x in backups_of(path) if x.reason == BackupReason.VERSION]
    assert copy.path.parent.parent == paths.backups_dir()
    with closing(sqlite3.connect(copy.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert connection.execute("SELECT id, text FROM articles").fetchall() == texts


def _old_project(folder: Path, version: int) -> Path:
    """A project as that version made it: its migrations only, and one article."""
    path = folder / "old.annotator"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.migrate(connection, migrations.STEPS[:version])
    return path


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _project(tmp_path)
    with Store.open(path) as store:
        before = content(store, 1)

    def broken(db) -> None:
        db.conn.execute("DELETE FROM spans")
        raise RuntimeError("broken")

    monkeypatch.setattr(migrations.migrate, "__defaults__", ((*migrations.STEPS, broken),))
    monkeypatch.setattr("annotator.storage.store.VERSION", migrations.VERSION + 1)
    with pytest.raises(RuntimeError):
        Store.open(path)
    monkeypatch.undo()
    with Store.open(path) as store:
        assert content(store, 1) == before


def test_plain_sqlite_reads_names_not_numbers(tmp_path: Path) -> None:
    path = _project(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        views = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
        for (view,) in views:
            connection.execute(f"SELECT * FROM {view}").fetchall()
        row = connection.execute("SELECT annotator, label, surface FROM spans_readable").fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert row == ("ann", "Person", "Xi")
    assert "spans_readable" in {view for (view,) in views}


def test_settings_are_kept(tmp_path: Path) -> None:
    path = _project(tmp_path)
    with Store.open(path) as store:
        store.settings.set("focus", {"article": 1, "start": 7})
        store.settings.set("zoom", 1.2)
        store.settings.set("zoom", None)
    with Store.open(path) as store:
        assert store.settings.get("focus") == {"article": 1, "start": 7}
        assert store.settings.get("zoom", 1) == 1
        assert store.annotators.all() == [(1, "ann")]
        with pytest.raises(UserError, match="no name"):
            store.annotators.id_of("  ")


@pytest.mark.parametrize("how", ["opened and closed", "refused as a second window"])
def test_looking_at_an_open_project_again_takes_no_locks_from_it(tmp_path: Path, how: str) -> None:
    """Another process that closes the project must not take away the log of the one open here."""
    path = _project(tmp_path)
    code = (
        "import sys; from annotator.storage import Store\n"
        "with Store.open(sys.argv[1]) as store: print(store.counts.info()['articles'])"
    )
    root = Path(migrations.__file__).parents[2]

    def seen_elsewhere() -> int:
        command = [sys.executable, "-c", code, str(path)]
        done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
        return int(done.stdout)

    with Store.open(path, window=True) as store:
        store.articles.add(NewArticle("second"))
        if how == "opened and closed":
            Store.open(path).close()
        else:
            with pytest.raises(UserError, match="open in another window"):
                Store.open(path, window=True)
        assert seen_elsewhere() == 2
        store.articles.add(NewArticle("third"))
        assert seen_elsewhere() == 3
    assert seen_elsewhere() == 3


@pytest.mark.parametrize("length", [243, 255, 4000])
def test_a_name_too_long_for_what_lies_beside_it_is_told_as_that(tmp_path, length):
    path = tmp_path / f"{'ö' * (length // 2)}.db"
    for use in (lambda: Store.create(path, SCHEME, at=AT), lambda: Store.open(path)):
        with pytest.raises(UserError, match=r"the file's name is too long.*242 bytes"):
            use()
    assert list(tmp_path.iterdir()) == []


def test_the_longest_name_is_used(tmp_path):
    path = tmp_path / ("x" * 239 + ".db")
    with Store.create(path, SCHEME, at=AT) as store:
        store.articles.add(NewArticle("Xi."))
    with Store.open(path, window=True) as store:
        assert store.counts.info()["articles"] == 1
