"""The list of articles: rows fetched when seen, keys and clicks that pick."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from annotator.ui.lists.article_list import ArticleList, short_count
from annotator.ui.lists.article_rows import ArticleModel, amount_of


@dataclass(frozen=True)
class Row:
    id: int
    title: str = ""
    published: str = "2022-11-25"
    status: str = "new"
    is_flagged: bool = False
    spans: int = 0
    open_suggestions: int = 0
    words: int = 0
    copy_of: int = 0
    copy_share: float = 0.0


class Shelf:
    """Gives rows and remembers which ids were asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.changed: dict[int, Row] = {}

    def fetch(self, ids: Sequence[int]) -> list[Row]:
        self.asked += ids
        return [self.changed.get(number, Row(number, f"Article {number}")) for number in ids]


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def articles(qtbot, shelf):
    found = ArticleList()
    qtbot.addWidget(found)
    found.resize(256, 600)
    found.set_fetch(shelf.fetch)
    found.set_ids(array("q", range(1, 11)))
    found.show()
    qtbot.waitExposed(found)
    return found


def test_a_near_copy_is_told_and_drawn(articles, shelf):
    def picture():
        view = articles.view
        return view.viewport().grab(view.visualRect(articles.model.index(1, 0))).toImage()

    plain = picture()
    shelf.changed[2] = Row(2, "Article 2", copy_of=12, copy_share=0.879)
    articles.refresh(2)
    index = articles.model.index(1, 0)
    words = "near copy of #12, 87 % of its words"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == f"Article 2\n{words}"
    assert words in index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    assert picture() != plain
    other = articles.model.index(2, 0)
    assert "near copy" not in other.data(Qt.ItemDataRole.ToolTipRole)
    assert "near copy" not in other.data(Qt.ItemDataRole.AccessibleDescriptionRole)


def click_row(articles, row):
    place = articles.view.visualRect(articles.model.index(row, 0)).center()
    QTest.mouseClick(articles.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def text_at(articles, row):
    return articles.model.index(row, 0).data()


def test_the_model_keeps_qts_rules(qapp, shelf):
    model = ArticleModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.fetch = shelf.fetch
    for ids in (array("q", range(100)), [], array("q", [7, 3, 9])):
        model.set_ids(ids)
        model.refresh_all()
        assert model.rowCount() == len(ids)
        assert model.rowCount(model.index(0, 0)) == 0
    model.refresh(3)
    assert model.data(QModelIndex()) is None


def test_of_a_million_articles_only_those_in_view_are_fetched(articles, shelf):
    shelf.asked.clear()
    articles.set_ids(array("q", range(1, 1_000_001)))
    articles.set_current(900_000)
    articles.grab()
    assert 900_000 in shelf.asked
    assert len(shelf.asked) < 400
    assert articles.view.visualRect(articles.view.currentIndex()).top() >= 0


def test_ids_in_any_order_are_found(articles):
    articles.set_ids([9, 2, 7, 5])
    for number, row in ((9, 0), (2, 1), (7, 2), (5, 3)):
        articles.set_current(number)
        assert articles.view.currentIndex().row() == row
    articles.set_current(4)
    assert not articles.view.currentIndex().isValid()


def test_a_click_picks_and_leaves_the_focus_alone(articles, qtbot):
    with qtbot.waitSignal(articles.article_picked) as picked:
        click_row(articles, 2)
    assert picked.args == [3]
    assert not articles.view.hasFocus()


def test_down_and_enter_pick(articles, qtbot):
    articles.set_current(1)
    articles.focus_list()
    QTest.keyClick(articles.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(articles.article_picked) as picked:
        QTest.keyClick(articles.view, Qt.Key.Key_Return)
    assert picked.args == [2]


def test_letters_do_not_jump(articles):
    articles.set_current(1)
    articles.focus_list()
    QTest.keyClicks(articles.view, "article 7")
    assert articles.view.currentIndex().row() == 0


def test_escape_leaves_the_list(articles, qtbot):
    with qtbot.waitSignal(articles.left):
        QTest.keyClick(articles.view, Qt.Key.Key_Escape)


def test_enter_searches_and_escape_takes_it_back(articles, qtbot):
    articles.focus_search()
    QTest.keyClicks(articles.search, "harbour ")
    with qtbot.waitSignal(articles.search_asked) as asked:
        QTest.keyClick(articles.search, Qt.Key.Key_Return)
    assert asked.args == ["harbour"]
    with qtbot.waitSignals([articles.search_asked, articles.left]):
        QTest.keyClick(articles.search, Qt.Key.Key_Escape)
    assert articles.search.text() == ""
    with qtbot.assertNotEmitted(articles.search_asked):
        QTest.keyClick(articles.search, Qt.Key.Key_Escape)


def test_one_row_is_fetched_again(articles, shelf):
    assert text_at(articles, 4) == "Article 5"
    shelf.changed[5] = replace(Row(5), title="Another title")
    shelf.asked.clear()
    articles.refresh(5)
    assert text_at(articles, 4) == "Another title"
    assert shelf.asked == [5]
    articles.refresh(12345)


def test_the_open_article_is_marked(articles):
    articles.set_current(2)
    place = articles.view.visualRect(articles.model.index(1, 0))
    picture = articles.view.viewport().grab().toImage()
    other = place.translated(0, place.height())
    at, elsewhere = (rect.topLeft() + QPoint(1, 10) for rect in (place, other))
    assert picture.pixelColor(at) != picture.pixelColor(elsewhere)


def test_filters_stand_in_one_line_and_pick(articles, qtbot):
    articles.set_counts({"todo": 182, "done": 46, "flagged": 3, "all": 1_000_000})
    for width in (190, 256, 400):
        articles.resize(width, 600)
        chips = [chip for chip in articles.filters.chips.values() if chip.isVisible()]
        assert len({chip.y() for chip in chips}) == 1
        assert max(chip.geometry().right() for chip in chips) <= width
    with qtbot.waitSignal(articles.status_picked) as picked:
        QTest.mouseClick(articles.filters.chips["done"], Qt.MouseButton.LeftButton)
    assert picked.args == ["done"]
    assert [n for n, chip in articles.filters.chips.items() if chip.isChecked()] == ["done"]


def test_skipped_shows_when_there_are_some(articles):
    assert not articles.filters.chips["skipped"].isVisible()
    articles.set_counts({"skipped": 2})
    assert articles.filters.chips["skipped"].isVisible()


def test_how_much_is_in_an_article():
    assert amount_of(Row(1, open_suggestions=9, words=400)) == "9 open"
    assert amount_of(Row(1, status="done", spans=38, open_suggestions=2)) == "38 spans"
    assert amount_of(Row(1, status="done", spans=1)) == "1 span"
    assert amount_of(Row(1, words=1400)) == "1,400 words"
    assert amount_of(Row(1)) == ""


def test_counts_stay_short():
    assert [short_count(x) for x in (0, 9_999, 12_345, 1_250_000)] == ["0", "9,999", "12k", "1.2M"]


def test_without_articles_it_says_so(articles):
    full = articles.view.viewport().grab().toImage()
    articles.set_ids([])
    articles.set_empty_text("")
    blank = articles.view.viewport().grab().toImage()
    articles.set_empty_text("Nothing found")
    assert articles.view.viewport().grab().toImage() not in (full, blank)
