"""The scheme editor by its keys: what is stored, what the window shows, and the way back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.storage import connection
from annotator.ui.desk.suggestions import Suggestions
from annotator.ui.kit import theme
from annotator.ui.kit.pressing import press
from tests.gui.answering import answer_next
from tests.gui.scheme_hands import Hands, labels, one
from tests.gui.seat import SCHEME, SHORT, TEXT, Seat, make_project


@pytest.fixture
def hands(seat):
    return Hands(seat)


def test_the_first_label_takes_two_keys_and_its_name(opener, tmp_path):
    seat = Seat(opener, make_project(tmp_path / "new.db", [(SHORT, ())], Scheme("empty")))
    hands = Hands(seat).press("Insert").type("Person").press("Enter")
    assert labels(seat) == [("Person", "p")]
    hands.press("+").type("Place").press("Enter")
    assert labels(seat) == [("Person", "p"), ("Place", "l")]
    seat = hands.close()
    assert [row.name for row in seat.window.side.labels.rows.rows] == ["Person", "Place"]
    seat.press("p")
    assert seat.spans() == [("Ben", "Person")]


def test_a_name_that_is_left_empty_makes_nothing(hands):
    hands.press("Insert", "Esc")
    assert hands.editor.isVisible()
    assert hands.editor.list.hasFocus()
    hands.press("Insert").type("Law").press("Esc").close()
    assert len(labels(hands.seat)) == 3


def test_renaming_shows_at_once_and_is_undone_after_closing(hands):
    hands.press("Down", "Enter").type("Body").press("Enter")
    assert hands.editor.list.hasFocus()
    side = hands.seat.window.side.labels.rows
    assert [row.name for row in side.rows] == ["PERSON", "Body", "PLACE"]
    assert hands.seat.rows("SELECT pipeline_label, label FROM label_map") == [("ORG", 2)]
    seat = hands.close()
    assert seat.window.focusWidget() is seat.window.view
    seat.press("Ctrl+Z")
    assert [row.name for row in side.rows] == ["PERSON", "ORG", "PLACE"]
    assert seat.message == "Undone: Label changed: ORG → Body"
    assert seat.rows("SELECT pipeline_label, label FROM label_map") == []


def test_the_order_is_changed_by_keys(hands):
    hands.press("Ctrl+Down", "Ctrl+Down", "Ctrl+Down")
    assert [name for name, _ in labels(hands.seat)] == ["ORG", "PLACE", "PERSON"]
    assert hands.editor.list.item.name == "PERSON"
    hands.press("Ctrl+Up")
    assert hands.shown()[1:4] == ["ORG", "PERSON", "PLACE"]
    hands.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    assert [name for name, _ in labels(hands.seat)] == ["PERSON", "ORG", "PLACE"]
    assert "Nothing more was done here" in hands.said


def test_what_a_label_touches_is_told(seat):
    seat.focus("Harbour Council").press("o")
    hands = Hands(seat).press("Down")
    assert hands.used == "Used in 1 article: 1 span, 3 suggestions, and 1 decision"
    hands.press("Up", "Down", "End")
    assert hands.used == "Not used yet"


def test_a_label_in_use_is_retired_instead_of_deleted(seat):
    seat.focus("Harbour Council").press("o")
    hands = Hands(seat).press("Down").answering("Down", "Enter").press("Delete")
    assert "is retired" in hands.said
    assert (one(seat, "retired"), seat.spans()) == (1, [("Harbour Council", "ORG")])
    seat = hands.close()
    names = [row.name for row in seat.window.side.labels.rows.rows]
    assert names == ["PERSON", "PLACE"]
    assert ("Port Amal", "SUGGESTED") not in seat.marks
    seat.press("o")
    assert "O" in seat.message
    assert one(seat, "retired") == 1
    seat.press("Ctrl+Z")
    assert ("Port Amal", "SUGGESTED") in seat.marks
    hands = Hands(seat).press("Down").answering("Enter").press("Ctrl+R", "Ctrl+R")
    assert one(seat, "retired") == 0


@pytest.mark.parametrize("chord", ["Ctrl+R", "Ctrl+M"])
def test_what_is_being_typed_is_stored_before_a_label_goes(seat, chord):
    hands = Hands(seat).press("Down", "Enter").type("Body").answering("Enter").press(chord)
    goes = "label.retire" if chord == "Ctrl+R" else "label.delete"
    assert seat.kinds()[0] == "label.edit"
    assert seat.kinds()[-1] == goes
    assert "Body" in hands.said
    hands.editor.list.setFocus()
    hands.press("Ctrl+Z")
    assert labels(seat)[1] == ("Body", "o")
    assert one(seat, "retired", "Body") == 0
    hands.press("Ctrl+Z")
    assert labels(seat)[1] == ("ORG", "o")


def test_a_question_can_be_left(seat):
    hands = Hands(seat).press("Down")
    hands.answering("Esc").press("Delete")
    hands.answering("zzz", "Enter", "Esc").press("Ctrl+M")
    hands.answering("Esc").press("Ctrl+R")
    assert len(labels(seat)) == 3
    assert seat.kinds() == []


def test_merging_by_keys_relabels_the_article_on_the_desk(seat):
    seat.focus("Harbour Council").press("o")
    before = (seat.marks, seat.spans(), seat.focus_range)
    hands = Hands(seat).press("Down").answering("pla", "Enter").press("Ctrl+M")
    assert hands.said.startswith("“ORG” is “PLACE” now")
    assert hands.editor.list.item.name == "PLACE"
    seat = hands.close()
    assert seat.spans() == [("Harbour Council", "PLACE")]
    assert {x.label for x in seat.window.desk.review.sheet.marks} == {1, 3}
    assert seat.window.view.sheet is seat.window.desk.review.sheet
    assert seat.rows("SELECT pipeline_label, label FROM label_map") == [("ORG", 3)]
    seat.press("Ctrl+Z")
    assert (seat.marks, seat.spans(), seat.focus_range) == before
    assert seat.message == "Undone: Labels merged: ORG → PLACE"
    seat.press("Ctrl+Shift+Z")
    assert seat.spans() == [("Harbour Council", "PLACE")]


def test_all_of_it_by_the_mouse(seat):
    hands = Hands(seat)
    view = hands.editor.list
    left = Qt.MouseButton.LeftButton

    def merge(question) -> None:
        table, button = question.table, question.findChildren(QPushButton)[-1]
        place = table.visualRect(question.model.index(1, 0)).center()
        QTest.mouseClick(table.viewport(), left, pos=place)
        assert "ORG becomes PLACE" in question.preview.text()
        QTest.mouseClick(button, left)

    QTest.mouseClick(view.viewport(), left, pos=view.visualRect(view.rows.index(2, 0)).center())
    assert hands.click("up").shown()[1:4] == ["ORG", "PERSON", "PLACE"]
    assert hands.click("down", "undo").shown()[1:4] == ["ORG", "PERSON", "PLACE"]
    answer_next(merge)
    assert hands.click("merge").shown()[1:3] == ["PERSON", "PLACE"]
    hands.click("label").type("Law")
    hands.click("close")
    assert [name for name, _ in labels(seat)] == ["PERSON", "PLACE", "Law"]
    assert seat.window.focusWidget() is seat.window.view


def test_what_is_not_used_is_deleted_and_comes_back(hands):
    hands.press("Insert").type("Law").press("Enter").answering("Enter").press("Delete")
    assert "Law" not in hands.shown()
    assert hands.said.startswith("“Law” is deleted")
    hands.press("Ctrl+Z")
    assert "Law" in hands.shown()
    assert hands.editor.list.item is not None


def test_topics_and_their_groups(hands):
    seat = hands.seat
    hands.press("End", "Insert").type("Alarmed").press("Enter")
    assert seat.rows("SELECT topic_group, key FROM topics WHERE name = 'Alarmed'") == [(2, "5")]
    hands.editor.form.fields.keywords.setFocus()
    hands.type("crisis, alarm").press("Esc")
    assert one(seat, "keywords", "Alarmed", "topics") == '["crisis", "alarm"]'
    hands.press("Alt+g").type("Country").press("Enter", "Alt+t").type("Peru").press("Enter")
    assert hands.shown()[-2:] == ["Country", "Peru"]
    seat = hands.close()
    assert "Peru" in [pill.text() for pill in seat.window.topics.pills.values()]


def test_a_group_with_topics_stays(hands):
    hands.press("End", "Up", "Up", "Delete")
    assert "has topics" in hands.said
    hands.editor.form.fields.required.setFocus()
    hands.press("Space")
    assert one(hands.seat, "required", "Tone", "topic_groups") == 1
    hands.editor.form.fields.several.setFocus()
    hands.press("Space")
    assert one(hands.seat, "several", "Tone", "topic_groups") == 1


def test_many_labels_and_topics(opener, tmp_path, qapp):
    many = Scheme(
        "many",
        labels=tuple(Label(n, f"LABEL_{n}", position=n) for n in range(1, 26)),
        groups=(TopicGroup(1, "Subject"), TopicGroup(2, "Tone", several=False)),
        topics=tuple(Topic(100 + n, f"Economy/Topic {n}", 1 + n % 2) for n in range(30)),
    )
    seat = Seat(opener, make_project(tmp_path / "many.db", [(TEXT, ())], many))
    hands = Hands(seat)
    view = hands.editor.list
    QAbstractItemModelTester(view.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for key in ("End", "PageUp", "Home", "PageDown", "Down", "Up"):
        hands.press(key)
        place = view.visualRect(view.currentIndex())
        assert view.viewport().rect().contains(place.center())
        assert view.item is not None
    for name in ("dark", "light"):
        theme.apply(qapp, theme.load(name))
        assert not hands.editor.grab().isNull()
    hands.press("Home").type("LABEL_2")
    assert view.item.name == "LABEL_2"


def test_the_worker_is_told_of_the_new_scheme(seat):
    class Worker:
        told = []  # noqa: RUF012

        def set_scheme(self, scheme):
            self.told.append(scheme)

        def is_asked(self, _article):
            return True

    suggestions = Suggestions(seat.window)
    suggestions.worker, suggestions._project = Worker(), seat.window.project
    suggestions._scheme = seat.window.project.scheme
    suggestions.ask_more()
    assert Worker.told == []
    Hands(seat).press("Ctrl+Down").close()
    suggestions.ask_more()
    assert [each.labels[0].name for each in Worker.told] == ["ORG"]


def test_a_long_merge_lets_the_window_paint(seat, monkeypatch):
    monkeypatch.setattr(connection, "_LONG_SECONDS", -1.0)
    store = seat.window.project.store
    waits: list[bool] = []
    store.on_wait = lambda: waits.append(store.is_busy)
    hands = Hands(seat).press("Down").answering("pla", "Enter").press("Ctrl+M")
    assert len(waits) > 1
    assert all(waits)
    assert not store.is_busy
    hands.close()


def test_the_editor_opens_without_articles(opener, tmp_path):
    path = make_project(tmp_path / "none.db", [], SCHEME)
    opener.open_path(path)
    opener._window.show()
    press(opener._window, "Ctrl+L")
    editor = QApplication.activeModalWidget()
    press(editor, "Ctrl+Down")
    press(editor, "Esc")
    press(opener._window, "Ctrl+Z")
    names = [row.name for row in opener._window.side.labels.rows.rows]
    assert names == ["PERSON", "ORG", "PLACE"]
