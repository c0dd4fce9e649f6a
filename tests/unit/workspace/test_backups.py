"""Backups: made when something changed, whole, thinned, found again, put back.

What is tested: `workspace/backups/keeping.py`, `workspace/backups/restoring.py`,
`storage/backup.py`.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from annotator import paths
from annotator.core.codes import BackupReason
from annotator.errors import EnvironmentFault, UserError
from annotator.storage import NewArticle, Store, backup
from annotator.storage.backup import Difference, Held
from annotator.workspace.backups import keeping
from annotator.workspace.backups.keeping import backups_of, keep, keep_before
from annotator.workspace.backups.restoring import difference, restore
from tests.unit.storage.making import AT, adding, new_store, span

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPENED, ASKED = BackupReason.OPENED, BackupReason.ASKED


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store, me, article = new_store(tmp_path / "p.annotator.db")
    store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.close()
    return tmp_path / "p.annotator.db"


def mark(path: Path, start: int, end: int) -> None:
    """One more act."""
    with Store.open(path) as store:
        store.acts.commit(adding(span(store, 1, 1, start, end)), 1, AT)


def dump(path: Path) -> list[str]:
    """All that is in a project, but for its stamp."""
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if "stamp" not in line]


def test_a_backup_is_the_whole_project_and_made_only_when_something_changed(path: Path) -> None:
    first = keep(path, OPENED, NOW)
    assert first is not None
    assert dump(first.path) == dump(path)
    assert keep(path, OPENED, NOW + HOUR) is None
    assert keep(path, ASKED, NOW + HOUR) is None
    mark(path, 6, 11)
    second = keep(path, BackupReason.HOUR, NOW + HOUR)
    assert second is not None
    assert backups_of(path) == [second, first]
    found = [(x.at, x.reason) for x in backups_of(path)]
    assert found == [(NOW + HOUR, "hour"), (NOW, "opened")]


def test_only_the_backups_lie_in_their_folder(path: Path) -> None:
    made = keep(path, OPENED, NOW)
    assert made is not None
    difference(path, made)
    backup.check(made.path)
    assert list(made.path.parent.iterdir()) == [made.path]


def test_ten_minutes_lie_between_two_that_nobody_asked_for(path: Path) -> None:
    keep(path, OPENED, NOW)
    mark(path, 6, 11)
    soon = NOW + timedelta(minutes=9)
    assert keep(path, BackupReason.IMPORT, soon) is None
    assert keep(path, ASKED, soon) is not None


def test_a_clock_that_was_set_back_keeps_nothing_from_being_backed_up(path: Path) -> None:
    later = NOW + timedelta(days=400)
    keep(path, OPENED, later)
    mark(path, 6, 11)
    made = keep(path, BackupReason.HOUR, NOW)
    assert made is not None
    mark(path, 15, 21)
    assert keep(path, BackupReason.HOUR, NOW + timedelta(minutes=9)) is None
    again = keep(path, BackupReason.HOUR, NOW + HOUR)
    assert [x.at for x in backups_of(path)] == [later, NOW + HOUR, NOW]
    assert again is not None


def test_a_backup_holds_what_is_still_in_the_log_and_others_go_on_writing(path: Path) -> None:
    with Store.open(path, window=True) as store:
        store.acts.commit(adding(span(store, 1, 1, 6, 11)), 1, AT)
        steps = []

        def on_step(done: int, total: int) -> None:
            if not steps:
                store.acts.commit(adding(span(store, 1, 1, 15, 21)), 1, AT)
            steps.append((done, total))

        made = keep(path, OPENED, NOW, on_step)
        assert made is not None
        store.acts.commit(adding(span(store, 1, 1, 38, 40)), 1, AT)
    with closing(sqlite3.connect(made.path)) as connection:
        found = connection.execute("SELECT start FROM spans ORDER BY start").fetchall()
    assert found == [(0,), (6,)] and steps


def test_a_restore_leads_back_and_can_itself_be_taken_back(path: Path) -> None:
    first = keep(path, OPENED, NOW)
    assert first is not None
    was = dump(path)
    mark(path, 6, 11)
    now = dump(path)
    assert restore(path, first, NOW + HOUR) is None
    assert dump(path) == was
    before = backups_of(path)[0]
    assert before.reason == BackupReason.RESTORE
    restore(path, before, NOW + 2 * HOUR)
    assert dump(path) == now
    with Store.open(path) as store:
        assert list(store.damage.all()) == []


def test_a_restore_tells_before_what_it_would_change(path: Path) -> None:
    first = keep(path, OPENED, NOW)
    assert first is not None
    assert difference(path, first).is_none
    with Store.open(path) as store:
        store.articles.add(NewArticle("Another one.", title="New", imported_at=AT))
        store.acts.commit(adding(span(store, 1, 1, 6, 11)), 1, AT)
    found, none = difference(path, first), Held(0, 0)
    assert found == Difference(1, Held(1, 0), none, Held(1, 0), none)
    assert not found.is_none
    made = keep(path, ASKED, NOW + HOUR)
    assert made is not None
    restore(path, first, NOW + 2 * HOUR)
    assert difference(path, made) == Difference(0, Held(0, 1), none, Held(0, 1), none)


def test_the_project_is_restored_when_it_is_damaged_or_gone(path: Path) -> None:
    made = keep(path, OPENED, NOW)
    assert made is not None
    was = dump(path)
    path.unlink()
    assert [x.path for x in backups_of(path)] == [made.path]
    assert restore(path, made, NOW) is None
    assert dump(path) == was
    path.write_bytes(b"no project" * 100)
    aside = restore(path, made, NOW)
    assert aside is not None
    assert aside.read_bytes() == b"no project" * 100
    assert dump(path) == was


def test_nothing_is_restored_while_the_project_is_open_or_from_a_broken_backup(path: Path) -> None:
    made = keep(path, OPENED, NOW)
    assert made is not None
    mark(path, 6, 11)
    now = dump(path)
    with Store.open(path), pytest.raises((UserError, EnvironmentFault)):
        restore(path, made, NOW + HOUR)
    assert dump(path) == now
    made.path.write_bytes(made.path.read_bytes()[:5000])
    with pytest.raises(UserError):
        restore(path, made, NOW + HOUR)
    assert dump(path) == now


def test_the_backup_that_is_put_back_is_not_thinned_away(path: Path, monkeypatch) -> None:
    made = [keep(path, ASKED, NOW)]
    for number in range(1, 6):
        mark(path, number, number + 1)
        made.append(keep(path, ASKED, NOW + timedelta(minutes=number)))
    monkeypatch.setattr(keeping, "_MOST_BYTES", 1)
    monkeypatch.setattr(keeping, "_MOST_SIZES", 0)
    mark(path, 7, 8)
    oldest = made[0]
    assert oldest is not None
    restore(path, oldest, NOW + HOUR)
    left = backups_of(path)
    assert oldest in left and len(left) == 4
    with Store.open(path) as store:
        assert len(store.sheets.read(1, 1).spans) == 1


def test_a_copy_elsewhere_has_backups_of_its_own_and_knows_the_others(path: Path) -> None:
    made = keep(path, OPENED, NOW)
    copy = path.with_name("copy.annotator.db")
    shutil.copy(path, copy)
    assert keep(copy, OPENED, NOW) is None  # of this very state
    mark(copy, 6, 11)
    own = keep(copy, OPENED, NOW + HOUR)
    assert own is not None and made is not None
    assert own.path.parent != made.path.parent
    assert backups_of(copy) == backups_of(path) == [own, made]


def test_without_room_old_backups_go_and_then_it_is_said(path: Path, monkeypatch) -> None:
    for number in range(6):
        mark(path, 20 + number, 21 + number)
        keep(path, ASKED, NOW + number * HOUR)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=0))
    mark(path, 6, 11)
    with pytest.raises(EnvironmentFault, match="room"):
        keep(path, ASKED, NOW + 9 * HOUR)
    assert len(backups_of(path)) == 3
    assert isinstance(keep_before(path, OPENED, NOW + 9 * HOUR), EnvironmentFault)


def test_backups_can_be_turned_off(path: Path) -> None:
    paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
    for text, count in ((json.dumps({"backups": "off"}), 0), ("[", 1)):
        paths.settings_file().write_text(text)
        assert keep_before(path, OPENED, NOW) is None
        assert len(backups_of(path)) == count


def test_what_else_lies_there_is_left_alone(path: Path) -> None:
    made = keep(path, OPENED, NOW)
    assert made is not None
    other = made.path.with_name("20260101T000000Z other.annotator.db")
    other.write_text("mine")
    assert backups_of(path) == [made]
    with pytest.raises(UserError):
        backup.check(other)
