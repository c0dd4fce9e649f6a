"""How an article stands when it is first seen."""

from __future__ import annotations

from annotator.ui.article.view import ArticleView
from annotator.ui.kit import theme
from annotator.ui.kit.pressing import settle
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
