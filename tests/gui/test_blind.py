"""A blind article in the window: nothing shown, then compared, a key each, back and forth."""

from __future__ import annotations

import pytest

from annotator.core.records import Suggestion
from annotator.core.tokens import cut
from annotator.storage import Store
from tests.gui.seat import TEXT, USUAL, Proposed, Seat, make_project, place_of


def blind_project(folder, text, proposed, *more):
    """A project of blind articles; a topic is suggested in the first."""
    path = make_project(folder / "p.db", [(text, proposed), *more])
    with Store.open(path) as store:
        store.settings.set("blind_share", 1)
        rows = list(store.suggestions.of(1))
        topic = Suggestion(0, 1, None, None, 11, "keyword", 0.64)
        store.suggestions.put(
            1, store.suggestions.run_id("handmade", "1", "f00"), cut(text), [0], rows, [topic]
        )
    return path


@pytest.fixture
def seat(opener, tmp_path):
    short = ("Ben Okoro left Sarn.", (Proposed("Ben Okoro", "PERSON"),))
    return Seat(opener, blind_project(tmp_path, TEXT, USUAL, short))


def test_nothing_is_shown_and_a_line_says_why(seat):
    assert seat.marks == []
    assert "Without suggestions" in seat.message
    assert "without suggestions, to compare" in seat.window.view.heading.line
    assert seat.window.list.model.row_at(0).open_suggestions == 0
    pill = seat.window.topics.pills[11]
    assert (pill.state.value, pill.score) == ("undecided", "")
    assert seat.window.strip.focus.known == ""


def test_enter_compares_each_difference_takes_a_key_and_enter_is_done(seat):
    seat.focus("Anna")
    seat.press("Shift+Right", "p")
    seat.focus("Harbour")
    seat.press("Shift+Right", "l")
    assert dict(seat.spans()) == {"Anna Moreau": "PERSON", "Harbour Council": "PLACE"}
    seat.press("Enter")
    assert seat.article == 1
    assert seat.message.startswith(
        "The suggestions differ in 5 places"
        " · topics suggested, but not in your answer: 1 Trade · Space takes one"
    )
    assert "reviewed without suggestions" in seat.window.view.heading.line
    assert seat.window.topics.pills[11].score == ".64"
    assert seat.focused == "Port Amal"
    assert "not in your answer" in seat.window.strip.focus.known
    seat.press("l")
    assert seat.focused == "Ben Okoro"
    seat.press("Space")
    assert seat.focused == "Harbour Council"
    assert "yours: PLACE" in seat.window.strip.focus.known
    seat.press("Backspace")
    seat.press("Enter")
    assert seat.review(1)["status"] == "done"
    assert seat.review(1)["shown"] == "blind"
    kept = seat.rows("SELECT count(*) FROM blind_spans WHERE article = 1")
    assert kept == [(2,)]
    assert seat.article == 2
    assert "Without suggestions" in seat.message, "the next one is blind too"
    assert ("Harbour Council", "PLACE") in seat.spans(1)


def test_each_decision_says_how_many_are_left(opener, tmp_path):
    three = tuple(Proposed(name, "PERSON") for name in ("Ada", "Ben", "Cara"))
    path = make_project(tmp_path / "p.db", [("Ada met Ben and Cara in the harbour.", three)])
    with Store.open(path) as store:
        store.settings.set("blind_share", 1)
    seat = Seat(opener, path)
    seat.focus("harbour")
    seat.press("l", "Enter")
    assert seat.message.startswith("The suggestions differ in 3 places")
    seat.press("Space")
    assert seat.message == "2 places left where the suggestions differ"
    seat.press("Backspace")
    assert seat.message == "1 place left where the suggestions differ"
    seat.press("Space")
    assert seat.message == "Nothing is left to decide · Enter goes on"


def test_a_topic_left_open_is_contested_until_its_digit_or_enter(opener, tmp_path):
    seat = Seat(opener, blind_project(tmp_path, "Ben Okoro left Sarn.", ()))
    seat.press("Enter")
    assert seat.message == "Topics suggested, but not in your answer: 1 Trade. Enter leaves them"
    pill = seat.window.topics.pills[11]
    assert (pill.state.value, pill.score) == ("contested", ".64")
    contested = pill.grab().toImage()
    seat.press("1")
    assert pill.state.value == "yes"
    seat.press("Ctrl+Z")
    assert pill.state.value == "contested"
    assert pill.grab().toImage() == contested
    seat.open()
    pill = seat.window.topics.pills[11]
    assert pill.state.value == "contested", "also after a restart"
    seat.press("Enter")
    assert seat.review(1)["status"] == "done"
    assert seat.rows("SELECT count(*) FROM article_topics") == [(0,)]
    seat.press("Ctrl+PageUp")
    assert seat.window.topics.pills[11].state.value == "suggested"


def test_after_the_last_place_the_topics_that_are_left_are_named(seat):
    seat.press("1", "1", "Shift+Enter")
    for _ in range(6):
        seat.press("Space")
    assert seat.message == "Topics suggested, but not in your answer: 1 Trade. Enter leaves them"
    seat.press("1", "Enter")
    assert seat.review(1)["status"] == "done"
    assert seat.rows("SELECT topic, is_yes FROM article_topics") == [(11, 1)]
    assert seat.rows("SELECT topics FROM blind_reviews") == [("[]",)]


def test_an_article_without_a_difference_is_done_at_once(seat):
    seat.press("Ctrl+PageDown")
    seat.press("Shift+Right", "p", "Enter")
    assert seat.review(2)["status"] == "done"
    assert seat.decisions(2) == [("Ben Okoro", "confirmed", "blind", 0)]
    assert seat.article == 1


def test_undo_leads_back_through_it_also_after_a_restart(seat):
    seat.focus("Anna")
    seat.press("Shift+Right", "p", "Enter", "Space")
    assert seat.window.desk.review.sheet.is_revealed
    compared = seat.marks
    seat.open()
    assert seat.marks == compared
    seat.press("Ctrl+Z", "Ctrl+Z")
    assert seat.marks == [("Anna Moreau", "SPAN")]
    assert "without suggestions, to compare" in seat.window.view.heading.line
    seat.press("Ctrl+Shift+Z")
    assert len(seat.marks) > 1
    seat.press("Ctrl+Z", "Ctrl+Z")
    assert seat.marks == []
    assert seat.rows("SELECT count(*) FROM blind_reviews") == [(0,)]
    assert seat.spans() == []


def test_shift_enter_puts_down_too_before_it_finishes(seat):
    seat.press("Shift+Enter")
    assert seat.window.desk.review.sheet.is_revealed
    seat.press("Shift+Enter")
    assert seat.review(1)["status"] == "done"
    assert seat.review(1)["is_forced"]
    assert len(seat.spans(1)) == len(USUAL)


def test_a_click_on_a_difference_gives_it_the_focus(seat):
    seat.focus("Harbour")
    seat.press("Shift+Right", "l", "Enter")
    seat.focus("Harbour Council")
    assert seat.focus_range == place_of(TEXT, "Harbour Council")
    seat.press("o")
    assert ("Harbour Council", "ORG") in seat.spans()
