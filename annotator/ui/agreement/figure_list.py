"""The list of figures: each with its interval drawn on a rail from 0 to 1, under headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from annotator.core.agreement.codes import AgreedOn
from annotator.core.agreement.intervals import BOUNDS
from annotator.ui.kit import badges
from annotator.ui.kit.row_list import TEXT, Place, RowList, RowModel, paint_bar_ground
from annotator.ui.kit.theme import Theme, current, ui_font
from annotator.ui.words import agreement as say
from annotator.workspace.open.agreement import FigureRow

ROW_HEIGHT = 28
_SIDE = 14.0
_GAP = 14.0

Row = FigureRow | str
"""A figure, or a section's heading."""


class FigureList(RowList[Row]):
    """Sections of figures; `walked` tells the figure that the keys are at."""

    walked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        model: RowModel[Row] = RowModel(
            parent, {TEXT: spoken}, lambda row: isinstance(row, FigureRow)
        )
        super().__init__(parent, ROW_HEIGHT, model, _paint)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.walked.emit(self.row))

    def show_sections(self, sections: Mapping[str, Sequence[FigureRow]]) -> None:
        """Show these, those that are empty left out; the keys stay on what they were on."""
        before = self.row
        rows: list[Row] = []
        for section, found in sections.items():
            if found:
                rows += [section, *found]
        self.rows.show_rows(rows)
        same = (
            at
            for at, row in enumerate(rows)
            if isinstance(before, FigureRow)
            and isinstance(row, FigureRow)
            and _key(row) == _key(before)
        )
        self.mark(next(same, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.walk(event)


def _key(row: FigureRow) -> tuple[object, ...]:
    return row.about, row.name, row.second, row.is_same_edges


def spoken(row: Row) -> str:
    """A row in words, for screen readers and tests."""
    return say.section(row) if isinstance(row, str) else say.row_words(row)


def _paint(painter: QPainter, row: Row, place: Place) -> None:
    theme = current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if isinstance(row, str):
        area = place.rect.adjusted(_SIDE, 8, -_SIDE, 0)
        font = ui_font(0.82, QFont.Weight.DemiBold)
        badges.paint_text(painter, area, say.section(row).upper(), theme["ink_soft"], font)
        _, _, number, count = _columns(area)
        heads = [(count, say.counted(row))]
        if row not in ("spans", "cells"):
            heads.append((number, say.ALPHA()))
        for box, words in heads:
            badges.paint_text(
                painter, box, words, theme["ink_soft"], ui_font(0.82), align=badges.RIGHT
            )
        return
    paint_bar_ground(painter, place)
    line = place.rect.adjusted(_SIDE, 0, -_SIDE, 0)
    name, rail, number, count = _columns(line)
    is_soft = row.is_grey or (row.value is None and row.about != AgreedOn.CONFUSED)
    ink = theme["ink_soft" if is_soft else "ink"]
    if row.about == AgreedOn.CONFUSED:
        name = QRectF(name.x(), name.y(), number.right() - name.x(), name.height())
        badges.paint_text(painter, name, say.name_of(row), ink, ui_font())
    else:
        badges.paint_text(painter, name, say.name_of(row), ink, ui_font())
        if row.value is None:
            where = QRectF(rail.x(), rail.y(), number.right() - rail.x(), rail.height())
            badges.paint_text(painter, where, say.why_not(row), ink, ui_font(0.92))
        else:
            _paint_interval(painter, rail, row, theme)
            bold = ui_font(1.0, QFont.Weight.DemiBold)
            badges.paint_text(painter, number, say.rate(row.value), ink, bold, align=badges.RIGHT)
    shown = f"{row.count:,}" if row.count else ""
    badges.paint_text(painter, count, shown, theme["ink_soft"], ui_font(0.92), align=badges.RIGHT)


def _columns(line: QRectF) -> tuple[QRectF, QRectF, QRectF, QRectF]:
    """Name, rail, number, count."""
    count = QRectF(line.right() - 62, line.y(), 62, line.height())
    number = QRectF(count.left() - _GAP - 44, line.y(), 44, line.height())
    width = max(90.0, min(240.0, line.width() * 0.36))
    rail = QRectF(number.left() - _GAP - width, line.y(), width, line.height())
    name = QRectF(line.x(), line.y(), rail.left() - _GAP - line.x(), line.height())
    return name, rail, number, count


def _paint_interval(painter: QPainter, box: QRectF, row: FigureRow, theme: Theme) -> None:
    """The interval as a bar on its rail, the figure as a dot, the usual bounds as ticks."""

    def at(value: float) -> float:
        return box.x() + max(0.0, min(1.0, value)) * box.width()

    middle = box.center().y()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme["line"])
    painter.drawRoundedRect(QRectF(box.x(), middle - 1.5, box.width(), 3), 1.5, 1.5)
    painter.setPen(QPen(theme["ink_faint"], 1))
    for bound in BOUNDS:
        painter.drawLine(QPointF(at(bound), middle - 6), QPointF(at(bound), middle + 6))
    colour = QColor(theme["ink_faint"] if row.is_grey else theme["accent"])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if row.low is not None and row.high is not None:
        low, high = at(row.low), at(row.high)
        painter.drawRoundedRect(QRectF(low, middle - 2.5, max(2.0, high - low), 5), 2.5, 2.5)
    painter.setPen(QPen(theme["paper"], 1.5))
    painter.drawEllipse(QPointF(at(row.value or 0), middle), 4.5, 4.5)
