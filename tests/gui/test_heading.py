"""What stands above the text: title, date and source, and the note."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.ui.kit.asking import LinesQuestion
from annotator.ui.kit.pressing import settle
from tests.gui.seat import AT, SCHEME, Seat

TEXT = "Anna Moreau went home.\n" * 4


@pytest.fixture
def seat_with(opener, tmp_path):
    def sit(title: str, text: str = TEXT) -> Seat:
        path = tmp_path / "h.db"
        with Store.create(path, SCHEME, at=AT) as store:
            article = NewArticle(text, title=title, key="a", published="2024-05-01", source="Wire")
            store.articles.add(article)
        return Seat(opener, path)

    return sit


def inks(seat: Seat, area: QRect) -> set[str]:
    image = seat.window.view.viewport().grab(area).toImage()
    return {
        QColor(image.pixel(x, y)).name()
        for x in range(0, image.width(), 1)
        for y in range(0, image.height(), 1)
    }


def above(seat: Seat) -> QRect:
    """The room over the text's first line."""
    foot = seat.window.view.characters.place_of(0)
    return QRect(0, 0, seat.window.view.viewport().width(), round(foot.y()) - 42)


def test_title_date_and_source_stand_above_the_text(seat_with):
    seat = seat_with("A title of its own")
    heading = seat.window.view.heading
    assert heading.title == "A title of its own"
    assert "2024-05-01     Wire     " in heading.line
    assert seat.window.view.accessibleDescription().startswith("A title of its own")


def test_the_title_makes_room_for_itself_and_is_painted(seat_with):
    seat = seat_with("A title of its own")
    with_title = seat.window.view.characters.place_of(0).y()
    ink = seat.window.preferences.theme["ink"].name()
    assert ink in inks(seat, above(seat))
    shown = seat.window.view.heading
    seat.window.view.show_heading(type(shown)(shown.line))
    settle()
    assert seat.window.view.characters.place_of(0).y() < with_title - 20
    assert ink not in inks(seat, above(seat))


def test_a_title_that_the_text_begins_with_is_not_said_twice(seat_with):
    seat = seat_with("Home at  last", "Home at last\n\nAnna went home.")
    assert seat.window.view.heading.title == ""


def test_a_long_title_stands_over_several_lines_inside_the_column(seat_with):
    seat = seat_with("word " * 300)
    assert seat.window.view.characters.place_of(0).y() < seat.window.view.height() * 0.6


def test_a_note_is_seen_at_once_and_gone_when_undone(seat_with, monkeypatch):
    seat = seat_with("")
    monkeypatch.setattr(LinesQuestion, "ask", lambda *_: "first line\nsecond line")
    before = seat.window.view.characters.place_of(0).y()
    seat.press("Ctrl+E")
    assert seat.window.view.heading.note == "first line\nsecond line"
    assert seat.review()["note"] == "first line\nsecond line"
    assert seat.window.view.characters.place_of(0).y() > before + 30
    seat.press("Ctrl+Z")
    assert seat.window.view.heading.note == ""
    assert seat.window.view.characters.place_of(0).y() == before


def test_a_note_is_there_when_the_article_is_opened_again(seat_with, monkeypatch):
    seat = seat_with("")
    monkeypatch.setattr(LinesQuestion, "ask", lambda *_: "ask Ilan")
    seat.press("Ctrl+E")
    seat.open()
    assert seat.window.view.heading.note == "ask Ilan"


def test_the_focus_is_where_it_was_after_the_heading_grew(seat_with, monkeypatch):
    seat = seat_with("")
    monkeypatch.setattr(LinesQuestion, "ask", lambda *_: "a\nb\nc")
    seat.press("Ctrl+E")
    seat.click(TEXT.index("Moreau") + 2)
    assert "Moreau" in seat.focused


def test_marks_go_with_the_text_when_the_heading_grows(seat, monkeypatch):
    monkeypatch.setattr(LinesQuestion, "ask", lambda *_: "a note")
    view = seat.window.view
    seat.press("Ctrl+E")
    settle()
    fresh = view.viewport().grab().toImage()
    view._in_view.forget()
    assert view.viewport().grab().toImage() == fresh
