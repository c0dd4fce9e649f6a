"""The list of the scheme editor: labels, then topic groups with their topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from annotator.core.records import Scheme, Topic, TopicGroup
from annotator.core.scheme_acts import Item
from annotator.ui.kit import badges
from annotator.ui.kit.theme import current, heading_font, mixed, px, ui_font
from annotator.ui.words import scheme as say
from annotator.ui.words.translating import number

ROW_HEIGHT = 26
_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Row:
    """A row: of an item, or without one a heading or (`is_hint`) a line that says what to do."""

    text: str
    item: Item | None = None
    count: int = 0
    aside: str = ""
    is_hint: bool = False


class SchemeModel(QAbstractListModel):
    """The rows as Qt wants them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            key = "" if row.item is None or isinstance(row.item, TopicGroup) else row.item.key
            return " ".join(filter(None, (row.text, row.aside, key.upper(), str(row.count or ""))))
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self.rows[index.row()].item is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class SchemeList(QTableView):
    """Arrows go from item to item; the keys that change something are signals."""

    entered = Signal()
    stepped = Signal()
    item_shown = Signal(object)
    add_asked = Signal(bool)  # with Shift: a topic group
    edit_asked = Signal()
    move_asked = Signal(int)
    delete_asked = Signal()
    back_asked = Signal(str)  # "undo" or "redo"

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        badges.set_up_rows(self, ROW_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.rows = SchemeModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_RowPainter(self))
        self.setAccessibleName(say.LABELS_AND_TOPICS())
        self.doubleClicked.connect(lambda _: self.edit_asked.emit())

    def show_scheme(
        self, scheme: Scheme, spans: Mapping[int, int], answers: Mapping[int, int]
    ) -> None:
        """Show the scheme; the row of the same item stays the current one."""
        before, at = self.item, self.currentIndex().row()
        self.rows.show_rows(self._rows_of(scheme, spans, answers))
        if not self.show_item(before):
            self._mark(at)

    @property
    def item(self) -> Item | None:
        """What the current row is about."""
        at = self.currentIndex().row()
        return self.rows.rows[at].item if 0 <= at < len(self.rows.rows) else None

    def show_item(self, item: Item | None) -> bool:
        """Make an item's row the current one; False where there is none."""
        for at, row in enumerate(self.rows.rows):
            if item and row.item and (type(row.item), row.item.id) == (type(item), item.id):
                self._mark(at)
                return True
        return False

    def currentChanged(self, now: _Index, before: _Index) -> None:
        super().currentChanged(now, before)
        self.item_shown.emit(self.item)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        has_ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        has_shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        page = max(1, self.viewport().height() // px(ROW_HEIGHT) - 1)
        steps = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6,
        }  # fmt: skip
        if has_ctrl and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_asked.emit(steps[key])
        elif key in steps:
            self._step(steps[key])
        elif key == Qt.Key.Key_Insert or (event.text() == "+" and not has_ctrl):
            self.add_asked.emit(has_shift and key == Qt.Key.Key_Insert)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not has_ctrl:
            self.delete_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.back_asked.emit("undo")
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.back_asked.emit("redo")
        elif event.text().isprintable() and event.text() and not has_ctrl:
            self.keyboardSearch(event.text())
        else:
            event.ignore()

    # -- private ---------------------------------------------------------------------------

    def _step(self, way: int) -> None:
        places = [at for at, row in enumerate(self.rows.rows) if row.item is not None]
        self.stepped.emit()
        if places:
            now = self.currentIndex().row()
            at = places.index(now) + way if now in places else 0
            self._mark(places[max(0, min(at, len(places) - 1))])

    def _mark(self, at: int) -> None:
        """Make the item at or nearest to a row the current one."""
        places = [n for n, row in enumerate(self.rows.rows) if row.item is not None]
        if not places:
            self.item_shown.emit(None)
            return
        index = self.rows.index(min(places, key=lambda n: abs(n - at)), 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if index.row() == places[0]:
            self.scrollToTop()
        self.viewport().update()

    def _rows_of(
        self, scheme: Scheme, spans: Mapping[int, int], answers: Mapping[int, int]
    ) -> list[Row]:
        retired = say.RETIRED()
        rows = [Row(say.ENTITY_LABELS().upper())]
        rows += [
            Row(x.name, x, spans.get(x.id, 0), retired if x.retired else "") for x in scheme.labels
        ]
        if not scheme.labels:
            rows.append(Row(say.NO_LABELS(), is_hint=True))
        rows.append(Row(say.TOPICS().upper()))
        for group in scheme.groups:
            aside = "" if group.several else say.ONE_ANSWER()
            rows.append(Row(group.name, group, aside=aside))
            for x in scheme.topics:
                if x.group == group.id:
                    aside = retired if x.retired else ""
                    rows.append(Row(x.name, x, answers.get(x.id, 0), aside))
        if not scheme.groups:
            rows.append(Row(say.NO_TOPICS(), is_hint=True))
        return rows


class _RowPainter(QStyledItemDelegate):
    """Paints a row: square, name, number, key."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view = self.parent()
        assert isinstance(view, SchemeList)
        row, rect, theme = view.rows.rows[index.row()], QRectF(option.rect), current()
        painter.save()
        if index.row() == view.currentIndex().row() and row.item is not None:
            painter.fillRect(rect, theme["accent_tint"])
            if view.hasFocus():
                painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), theme["accent"])
        elif option.state & QStyle.StateFlag.State_MouseOver and row.item is not None:
            painter.fillRect(rect, theme["hover"])
        inner = rect.adjusted(16, 0, -14, 0)
        if row.item is not None:
            _paint_item(painter, inner, row, row.item)
        elif row.is_hint:
            badges.paint_text(painter, inner, row.text, theme["ink_soft"], ui_font(0.92))
        else:
            low = inner.adjusted(0, 5, 0, 0)
            badges.paint_text(painter, low, row.text, theme["ink_soft"], heading_font())
        painter.restore()


def _paint_item(painter: QPainter, rect: QRectF, row: Row, item: Item) -> None:
    theme, small = current(), ui_font(0.92)
    is_group = isinstance(item, TopicGroup)
    is_retired = not isinstance(item, TopicGroup) and item.retired
    left, right, middle = rect.x(), rect.right(), rect.center().y()
    if isinstance(item, TopicGroup):
        font = ui_font(0.96, QFont.Weight.DemiBold)
    else:
        font = ui_font(0.96)
        left += 14 if isinstance(item, Topic) else 0
        is_plain = isinstance(item, Topic) and item.colour == "slate"
        colour = theme["field_line"] if is_plain else theme.label_colour(item.colour)
        colour = mixed(colour, theme["panel"], 0.35) if is_retired else colour
        badges.paint_square(painter, QRectF(left, middle - 5.5, 11, 11), colour)
        left += 21
        if item.key and not is_retired:
            width = badges.key_width(item.key.upper())
            badges.paint_key(painter, right - width, middle, item.key.upper(), theme)
        right -= 28
    count = number(row.count) if row.count else ""
    for text in (count, row.aside):
        box = QRectF(left, rect.y(), right - left, rect.height())
        badges.paint_text(painter, box, text, theme["ink_faint"], small, align=_RIGHT)
        right -= QFontMetricsF(small).horizontalAdvance(text) + 10 if text else 0
    ink = theme["ink_faint"] if is_retired else theme["ink_soft" if is_group else "ink"]
    name = QRectF(left, rect.y(), right - left, rect.height())
    text = row.text.replace("/", " › ") if isinstance(item, Topic) else row.text
    elide = Qt.TextElideMode.ElideLeft if "›" in text else Qt.TextElideMode.ElideRight
    badges.paint_text(painter, name, text, ink, font, elide=elide)
