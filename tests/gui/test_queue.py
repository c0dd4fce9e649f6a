"""The order of the queue, chosen in the window."""

from __future__ import annotations

import pytest

from annotator.ui.pressing import settle
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
    seat.window.desk.run("queue.doubt")
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
    seat.window.desk.run("queue.random")
    settle()
    ids = shown(seat)
    seat.open()
    assert seat.window.list.order.text() == "At random"
    assert shown(seat) == ids


def test_a_click_on_the_order_offers_the_others(seat):
    asked = []
    seat.window.list.order_asked.connect(asked.append)
    seat.window.list.order_asked.disconnect(seat.window._show_orders)
    seat.window.list.order.click()
    assert len(asked) == 1


def test_a_search_is_not_listed_anew_by_doubt(seat):
    seat.window.desk.run("queue.doubt")
    settle()
    seat.window.list.search.ask("Okoro")
    found = shown(seat)
    seat.press("Enter")
    assert shown(seat) == found
