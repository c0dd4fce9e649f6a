"""The list of painted rows that all lists are made of: headings, steps, pages, what is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.kit.row_list import CHUNK, TEXT, FetchedRows, PickList, Place, RowModel, Words

ROWS = ["# one", "a", "b", "# two", "c"]


@pytest.fixture
def painted() -> list[tuple[str, Place]]:
    return []


@pytest.fixture
def shown(qapp: QApplication, painted: list[tuple[str, Place]]) -> Iterator[PickList[str]]:
    """A list in which the rows with a # are headings."""
    words: Words = {TEXT: str}
    model = RowModel[str](None, words, lambda row: not row.startswith("#"))

    def paint(_painter: QPainter, row: str, place: Place) -> None:
        painted.append((row, place))

    parent = QWidget()
    found = PickList[str](parent, 20, model, paint)
    model.setParent(found)
    model.show_rows(ROWS)
    yield found
    parent.deleteLater()


def test_keys_and_clicks_pass_headings_by(shown: PickList[str]) -> None:
    picked: list[str] = []
    shown.row_picked.connect(picked.append)
    shown.mark(0)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(shown, key)
    shown.pick(3)
    shown.setCurrentIndex(shown.rows.index(0, 0))
    assert (picked, shown.row) == (["a", "c"], "c")


def test_steps_stop_at_the_ends_or_go_round(shown: PickList[str]) -> None:
    def after(way: int, *, goes_round: bool = False) -> str | None:
        shown.step(way, goes_round=goes_round)
        return shown.row

    shown.mark(4)
    assert [after(1), after(-2), after(-9)] == ["c", "a", "a"]
    assert [after(-1, goes_round=True), after(1, goes_round=True)] == ["c", "a"]
    shown.rows.show_rows(["# one"])
    assert after(1) is None


def test_each_row_is_painted_as_it_stands(
    shown: PickList[str], painted: list[tuple[str, Place]]
) -> None:
    shown.resize(100, 200)
    shown.mark(2)
    painted.clear()
    shown.grab()
    assert [row for row, _ in painted] == ROWS
    assert [row for row, place in painted if place.is_current] == ["b"]


def test_rows_of_the_same_number_keep_the_current_one(shown: PickList[str]) -> None:
    changed: list[int] = []
    shown.rows.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    shown.mark(1)
    assert not shown.rows.renew_rows([*ROWS[:-1], "d"])
    assert (changed, shown.row) == ([4], "a")
    assert shown.rows.renew_rows(ROWS[:2])
    assert not shown.currentIndex().isValid()


def test_more_rows_come_until_there_are_none(qapp: QApplication) -> None:
    model = RowModel[int](None, {TEXT: str})
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows([1, 2], lambda last: [last + 1] if last < 4 else [])
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert model.rows == [1, 2, 3, 4]
    assert model.index(3, 0).data() == "4"
    assert model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole) is None


def test_rows_are_fetched_by_the_chunk_and_again_when_told() -> None:
    asked: list[Sequence[int]] = []

    def fetch(ids: Sequence[int]) -> list[Any]:
        asked.append(ids)
        return [SimpleNamespace(id=each) for each in ids if each != 7]

    rows = FetchedRows[Any](range(1000), fetch)
    assert (len(rows), rows[7], rows[8].id) == (1000, None, 8)
    assert asked == [range(CHUNK)]
    rows.fetch_again(8)
    rows.fetch_again(900)  # not kept: nothing to fetch
    assert asked[1:] == [[8]]
    rows.forget()
    assert [row.id for row in rows[998:]] == [998, 999]
