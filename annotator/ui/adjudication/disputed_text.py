"""An article with one disputed place: the answers as quiet lanes on the same words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen

from annotator.core.agreement.codings import Place
from annotator.core.codes import TagView
from annotator.core.sheet import Sheet
from annotator.ui.article.heading import Heading
from annotator.ui.article.lines import rectangles
from annotator.ui.article.shown import ShownArticle
from annotator.ui.article.visible_lines import Row
from annotator.ui.kit.theme import ui_font
from annotator.values import dataclass

_TEXT_PX = 17
_BAR = 3.0
_TINT = 0.10
_STEP = 11.0  # from a lane below the words to the next
_CHIP = 13.0


@dataclass(frozen=True, slots=True)
class Lane:
    """The spans of one answer; `name` is the key that takes it, "" for one that is being made."""

    name: str
    spans: tuple[Place, ...]


class DisputedText(ShownArticle):
    """The first lane is above the words, the others below; agreed marks have their quiet tint."""

    def __init__(self) -> None:
        super().__init__(_TEXT_PX)
        self.tags = TagView.NONE
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._place = (0, 0)
        self._lanes: Sequence[Lane] = ()

    def show_place(
        self,
        sheet: Sheet,
        heading: Heading,
        place: tuple[int, int],
        lanes: Sequence[Lane],
        *,
        is_same: bool,
    ) -> None:
        """Show a place of an article, which is shown already where it `is_same`."""
        self._place, self._lanes = place, lanes
        if not is_same:
            self.show_sheet(sheet, heading)
        self.bring_to_view(place[0])
        self.viewport().update()

    def clear_place(self) -> None:
        """Show no article."""
        self._place, self._lanes = (0, 0), ()
        self.show_sheet(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground of the place, then the text, then the lanes."""
        rows = [] if self.sheet is None else self._rows(self.sheet)
        rows = [row for row in rows if row.touches(*self._around())]
        with QPainter(self.viewport()) as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.tint(self.theme["ink_soft"], _TINT))
            for row in rows if self._place[0] < self._place[1] else ():
                for rect in self._rects(row, *self._place):
                    painter.drawRoundedRect(rect.adjusted(-2, 0, 2, 1), 3, 3)
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, lane in enumerate(self._lanes):
                for span in lane.spans:
                    for row in rows:
                        self._paint_lane(painter, row, number, lane, span)

    # -- private ---------------------------------------------------------------------------

    def _around(self) -> tuple[int, int]:
        places = [span[:2] for lane in self._lanes for span in lane.spans] or [self._place]
        starts, ends = zip(self._place, *places, strict=True)
        return min(starts), max(ends)

    def _rects(self, row: Row, start: int, end: int) -> list[QRectF]:
        to_qt = self.characters.positions.to_qt
        return rectangles(row.line, to_qt(start), to_qt(end))

    def _paint_lane(
        self, painter: QPainter, row: Row, number: int, lane: Lane, span: Place
    ) -> None:
        assert self.sheet is not None
        start, end, label = span
        colour = self.theme.label_colour(self.sheet.scheme.label(label).colour)
        for at, rect in enumerate(self._rects(row, start, end)):
            if not lane.name:  # one's own, while its edges are moved
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(colour, 1.6, Qt.PenStyle.DashLine))
                painter.drawRoundedRect(rect.adjusted(-2, 0, 2, 1), 3, 3)
                continue
            y = rect.top() - _BAR if number == 0 else rect.bottom() + _STEP * (number - 1) + 3
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(rect.left(), y, rect.width(), _BAR), 1.5, 1.5)
            if at == 0 and row.start <= start < row.end:
                chip = QRectF(rect.left() - 1, y + _BAR / 2 - _CHIP / 2, _CHIP, _CHIP)
                self._paint_chip(painter, chip, lane.name, colour)

    def _paint_chip(self, painter: QPainter, chip: QRectF, name: str, colour: QColor) -> None:
        painter.setBrush(self.theme["paper"])
        painter.setPen(QPen(colour, 1.4))
        painter.drawRoundedRect(chip, 3.5, 3.5)
        painter.setPen(self.theme["ink"])
        painter.setFont(ui_font(0.68, QFont.Weight.DemiBold))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, name)
