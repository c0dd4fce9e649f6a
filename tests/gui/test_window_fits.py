"""The window fits its screen, comes back as it was left, and grows with the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QSize

from annotator import paths
from annotator.app import Opener
from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.ui.kit import theme
from annotator.ui.kit.pressing import settle
from annotator.ui.kit.row_list import RowList
from annotator.ui.shell.pages import PageId
from annotator.ui.shell.window import Window
from tests.gui.seat import ANNOTATOR, SHORT, Proposed, Seat, make_project

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "grabbing the", extend=True)
MANY = Scheme(
    name="many",
    labels=tuple(
        Label(n, f"LABEL_{n}", f"Label {n}", "blue", "", guideline="Words. " * 40)
        for n in range(1, 26)
    ),
    groups=(TopicGroup(1, "Subject"),),
    topics=tuple(Topic(n + 100, f"Topic {n}", 1) for n in range(30)),
)
SCREENS = {
    "laptop": QSize(1366, 768),
    "medium": QSize(1440, 900),
    "large": QSize(1920, 1080),
    "laptop at scale 2": QSize(683, 384),
}


@pytest.fixture(autouse=True, params=["english", "pseudo"])
def language(request: pytest.FixtureRequest) -> None:
    """All of it in English, and in words that are 40 % longer."""
    if request.param == "pseudo":
        request.getfixturevalue("pseudo")


@pytest.fixture
def open_on(qapp, monkeypatch, tmp_path) -> Iterator[Callable[..., Window]]:
    """Windows on a screen of a size, with what they remember in a folder of the test."""
    monkeypatch.setattr(paths, "state_file", lambda: tmp_path / "state.json")
    made: list[Window] = []

    def open_it(size: QSize) -> Window:
        window = Window("light", rooms=lambda: [QRect(0, 0, size.width(), size.height())])
        made.append(window)
        return window

    yield open_it
    for window in made:
        window.close()
        window.deleteLater()
    theme.set_scale_for(theme.USUAL_TEXT_PX)
    theme.apply(qapp, theme.load("light"))
    settle()


def seat_at(window: Window, folder, scheme=MANY) -> Seat:
    label = scheme.labels[0].name
    path = make_project(folder / "m.db", [(SHORT, [Proposed("Sarn", label)])] * 2, scheme)
    return Seat(Opener(window, ANNOTATOR), path)


def can_be_reached(rows: RowList) -> bool:
    """Whether each row is shown, or comes when the list is scrolled."""
    reach = rows.viewport().height() + rows.verticalScrollBar().maximum()
    return rows.isVisible() and rows.verticalHeader().length() <= reach


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("text_px", [11, 18, 28])
def test_window_and_panels_fit_the_screen(open_on, tmp_path, name, text_px):
    size = SCREENS[name]
    window = open_on(size)
    window.preferences.keep(replace(window.preferences.settings, text_px=text_px))
    seat_at(window, tmp_path)
    assert window.frameGeometry().width() <= size.width()
    assert window.frameGeometry().height() <= size.height()
    assert window.view.width() >= 300
    side = window.side
    if side.isVisible():
        for rows in (side.labels, side.topics):
            assert rows.height() >= 2 * rows.verticalHeader().defaultSectionSize()
            assert can_be_reached(rows)
            assert side.rect().contains(rows.geometry())


def test_a_window_comes_back_as_it_was_left(open_on):
    window = open_on(SCREENS["large"])
    window.show()
    settle()
    window.setGeometry(100, 120, 1100, 700)
    window._stack.setCurrentIndex(1)
    settle()
    window.panels.setSizes([250, 600, 250])
    window.panels.toggle("side")
    window.panels.toggle("side")
    sizes = window.panels.sizes()
    window.close()
    again = open_on(SCREENS["large"])
    again._stack.setCurrentIndex(1)
    again.show()
    settle()
    assert again.geometry() == QRect(100, 120, 1100, 700)
    assert again.panels.sizes() == sizes


def test_a_panel_that_was_put_away_stays_away(open_on, tmp_path):
    window = open_on(SCREENS["large"])
    seat = seat_at(window, tmp_path)
    seat.window.menus.actions["view.side"].trigger()
    assert window.side.isHidden()
    assert not window.menus.actions["view.side"].isChecked()
    window.close()
    again = open_on(SCREENS["large"])
    again.show()
    assert again.side.isHidden() and not again.list.isHidden()


def test_rows_fonts_and_lines_grow_with_the_text(open_on, tmp_path):
    window = open_on(SCREENS["large"])
    seat_at(window, tmp_path)
    window.pages.page(PageId.PALETTE).table.ensurePolished()  # as one that was shown is
    before = sizes_of(window)
    window.preferences.keep(replace(window.preferences.settings, text_px=30))
    settle()
    after = sizes_of(window)
    assert all(new > old * 1.25 for old, new in zip(before, after, strict=True)), (before, after)
    window.preferences.keep(replace(window.preferences.settings, text_px=18))
    settle()
    assert sizes_of(window) == before


def sizes_of(window: Window) -> list[float]:
    return [
        window.side.labels.verticalHeader().defaultSectionSize(),
        window.list.view.verticalHeader().defaultSectionSize(),
        window.pages.page(PageId.PALETTE).table.verticalHeader().defaultSectionSize(),
        window.status.height(),
        window.strip.height() - 18,
        window.side.label_heading.height(),
        window.list.filters.chips["all"].sizeHint().height(),
        theme.ui_font().pointSizeF(),
    ]
