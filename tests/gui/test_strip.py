"""The strip: two lines that never grow and tell what fits."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from annotator.ui.strip import Strip, StripState
from annotator.ui.theme import current

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
    strip.say("said " * 500, "Ctrl Z")
    strip.grab()
    assert strip.sizeHint().height() == height


def test_each_line_shows_what_it_is_given(strip):
    empty = strip.grab().toImage()
    strip.show_focus(FOCUS)
    first = strip.grab().toImage()
    strip.say("PERSON confirmed", "Ctrl Z")
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
