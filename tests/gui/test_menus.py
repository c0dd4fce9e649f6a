"""The menus: a letter for each row, check marks as things are, and no menu taller than a screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu

from annotator.ui.kit.mnemonics import with_mnemonics
from annotator.ui.kit.pressing import settle
from tests.gui.menu_words import mnemonic

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "grabbing the", extend=True)
SMALL_SCREEN_PX = 768


def menus_of(window) -> Iterator[QMenu]:
    waiting = [action.menu() for action in window.menuBar().actions()]
    while waiting:
        menu = waiting.pop()
        yield menu
        waiting += [action.menu() for action in menu.actions() if action.menu() is not None]


def test_every_row_of_every_menu_has_a_letter_of_its_own(window):
    rows = [[a.text() for a in window.menuBar().actions()]]
    rows += [[a.text() for a in menu.actions() if a.text()] for menu in menus_of(window)]
    assert len(rows) > 7
    for texts in rows:
        letters = [mnemonic(text) for text in texts]
        assert "" not in letters, texts
        assert len(set(letters)) == len(letters), texts


def test_letters_are_given_also_where_the_first_ones_are_taken():
    assert with_mnemonics(["ab", "a", "b&c"]) in (["ab", "&a", "&b&&c"], ["a&b", "&a", "b&&&c"])
    assert with_mnemonics(["a", "a"]) == ["&a", "a"]
    assert with_mnemonics(["R & D", "–"]) == ["&R && D", "–"]


def test_every_menu_fits_a_small_screen(window):
    assert all(menu.sizeHint().height() < SMALL_SCREEN_PX - 60 for menu in menus_of(window))


def test_what_is_on_has_a_check_mark(seat):
    actions = seat.window.menus.actions
    view = actions["view.sentences"]
    assert view.isCheckable() and not view.isChecked()
    view.trigger()
    assert view.isChecked() and seat.window.view.is_by_sentence
    actions["queue.date"].trigger()
    assert actions["queue.date"].isChecked() and not actions["queue.imported"].isChecked()
    actions["queue.date"].trigger()
    assert actions["queue.date"].isChecked()


def test_a_check_mark_follows_what_a_key_did(seat):
    queue = next(m for m in menus_of(seat.window) if m.title().replace("&", "") == "Queue")
    seat.press("Ctrl+D")
    queue.popup(seat.window.pos())
    settle()
    assert seat.window.menus.actions["article.flag"].isChecked()
    queue.close()
    settle()


def test_a_mark_is_not_set_where_nothing_is_open(window):
    window.menus._check()
    assert not window.menus.actions["article.flag"].isChecked()


@pytest.mark.parametrize("in_the_search", [False, True])
def test_chords_go_by_the_place_of_the_key_where_letters_are_not_latin(seat, in_the_search):
    seat.press("o")
    assert seat.spans()
    if in_the_search:
        seat.press("Ctrl+F")
    send(seat, 0x042F, 52)  # Я, where z is
    assert seat.spans() == []
    send(seat, 0x0410, 41)  # А, where f is
    assert seat.window.list.search.hasFocus()


def test_a_latin_chord_is_not_done_twice(seat):
    seat.press("o", "o", "Ctrl+Z")
    assert len(seat.spans()) == 1


def send(seat, key: int, scan_code: int) -> None:
    if sys.platform != "linux":
        pytest.skip("the places of keys are those of X11 here")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        control = Qt.KeyboardModifier.ControlModifier
        event = QKeyEvent(kind, key, control, scan_code, 0, 0, "")
        QApplication.sendEvent(QApplication.focusWidget(), event)
    settle()
