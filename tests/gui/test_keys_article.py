"""Keys for the article as a whole: Enter's steps, skipping, flags, notes."""

from __future__ import annotations

from annotator.ui.desk import articles as desks
from annotator.ui.kit.asking import LinesQuestion, SkipQuestion, TextQuestion
from annotator.ui.kit.pressing import press, wait_for
from tests.gui.seat import SHORT, TEXT, UNSURE, Proposed, place_of

LONG = "\n\n".join(f"Paragraph {n}: " + "the fog lay over the harbour. " * 8 for n in range(20))
RIGHT = (Proposed("Ben Okoro", "PERSON"), Proposed("Sarn", "PLACE"))


# -- Enter -----------------------------------------------------------------------------------


def test_enter_finishes_a_short_article_that_is_right(sit):
    seat = sit([(SHORT, RIGHT), (TEXT, ())])
    seat.press("Enter")
    assert seat.article == 2
    assert seat.spans(1) == [("Ben Okoro", "PERSON"), ("Sarn", "PLACE")]
    assert seat.decisions(1) == [
        ("Ben Okoro", "accepted", "enter", 1),
        ("Sarn", "accepted", "enter", 0),
    ]
    assert (seat.review(1)["status"], seat.review(1)["is_forced"]) == ("done", 0)
    assert seat.review(1)["shown"] == "read whole", "as the first articles are"
    assert seat.kinds() == ["article.finish"]
    assert seat.message == "Done: Article 1"
    assert seat.window.list.view.current_article == 2


def test_enter_goes_to_a_doubtful_one_that_was_not_looked_at(seat):
    seat.press("Enter")
    assert seat.focus_range == place_of(TEXT, "Ben Okoro", 1)
    assert seat.kinds() == []
    assert "is doubtful and was not looked at" in seat.message
    seat.press("Enter")
    assert seat.article == 2
    assert seat.review(1)["is_forced"] == 1
    assert {row[1:3] for row in seat.decisions(1)} == {("accepted", "forced")}


def test_enter_goes_to_each_doubtful_one_in_turn_and_only_then_is_forced(sit):
    surfaces = ("Port Amal", "Anna Moreau", "Ben Okoro", "Harbour Council")
    seat = sit([(TEXT, [Proposed(surface, "ORG", UNSURE) for surface in surfaces]), (SHORT, ())])
    seat.focus("Monday")
    seen = []
    for told in ("2 more not looked at", "1 more not looked at", "Enter once more accepts all"):
        seen.append(seat.press("Enter").focused)
        assert told in seat.message
    assert seen == ["Anna Moreau", "Ben Okoro", "Harbour Council"], "the first had the focus"
    assert (seat.article, seat.kinds()) == (1, [])
    seat.press("Enter")
    assert seat.article == 2
    assert seat.review(1)["is_forced"] == 1
    assert {row[2] for row in seat.decisions(1)} == {"forced"}


def test_shift_and_enter_finish_as_it_stands_and_say_that_it_was_forced(seat):
    seat.press("Shift+Enter")
    assert seat.article == 2
    assert seat.review(1)["is_forced"] == 1
    assert {row[1:3] for row in seat.decisions(1)} == {("accepted", "forced")}
    assert [row[3] for row in seat.decisions(1)] == [1, 0, 0, 0, 0, 0], "what had the focus"
    seat.press("Shift+Enter")
    assert (seat.article, seat.review(2)["is_forced"]) == (3, 0), "nothing was missing"


def test_shift_and_enter_do_not_page_nor_wait(sit):
    seat = sit([(LONG, ()), (SHORT, None), (TEXT, ())])
    seat.press("Shift+Enter")
    assert (seat.article, seat.review(1)["is_forced"]) == (2, 1)
    seat.press("Shift+Enter")
    assert seat.article == 3
    assert (seat.review(2)["is_forced"], seat.review(2)["shown"]) == (1, "none yet")


def test_enter_after_a_decision_at_the_last_doubtful_one_is_not_forced(sit):
    surfaces = ("Port Amal", "Anna Moreau", "Ben Okoro")
    seat = sit([(TEXT, [Proposed(surface, "ORG", UNSURE) for surface in surfaces]), (SHORT, ())])
    seat.press("Enter", "Enter", "Space", "Enter")
    assert seat.article == 2
    assert seat.review(1)["is_forced"] == 0
    assert seat.decisions(1)[:3] == [
        ("Port Amal", "accepted", "enter", 1),
        ("Anna Moreau", "accepted", "enter", 1),
        ("Ben Okoro", "confirmed", "key", 1),
    ]


def test_a_doubtful_one_that_had_the_focus_is_no_step(seat):
    seat.press(".", "Enter")
    assert seat.article == 2
    assert seat.review(1)["is_forced"] == 0
    assert seat.decisions(1)[-1] == ("Ben Okoro", "accepted", "enter", 1)


def test_one_decided_after_enter_went_there_is_not_forced(seat):
    seat.press("Enter", "Space", "Enter")
    assert seat.article == 2
    assert seat.review(1)["is_forced"] == 0


def test_moving_away_asks_again(seat):
    seat.press("Enter").focus("Monday")
    seat.press("Enter")
    assert seat.article == 2, "it had the focus"
    assert seat.review(1)["is_forced"] == 0


def test_enter_pages_on_to_the_end_first(sit):
    seat = sit([(LONG, ()), (SHORT, ())])
    bar = seat.window.view.verticalScrollBar()
    places = []
    while seat.article == 1:
        places.append(bar.value())
        assert len(places) < 30
        seat.press("Enter")
    assert len(places) > 3
    assert places == sorted(set(places))
    assert seat.review(1)["is_forced"] == 0
    assert seat.kinds() == ["article.finish"]


def test_a_topic_does_not_scroll_back_to_the_focus(sit):
    seat = sit([(LONG, ())])
    seat.press("End")
    bar = seat.window.view.verticalScrollBar()
    seat.press("1")
    assert bar.value() == bar.maximum()
    seat.press("p")
    assert bar.value() < bar.maximum(), "what was decided is brought into view"


def test_a_text_seen_to_its_end_needs_no_page(sit):
    seat = sit([(LONG, ()), (SHORT, ())])
    seat.press("End", "Home", "Enter")
    assert seat.article == 2


def test_enter_waits_for_suggestions_and_is_forced_without_them(sit):
    seat = sit([(SHORT, None), (TEXT, ())])
    seat.press("Enter")
    assert seat.article == 1
    assert (
        seat.message == "The suggestions are not there yet. Enter once more finishes without them"
    )
    seat.press("Enter")
    assert seat.article == 2
    assert (seat.review(1)["is_forced"], seat.review(1)["shown"]) == (1, "none yet")


def test_enter_does_not_take_maybes(sit):
    seat = sit([(SHORT, (Proposed("Sarn", "PLACE", None, is_maybe=True),)), (TEXT, ())])
    seat.press("Enter")
    assert seat.article == 2
    assert seat.spans(1) == []


def test_what_followed_is_accepted_as_such(seat):
    seat.press("l", ".", "Enter")
    assert seat.article == 2
    assert seat.spans(1).count(("Port Amal", "PLACE")) == 3
    outcomes = [row[1] for row in seat.decisions(1) if row[0] == "Port Amal"]
    assert outcomes == ["relabelled", "accepted", "accepted"]


def test_finishing_is_one_step_of_undo(seat):
    seat.press(".", "Enter")
    assert seat.article == 2
    seat.press("Ctrl+Z", "Ctrl+Z")
    assert seat.article == 1
    assert (seat.spans(1), seat.decisions(1)) == ([], [])
    assert seat.review(1).get("status", "new") != "done"
    assert len(seat.marks) == 6


def test_after_the_last_article_the_strip_says_so(sit):
    seat = sit([(SHORT, RIGHT)])
    seat.press("Enter")
    assert seat.article == 1
    assert seat.message == "Everything in the queue is done"
    assert seat.review()["status"] == "done"


def test_enter_comes_round_to_what_was_left_out(seat):
    seat.press("Ctrl+PageDown", "Enter")
    assert seat.article == 3
    seat.press("Enter")
    assert seat.article == 1


def test_a_done_article_can_be_edited_and_stays_done(sit):
    seat = sit([(SHORT, RIGHT), (TEXT, ())])
    seat.press("Enter", "Ctrl+PageUp")
    seat.focus("Sarn").press("p")
    assert seat.spans() == [("Ben Okoro", "PERSON"), ("Sarn", "PERSON")]
    assert seat.review()["status"] == "done"


def test_enter_right_after_a_new_article_is_ignored(seat, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(desks.time, "monotonic", lambda: now)
    seat.window.desk.articles.enter_guard_ms = desks.ENTER_GUARD_MS
    seat.press("Ctrl+PageDown")
    wait_for(lambda: seat.window.desk.articles.painted_at is not None, "the first paint")
    now += 0.2
    seat.press("Enter")
    assert (seat.article, seat.kinds()) == (2, [])
    now += 0.2
    seat.press("Enter")
    assert (seat.article, seat.kinds()) == (3, ["article.finish"])


def test_enter_before_the_first_paint_is_ignored(seat):
    seat.window.desk.articles.open(2)
    press(seat.window, "Enter")
    assert (seat.article, seat.kinds()) == (2, [])


def test_the_guard_is_a_third_of_a_second():
    assert desks.ENTER_GUARD_MS == 300


# -- other keys of the article ---------------------------------------------------------------


def test_skip_with_a_reason(seat, monkeypatch):
    monkeypatch.setattr(SkipQuestion, "ask", lambda _parent: "Duplicate")
    seat.press("Ctrl+Backspace")
    assert seat.article == 2
    assert (seat.review(1)["status"], seat.review(1)["reason"]) == ("skipped", "Duplicate")
    assert seat.spans(1) == []


def test_skip_without_a_reason_does_nothing(seat, monkeypatch):
    monkeypatch.setattr(SkipQuestion, "ask", lambda _parent: None)
    seat.press("Ctrl+Backspace")
    assert (seat.article, seat.kinds()) == (1, [])


def test_reopen(seat):
    seat.press("Ctrl+Shift+Enter")
    assert seat.message == "The article is still open"
    seat.press("Ctrl+PageDown", "Enter", "Ctrl+PageUp", "Ctrl+Shift+Enter")
    assert (seat.article, seat.review()["status"]) == (2, "started")
    assert seat.spans() == [("Ben Okoro", "PERSON"), ("Sarn", "PLACE")]


def test_flag_and_again(seat):
    seat.press("Ctrl+D")
    assert (seat.review()["flagged"], seat.message) == (1, "Flagged")
    seat.press("Ctrl+D")
    assert (seat.review()["flagged"], seat.message) == (0, "Flag removed")


def test_note(seat, monkeypatch):
    asked = []

    def ask(_parent, _title, _question, text="", _on_text=None):
        asked.append(text)
        return "ask Ilan"

    monkeypatch.setattr(LinesQuestion, "ask", ask)
    seat.press("Ctrl+E", "Ctrl+E")
    assert asked == ["", "ask Ilan"]
    assert seat.review()["note"] == "ask Ilan"
    assert seat.kinds() == ["article.note"]


def test_unsure_about_a_span_with_a_question(seat, monkeypatch):
    monkeypatch.setattr(TextQuestion, "ask", lambda *_: "town or port?")
    seat.press("Ctrl+U")
    assert seat.rows("SELECT surface, question FROM spans") == [("Port Amal", "town or port?")]
    assert "unsure: town or port?" in seat.window.strip.focus.known
    assert seat.kinds() == ["span.ask"]
    assert [row[:3] for row in seat.decisions()][:1] == [("Port Amal", "confirmed", "key")]
    seat.press("Ctrl+Z")
    assert seat.rows("SELECT surface, question FROM spans") == []
    assert seat.decisions() == []
    seat.press("Ctrl+Shift+Z")
    assert seat.rows("SELECT surface, question FROM spans") == [("Port Amal", "town or port?")]


def test_a_question_needs_a_span(seat, monkeypatch):
    monkeypatch.setattr(TextQuestion, "ask", lambda *_: "what?")
    seat.focus("Monday").press("Ctrl+U")
    assert "there is no span here" in seat.message
    assert seat.kinds() == []
