"""What the tests answer dialogs with: nothing that goes wrong in it may hang the run."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog

from annotator.ui.kit import asking
from annotator.ui.kit.pressing import settle, wait_for
from tests.gui.answering import all_given, answer_next, by_keys


def ask() -> str | None:
    return asking.TextQuestion.ask(None, "Rename", "A new name", "ORG")


def test_an_assertion_that_fails_in_an_answer_ends_the_dialog_and_fails_the_test(qtbot):
    def fails(_dialog):
        raise AssertionError("seen")

    with qtbot.captureExceptions() as faults:
        answer = answer_next(fails)
        assert ask() is None
    assert [str(fault) for _, fault, _ in faults] == ["seen"]
    assert answer.fault is faults[0][1]


def test_an_answer_that_leaves_the_dialog_open_fails_the_test(qtbot):
    with qtbot.captureExceptions() as faults:
        answer_next(by_keys("a"))
        assert ask() is None
    assert "“Rename” is open after its answer" in str(faults[0][1])


def test_a_failure_in_an_inner_dialog_ends_the_outer_one_too(qtbot):
    def fails(_dialog):
        raise AssertionError("seen")

    with qtbot.captureExceptions() as faults:
        answer_next(lambda _outer: ask())
        answer_next(fails)
        assert ask() is None
    assert "seen" in [str(fault) for _, fault, _ in faults]


def test_answers_are_given_in_turn_and_what_was_open_before_stays(qtbot):
    before = QDialog()
    qtbot.addWidget(before)
    before.open()
    for each in ("one", "two"):
        answer_next(by_keys(each, "Enter"))
    assert [ask(), ask()] == ["one", "two"]
    assert before.isVisible()


@all_given()
def prepare_in_vain():
    answer_next(by_keys("Enter"))
    settle()


def test_an_answer_that_nothing_asks_for_fails_the_test_and_waits_no_more(qtbot):
    with pytest.raises(AssertionError, match="nothing asked for: 1"):
        prepare_in_vain()
    answer_next(by_keys("late", "Enter"))
    assert ask() == "late"


def test_waiting_counts_only_the_time_that_the_process_gets(qapp):
    looks = []

    def look():
        looks.append(sum(range(500_000)))  # longer than a turn of the wait

    with pytest.raises(TimeoutError, match=r"waited 0\.04 s in vain for it"):
        wait_for(look, "it", 40)
    assert len(looks) > 10
