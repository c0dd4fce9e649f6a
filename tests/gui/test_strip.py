"""The strip: two lines that never grow and tell what fits."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from annotator.core.records import Suggestion
from annotator.core.tokens import cut
from annotator.storage import Store
from annotator.ui.desk.strip import Strip, StripState, _with_none
from annotator.ui.kit.theme import current
from tests.gui.seat import SHORT, Seat, make_project

FOCUS = StripState(
    "Group of Nine",
    "3 here · 12 elsewhere",
    (("O", "Org", 0.71), ("E", "Event", 0.22), ("⌫", "none", 0.07)),
    (("-", "edges"),),
)


@pytest.fixture
def strip(qtbot):
    found = Strip()
    qtbot.addWidget(found)
    found.resize(800, found.sizeHint().height())
    return found


def has_colour(widget, colour: QColor) -> bool:
    picture = widget.grab().toImage()
    return any(
        picture.pixelColor(x, y) == colour
        for y in range(picture.height())
        for x in range(picture.width())
    )


@pytest.mark.parametrize("width", [60, 200, 430, 800, 1600])
def test_the_height_is_the_same_whatever_it_says(strip, width):
    height = strip.sizeHint().height()
    strip.resize(width, height)
    strip.show_focus(StripState("word " * 300, "known " * 300, FOCUS.options * 9, FOCUS.hints * 9))
    strip.say("said " * 500, "Ctrl+Z")
    strip.grab()
    assert strip.sizeHint().height() == height


def test_each_line_shows_what_it_is_given(strip):
    empty = strip.grab().toImage()
    strip.show_focus(FOCUS)
    first = strip.grab().toImage()
    strip.say("PERSON confirmed", "Ctrl+Z")
    both = strip.grab().toImage()
    middle = strip.height() // 2
    assert first.copy(0, 0, 800, middle) != empty.copy(0, 0, 800, middle)
    assert first.copy(0, middle, 800, middle) == empty.copy(0, middle, 800, middle)
    assert both.copy(0, 0, 800, middle) == first.copy(0, 0, 800, middle)
    assert both.copy(0, middle, 800, middle) != first.copy(0, middle, 800, middle)


def test_a_warning_has_its_colour(strip):
    strip.say("Saved")
    assert not has_colour(strip, current()["warn"])
    strip.say("Not saved: the disk is full", is_warning=True)
    assert has_colour(strip, current()["warn"])


def test_what_is_elided_can_be_read_in_the_tooltip(strip):
    strip.say("a long story")
    assert strip.toolTip() == "a long story"
    strip.show_focus(FOCUS)
    assert strip.toolTip().splitlines() == [FOCUS.known, "a long story"]


def test_long_names_leave_room_for_the_answer_that_it_is_nothing():
    names = ("Head of Government or State", "Political Party or Movement", "International Body")
    options = [("H", name, "") for name in names] + [("⌫", "none", "")]
    for room in (150.0, 300.0, 600.0, 1200.0):
        shown, left = _with_none(options, room)
        assert shown[-1] == options[-1] and left >= 0
    assert shown == options


def test_the_rivals_of_a_suggestion_stand_there_with_their_probabilities(opener, tmp_path):
    path = make_project(tmp_path / "p.db", [(SHORT, ()), ("Ben Okoro again.", ())])
    with Store.open(path) as store:
        others = ((2, 0.71), (1, 0.22), (None, 0.07))
        row = Suggestion(0, 1, 0, 9, 2, "corrector", 0.71, others=others)
        store.suggestions.put(
            1, store.suggestions.run_id("learned", "1", "f"), cut(SHORT), [0], [row]
        )
    seat = Seat(opener, path)
    shown = seat.window.strip.focus
    assert shown.options == (("O", "ORG", 0.71), ("P", "PERSON", 0.22), ("⌫", "none", 0.07))
    assert shown.known == ""
    seat.press("p")
    seat.focus("Ben Okoro")
    assert seat.window.strip.focus.options[:2] == (("P", "PERSON", 0.22), ("O", "ORG", 0.71))
    assert "elsewhere" not in seat.window.strip.focus.known, (
        "what was decided here is not elsewhere"
    )
    seat.press("Ctrl+PageDown")
    seat.press("Shift+Right")
    assert "elsewhere PERSON 1" in seat.window.strip.focus.known


def test_only_whole_words_count_as_mentions_here(sit):
    seat = sit([("Sarn lies on the Sarn. The Sarnese left Sarnia, not Sarn.", ())])
    seat.focus("Sarn")
    assert "3× here" in seat.window.strip.focus.known
