"""The scheme editor by its keys: what is stored, what the window shows, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.errors import EnvironmentFault
from annotator.faults import Fault
from annotator.storage import connection
from annotator.ui.desk.suggestions import Suggestions
from annotator.ui.kit import theme
from annotator.ui.kit.fields import text_of, words_of
from annotator.ui.kit.pressing import press, settle, type_text, wait_for
from annotator.ui.scheme.editor import SchemeEditor
from tests.gui.seat import SCHEME, SHORT, TEXT, Seat, make_project


class Hands:
    """The editor of a seat's window, and keys for it."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        seat.press("Ctrl+L")
        self.editor: SchemeEditor = QApplication.activeModalWidget()

    def press(self, *keys: str) -> Hands:
        for each in keys:
            press(self.editor, each)
            settle()
        return self

    def type(self, text: str) -> Hands:
        type_text(self.editor, text)
        return self

    def answering(self, *keys: str) -> Hands:
        """Press these keys in the question that opens next."""

        def answer() -> None:
            question = QApplication.activeModalWidget()
            if question is None or question is self.editor:
                QTimer.singleShot(0, answer)
                return
            for key in keys:
                if len(key) > 1 and key.islower():
                    type_text(question, key)
                else:
                    press(question, key)

        QTimer.singleShot(0, answer)
        return self

    def click(self, *names: str) -> Hands:
        for name in names:
            QTest.mouseClick(self.editor.buttons[name], Qt.MouseButton.LeftButton)
            settle()
        return self

    def close(self) -> Seat:
        self.press("Esc")
        wait_for(lambda: QApplication.activeModalWidget() is None, "the editor to close")
        return self.seat

    def close_all(self) -> Seat:
        """From a field: to the list, and out."""
        self.press("Esc")
        return self.close()

    @property
    def said(self) -> str:
        return self.editor.message.text()

    @property
    def used(self) -> str:
        wait_for(self.editor.use.text, "the count")
        return self.editor.use.text()

    def shown(self) -> list[str]:
        return [row.text for row in self.editor.list.rows.rows]


def labels(seat: Seat) -> list[tuple[str, str]]:
    return seat.rows("SELECT name, key FROM labels ORDER BY position, id")


def one(seat: Seat, column: str, name: str = "ORG", table: str = "labels") -> object:
    return seat.rows(f"SELECT {column} FROM {table} WHERE name = ?", name)[0][0]


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


def test_a_name_there_is_already_is_refused_and_can_be_mended(hands):
    hands.press("Down", "Enter").type("person").press("Enter")
    assert "there is one called “PERSON” already" in hands.said
    assert hands.editor.form.fields.name.hasFocus()
    hands.type("Body").press("Enter")
    assert one(hands.seat, "name", "Body") == "Body"
    hands.press("Enter").type("place").press("Tab")
    assert hands.editor.form.fields.name.text() == "Body"


def test_a_clash_of_keys_is_named_and_refused(hands):
    hands.press("Down", "Enter", "Tab", "Tab", "p")
    assert hands.said == "P is the key of PERSON; take another key"
    assert (hands.editor.form.fields.key.text(), one(hands.seat, "key")) == ("O", "o")
    hands.press("x")
    assert (hands.editor.form.fields.key.text(), one(hands.seat, "key")) == ("X", "x")
    hands.press("Backspace")
    assert one(hands.seat, "key") == ""
    hands.press("1")
    assert "one letter from A to Z" in hands.said


def test_colours_of_the_palette_and_any_other(hands):
    hands.press("Down", "Enter", "Tab", "Tab", "Tab", "Right")
    assert one(hands.seat, "colour") == "green"
    square = QPoint(26 * 9 + 8, 10)
    QTest.mouseClick(
        hands.editor.form.fields.colour.swatches, Qt.MouseButton.LeftButton, pos=square
    )
    assert one(hands.seat, "colour") == "slate"
    hands.press("Tab").type("#3366ff").press("Enter")
    assert one(hands.seat, "colour") == "#3366ff"
    hands.press("Enter", "Tab", "Tab", "Tab", "Tab").type("#33").press("Enter")
    assert "not a colour" in hands.said
    assert one(hands.seat, "colour") == "#3366ff"


def test_what_is_typed_is_stored_by_a_pause_and_undone_as_one(hands):
    form = hands.editor.form
    hands.press("Down")
    form.fields.guideline.setFocus()
    hands.type("Named")
    form._pause.timeout.emit()
    assert one(hands.seat, "guideline") == "Named"
    hands.type(" bodies.")
    hands.press("Esc")
    assert one(hands.seat, "guideline") == "Named bodies."
    assert len(hands.seat.kinds()) == 2
    hands.press("Ctrl+Z")
    assert (one(hands.seat, "guideline"), form.fields.guideline.toPlainText()) == ("", "")
    hands.press("Ctrl+Shift+Z")
    assert form.fields.guideline.toPlainText() == "Named bodies."


def test_edges_and_doubt(hands):
    form = hands.editor.form
    hands.press("Down")
    form.fields.leave_out.setFocus()
    hands.type("the, ’s")
    form.fields.exceptions.setFocus()
    hands.type('The Hague, "Inc, Ltd"')
    form.fields.doubtful.setFocus()
    hands.press("Space")
    assert one(hands.seat, "leave_out") == '["the", "’s"]'
    assert one(hands.seat, "exceptions") == '["The Hague", "Inc, Ltd"]'
    assert one(hands.seat, "doubtful") == 1
    hands.press("Esc", "Up", "Down")
    assert form.fields.exceptions.toPlainText() == 'The Hague, "Inc, Ltd"'


def test_closing_stores_what_was_typed(hands):
    hands.editor.form.fields.guideline.setFocus()
    hands.type("People")
    hands.editor.close()
    settle()
    assert one(hands.seat, "guideline", "PERSON") == "People"


def test_what_can_not_be_stored_stays_in_its_field(hands, monkeypatch):
    def fail(*_args, **_fields):
        raise EnvironmentFault(Fault.DISK_FULL)

    form, change = hands.editor.form, hands.editor.editing.change
    monkeypatch.setattr(hands.editor.editing, "change", fail)
    form.fields.guideline.setFocus()
    hands.type("People").press("Esc", "Esc")
    assert hands.editor.isVisible()
    assert "disk is full" in hands.said
    assert form.fields.guideline.toPlainText() == "People"
    monkeypatch.setattr(hands.editor.editing, "change", change)
    hands.close()
    assert one(hands.seat, "guideline", "PERSON") == "People"


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

    def merge() -> None:
        question = QApplication.activeModalWidget()
        if question is hands.editor or not question.isVisible():
            QTimer.singleShot(0, merge)
            return
        table, button = question.table, question.findChildren(QPushButton)[-1]
        place = table.visualRect(question.model.index(1, 0)).center()
        QTest.mouseClick(table.viewport(), left, pos=place)
        assert "ORG becomes PLACE" in question.preview.text()
        QTest.mouseClick(button, left)

    QTest.mouseClick(view.viewport(), left, pos=view.visualRect(view.rows.index(2, 0)).center())
    assert hands.click("up").shown()[1:4] == ["ORG", "PERSON", "PLACE"]
    assert hands.click("down", "undo").shown()[1:4] == ["ORG", "PERSON", "PLACE"]
    QTimer.singleShot(0, merge)
    assert hands.click("merge").shown()[1:3] == ["PERSON", "PLACE"]
    hands.click("label").type("Law")
    hands.click("close")
    assert [name for name, _ in labels(seat)] == ["PERSON", "PLACE", "Law"]
    assert seat.window.focusWidget() is seat.window.view


def test_ctrl_z_in_a_field_takes_back_what_was_typed_and_then_the_last_change(hands):
    form = hands.editor.form
    hands.press("Down", "Enter", "Tab", "Tab", "x", "Ctrl+Z")
    assert (form.fields.key.text(), one(hands.seat, "key")) == ("O", "o")
    assert form.fields.key.hasFocus()
    hands.press("x")
    form.fields.guideline.setFocus()
    hands.type("Named").press("Ctrl+Z")
    assert (form.fields.guideline.toPlainText(), one(hands.seat, "key")) == ("", "x")
    hands.press("Esc", "Ctrl+Z")
    assert one(hands.seat, "key") == "o"


def test_letters_in_fields_label_nothing(seat):
    seat.focus("Harbour Council")
    hands = Hands(seat)
    hands.editor.form.fields.guideline.setFocus()
    hands.type("plop 123")
    hands.editor.form.fields.colour.swatches.setFocus()
    hands.press("p", "1", "Space")
    seat = hands.close_all()
    assert (seat.spans(), seat.topics(), seat.kinds()) == ([], {}, ["label.edit"])


def test_hints_and_messages_are_about_where_the_keyboard_is(hands):
    def first() -> str:
        return hands.editor.hints.hints[0][1]

    assert first() == "new"
    hands.press("Down", "Enter")
    assert first() == "next field"
    width = hands.editor.width()
    hands.type("W" * 90).press("Enter", "Insert")
    assert first() == "add"
    hands.type("w" * 90).press("Enter")
    assert "already" in hands.said
    settle()
    assert hands.editor.width() == width
    hands.press("Esc", "Up")
    assert (hands.said, first()) == ("", "new")


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


def test_a_topic_goes_to_another_group(hands):
    hands.press("End")
    hands.editor.form.fields.group.setFocus()
    hands.press("Up")
    assert one(hands.seat, "topic_group", "Loud", "topics") == 1
    assert hands.editor.list.item.name == "Loud"


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


WORDS = st.lists(
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8), unique=True
)


@given(WORDS)
def test_lists_of_words_come_back_as_they_were(words):
    assert words_of(text_of(words)) == tuple(words)


def test_lists_of_words_are_read_kindly():
    assert words_of(' a,b ,, "c, d"\n e  f , a') == ("a", "b", "c, d", "e f")


def test_a_name_that_was_typed_is_kept_when_the_next_is_begun(hands):
    hands.press("Alt+T").type("Fish").press("Alt+L").type("Treaty").press("Alt+T").type("Sea")
    assert one(hands.seat, "name", "Fish", "topics") == "Fish"
    assert one(hands.seat, "name", "Treaty") == "Treaty"
    hands.editor.close()
    assert one(hands.seat, "name", "Sea", "topics") == "Sea"


def test_a_name_that_is_refused_stays_to_be_mended(hands):
    hands.press("Alt+L").type("ORG").press("Alt+T")
    assert hands.editor.form.draft is Label and hands.editor.form.fields.name.text() == "ORG"
    assert hands.said


def test_the_editor_fits_a_low_screen_with_all_its_buttons(hands):
    editor = hands.editor
    for key in ("Home", "End"):  # a label, a topic
        hands.press(key)
        editor.resize(1000, 560)
        settle()
        assert editor.height() == 560
        assert all(editor.rect().contains(_in(editor, x)) for x in editor.buttons.values())
        form = editor.form
        assert form.width() == form.parentWidget().width()  # nothing is cut at the right
        assert form.minimumSizeHint().width() <= form.width()


def test_no_field_of_a_label_is_hidden_on_a_laptop(hands):
    hands.editor.resize(1000, 700)
    settle()
    form = hands.editor.form
    assert form.height() <= form.parentWidget().height()


def _in(editor, widget):
    return widget.rect().translated(widget.mapTo(editor, QPoint(0, 0)))
