"""The hints of a jump stand side by side, however near their goals are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QImage, QPainter

from annotator.ui import theme
from annotator.ui.painting import paint_hints

HINTS = ("xa", "xb", "xc")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_hints_of_neighbours_do_not_cover_each_other(qapp, order):
    light = theme.load("light")
    font = QFont()
    font.setPixelSize(12)
    image = QImage(120, 40, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    with QPainter(image) as painter:
        places = [(QRectF(20 + 18 * n, 20, 18, 20), HINTS[n]) for n in order]
        paint_hints(painter, places, "", light, font)
    accent = light.chrome["accent"].name()
    rows = [
        [image.pixelColor(x, y).name() == accent for x in range(120)] for y in range(image.height())
    ]
    painted = max(rows, key=sum)
    gaps = [x for x in range(18, 71) if not any(row[x] for row in rows)]
    assert painted[17:70].count(True) > 25
    assert len(gaps) >= 2, "there is paper between the three"
