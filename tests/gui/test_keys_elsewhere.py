"""Keys in other widgets keep their usual meaning, and decide nothing."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from annotator.storage import Store
from annotator.ui.kit.pressing import press, settle, type_text, wait_for
from tests.gui.seat import Proposed

RIGHT = (Proposed("Ben Okoro", "PERSON"), Proposed("Sarn", "PLACE"))


def test_letters_in_the_search_field_are_letters(seat):
    seat.press("Ctrl+F")
    field = seat.window.list.search
    assert field.hasFocus()
    type_text(seat.window, "polio 1.")
    press(seat.window, "Backspace")
    assert field.text() == "polio 1"
    press(seat.window, "Enter")
    assert (seat.article, seat.kinds()) == (1, [])
    press(seat.window, "Esc")
    assert seat.window.view.hasFocus()
    assert field.text() == ""


def test_search_finds_and_down_enter_opens(seat):
    with Store.open(seat.path) as store:
        while store.search.index_some():
            pass
    seat.press("Ctrl+F")
    type_text(seat.window, "Karsheim")
    seat.press("Enter")
    assert seat.message == "1 article found"
    seat.press("Down", "Enter")
    assert seat.article == 3
    assert seat.window.view.hasFocus()
    assert seat.kinds() == []


@pytest.mark.parametrize("key", ["Tab", "Enter", "Space", "Backspace", "p", "1", ".", "="])
def test_keys_in_the_list_decide_nothing(seat, key):
    seat.press("F6", key)
    assert (seat.article, seat.kinds()) == (1, [])


@pytest.mark.parametrize("key", ["Tab", "Backspace", "p", "1", ".", "="])
def test_keys_in_the_side_panel_decide_nothing(seat, key):
    seat.press("F6", "F6", key)
    assert (seat.article, seat.kinds()) == (1, [])


def test_enter_on_a_label_of_the_side_panel_applies_it(seat):
    seat.press("F6", "F6", "Down", "Down", "Enter")
    assert seat.spans() == [("Port Amal", "PLACE")]
    assert seat.window.view.hasFocus()


def test_tab_elsewhere_goes_to_the_next_widget(seat):
    seat.press("Ctrl+F", "Tab")
    assert not seat.window.list.search.hasFocus()
    assert QApplication.focusWidget() is not None


def test_the_keys_are_shown_and_esc_closes_them(seat):
    for key in ("?", "F1"):
        seat.press(key)
        wait_for(lambda: QApplication.activeWindow() is not seat.window, "the key sheet")
        sheet = QApplication.activeWindow()
        assert sheet.windowTitle() == "The keys"
        press(sheet, "Esc")
        settle()
        wait_for(lambda: seat.window.isActiveWindow() or seat.window.activateWindow(), "the window")
    assert seat.kinds() == []
