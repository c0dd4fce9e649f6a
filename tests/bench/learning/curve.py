"""Looks against what stays, as a picture: `python -m tests.bench.learning.curve REPORT.json… --to
FILE.png`, from reports of `python -m tests.bench.learning`.

The line is every price of a look; dots are the steps of the setting as they did, bars what was
promised for them at the time; rings are the fixed thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from tests.bench.charts import Chart, run

_MOST_LOOKS, _MOST_LEFT = 120.0, 40.0
_LINE = 15  # pixels
_COLOURS = {"few": "#c2570c", "some": "#1f6feb", "most": "#4d7c0f"}


def charts(reports: Sequence[Mapping[str, Any]]) -> list[Chart]:
    """A chart for each report that promises something."""
    return [partial(_draw_chart, report=each) for each in reports if each["promises"]]


def _draw_chart(painter: QPainter, room: QRectF, report: Mapping[str, Any]) -> None:
    area, told = room.adjusted(52, 58, -24, -48), report["promises"]
    painter.setPen(QColor("#222222"))
    title = f"{report['gold']}: {told['articles']} articles, {told['entities']} entities"
    painter.drawText(room.adjusted(12, 10, 0, 0), title)
    _draw_axes(painter, room, area)

    def at(looks: float, left: float) -> QPointF:
        return QPointF(
            area.left() + min(1.0, looks / _MOST_LOOKS) * area.width(),
            area.bottom() - min(1.0, left / _MOST_LEFT) * area.height(),
        )

    painter.setPen(QPen(QColor("#888888"), 1.6))
    painter.drawPolyline(QPolygonF([at(x["looks"], x["left"]) for x in told["curve"]]))
    taken: list[QRectF] = []
    for name, step in told["steps"].items():
        colour = QColor(_COLOURS[name])
        fixed = told["fixed"][name]
        _draw_ring(painter, at(fixed["looks"], fixed["left"]), colour)
        low, high = (at(step["looks"], edge) for edge in step["interval"])
        _draw_bar(painter, low, high, at(step["looks"], step["left"]), colour)
        words = f"{name} {step['left']:.0f}"
        place = _free_place(painter.fontMetrics().boundingRect(words).width(), high, area, taken)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        taken.append(place)


def _draw_ring(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.4))
    painter.drawEllipse(centre, 4.5, 4.5)


def _draw_bar(painter: QPainter, low: QPointF, high: QPointF, dot: QPointF, colour: QColor) -> None:
    painter.setPen(QPen(colour, 2.2))
    painter.drawLine(low, high)
    painter.setBrush(colour)
    painter.drawEllipse(dot, 4, 4)


def _free_place(width: float, top: QPointF, area: QRectF, taken: Sequence[QRectF]) -> QRectF:
    """A line of words over the top of a bar, or higher where others stand there."""
    left = min(top.x() - width / 2, area.right() + 20 - width)
    place = QRectF(left - 2, top.y() - _LINE - 2, width + 4, _LINE)
    for other in sorted(taken, key=QRectF.bottom, reverse=True):
        if place.intersects(other):
            place.moveBottom(other.top())
    return place


def _draw_axes(painter: QPainter, room: QRectF, area: QRectF) -> None:
    for share in (0, 0.25, 0.5, 0.75, 1):
        x, y = area.left() + share * area.width(), area.bottom() - share * area.height()
        painter.setPen(QColor("#dddddd"))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QColor("#666666"))
        right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
        painter.drawText(QRectF(room.left(), y - 9, 44, 18), right, f"{_MOST_LEFT * share:.0f}")
        below = QRectF(x - 40, area.bottom() + 6, 80, 18)
        painter.drawText(below, middle, f"{_MOST_LOOKS * share:.0f}")
    under = room.bottom() - 10
    painter.drawText(QPointF(area.left(), under), "looks for each 100 entities")
    painter.drawText(QPointF(room.left() + 12, room.top() + 38), "wrong or missed of 100")
    _draw_legend(painter, QPointF(area.left() + 188, under))


def _draw_legend(painter: QPainter, at: QPointF) -> None:
    grey, middle = QColor("#666666"), at + QPointF(0, -4)
    _draw_bar(painter, middle + QPointF(0, 6), middle + QPointF(0, -6), middle, grey)
    painter.drawText(at + QPointF(10, 0), "as it did, as promised")
    _draw_ring(painter, middle + QPointF(153, 0), grey)
    painter.drawText(at + QPointF(163, 0), "fixed")


if __name__ == "__main__":
    run(__doc__, charts)
