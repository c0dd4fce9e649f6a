"""The drawings of the learning page: repairs over articles, and how true the probabilities are."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.theme import current, ui_font
from annotator.ui.words import learning as say
from annotator.ui.words.learning import calibration_words, percent, trend_ends, trend_words
from annotator.values import dataclass
from annotator.workspace.learning.report import Calibration, Trend, Version

_SMALL = 0.86
_LEFT, _TOP, _BOTTOM = 34.0, 24.0, 24.0
_POINTS = 240
_STRETCH = 8  # points drawn at once: the time of a wide line grows with their square (Qt 6.11)
_GAP = 17.0  # between the words at the ends of two lines
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where values from `low` to `high` lie between two pixels."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.end - self.start)


class TrendChart(QWidget):
    """Two lines, named at their ends: what was shown, and the pipeline alone; versions as ticks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._trend = Trend()
        self._versions: Sequence[Version] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say.CORRECTIONS())

    def sizeHint(self) -> QSize:
        return QSize(420, 200)

    def show_trend(self, trend: Trend, versions: Sequence[Version]) -> None:
        """Draw this; `versions` the newest first."""
        self._trend, self._versions = thinned(trend), versions
        self.setAccessibleDescription(trend_words(trend))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        trend = self._trend
        if not trend.places:
            return
        highest = max(*trend.shown, *trend.static, 1.0)
        step = nice_step(highest, 4)
        ends = trend_ends(trend)
        room = max(_metrics(_end_font()).horizontalAdvance(words) for words in ends) + 14
        area = QRectF(self.rect()).adjusted(_LEFT, _TOP, -room, -_BOTTOM)
        last = max(trend.places[-1], trend.places[0] + 1)
        x = _Scale(trend.places[0] - 1, last, area.left(), area.right())
        y = _Scale(0, step * ceil(highest / step), area.bottom(), area.top())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_grid(painter, area, y, step)
            _paint_places(painter, area, x, trend, say.FINISHED_ARTICLES())
            _paint_versions(painter, area, x, self._versions)
            theme = current()
            lines = ((trend.static, theme["ink_soft"], 1.5), (trend.shown, theme["accent"], 2.4))
            for values, colour, width in lines:
                _paint_line(painter, _points(trend.places, values, x, y), colour, width)
            heights = apart(y.at(trend.shown[-1]), y.at(trend.static[-1]), _GAP)
            inks = (theme["accent"], theme["ink_soft"])
            for height, words, ink in zip(heights, ends, inks, strict=True):
                box = QRectF(area.right() + 10, height - 10, room, 20)
                badges.paint_text(painter, box, words, ink, _end_font())


class CalibrationChart(QWidget):
    """Stated probability against the share that was right; the diagonal is the truth."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._calibration = Calibration()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say.CALIBRATION())

    def sizeHint(self) -> QSize:
        return QSize(270, 250)

    def show_calibration(self, calibration: Calibration) -> None:
        self._calibration = calibration
        self.setAccessibleDescription(calibration_words(calibration))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        area = QRectF(_LEFT + 12, 8, self.width() - _LEFT - 36, self.height() - 58)
        x = _Scale(0, 1, area.left(), area.right())
        y = _Scale(0, 1, area.bottom(), area.top())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for share in (0.0, 0.5, 1.0):
                painter.setPen(QPen(theme["line"], 1))
                painter.drawLine(
                    QPointF(area.left(), y.at(share)), QPointF(area.right(), y.at(share))
                )
                painter.drawLine(
                    QPointF(x.at(share), area.top()), QPointF(x.at(share), area.bottom())
                )
                words = percent(share)
                _paint_small(
                    painter, QRectF(0, y.at(share) - 9, _LEFT + 6, 18), words, badges.RIGHT
                )
                below = QRectF(x.at(share) - 24, area.bottom() + 4, 48, 18)
                _paint_small(painter, below, words, _CENTRE)
            painter.setPen(QPen(theme["field_line"], 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(area.bottomLeft(), area.topRight())
            self._paint_bins(painter, x, y)
            foot = QRectF(area.left() - 10, area.bottom() + 22, area.width() + 20, 18)
            _paint_small(painter, foot, say.STATED(), _CENTRE)

    def _paint_bins(self, painter: QPainter, x: _Scale, y: _Scale) -> None:
        filled = [each for each in self._calibration.bins if each[0]]
        if not filled:
            return
        accent = current()["accent"]
        points = [QPointF(x.at(sum_ / n), y.at(right / n)) for n, sum_, right in filled]
        _paint_line(painter, points, accent, 1.2)
        most = max(n for n, _, _ in filled)
        painter.setPen(QPen(current()["paper"], 1.5))
        painter.setBrush(accent)
        for point, (n, _, _) in zip(points, filled, strict=True):
            radius = 3.5 + 5.0 * (n / most) ** 0.5
            painter.drawEllipse(point, radius, radius)


def thinned(trend: Trend) -> Trend:
    """At most `_POINTS` of its points, the last among them: means move slowly."""
    if len(trend.places) <= _POINTS:
        return trend
    step = ceil(len(trend.places) / _POINTS)
    kept = slice((len(trend.places) - 1) % step, None, step)
    return Trend(trend.places[kept], trend.shown[kept], trend.static[kept])


def nice_step(highest: float, most: int) -> float:
    """A round step (1, 2 or 5 times a power of ten) of which at most `most` reach `highest`."""
    power = 10.0 ** int(log10(max(highest, 1.0)))
    steps = [factor * scale for scale in (power / 10, power) for factor in (1, 2, 5)]
    return next((step for step in steps if step >= 1 and highest / step <= most), 10 * power)


def apart(one: float, other: float, gap: float) -> tuple[float, float]:
    """Two heights, moved away from each other until the gap is between them."""
    missing = gap - abs(one - other)
    if missing <= 0:
        return one, other
    way = missing / 2 if one >= other else -missing / 2
    return one + way, other - way


# -- pieces ------------------------------------------------------------------------------------


def _paint_grid(painter: QPainter, area: QRectF, y: _Scale, step: float) -> None:
    for number in range(round(y.high / step) + 1):
        height = y.at(number * step)
        painter.setPen(QPen(current()["field_line" if number == 0 else "line"], 1))
        painter.drawLine(QPointF(area.left(), height), QPointF(area.right(), height))
        _paint_small(
            painter, QRectF(0, height - 9, _LEFT - 8, 18), f"{number * step:g}", badges.RIGHT
        )


def _paint_places(painter: QPainter, area: QRectF, x: _Scale, trend: Trend, name: str) -> None:
    """Which articles the line begins and ends with."""
    below = QRectF(area.right() + 26, area.bottom() + 5, 400, 18)
    _paint_small(painter, below, name, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for place in {trend.places[0], trend.places[-1]}:
        under = QRectF(x.at(place) - 30, below.y(), 60, below.height())
        _paint_small(painter, under, f"{place:,}", _CENTRE)


def _paint_versions(
    painter: QPainter, area: QRectF, x: _Scale, versions: Sequence[Version]
) -> None:
    """A dotted line where each version came, with its number where there is room for it."""
    taken: list[float] = []
    for version in sorted(versions, key=lambda each: (not each.is_used, -each.number)):
        if not x.low <= version.reviews <= x.high:
            continue
        at = x.at(version.reviews)
        painter.setPen(QPen(current()["field_line"], 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(at, area.top() - 4), QPointF(at, area.bottom()))
        if all(abs(at - other) > 22 for other in taken):
            taken.append(at)
            box = QRectF(at - 20, area.top() - 22, 40, 18)
            colour = current()["accent" if version.is_used else "ink_soft"]
            weight = QFont.Weight.Bold if version.is_used else QFont.Weight.Normal
            font = ui_font(_SMALL, weight)
            badges.paint_text(painter, box, str(version.number), colour, font, align=_CENTRE)


def _points(places: Sequence[int], values: Sequence[float], x: _Scale, y: _Scale) -> list[QPointF]:
    return [QPointF(x.at(p), y.at(v)) for p, v in zip(places, values, strict=True)]


def _paint_line(painter: QPainter, points: Sequence[QPointF], colour: QColor, width: float) -> None:
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for at in range(0, len(points) - 1, _STRETCH):
        painter.drawPolyline(QPolygonF(points[at : at + _STRETCH + 1]))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(points[-1], width * 1.5, width * 1.5)


def _paint_small(painter: QPainter, box: QRectF, text: str, align: Qt.AlignmentFlag) -> None:
    badges.paint_text(painter, box, text, current()["ink_soft"], ui_font(_SMALL), align=align)


def _end_font() -> QFont:
    return ui_font(0.96, QFont.Weight.DemiBold)


def _metrics(font: QFont) -> QFontMetricsF:
    return QFontMetricsF(font)
