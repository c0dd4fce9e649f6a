"""Keys that label, confirm, reject, apply and take back: what is stored, and what is painted."""

from __future__ import annotations

import pytest

from annotator.ui.kit.pressing import hold, settle, type_text
from tests.gui.seat import SCHEME, SHORT, SURE, TEXT, UNSURE, Proposed, place_of

AMAL = [place_of(TEXT, "Port Amal", nth) for nth in range(3)]
OKORO = [place_of(TEXT, "Ben Okoro", nth) for nth in range(2)]


def test_the_first_doubtful_suggestion_has_the_focus(seat):
    assert seat.focus_range == AMAL[0]
    assert seat.window.view.hasFocus()


def test_space_confirms_and_goes_on_to_the_next_doubtful(seat):
    before = seat.ground(*AMAL[0])
    seat.press("Space")
    assert seat.span_rows() == [("Port Amal", "ORG", "confirmed", *AMAL[0])]
    assert ("Port Amal", "confirmed", "key", 1) in seat.decisions()
    assert seat.focus_range == OKORO[1]
    assert seat.review()["status"] == "started"
    assert before == seat.ground(*place_of(TEXT, "Monday")), "a suggestion has no tint"
    assert seat.ground(*AMAL[0]) != before, "a span has one"


def test_space_on_a_run_of_tokens_takes_what_the_strip_proposes(seat):
    seat.focus("Moreau", 1)
    assert seat.focused == "Moreau"
    assert seat.window.strip.focus.options[0][:2] == ("P", "PERSON")
    seat.press("Space")
    assert seat.span_rows() == [("Moreau", "PERSON", "added", *place_of(TEXT, "Moreau", 1))]


def test_a_letter_relabels_and_the_other_mentions_follow(seat):
    seat.press("l")
    assert seat.spans() == [("Port Amal", "PLACE")]
    assert [row[1:] for row in seat.decisions()] == [
        ("relabelled", "letter", 1),
        ("followed", "follow", 0),
        ("followed", "follow", 0),
    ]
    assert seat.marks.count(("Port Amal", "FOLLOWED")) == 2
    assert seat.message == "2 other mentions of “Port Amal” labelled PLACE too (=), still open"
    stored = seat.rows("SELECT start, source FROM suggestions WHERE source = 'follow'")
    assert stored == [(AMAL[2][0], "follow")]


def test_the_letter_of_its_label_confirms(seat):
    seat.press("o")
    assert ("Port Amal", "confirmed", "letter", 1) in seat.decisions()


def test_shift_and_a_letter_label_this_mention_only(seat):
    seat.press("Shift+l")
    assert seat.spans() == [("Port Amal", "PLACE")]
    assert seat.decisions() == [("Port Amal", "relabelled", "letter", 1)]


def test_caps_lock_is_no_shift(seat):
    type_text(seat.window, "L")
    assert len(seat.decisions()) == 3


def test_a_letter_labels_a_run_of_tokens(seat):
    seat.focus("Monday").press("p")
    assert seat.spans() == [("Monday", "PERSON")]
    assert seat.decisions() == []
    assert seat.window.view.hasFocus()


def test_a_letter_without_a_label_says_so(seat):
    seat.press("x")
    assert seat.message == "No label has the key X"
    assert seat.kinds() == []


def test_a_label_changed_again_is_one_span(seat):
    seat.press("l").focus("Port Amal").press("p")
    assert seat.spans() == [("Port Amal", "PERSON")]
    assert ("Port Amal", "relabelled", "letter", 1) in seat.decisions()


def test_a_contrary_decision_on_a_follower_is_its_own(seat):
    seat.press("l").focus("Port Amal", 1).press("p")
    assert seat.spans() == [("Port Amal", "PLACE"), ("Port Amal", "PERSON")]
    third = seat.window.desk.review.sheet.marks.exactly(*AMAL[2])
    assert third.doubt == "mixed"


@pytest.mark.parametrize("key", ["Backspace", "Delete"])
def test_backspace_rejects_and_the_others_become_doubtful(seat, key):
    shown = seat.picture(*AMAL[0])
    seat.press(key)
    assert seat.spans() == []
    assert seat.decisions() == [("Port Amal", "rejected", "key", 1)]
    assert seat.focus_range == AMAL[1], "goes on to the other mention, now doubtful"
    mark = seat.window.desk.review.mark
    assert (mark.doubt, mark.proposed_none) == ("rejected", True)
    assert seat.picture(*AMAL[0]) != shown


def test_space_where_none_is_proposed_rejects(seat):
    seat.press("Backspace", "Space")
    assert [row[1] for row in seat.decisions()] == ["rejected", "rejected"]


def test_shift_and_backspace_reject_too(seat):
    seat.press("Shift+Backspace")
    assert seat.decisions() == [("Port Amal", "rejected", "key", 1)]


def test_backspace_removes_a_span(seat):
    seat.focus("Monday").press("p")
    seat.focus("Monday").press("Backspace")
    assert seat.spans() == []
    assert seat.kinds() == ["span.label", "span.reject"]


def test_backspace_on_a_run_of_tokens_says_that_nothing_is_there(seat):
    seat.focus("Monday").press("Backspace")
    assert seat.message == "Nothing is marked here"
    assert seat.kinds() == []


def test_equals_rejects_the_other_mentions(seat):
    seat.press("Backspace", "=")
    assert [row[1:] for row in seat.decisions()] == [
        ("rejected", "key", 1),
        ("rejected", "bulk", 0),
    ]
    assert seat.message == "Repeated on 1 more “Port Amal”"


def test_equals_decides_what_followed(seat):
    seat.press("l", "=")
    assert seat.spans() == [("Port Amal", "PLACE")] * 3
    assert [row[2] for row in seat.decisions() if row[0] == "Port Amal"] == [
        "letter",
        "bulk",
        "bulk",
    ]
    assert ("Port Amal", "FOLLOWED") not in seat.marks


def test_equals_is_one_act_for_undo(seat):
    seat.press("l", "=", "Ctrl+Z")
    assert seat.spans() == [("Port Amal", "PLACE")]
    assert seat.marks.count(("Port Amal", "FOLLOWED")) == 2


def test_equals_without_an_act_says_so(seat):
    seat.press("=")
    assert seat.message == "There is no act to repeat on other mentions"


def test_equals_after_an_edge_cuts_the_same_word_off_the_others(sit):
    text = "The Port Board met the Grain Union. The Board of Sarn left, and the fog."
    seat = sit(
        [
            (
                text,
                (
                    Proposed("The Port Board", "ORG"),
                    Proposed("the Grain Union", "ORG"),
                    Proposed("The Board of Sarn", "ORG"),
                    Proposed("the fog", "PLACE"),
                ),
            )
        ]
    )
    seat.focus("The Port Board").press("-", "=")
    assert seat.spans() == [("Port Board", "ORG"), ("Grain Union", "ORG"), ("Board of Sarn", "ORG")]
    assert seat.message == "Without “The”: 2 more"
    assert ("the fog", "SUGGESTED") in seat.marks
    assert [row[1:] for row in seat.decisions()] == [
        ("moved", "key", 1),
        ("moved", "bulk", 0),
        ("moved", "bulk", 0),
    ]
    seat.press("Ctrl+Z")
    assert seat.spans() == [("Port Board", "ORG")]
    seat.press("Ctrl+Z")
    assert (seat.spans(), len(seat.marks)) == ([], 4)


def test_shift_and_space_go_back_along_the_trail(seat):
    seat.press("Space", "Space")
    assert seat.focus_range == OKORO[1], "nothing doubtful was left"
    seat.press("Shift+Space")
    assert seat.focus_range == AMAL[0]
    seat.press("Shift+Space")
    assert seat.message == "Nothing was decided before this"
    assert seat.kinds() == ["span.label", "span.label"]


@pytest.mark.parametrize("first", ["Backspace", "Space"])
def test_space_takes_nothing_back_that_was_rejected(sit, first):
    """The rhythm of Space goes on, and what is proposed for bare words is no answer."""
    seat = sit([(SHORT, (Proposed("Ben Okoro", "PERSON", UNSURE), Proposed("Sarn", "PLACE")))])
    seat.press(first)
    if first == "Space":
        seat.focus("Ben Okoro").press("Backspace")
    assert seat.focused == "Ben Okoro"
    seat.press("Space")
    assert seat.spans() == []
    assert seat.message.startswith("This was rejected.")
    seat.press("p")
    assert seat.spans() == [("Ben Okoro", "PERSON")]


def test_a_relabel_that_is_undone_shows_the_label_before_it(sit):
    seat = sit([(SHORT, (Proposed("Ben Okoro", "ORG", UNSURE), Proposed("Sarn", "PLACE")))])
    seat.press("Space", "p", "Ctrl+Z")
    assert seat.spans() == [("Ben Okoro", "ORG")]
    mark = seat.window.view.sheet.marks.exactly(*place_of(SHORT, "Ben Okoro"))
    assert mark.label == SCHEME.label_with_key("o").id
    counts = {row.key: row.count for row in seat.window.side.labels.rows.rows}
    assert (counts["O"], counts["P"]) == (1, 0)


def test_when_nothing_is_doubtful_the_focus_stays_and_the_strip_says_so(sit):
    seat = sit([(SHORT, (Proposed("Ben Okoro", "PERSON", UNSURE), Proposed("Sarn", "PLACE")))])
    seat.press("Space")
    assert seat.focused == "Ben Okoro"
    assert seat.message == "Nothing doubtful left · Enter accepts 1"


def test_what_was_seen_and_is_doubtful_still_comes_again_until_it_is_decided(sit):
    unsure = (Proposed("Ben Okoro", "PERSON", UNSURE), Proposed("Sarn", "PLACE", UNSURE))
    seat = sit([(SHORT, unsure)])
    seat.press("Tab", "l")
    assert seat.focused == "Ben Okoro"
    seat.press("Space")
    assert seat.message == "Nothing is left to decide · Enter goes on"


def test_a_maybe_is_taken_by_a_letter(sit):
    seat = sit([(SHORT, (Proposed("Sarn", None, None, is_maybe=True),))])
    seat.press("Tab")
    assert seat.focused == "Sarn"
    seat.press("l")
    assert seat.spans() == [("Sarn", "PLACE")]
    assert [row[:3] for row in seat.decisions()] == [("Sarn", "relabelled", "letter")]


@pytest.mark.parametrize("key", ["Space", "l", "Backspace", "=", "-", "1", "0", "Enter"])
def test_a_key_held_down_decides_once(seat, key):
    if key == "=":
        seat.press("l")
    if key == "Enter":
        seat.press("Space", "Space")
    done = len(seat.kinds())
    article = seat.article
    hold(seat.window, key, repeats=5)
    settle()
    assert len(seat.kinds()) == done + 1
    if key != "Enter":
        assert seat.article == article


# -- topics ----------------------------------------------------------------------------------


def test_a_digit_says_yes_and_again_takes_it_back(seat):
    seat.press("1")
    assert seat.topics() == {11: True}
    assert seat.message == "Topic Trade: yes"
    assert seat.window.topics.pills[11].state.value == "yes"
    seat.press("1")
    assert seat.topics() == {}
    assert seat.message == "Topic Trade: not decided"


def test_shift_and_a_digit_say_no(seat):
    seat.press("Shift+2")
    assert seat.topics() == {12: False}
    seat.press("2")
    assert seat.topics() == {12: True}
    seat.press("Shift+2", "Shift+2")
    assert seat.topics() == {}


def test_a_group_of_one_answer_has_one_yes(seat):
    seat.press("3", "4")
    assert seat.topics() == {14: True}


def test_zero_decides_that_none_applies(seat):
    seat.press("1", "Shift+2", "0")
    assert seat.topics() == {0: True, 12: False}
    seat.press("1")
    assert seat.topics() == {11: True, 12: False}
    seat.press("0", "0")
    assert seat.topics() == {12: False}


def test_a_digit_without_a_topic_says_so(seat):
    seat.press("9")
    assert seat.message == "No topic has the key 9"
    assert seat.kinds() == []


# -- undo ------------------------------------------------------------------------------------


def test_undo_and_redo_restore_marks_and_focus(seat):
    marks = seat.marks
    picture = seat.picture(*AMAL[0])
    seat.press("l").press("Ctrl+Z")
    assert (seat.spans(), seat.decisions()) == ([], [])
    assert seat.marks == marks
    assert seat.focus_range == AMAL[0]
    assert seat.picture(*AMAL[0]) == picture
    seat.press("Ctrl+Shift+Z")
    assert seat.spans() == [("Port Amal", "PLACE")]
    assert len(seat.decisions()) == 3


def test_undo_takes_back_anything(seat):
    seat.press("Space", "1", "Ctrl+D", "0", "Backspace", "Shift+Right")
    seat.press(*["Ctrl+Z"] * 6)
    assert (seat.spans(), seat.decisions(), seat.topics()) == ([], [], {})
    assert seat.review().get("flagged", 0) == 0
    seat.press("Ctrl+Z")
    assert seat.message == "Nothing to undo"


def test_undo_in_another_article_goes_there_first(seat):
    seat.press("l", "Space").press("Ctrl+PageDown")
    assert seat.article == 2
    seat.press("Ctrl+Z")
    assert seat.article == 1
    assert seat.message == "Once more undoes, in “Article 1”: Label for “Ben Okoro”"
    assert len(seat.spans(1)) == 2
    seat.press("Ctrl+Z")
    assert len(seat.spans(1)) == 1
    seat.press("Ctrl+PageDown", "Ctrl+Shift+Z")
    assert (seat.article, len(seat.spans(1))) == (1, 1)
    seat.press("Ctrl+Shift+Z")
    assert len(seat.spans(1)) == 2


def test_undo_survives_a_restart(seat):
    seat.press("l")
    seat.open()
    seat.press("Ctrl+Z")
    assert seat.spans() == []


def test_sure_and_unsure_are_what_the_tests_think(seat):
    assert UNSURE < seat.window.desk.review.sheet.knowledge.threshold < SURE


def test_what_an_act_said_goes_with_the_next_act(seat):
    seat.press("1")
    assert seat.message == "Topic Trade: yes"
    seat.press("Tab")
    assert seat.message == "Topic Trade: yes", "it is the last act still"
    seat.press("Shift+p")
    assert "Trade" not in seat.message


def test_space_labels_nothing_where_nothing_says_what_it_is(seat):
    seat.focus("Monday").press("Space")
    assert seat.span_rows() == [] and seat.decisions() == []
    assert seat.message == "Nothing is suggested for this. Press a label's letter"
    seat.press("l")
    assert seat.spans() == [("Monday", "PLACE")]
