"""Articles that are to be read whole: which they are, what is said of them, and what is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from annotator.core.chance import SEED, WHOLE_FIRST, is_drawn_whole
from annotator.core.records import Act, Change, Review
from annotator.storage import Store
from tests.gui.seat import ANNOTATOR, AT, Proposed, Seat, make_project

LINE = "please read it all"
ASKED = "Please read all of this one"
COUNT = 40


@pytest.fixture
def made(tmp_path):
    """Forty articles of which so many are done; with a seed that draws some and some not."""

    def make(done, **settings):
        short = ("Ben Okoro left Sarn.", (Proposed("Ben Okoro", "PERSON"),))
        texts = [(f"{short[0]} Day {n}.", short[1]) for n in range(COUNT)]
        path = make_project(tmp_path / "p.db", texts)
        with Store.open(path) as store:
            me = store.annotators.id_of(ANNOTATOR)
            for number in range(1, done + 1):
                at = (datetime.fromisoformat(AT) + timedelta(minutes=number)).isoformat()
                review = Review(number, me, "done", edited_at=at)
                store.acts.commit(Act("article.finish", number, (Change(None, review),)), me, at)
            for name, value in settings.items():
                store.settings.set(name, value)
            seed = store.settings.get(SEED)
        drawn = [n for n in range(done + 1, COUNT + 1) if is_drawn_whole(seed, n)]
        others = [n for n in range(done + 1, COUNT + 1) if n not in drawn]
        return path, drawn, others

    return make


def show(seat, article):
    seat.window.desk.articles.open(article)


def line(seat):
    return seat.window.view.heading.line


def test_the_first_articles_are_to_be_read_whole_and_the_review_says_so(opener, made):
    path, _, others = made(WHOLE_FIRST - 1)
    seat = Seat(opener, path)
    show(seat, others[0])
    assert line(seat).startswith(LINE), "what is asked is never what is cut off"
    seat.press("Enter", "Enter")
    assert seat.review(others[0])["shown"] == "read whole"
    show(seat, others[1])
    assert LINE not in line(seat)
    assert ASKED not in seat.message, "how the last one is undone is said there"
    seat.press("Enter", "Enter")
    assert seat.review(others[1])["shown"] == "shown"


def test_later_some_are_by_chance_and_say_so_when_they_come(opener, made):
    path, drawn, others = made(WHOLE_FIRST, seed=5)
    seat = Seat(opener, path)
    show(seat, drawn[0])
    assert LINE in line(seat)
    assert seat.message.startswith(ASKED)
    show(seat, others[0])
    assert LINE not in line(seat)
    assert ASKED not in seat.message


def test_what_was_begun_one_way_goes_on_so(opener, made):
    path, drawn, others = made(WHOLE_FIRST, seed=5)
    seat = Seat(opener, path)
    show(seat, drawn[0])
    seat.press("p")
    assert seat.review(drawn[0])["shown"] == "read whole"
    with Store.open(path) as store:
        store.settings.set(SEED, 6)
    seat.window.close()
    again = Seat(opener, path)
    show(again, others[0])
    show(again, drawn[0])
    assert LINE in line(again)


@pytest.mark.parametrize("settings", [{"blind_share": 1}, {"learn": False}])
def test_blind_ones_are_not_nor_any_where_nothing_is_learned(opener, made, settings):
    path, _, others = made(WHOLE_FIRST - 1, **settings)
    seat = Seat(opener, path)
    show(seat, others[0])
    assert LINE not in line(seat)
    assert not seat.window.desk.review.sheet.is_whole


def test_what_was_begun_the_usual_way_goes_on_so(opener, made):
    path, drawn, _ = made(WHOLE_FIRST, seed=5)
    with Store.open(path) as store:
        me = store.annotators.id_of(ANNOTATOR)
        begun = Review(drawn[0], me, "started", shown="shown", edited_at=AT)
        store.acts.commit(Act("note", drawn[0], (Change(None, begun),)), me, AT)
    seat = Seat(opener, path)
    show(seat, drawn[0])
    assert not seat.window.desk.review.sheet.is_whole
    assert ASKED not in seat.message


def test_enter_leads_to_one_that_is_drawn_and_says_so(opener, made):
    path, drawn, _ = made(WHOLE_FIRST, seed=5)
    seat = Seat(opener, path)
    show(seat, drawn[0] - 1)
    seat.press("Shift+Enter")
    assert seat.article == drawn[0]
    assert seat.message.startswith(ASKED)
    seat.press("Shift+Enter")
    show(seat, drawn[0])
    assert ASKED not in seat.message, "it is done"
    assert LINE not in line(seat)
