"""Charts side by side in one PNG, from reports of a benchmark: what its `curve` modules share."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter

WIDTH, HEIGHT = 460, 340

Chart = Callable[[QPainter, QRectF], None]
"""Paints one chart into a rectangle."""


def run(description: str | None, charts: Callable[[list[Any]], Sequence[Chart]]) -> None:
    """`… REPORT.json… --to FILE.png`: `charts` makes them of what the reports hold."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("reports", type=Path, nargs="+")
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    found = [json.loads(path.read_text(encoding="utf-8")) for path in options.reports]
    _paint(charts(found), options.to)
    application.quit()


def _paint(charts: Sequence[Chart], to: Path) -> None:
    image = QImage(WIDTH * len(charts), HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(QFont("DejaVu Sans", 9))
        for number, chart in enumerate(charts):
            chart(painter, QRectF(number * WIDTH, 0, WIDTH, HEIGHT))
    image.save(str(to))
