"""Where the characters of a text stand on screen: code points and pixels of the viewport."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QTextEdit

from annotator.ui.article.document import LINE_HEIGHT_PERCENT
from annotator.ui.article.lines import (
    VisibleLine,
    character_under,
    cursor_beside,
    line_of,
    rectangles,
    visible_lines,
)
from annotator.ui.article.positions import Positions


class Characters:
    """Asks the document of a text edit, as far as it is laid out; changes nothing."""

    def __init__(self, area: QTextEdit) -> None:
        self._area = area
        self.positions = Positions("")

    @property
    def top(self) -> float:
        """The place of the document at the top of the viewport."""
        return float(self._area.verticalScrollBar().value())

    def line_at(self, position: int) -> VisibleLine | None:
        """The line of a character."""
        return line_of(self._area.document(), self.positions.to_qt(position), self.top)

    def place_of(self, position: int) -> QPointF:
        """The foot of a character."""
        line = self.line_at(position)
        if line is None:
            return QPointF(0, 0)
        at = self.positions.to_qt(position)
        rects = rectangles(line, at, at + 1) or [
            QRectF(line.origin.x(), line.top, 1, line.line.height())
        ]
        return rects[0].bottomLeft()

    def at(self, point: QPointF) -> int:
        """The character under a place, or the nearest one."""
        place = QPointF(point.x(), point.y() + self.top)
        return self.positions.to_code_point(character_under(self._area.document(), place))

    def on_line(self, position: int, way: int) -> int | None:
        """The character above (-1) or below (+1) another one, None at the end of the text."""
        at = self.place_of(position)
        line = self.line_at(position)
        if line is None:
            return None
        step = line.line.height() * LINE_HEIGHT_PERCENT / 100
        y = at.y() - line.line.height() / 2 + way * step
        for _ in range(12):  # over empty lines
            found = self.at(QPointF(at.x() + 1, y))
            new = self.line_at(found)
            if new is not None and new.top != line.top and new.line.textLength() > 1:
                return found
            y += way * step
        return None

    def is_right_to_left(self, position: int) -> bool:
        """Whether the paragraph of a character runs from right to left."""
        block = self._area.document().findBlock(self.positions.to_qt(position))
        return block.isValid() and block.textDirection() == Qt.LayoutDirection.RightToLeft

    def next_grapheme(self, position: int, way: int) -> int:
        """The next place before or behind a code point where a cursor can stand."""
        at = cursor_beside(self._area.document(), self.positions.to_qt(position), way)
        return self.positions.to_code_point(at)

    def in_view(self, below: float = -2) -> tuple[int, int]:
        """The range from the first to the last line that is on screen, with this room below its
        letters.
        """
        height = self._area.viewport().height()
        lines = list(visible_lines(self._area.document(), self.top, height))
        whole = [
            line for line in lines if line.top >= -2 and line.bottom <= height - below
        ] or lines
        if not whole:
            return (0, 0)
        to_code_point = self.positions.to_code_point
        return to_code_point(whole[0].start), to_code_point(whole[-1].end)

    def share_in_view(self) -> float:
        """How much of the text, 0 to 1, stands before the end of the last whole line on screen."""
        document, height = self._area.document(), self._area.viewport().height()
        lines = visible_lines(document, self.top, height)
        ends = [line.end for line in lines if line.bottom <= height]
        size = max(1, document.characterCount() - 1)
        return min(1.0, ends[-1] / size) if ends else 0.0
