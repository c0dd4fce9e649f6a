"""The project's page in the settings: another pipeline, and what it suggests from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtWidgets import QApplication

from annotator.ui.kit.pressing import press, settle, type_text
from annotator.ui.kit.theme import current
from annotator.ui.settings.dialog import SettingsDialog
from annotator.ui.settings.pipeline_page import PipelinePage
from tests.gui.seat import Seat
from tests.gui.waiting import Awaited

ARTICLES = [f"Angela Merkel met {name} in Paris on Monday." for name in ("Obama", "Putin", "Modi")]

Sit = Callable[[Sequence[tuple[str, None]]], Seat]


@pytest.fixture
def seat(sit: Sit) -> Iterator[Seat]:
    """Articles for which a pipeline without names suggests."""
    seat = sit([(text, None) for text in ARTICLES])
    project = seat.window.project
    project.store.settings.set("pipeline", "blank:en")
    project.wants_worker = True
    awaited = Awaited(seat.window.suggestions)
    seat.window.suggestions.start(project)
    awaited.wait(lambda: seat.window.suggestions.is_idle, "the first suggestions")
    yield seat
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, SettingsDialog):
            dialog.close()
    seat.window.suggestions.stop()


def opened(seat: Seat) -> PipelinePage:
    seat.press("Ctrl+,")
    dialog = next(x for x in QApplication.topLevelWidgets() if isinstance(x, SettingsDialog))
    page = dialog.findChild(PipelinePage)
    dialog.tabs.setCurrentWidget(page)
    settle()
    return page


def names_of_next(seat: Seat) -> set[str]:
    store = seat.window.project.store
    found = [x for x in store.suggestions.of(2) if x.start is not None and x.source == "pipeline"]
    return {ARTICLES[1][x.start : x.end] for x in found}


def enter(page: PipelinePage, name: str) -> None:
    page.box.setFocus()
    page.box.lineEdit().selectAll()
    type_text(page.box, name)
    press(page.box, "Enter")
    settle()


def test_another_pipeline_suggests_anew_for_the_articles_to_come(seat: Seat) -> None:
    assert names_of_next(seat) == set()
    awaited = Awaited(seat.window.suggestions)
    page = opened(seat)
    assert page.box.currentText() == "blank:en"
    enter(page, page.box.itemText(0))
    assert seat.window.project.pipeline is None
    awaited.wait(lambda: names_of_next(seat), "its suggestions")
    assert {"Angela Merkel", "Putin"} <= names_of_next(seat)


def test_the_article_on_the_desk_gets_suggestions_where_there_were_none_yet(sit: Sit) -> None:
    """The pipeline chosen before could not be loaded."""
    seat = sit([(text, None) for text in ARTICLES])
    window = seat.window
    window.project.store.settings.set("pipeline", "gone")
    window.project.wants_worker = True
    failing = Awaited(window.suggestions)
    window.suggestions.start(window.project)
    with pytest.raises(AssertionError, match=r"the first suggestions: failed: .*no such pipeline"):
        failing.wait(lambda: window.suggestions.is_idle, "the first suggestions")
    page = opened(seat)
    awaited = Awaited(window.suggestions)
    enter(page, "blank:en")
    awaited.wait(lambda: not window.desk.review.is_waiting, "its suggestions")
    assert window.project.store.suggestions.of(1)
    page.window().close()
    window.suggestions.stop()


def test_what_is_no_pipeline_is_refused_in_words_and_changes_nothing(seat: Seat) -> None:
    page = opened(seat)
    process = seat.window.suggestions.worker.process_id
    enter(page, "no_such_pipeline")
    assert "no_such_pipeline: there is no such pipeline" in page.line.text()
    assert page.isVisible()
    assert seat.window.project.pipeline == "blank:en"
    assert seat.window.suggestions.worker.process_id == process


def test_another_theme_dresses_the_open_page(seat: Seat) -> None:
    page = opened(seat)
    for name in ("dark", "light"):
        seat.window.preferences.set_theme(name)
        settle()
        assert current()["field"].name() in page.box.styleSheet()
        assert page.line.palette().windowText().color() == current()["ink_soft"]


def test_a_choice_from_the_list_and_the_same_again(seat: Seat) -> None:
    page = opened(seat)
    worker = seat.window.suggestions.worker
    enter(page, "blank:en")
    assert seat.window.suggestions.worker is worker
    page.box.setFocus()
    press(page.box, "Up")
    settle()
    assert seat.window.project.pipeline is None and page.box.currentIndex() == 0
    assert "Once it is loaded, it reads" in page.line.text()
