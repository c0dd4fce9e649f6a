"""The places behind a figure, each in its context; one is gone to by Enter."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.row_list import TEXT, Place, RowList, RowModel, paint_bar_ground
from annotator.ui.kit.theme import current, ui_font
from annotator.workspace.open.agreement import Instance

_SIDE, _PIVOT = 14.0, 0.36


class Instances(RowList[Instance]):
    """Rows to walk along; `row_picked` tells the place that is gone to."""

    def __init__(self, parent: QWidget) -> None:
        model: RowModel[Instance] = RowModel(parent, {TEXT: spoken})
        super().__init__(parent, 27, model, _paint)
        self.doubleClicked.connect(lambda index: self.pick(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self.pick_keys and not event.isAutoRepeat():
            self.pick(self.currentIndex().row())
        else:
            self.walk(event)


def spoken(row: Instance) -> str:
    """A place in words."""
    if not row.words:
        return row.heading
    return f"{_flat(row.before)}[{_flat(row.words)}]{_flat(row.after)} · {row.heading}"


def _paint(painter: QPainter, row: Instance, place: Place) -> None:
    theme = current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_bar_ground(painter, place)
    line = place.rect.adjusted(_SIDE, 0, -_SIDE, 0)
    words = _flat(row.words)
    if not words:
        badges.paint_text(painter, line, row.heading, theme["ink"], ui_font())
        return
    bold = ui_font(1.0, QFont.Weight.DemiBold)
    width = min(QFontMetricsF(bold).horizontalAdvance(words) + 1, line.width() * 0.5)
    pivot = line.x() + line.width() * _PIVOT
    head = QRectF(line.x(), line.y(), pivot - line.x() - 4, line.height())
    word = QRectF(pivot, line.y(), width, line.height())
    tail = QRectF(pivot + width + 4, line.y(), line.right() - pivot - width - 4, line.height())
    left, middle = Qt.TextElideMode.ElideLeft, Qt.TextElideMode.ElideMiddle
    soft = theme["ink_soft"]
    badges.paint_text(
        painter, head, _flat(row.before), soft, ui_font(), align=badges.RIGHT, elide=left
    )
    badges.paint_text(painter, word, words, theme["ink"], bold, elide=middle)
    badges.paint_text(painter, tail, _flat(row.after), soft, ui_font())


def _flat(text: str) -> str:
    return " ".join(text.split())
