"""The list of articles: search, filters, and the rows under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.core.codes import Order, StatusFilter
from annotator.ui.kit import badges
from annotator.ui.kit.plain import set_tip
from annotator.ui.kit.theme import current, px, ui_font
from annotator.ui.lists.article_rows import ArticleModel, ArticleView, Fetch
from annotator.ui.words import lists as say

REST_MS = 120
"""What is typed is searched for when no key has come for so long."""


class ArticleList(QWidget):
    """The articles on the left. It holds ids and asks `fetch` for the rows it paints."""

    article_picked = Signal(int)
    status_picked = Signal(str)
    search_asked = Signal(str)
    order_asked = Signal(QPoint)
    removal_asked = Signal(list)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ArticleModel(self)
        self.search = SearchField(self)
        self.filters = FilterBar(self)
        self.order = OrderLine(self)
        self.view = ArticleView(self, self.model)
        self._current = QPersistentModelIndex()
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 6)
        top.setSpacing(8)
        top.addWidget(self.search)
        top.addWidget(self.filters)
        top.addWidget(self.order)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        self.search.asked.connect(self.search_asked)
        self.order.clicked.connect(
            lambda: self.order_asked.emit(self.order.mapToGlobal(self.order.rect().bottomLeft()))
        )
        self.search.left.connect(self.left)
        self.search.went_down.connect(self.focus_list)
        self.filters.picked.connect(self.status_picked)
        self.view.row_picked.connect(lambda row: self.article_picked.emit(row.id))
        self.view.left.connect(self.left)
        self.view.removal_asked.connect(
            lambda rows: self.removal_asked.emit([self.model.ids[row] for row in rows])
        )

    def set_fetch(self, fetch: Fetch) -> None:
        """Who gives the rows of some ids.

        A row has .id .title .published .status .is_flagged .spans .open_suggestions .words.
        """
        self.model.fetch = fetch
        self.refresh_all()

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show these articles, in this order."""
        self.model.set_ids(ids)
        self._show_current()

    def add_ids(self, ids: Sequence[int]) -> None:
        """Show these too, behind the others."""
        self.model.add_ids(ids)
        if not self._current.isValid():
            self._show_current()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many are 'todo', 'done', 'flagged', 'skipped', 'all'."""
        self.filters.set_counts(counts)

    def set_status(self, status: str) -> None:
        """Which filter is on, "" for none; emits nothing."""
        self.filters.set_status(status)

    def set_order(self, order: Order) -> None:
        """Tell in what order the articles come."""
        self.order.set_order(order)

    def set_found(self, words: str) -> None:
        """Say that a search is listed, not what a filter or an order gives."""
        self.filters.set_status("")
        self.order.set_found(words)

    def set_empty_text(self, text: str) -> None:
        """What stands there when there are no articles."""
        self.view.empty_text = text
        self.view.viewport().update()

    def set_current(self, article_id: int | None) -> None:
        """Mark the article that is open, and scroll to it."""
        self.view.current_article = article_id
        self._show_current()

    def refresh(self, article_id: int) -> None:
        """Fetch one row again."""
        self.model.refresh(article_id)

    def refresh_all(self) -> None:
        """Fetch the rows in view again."""
        self.model.refresh_all()
        self.view.viewport().update()

    def focus_search(self) -> None:
        """Go to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def focus_list(self) -> None:
        """Go to the list."""
        if not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_current(self) -> None:
        row = self.model.row_of(self.view.current_article)
        self.view.update(self._current)
        index = self.model.index(row, 0) if row is not None else QModelIndex()
        self.view.setCurrentIndex(index)
        self._current = QPersistentModelIndex(index)
        if row is not None:
            self.view.scrollTo(index)
            self.view.update(index)


class FilterBar(QWidget):
    """All filters side by side, counts over names, so that they never wrap."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self.chips = {status: FilterChip(name(), self) for status, name in say.FILTERS.items()}
        for status, chip in self.chips.items():
            layout.addWidget(chip)
            chip.clicked.connect(lambda _checked=False, each=status: self._on_clicked(each))
        self.chips[StatusFilter.SKIPPED].hide()
        self.set_status(StatusFilter.TODO)

    def set_status(self, status: str) -> None:
        for name, chip in self.chips.items():
            chip.setChecked(name == status)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        for name, chip in self.chips.items():
            chip.set_count(counts.get(name, 0))
        skipped = self.chips[StatusFilter.SKIPPED]
        skipped.setVisible(bool(counts.get(StatusFilter.SKIPPED)) or skipped.isChecked())

    def _on_clicked(self, status: str) -> None:
        self.set_status(status)
        self.picked.emit(status)


class OrderLine(QAbstractButton):
    """In what order the articles come; a click asks for another. Of a search: what was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleDescription(say.ORDER_OF_ARTICLES())

    def set_order(self, order: Order) -> None:
        self._show(say.ORDERS[order](), can_change=True)

    def set_found(self, words: str) -> None:
        self._show(words, can_change=False)

    def _show(self, words: str, *, can_change: bool) -> None:
        self.setText(words)
        self.setEnabled(can_change)
        set_tip(self, words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, area = current(), QRectF(self.rect())
        is_lit = self.isEnabled() and (self.underMouse() or self.hasFocus())
        ink = theme["accent" if is_lit else "ink_soft"]
        with QPainter(self) as painter:
            badges.paint_text(painter, area.adjusted(2, 0, -14, 0), self.text(), ink, ui_font(0.88))
            if not self.isEnabled():
                return
            badges.paint_text(
                painter,
                area.adjusted(0, 0, -2, 0),
                "▾",
                ink,
                ui_font(0.88),
                align=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            )


class FilterChip(QAbstractButton):
    """A count and the name of its filter."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = 0
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_count(self, count: int) -> None:
        self._count = count
        set_tip(self, f"{self.text()}: {count:,}")
        self.setAccessibleName(f"{self.text()} {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(ui_font(0.8)).horizontalAdvance(self.text())
        count = QFontMetricsF(_bold()).horizontalAdvance(short_count(self._count))
        return QSize(round(max(words, count)) + 6, px(38))

    def minimumSizeHint(self) -> QSize:
        return QSize(16, px(38))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, area = current(), QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ink = theme["accent" if self.isChecked() else "ink_soft"]
        ground = theme["accent_tint" if self.isChecked() else "hover"]
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme["accent"] if self.hasFocus() else Qt.PenStyle.NoPen)
            is_filled = self.isChecked() or self.underMouse()
            painter.setBrush(ground if is_filled else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 6, 6)
            middle = Qt.AlignmentFlag.AlignCenter
            upper = area.adjusted(1, 3, -1, -area.height() / 2)
            lower = area.adjusted(1, area.height() / 2 - 1, -1, -3)
            badges.paint_text(painter, upper, short_count(self._count), ink, _bold(), align=middle)
            badges.paint_text(painter, lower, self.text(), ink, ui_font(0.8), align=middle)


class SearchField(QLineEdit):
    """Searches while one types: when the keys rest, or at once with Enter. Esc clears and leaves,
    Down goes to what was found. The text that stands here is always the one that was asked for.
    """

    asked = Signal(str)
    left = Signal()
    went_down = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(say.SEARCH())
        self.setAccessibleName(say.SEARCH())
        self._asked_for = ""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask_typed)
        self.textEdited.connect(self._rest.start)

    @property
    def applied(self) -> str:
        """The text that was asked for last; "" for none."""
        return self._asked_for

    def reset(self) -> None:
        """Another list is shown: nothing is searched for, and nothing stands here."""
        self._rest.stop()
        self._asked_for = ""
        self.clear()

    def ask(self, text: str) -> None:
        """Search for this, as if it had been typed."""
        self.setText(text)
        self._ask(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask_typed(is_again=True)
        elif event.key() == Qt.Key.Key_Escape:
            self._rest.stop()
            self.clear()
            self._ask_typed()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self._ask_typed()
            self.went_down.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who leaves has typed to the end."""
        self._ask_typed()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        keys = say.SEARCH_KEY()
        if not self.text() and not self.hasFocus() and self.width() > 180:
            with QPainter(self) as painter:
                x = self.width() - badges.key_width(keys) - 8
                badges.paint_key(painter, x, self.height() / 2, keys, current())

    def _ask_typed(self, *, is_again: bool = False) -> None:
        text = self.text().strip()
        if is_again or text != self._asked_for:
            self._ask(text)

    def _ask(self, text: str) -> None:
        self._rest.stop()
        self._asked_for = text
        self.asked.emit(text)


def short_count(count: int) -> str:
    """A count in at most five signs: 9,999, 12k, 1.2M."""
    if count < 10_000:
        return f"{count:,}"
    return f"{count // 1000}k" if count < 1_000_000 else f"{count / 1_000_000:.1f}M"


def _bold() -> QFont:
    return ui_font(0.92, QFont.Weight.DemiBold)
