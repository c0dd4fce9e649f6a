"""What stays wrong or missed where one looks only where asked, a row for each step."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.theme import current, ui_font
from annotator.ui.words import learning as say
from annotator.ui.words import looks, settings
from annotator.workspace.learning.doubt_levels import Level, Levels

ROW = 26
_GAP = 16.0
_NAME, _LOOKS, _LEFT = 150.0, 56.0, 96.0
_LEAST_SCALE = 20.0  # of 100: the bars of good figures stay short

NAMES = {
    "few": settings.DOUBT_FEW,
    "some": settings.DOUBT_SOME,
    "most": settings.DOUBT_MOST,
}


class LooksTable(QWidget):
    """Painted rows under a head: the step and what it aims at, looks, and what stays."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, Level]] = []
        self._step = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(looks.HEADING())

    def sizeHint(self) -> QSize:
        return QSize(320, ROW * (len(self._rows) + 1))

    def show_levels(self, levels: Levels | None, step: str) -> None:
        """Show these steps; the one that is set stands out."""
        self._rows = [] if levels is None else list(levels.steps.items())
        self._step = step
        lines = (looks.row_words(self._name(name), level) for name, level in self._rows)
        self.setAccessibleDescription("\n".join(lines))
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            head = QRectF(0, 0, self.width(), ROW)
            _, asked, left, _ = _columns(head)
            _paint(painter, asked, looks.ASKED(), align=badges.RIGHT)
            _paint(painter, left.adjusted(-40, 0, 0, 0), looks.LEFT(), align=badges.RIGHT)
            for at, (name, level) in enumerate(self._rows, 1):
                line = head.translated(0, at * ROW)
                if line.toAlignedRect().intersects(event.rect()):
                    self._paint_row(painter, line, name, level)

    def _name(self, step: str) -> str:
        name = NAMES[step]()
        return f"{name} · {say.IN_USE()}" if step == self._step else name

    def _scale(self) -> float:
        """What fills the room of the bars, of 100."""
        return max([_LEAST_SCALE, *(level.left.highest for _, level in self._rows)])

    def _paint_row(self, painter: QPainter, line: QRectF, step: str, level: Level) -> None:
        theme, is_set = current(), step == self._step
        name, asked, left, drawn = _columns(line)
        ink, weight = "ink" if is_set else "ink_soft", QFont.Weight.Normal
        if is_set:
            weight = QFont.Weight.DemiBold
        _paint(painter, name, self._name(step), ink, weight)
        _paint(painter, asked, looks.asked(level), ink, align=badges.RIGHT)
        _paint(painter, left, looks.interval(level), ink, align=badges.RIGHT)
        colour = theme["accent" if is_set else "ink_soft"]
        _paint_interval(painter, drawn, level, self._scale(), colour)


def _columns(line: QRectF) -> tuple[QRectF, QRectF, QRectF, QRectF]:
    """Name, looks, what stays as a number and drawn."""
    name = QRectF(line.x(), line.y(), min(_NAME, line.width() * 0.28), line.height())
    asked = QRectF(name.right() + _GAP, line.y(), _LOOKS, line.height())
    left = QRectF(asked.right() + _GAP + 24, line.y(), _LEFT, line.height())
    start = left.right() + _GAP
    return name, asked, left, QRectF(start, line.y(), line.right() - start - 6, line.height())


def _paint_interval(
    painter: QPainter, box: QRectF, level: Level, scale: float, colour: QColor
) -> None:
    """The interval as a bar on its rail, the figure as a dot, and a mark where the aim is."""
    theme, middle = current(), box.center().y()

    def at(of_100: float) -> float:
        return float(box.x() + box.width() * min(1.0, of_100 / scale))

    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme["line"])
    painter.drawRoundedRect(QRectF(box.x(), middle - 1, box.width(), 2), 1, 1)
    aim = at(level.promise)
    painter.setBrush(theme["ink_faint"])
    painter.drawRect(QRectF(aim - 0.5, middle - 8, 1, 16))
    low, high = at(level.left.lowest), at(level.left.highest)
    painter.setBrush(colour)
    painter.setOpacity(0.45)
    painter.drawRoundedRect(QRectF(low, middle - 3, max(6.0, high - low), 6), 3, 3)
    painter.setOpacity(1.0)
    painter.drawEllipse(QRectF(at(level.left.of_100) - 4, middle - 4, 8, 8))


def _paint(
    painter: QPainter,
    box: QRectF,
    text: str,
    ink: str = "ink_soft",
    weight: QFont.Weight = QFont.Weight.Normal,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
) -> None:
    badges.paint_text(painter, box, text, current()[ink], ui_font(0.92, weight), align=align)
