"""The rows of the list of articles: fetched by the chunk as they come into view, and painted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from annotator.core.records import Status
from annotator.ui.kit import badges
from annotator.ui.kit.plain import tip
from annotator.ui.kit.row_list import (
    ASIDE,
    CHUNK,
    TEXT,
    TIP,
    FetchedRows,
    Index,
    PickList,
    Place,
    RowModel,
    Words,
    paint_focus_frame,
)
from annotator.ui.kit.theme import current, px, ui_font
from annotator.ui.words import lists as say
from annotator.ui.words.translating import dotted

Fetch = Callable[[Sequence[int]], Sequence[Any]]

ROW_HEIGHT = 62


class ArticleModel(RowModel[Any]):
    """Rows for an array of ids, fetched by the chunk when somebody looks at them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        words: Words = {TEXT: title_of, TIP: _tip_of, ASIDE: _aside_of}
        super().__init__(parent, words)
        self.fetch: Fetch = lambda _ids: ()
        self._last_found = 0
        self.set_ids(())

    @property
    def ids(self) -> Sequence[int]:
        return self._fetched.ids

    def set_ids(self, ids: Sequence[int]) -> None:
        self._fetched = FetchedRows[Any](ids, self._fetch)
        self.show_rows(self._fetched)

    def add_ids(self, ids: Sequence[int]) -> None:
        """Come to the others, behind them."""
        if not ids:
            return
        count = len(self._fetched)
        self.beginInsertRows(QModelIndex(), count, count + len(ids) - 1)
        self._fetched.extend(ids)
        self.endInsertRows()

    def _fetch(self, ids: Sequence[int]) -> Sequence[Any]:
        return self.fetch(ids)

    def row_at(self, position: int) -> Any:
        """The row at a position of the list; None where `fetch` knows none."""
        return self._fetched[position]

    def row_of(self, article_id: int | None) -> int | None:
        """Where an article stands: by bisection, near the last one, then everywhere."""
        if article_id is None:
            return None
        # Most lists are in the order of their ids; a search by value of a million takes 20 ms.
        guess = bisect_left(self.ids, article_id)
        if guess < len(self.ids) and self.ids[guess] == article_id:
            return guess
        start = max(0, min(self._last_found, len(self.ids)) - CHUNK)
        near = self.ids[start : start + 2 * CHUNK]
        try:
            found = near.index(article_id) + start if article_id in near else None
            self._last_found = self.ids.index(article_id) if found is None else found
        except ValueError:
            return None
        return self._last_found

    def refresh(self, article_id: int) -> None:
        position = self.row_of(article_id)
        if position is None:
            return
        self._fetched.fetch_again(position)
        self.tell_changed(position, position)

    def refresh_all(self) -> None:
        self._fetched.forget()
        self.tell_changed(0, len(self.ids) - 1)


class ArticleView(PickList[Any]):
    """The rows. Up, Down, Enter and the mouse pick; letters do nothing here."""

    removal_asked = Signal(list)

    pick_keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

    def __init__(self, parent: QWidget, model: ArticleModel) -> None:
        super().__init__(parent, ROW_HEIGHT, model, self._paint)
        self.current_article: int | None = None
        self.empty_text = say.NO_ARTICLES()
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.clicked.connect(self._on_clicked)
        self.setAccessibleName(say.ARTICLES())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Delete:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self._ask_removal()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the selected articles, by mouse."""
        count = len(self.selected_rows())
        if not count:
            return
        menu = QMenu(self)
        menu.addAction(say.move_to_bin(count), self._ask_removal)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def selected_rows(self) -> list[int]:
        """The rows that are selected, from the top; else the one that the keys are at."""
        found = sorted(index.row() for index in self.selectionModel().selectedRows())
        if not found and self.currentIndex().isValid():
            return [self.currentIndex().row()]
        return found

    @property
    def has_several(self) -> bool:
        """Whether more than one row is selected."""
        return len(self.selectionModel().selectedRows()) > 1

    def _on_clicked(self, index: Index) -> None:
        """A plain click opens the article; with Shift or Ctrl it only selects."""
        held = QGuiApplication.keyboardModifiers()
        if not held & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            self.pick(index.row())

    def _ask_removal(self) -> None:
        if rows := self.selected_rows():
            self.removal_asked.emit(rows)

    def _paint(self, painter: QPainter, row: Any, place: Place) -> None:
        """One article: its glyph, two lines of title, the date, and how much is in it."""
        theme, rect = current(), place.rect
        is_current = row.id == self.current_article
        if is_current:
            painter.fillRect(rect, theme["accent_tint"])
            painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), theme["accent"])
        elif place.is_selected and self.has_several:
            painter.fillRect(rect, theme["accent_tint"])
        elif place.is_hovered:
            painter.fillRect(rect, theme["hover"])
        paint_focus_frame(painter, place)
        is_over = row.status in (Status.DONE, Status.SKIPPED)
        soft, ink = theme["ink_soft"], theme["ink_soft" if is_over and not is_current else "ink"]
        inner = rect.adjusted(px(36), 0, place.bar - px(14), 0)
        font, small = ui_font(0.96), ui_font(0.88)
        first, second = badges.two_lines(title_of(row), font, inner.width())
        line, meta = QFontMetricsF(font).height(), QFontMetricsF(small).height()
        top = rect.y() + (rect.height() - line * (2 if second else 1) - meta - 2) / 2
        side = px(13)
        glyph = QRectF(rect.x() + px(13), top + (line - side) / 2, side, side)
        badges.paint_status(painter, glyph, row.status, ink if is_current else soft)
        for words in filter(None, (first, second)):
            badges.paint_text(painter, _line(inner, top, line), words, ink, font)
            top += line
        self._paint_meta(painter, _line(inner, top + 2, meta), row, small)

    def _paint_meta(self, painter: QPainter, rect: QRectF, row: Any, font: QFont) -> None:
        soft, right = current()["ink_soft"], Qt.AlignmentFlag.AlignRight
        metrics = QFontMetricsF(font)
        room = rect.width() - metrics.horizontalAdvance(row.published) - 8
        amount, is_copy = amount_of(row), copy_of(row) > 0
        width = 0.0
        if metrics.horizontalAdvance(amount) <= room - 18 * (row.is_flagged + is_copy):
            align = right | Qt.AlignmentFlag.AlignVCenter
            width = badges.paint_text(painter, rect, amount, soft, font, align=align)
        x = rect.right() - width - (19 if width else 12)
        if is_copy:
            badges.paint_status(painter, QRectF(x, rect.center().y() - 6, 12, 12), "copy", soft)
            x -= 17
        if row.is_flagged:
            glyph = QRectF(x, rect.center().y() - 6, 12, 12)
            badges.paint_status(painter, glyph, "flagged", current()["warn"])
        badges.paint_text(painter, rect, row.published, soft, font)


def title_of(row: Any) -> str:
    """The row's title, or that it has none."""
    return str(row.title) or say.UNTITLED()


def _tip_of(row: Any) -> str:
    return tip("\n".join(filter(None, (title_of(row), copy_words(row)))))


def _aside_of(row: Any) -> str:
    return dotted(state_of(row), row.published, amount_of(row), copy_words(row))


def copy_of(row: Any) -> int:
    """The article that a row's is a near copy of; 0 for none."""
    return int(getattr(row, "copy_of", 0))


def copy_words(row: Any) -> str:
    """Which article it is a near copy of, in words; "" for none."""
    return say.near_copy(row.copy_of, row.copy_share) if copy_of(row) else ""


def state_of(row: Any) -> str:
    """The state of its review, in words."""
    words = say.STATES.get(row.status)
    return str(row.status) if words is None else words()


def amount_of(row: Any) -> str:
    """How much is in an article: what is open while there is work, spans, or else its length."""
    if row.open_suggestions and row.status in (Status.NEW, Status.STARTED):
        return say.open_suggestions(row.open_suggestions)
    if row.spans or row.status == Status.DONE:
        return say.spans(row.spans)
    words = int(getattr(row, "words", 0) or 0)
    return say.length(words) if words else ""


def _line(area: QRectF, top: float, height: float) -> QRectF:
    return QRectF(area.x(), top, area.width(), height)
