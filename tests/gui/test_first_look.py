"""How an article stands when it is first seen."""

from __future__ import annotations

from annotator.ui.article.view import ArticleView
from annotator.ui.kit import theme
from annotator.ui.kit.pressing import settle
from tests.gui.seat import UNSURE, Proposed, put_suggestions
from tests.unit.core import making

TEXT = "\n\n".join("A paragraph of a few words that goes on for a line or two." for _ in range(30))


def test_an_article_begins_at_its_top_where_the_focus_is_in_view_in_the_window_it_gets(qtbot):
    view = ArticleView(theme.load("light"))
    qtbot.addWidget(view)
    view.resize(300, 200)  # as before its window has a size
    view.show_sheet(making.sheet(TEXT))
    focus = TEXT.index("goes", 250)
    view.show_focus((focus, focus + 4), [])
    assert view.verticalScrollBar().value() > 0
    view.resize(900, 700)
    view.show()
    qtbot.waitExposed(view)
    settle()
    assert view.verticalScrollBar().value() == 0


def test_a_window_of_another_size_leaves_the_text_where_it_was_read(qtbot):
    view = ArticleView(theme.load("light"))
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show_sheet(making.sheet(TEXT))
    view.show()
    qtbot.waitExposed(view)
    with qtbot.waitSignal(view.painted):
        view.viewport().update()
    view.scroll_to(400)
    view.resize(900, 520)
    settle()
    assert view.verticalScrollBar().value() == 400


LONG = f"Ben Okoro left Sarn.\n\n{TEXT}\n\nThen Anna Moreau came to Port Amal."
FAR = (
    Proposed("Ben Okoro", "PERSON"),
    Proposed("Anna Moreau", "PERSON", UNSURE),
    Proposed("Port Amal", "PLACE"),
)


def top_of(seat):
    return seat.window.view.verticalScrollBar().value()


def is_in_view(seat):
    start, end = seat.window.view.characters.in_view()
    return start <= seat.focus_range[0] and seat.focus_range[1] <= end


def test_an_article_that_is_doubtful_only_near_its_end_opens_at_its_top(sit):
    seat = sit([(LONG, FAR)])
    assert top_of(seat) == 0
    assert seat.focused == "Ben Okoro"
    assert is_in_view(seat)


def test_without_a_mark_in_view_the_focus_is_on_the_first_word_and_enter_leads_to_the_doubtful(sit):
    seat = sit([(LONG, FAR[1:])])
    assert (top_of(seat), seat.focused) == (0, "Ben")
    presses = 0
    while seat.focused != "Anna Moreau" and presses < 10:
        before = top_of(seat)
        seat.press("Enter")
        assert top_of(seat) > before or is_in_view(seat)
        presses += 1
    assert seat.focused == "Anna Moreau"
    assert is_in_view(seat)
    assert seat.review() == {}, "passed over unseen"


def test_the_next_doubtful_one_is_a_key_away(sit):
    seat = sit([(LONG, FAR)])
    seat.press(".")
    assert seat.focused == "Anna Moreau"
    assert is_in_view(seat)


def test_suggestions_that_come_late_leave_the_text_at_its_top(sit):
    seat = sit([(LONG, ())])
    store = seat.window.project.store
    put_suggestions(store, seat.article, store.suggestions.run_id("late", "1", "f01"), LONG, FAR)
    seat.window.project.show_late()
    seat.window.desk.presenter.arrived()
    settle()
    assert (top_of(seat), seat.focused) == (0, "Ben Okoro")


def test_what_was_read_last_is_shown_in_a_window_that_gets_its_size_later(sit):
    seat = sit([(LONG, FAR)])
    seat.press(".")
    place = top_of(seat)
    assert place > 0
    seat.window.hide()
    seat.window.close_project()
    seat.window.resize(1000, 600)
    seat.opener.open_path(seat.path)
    seat.window.resize(1200, 800)
    seat.window.show()
    settle()
    assert (top_of(seat), seat.focused) == (place, "Anna Moreau")
