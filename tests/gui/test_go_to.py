"""Ctrl+G goes to any article, however many there are."""

from __future__ import annotations

from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.ui.kit.pressing import type_text, wait_for
from annotator.ui.shell.pages import PageId
from annotator.workspace.open import removal
from tests.gui.seat import AT, SCHEME, SHORT, Seat

MANY = 5_300


def _project(path, many: int):
    with Store.create(path, SCHEME, at=AT) as store:
        store.settings.set("suggestions", False)
        for number in range(1, many + 1):
            title = "The Heron of Sarn" if number == many - 20 else f"Report {number}"
            text = f"{SHORT} The spring {number} was long."
            text += " A quarter hour later he slept." if number == MANY - 10 else ""
            text += " In Sarn a heron stood." if number == many // 5 else ""
            store.articles.add(NewArticle(text, title=title, key=f"a{number}"))
        while store.search.index_some(1000):
            pass
    return path


def test_any_article_is_found_by_number_title_and_words(opener, tmp_path):
    seat = Seat(opener, _project(tmp_path / "many.annotator", MANY))
    assert seat.article == 1
    for typed, article in (
        ("heron sarn", MANY - 20),  # a title comes before what stands in a text
        ("hero sar", MANY - 20),  # by the beginnings of its words, each of them
        ("sarn heron stood", MANY // 5),
        ("quarter hour slept", MANY - 10),
        (f"{MANY - 3:,}", MANY - 3),
        ("report 5299", 5299),
        ("Report 7", 7),
    ):
        seat.press("Ctrl+G")
        type_text(seat.window, typed)
        seat.press("Enter")  # it waits for what is read beside the window
        wait_for(lambda article=article: seat.article == article, f"the article of {typed}")
        wait_for(seat.window.view.hasFocus, "the keyboard in the text again")
    seat.press("Ctrl+G", "Esc")
    assert seat.article == 7


def test_in_a_short_list_too_a_title_comes_before_what_stands_in_a_text(opener, tmp_path):
    seat = Seat(opener, _project(tmp_path / "some.annotator", 400))
    seat.press("Ctrl+G")
    type_text(seat.window, "hero sar")
    seat.press("Enter")
    assert seat.article == 380


def test_without_a_word_the_next_articles_are_offered(opener, tmp_path):
    seat = Seat(opener, _project(tmp_path / "few.annotator", 3))
    seat.press("Ctrl+G", "Down", "Enter")
    assert seat.article == 2


def test_the_place_of_an_article_that_has_just_been_removed_leads_nowhere(opener, tmp_path):
    seat = Seat(opener, _project(tmp_path / "few.annotator", 3))
    seat.press("Ctrl+G")
    removal.move_named(seat.path, ["a3"], is_back=False)
    type_text(seat.window, "3")
    assert not any(
        "in the queue" in row.detail for row in seat.window.pages.page(PageId.ARTICLES)._rows("3")
    )


def test_a_typo_leads_to_an_article_nearby_where_nothing_fits(opener, tmp_path):
    seat = Seat(opener, _project(tmp_path / "few.annotator", 5))
    rows = seat.window.pages.page(PageId.ARTICLES)
    seat.press("Ctrl+G")
    title = rows.model.rows[3].text
    type_text(seat.window, title.replace("po", "op"))
    assert title != title.replace("po", "op")
    assert title in [row.text for row in rows.model.rows]
    assert rows.current.ranges
