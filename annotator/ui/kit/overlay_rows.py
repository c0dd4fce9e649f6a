"""The rows under a field: labels, actions, articles; how they are kept and painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from annotator.ui.kit import badges
from annotator.ui.kit.badges import TopicState
from annotator.ui.kit.fuzzy_find import Match, ranked
from annotator.ui.kit.theme import current, heading_font, ui_font

_EDGE = 8
_Index = QModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """One row. Without a `value` it is a heading. `ranges` of the text are what fits."""

    text: str
    value: object = None
    detail: str = ""
    keys: tuple[str, ...] = ()
    colour: str = ""
    topic: TopicState | None = None
    is_faint: bool = False
    ranges: tuple[tuple[int, int], ...] = ()

    @property
    def is_heading(self) -> bool:
        return self.value is None


def fitting(
    typed: str, rows: Sequence[Row], *, typos: bool | None = None
) -> list[tuple[Row, Match]]:
    """The rows that fit what was typed, the best first, with what fits marked (see `ranked`)."""
    found = ranked(typed, rows, lambda row: (row.text, row.detail), typos=typos)
    return [(replace(row, ranges=fit.ranges), fit) for row, fit in found]


class RowModel(QAbstractTableModel):
    """Rows for one column; their texts for screen readers."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: Sequence[Row] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:  # type: ignore[override]
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:  # type: ignore[override]
        return 0 if parent is not None and parent.isValid() else 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # type: ignore[override]
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " · ".join(part for part in (row.text, row.detail, *row.keys) if part)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:  # type: ignore[override]
        if not index.isValid() or self.rows[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RowPainter(QStyledItemDelegate):
    """Paints a row: square or box, text with what fits in the accent, detail, keys at the right."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        model = index.model()
        assert isinstance(model, RowModel)
        row = model.rows[index.row()]
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.is_heading:
            line = rect.adjusted(_EDGE + 8, 6, -_EDGE, 0)
            badges.paint_text(
                painter, line, row.text.upper(), current()["ink_soft"], heading_font()
            )
        else:
            table = self.parent()
            is_current = isinstance(table, QTableView) and table.currentIndex() == index
            _paint_row(painter, rect, row, is_current)
        painter.restore()


def _paint_row(painter: QPainter, rect: QRectF, row: Row, is_current: bool) -> None:
    theme = current()
    if is_current:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme["accent_tint"])
        painter.drawRoundedRect(rect.adjusted(6, 1, -6, -1), 6, 6)
    line = rect.adjusted(_EDGE + 8, 0, -_EDGE - 8, 0)
    right = line.right()
    for key in reversed(row.keys):
        right -= badges.key_width(key)
        badges.paint_key(painter, right, line.center().y(), key, theme)
        right -= 5
    left = line.x()
    if row.colour:
        square = QRectF(left, line.center().y() - 5, 10, 10)
        badges.paint_square(painter, square, theme.label_colour(row.colour))
        left += 20
    elif row.topic is not None:
        box = QRectF(left - 1, line.center().y() - 6.5, 13, 13)
        badges.paint_topic_box(painter, box, row.topic, theme)
        left += 20
    ink = theme["ink_faint"] if row.is_faint else theme["ink"]
    room = QRectF(left, line.y(), max(0.0, right - left - 8), line.height())
    taken = _paint_fitting(painter, room, row, ink)
    room.setLeft(left + taken + 12)
    if row.detail and room.width() > 40:
        soft = theme["ink_faint"] if row.is_faint else theme["ink_soft"]
        badges.paint_text(painter, room, row.detail, soft, ui_font(0.92))


def _paint_fitting(painter: QPainter, room: QRectF, row: Row, ink: QColor) -> float:
    """The text, and over it once more in the accent what fits."""
    taken = badges.paint_text(painter, room, row.text, ink, ui_font())
    if row.is_faint or not row.ranges:
        return taken
    metrics = painter.fontMetrics()
    for start, end in row.ranges:
        before = metrics.horizontalAdvance(row.text[:start])
        width = metrics.horizontalAdvance(row.text[:end]) - before
        if before + width > room.width() - 8:
            break
        under = QRectF(room.x() + before, room.center().y() + metrics.ascent() / 2 + 2.5, width, 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current()["accent"])
        painter.drawRect(under)
    return taken
