"""The order of the queue, chosen in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.core.chance import RANDOM_ONE_IN, draws
from annotator.ui.kit.pressing import settle
from tests.gui.seat import SURE, Proposed, Seat, make_project

SCORES = (SURE, 0.5, 0.1, 0.3)


@pytest.fixture
def seat(opener, tmp_path):
    articles = [
        (f"Ben Okoro {n}.", (Proposed("Ben Okoro", "PERSON", s),)) for n, s in enumerate(SCORES)
    ]
    return Seat(opener, make_project(tmp_path / "p.db", articles))


def shown(seat) -> list[int]:
    model = seat.window.list.model
    return list(model.ids)


def test_the_most_doubtful_comes_next_and_the_list_says_so(seat):
    assert seat.window.list.order.text() == "As imported"
    seat.window.commands.run("queue.doubt")
    settle()
    assert seat.window.list.order.text() == "Doubtful first · 1 in 10 at random"
    assert shown(seat) == [3, 4, 2, 1]
    assert seat.article == 1, "what is on the desk stays"
    seat.press("Enter")
    assert seat.article == 3
    seat.press("Space", "Enter")
    assert seat.article == 4
    assert shown(seat) == [4, 2], "the list goes by what is left"
    (chosen,) = seat.rows("SELECT chosen FROM reviews WHERE article = 3")[0]
    assert chosen == "doubt"


def test_the_order_is_the_projects_and_stays(seat):
    seat.window.commands.run("queue.random")
    settle()
    ids = shown(seat)
    seat.open()
    assert seat.window.list.order.text() == "At random"
    assert shown(seat) == ids


def test_a_click_on_the_order_offers_the_others(seat):
    asked = []
    seat.window.list.order_asked.connect(asked.append)
    seat.window.list.order_asked.disconnect(seat.window.menus.show_orders)
    seat.window.list.order.click()
    assert len(asked) == 1


def test_a_search_is_not_listed_anew_by_doubt(seat):
    seat.window.commands.run("queue.doubt")
    settle()
    seat.window.list.search.ask("Okoro")
    found = shown(seat)
    seat.press("Enter")
    assert shown(seat) == found


def tip_at(seat, y: int, monkeypatch) -> str:
    """What a tip says at this height of the text."""
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, *_: told.append(text))
    port = seat.window.view.viewport()
    place = QPoint(port.width() // 2, y)
    event = QHelpEvent(QEvent.Type.ToolTip, place, port.mapToGlobal(place))
    QApplication.sendEvent(port, event)
    return told[-1]


def test_what_came_at_random_among_doubtful_ones_is_marked(seat, monkeypatch):
    queue = seat.window.project.queue
    queue.seed = next(n for n in range(1000) if is_share(n) == {4})
    seat.window.commands.run("queue.doubt")
    settle()
    came = []
    while not came or came[-1][0] != seat.article:
        header = seat.window.view.heading.line
        came.append((seat.article, "at random" in header))
        assert ("one in ten" in tip_at(seat, 40, monkeypatch)) == came[-1][1]
        assert tip_at(seat, 300, monkeypatch) == ""
        seat.press("Shift+Enter")
    assert sorted(came) == [(1, False), (2, False), (3, False), (4, True)]
    stored = dict(seat.rows("SELECT article, chosen FROM reviews"))
    assert stored == {1: "queue", 2: "doubt", 3: "doubt", 4: "random"}


def is_share(seed: int) -> set[int]:
    """The articles that a seed lets come at random."""
    drawn = draws(seed, len(SCORES))
    return {n for n in range(1, len(SCORES) + 1) if drawn[n] < 1 / RANDOM_ONE_IN}


def test_at_random_in_a_random_queue_needs_no_mark(seat):
    seat.window.commands.run("queue.random")
    seat.press("Enter")
    assert "at random" not in seat.window.view.heading.line


def test_what_was_picked_stays_so_when_the_project_is_opened_again(seat):
    seat.press("Ctrl+PageDown")
    assert seat.article == 2
    seat.open()
    seat.press("Enter")
    assert seat.rows("SELECT chosen FROM reviews WHERE article = 2") == [("picked",)]
