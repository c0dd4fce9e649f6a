"""A list of mentions in their context, in sections, of which some are chosen by key or click."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.core.records import Scheme
from annotator.ui.find.hit_rows import (
    ROW_HEIGHT,
    SECTION_HEIGHT,
    Look,
    Section,
    paint_hit,
    paint_section,
    spoken,
)
from annotator.ui.kit import badges
from annotator.ui.kit.key_names import names_of
from annotator.ui.kit.theme import current, px, ui_font
from annotator.ui.words import find as say
from annotator.workspace.open.propagation import Hit

Index = QModelIndex | QPersistentModelIndex
Row = Section | Hit
_BOX_END = 36


@dataclass(frozen=True, slots=True)
class Group:
    """Hits under one heading, before it is known which are on."""

    title: str
    hits: Sequence[Hit]
    is_locked: bool = False


class HitModel(QAbstractListModel):
    """Groups as rows: a section, then its hits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self.on: set[tuple[int, int, int]] = set()
        self.look = Look(Scheme())

    def show_groups(self, groups: Iterable[Group]) -> None:
        self.beginResetModel()
        self.rows = []
        for group in groups:
            if group.hits:
                on = sum(hit.key in self.on for hit in group.hits)
                self.rows.append(Section(group.title, len(group.hits), on, group.is_locked))
                self.rows += group.hits
        self.endResetModel()

    def of_section(self, row: int) -> list[Hit]:
        """The hits under the heading at this row."""
        found = []
        for each in self.rows[row + 1 :]:
            if isinstance(each, Section):
                break
            found.append(each)
        return found

    def set_on(self, hits: Iterable[Hit], is_on: bool) -> None:
        """Turn hits on or off; those that are locked stay off."""
        keys = {hit.key for hit in hits if not hit.snag.is_locked}
        self.on = self.on | keys if is_on else self.on - keys
        self._recount()

    def chosen(self) -> list[Hit]:
        """The hits that are on, as they stand in the list."""
        return [row for row in self.rows if isinstance(row, Hit) and row.key in self.on]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self.rows[index.row()]
        return spoken(row, self.look, is_on=isinstance(row, Hit) and row.key in self.on)

    def _recount(self) -> None:
        for at, row in enumerate(self.rows):
            if isinstance(row, Section):
                on = sum(hit.key in self.on for hit in self.of_section(at))
                self.rows[at] = Section(row.text, row.count, on, row.is_locked)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))


class HitList(QTableView):
    """Space and a click on the box turn a hit, or a section, on and off. Other letters go out by
    `typed`, Enter by `entered`, Esc by `left`; Up from the first row by `went_up`.
    """

    changed = Signal()
    entered = Signal()
    opened = Signal(object)
    left = Signal()
    went_up = Signal()
    typed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        badges.set_up_rows(self, ROW_HEIGHT)
        self.hits = HitModel(self)
        self.empty_text = ""
        self.setModel(self.hits)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(say.IN_CONTEXT())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def show_groups(self, groups: Iterable[Group]) -> None:
        """Show these instead; the row that was current stays so if it is still there."""
        before = self.current_hit()
        at = self.currentIndex().row()
        self.hits.show_groups(groups)
        rows = self.hits.rows
        if not rows:
            return
        for n, row in enumerate(rows[1:], 1):
            if isinstance(row, Section):
                self.verticalHeader().resizeSection(n, px(SECTION_HEIGHT))
        keys = {row.key: n for n, row in enumerate(rows) if isinstance(row, Hit)}
        first = keys.get(before.key) if before is not None else None
        place = first if first is not None else max(1, min(at, len(rows) - 1))
        self.setCurrentIndex(self.hits.index(place, 0))

    def current_hit(self) -> Hit | None:
        at = self.currentIndex().row()
        row = self.hits.rows[at] if 0 <= at < len(self.hits.rows) else None
        return row if isinstance(row, Hit) else None

    def everything(self) -> list[Hit]:
        return [row for row in self.hits.rows if isinstance(row, Hit)]

    def set_all(self, is_on: bool) -> None:
        self.hits.set_on(self.everything(), is_on)
        self.changed.emit()

    def toggle(self, at: int) -> None:
        """Turn the hit at a row, or the section, on or off."""
        if not 0 <= at < len(self.hits.rows):
            return
        row = self.hits.rows[at]
        hits = self.hits.of_section(at) if isinstance(row, Section) else [row]
        is_on = all(hit.key in self.hits.on for hit in hits)
        self.hits.set_on(hits, not is_on)
        self.changed.emit()

    def keyboardSearch(self, search: str) -> None:
        """No jumps by typing."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = event.key(), self.currentIndex().row()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        if event.isAutoRepeat() and key not in _MOVING:
            return
        if key == Qt.Key.Key_Space:
            self.toggle(at)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.typed.emit("Backspace")
        elif key == Qt.Key.Key_Up and at <= 0:
            self.went_up.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.hits.rows:
            last = len(self.hits.rows) - 1
            self.setCurrentIndex(self.hits.index(0 if key == Qt.Key.Key_Home else last, 0))
        elif key in _MOVING:
            super().keyPressEvent(event)
        elif letters := [x for x in names_of(event) if len(x.removeprefix("Shift+")) == 1]:
            self.typed.emit(letters[0].removeprefix("Shift+"))
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        self.setCurrentIndex(index)
        if index.isValid() and event.position().x() <= _BOX_END:
            self.toggle(index.row())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.hits.rows and self.empty_text:
            area = QRectF(self.viewport().rect()).adjusted(40, 48, -40, 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            with QPainter(self.viewport()) as painter:
                painter.setFont(ui_font())
                painter.setPen(current()["ink_soft"])
                painter.drawText(area, int(flags), self.empty_text)

    def _open(self, at: int) -> None:
        row = self.hits.rows[at] if 0 <= at < len(self.hits.rows) else None
        if isinstance(row, Hit):
            self.opened.emit(row)


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(400, px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self.parent()
        assert isinstance(view, HitList)
        row, rect, theme = view.hits.rows[index.row()], QRectF(option.rect), current()
        painter.save()
        if index.row() == view.currentIndex().row():
            painter.fillRect(rect, theme["accent_tint"])
            if view.hasFocus():
                painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), theme["accent"])
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme["hover"])
        if isinstance(row, Section):
            paint_section(painter, rect, row)
        else:
            paint_hit(painter, rect, row, view.hits.look, is_on=row.key in view.hits.on)
        painter.restore()


_MOVING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
