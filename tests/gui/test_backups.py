"""Backups in the window: made by themselves, listed, and put back by keys.

What is tested: `ui/shell/backing_up.py`, `ui/history/backups_panel.py`,
`workspace/backups/beside.py`, `ui/words/backups.py`.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from annotator import paths
from annotator.core.codes import BackupReason
from annotator.ui.kit import asking
from annotator.ui.kit.pressing import press, wait_for
from annotator.ui.shell.pages import PageId
from annotator.workspace.backups import beside, keeping
from annotator.workspace.backups.keeping import backups_of


@pytest.fixture
def panel(seat):
    return seat.window.pages.page(PageId.BACKUPS)


def backups(seat):
    return backups_of(seat.window.project.path)


def made(seat, count: int) -> None:
    wait_for(lambda: len(backups(seat)) == count and not seat.window.backing.is_running, "it")


def ask_for_one(seat) -> None:
    seat.press("Ctrl+Shift+B")
    seat.press("Enter")


def answered(monkeypatch, answer: int) -> list[str]:
    """Let questions be answered by their first or last button; what was asked."""
    asked: list[str] = []

    def ask(_parent, text, options):
        asked.append(text)
        return options[answer]

    monkeypatch.setattr(asking.ButtonQuestion, "ask", staticmethod(ask))
    return asked


def test_a_backup_is_made_soon_after_opening_and_each_hour(seat) -> None:
    backing = seat.window.backing
    assert backing.soon.isActive() and backing.hourly.isActive()
    backing.soon.timeout.emit()
    made(seat, 1)
    assert backups(seat)[0].reason == BackupReason.OPENED
    seat.press("l")
    backing.hourly.timeout.emit()  # within ten minutes of the other
    wait_for(lambda: not backing.is_running, "it")
    assert len(backups(seat)) == 1


def test_the_window_goes_on_while_one_is_made(seat, monkeypatch) -> None:
    """What is done meanwhile is stored, and is not in the backup: that is of one moment."""
    gate, real = [], keeping.keep

    def slow(moment, *more):
        wait = beside.threading.Event()
        gate.append(wait)
        wait.wait(60)
        return real(moment, *more)

    monkeypatch.setattr(beside, "keep", slow)
    ask_for_one(seat)
    wait_for(lambda: bool(gate), "it")
    seat.press("l")
    assert seat.span_rows(1)
    gate[0].set()
    made(seat, 1)
    with closing(sqlite3.connect(backups(seat)[0].path)) as connection:
        assert connection.execute("SELECT count(*) FROM spans").fetchone() == (0,)


def test_asked_for_and_put_back_by_keys(seat, panel, monkeypatch) -> None:
    ask_for_one(seat)
    made(seat, 1)
    wait_for(lambda: "Backed up" in seat.message, "it")
    seat.press("l")
    here = seat.article
    assert seat.span_rows(here)
    asked = answered(monkeypatch, 0)
    seat.press("Ctrl+Shift+B")
    assert next(row.text for row in panel.rows_for("")) == "Back up now"
    press(panel.field, "Down")
    press(panel.field, "Enter")
    wait_for(lambda: "as it was" in seat.message, "it")
    assert "would be gone" in asked[0] and "1 act" in asked[0] and "1 span" in asked[0]
    assert not seat.span_rows(here)
    assert seat.window.isEnabled() and seat.article == here
    assert [each.reason for each in backups(seat)] == ["restore", "asked"]
    seat.press("l")  # and it goes on
    assert seat.span_rows(here)


def test_a_question_is_turned_away_and_nothing_changes(seat, panel, monkeypatch) -> None:
    ask_for_one(seat)
    made(seat, 1)
    seat.press("l")
    before = seat.span_rows(1)
    asked = answered(monkeypatch, -1)
    seat.press("Ctrl+Shift+B")
    press(panel.field, "Down")
    press(panel.field, "Enter")
    wait_for(lambda: bool(asked), "it")
    assert seat.span_rows(1) == before
    assert len(backups(seat)) == 1


def test_one_asked_for_twice_is_made_once(seat) -> None:
    ask_for_one(seat)
    made(seat, 1)
    ask_for_one(seat)
    wait_for(lambda: "nothing has changed" in seat.message, "it")
    assert len(backups(seat)) == 1


def test_a_broken_backup_costs_a_line(seat, panel, monkeypatch) -> None:
    ask_for_one(seat)
    made(seat, 1)
    backups(seat)[0].path.write_bytes(b"SQLite format 3\x00" + b"?" * 5000)
    told = []
    monkeypatch.setattr("annotator.ui.kit.telling.tell", lambda *given: told.append(given[1]))
    asked = answered(monkeypatch, 0)
    seat.press("l")
    before = seat.span_rows(1)
    seat.press("Ctrl+Shift+B")
    press(panel.field, "Down")
    press(panel.field, "Enter")
    wait_for(lambda: "damaged" in seat.message or bool(told), "it")
    assert not asked
    assert seat.span_rows(1) == before


def test_before_many_articles_change_one_is_made(seat) -> None:
    seat.press("l")
    seat.window.project.before_many()
    made(seat, 1)
    assert backups(seat)[0].reason == BackupReason.MANY


def test_turned_off_none_is_made_but_when_asked_for(seat) -> None:
    paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
    paths.settings_file().write_text(json.dumps({"backups": "off"}))
    seat.window.backing.soon.timeout.emit()
    assert not seat.window.backing.is_running
    ask_for_one(seat)
    made(seat, 1)


def test_the_rows_are_searched_by_their_words(seat, panel) -> None:
    ask_for_one(seat)
    made(seat, 1)
    seat.press("Ctrl+Shift+B")
    assert [row.detail.split(" · ")[0] for row in panel.rows_for("asked")] == ["when asked for"]
    assert [row.value for row in panel.rows_for("import")] == [None]
    press(panel.field, "Esc")
    assert not panel.isVisible()
