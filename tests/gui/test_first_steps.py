"""A project without articles says what to do next; the status line says what today came to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.app import Opener
from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.ui.kit.pressing import settle
from annotator.ui.shell.commands import TABLE
from annotator.ui.shell.today import words_of
from tests.gui.seat import ANNOTATOR, AT, SCHEME


def test_an_empty_project_shows_three_steps_that_can_be_clicked(window, tmp_path):
    path = tmp_path / "empty.db"
    Store.create(path, SCHEME, at=AT).close()
    opener = Opener(window, ANNOTATOR)
    asked = []
    window.empty.step_asked.disconnect()
    window.empty.step_asked.connect(asked.append)
    opener.open_path(path)
    window.show()
    settle()
    assert window.empty.isVisible()
    assert {action.id for action in TABLE} >= set(window.empty.buttons)
    assert window.view.viewport().rect().contains(window.empty.geometry())
    for button in window.empty.buttons.values():
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == ["file.import", "scheme.edit", "help.keys"]
    window.project.store.articles.add(NewArticle("Text.", key="a"))
    window.project.queue.listed("todo")
    window.refresh_articles()
    settle()
    assert not window.empty.isVisible()


@pytest.mark.parametrize(
    ("count", "seconds", "todo", "words"),
    [
        (0, 0.0, 9, ""),
        (2, 900.0, 9, "today 2"),
        (9, 40.0, 9, "today 9"),
        (12, 3600.0, 24, "today 12 · 12 an hour · about 2.0 h left"),
        (5, 3600.0, 2, "today 5 · 5.0 an hour · about 24 min left"),
        (5, 3600.0, 0, "today 5 · 5.0 an hour"),
    ],
)
def test_pace_and_hours_left_are_told_when_there_is_enough(count, seconds, todo, words):
    assert words_of(count, seconds, todo) == words


def test_what_was_finished_today_stands_in_the_status_line(seat):
    assert "today" not in seat.window.status.text()
    seat.press("Shift+Enter")
    seat.window.listing.show_counts()
    assert "today 1" in seat.window.status.text()
