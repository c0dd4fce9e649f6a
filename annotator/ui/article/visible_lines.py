"""The lines in view with the pieces of their marks, kept from paint to paint.

A key changes a mark or two: only the lines with other marks than before are painted again.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import field

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QTextDocument

from annotator.core.marks import Mark
from annotator.core.sheet import Sheet
from annotator.ui.article.lines import VisibleLine, rectangles, visible_lines
from annotator.ui.article.painting import Piece, pieces_of
from annotator.ui.article.positions import Positions
from annotator.values import dataclass

_ABOVE_PX = 7
_LEAST_BELOW_PX = 22


@dataclass(slots=True)
class Row:
    """A line, its range in code points, and what is painted in it: the pieces of marks, and the
    rectangles of words that are underlined on demand.
    """

    line: VisibleLine
    start: int
    end: int
    marks: list[Mark] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    words: list[QRectF] = field(default_factory=list)

    def touches(self, start: int, end: int) -> bool:
        """Whether a character of [start, end) stands in the line."""
        return self.start < end and self.end > start

    def band(self, width: int) -> QRect:
        """All that belongs to the line in the viewport: with the focus above and the tags below."""
        below = max(_LEAST_BELOW_PX, 0.75 * self.line.line.height())
        top = math.floor(self.line.top) - _ABOVE_PX
        return QRect(0, top, width, math.ceil(self.line.bottom + below) - top)


class InView:
    """The rows for one place of the scroll bar. Who lays out the text anew calls `forget`."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._place: tuple[float, int] | None = None
        self._words: Sequence[tuple[int, int]] = ()
        self._word_ends: list[int] = []

    def forget(self) -> None:
        """Look at the document again at the next paint."""
        self._place = None
        self.rows = []

    def is_at(self, top: float, height: int) -> bool:
        """Whether the rows are those of this place."""
        return self._place == (top, height)

    def show(
        self, document: QTextDocument, top: float, height: int, sheet: Sheet, positions: Positions
    ) -> list[Row]:
        """The rows of a place, with the marks of today where the place is another."""
        if not self.is_at(top, height):
            to_code_point = positions.to_code_point
            self.rows = [
                Row(line, to_code_point(line.start), to_code_point(line.end))
                for line in visible_lines(document, top, height)
            ]
            self._place = (top, height) if self.rows else None  # no lines: ask again
            for _ in self.renewed(sheet, positions):
                pass
            for row in self.rows:
                row.words = self._words_of(row, positions)
        return self.rows

    def renewed(self, sheet: Sheet, positions: Positions) -> Iterator[Row]:
        """Give the rows the marks of today; yields those whose marks were others."""
        for row in self.rows:
            marks = sheet.marks.touching(row.start, row.end)
            if marks != row.marks:
                row.marks = marks
                row.pieces = pieces_of(row.line, marks, positions.to_qt)
                yield row

    def underlined(self, words: Sequence[tuple[int, int]], positions: Positions) -> Iterator[Row]:
        """Underline these ranges from now on: in text order, none touching another, in code
        points. Yields the rows that look otherwise.
        """
        self._words, self._word_ends = words, [end for _, end in words]
        for row in self.rows:
            before, row.words = row.words, self._words_of(row, positions)
            if row.words != before:
                yield row

    def _words_of(self, row: Row, positions: Positions) -> list[QRectF]:
        found: list[QRectF] = []
        for start, end in self._words[bisect_right(self._word_ends, row.start) :]:
            if start >= row.end:
                break
            found += rectangles(row.line, positions.to_qt(start), positions.to_qt(end))
        return found
