"""The places of a kind, in their context; those that are on are settled together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from annotator.core.codes import TopicState
from annotator.ui.kit import badges
from annotator.ui.kit.in_context import flat, paint_in_context
from annotator.ui.kit.row_list import TEXT, RowList, RowModel, paint_bar_ground
from annotator.ui.kit.row_list import Place as Room
from annotator.ui.kit.theme import current, px, ui_font
from annotator.values import dataclass
from annotator.workspace.open.adjudicating import Shown

ROW_HEIGHT = 27
_SIDE, _BOX, _BOX_END = 12.0, 14.0, 34


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as a row; `number` is its place among those of the kind."""

    number: int
    shown: Shown
    is_on: bool
    has_box: bool


class Places(RowList[PlaceRow]):
    """Rows to walk along; `walked` tells the place, `turned` the one that is turned on or off."""

    walked = Signal(int)
    turned = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        model: RowModel[PlaceRow] = RowModel(parent, {TEXT: spoken})
        super().__init__(parent, ROW_HEIGHT, model, _paint)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the page has the keys
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.walked.emit(now.row()))

    def show_places(self, shown: Sequence[Shown], on: Sequence[bool], at: int) -> None:
        """Show places, and which are on; the keys are at one of them."""
        has_box = len(shown) > 1
        rows = [PlaceRow(n, x, on[n], has_box) for n, x in enumerate(shown)]
        self.selectionModel().blockSignals(True)
        self.rows.renew_rows(rows)
        self.mark(at)
        self.selectionModel().blockSignals(False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the box turns a place on or off."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.position().x() < px(_BOX_END):
            self.turned.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def spoken(row: PlaceRow) -> str:
    """A row in words, for screen readers and tests."""
    shown = row.shown
    words = f"{flat(shown.before)}[{flat(shown.words)}]{flat(shown.after)}"
    return f"{'✓' if row.is_on else '·'} {words} · {shown.heading}"


def _paint(painter: QPainter, row: PlaceRow, room: Room) -> None:
    theme = current()
    painter.setRenderHint(painter.RenderHint.Antialiasing)
    paint_bar_ground(painter, room)
    line = room.rect.adjusted(_SIDE, 0, -_SIDE, 0)
    if row.has_box:
        box = QRectF(line.x(), line.center().y() - _BOX / 2, _BOX, _BOX)
        state = TopicState.YES if row.is_on else TopicState.UNDECIDED
        badges.paint_topic_box(painter, box, state, theme)
    text = line.adjusted(_BOX + 10, 0, 0, 0)
    ink, shown = theme["ink" if row.is_on else "ink_faint"], row.shown
    if not shown.words.strip():  # a question about the whole article
        badges.paint_text(painter, text, shown.heading, ink, ui_font())
        return
    paint_in_context(painter, text, shown.before, shown.words, shown.after, ink)
