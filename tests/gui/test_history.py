"""The history panel: its words, going there, and taking back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.core.records import Act, Change, TopicAnswer
from annotator.ui.history.rows import time_of
from annotator.ui.kit.asking import ChoiceQuestion
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.shell.pages import PageId
from annotator.workspace.open.past_acts import PAGE
from tests.gui.seat import AT, TEXT, place_of


@pytest.fixture
def panel(seat):
    return seat.window.pages.page(PageId.HISTORY)


def words(panel):
    model = panel.model
    return [str(model.data(model.index(row, 0))).split(" — ")[0] for row in range(model.rowCount())]


def test_it_tells_in_words_newest_first(seat, panel):
    seat.press("l", "1", "Shift+2", "0", "0", "Ctrl+D", "=")
    seat.press("Ctrl+H")
    assert panel.isVisible()
    assert panel.table.hasFocus()
    assert words(panel) == [
        "PLACE for the other “Port Amal” · 2 mentions",
        "Flagged",
        "Topics: not decided",
        "No topic applies",
        "Topic Health: no",
        "Topic Trade: yes",
        "PLACE for “Port Amal” · 2 more",
    ]


def test_esc_and_ctrl_h_close_it(seat, panel):
    seat.press("Ctrl+H", "Esc")
    assert not panel.isVisible()
    assert seat.window.view.hasFocus()
    seat.press("Ctrl+H", "Ctrl+H")
    assert not panel.isVisible()


def test_the_strip_ends_where_the_panel_begins_as_long_as_it_is_open(seat, panel):
    strip = seat.window.strip
    before = strip.contentsRect()
    seat.press("Ctrl+H")
    end = strip.mapTo(seat.window, strip.contentsRect().topRight()).x()
    assert before.left() < end < panel.x()
    seat.press("Esc")
    assert strip.contentsRect() == before


def test_without_acts_it_says_so(seat, panel):
    seat.press("Ctrl+H")
    assert panel.model.rowCount() == 0
    wait_for(lambda: not panel.back_button.isEnabled(), "the counting")
    assert not panel.alone_button.isEnabled()


def test_enter_goes_to_the_article_and_the_place(seat, panel):
    seat.press("l").focus("Monday").press("p", "Ctrl+PageDown", "Space", "Ctrl+H")
    seat.press("Down", "Enter")
    assert (seat.article, seat.focused) == (1, "Monday")
    assert seat.window.view.hasFocus()
    assert panel.isVisible()


def test_a_click_goes_there_too(seat, panel):
    seat.press("l", "Ctrl+PageDown", "Ctrl+H")
    index = panel.model.index(0, 0)
    port = panel.table.viewport()
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=panel.table.visualRect(index).center())
    settle()
    assert (seat.article, seat.focus_range) == (1, place_of(TEXT, "Port Amal"))


def test_one_is_taken_back_alone(seat, panel):
    seat.press("l", "1", "Ctrl+H", "Down", "Delete")
    assert seat.spans() == []
    assert seat.topics() == {11: True}
    assert seat.message == "Undone: Label for “Port Amal”"
    assert words(panel)[0] == "Undone: Label for “Port Amal”"
    assert ("Port Amal", "SPAN") not in seat.marks
    assert "undone" in str(panel.model.data(panel.model.index(2, 0)))
    seat.press("Esc", "Ctrl+Z")
    assert seat.spans() == [("Port Amal", "PLACE")]


def test_what_was_changed_since_is_left_and_told(seat, panel):
    seat.press("1", "1", "Ctrl+H", "Down", "Delete")
    assert "changed since" in panel.line.text()
    assert seat.kinds() == ["topic.answer", "topic.answer"]


def test_an_article_stays_begun_while_work_is_left_in_it(seat, panel):
    seat.press("l", "1", "Ctrl+H", "Down", "Delete")
    assert seat.review()["status"] == "started"


def test_an_article_with_nothing_left_in_it_is_new_again(seat, panel):
    seat.press("l", "Ctrl+D", "Ctrl+H", "Down", "Delete")
    assert seat.spans() == []
    assert (seat.review()["status"], seat.review()["flagged"]) == ("new", 1)


def test_back_to_here_asks_once_and_redo_brings_it_again(seat, panel, monkeypatch):
    asked = []

    def agree(parent, title, options):
        asked.append(options[0])
        return options[0]

    monkeypatch.setattr(ChoiceQuestion, "ask", agree)
    seat.press("l", "1", "Shift+2", "Ctrl+D", "Ctrl+H")
    wait_for(lambda: panel.back_button.text() == "Undo back to here · 1", "the counting")
    seat.press("Down", "Down", "Down")
    wait_for(lambda: panel.back_button.text() == "Undo back to here · 4", "the counting")
    seat.press("Shift+Delete")
    wait_for(lambda: seat.message == "Undone: 4 acts", "the undoing")
    assert asked == ["Undo 4 acts"]
    assert (seat.spans(), seat.topics()) == ([], {})
    assert seat.kinds()[-4:] == ["undo"] * 4
    seat.press("Esc", *["Ctrl+Shift+Z"] * 4)
    assert seat.spans() == [("Port Amal", "PLACE")]
    assert seat.topics() == {11: True, 12: False}


def test_back_to_here_does_nothing_unless_agreed(seat, panel, monkeypatch):
    monkeypatch.setattr(ChoiceQuestion, "ask", lambda *_: None)
    seat.press("l", "Ctrl+H", "Shift+Delete")
    assert seat.spans() == [("Port Amal", "PLACE")]


def test_it_keeps_up_with_what_is_done_beside_it(seat, panel):
    seat.press("l", "Ctrl+H", "Enter", "1")
    settle()
    assert words(panel)[0] == "Topic Trade: yes"
    seat.press("Ctrl+Z")
    settle()
    assert "undone" in str(panel.model.data(panel.model.index(0, 0)))


def test_thousands_are_read_a_page_at_a_time(seat, panel):
    store, me = seat.window.project.store, seat.window.project.annotator
    before, answer = None, TopicAnswer(1, me, 11, True)
    for _ in range(450):
        store.acts.commit(Act("topic.answer", 1, (Change(before, answer),), "Trade"), me, AT)
        before, answer = answer, before
    seat.press("Ctrl+H")
    assert panel.model.rowCount() == PAGE
    while panel.model.canFetchMore(panel.model.index(-1, -1)):
        panel.table.scrollToBottom()
        settle()
    assert panel.model.rowCount() == 450
    assert panel.model.rows == sorted(panel.model.rows, key=lambda e: -e.group)


def test_the_model_tells_a_tester_nothing_wrong(seat, panel, qtmodeltester):
    seat.press("l", "1", "Ctrl+H")
    qtmodeltester.check(panel.model)


def test_undone_is_told_in_words(seat):
    seat.press("l", "Ctrl+Z")
    assert seat.message == "Undone: Label for “Port Amal”"
    seat.press("Ctrl+Shift+Z")
    assert seat.message == "Done again: Label for “Port Amal”"


def test_it_closes_with_its_project(seat, panel):
    seat.press("l", "Ctrl+H")
    seat.window.leave_project()
    settle()
    assert not panel.isVisible()


def test_the_time_of_another_day_has_its_date():
    assert time_of("2024-05-01T10:00:00+00:00").startswith("2024-05-01 ")
    assert time_of("nonsense") == "nonsense"


def test_it_has_its_keys_only_while_it_has_the_keyboard(seat, panel):
    seat.press("l", "Ctrl+H", "Enter")
    press(seat.window, "Delete")
    settle()
    assert seat.kinds() == ["span.label", "span.reject"]


def test_it_stays_at_the_edge_when_the_window_is_resized(seat, panel):
    seat.press("Ctrl+H")
    seat.window.resize(1000, 600)
    settle()
    assert panel.geometry().right() == seat.window.width() - 1


def test_undo_does_not_say_what_it_does_not_know(seat):
    """A topic answered no, taken back: the act's words hold the topic alone."""
    seat.press("Shift+1", "Ctrl+Z")
    assert "yes" not in seat.window.strip.message
    assert "Undone: Topic" in seat.window.strip.message
