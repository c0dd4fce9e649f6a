"""Search as one types; what stands in the box is what the list shows."""

from __future__ import annotations

import sqlite3
from array import array
from contextlib import closing

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.ui.kit.pressing import press, settle, type_text, wait_for
from annotator.ui.lists import article_list
from annotator.workspace.open import mention_search, queue
from annotator.workspace.open.list_beside import Part


def typed(seat, text: str) -> None:
    seat.press("Ctrl+F")
    type_text(seat.window, text)


def shown(seat) -> list[int]:
    return list(seat.window.list.model.ids)


def test_the_list_follows_what_is_typed_without_enter(seat):
    index(seat)
    typed(seat, "sarn")
    wait_for(lambda: shown(seat) == [2], "the list to follow")
    assert seat.window.list.search.hasFocus()
    typed(seat, "karsheim")
    wait_for(lambda: shown(seat) == [3], "the list to follow")


def test_keys_in_a_row_are_one_search(seat):
    index(seat)
    asked = []
    seat.window.list.search_asked.connect(asked.append)
    typed(seat, "sarn")
    wait_for(lambda: asked, "a search")
    assert asked == ["sarn"]
    assert article_list.REST_MS >= 100


def test_who_leaves_the_box_has_searched_for_what_stands_there(seat):
    index(seat)
    typed(seat, "sarn")
    seat.window.view.setFocus()
    settle()
    assert shown(seat) == [2]
    assert seat.window.list.search.applied == seat.window.list.search.text() == "sarn"


def test_a_filter_takes_the_text_away(seat):
    index(seat)
    typed(seat, "sarn")
    press(seat.window, "Enter")
    seat.window.list.status_picked.emit("all")
    settle()
    assert seat.window.list.search.text() == ""
    assert shown(seat) == [1, 2, 3]


def test_a_search_stays_when_articles_are_shown_anew(seat):
    index(seat)
    typed(seat, "sarn")
    press(seat.window, "Enter")
    seat.window.refresh_articles()
    settle()
    assert (seat.window.list.search.text(), shown(seat)) == ("sarn", [2])


def test_a_text_that_means_nothing_shows_nothing_and_says_why(seat):
    typed(seat, "label:NOSUCH")
    press(seat.window, "Enter")
    assert shown(seat) == []
    assert "NOSUCH" in seat.window.list.view.empty_text
    seat.press("Esc")
    assert shown(seat) == [1, 2, 3]
    assert seat.window.list.search.text() == ""


def lit(seat) -> list[str]:
    return [name for name, chip in seat.window.list.filters.chips.items() if chip.isChecked()]


def test_what_was_found_is_not_called_what_is_to_do(seat):
    index(seat)
    order = seat.window.list.order
    assert (lit(seat), order.text(), order.isEnabled()) == (["todo"], "As imported", True)
    typed(seat, "sarn")
    press(seat.window, "Enter")
    assert (lit(seat), order.text(), order.isEnabled()) == ([], "1 article found", False)
    seat.window.refresh_articles()
    settle()
    assert lit(seat) == []
    press(seat.window, "Esc")
    assert (lit(seat), order.text(), order.isEnabled()) == (["todo"], "As imported", True)


def test_a_search_that_means_nothing_lights_no_filter_either(seat):
    typed(seat, "is:nonsense")
    press(seat.window, "Enter")
    assert (lit(seat), shown(seat)) == ([], [])


def test_the_same_filter_can_be_gone_back_to_by_a_click(seat):
    index(seat)
    typed(seat, "sarn")
    press(seat.window, "Enter")
    QTest.mouseClick(seat.window.list.filters.chips["todo"], Qt.MouseButton.LeftButton)
    settle()
    assert (lit(seat), shown(seat)) == (["todo"], [1, 2, 3])


def index(seat) -> None:
    while seat.window.project.store.search.index_some():
        pass


def test_in_many_articles_it_is_searched_beside_the_window(seat, monkeypatch):
    monkeypatch.setattr(queue, "MANY", 0)
    index(seat)
    here = []
    monkeypatch.setattr(mention_search, "find_articles", lambda *asked: here.append(asked))
    typed(seat, "sarn")
    wait_for(lambda: shown(seat) == [2], "the list to follow")
    assert seat.message.startswith("1 article found")
    typed(seat, "karsheim")
    press(seat.window, "Enter")
    wait_for(lambda: shown(seat) == [3], "the list to follow")
    seat.window.list.status_picked.emit("all")
    wait_for(lambda: shown(seat) == [1, 2, 3], "all of them")
    assert here == []
    seat.press("Ctrl+F")
    type_text(seat.window, "xi")
    seat.window.close_project()


def test_what_is_found_too_late_is_not_shown(seat, monkeypatch):
    monkeypatch.setattr(queue, "MANY", 0)
    index(seat)
    typed(seat, "sarn")
    press(seat.window, "Enter")
    wait_for(lambda: shown(seat) == [2], "the list to follow")
    wanted = seat.window.project.lists.search_wanted("sarn")
    seat.window.list.status_picked.emit("all")
    late = Part(wanted, array("q", [2]), is_first=True, is_last=True)
    seat.window.listing._read_beside.emit(wanted, late)
    wait_for(lambda: shown(seat) == [1, 2, 3] and seat.window.listing.is_whole, "all of them")
    settle()
    assert shown(seat) == [1, 2, 3]


def test_a_broken_index_is_made_anew_from_there_too(seat, monkeypatch):
    monkeypatch.setattr(queue, "MANY", 0)
    index(seat)
    with closing(sqlite3.connect(seat.path)) as connection, connection:
        connection.execute("DELETE FROM article_words_data")
    typed(seat, "sarn")
    wait_for(lambda: shown(seat) == [2], "the list to follow")
