"""The curve of a long run as a picture: a small chart for each thing that is watched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPolygonF

CHARTS: Sequence[tuple[str, Sequence[str]]] = (
    ("memory of the window, MB", ("window_mb", "kept_mb")),
    ("memory of the worker and of jobs, MB", ("worker_mb", "jobs_mb")),
    ("handles, threads", ("handles", "threads")),
    ("children, temporary files", ("workers", "jobs", "temp_files")),
    ("Qt objects, widgets", ("objects", "widgets")),
    ("Python objects", ("python_objects",)),
    ("start, processor ms", ("start_ms",)),
    ("next article, known work: processor ms", ("next_ms", "next_p95_ms", "work_ms")),
)
_COLOURS = ("#1f6feb", "#c2570c", "#4d7c0f")
_WIDTH, _HEIGHT, _COLUMNS = 460, 230, 2


def draw(samples: Sequence[Mapping[str, Any]], to: Path) -> None:
    """Paint all charts into one PNG; every axis begins at nought."""
    rows = -(-len(CHARTS) // _COLUMNS)
    image = QImage(_WIDTH * _COLUMNS, _HEIGHT * rows, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(QFont("DejaVu Sans", 9))
        for number, (title, names) in enumerate(CHARTS):
            row, column = divmod(number, _COLUMNS)
            area = QRectF(column * _WIDTH, row * _HEIGHT, _WIDTH, _HEIGHT)
            _draw_chart(painter, area, title, names, samples)
    image.save(str(to))


def _draw_chart(
    painter: QPainter,
    room: QRectF,
    title: str,
    names: Sequence[str],
    samples: Sequence[Mapping[str, Any]],
) -> None:
    area = room.adjusted(56, 46, -20, -28)
    lines = {
        name: [(s["articles"], s[name]) for s in samples if s[name] is not None] for name in names
    }
    highest = max((y for line in lines.values() for _, y in line), default=0) * 1.1 or 1
    last = max((s["articles"] for s in samples), default=0) or 1
    painter.setPen(QColor("#222222"))
    painter.drawText(room.adjusted(12, 8, 0, 0), title)
    for share in (0, 0.5, 1):
        y = area.bottom() - share * area.height()
        painter.setPen(QColor("#dddddd"))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QColor("#666666"))
        words = f"{highest * share:,.0f}"
        painter.drawText(QRectF(room.left(), y - 9, 50, 18), Qt.AlignmentFlag.AlignRight, words)
        x = area.left() + share * area.width()
        words = f"{last * share:,.0f}"
        painter.drawText(
            QRectF(x - 40, area.bottom() + 6, 80, 18), Qt.AlignmentFlag.AlignHCenter, words
        )
    for place, (name, line) in enumerate(lines.items()):
        painter.setPen(QPen(QColor(_COLOURS[place]), 1.8))
        painter.drawText(QPointF(room.left() + 56 + place * 130, room.top() + 38), name)
        points = [
            QPointF(
                area.left() + x / last * area.width(), area.bottom() - y / highest * area.height()
            )
            for x, y in line
        ]
        painter.drawPolyline(QPolygonF(points))
