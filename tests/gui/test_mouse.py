"""The mouse can do all of it too: clicks, drags, the menus, the panels."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTableView

from annotator.core.records import Label
from annotator.ui.kit.pressing import settle, wait_for
from annotator.ui.lists.side_rows import EntityRow
from tests.gui.menu_words import mnemonic
from tests.gui.seat import TEXT, Seat, place_of

# What the off-screen platform says of every menu.
pytestmark = pytest.mark.qt_log_ignore(
    "does not support raise", "does not support grabbing the keyboard", extend=True
)
COUNCIL = place_of(TEXT, "Harbour Council")


def popup() -> QMenu:
    wait_for(lambda: QApplication.activePopupWidget() is not None, "a menu")
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def choose(menu: QMenu, text: str) -> None:
    """Click on a row of an open menu."""
    action = next(a for a in menu.actions() if a.text().split("\t")[0].replace("&", "") == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    settle()


def pick_chip(seat: Seat, name: str) -> None:
    """Click on a label of the bar at the mouse."""
    bar = seat.window.mouse_bar
    assert bar.isVisible()
    label = next(x for x in seat.window.project.scheme.labels if x.name == name)
    place = bar.area_of(label.id).center().toPoint()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
    settle()


def click_row(table: QTableView, row: int) -> None:
    area = table.visualRect(table.model().index(row, 0))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    settle()


def test_a_click_gives_the_focus_to_a_token(seat):
    seat.click(TEXT.index("Monday") + 2)
    assert seat.focused == "Monday"
    assert seat.kinds() == []


def test_a_click_gives_the_focus_to_a_whole_mark(seat):
    seat.click(COUNCIL[0] + 9)
    assert seat.focus_range == COUNCIL
    assert seat.window.strip.focus.surface == "Harbour Council"


def test_a_click_behind_the_text_takes_the_last_token(seat):
    view = seat.window.view
    foot = view.characters.place_of(len(TEXT) - 1)
    point = QPoint(view.viewport().width() - 10, round(foot.y()) - 6)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    settle()
    assert seat.focused == "."


def test_a_drag_takes_whole_tokens_and_offers_the_labels(seat):
    start = TEXT.index("waited again")
    seat.drag(start + 2, start + 9)
    assert seat.focused == "waited again"
    pick_chip(seat, "PLACE")
    assert seat.spans() == [("waited again", "PLACE")]
    assert seat.window.view.textCursor().hasSelection() is False


def test_a_drag_backwards_is_the_same(seat):
    start = TEXT.index("waited again")
    seat.drag(start + 9, start + 2)
    assert seat.focused == "waited again"
    assert seat.kinds() == []


@pytest.mark.parametrize("below", [0, 3, 9, 15])
@pytest.mark.parametrize(("first", "last"), [("praised", "the"), ("the", "praised")])
def test_a_drag_in_the_room_under_a_line_takes_the_words_above_it(seat, first, last, below):
    one, other = (seat.point(place_of(TEXT, x)[0] + 1) + QPoint(0, 6) for x in (first, last))
    seat.drag_points(one + QPoint(0, below), other, Qt.KeyboardModifier.NoModifier)
    assert seat.focused == "praised the"
    seat.press("Left")
    seat.drag_points(one, other + QPoint(0, below), Qt.KeyboardModifier.NoModifier)
    assert seat.focused == "praised the"


def test_a_double_click_in_the_room_under_a_line_takes_the_word_above_it(seat):
    port, left = seat.window.view.viewport(), Qt.MouseButton.LeftButton
    place = seat.point(place_of(TEXT, "praised")[0] + 1) + QPoint(0, 15)
    QTest.mouseClick(port, left, pos=place)
    QTest.mouseDClick(port, left, pos=place)
    QTest.mouseRelease(port, left, pos=place)
    settle()
    assert seat.focused == "praised"


def test_a_drag_with_alt_takes_characters(seat):
    start = TEXT.index("waited again")
    seat.drag(start + 2, start + 9, Qt.KeyboardModifier.AltModifier)
    assert seat.focused.strip() in "waited again"
    assert seat.focused not in ("waited again", "waited", "again")
    surface = seat.focused
    pick_chip(seat, "PERSON")
    assert seat.spans() == [(surface, "PERSON")]


def test_a_drag_over_an_emoji_counts_it_once(seat):
    start = TEXT.index("Blue Heron")
    seat.drag(start + 1, start + 8)
    assert seat.focused == "Blue Heron"
    seat.press("l")
    assert seat.span_rows() == [("Blue Heron", "PLACE", "added", start, start + 10)]


def test_a_drag_over_white_space_takes_nothing(seat):
    end_of_line = seat.point(TEXT.index("\n\n") - 1) + QPoint(60, 0)
    below = QPoint(end_of_line.x(), seat.point(TEXT.index("Monday")).y() - 26)
    before = seat.focus_range
    seat.drag_points(end_of_line, below, Qt.KeyboardModifier.AltModifier)
    assert not seat.window.mouse_bar.isVisible()
    assert seat.kinds() == []
    assert seat.focus_range == before


def test_a_double_click_takes_a_token(seat):
    seat.double_click(TEXT.index("Monday") + 2)
    assert seat.focused == "Monday"
    pick_chip(seat, "ORG")
    assert seat.spans() == [("Monday", "ORG")]


def test_the_label_over_a_longer_range_takes_the_place_of_a_suggestion(seat):
    start, end = TEXT.index("the Harbour"), COUNCIL[1]
    seat.drag(start + 1, end - 2)
    pick_chip(seat, "PLACE")
    assert seat.spans() == [("the Harbour Council", "PLACE")]
    assert [row[:2] for row in seat.decisions()] == [("Harbour Council", "moved")]


@pytest.mark.parametrize("way", ["drag", "double click"])
def test_after_the_mouse_the_letters_work(seat, way):
    start = TEXT.index("Monday")
    if way == "drag":
        seat.drag(start + 1, start + 4)
    else:
        seat.double_click(start + 2)
    assert seat.window.mouse_bar.isVisible()
    assert QApplication.activePopupWidget() is None
    assert seat.window.view.hasFocus()
    seat.press("l")
    assert seat.spans() == [("Monday", "PLACE")]
    assert not seat.window.mouse_bar.isVisible()


def test_the_next_click_acts_while_the_bar_is_there(seat):
    seat.double_click(TEXT.index("Monday") + 2)
    seat.click(COUNCIL[0] + 3)
    assert seat.focus_range == COUNCIL
    assert not seat.window.mouse_bar.isVisible()
    seat.double_click(TEXT.index("Monday") + 2)
    click_row(seat.window.side.labels, 2)
    assert seat.spans() == [("Monday", "PLACE")]
    assert not seat.window.mouse_bar.isVisible()


@pytest.mark.parametrize("key", ["Esc", "Tab", "Ctrl+PageDown"])
def test_any_key_does_what_it_does_and_the_bar_is_gone(seat, key):
    seat.double_click(TEXT.index("Monday") + 2)
    seat.press(key)
    assert not seat.window.mouse_bar.isVisible()
    assert seat.focused == "Monday" if key == "Esc" else seat.focused != "Monday"


@pytest.mark.parametrize("surface", ["Port Amal is", "In Port", "fog"])
def test_the_bar_stands_inside_the_text_and_not_over_what_was_marked(seat, surface):
    start = TEXT.index(surface)
    seat.drag(start, start + len(surface) - 1)
    bar, port = seat.window.mouse_bar, seat.window.view.viewport()
    assert port.rect().contains(bar.geometry())
    assert not bar.geometry().contains(seat.point(start + 1))


def words_in(menu: QMenu) -> list[str]:
    rows = [action.text().split("\t")[0] for action in menu.actions()]
    return [row.replace("&", "") for row in rows if row]


def test_the_context_menu_has_what_applies_to_a_suggestion(seat):
    open_context_menu(seat, COUNCIL[0] + 3)
    assert seat.focus_range == COUNCIL
    menu = popup()
    rows = words_in(menu)
    assert len(rows) <= 12
    assert {"Confirm", "Reject or remove", "Finish, and show the next"} <= set(rows)
    assert "Jump to a name" not in rows
    choose(menu, "Reject or remove")
    assert seat.decisions() == [("Harbour Council", "rejected", "key", 1)]


def test_the_context_menu_on_a_bare_word_offers_labels_and_nothing_to_reject(seat):
    open_context_menu(seat, TEXT.index("Monday") + 3)
    menu = popup()
    rows = words_in(menu)
    assert "Confirm" not in rows and "Reject or remove" not in rows
    choose(menu, "PLACE")
    assert seat.spans() == [("Monday", "PLACE")]


def test_no_two_rows_of_the_context_menu_have_the_same_letter(seat):
    open_context_menu(seat, COUNCIL[0] + 3)
    menu = popup()
    letters = [mnemonic(action.text()) for action in menu.actions() if action.text()]
    menu.close()
    assert "" not in letters and len(set(letters)) == len(letters)


def test_a_click_on_a_label_in_the_side_panel_applies_it(seat):
    seat.click(COUNCIL[0] + 3)
    click_row(seat.window.side.labels, 2)
    assert seat.spans() == [("Harbour Council", "PLACE")]
    assert seat.decisions() == [("Harbour Council", "relabelled", "mouse", 1)]
    assert seat.window.view.hasFocus()


def test_a_click_on_an_entity_goes_to_its_places_in_turn(seat):
    rows = seat.window.side.entities.rows.rows
    at = next(
        n for n, row in enumerate(rows) if isinstance(row, EntityRow) and row.surface == "Ben Okoro"
    )
    places = []
    for _ in range(2):
        click_row(seat.window.side.entities, at)
        places.append(seat.focus_range)
    assert places == [place_of(TEXT, "Ben Okoro", nth) for nth in range(2)]
    assert seat.kinds() == []


def test_a_click_on_a_topic_says_yes(seat):
    click_row(seat.window.side.topics, 1)
    assert list(seat.topics().values()) == [True]
    seat.window.commands.run("edit.undo")
    pill = seat.window.topics.pills[12]
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert seat.topics() == {12: True}
    QTest.mouseClick(seat.window.topics.pills[0], Qt.MouseButton.LeftButton)
    assert seat.topics() == {0: True}
    assert seat.window.view.hasFocus()


def test_a_click_in_the_list_opens_the_article(seat):
    click_row(seat.window.list.view, 2)
    assert seat.article == 3
    assert seat.window.view.hasFocus()
    assert seat.kinds() == []


def test_the_filters_change_the_list_and_leave_the_article(seat):
    seat.press("Ctrl+PageDown", "Enter")
    QTest.mouseClick(seat.window.list.filters.chips["done"], Qt.MouseButton.LeftButton)
    settle()
    assert list(seat.window.list.model.ids) == [2]
    assert seat.article == 3


def test_the_menus_do_what_the_keys_do(seat):
    action = seat.window.menus.actions["span.confirm"]
    action.trigger()
    assert seat.spans() == [("Port Amal", "ORG")]
    seat.window.menus.actions["edit.undo"].trigger()
    assert seat.spans() == []


def open_context_menu(seat: Seat, position: int) -> None:
    port = seat.window.view.viewport()
    point = seat.point(position)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, port.mapToGlobal(point))
    QApplication.sendEvent(port, event)
    settle()


def test_a_click_or_a_key_takes_a_joined_emoji_whole(sit):
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    text = f"In Sarn a {family} waited e\u0301te\u0301."
    seat = sit([(text, ())])
    start = text.index(family)
    for place in range(start, start + len(family)):
        seat.window.desk.presenter._on_place(place)
        assert seat.focused == family
    seat.press("Left", "Right", "Right")
    assert seat.focused == "waited"
    seat.press("Left", "Shift+Right")
    assert seat.focused == f"{family} waited"
    seat.press("o")
    assert [surface for surface, _ in seat.spans()] == [f"{family} waited"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_click_on_any_part_of_a_letter_is_one_on_its_name(seat, share):
    end = TEXT.index("Moreau met") + len("Moreau")
    left, right = (
        seat.window.view.characters.place_of(end - 1),
        seat.window.view.characters.place_of(end),
    )
    place = QPoint(round(left.x() + share * (right.x() - left.x())), round(left.y()) - 6)
    QTest.mouseClick(seat.window.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle()
    assert seat.focused == "Anna Moreau"


def test_many_labels_stand_in_columns_inside_the_text(seat):
    names = [f"{'Long name of a label ' * (at % 3)}{at}" for at in range(25)]
    labels = [Label(at, name, key="k") for at, name in enumerate(names)]
    bar, port = seat.window.mouse_bar, seat.window.view.viewport()
    bar.show_at(port.mapToGlobal(QPoint(10, 10)), labels)
    chips = [bar.area_of(label.id) for label in labels]
    rows, columns = {chip.y() for chip in chips}, {chip.x() for chip in chips}
    assert len(rows) * len(columns) < 25 + len(columns)  # each row full but the last
    assert all(len({x.width() for x in chips if x.x() == column}) == 1 for column in columns)
    assert port.rect().contains(bar.geometry())
    assert bar.rect().toRectF().contains(chips[0].united(chips[-1]))
