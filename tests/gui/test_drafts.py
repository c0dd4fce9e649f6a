"""What is being written survives the end of the program."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from annotator.ui.kit import asking
from annotator.ui.kit.pressing import press, wait_for
from annotator.workspace.open.drafts import drafts_in
from tests.gui.answering import answer_next
from tests.gui.seat import TEXT, place_of


def stored(seat) -> list[dict]:
    found = seat.rows("SELECT value FROM settings WHERE name = 'draft'")
    return (json.loads(found[0][0]) if found else None) or []


def written(seat, key: str, words: str, leave: Callable[[QDialog], None]) -> list[dict]:
    """Press the key, type the words into what is asked, and leave it by `leave`; the drafts as the
    file had them before that.
    """
    drafts = []

    def write(dialog):
        QTest.keyClicks(dialog.field, words)
        if leave is not at_once:
            wait_for(lambda: words in str(stored(seat)), "the draft")
        drafts.append(stored(seat))
        leave(dialog)

    answer_next(write)
    seat.press(key)
    return drafts[0]


def escape(dialog: QDialog) -> None:
    press(dialog, "Esc")


def at_once(dialog: QDialog) -> None:
    """Esc before anything was remembered."""
    escape(dialog)


def accept(dialog: QDialog) -> None:
    press(dialog, "Ctrl+Enter" if isinstance(dialog, asking.LinesQuestion) else "Enter")


def empty(dialog: QDialog) -> None:
    dialog.field.selectAll()
    QTest.keyClick(dialog.field, Qt.Key.Key_Delete)
    escape(dialog)


def begun_with(seat, key: str) -> str:
    begun = []
    with pytest.MonkeyPatch.context() as patch:
        for each in (asking.TextQuestion, asking.LinesQuestion):
            patch.setattr(each, "ask", lambda *given: begun.append(given[3]))
        seat.press(key)
    return begun[0]


KEYS = ("Ctrl+E", "Ctrl+U", "Ctrl+R")


@pytest.mark.parametrize("leave", [escape, at_once])
@pytest.mark.parametrize("key", KEYS)
def test_esc_keeps_what_was_written_and_says_so(seat, key, leave):
    seat.focus("Anna Moreau")
    written(seat, key, "who is this", leave)
    assert "Not kept yet" in seat.message
    assert "who is this" in seat.message
    assert seat.kinds() == [], "nothing was stored as an act"
    assert begun_with(seat, key).endswith("who is this")


@pytest.mark.parametrize("key", KEYS)
def test_what_is_kept_at_last_is_no_draft_any_more(seat, key):
    seat.focus("Anna Moreau")
    written(seat, key, "who is this", escape)
    written(seat, key, ", then", accept)
    assert seat.kinds() != []
    assert stored(seat) == []


def test_a_draft_goes_when_its_text_is_taken_away(seat):
    written(seat, "Ctrl+E", "who is this", escape)
    written(seat, "Ctrl+E", "x", empty)
    assert begun_with(seat, "Ctrl+E") == ""
    assert stored(seat) == []


@pytest.mark.parametrize("key", KEYS)
def test_what_was_written_is_there_again_after_a_crash(seat, key):
    seat.focus("Anna Moreau")
    drafts = written(seat, key, "who is this", escape)
    seat.window.project.store.settings.set("draft", drafts)  # as a kill leaves the file
    (draft,) = drafts
    assert draft["text"].endswith("who is this")
    assert (draft["start"], draft["end"]) in ((0, 0), place_of(TEXT, "Anna Moreau"))
    seat.open()
    assert "who is this" in seat.message
    assert begun_with(seat, key) == draft["text"]


def test_the_draft_of_an_earlier_version_is_read(seat):
    (draft,) = written(seat, "Ctrl+E", "who is this", escape)
    seat.window.project.store.settings.set("draft", draft)
    seat.open()
    assert begun_with(seat, "Ctrl+E") == "who is this"


def test_drafts_are_for_their_places_and_none_takes_anothers(seat):
    seat.focus("Anna Moreau")
    written(seat, "Ctrl+U", "who", escape)
    seat.focus("Ben Okoro")
    assert begun_with(seat, "Ctrl+U") == ""
    written(seat, "Ctrl+U", "what", escape)
    written(seat, "Ctrl+E", "a note", escape)
    seat.press("Ctrl+PageDown")
    assert seat.message == ""
    assert begun_with(seat, "Ctrl+E") == ""
    seat.press("Ctrl+PageUp")
    assert "a note" in seat.message
    assert begun_with(seat, "Ctrl+E") == "a note"
    for surface, text in (("Anna Moreau", "who"), ("Ben Okoro", "what")):
        seat.focus(surface)
        assert begun_with(seat, "Ctrl+U") == text


@pytest.mark.parametrize("value", [3, {}, {"purpose": "note"}, {"article": "x"}, ["note"]])
def test_a_damaged_draft_is_none(seat, value):
    seat.window.project.store.settings.set("draft", value)
    seat.open()
    assert drafts_in(seat.window.project) == []
