"""Keys against what stays, as a picture: `python -m tests.bench.effort.curve REPORT.json… --to
FILE.png`, from reports of `python -m tests.bench.effort` with each `--step` and with `--look all`.

A chart for each gold file: keys for 100 entities from article 51 on, and how many of these stay
wrong or missed; the numbers beside the dots are shares of Prodigy's motor time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from tests.bench.charts import Chart, run

FROM = "from_51"
_MOST_LEFT = 24.0
_COLOURS = {"few": "#c2570c", "some": "#1f6feb", "most": "#4d7c0f", "all": "#222222"}


def charts(reports: Sequence[Mapping[str, Any]]) -> list[Chart]:
    """A chart for each gold file."""
    by_gold: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for report in reports:
        by_gold[report["gold"]].append(report)
    return [partial(_draw_chart, gold=gold, reports=some) for gold, some in by_gold.items()]


def points_of(reports: Sequence[Mapping[str, Any]]) -> list[tuple[float, float, str, float]]:
    """Keys for 100 entities, what stays of them, the name of the setting, and the share of
    Prodigy's motor time; the fewest keys first.
    """
    found = []
    for report in reports:
        told = report[FROM]
        name = "all" if report["look"] == "all" else report["step"]
        keys = 100 * told["keys"] / max(1, told["gold_entities"])
        found.append((keys, told["left_of_100"], name, told["ratio_to_prodigy"]))
    return sorted(found)


def _draw_chart(
    painter: QPainter, room: QRectF, gold: str, reports: Sequence[Mapping[str, Any]]
) -> None:
    area, points = room.adjusted(52, 58, -64, -48), points_of(reports)
    most_keys = 20 * (1 + max(keys for keys, _, _, _ in points) // 20)
    told = reports[0][FROM]
    painter.setPen(QColor("#222222"))
    title = f"{gold}: {told['articles']} articles, {told['gold_entities']} entities"
    painter.drawText(room.adjusted(12, 10, 0, 0), title)
    _draw_axes(painter, room, area, most_keys)
    places = [
        QPointF(
            area.left() + keys / most_keys * area.width(),
            area.bottom() - min(1.0, left / _MOST_LEFT) * area.height(),
        )
        for keys, left, _, _ in points
    ]
    painter.setPen(QPen(QColor("#888888"), 1.6))
    painter.drawPolyline(QPolygonF(places))
    for place, (_, left, name, ratio) in zip(places, points, strict=True):
        painter.setPen(QPen(QColor(_COLOURS[name]), 1.4))
        painter.setBrush(QColor(_COLOURS[name]))
        painter.drawEllipse(place, 4, 4)
        beside = QRectF(place.x() + 7, place.y() - 17, 120, 16)
        words = f"{name} {left:.0f} · {ratio:.3f}".replace("0.", ".")
        painter.drawText(beside, Qt.AlignmentFlag.AlignLeft, words)


def _draw_axes(painter: QPainter, room: QRectF, area: QRectF, most_keys: float) -> None:
    for share in (0, 0.25, 0.5, 0.75, 1):
        x, y = area.left() + share * area.width(), area.bottom() - share * area.height()
        painter.setPen(QColor("#e4e4e4"))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QColor("#666666"))
        under = QRectF(x - 20, area.bottom() + 4, 40, 16)
        painter.drawText(under, Qt.AlignmentFlag.AlignCenter, f"{share * most_keys:g}")
        beside = QRectF(area.left() - 42, y - 8, 36, 16)
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight, f"{share * _MOST_LEFT:g}")
    told = QRectF(area.left(), area.bottom() + 22, area.width(), 16)
    painter.drawText(told, Qt.AlignmentFlag.AlignCenter, "keys for 100 entities")
    above = room.adjusted(12, 34, 0, 0)
    painter.drawText(above, "wrong or missed of 100 (and the share of Prodigy's motor time)")


if __name__ == "__main__":
    run(__doc__, charts)
