"""The places behind a figure, each in its context; one is gone to by Enter."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.in_context import flat, paint_in_context
from annotator.ui.kit.row_list import TEXT, Place, RowList, RowModel, paint_bar_ground
from annotator.ui.kit.theme import current, ui_font
from annotator.workspace.open.agreement import Instance

_SIDE = 14.0


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
    return f"{flat(row.before)}[{flat(row.words)}]{flat(row.after)} · {row.heading}"


def _paint(painter: QPainter, row: Instance, place: Place) -> None:
    theme = current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_bar_ground(painter, place)
    line = place.rect.adjusted(_SIDE, 0, -_SIDE, 0)
    if not row.words.strip():
        badges.paint_text(painter, line, row.heading, theme["ink"], ui_font())
        return
    paint_in_context(painter, line, row.before, row.words, row.after, theme["ink"])
