"""The side panel: what it groups, what a click says, and what it leaves alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from annotator.core.codes import TopicState
from annotator.core.records import (
    Change,
    Label,
    Scheme,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
)  # fmt: skip
from annotator.core.sheet import Sheet
from annotator.ui.kit.row_list import RowModel
from annotator.ui.lists import side_panel
from annotator.ui.lists.side_panel import SidePanel
from annotator.ui.lists.side_rows import GroupRow, TopicRow
from tests.unit.core import making

TEXT = "Moreau met Reyes. Then Moreau left the Council with Reyes and Moreau."


def suggestions(*found: tuple[str, int]) -> list[Suggestion]:
    result, at = [], {}
    for number, (surface, label) in enumerate(found, 1):
        start = TEXT.index(surface, at.get(surface, 0))
        at[surface] = start + 1
        result.append(Suggestion(number, 1, start, start + len(surface), label))
    return result


def make_sheet() -> Sheet:
    marked = (("Moreau", 1), ("Reyes", 1), ("Moreau", 1), ("Council", 2), ("Moreau", 1))
    return making.sheet(TEXT, suggestions(*marked))


def large_scheme() -> Scheme:
    labels = tuple(Label(n, f"LABEL_{n}", guideline="Some words. " * 30) for n in range(1, 26))
    groups = (TopicGroup(1, "Subject"), TopicGroup(2, "Tone"))
    topics = tuple(Topic(100 + n, f"Topic/{n}", 1 + n % 2) for n in range(30))
    return Scheme("large", labels=labels, groups=groups, topics=topics)


@pytest.fixture
def panel(qtbot):
    found = SidePanel()
    qtbot.addWidget(found)
    found.resize(260, 760)
    found.show()
    qtbot.waitExposed(found)
    return found


def click(rows, at):
    place = rows.visualRect(rows.rows.index(at, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)


def texts(rows):
    return [rows.rows.index(at, 0).data() for at in range(rows.rows.rowCount())]


def test_the_model_keeps_qts_rules(qapp):
    model = RowModel(None, {Qt.ItemDataRole.DisplayRole: lambda row: row.text})
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.renew_rows([TopicRow(1, "One", "1"), TopicRow(2, "Two", "")])
    model.renew_rows([TopicRow(1, "One", "1"), TopicRow(2, "Two", "", TopicState.YES)])
    model.renew_rows([GroupRow("Subject")])
    assert model.rowCount() == 1


def test_entities_are_grouped_in_the_order_of_the_text(panel):
    panel.show_sheet(make_sheet(), None)
    assert texts(panel.entities) == ["Moreau Person ×3", "Reyes Person ×1", "Council Org ×1 ?"]
    assert panel.entity_heading.aside == "1 doubtful · 5 open"
    assert texts(panel.labels) == ["Person 4", "Org 1", "Place 0", "Date 0"]


def test_a_click_goes_through_the_places_in_turn(panel, qtbot):
    panel.show_sheet(make_sheet(), None)
    found = []
    panel.place_picked.connect(lambda start, end: found.append((start, end)))
    for _ in range(4):
        click(panel.entities, 0)
    starts = [at for at in range(len(TEXT)) if TEXT.startswith("Moreau", at)]
    assert found == [(at, at + 6) for at in [*starts, starts[0]]]


def test_clicks_on_a_label_and_a_topic(panel, qtbot):
    panel.show_sheet(make_sheet(), None)
    with qtbot.waitSignal(panel.label_picked) as label:
        click(panel.labels, 1)
    with qtbot.waitSignal(panel.topic_picked) as topic:
        click(panel.topics, 1)
    assert (label.args, topic.args) == ([2], [12])
    assert not panel.labels.hasFocus()


def test_keys_pick_and_escape_leaves(panel, qtbot):
    panel.show_sheet(make_sheet(), None)
    panel.labels.setCurrentIndex(panel.labels.rows.index(0, 0))
    QTest.keyClick(panel.labels, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.label_picked) as label:
        QTest.keyClick(panel.labels, Qt.Key.Key_Space)
    assert label.args == [2]
    with qtbot.waitSignal(panel.left):
        QTest.keyClick(panel.labels, Qt.Key.Key_Escape)


def test_topics_show_answers_and_suggestions(panel):
    sheet = make_sheet()
    sheet.topic_suggestions[12] = Suggestion(90, 1, None, None, 12, score=0.64)
    panel.show_sheet(sheet, None)
    assert texts(panel.topics) == ["Diplomacy: undecided", "Trade: suggested .64"]
    sheet.apply([Change(None, TopicAnswer(1, 1, 11, True))])
    sheet.apply([Change(None, TopicAnswer(1, 1, 12, False))])
    panel.show_sheet(sheet, None)
    assert texts(panel.topics) == ["Diplomacy: yes", "Trade: no"]


def test_only_what_changed_is_told(panel, qtbot):
    sheet = make_sheet()
    panel.show_sheet(sheet, 1)
    with qtbot.assertNotEmitted(panel.entities.rows.dataChanged):
        panel.show_sheet(sheet, 1)
    changed = []
    panel.labels.rows.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    panel.show_sheet(sheet, 2)
    assert changed == [0, 1]
    assert panel.guideline_heading.title.endswith("Org")


def test_a_large_scheme_fits(panel):
    panel.show_scheme(large_scheme())
    for height in (560, 708, 1000):
        panel.resize(200, height)
        widgets = [panel.labels, panel.guideline, panel.entities, panel.topics]
        assert all(widget.height() >= 60 for widget in widgets)
        bottoms = [widget.geometry().bottom() for widget in widgets]
        assert bottoms == sorted(bottoms)
        assert bottoms[-1] < height


def test_nothing_moves_when_the_focus_moves(panel):
    sheet = Sheet(making.article(TEXT), large_scheme(), 1, suggestions=suggestions(("Reyes", 3)))
    places = set()
    for label in (None, 1, 25, 3):
        panel.show_sheet(sheet, label)
        places.add((panel.entities.y(), panel.topics.y(), panel.topics.height()))
    assert len(places) == 1


def test_the_label_in_focus_is_scrolled_to(panel):
    panel.show_scheme(large_scheme())
    sheet = Sheet(making.article(TEXT), panel._scheme, 1)
    panel.show_sheet(sheet, 25)
    place = panel.labels.visualRect(panel.labels.rows.index(24, 0))
    assert panel.labels.viewport().rect().contains(place.center())


def test_the_guideline_folds(panel):
    panel.show_scheme(large_scheme())
    assert panel.guideline.isVisible()
    QTest.mouseClick(panel.guideline_heading, Qt.MouseButton.LeftButton, pos=QPoint(20, 15))
    assert not panel.guideline.isVisible()


def test_an_article_with_many_marks_is_grouped_later(panel, qtbot, monkeypatch):
    monkeypatch.setattr(side_panel, "AT_ONCE", 3)
    monkeypatch.setattr(side_panel, "_SLICE", 2)
    sheet = make_sheet()
    panel.show_sheet(sheet, None)
    assert texts(panel.entities) == []
    panel.show_sheet(sheet, 1)
    qtbot.waitUntil(lambda: len(texts(panel.entities)) == 3)
    assert texts(panel.entities)[0] == "Moreau Person ×3"
    panel.show_sheet(None)
    assert texts(panel.entities) == []


def test_many_surfaces_are_made_into_rows_when_looked_at(panel, qtbot, monkeypatch):
    monkeypatch.setattr(side_panel, "AT_ONCE", 1)
    panel.show_sheet(make_sheet(), None)
    qtbot.waitUntil(lambda: len(texts(panel.entities)) == 3)
    assert isinstance(panel.entities.rows.rows, side_panel.EntityRows)
    with qtbot.waitSignal(panel.place_picked):
        click(panel.entities, 2)
