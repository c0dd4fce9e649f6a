"""A label is called the same wherever it is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from annotator.ui.article import painting
from annotator.ui.find.type_ahead import label_rows
from annotator.ui.kit.pressing import settle
from tests.gui.seat import SCHEME, TEXT, USUAL, Seat, make_project, place_of

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "grabbing the", extend=True)
GROUPS = replace(
    SCHEME,
    labels=tuple(replace(x, name=f"{x.name}S", short=x.name.title()) for x in SCHEME.labels),
)
PROPOSED = [replace(each, label=each.label and f"{each.label}S") for each in USUAL]
COUNCIL = place_of(TEXT, "Harbour Council")


@pytest.fixture
def named(opener, tmp_path) -> Seat:
    seat = Seat(opener, make_project(tmp_path / "n.db", [(TEXT, PROPOSED)], GROUPS))
    seat.focus("Harbour Council")
    return seat


def test_the_panel_the_strip_and_the_tag_say_the_same(named):
    window = named.window
    assert [row.name for row in window.side.labels.rows.rows] == ["Person", "Org", "Place"]
    assert {row.label for row in window.side.entities.rows.rows} == {"Person", "Org"}
    assert window.strip.focus.options[0][1] == "Org"
    mark = named.window.desk.review.mark
    view = window.view
    palette = replace(view._scene(view.sheet).palette(), tags="all")
    assert painting._tag(replace(mark, doubt=""), palette) == "Org"


def test_the_guideline_and_messages_say_the_same(opener, tmp_path):
    labels = tuple(replace(x, guideline="Read me.") for x in GROUPS.labels)
    path = make_project(tmp_path / "g.db", [(TEXT, PROPOSED)], replace(GROUPS, labels=labels))
    seat = Seat(opener, path)
    seat.focus("Ben Okoro").press("o")
    assert "Org" in seat.message and "ORGS" not in seat.message
    seat.focus("Harbour Council")
    assert seat.window.side.guideline_heading.title.endswith("· Org")


def test_the_strip_tells_what_a_guideline_quotes(opener, tmp_path):
    guideline = "Bodies: “Harbour Council”."
    labels = tuple(replace(x, guideline=guideline if x.id == 2 else "") for x in GROUPS.labels)
    path = make_project(tmp_path / "g.db", [(TEXT, PROPOSED)], replace(GROUPS, labels=labels))
    seat = Seat(opener, path)
    seat.focus("Harbour Council")
    assert "an example of Org in its guideline" in seat.window.strip.focus.known
    seat.focus("Ben Okoro")
    assert "guideline" not in seat.window.strip.focus.known


def test_the_menu_the_bar_and_the_list_of_names_say_the_same(named):
    named.double_click(TEXT.index("Monday") + 2)
    assert named.window.mouse_bar._chips[0].label.shown_name == "Person"
    named.press("Esc", ";")
    rows = label_rows(named.window.project.scheme)
    assert [row.text for row in rows] == ["Person", "Org", "Place"]
    named.press("Esc")
    port, point = named.window.view.viewport(), named.point(COUNCIL[0] + 3)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, port.mapToGlobal(point))
    QApplication.sendEvent(port, event)
    settle()
    menu = QApplication.activePopupWidget()
    texts = [action.text().replace("&", "").split("\t")[0] for action in menu.actions()]
    menu.close()
    assert {"Person", "Org", "Place"} <= set(texts)
