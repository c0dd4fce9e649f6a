"""What is being written survives the end of the program."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from annotator.ui.desk import writing
from annotator.ui.kit import asking
from annotator.ui.kit.pressing import wait_for
from annotator.workspace.open.drafts import draft_in
from tests.gui.seat import TEXT, place_of


def stored(seat) -> dict:
    found = seat.rows("SELECT value FROM settings WHERE name = 'draft'")
    return json.loads(found[0][0]) if found and found[0][0] else {}


def written_until_the_crash(seat, key: str, words: str) -> dict:
    """Press the key, type the words into what is asked; the draft as the file has it then."""
    drafts = []
    ask = QDialog.exec

    def type_it():
        dialog = QApplication.activeModalWidget()
        QTest.keyClicks(dialog.field, words)
        wait_for(lambda: stored(seat), "the draft")
        drafts.append(stored(seat))
        dialog.reject()

    def soon(dialog):
        QTimer.singleShot(0, type_it)
        return ask(dialog)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking._Question, "exec", soon, raising=False)
        seat.press(key)
    return drafts[0]


def crash(seat, draft: dict) -> None:
    """Leave the file as a kill would, and open it again."""
    seat.window.project.store.settings.set("draft", draft)
    seat.open()


@pytest.mark.parametrize("key", ["Ctrl+E", "Ctrl+U", "Ctrl+R"])
def test_what_was_written_is_there_again(seat, monkeypatch, key):
    seat.focus("Anna Moreau")
    draft = written_until_the_crash(seat, key, "who is this")
    assert draft["text"].endswith("who is this")
    assert (draft["start"], draft["end"]) in ((0, 0), place_of(TEXT, "Anna Moreau"))
    assert stored(seat) == {}, "turned away from"
    crash(seat, draft)
    assert "who is this" in seat.message
    begun = []
    for name in ("ask_text", "ask_lines"):
        monkeypatch.setattr(writing, name, lambda *given: begun.append(given[3]))
    seat.press(key)
    assert begun == [draft["text"]]
    assert stored(seat) == {}


def test_a_draft_is_for_its_place_alone(seat, monkeypatch):
    seat.focus("Anna Moreau")
    draft = written_until_the_crash(seat, "Ctrl+U", "who")
    crash(seat, draft)
    seat.focus("Ben Okoro")
    begun = []
    monkeypatch.setattr(writing, "ask_text", lambda *given: begun.append(given[3]))
    seat.press("Ctrl+U")
    assert begun == [""]


@pytest.mark.parametrize("value", [3, {}, {"purpose": "note"}, {"article": "x"}, ["note"]])
def test_a_damaged_draft_is_none(seat, value):
    crash(seat, value)
    assert draft_in(seat.window.project) is None
