"""`;` and a part of a name: labels and topics that have no key, among sixty."""

from __future__ import annotations

import string

import pytest

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.ui.kit.pressing import type_text
from annotator.ui.shell.pages import PageId
from tests.gui.seat import TEXT, USUAL, Seat, make_project, place_of

NAMES = ["PERSON", "ORG", "PLACE", *(f"KIND {n:02d}" for n in range(57))]
SIXTY = Scheme(
    name="sixty",
    labels=tuple(
        Label(n + 1, name, key=string.ascii_lowercase[n] if n < 26 else "", position=n)
        for n, name in enumerate(NAMES)
    ),
    groups=(TopicGroup(1, "Subject"),),
    topics=tuple(Topic(100 + n, f"Topic {n}", 1, str(n) if n < 10 else "") for n in range(1, 20)),
)


@pytest.fixture
def seat(opener, tmp_path):
    path = make_project(tmp_path / "sixty.db", [(TEXT, USUAL)], SIXTY)
    return Seat(opener, path)


@pytest.fixture
def names(seat):
    seat.press(";")
    return seat.window.pages.page(PageId.NAMES)


def test_it_opens_under_the_focus_with_what_the_strip_offers_first(seat, names):
    assert names.isVisible()
    assert names.field.hasFocus()
    assert names.current.text == "ORG"
    assert len(names.model.rows) == 60 + 19
    foot = seat.window.view.viewport().mapTo(seat.window, seat.point(seat.focus_range[0]))
    assert names.geometry().top() > foot.y() - 40


def test_the_list_narrows_and_enter_labels_and_goes_on(seat, names):
    type_text(seat.window, "k 5")
    assert [row.text for row in names.model.rows[:3]] == ["KIND 50", "KIND 51", "KIND 52"]
    type_text(seat.window, "5")
    assert [row.text for row in names.model.rows] == ["KIND 55"]
    seat.press("Enter")
    assert seat.spans()[0] == ("Port Amal", "KIND 55")
    assert seat.window.view.hasFocus()
    assert seat.focus_range == place_of(TEXT, "Ben Okoro", 1)
    assert [row[2] for row in seat.decisions()] == ["letter", "follow", "follow"]


def test_tab_takes_the_first_too(seat, names):
    type_text(seat.window, "place")
    seat.press("Tab")
    assert seat.spans()[0] == ("Port Amal", "PLACE")


def test_shift_and_enter_label_this_mention_only(seat, names):
    type_text(seat.window, "place")
    seat.press("Shift+Enter")
    assert len(seat.decisions()) == 1


def test_a_topic_toggles(seat, names):
    type_text(seat.window, "topic 17")
    seat.press("Enter")
    assert seat.topics() == {117: True}
    seat.press(";")
    type_text(seat.window, "topic 17")
    seat.press("Enter")
    assert seat.topics() == {}
    seat.press(";")
    type_text(seat.window, "topic 17")
    seat.press("Shift+Enter")
    assert seat.topics() == {117: False}


def test_esc_leaves_to_the_text_and_changes_nothing(seat, names):
    type_text(seat.window, "place")
    seat.press("Esc")
    assert not names.isVisible()
    assert seat.window.view.hasFocus()
    assert seat.kinds() == []


def test_a_name_that_nothing_has_takes_nothing(seat, names):
    type_text(seat.window, "qqq")
    assert names.model.rows == []
    seat.press("Enter")
    assert names.isVisible()
    assert seat.kinds() == []


def test_chords_stay_in_the_field(seat, names):
    type_text(seat.window, "pl")
    seat.press("Ctrl+D", "Ctrl+Z")
    assert seat.review().get("flagged", 0) == 0
    assert names.isVisible()


def test_near_the_bottom_it_stands_over_the_focus(seat):
    seat.window.resize(1000, 420)
    seat.focus("Port Amal", 2).press(";")
    names = seat.window.pages.page(PageId.NAMES)
    assert names.geometry().bottom() <= seat.window.height() + 30
