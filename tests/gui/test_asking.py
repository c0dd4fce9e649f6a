"""The small questions, asked and answered by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from annotator.ui.kit import asking
from annotator.ui.kit.pressing import press
from tests.gui.answering import answer_next


def enter(widget):
    QTest.keyClick(widget, Qt.Key.Key_Return)


def test_text(qtbot):
    def answer(dialog):
        QTest.keyClicks(dialog.field, "Body ")
        enter(dialog.field)

    answer_next(answer)
    assert asking.TextQuestion.ask(None, "Rename", "A new name", "ORG") == "Body"


def test_escape_answers_nothing(qtbot):
    answer_next(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    assert asking.TextQuestion.ask(None, "Rename", "A new name", "ORG") is None


def test_choice(qtbot):
    def answer(dialog):
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
        enter(dialog.list)

    answer_next(answer)
    assert asking.ChoiceQuestion.ask(None, "Which one", ["one", "two"]) == "two"


def test_skipping_by_the_list(qtbot):
    def answer(dialog):
        QTest.keyClick(dialog.list, Qt.Key.Key_Down)
        enter(dialog.list)

    answer_next(answer)
    assert asking.SkipQuestion.ask(None) == "Duplicate"


def test_skipping_in_ones_own_words(qtbot):
    def answer(dialog):
        QTest.keyClicks(dialog.field, "paywall")
        enter(dialog.field)

    answer_next(answer)
    assert asking.SkipQuestion.ask(None) == "paywall"


def test_a_note_has_several_lines_and_ctrl_enter_ends_it(qtbot):
    def answer(dialog):
        QTest.keyClicks(dialog.field, "one")
        enter(dialog.field)
        QTest.keyClicks(dialog.field, "two")
        press(dialog.field, "Ctrl+Enter")

    answer_next(answer)
    assert asking.LinesQuestion.ask(None, "Note", "About this article") == "one\ntwo"


def test_as_whom_to_go_on_is_one_key_or_a_name(qtbot):
    question = asking.AnnotatorQuestion(None, [("ann_a", 12), ("<b>", 1)], "bob")
    qtbot.addWidget(question)
    question.show()
    rows = [question.list.item(row).text() for row in range(2)]
    assert rows == ["ann_a: 12 articles finished", "<b>: 1 article finished"]
    assert question.answer() == "ann_a"
    assert not question.field.isVisible()
    QTest.keyClick(question.list, Qt.Key.Key_Down)
    assert question.answer() == "<b>"
    QTest.keyClick(question.list, Qt.Key.Key_Down)
    assert question.field.isVisible()
    assert question.answer() == "bob"
    question.field.setText("  ")
    ok = question._buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    question.field.setText(" Cleo ")
    assert question.answer() == "Cleo"
    assert ok.isEnabled()
