"""Where text stands on screen: the visible lines, and the rectangles of a range in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextLayout, QTextLine

from annotator.values import dataclass

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_JOIN_PX = 1.5
_LONG_BLOCK = 5000


@dataclass(frozen=True)  # without slots, for what is worked out once
class VisibleLine:
    """One laid-out line: its Qt positions in the document, and where it stands in the viewport."""

    line: QTextLine
    block: QTextBlock
    origin: QPointF
    start: int
    end: int

    @property
    def top(self) -> float:
        return self.origin.y() + self.line.y()

    @property
    def bottom(self) -> float:
        """The foot of the letters; the room below it belongs to the tags."""
        return self.top + self.line.height()

    @cached_property
    def words_end(self) -> int:
        """The Qt position behind the last word: before the space at which the line was broken."""
        return self.end - (len(self._text) - len(self._text.rstrip()))  # no space is a pair

    @cached_property
    def has_right_to_left(self) -> bool:
        return _RIGHT_TO_LEFT.search(self._text) is not None

    @cached_property
    def _text(self) -> str:
        """By a cursor: a block's whole text is long where a paragraph is, and Python counts it
        otherwise than Qt where there are emoji.
        """
        cursor = QTextCursor(self.block)
        cursor.setPosition(self.start)
        cursor.setPosition(self.end, QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()


def visible_lines(document: QTextDocument, top: float, height: float) -> Iterator[VisibleLine]:
    """The lines between `top` and `top + height` of the document; no more is laid out for it."""
    layout = document.documentLayout()
    block = block_at(document, top)
    if block.previous().isValid():  # its tags hang below its last line
        block = block.previous()
    while block.isValid():
        rect = layout.blockBoundingRect(block)
        if rect.top() > top + height:
            return
        yield from _lines_of(block, rect, top, height)
        block = block.next()


def position_at(document: QTextDocument, place: QPointF) -> int:
    """The Qt position nearest to a place of the document, which is laid out as far as there.

    Qt's hit test takes a place above the first line for one behind all that is laid out so far
    (6.8 to 6.11), so no place is asked for there.
    """
    layout = document.documentLayout()
    first = layout.blockBoundingRect(document.begin()).top()
    place = QPointF(place.x(), max(place.y(), first))
    return max(0, layout.hitTest(place, Qt.HitTestAccuracy.FuzzyHit))


def character_under(document: QTextDocument, place: QPointF) -> int:
    """The Qt position of the character under a place of the document, or of the nearest one.

    Its right half belongs to it: a hit test would say the character behind it.
    """
    hit = position_at(document, place)
    line = line_of(document, hit, 0)
    if line is not None and hit == line.start and place.y() < line.top:
        line = line_of(document, hit - 1, 0)  # behind the last word of the line before
    if line is None:
        return hit
    on_character = QTextLine.CursorPosition.CursorOnCharacter
    found: Any = line.line.xToCursor(place.x() - line.origin.x(), on_character)
    return line.block.position() + int(found)


def on_line(document: QTextDocument, top: float, y: float) -> float:
    """A height in the viewport; where it is in the room under a line, one on the line's letters."""
    owner: VisibleLine | None = None
    for line in visible_lines(document, top, y):
        owner = line
    if owner is None or y - owner.bottom > owner.line.height():  # behind the whole text
        return y
    return min(y, owner.bottom - 1)


def block_at(document: QTextDocument, y: float) -> QTextBlock:
    """The block at a place of the document, which is laid out as far as there.

    Asked of the layout by the place: bisection over the blocks would lay out half of a long text.
    """
    return document.findBlock(position_at(document, QPointF(0, y)))


def line_of(document: QTextDocument, qt_pos: int, top: float) -> VisibleLine | None:
    """The line that holds a Qt position, on screen or not."""
    block = document.findBlock(qt_pos)
    if not block.isValid():
        return None
    rect = document.documentLayout().blockBoundingRect(block)
    line = block.layout().lineForTextPosition(qt_pos - block.position())
    return _visible(block, line, rect, top) if line.isValid() else None


def keep_shapes(document: QTextDocument) -> None:
    """Let Qt keep the glyphs of very long blocks, which it would make again at every paint."""
    block = document.begin()
    while block.isValid():
        if block.length() > _LONG_BLOCK:
            block.layout().setCacheEnabled(True)
        block = block.next()


def rectangles(line: VisibleLine, start: int, end: int) -> list[QRectF]:
    """The rectangles, in viewport pixels, of the Qt range [start, end) as far as it is in this
    line.
    """
    offset = line.block.position()
    first = max(start, line.start) - offset
    last = (end if end <= line.end else line.words_end) - offset
    if first >= last:
        return []
    first, last = _widened(line.block.layout(), first, last)
    if line.has_right_to_left:
        return _by_glyphs(line, first, last)
    left, right = _x(line.line, first), _x(line.line, last)
    return [QRectF(line.origin.x() + left, line.top, right - left, line.line.height())]


def _x(line: QTextLine, position: int) -> float:
    found: Any = line.cursorToX(position)  # (x, position), though its stub says object
    return float(found[0])


def _by_glyphs(line: VisibleLine, first: int, last: int) -> list[QRectF]:
    pieces = sorted(
        (
            run.boundingRect().adjusted(line.origin.x(), 0, line.origin.x(), 0)
            for run in line.line.glyphRuns(first, last - first)
        ),
        key=lambda rect: rect.left(),
    )
    joined: list[QRectF] = []
    for piece in pieces:
        rect = QRectF(piece.left(), line.top, piece.width(), line.line.height())
        if joined and rect.left() - joined[-1].right() < _JOIN_PX:
            joined[-1].setRight(max(joined[-1].right(), rect.right()))
        else:
            joined.append(rect)
    return joined


def _widened(layout: QTextLayout, first: int, last: int) -> tuple[int, int]:
    """The range as far as the cursor can stand at its ends: for painting only."""
    while first > 0 and not layout.isValidCursorPosition(first):
        first -= 1
    size = len(layout.text())
    while last < size and not layout.isValidCursorPosition(last):
        last += 1
    return first, last


def _lines_of(block: QTextBlock, rect: QRectF, top: float, height: float) -> Iterator[VisibleLine]:
    layout = block.layout()
    count = layout.lineCount()
    low, high = 0, max(0, count - 1)
    while low < high:
        middle = (low + high) // 2
        line = layout.lineAt(middle)
        if rect.top() + line.y() + 2 * line.height() < top:
            low = middle + 1
        else:
            high = middle
    for index in range(low, count):
        line = layout.lineAt(index)
        if rect.top() + line.y() > top + height:
            return
        yield _visible(block, line, rect, top)


def _visible(block: QTextBlock, line: QTextLine, rect: QRectF, top: float) -> VisibleLine:
    start = block.position() + line.textStart()
    origin = QPointF(rect.left(), rect.top() - top)
    return VisibleLine(line, block, origin, start, start + line.textLength())


def cursor_beside(document: QTextDocument, qt_pos: int, way: int) -> int:
    """The next place before (-1) or behind (+1) another where a cursor can stand."""
    cursor = QTextCursor(document)
    cursor.setPosition(qt_pos)
    steps = QTextCursor.MoveOperation
    cursor.movePosition(steps.NextCharacter if way > 0 else steps.PreviousCharacter)
    return cursor.position()
