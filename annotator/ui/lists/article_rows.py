"""The rows of the list of articles: fetched by the chunk as they come into view, and painted."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.ui.kit import badges
from annotator.ui.kit.plain import tip
from annotator.ui.kit.theme import current, px, ui_font
from annotator.ui.words import lists as say
from annotator.ui.words.translating import dotted

Fetch = Callable[[Sequence[int]], Sequence[Any]]
Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT = 62
_CHUNK = 64
_CHUNKS_KEPT = 64
_ROW = int(Qt.ItemDataRole.UserRole)


class ArticleModel(QAbstractListModel):
    """Rows for an array of ids, fetched by the chunk when somebody looks at them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ids: Sequence[int] = ()
        self.fetch: Fetch = lambda _ids: ()
        self._chunks: OrderedDict[int, list[Any]] = OrderedDict()
        self._last_found = 0

    def set_ids(self, ids: Sequence[int]) -> None:
        self.beginResetModel()
        self.ids = ids
        self._chunks.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.ids):
            return None
        if role == _ROW:
            return self.row_at(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            row = self.row_at(index.row())
            title = "" if row is None else title_of(row)
            return title if role == Qt.ItemDataRole.DisplayRole else tip(title)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            row = self.row_at(index.row())
            return "" if row is None else dotted(state_of(row), row.published, amount_of(row))
        return None

    def row_at(self, position: int) -> Any:
        """The row at a position of the list; None where `fetch` knows none."""
        number, offset = divmod(position, _CHUNK)
        chunk = self._chunks.get(number)
        if chunk is None:
            ids = self.ids[number * _CHUNK : (number + 1) * _CHUNK]
            found = {row.id: row for row in self.fetch(ids)}
            chunk = self._chunks[number] = [found.get(each) for each in ids]
            if len(self._chunks) > _CHUNKS_KEPT:
                self._chunks.popitem(last=False)
        return chunk[offset]

    def row_of(self, article_id: int | None) -> int | None:
        """Where an article stands: by bisection, near the last one, then everywhere."""
        if article_id is None:
            return None
        # Most lists are in the order of their ids; a search by value of a million takes 20 ms.
        guess = bisect_left(self.ids, article_id)
        if guess < len(self.ids) and self.ids[guess] == article_id:
            return guess
        start = max(0, min(self._last_found, len(self.ids)) - _CHUNK)
        near = self.ids[start : start + 2 * _CHUNK]
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
        number, offset = divmod(position, _CHUNK)
        if number in self._chunks:
            self._chunks[number][offset] = next(iter(self.fetch([article_id])), None)
        index = self.index(position, 0)
        self.dataChanged.emit(index, index)

    def refresh_all(self) -> None:
        self._chunks.clear()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, 0))


class ArticleView(QTableView):
    """The rows. Up, Down, Enter and the mouse pick; letters do nothing here."""

    row_picked = Signal(int)
    removal_asked = Signal(list)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        badges.set_up_rows(self, ROW_HEIGHT)
        self.current_article: int | None = None
        self.empty_text = say.NO_ARTICLES()
        self.setItemDelegate(ArticleDelegate(self))
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.clicked.connect(self._on_clicked)
        self.setAccessibleName(say.ARTICLES())

    def keyboardSearch(self, search: str) -> None:
        """No jumps by typing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid() and not event.isAutoRepeat():
                self.row_picked.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Delete:
            if not event.isAutoRepeat():
                self._ask_removal()
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

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
            self.row_picked.emit(index.row())

    def _ask_removal(self) -> None:
        if rows := self.selected_rows():
            self.removal_asked.emit(rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.model() is not None and not self.model().rowCount():
            area = QRectF(self.viewport().rect()).adjusted(16, 24, -16, 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            with QPainter(self.viewport()) as painter:
                painter.setPen(current()["ink_soft"])
                painter.drawText(area, int(flags), self.empty_text)


class ArticleDelegate(QStyledItemDelegate):
    """One article: its glyph, two lines of title, the date, and how much is in it."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(160, px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(_ROW)
        view = self.parent()
        if row is None or not isinstance(view, ArticleView):
            return
        theme, rect = current(), QRectF(option.rect)
        state = option.state
        is_current = row.id == view.current_article
        painter.save()
        if is_current:
            painter.fillRect(rect, theme["accent_tint"])
            painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), theme["accent"])
        elif state & QStyle.StateFlag.State_Selected and view.has_several:
            painter.fillRect(rect, theme["accent_tint"])
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme["hover"])
        if view.hasFocus() and index.row() == view.currentIndex().row():
            painter.setPen(theme["accent"])
            painter.drawRect(rect.adjusted(0.5, 0.5, -1.5, -1.5))
        is_over = row.status in ("done", "skipped")
        soft, ink = theme["ink_soft"], theme["ink_soft" if is_over and not is_current else "ink"]
        bar = view.width() - view.viewport().width()
        inner = rect.adjusted(px(36), 0, bar - px(14), 0)
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
        painter.restore()

    def _paint_meta(self, painter: QPainter, rect: QRectF, row: Any, font: QFont) -> None:
        soft, right = current()["ink_soft"], Qt.AlignmentFlag.AlignRight
        metrics = QFontMetricsF(font)
        room = rect.width() - metrics.horizontalAdvance(row.published) - 8
        amount = amount_of(row)
        width = 0.0
        if metrics.horizontalAdvance(amount) <= room - (18 if row.is_flagged else 0):
            align = right | Qt.AlignmentFlag.AlignVCenter
            width = badges.paint_text(painter, rect, amount, soft, font, align=align)
        if row.is_flagged:
            x = rect.right() - width - (19 if width else 12)
            glyph = QRectF(x, rect.center().y() - 6, 12, 12)
            badges.paint_status(painter, glyph, "flagged", current()["warn"])
        badges.paint_text(painter, rect, row.published, soft, font)


def title_of(row: Any) -> str:
    """The row's title, or that it has none."""
    return str(row.title) or say.UNTITLED()


def state_of(row: Any) -> str:
    """The state of its review, in words."""
    words = say.STATES.get(row.status)
    return str(row.status) if words is None else words()


def amount_of(row: Any) -> str:
    """How much is in an article: what is open while there is work, spans, or else its length."""
    if row.open_suggestions and row.status in ("new", "started"):
        return say.open_suggestions(row.open_suggestions)
    if row.spans or row.status == "done":
        return say.spans(row.spans)
    words = int(getattr(row, "words", 0) or 0)
    return say.length(words) if words else ""


def _line(area: QRectF, top: float, height: float) -> QRectF:
    return QRectF(area.x(), top, area.width(), height)
