"""A round by real keys: planned and handed out on the page of the team; the coder's hand-out with
what is told after training.
"""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from annotator.errors import UserError
from annotator.faults import Unplanned
from annotator.storage import Store
from annotator.ui.kit import file_places
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.team.page import TeamPage
from annotator.ui.team.training_page import Card, TrainingPage
from tests.gui.answering import answer_next, by_keys
from tests.gui.seat import ANNOTATOR, Seat
from tests.unit.workspace.team_making import lead_project

PATIENCE_MS = 60_000


@pytest.fixture
def at(opener, tmp_path, monkeypatch) -> Seat:
    monkeypatch.setattr(file_places, "begin_in", lambda *_: tmp_path / "out")
    lead_project(tmp_path / "lead.annotator.db", who=ANNOTATOR).close()
    return Seat(opener, tmp_path / "lead.annotator.db")


def page_of(seat) -> TeamPage:
    seat.press("Ctrl+Shift+T")
    page = QApplication.activeModalWidget()
    assert isinstance(page, TeamPage)
    wait_for(lambda: page.table.ticks, "the figures", PATIENCE_MS)
    return page


def typed(page, text) -> None:
    for letter in text:
        press(QApplication.focusWidget(), letter)
    settle()


def test_a_round_is_planned_handed_out_and_begun_by_keys(at, tmp_path):
    page = page_of(at)
    shares = {
        tick.text(): page.table.cells[uid][0].text() for uid, tick in page.table.ticks.items()
    }
    assert shares == {"War": "50 %", "Art": "0 %", "PERSON": "100 %", "ORG": "0 %"}
    press(page, "Enter")
    assert page.message.text() == "Name the coders first"
    typed(page, "bea, bea")
    press(page, "Enter")
    settle()
    assert "two coders are called" in page.message.text()
    typed(page, "trix")
    numbers = page.plan_fields.numbers
    assert (numbers["training"].value(), numbers["pilot"].value()) == (4, 2)
    before = page.table.cells[page.table.ticked[0]][1].text()
    numbers["overlap"].setFocus()
    press(QApplication.focusWidget(), "Ctrl+A")
    typed(page, "6")
    assert (numbers["overlap"].value(), numbers["own"].value()) == (6, 12)
    assert page.table.cells[page.table.ticked[0]][1].text() != before
    press(page, "Enter")
    wait_for(lambda: not page.is_running, "the hand-outs", PATIENCE_MS)
    assert page.message.text() == "Round 1 · 2 hand-outs made"
    assert page.list.lines[1:3] == ["bea", "20 articles · not handed in"]
    press(page, "Esc")
    settle()

    # The coder's file, opened where it was made: asked once.
    handout = tmp_path / "out" / "lead-bea-round-1.annotator.db"
    answer_next(by_keys("Esc"))
    with pytest.raises(UserError) as left:
        at.opener.open_path(handout)
    assert left.value.notice.code is Unplanned.HANDOUT_LEFT_CLOSED
    assert at.window.project.annotator_name == ANNOTATOR
    at.path = handout
    answer_next(by_keys("Enter"))
    at.open()
    at.open()  # not asked again
    assert at.window.project.annotator_name == "bea"

    # Training: what gold has otherwise is told, and Enter goes on.
    first = at.article
    at.press("Shift+Enter")
    told = QApplication.activeModalWidget()
    assert isinstance(told, TrainingPage)
    assert told.line.text().endswith("3 articles for training left")
    cards = told.findChildren(Card)
    told_of = cards[0].told
    assert (told_of.words, told_of.own, told_of.gold) == ("Xi", "", "PERSON")
    assert at.article == first
    press(told, "Enter")
    settle()
    assert QApplication.activeModalWidget() is None
    assert at.article != first

    # The page says whose rounds these are; the order stays.
    at.press("Ctrl+Shift+T")
    page = QApplication.activeModalWidget()
    assert ANNOTATOR in page.table.summary.text() and not page.do_button.isEnabled()
    press(page, "Esc")
    assert not at.window.commands.can_run("queue.random")
    with Store.open(handout) as store:
        assert store.team.origin.lead == ANNOTATOR
