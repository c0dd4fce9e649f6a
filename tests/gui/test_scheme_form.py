"""The form of the scheme editor: what is typed into its fields, when it is stored, how it fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.core.records import Label
from annotator.errors import EnvironmentFault
from annotator.faults import Fault
from annotator.ui.kit.fields import text_of, words_of
from annotator.ui.kit.pressing import settle
from tests.gui.scheme_hands import Hands, one


@pytest.fixture
def hands(seat):
    return Hands(seat)


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


def test_a_topic_goes_to_another_group(hands):
    hands.press("End")
    hands.editor.form.fields.group.setFocus()
    hands.press("Up")
    assert one(hands.seat, "topic_group", "Loud", "topics") == 1
    assert hands.editor.list.item.name == "Loud"


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
