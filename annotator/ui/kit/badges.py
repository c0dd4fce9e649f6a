"""What the panels are painted with: key caps, colour squares, glyphs, pieces of text.

Glyphs are drawn, not written: the fonts of many systems lack them. State shows in the shape,
and in the colour only besides.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTextLayout,
)
from PySide6.QtWidgets import QSizePolicy, QTableView, QWidget

from annotator.core.codes import TopicState
from annotator.ui.kit.theme import Theme, current, mixed, px, scaled, ui_font

KEY_HEIGHT = 17
_BACKSPACE = ("⌫", "Backspace")
_SINGLE_LINE = Qt.TextFlag.TextSingleLine.value
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def score_text(score: float | None) -> str:
    """A probability in two digits: ".71"; "" where there is none."""
    return "" if score is None else f".{min(99, max(0, round(score * 100))):02d}"


def set_up_rows(view: QTableView, row_height: int) -> None:
    """Make a table of one column into a list of painted rows, as tall as each other.

    A table, since a QListView lays out every row: 4 s for a million, against 1 ms (Qt 6.11).
    A click leaves the focus where it is: in the text.
    """
    view.setFrameShape(QTableView.Shape.NoFrame)
    view.setShowGrid(False)
    view.horizontalHeader().hide()
    view.horizontalHeader().setStretchLastSection(True)
    view.horizontalHeader().setMinimumSectionSize(1)
    view.verticalHeader().hide()
    _RowHeight(view, row_height)
    view.setSelectionMode(QTableView.SelectionMode.NoSelection)
    view.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setTabKeyNavigation(False)
    view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    view.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
    view.setStyleSheet("QTableView, QTableView:focus { background: transparent; border: none; }")


_MAY_CHANGE_TEXT = (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.Polish)


class _RowHeight(QObject):
    """Keeps the rows of a table as tall as the size of the chrome asks for."""

    def __init__(self, view: QTableView, height: int) -> None:
        super().__init__(view)
        self._view, self._height = view, height
        view.installEventFilter(self)
        self._set()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _MAY_CHANGE_TEXT:
            self._set()
        return False

    def _set(self) -> None:
        header, height = self._view.verticalHeader(), px(self._height)
        if header.defaultSectionSize() != height:
            header.setMinimumSectionSize(min(height, header.minimumSectionSize()))
            header.setDefaultSectionSize(height)
            header.setMinimumSectionSize(height)


# -- text --------------------------------------------------------------------------------------


def paint_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    colour: QColor,
    font: QFont,
    *,
    align: Qt.AlignmentFlag = _LEFT,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> float:
    """Paint one line of text, elided to the rectangle; gives the width it took."""
    if not text or rect.width() < 4:
        return 0.0
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(text)
    if width > rect.width():
        text = metrics.elidedText(text, elide, rect.width())
        width = metrics.horizontalAdvance(text)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, align.value | _SINGLE_LINE, text)
    return width


def two_lines(text: str, font: QFont, width: float) -> tuple[str, str]:
    """The text broken at a space into at most two lines, the second elided."""
    metrics = QFontMetricsF(font)
    text = " ".join(text.split())
    if metrics.horizontalAdvance(text) <= width:
        return text, ""
    cut, words = "", text[:400].split(" ")
    while words and metrics.horizontalAdvance(f"{cut} {words[0]}".strip()) <= width:
        cut = f"{cut} {words.pop(0)}".strip()
    if not cut:  # one word wider than the line
        fitting = max(1, int(len(text) * width / max(metrics.horizontalAdvance(text), 1.0)))
        while fitting > 1 and metrics.horizontalAdvance(text[:fitting]) > width:
            fitting -= 1
        cut = text[:fitting]
    rest = text[len(cut) :].strip()
    return cut, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)


def wrapped(text: str, font: QFont, width: float) -> list[str]:
    """The text cut into as many lines of this width as it takes."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    found = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        found.append(text[line.textStart() : line.textStart() + line.textLength()].rstrip())
    layout.endLayout()
    return found


# -- keys --------------------------------------------------------------------------------------


def key_font() -> QFont:
    """The small bold face on key caps."""
    return ui_font(0.78, QFont.Weight.DemiBold)


def key_width(text: str) -> float:
    """How wide the cap of a key is; 0 for no key."""
    if not text:
        return 0.0
    inner = (
        scaled(11.0) if text in _BACKSPACE else QFontMetricsF(key_font()).horizontalAdvance(text)
    )
    return max(scaled(18.0), inner + scaled(10.0))


def paint_key(painter: QPainter, x: float, middle: float, text: str, theme: Theme) -> float:
    """Paint a key cap that begins at `x`, centred on the line `middle`; gives its width."""
    width = key_width(text)
    if not width:
        return 0.0
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    cap = QRectF(x + 0.5, round(middle - px(KEY_HEIGHT) / 2) + 0.5, width - 1, px(KEY_HEIGHT) - 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme["field_line"])
    painter.drawRoundedRect(cap.adjusted(-0.5, 0.5, 0.5, 1), 4, 4)
    painter.setPen(QPen(theme["field_line"], 1))
    painter.setBrush(theme["field"])
    painter.drawRoundedRect(cap, 3.5, 3.5)
    if text in _BACKSPACE:
        _paint_backspace(painter, cap.center(), theme["ink"])
    else:
        painter.setFont(key_font())
        painter.setPen(theme["ink"])
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()
    return width


class KeyBadge(QWidget):
    """A key cap as a widget, for layouts."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(key_width(self._text) + 0.5), px(KEY_HEIGHT) + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_key(painter, 0, self.height() / 2, self._text, current())


# -- squares and glyphs ------------------------------------------------------------------------


def paint_square(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """The colour of a label."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, 2.5, 2.5)
    painter.restore()


def paint_status(painter: QPainter, rect: QRectF, status: str, colour: QColor) -> None:
    """○ new, ◐ started, ● done, ⊘ skipped, ⚑ flagged, two leaves of a near copy, inside the
    rectangle.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _GLYPHS.get(status, _paint_new)(painter, rect, colour)
    painter.restore()


def paint_topic_box(painter: QPainter, rect: QRectF, state: TopicState, theme: Theme) -> None:
    """The checkbox of a topic: ticked, dashed, crossed or empty."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = rect.adjusted(0.75, 0.75, -0.75, -0.75)
    pen, fill = QPen(mixed(theme["ink_soft"], theme["panel"], 0.75), 1.2), theme["field"]
    if state == TopicState.YES:
        pen, fill = QPen(theme["accent"], 1.2), theme["accent"]
    elif state == TopicState.SUGGESTED:
        pen = QPen(theme["accent"], 1.4)
        pen.setDashPattern([2.2, 1.8])
    elif state == TopicState.CONTESTED:
        pen = QPen(theme["warn"], 1.4)
        pen.setDashPattern([2.2, 1.8])
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawRoundedRect(box, 3, 3)
    if state == TopicState.YES:
        paint_check(painter, box, theme["field"])
    elif state == TopicState.NO:
        paint_cross(painter, box, theme["ink_soft"])
    elif state == TopicState.CONTESTED:
        paint_question(painter, box, theme["warn"])
    painter.restore()


def paint_check(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """A tick."""
    path = QPainterPath(_at(box, 0.22, 0.52))
    path.lineTo(_at(box, 0.42, 0.72))
    path.lineTo(_at(box, 0.78, 0.3))
    _stroke(painter, path, colour)


def paint_cross(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """A cross: no, or close."""
    path = QPainterPath(_at(box, 0.28, 0.28))
    path.lineTo(_at(box, 0.72, 0.72))
    path.moveTo(_at(box, 0.72, 0.28))
    path.lineTo(_at(box, 0.28, 0.72))
    _stroke(painter, path, colour)


def paint_question(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """A question mark: doubtful, decide."""
    font = ui_font(0.8, QFont.Weight.Bold)
    paint_text(painter, box, "?", colour, font, align=Qt.AlignmentFlag.AlignCenter)


def paint_warning(painter: QPainter, box: QRectF, colour: QColor, ground: QColor) -> None:
    """A triangle with a stroke in it."""
    path = QPainterPath(_at(box, 0.5, 0.06))
    path.lineTo(_at(box, 0.98, 0.92))
    path.lineTo(_at(box, 0.02, 0.92))
    path.closeSubpath()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPath(path)
    painter.setPen(QPen(ground, 1.6))
    painter.drawLine(_at(box, 0.5, 0.36), _at(box, 0.5, 0.62))
    painter.drawPoint(_at(box, 0.5, 0.78))
    painter.restore()


def paint_arrow(painter: QPainter, box: QRectF, colour: QColor, *, is_open: bool) -> None:
    """A chevron: down when open, to the right when closed."""
    down, right = ((0.25, 0.4), (0.5, 0.65), (0.75, 0.4)), ((0.4, 0.25), (0.65, 0.5), (0.4, 0.75))
    points = down if is_open else right
    path = QPainterPath(_at(box, *points[0]))
    for point in points[1:]:
        path.lineTo(_at(box, *point))
    _stroke(painter, path, colour)


def _at(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.x() + box.width() * x, box.y() + box.height() * y)


def _stroke(painter: QPainter, path: QPainterPath, colour: QColor) -> None:
    pen = QPen(colour, 1.7)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def _paint_backspace(painter: QPainter, middle: QPointF, colour: QColor) -> None:
    box = QRectF(middle.x() - 6, middle.y() - 4.5, 12, 9)
    path = QPainterPath(_at(box, 0.0, 0.5))
    for x, y in ((0.32, 0.0), (1.0, 0.0), (1.0, 1.0), (0.32, 1.0)):
        path.lineTo(_at(box, x, y))
    path.closeSubpath()
    painter.setPen(QPen(colour, 1.1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.drawLine(_at(box, 0.48, 0.3), _at(box, 0.8, 0.7))
    painter.drawLine(_at(box, 0.8, 0.3), _at(box, 0.48, 0.7))


def _circle(rect: QRectF) -> QRectF:
    side = min(rect.width(), rect.height()) - 2
    return QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)


def _paint_new(painter: QPainter, rect: QRectF, _colour: QColor) -> None:
    painter.drawEllipse(_circle(rect))


def _paint_started(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    painter.drawEllipse(_circle(rect))
    painter.setBrush(colour)
    painter.drawPie(_circle(rect), 90 * 16, 180 * 16)


def _paint_done(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawEllipse(_circle(rect))


def _paint_skipped(painter: QPainter, rect: QRectF, _colour: QColor) -> None:
    circle = _circle(rect)
    painter.drawEllipse(circle)
    painter.drawLine(_at(circle, 0.18, 0.82), _at(circle, 0.82, 0.18))


def _paint_flag(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    box = _circle(rect)
    painter.drawLine(_at(box, 0.2, 0.0), _at(box, 0.2, 1.0))
    path = QPainterPath(_at(box, 0.2, 0.05))
    for x, y in ((0.95, 0.05), (0.72, 0.32), (0.95, 0.6), (0.2, 0.6)):
        path.lineTo(_at(box, x, y))
    path.closeSubpath()
    painter.setBrush(colour)
    painter.drawPath(path)


def _paint_copy(painter: QPainter, rect: QRectF, _colour: QColor) -> None:
    """Two leaves, one over the corner of the other."""
    box = _circle(rect)
    painter.drawRect(QRectF(_at(box, 0.32, 0.3), _at(box, 1.0, 1.0)))
    path = QPainterPath(_at(box, 0.12, 0.72))
    for x, y in ((0.0, 0.72), (0.0, 0.0), (0.7, 0.0), (0.7, 0.12)):
        path.lineTo(_at(box, x, y))
    painter.drawPath(path)


_GLYPHS: dict[str, Callable[[QPainter, QRectF, QColor], None]] = {
    "new": _paint_new,
    "started": _paint_started,
    "done": _paint_done,
    "skipped": _paint_skipped,
    "flagged": _paint_flag,
    "copy": _paint_copy,
}
