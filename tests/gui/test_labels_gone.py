"""Labels that were retired or deleted are offered nowhere, though an entity has them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from annotator.core import scheme_acts
from annotator.core.records import Label, Topic
from annotator.core.scheme_acts import Use
from annotator.storage import Store
from annotator.ui.kit.pressing import settle, type_text
from annotator.ui.shell.pages import PageId
from tests.gui.seat import ANNOTATOR, AT, SCHEME, TEXT, USUAL, Seat, make_project
from tests.gui.test_mouse import open_context_menu, popup

# What the off-screen platform says of every menu.
pytestmark = pytest.mark.qt_log_ignore("does not support raise", "grabbing the", extend=True)
SHIP = Label(4, "SHIP", "SHIP", "teal", "s", position=3)
SHIPPING = Topic(15, "Shipping", 1, "5")
FULL = replace(SCHEME, labels=(*SCHEME.labels, SHIP), topics=(*SCHEME.topics, SHIPPING))
HERON = TEXT.index("Heron")


def store(seat: Seat, acts) -> None:
    with Store.open(seat.path) as other:
        for act in acts:
            other.acts.commit(act, other.annotators.id_of(ANNOTATOR), AT)
    seat.window.watching.timer.timeout.emit()
    settle()


@pytest.fixture(params=["retired", "deleted", "in use"])
def seat(request, opener, tmp_path) -> Seat:
    """A seat at a project whose label SHIP, and topic Shipping, are retired or deleted; or not."""
    seat = Seat(opener, make_project(tmp_path / "ships.db", [(TEXT, USUAL)], FULL))
    if request.param != "deleted":
        seat.click(HERON + 1)
        seat.press("s")
        assert seat.spans() == [("Heron", "SHIP")]
    if request.param == "retired":
        store(seat, [scheme_acts.retire(SHIP), scheme_acts.retire(SHIPPING)])
    elif request.param == "deleted":
        gone = [*scheme_acts.delete(FULL, SHIP, Use()), *scheme_acts.delete(FULL, SHIPPING, Use())]
        store(seat, gone)
    seat.click(HERON + 1)
    seat.is_offered = request.param == "in use"  # type: ignore[attr-defined]
    return seat


def test_the_strip_names_it_no_more(seat):
    names = [name for _, name, _ in seat.window.strip.focus.options]
    assert ("SHIP" in names) == seat.is_offered


def test_the_context_menu_has_it_no_more(seat):
    open_context_menu(seat, HERON + 1)
    menu = popup()
    inner = [action.menu() for action in menu.actions() if action.menu() is not None]
    rows = [row.text().split("\t")[0] for each in (menu, *inner) for row in each.actions()]
    menu.close()
    assert ("SHIP" in [row.replace("&", "") for row in rows]) == seat.is_offered
    assert "PERSON" in [row.replace("&", "") for row in rows]


@pytest.mark.parametrize("key", [";", "Ctrl+K"])
def test_typing_its_name_does_not_find_it(seat, key):
    seat.press(key)
    overlay = (
        seat.window.pages.page(PageId.NAMES)
        if key == ";"
        else seat.window.pages.page(PageId.PALETTE)
    )
    type_text(seat.window, "ship")
    values = [row.value for row in overlay.model.rows]
    assert (("label", 4) in values) == seat.is_offered
    assert (("topic", 15) in values) == seat.is_offered


def test_the_bar_at_the_mouse_has_it_no_more(seat):
    seat.double_click(TEXT.index("Monday") + 2)
    names = [chip.label.name for chip in seat.window.mouse_bar._chips]
    assert names == ["PERSON", "ORG", "PLACE"] + ["SHIP"] * seat.is_offered


def test_its_letter_and_digit_give_nothing(seat):
    seat.click(TEXT.index("Monday") + 2)
    seat.press("s", "5")
    given = [surface for surface, label in seat.spans() if label == "SHIP"]
    assert ("Monday" in given) == seat.is_offered
    assert (15 in seat.topics()) == seat.is_offered


def test_the_side_panel_and_the_topics_have_it_no_more(seat):
    names = [row.name for row in seat.window.side.labels.rows.rows]
    assert ("SHIP" in names) == seat.is_offered
    assert (15 in seat.window.topics.pills) == seat.is_offered
    assert seat.window.view.sheet is seat.window.desk.review.sheet


def test_what_has_a_damaged_label_is_shown_and_can_be_given_another(opener, tmp_path):
    path = make_project(tmp_path / "ships.db", [(TEXT, USUAL)], FULL)
    seat = Seat(opener, path)
    seat.click(HERON + 1)
    seat.press("s")
    seat.window.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE labels SET leave_out = '{' WHERE id = 4")
        connection.commit()
    seat = Seat(opener, path)
    seat.click(HERON + 1)
    assert [x.label for x in seat.window.desk.review.sheet.spans] == [4]
    assert "label 4" in seat.message
    assert seat.window.view.sheet.scheme.label(4).shown_name == "damaged label 4"
    seat.press("s")
    assert [x.label for x in seat.window.desk.review.sheet.spans] == [4]
    seat.press("p")
    assert seat.spans() == [("Heron", "PERSON")]
    seat.press("Ctrl+Z")
    assert [x.label for x in seat.window.desk.review.sheet.spans] == [4]
