"""The list of the learning page: which corrector to use. One of its rows is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.theme import Theme, current, heading_font, px, ui_font
from annotator.ui.words import learning as say
from annotator.workspace.learning.report import Overview

ROW_HEIGHT = 46
HEADING_HEIGHT = 30
_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Row:
    """A choice (`version`: a number, 0 for off, None for automatic), or a heading."""

    text: str
    version: int | None = None
    detail: str = ""
    aside: str = ""
    is_chosen: bool = False
    is_used: bool = False
    is_heading: bool = False


class _Model(QAbstractListModel):
    def __init__(self, parent: VersionList) -> None:
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
            used = say.IN_USE() if row.is_used else ""
            chosen = say.CHOSEN() if row.is_chosen else ""
            return ", ".join(filter(None, (row.text, chosen, used, row.detail, row.aside)))
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self.rows[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class VersionList(QTableView):
    """Arrows move; Enter, Space or a click choose."""

    chosen = Signal(object)
    stepped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        badges.set_up_rows(self, ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(px(HEADING_HEIGHT))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.choices = _Model(self)
        self.setModel(self.choices)
        self.setItemDelegate(_Painter(self))
        self.setAccessibleName(say.WHICH_CORRECTOR())
        self.clicked.connect(lambda index: self._choose(index.row()))

    def show_overview(self, found: Overview) -> None:
        """Show its versions; the row that was current stays so, in the beginning the chosen one."""
        rows = self._rows_of(found)
        if rows == self.choices.rows:
            return
        before = self._current()
        self.choices.show_rows(rows)
        for at, row in enumerate(rows):
            self.setRowHeight(at, px(HEADING_HEIGHT) if row.is_heading else px(ROW_HEIGHT))
        wanted = [row for row in rows if before is not None and row.version == before.version]
        wanted += [row for row in rows if row.is_chosen] + rows[1:2]
        self.setCurrentIndex(self.choices.index(rows.index(_first_choice(wanted)), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = Qt.Key(event.key()), self.currentIndex().row()
        page = max(1, self.viewport().height() // px(ROW_HEIGHT) - 1)
        steps = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6,
        }  # fmt: skip
        if key in steps:
            self._step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not event.isAutoRepeat():
                self._choose(at)
        else:
            event.ignore()

    # -- private ---------------------------------------------------------------------------

    def _current(self) -> Row | None:
        at = self.currentIndex().row()
        row = self.choices.rows[at] if 0 <= at < len(self.choices.rows) else None
        return None if row is None or row.is_heading else row

    def _choose(self, at: int) -> None:
        row = self.choices.rows[at] if 0 <= at < len(self.choices.rows) else None
        if row is not None and not row.is_heading:
            self.chosen.emit(row.version)

    def _step(self, way: int) -> None:
        places = [at for at, row in enumerate(self.choices.rows) if not row.is_heading]
        now = self.currentIndex().row()
        at = places.index(now) + way if now in places else 0
        index = self.choices.index(places[max(0, min(at, len(places) - 1))], 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if index.row() == places[0]:
            self.scrollToTop()
        self.viewport().update()
        self.stepped.emit()

    def _rows_of(self, found: Overview) -> list[Row]:
        used, choice = found.used, found.choice
        best = "" if used is None or choice is not None else say.name_of(used)
        rows = [
            Row(say.CORRECTOR().upper(), is_heading=True),
            Row(
                say.AUTOMATIC(),
                None,
                say.ABOUT_AUTOMATIC(),
                best,
                found.learns and choice is None,
            ),
            Row(
                say.OFF(),
                0,
                say.ABOUT_OFF(),
                "",
                found.learns and choice == 0,
            ),
        ]
        if found.versions:
            rows.append(Row(say.VERSIONS().upper(), is_heading=True))
        for version in found.versions:
            is_chosen = found.learns and choice == version.number
            detail = say.worth_of(version)
            if version.is_left_out:
                detail = say.LEFT_OUT()
            name, day = say.name_of(version), say.day_of(version)
            rows.append(Row(name, version.number, detail, day, is_chosen, version.is_used))
        return rows


def _first_choice(rows: list[Row]) -> Row:
    return next(row for row in rows if not row.is_heading)


class _Painter(QStyledItemDelegate):
    """Two lines: the name and the day, what it is worth."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(120, px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        view = self.parent()
        assert isinstance(view, VersionList)
        row, rect, theme = view.choices.rows[index.row()], QRectF(option.rect), current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.is_heading:
            low = rect.adjusted(16, 8, -14, 0)
            badges.paint_text(painter, low, row.text, theme["ink_soft"], heading_font())
            painter.restore()
            return
        if index.row() == view.currentIndex().row():
            painter.fillRect(rect, theme["accent_tint"])
            if view.hasFocus():
                painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), theme["accent"])
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme["hover"])
        _paint_row(painter, rect.adjusted(16, 4, -14, -4), row, say.IN_USE())
        painter.restore()


def _paint_row(painter: QPainter, rect: QRectF, row: Row, used_words: str) -> None:
    theme, half = current(), rect.height() / 2
    _paint_dot(painter, QPointF(rect.x() + 7, rect.y() + half / 2 + 1), theme, row.is_chosen)
    upper = QRectF(rect.x() + 24, rect.y(), rect.width() - 24, half)
    font = ui_font(
        1.0, QFont.Weight.DemiBold if row.is_used or row.is_chosen else QFont.Weight.Normal
    )
    width = badges.paint_text(painter, upper, row.text, theme["ink"], font)
    room = upper.adjusted(width + 10, 0, 0, 0)
    if row.is_used:
        badges.paint_text(painter, room, used_words, theme["ok"], ui_font(0.92))
    badges.paint_text(painter, room, row.aside, theme["ink_soft"], ui_font(0.86), align=_RIGHT)
    lower = upper.translated(0, half)
    badges.paint_text(painter, lower, row.detail, theme["ink_soft"], ui_font(0.92))


def _paint_dot(painter: QPainter, middle: QPointF, theme: Theme, is_chosen: bool) -> None:
    """The mark of a choice among several."""
    painter.setPen(QPen(theme["accent" if is_chosen else "ink_soft"], 1.4))
    painter.setBrush(theme["field"])
    painter.drawEllipse(middle, 6, 6)
    if is_chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme["accent"])
        painter.drawEllipse(middle, 3.2, 3.2)
