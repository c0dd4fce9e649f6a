"""An article's text as a document: laid out once, and never changed afterwards.

Built apart and given to the view when ready (undo off, block format first, `insertText`): 8 ms for
1 MB, where `setPlainText` and late block formats cost seconds.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from annotator.core.header import title_range
from annotator.ui.article.display_text import display_text
from annotator.ui.kit.theme import reading_font
from annotator.values import dataclass

LINE_HEIGHT_PERCENT = 175
"""The room below each line is where the tags go."""

BESIDE_PX = 96
"""What the right margin needs for the likeliest labels of the focus."""

_COLUMN_CHARACTERS = 68
_TOP_PX = 62
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Column:
    """Where the reading column stands in a viewport, in pixels."""

    left: float
    right: float  # of the margin, not of the viewport
    width: float

    @property
    def end(self) -> float:
        """The x of the column's right edge."""
        return self.left + self.width


def column_in(viewport_px: int, text_px: int) -> Column:
    """A column of 60–75 characters in the middle of what is there."""
    wanted = QFontMetricsF(reading_font(text_px)).averageCharWidth() * _COLUMN_CHARACTERS
    least = min(48.0, viewport_px * 0.06)
    free = max(0.0, viewport_px - wanted)
    left = max(least, min(free / 2, free - BESIDE_PX) if free > 150 else free / 2)
    right = max(least, free - left)
    return Column(left, right, viewport_px - left - right)


def set_margins(
    document: QTextDocument, column: Column, bottom: float, heading: float = 0.0
) -> None:
    """Put the text into its column, under a heading of this height; nothing is laid out anew when
    it stands there already.
    """
    top = _TOP_PX + heading
    root = document.rootFrame()
    frame = root.frameFormat()
    now = (frame.leftMargin(), frame.rightMargin(), frame.topMargin())
    if now == (column.left, column.right, top):
        return
    frame.setLeftMargin(column.left)
    frame.setRightMargin(column.right)
    frame.setTopMargin(top)
    frame.setBottomMargin(bottom)
    root.setFrameFormat(frame)


def new_document(
    parent: QObject, text: str, sentence_starts: tuple[int, ...], text_px: int, ink: QColor
) -> QTextDocument:
    """A document without margins yet. With `sentence_starts` each sentence is on its own line."""
    document = QTextDocument(parent)
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(reading_font(text_px))
    return document if not text else _filled(document, text, sentence_starts, text_px, ink)


def _filled(
    document: QTextDocument, text: str, starts: tuple[int, ...], text_px: int, ink: QColor
) -> QTextDocument:
    shown = display_text(text, starts)
    cursor = QTextCursor(document)
    block = QTextBlockFormat()
    kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
    block.setLineHeight(LINE_HEIGHT_PERCENT, kind)
    cursor.setBlockFormat(block)
    plain = QTextCharFormat()
    plain.setForeground(ink)
    title = title_range(text, 0)
    start = 0
    if title is not None and title[0] < 3:
        large = QTextCharFormat(plain)
        font = reading_font(round(text_px * 1.35))
        font.setWeight(QFont.Weight.DemiBold)
        large.setFont(font)
        cursor.insertText(shown[: title[1]], large)
        start = title[1]
    _insert_paragraphs(cursor, shown[start:], plain, text_px)
    return document


def _insert_paragraphs(
    cursor: QTextCursor, shown: str, plain: QTextCharFormat, text_px: int
) -> None:
    """Insert text; lines without letters, which articles are full of, take half the room."""
    small = QTextCharFormat(plain)
    small.setFont(reading_font(max(6, round(text_px * 0.45))))
    last = 0
    for gap in _EMPTY_LINES.finditer(shown):
        cursor.insertText(shown[last : gap.start()], plain)
        cursor.insertText(gap.group(), small)
        last = gap.end()
    cursor.insertText(shown[last:], plain)
