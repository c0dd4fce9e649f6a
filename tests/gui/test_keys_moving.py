"""Keys that move: the focus, its edges, the page. None of them decides, but for edges of a mark."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator import paths
from annotator.ui.kit.pressing import type_text
from tests.gui.seat import SURE, TEXT, UNSURE, Proposed, place_of

AMAL = [place_of(TEXT, "Port Amal", nth) for nth in range(3)]
LONG = "\n\n".join(f"Paragraph {n}: " + "the fog lay over the harbour. " * 8 for n in range(40))


# -- the focus -------------------------------------------------------------------------------


def test_tab_goes_round_all_marks(seat):
    assert seat.focused == "Port Amal"
    assert [seat.press("Tab").focused for _ in range(6)] == [
        "Anna Moreau", "Ben Okoro", "Harbour Council", "Port Amal", "Ben Okoro",
        "Port Amal",
    ]  # fmt: skip
    assert seat.press("Shift+Tab").focus_range == place_of(TEXT, "Ben Okoro", 1)
    assert seat.kinds() == []


def test_tab_comes_to_maybes_after_the_doubtful(sit):
    seat = sit(
        [
            (
                "Sarn and Ben Okoro and Karsheim.",
                (
                    Proposed("Sarn", None, None, is_maybe=True),
                    Proposed("Ben Okoro", "PERSON", UNSURE),
                    Proposed("Karsheim", "PLACE"),
                ),
            )
        ]
    )
    assert seat.focused == "Ben Okoro"
    assert [seat.press("Tab").focused for _ in range(2)] == ["Karsheim", "Sarn"]


def test_full_stop_and_comma_go_to_the_doubtful_only(seat):
    second = place_of(TEXT, "Ben Okoro", 1)
    assert seat.press(".").focus_range == second
    assert seat.press(".").focus_range == AMAL[0]
    assert seat.press(",").focus_range == second
    assert seat.kinds() == []


def test_nothing_doubtful_is_told(sit):
    seat = sit([("Sarn sleeps.", (Proposed("Sarn", "PLACE"),))])
    assert seat.press(".").message == "Nothing doubtful here"


def test_arrows_move_by_token_and_take_a_mark_whole(seat):
    seen = [seat.press("Right").focused for _ in range(4)]
    assert seen == [",", "Anna Moreau", "met", "Ben Okoro"]
    seen = [seat.press("Left").focused for _ in range(5)]
    assert seen == ["met", "Anna Moreau", ",", "Port Amal", "In"]
    assert seat.press("Left").focused == "In"
    assert seat.kinds() == []


def test_up_and_down_move_by_line_over_empty_ones(sit):
    seat = sit([("Sarn sleeps.\nKarsheim\n\n\nwakes", (Proposed("Karsheim", "PLACE"),))])
    seat.press("Home").focus("Sarn")
    assert [seat.press("Down").focused for _ in range(3)] == ["Karsheim", "wakes", "wakes"]
    assert [seat.press("Up").focused for _ in range(3)] == ["Karsheim", "Sarn", "Sarn"]
    assert seat.kinds() == []


def test_right_to_left_text_is_walked_as_it_is_seen(sit):
    seat = sit([("שלום עולם טוב", ())])
    assert seat.focused == "שלום"
    assert seat.press("Left").focused == "עולם"
    assert seat.press("Right").focused == "שלום"


def test_the_ring_is_painted_round_the_focus(seat):
    place = place_of(TEXT, "met")
    without = seat.picture(*place)
    seat.focus("met")
    assert seat.focused == "met"
    assert seat.picture(*place) != without
    seat.press("Tab")
    assert seat.picture(*place) == without


# -- jumps -----------------------------------------------------------------------------------


def hints(seat):
    """What stands at the places, by surface."""
    text = seat.text
    return {text[target.start : target.end]: target.hint for target in seat.window.view.hints}


def test_a_jump_offers_digits_at_names_and_letters_at_marks(sit):
    seat = sit([("Ben Okoro left Sarn for Karsheim.", (Proposed("Sarn", "PLACE"),))])
    seat.focus("left")
    without = seat.picture(*place_of(seat.text, "Sarn"))
    seat.press("/")
    assert hints(seat) == {"Ben Okoro": "1", "Karsheim": "2", "Sarn": "f"}
    assert seat.picture(*place_of(seat.text, "Sarn")) != without
    assert seat.press("f").focused == "Sarn"
    assert hints(seat) == {}
    assert seat.press("/", "2").focused == "Karsheim"
    seat.press("/", "/")
    assert set(hints(seat)) == {"Ben", "Okoro", "left", "Sarn", "for", "Karsheim"}
    assert seat.press(hints(seat)["left"]).focused == "left"
    assert seat.kinds() == []


def test_a_jump_reaches_a_mark_that_is_not_doubtful_in_two_keys(seat):
    seat.press("/")
    seat.press(hints(seat)["Harbour Council"], "l")
    assert seat.spans() == [("Harbour Council", "PLACE")]


def test_a_letter_without_a_hint_asks_for_the_words_that_begin_with_it(seat):
    seat.press("/", "w")
    assert set(hints(seat)) == {"waited"}
    assert seat.press("f").focused == "waited"


def test_a_digit_after_a_jump_takes_so_many_words(sit):
    seat = sit([("他在北京大学见了马云。", ())])
    seat.press("/")
    assert seat.press(hints(seat)["北"]).focused == "北"
    assert seat.press("4").focused == "北京大学"
    assert seat.press("2").focused == "北京", "until another key it can be mended"
    seat.press("4", "l")
    assert seat.spans() == [("北京大学", "PLACE")]
    assert seat.topics() == {}
    seat.press("2")
    assert seat.topics() == {12: True}, "then digits are topics again"


def test_a_digit_after_a_jump_to_a_mark_is_a_topic(seat):
    seat.press("/")
    seat.press(hints(seat)["Harbour Council"], "1")
    assert seat.focused == "Harbour Council"
    assert seat.topics() == {11: True}


def test_a_jump_is_left_by_esc_a_click_or_another_article(seat):
    seat.press("/", "Esc")
    assert (hints(seat), seat.focused) == ({}, "Port Amal")
    seat.press("/").focus("met")
    assert (hints(seat), seat.focused) == ({}, "met")
    seat.press("/", "Ctrl+PageDown")
    assert (hints(seat), seat.article) == ({}, 2)
    assert seat.kinds() == []


# -- edges -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "surface"),
    [
        ("Shift+Right", "Harbour Council."),
        ("]", "Harbour Council."),
        ("Shift+Left", "Harbour"),
        ("}", "Harbour"),
        ("Alt+Left", "the Harbour Council"),
        ("[", "the Harbour Council"),
        ("Alt+Right", "Council"),
        ("{", "Council"),
        ("Ctrl+Shift+Left", "Harbour Counci"),
        ("Ctrl+Shift+Right", "Harbour Council."),
        ("Ctrl+Alt+Left", " Harbour Council"),
        ("Ctrl+Alt+Right", "arbour Council"),
    ],
)
def test_edges_of_a_suggestion_move_and_are_stored(seat, key, surface):
    seat.focus("Harbour Council").press(key)
    assert seat.focused == surface
    assert seat.spans() == [(surface, "ORG")]
    assert seat.decisions() == [("Harbour Council", "moved", "key", 1)]
    assert len(seat.kinds()) == 1


def test_an_edge_moved_back_is_a_confirmation(seat):
    seat.focus("Harbour Council").press("Shift+Right", "Shift+Left")
    assert seat.spans() == [("Harbour Council", "ORG")]
    assert seat.decisions() == [("Harbour Council", "confirmed", "key", 1)]


def test_edges_of_a_run_of_tokens_only_move_the_focus(seat):
    seat.focus("Monday").press("Shift+Right")
    assert seat.kinds() == []
    seat.focus("fog").press("Alt+Left", "Alt+Left", "Shift+Right")
    assert seat.focused == "in the fog."
    assert seat.kinds() == []
    seat.press("l")
    assert seat.spans() == [("in the fog.", "PLACE")]


def test_an_edge_stops_at_the_other(seat):
    seat.focus("met").press("Shift+Left")
    assert (seat.focused, seat.message) == ("met", "The edge can't go further")
    seat.press("Alt+Right")
    assert (seat.focused, seat.message) == ("met", "The edge can't go further")


def test_an_edge_moved_is_followed_where_the_same_surface_stands(seat):
    seat.press("Shift+Right")
    assert seat.spans() == [("Port Amal,", "ORG")]
    assert seat.marks.count(("Port Amal", "FOLLOWED")) == 0


def test_an_edge_by_character_steps_over_a_whole_emoji(seat):
    seat.focus("the", 1)
    seat.click(TEXT.index("😀") - 3)
    assert seat.focused == "the"
    seat.press("Ctrl+Shift+Right", "Ctrl+Shift+Right")
    assert seat.focused == "the 😀"
    start = TEXT.index("the 😀")
    assert seat.focus_range == (start, start + 5)


def test_edges_are_one_step_of_undo_each(seat):
    seat.focus("Harbour Council").press("Alt+Left", "Shift+Right", "Ctrl+Z")
    assert seat.spans() == [("the Harbour Council", "ORG")]
    seat.press("Ctrl+Z")
    assert (seat.spans(), seat.decisions()) == ([], [])
    assert seat.focused == "Harbour Council"


# -- the page --------------------------------------------------------------------------------


def test_the_page_scrolls_and_the_focus_stays(sit):
    seat = sit([(LONG, ())])
    bar = seat.window.view.verticalScrollBar()
    seat.press("PageDown")
    first = bar.value()
    assert first > 300
    assert seat.press("PageDown") and bar.value() > first
    assert seat.press("PageUp") and bar.value() == first
    assert seat.press("End") and bar.value() == bar.maximum()
    assert seat.press("Home") and bar.value() == 0
    assert seat.focused == "Paragraph"
    assert seat.kinds() == []


def test_next_and_previous_article_without_deciding(seat):
    assert seat.press("Ctrl+PageDown").article == 2
    assert seat.press("Ctrl+PageDown").article == 3
    assert seat.press("Ctrl+PageDown").article == 3
    assert seat.message == "There is no further article that way"
    assert seat.press("Ctrl+PageUp", "Ctrl+PageUp").article == 1
    assert seat.kinds() == []
    assert seat.window.list.view.current_article == 1


@pytest.mark.may_stall("larger text lays out every part of the window: some 70 ms at rest")
def test_text_size_is_kept(seat):
    size = seat.window.view.text_px
    type_text(seat.window, "x")
    seat.press("Ctrl++", "Ctrl+=", "Ctrl+-")
    assert seat.window.view.text_px == size + 1
    assert json.loads(paths.settings_file().read_text("utf-8"))["text_px"] == size + 1
    assert seat.focused == "Port Amal"


def test_ctrl_c_copies_the_focus(seat):
    seat.press("Ctrl+C")
    assert QApplication.clipboard().text() == "Port Amal"


def test_f6_goes_round_the_panels_and_esc_back_to_the_text(seat):
    window = seat.window
    seat.press("F6")
    assert window.list.view.hasFocus()
    seat.press("F6")
    assert window.side.labels.hasFocus()
    seat.press("F6")
    assert window.view.hasFocus()
    for times in (1, 2):
        seat.press(*["F6"] * times, "Esc")
        assert window.view.hasFocus()
    assert seat.focused == "Port Amal"
    assert seat.kinds() == []


def test_the_place_is_kept_for_the_next_time(sit):
    seat = sit([(LONG, (Proposed("fog", "PLACE", SURE, nth=200),)), (TEXT, ())])
    seat.press("Tab")
    scroll = seat.window.view.verticalScrollBar().value()
    assert scroll > 0
    seat.open()
    assert (seat.article, seat.focused) == (1, "fog")
    assert seat.window.view.verticalScrollBar().value() == scroll


@pytest.mark.parametrize("keys", [(), ("PageDown",) * 3, ("End",), ("Home",)])
def test_what_was_read_last_is_on_screen_the_next_time_wherever_the_focus_is(sit, keys):
    seat = sit([(LONG, (Proposed("fog", "PLACE", SURE, nth=9),)), (TEXT, ())])
    bar = seat.window.view.verticalScrollBar()
    seat.press("Tab")
    seat.press(*keys)
    bar.setValue(bar.value() + (-77 if keys == ("End",) else 77))
    place, focus = bar.value(), seat.focus_range
    seat.open()
    assert (seat.article, seat.focus_range) == (1, focus)
    assert bar.value() == place


def test_the_input_method_is_off_in_the_text(seat):
    assert not seat.window.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
