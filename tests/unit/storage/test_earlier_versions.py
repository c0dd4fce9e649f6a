"""Real projects of every earlier version come up to date whole, and the original is a backup.

The files in `versions` were made by the program as it was then (`python -m
tests.bench.old_versions`), and `held.json` tells what each held, as that version read it.

What is tested: `storage/migrations.py`, `storage/backup_files.py`.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotator import paths
from annotator.core.codes import BackupReason
from annotator.errors import UserError
from annotator.storage import Store, migrations
from annotator.workspace import checking
from annotator.workspace.backups import restoring
from annotator.workspace.backups.keeping import backups_of
from tests.bench.old_versions.maker import AT, exported

_FOLDER = Path(__file__).with_name("versions")
_HELD: dict[str, dict[str, Any]] = json.loads((_FOLDER / "held.json").read_text("utf-8"))
_BEFORE_ANY_COMMAND = "01-dee0e34.db.gz"  # its tables were changed in place before one could be run
_FILES = sorted(set(_HELD) - {_BEFORE_ANY_COMMAND})
_FIRST = _FILES[0]
_EMPTIED = {"sketches"}  # a migration lets them be made anew
_ADDED = {"settings": 1}  # a migration gives the project its lasting id


def _put(folder: Path, name: str) -> Path:
    path = folder / "old.annotator.db"
    path.write_bytes(gzip.decompress((_FOLDER / name).read_bytes()))
    return path


def _counts(path: Path, tables: list[str]) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in tables
        }


def test_there_is_one_of_every_version_that_anybody_can_have() -> None:
    versions = {held["version"] for held in _HELD.values()}
    alone = {2, 6}  # came with the next, in one change
    assert versions >= set(range(1, 21)) - alone


@pytest.mark.parametrize("name", _FILES)
def test_a_project_of_an_earlier_version_comes_up_to_date_whole(tmp_path: Path, name: str) -> None:
    path, held = _put(tmp_path, name), _HELD[name]
    with Store.open(path) as store:
        assert store._db.value("PRAGMA user_version") == migrations.VERSION
        assert [str(each) for each in checking.damages(store)] == []
    assert exported(path) == held["exported"]
    tables = [each for each in held["counts"] if each not in _EMPTIED]
    wanted = {each: held["counts"][each] + _ADDED.get(each, 0) for each in tables}
    assert _counts(path, tables) == wanted
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    if held["version"] < migrations.VERSION:
        (kept,) = backups_of(path)
        assert (
            kept.reason == BackupReason.VERSION and kept.path.parent.parent == paths.backups_dir()
        )
        assert _counts(kept.path, list(held["counts"])) == held["counts"]
    with Store.open(path) as store:
        ann = store.annotators.id_of("ann")
        undone = store.history.undo(ann, AT.format(9))
        assert undone is not None and (undone.words, undone.left) == ("Sarn", 0)
        while store.history.undo(ann, AT.format(9)) is not None:
            pass
        assert [str(each) for each in checking.damages(store)] == []


def test_what_no_command_has_made_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = _put(tmp_path, _BEFORE_ANY_COMMAND)
    before = path.read_bytes()
    with pytest.raises(UserError, match="not as this program made it"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_migration_that_is_killed_goes_on_at_the_next_start(tmp_path: Path) -> None:
    """Behind nine steps, when the tenth has changed the tables but not ended."""
    path = _put(tmp_path, _FIRST)
    code = """
import os, signal, sys
from annotator.storage import Store, migrations
step = migrations.STEPS[9]
def killed(db):
    step(db)
    os.kill(os.getpid(), signal.SIGKILL)
killed.__name__ = step.__name__
steps = (*migrations.STEPS[:9], killed, *migrations.STEPS[10:])
migrations.migrate.__defaults__ = (steps,)
Store.open(sys.argv[1])
"""
    root = Path(migrations.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=root, check=False)
    assert done.returncode < 0
    with Store.open(path) as store:
        assert [str(each) for each in checking.damages(store)] == []
    assert exported(path) == _HELD[_FIRST]["exported"]
    assert {each.reason for each in backups_of(path)} == {BackupReason.VERSION}
    oldest = backups_of(path)[-1]
    assert _counts(oldest.path, list(_HELD[_FIRST]["counts"])) == _HELD[_FIRST]["counts"]


def test_the_copy_of_an_earlier_version_is_put_back_as_others_are(tmp_path: Path) -> None:
    path = _put(tmp_path, _FIRST)
    Store.open(path).close()
    (kept,) = backups_of(path)
    assert restoring.difference(path, kept).is_none
    restoring.restore(path, kept, kept.at)
    assert exported(path) == _HELD[_FIRST]["exported"]


def test_a_copy_that_an_earlier_version_left_beside_the_project_is_listed(tmp_path: Path) -> None:
    path = _put(tmp_path, _FILES[-1])
    beside = tmp_path / "old.annotator before version 4.db"
    beside.write_bytes(gzip.decompress((_FOLDER / _FIRST).read_bytes()))
    (tmp_path / "old.annotator before version 4 of mine.db").write_bytes(b"")
    assert [each.path for each in backups_of(path)] == [beside]


def test_where_backups_cannot_be_written_the_copy_lies_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _put(tmp_path, _FIRST)
    nowhere = tmp_path / "a file"
    nowhere.write_bytes(b"")
    monkeypatch.setattr(paths, "backups_dir", lambda: nowhere / "backups")
    Store.open(path).close()
    (kept,) = (x for x in tmp_path.iterdir() if "before version 2" in x.name)
    assert _counts(kept, list(_HELD[_FIRST]["counts"])) == _HELD[_FIRST]["counts"]
