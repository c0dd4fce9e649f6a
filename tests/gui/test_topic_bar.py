"""The topic bar: pills that tell the state, wrap, and pick."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.core.codes import TopicState
from annotator.core.records import Change, Topic, TopicAnswer
from annotator.ui.article.topic_bar import NONE, TopicBar, _Caption
from annotator.ui.kit import theme
from annotator.ui.kit.pressing import settle
from tests.unit.core import making


@pytest.fixture
def bar(qtbot):
    found = TopicBar()
    qtbot.addWidget(found)
    found.show_sheet(making.sheet("Text"))
    found.resize(600, found.heightForWidth(600))
    found.show()
    qtbot.waitExposed(found)
    return found


def test_clicks_pick(bar, qtbot):
    with qtbot.waitSignal(bar.topic_picked) as picked:
        QTest.mouseClick(bar.pills[12], Qt.MouseButton.LeftButton)
    assert picked.args == [12]
    with qtbot.waitSignal(bar.none_picked):
        QTest.mouseClick(bar.pills[NONE], Qt.MouseButton.LeftButton)


def test_pills_tell_the_state(bar):
    sheet = making.sheet("Text")
    pill = bar.pills[11]
    plain = pill.grab().toImage()
    sheet.apply([Change(None, TopicAnswer(1, 1, 11, True))])
    bar.show_sheet(sheet)
    assert [p.state for p in bar.pills.values()] == [
        TopicState.YES, TopicState.UNDECIDED, TopicState.UNDECIDED,
    ]  # fmt: skip
    assert bar.pills[11].grab().toImage() != plain
    bar.show_sheet(making.sheet("Text"))
    assert bar.pills[11].state == TopicState.UNDECIDED


def test_a_narrow_bar_is_higher_and_holds_all(bar, qtbot):
    wide, narrow = bar.heightForWidth(600), bar.heightForWidth(130)
    assert narrow > wide
    bar.resize(130, narrow)
    qtbot.waitUntil(lambda: bar.pills[NONE].y() > bar.pills[11].y())
    assert all(bar.rect().contains(pill.geometry()) for pill in bar.pills.values())


def test_another_scheme_brings_other_pills(bar):
    sheet = making.sheet("Text")
    topics = (*sheet.scheme.topics, Topic(13, "Economy/Debt", 1), Topic(14, "Old", 1, retired=True))
    sheet.scheme = replace(sheet.scheme, topics=topics)
    bar.show_sheet(sheet)
    assert [p.text() for p in bar.pills.values()] == [
        "Diplomacy", "Trade", "Economy › Debt", "none",
    ]  # fmt: skip
    sheet.scheme = replace(sheet.scheme, topics=(), groups=())
    bar.show_sheet(sheet)
    assert bar.heightForWidth(600) == 0


def test_a_caption_stands_in_line_with_its_pills_at_any_size_of_the_text(bar, qtbot):
    try:
        for text_px in (18, 28):
            theme.set_scale_for(text_px)
            bar.updateGeometry()
            bar._rows.invalidate()
            bar.resize(601 + text_px, bar.heightForWidth(601 + text_px))
            settle()
            caption = bar.findChild(_Caption)
            middles = {x.geometry().center().y() for x in (caption, *bar.pills.values())}
            assert len(middles) == 1
            assert caption.height() == bar.pills[11].height()
    finally:
        theme.set_scale_for(theme.USUAL_TEXT_PX)
