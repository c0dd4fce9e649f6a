"""The hints of a jump stand side by side, however near their goals are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from annotator.core.marks import Mark, MarkState
from annotator.ui.article.painting import Palette, Piece, _tag, paint_hints, paint_marks
from annotator.ui.kit import theme

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


def _picture(mark: Mark) -> list[list[bool]]:
    """Where something is painted for a doubtful mark, in one colour."""
    image = QImage(100, 40, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    palette = Palette(
        theme.load("light"), lambda _: QColor("black"), lambda _: "Org", QFont(), "open"
    )
    with QPainter(image) as painter:
        paint_marks(painter, [Piece(mark, QRectF(20, 8, 60, 22), True, True)], palette)
    assert _tag(mark, palette) == ("Org?" if mark.is_accepted else "+Org?")
    return [[image.pixelColor(x, y).name() != "#ffffff" for x in range(100)] for y in range(40)]


def test_what_enter_accepts_and_what_it_drops_differ_in_shape(qapp):
    accepted = _picture(Mark(0, 3, 2, MarkState.SUGGESTED, "WTO", "kind", 1))
    dropped = _picture(Mark(0, 3, 2, MarkState.MAYBE, "WTO", "maybe", 1))
    for picture in (accepted, dropped):
        assert sum(map(sum, picture[28:34])) > 20, "a line below"
    assert sum(map(sum, accepted[5:12])) > 20, "a lid over what Enter accepts"
    assert not any(map(any, dropped[:14])), "no lid over what Enter drops"
