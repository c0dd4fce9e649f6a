"""The rows under a field: labels, actions, articles; what is told of them, how they are painted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from annotator.core.codes import TopicState
from annotator.ui.kit import badges
from annotator.ui.kit.fuzzy_find import Match, ranked
from annotator.ui.kit.row_list import (
    SPOKEN,
    TEXT,
    Place,
    RowList,
    RowModel,
    Words,
    paint_round_ground,
)
from annotator.ui.kit.theme import current, heading_font, ui_font
from annotator.values import dataclass

_EDGE = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One row. Without a `value` it is a heading. `ranges` of the text are what fits."""

    text: str
    value: object = None
    detail: str = ""
    keys: tuple[str, ...] = ()
    colour: str = ""
    topic: TopicState | None = None
    is_faint: bool = False
    ranges: tuple[tuple[int, int], ...] = ()

    @property
    def is_heading(self) -> bool:
        return self.value is None

    @property
    def told(self) -> str:
        return " · ".join(part for part in (self.text, self.detail, *self.keys) if part)

    def marked(self, ranges: tuple[tuple[int, int], ...]) -> Row:
        """The row with other ranges; a third of the time of `dataclasses.replace`."""
        kept = (self.text, self.value, self.detail, self.keys, self.colour, self.topic)
        return Row(*kept, self.is_faint, ranges)


def fitting(
    typed: str, rows: Sequence[Row], *, typos: bool | None = None, most: int | None = None
) -> list[tuple[Row, Match]]:
    """The rows that fit what was typed, the best first, at most so many, with what fits marked (see
    `ranked`).
    """
    found = ranked(typed, rows, lambda row: (row.text, row.detail), typos=typos)
    return [(row.marked(fit.ranges), fit) for row, fit in found[:most]]


class NamedRows(RowList[Row]):
    """The list of them."""

    jumps_by_typing = True

    def __init__(self, parent: QWidget, height: int) -> None:
        told: Words = {TEXT: lambda row: row.told, SPOKEN: lambda row: row.told}
        model = RowModel[Row](parent, told, lambda row: not row.is_heading)
        super().__init__(parent, height, model, paint)


def paint(painter: QPainter, row: Row, place: Place) -> None:
    """A row: square or box, text with what fits in the accent, detail, keys at the right."""
    if row.is_heading:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = place.rect.adjusted(_EDGE + 8, 6, -_EDGE, 0)
        ink = current()["ink_soft"]
        badges.paint_text(painter, line, row.text.upper(), ink, heading_font())
    else:
        paint_round_ground(painter, place, 6)
        _paint_row(painter, place.rect, row)


def _paint_row(painter: QPainter, rect: QRectF, row: Row) -> None:
    theme = current()
    line = rect.adjusted(_EDGE + 8, 0, -_EDGE - 8, 0)
    right = line.right()
    for key in reversed(row.keys):
        right -= badges.key_width(key)
        badges.paint_key(painter, right, line.center().y(), key, theme)
        right -= 5
    left = line.x()
    if row.colour:
        square = QRectF(left, line.center().y() - 5, 10, 10)
        badges.paint_square(painter, square, theme.label_colour(row.colour))
        left += 20
    elif row.topic is not None:
        box = QRectF(left - 1, line.center().y() - 6.5, 13, 13)
        badges.paint_topic_box(painter, box, row.topic, theme)
        left += 20
    ink = theme["ink_faint"] if row.is_faint else theme["ink"]
    room = QRectF(left, line.y(), max(0.0, right - left - 8), line.height())
    taken = _paint_fitting(painter, room, row, ink)
    room.setLeft(left + taken + 12)
    if row.detail and room.width() > 40:
        soft = theme["ink_faint"] if row.is_faint else theme["ink_soft"]
        badges.paint_text(painter, room, row.detail, soft, ui_font(0.92))


def _paint_fitting(painter: QPainter, room: QRectF, row: Row, ink: QColor) -> float:
    """The text, and over it once more in the accent what fits."""
    taken = badges.paint_text(painter, room, row.text, ink, ui_font())
    if row.is_faint or not row.ranges:
        return taken
    metrics = painter.fontMetrics()
    for start, end in row.ranges:
        before = metrics.horizontalAdvance(row.text[:start])
        width = metrics.horizontalAdvance(row.text[:end]) - before
        if before + width > room.width() - 8:
            break
        under = QRectF(room.x() + before, room.center().y() + metrics.ascent() / 2 + 2.5, width, 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current()["accent"])
        painter.drawRect(under)
    return taken
