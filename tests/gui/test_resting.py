"""When the hands rest the project is its one file: a plain copy of it holds all acts."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from annotator.storage import Store
from annotator.ui.kit.pressing import wait_for
from annotator.ui.shell import resting
from tests.gui.seat import SHORT, Seat


def is_folded(seat: Seat) -> bool:
    log = seat.path.with_name(seat.path.name + "-wal")
    return seat.window.resting.is_idle and log.stat().st_size == 0


def acts_in(path: Path, alone: Path) -> list[tuple[int, str]]:
    shutil.copyfile(path, alone)
    with closing(sqlite3.connect(alone)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connection.execute("SELECT id, kind FROM acts ORDER BY id").fetchall()


def acts(seat: Seat) -> list[tuple[int, str]]:
    connection = seat.window.project.store._db.connection
    return connection.execute("SELECT id, kind FROM acts ORDER BY id").fetchall()


def test_the_file_alone_has_everything_when_the_hands_rest(seat, tmp_path):
    for keys in (("Space",), ("p",), ("Right", "Shift+o"), ("1",), ("Ctrl+Z",), ("Ctrl+Shift+Z",)):
        seat.press(*keys)
        wait_for(lambda: is_folded(seat), "the log folded in")
        assert acts(seat)
        assert acts_in(seat.path, tmp_path / "alone.db") == acts(seat)


def test_after_a_finished_article_keys_do_not_put_it_off(seat, tmp_path, monkeypatch):
    monkeypatch.setattr(resting, "_AFTER_ARTICLE_MS", 50_000)  # so that it can't be over meanwhile
    while seat.window.desk.review.sheet.article.id == 1:
        seat.press("Enter")
    due = seat.window.resting._due
    assert due.isActive() and due.interval() == 50_000
    seat.press("Space")
    assert due.isActive() and due.interval() == 50_000
    due.start(0)
    wait_for(lambda: is_folded(seat), "the log folded in")
    assert acts_in(seat.path, tmp_path / "alone.db") == acts(seat)


def test_somebody_who_reads_puts_it_off(seat, tmp_path):
    with closing(sqlite3.connect(seat.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM spans").fetchone()
        seat.press("Space")
        tries = []
        seat.window.resting._look.timeout.connect(lambda: tries.append(1))
        wait_for(lambda: len(tries) > 2, "some tries")
        assert not is_folded(seat)
        reader.execute("ROLLBACK")
    wait_for(lambda: is_folded(seat), "the log folded in")
    assert acts_in(seat.path, tmp_path / "alone.db") == acts(seat)


def test_the_list_stays_when_the_log_is_folded(seat):
    seat.press("Space")
    wait_for(lambda: is_folded(seat), "the log folded in")
    assert not seat.window.project.desk.freshness.has_foreign_changes()


@pytest.mark.parametrize("is_there", [False, True])
def test_save_a_copy(seat, tmp_path, monkeypatch, is_there):
    """The dialog has asked about a file that is there."""
    seat.press("Space")
    to = tmp_path / "elsewhere" / "copy.db"
    to.parent.mkdir()
    if is_there:
        to.write_text("what was there")
    proposed = []

    def choose(_window, _title, name):
        proposed.append(Path(name).name)
        return str(to), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    ended = []
    seat.opener.jobs.ended.connect(ended.append)
    seat.press("Ctrl+Shift+S")
    wait_for(lambda: ended == ["copy"], "the copy")
    assert proposed == ["news copy.db"]
    assert str(to) in seat.window.strip.message
    with Store.open(to) as store:
        assert store.counts.info()["articles"] == 3
        assert store.articles.get(2).text == SHORT
    assert acts_in(to, tmp_path / "alone.db") == acts(seat)
    assert [each.name for each in to.parent.iterdir()] == ["copy.db"]
