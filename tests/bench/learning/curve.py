"""Looks against what stays, as a picture: `python -m tests.bench.learning.curve REPORT.json… --to
FILE.png`, from reports of `python -m tests.bench.learning`.

The line is every price of a look; dots are the steps of the setting as they did, bars what was
promised for them at the time; rings are the fixed thresholds.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen, QPolygonF

_WIDTH, _HEIGHT = 460, 340
_MOST_LOOKS, _MOST_LEFT = 120.0, 40.0
_COLOURS = {"few": "#c2570c", "some": "#1f6feb", "most": "#4d7c0f"}


def draw(reports: Sequence[Mapping[str, Any]], to: Path) -> None:
    """Paint a chart for each report side by side into one PNG."""
    image = QImage(_WIDTH * len(reports), _HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(QFont("DejaVu Sans", 9))
        for number, report in enumerate(reports):
            _draw_chart(painter, QRectF(number * _WIDTH, 0, _WIDTH, _HEIGHT), report)
    image.save(str(to))


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
    for name, step in told["steps"].items():
        colour = QColor(_COLOURS[name])
        fixed = told["fixed"][name]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.4))
        painter.drawEllipse(at(fixed["looks"], fixed["left"]), 4.5, 4.5)
        low, high = step["interval"]
        painter.setPen(QPen(colour, 2.2))
        painter.drawLine(at(step["looks"], low), at(step["looks"], high))
        painter.setBrush(colour)
        dot = at(step["looks"], step["left"])
        painter.drawEllipse(dot, 4, 4)
        aside = QPointF(-58 if dot.x() > area.right() - 60 else 8, -6)
        painter.drawText(dot + aside, f"{name} {step['left']:.0f}")


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
    painter.drawText(QPointF(area.left(), room.bottom() - 10), "looks for each 100 entities")
    painter.drawText(QPointF(room.left() + 12, room.top() + 38), "wrong or missed of 100")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=Path, nargs="+")
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    found = [json.loads(path.read_text(encoding="utf-8")) for path in options.reports]
    draw([each for each in found if each["promises"]], options.to)
    application.quit()


if __name__ == "__main__":
    main()
