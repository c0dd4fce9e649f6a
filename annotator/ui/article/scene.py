"""What is painted of an article besides its letters: below them, and over them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from annotator.core.codes import TagView
from annotator.core.jump import Target
from annotator.core.marks import Mark, MarkState
from annotator.core.sheet import Sheet
from annotator.ui.article.document import BESIDE_PX, Column
from annotator.ui.article.heading import Heading, paint_heading
from annotator.ui.article.lines import VisibleLine
from annotator.ui.article.painting import (
    Palette,
    hint_places,
    paint_beside,
    paint_focus,
    paint_hints,
    paint_marks,
    paint_tags,
    paint_tints,
    paint_words,
    pieces_of,
    ring_room,
)
from annotator.ui.article.positions import Positions
from annotator.ui.article.visible_lines import Row
from annotator.ui.kit.theme import Theme
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """An article as it is shown now. `focus` is the range with the ring, in code points, `beside`
    what stands in the margin of its line; `hints` those of a jump, of which `typed` is entered;
    `top` the place of the document at the top of the viewport, and `text_top` where its text
    begins; `width` that of the viewport.
    """

    sheet: Sheet
    positions: Positions
    heading: Heading
    focus: tuple[int, int]
    beside: list[tuple[str, str]]
    hints: list[Target]
    typed: str
    theme: Theme
    font: QFont
    text_px: int
    tags: TagView
    column: Column
    width: int
    top: float
    text_top: float

    def colour(self, label: int | None) -> QColor:
        """The colour of a label."""
        if label is None:
            return self.theme.chrome["ink_soft"]
        return self.theme.label_colour(self.sheet.scheme.label(label).colour)

    def name(self, label: int | None) -> str:
        """The name of a label, as it is shown."""
        return "" if label is None else self.sheet.scheme.label(label).shown_name

    def palette(self) -> Palette:
        font = self.small(0.54, 8)
        font.setWeight(QFont.Weight.Bold)
        return Palette(self.theme, self.colour, self.name, font, self.tags)

    def small(self, share: float, least: int) -> QFont:
        """The font in a share of the size of the text."""
        font = QFont(self.font)
        font.setPixelSize(max(least, round(self.text_px * share)))
        return font


def paint_below(painter: QPainter, scene: Scene, rows: Sequence[Row]) -> None:
    """What the letters stand on."""
    palette = scene.palette()
    for row in rows:
        paint_tints(painter, row.pieces, palette)


def paint_over(painter: QPainter, scene: Scene, rows: Sequence[Row]) -> None:
    """Marks and tags, the focus, the heading, and hints over all."""
    palette = scene.palette()
    right, tags = min(scene.column.end + BESIDE_PX, scene.width - 4.0), list[QRectF]()
    for row in rows:
        paint_marks(painter, row.pieces, palette)
        paint_words(painter, row.words, row.pieces, scene.theme)
        tags += paint_tags(painter, row.line, row.pieces, palette, right)
    _paint_focus(painter, scene, rows, tags)
    if scene.top < scene.text_top:
        area = QRectF(scene.column.left, -scene.top, scene.column.width, 0)
        end = scene.width - 12.0
        paint_heading(painter, scene.heading, area, end, scene.text_px, scene.theme)
    if scene.hints:
        lines = [row.line for row in rows]
        places = hint_places(lines, scene.hints, scene.positions.to_qt)
        paint_hints(painter, places, scene.typed, scene.theme, palette.tag_font)


def _paint_focus(
    painter: QPainter, scene: Scene, rows: Sequence[Row], tags: Sequence[QRectF]
) -> None:
    if scene.focus[0] >= scene.focus[1]:
        return
    surface = Mark(*scene.focus, None, MarkState.SUGGESTED, "")
    room = ring_room(scene.sheet.text, scene.focus, scene.text_px)
    for row in rows:
        if row.touches(*scene.focus):
            pieces = pieces_of(row.line, [surface], scene.positions.to_qt)
            paint_focus(painter, pieces, scene.theme, room, tags)
            if any(piece.is_first for piece in pieces):
                _paint_beside(painter, scene, row.line)


def _paint_beside(painter: QPainter, scene: Scene, line: VisibleLine) -> None:
    edges = (scene.column.left, scene.column.end)
    is_right = line.block.textDirection() == Qt.LayoutDirection.RightToLeft
    font = scene.small(0.62, 9)
    paint_beside(painter, line, edges, scene.beside, scene.theme, font, is_right, scene.width)
