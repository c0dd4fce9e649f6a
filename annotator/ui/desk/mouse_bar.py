"""The labels at the mouse, after a drag or a double click: they wait, and hold nothing up.

No popup: it takes no key and no focus. Letters go to the text as ever, any key and any click
elsewhere do what they always do, and the bar is gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from annotator.core.records import Label
from annotator.ui.kit import badges
from annotator.ui.kit.key_names import is_modifier
from annotator.ui.kit.theme import current, scaled, ui_font
from annotator.ui.words import desk as say
from annotator.values import dataclass

_ROOM, _GAP, _SQUARE = 6.0, 4.0, 11.0  # around all, between two, the colour; pixels at scale 1
_ENDS = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Resize,
    QEvent.Type.FocusOut,
)
_WIDEST, _NAME_WIDEST = 560.0, 170.0
_ROWS = 6  # so many, before the bar grows wider than usual


@dataclass(frozen=True, slots=True)
class _Chip:
    label: Label
    area: QRectF


class MouseBar(QWidget):
    """Chips with colour, name and key; a click on one gives its label."""

    label_picked = Signal(int)

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._chips: list[_Chip] = []
        self._under: _Chip | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(say.LABELS_FOR_MARKED())
        for watched in (view, view.viewport()):
            watched.installEventFilter(self)
        view.verticalScrollBar().valueChanged.connect(self.hide)
        self.hide()

    def show_at(self, place: QPoint, labels: Sequence[Label]) -> None:
        """Show these labels under a place on the screen, or above it where there is no room."""
        if not labels:
            return
        self._under = None
        port = self._view.viewport()
        self._arrange(labels, port.width() - 8.0)
        at = port.mapFromGlobal(place)
        below, above = at.y() + round(scaled(20)), at.y() - self.height() - round(scaled(16))
        fits_below = below + self.height() <= port.height()
        y = below if fits_below or above < 0 else above
        x = max(4, min(at.x() - 20, port.width() - self.width() - 4))
        self.move(x, max(0, min(y, port.height() - self.height())))
        self.show()
        self.raise_()

    def area_of(self, label_id: int) -> QRectF:
        """Where the chip of a label stands in the bar."""
        return next(chip.area for chip in self._chips if chip.label.id == label_id)

    # -- events ----------------------------------------------------------------------------

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Whatever else is done ends it, and is done."""
        is_over = event.type() in _ENDS
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_over = not is_modifier(event)
        if is_over and self.isVisible():
            self.hide()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        chip = self._at(event.position())
        if chip is not None and event.button() == Qt.MouseButton.LeftButton:
            self.hide()
            self.label_picked.emit(chip.label.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        under = self._at(event.position())
        if under is not self._under:
            self._under = under
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._under = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme["field_line"])
            painter.setBrush(theme["field"])
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
            for chip in self._chips:
                self._paint(painter, chip)

    # -- private ---------------------------------------------------------------------------

    def _paint(self, painter: QPainter, chip: _Chip) -> None:
        theme, area = current(), chip.area
        if chip is self._under:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme["accent_tint"])
            painter.drawRoundedRect(area, 5, 5)
        side, middle = scaled(_SQUARE), area.center().y()
        square = QRectF(area.x() + 7, middle - side / 2, side, side)
        badges.paint_square(painter, square, theme.label_colour(chip.label.colour))
        key = chip.label.key.upper()
        width = badges.key_width(key)
        badges.paint_key(painter, area.right() - 6 - width, middle, key, theme)
        end = area.right() - 6 - (width + 6 if key else 0)
        name = QRectF(square.right() + 7, area.y(), end - square.right() - 7, area.height())
        badges.paint_text(painter, name, chip.label.shown_name, theme["ink"], ui_font(0.96))

    def _arrange(self, labels: Sequence[Label], room: float) -> None:
        """Chips in rows and columns; many make the bar wider, as far as there is room."""
        height = QFontMetricsF(ui_font(0.96)).height() + 10
        widths = [self._width(label) for label in labels]
        columns = _columns(widths, min(scaled(_WIDEST), room))
        if len(labels) > _ROWS * len(columns):
            columns = _columns(widths, room)
        self._chips = []
        x = y = _ROOM
        for at, label in enumerate(labels):
            column = at % len(columns)
            if at and not column:
                x, y = _ROOM, y + height + _GAP
            self._chips.append(_Chip(label, QRectF(x, y, columns[column], height)))
            x += columns[column] + _GAP
        right = 2 * _ROOM + sum(columns) + _GAP * (len(columns) - 1)
        self.resize(round(right), round(y + height + _ROOM))

    def _width(self, label: Label) -> float:
        name = QFontMetricsF(ui_font(0.96)).horizontalAdvance(label.shown_name) + 1
        key = badges.key_width(label.key.upper())
        return 14 + scaled(_SQUARE) + min(name, scaled(_NAME_WIDEST)) + (key + 6 if key else 0) + 6

    def _at(self, place: QPointF) -> _Chip | None:
        return next((chip for chip in self._chips if chip.area.contains(place)), None)


def _columns(widths: Sequence[float], room: float) -> list[float]:
    """The widths of the most columns that chips, row by row, have room for; one at least."""
    for count in range(len(widths), 1, -1):
        columns = [max(widths[at::count]) for at in range(count)]
        if sum(columns) + _GAP * (count - 1) + 2 * _ROOM <= room:
            return columns
    return [min(max(widths), room - 2 * _ROOM)]
