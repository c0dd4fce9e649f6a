"""One of two texts side by side: what differs from the other is marked, in grey, by its shape. The
colours are the labels' own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.core.alignment import Differs, Stretch
from annotator.core.codes import TagView
from annotator.core.sheet import Sheet
from annotator.ui.article.heading import Heading
from annotator.ui.article.lines import rectangles
from annotator.ui.article.shown import ShownArticle
from annotator.ui.article.visible_lines import Row
from annotator.ui.kit import badges
from annotator.ui.kit.plain import set_tip
from annotator.ui.kit.theme import Theme, current, px, ui_font
from annotator.ui.words import copies as say

_TEXT_PX = 16
_TINT = 0.17
_GAP = 18


class ComparedText(ShownArticle):
    """A text with its marks. Words that only it has have a line above them, words for which the
    other has different ones a broken line, and a wedge stands where it lacks some.
    """

    def __init__(self) -> None:
        super().__init__(_TEXT_PX)
        # A bar that came with the text would narrow it, and lay it out twice.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.tags = TagView.ALL
        self._differing: Sequence[tuple[int, int, bool]] = ()
        self._ends: list[int] = []

    def show_compared(
        self, sheet: Sheet, heading: Heading, stretches: Sequence[Stretch], *, is_second: bool
    ) -> None:
        """Show an article from its beginning; it is the first or the second of the stretches."""
        self._differing = [
            (*each.of(is_second), each.kind == Differs.CHANGED)
            for each in stretches
            if each.kind != Differs.NOT
        ]
        self._ends = [end for _, end, _ in self._differing]
        self.show_sheet(sheet, heading)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What differs, then the rest over it."""
        if self.sheet is not None and self._differing:
            width, region = self.viewport().width(), event.region()
            with QPainter(self.viewport()) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                for row in self._rows(self.sheet):
                    if region.intersects(row.band(width)):
                        self._paint_row(painter, row)
        super().paintEvent(event)

    def _paint_row(self, painter: QPainter, row: Row) -> None:
        to_qt = self.characters.positions.to_qt
        for at in range(bisect_right(self._ends, row.start - 1), len(self._differing)):
            start, end, is_changed = self._differing[at]
            if start >= row.end:
                break
            if start < end:
                for rect in rectangles(row.line, to_qt(start), to_qt(end)):
                    paint_differing(painter, rect, self.theme, is_changed=is_changed)
            elif row.start <= max(0, start - 1) < row.end:
                before = rectangles(row.line, to_qt(max(0, start - 1)), to_qt(max(1, start)))
                if before:
                    foot = before[-1].bottomRight() if start else before[-1].bottomLeft()
                    paint_missing(painter, foot, self.theme)


def paint_differing(painter: QPainter, rect: QRectF, theme: Theme, *, is_changed: bool) -> None:
    """The ground of words that are not in the other text, with a line above: broken where the
    other text has different words there.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tint(theme["ink_soft"], _TINT))
    painter.drawRoundedRect(rect.adjusted(-1, 0, 1, 1), 2, 2)
    pen = QPen(theme["ink_soft"], 1.6)
    if is_changed:
        pen.setDashPattern([2.4, 1.8])
    painter.setPen(pen)
    painter.drawLine(rect.topLeft(), rect.topRight())


def paint_missing(painter: QPainter, foot: QPointF, theme: Theme) -> None:
    """A wedge from below between two words: the other text has more there."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme["ink_soft"])
    x, y = foot.x() + 1.5, foot.y() - 2
    painter.drawPolygon(QPolygonF([QPointF(x - 4, y + 6), QPointF(x, y), QPointF(x + 4, y + 6)]))


class Legend(QWidget):
    """What the marks of differences mean, with a sample of each; as many as there is room for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        set_tip(self, say.about_marks())

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(ui_font(0.92))
        words = sum(metrics.horizontalAdvance(each) for each in self._words())
        return QSize(round(words) + 3 * (px(20) + 8) + 2 * _GAP + 4, px(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, font = current(), ui_font(0.92)
        metrics = QFontMetricsF(font)
        x, middle, wide = 1.0, self.height() / 2, px(20)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for at, words in enumerate(self._words()):
                width = wide + 8 + metrics.horizontalAdvance(words)
                if x + width > self.width() + 1:
                    break
                if at < 2:
                    sample = QRectF(x, middle - 6, wide, 13)
                    paint_differing(painter, sample, theme, is_changed=at == 1)
                else:
                    paint_missing(painter, QPointF(x + wide / 2, middle), theme)
                room = QRectF(x + wide + 8, 0, width, self.height())
                badges.paint_text(painter, room, words, theme["ink_soft"], font)
                x += width + _GAP

    def _words(self) -> tuple[str, str, str]:
        return say.ONLY_HERE(), say.CHANGED(), say.MISSING()
