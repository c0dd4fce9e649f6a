"""Words in their context, in one line: what stands before them ends where they begin."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from annotator.ui.kit import badges
from annotator.ui.kit.theme import current, ui_font

_PIVOT = 0.36  # of the room: where the words begin
_MOST = 0.5  # of the room, for the words
_GAP = 4.0  # for white space; what touches the words is painted so


def flat(text: str) -> str:
    """A text in one line, without space at its ends."""
    return " ".join(text.split())


def paint_in_context(
    painter: QPainter, room: QRectF, before: str, words: str, after: str, ink: QColor
) -> None:
    """Paint the words in `ink`, and in a softer one what stands before and behind."""
    bold, soft = ui_font(1.0, QFont.Weight.DemiBold), current()["ink_soft"]
    words = flat(words)
    width = min(QFontMetricsF(bold).horizontalAdvance(words) + 1, room.width() * _MOST)
    pivot = room.x() + room.width() * _PIVOT
    left = pivot - (_GAP if before[-1:].isspace() else 0)
    right = pivot + width + (_GAP if after[:1].isspace() else 0)
    head = QRectF(room.x(), room.y(), left - room.x(), room.height())
    word = QRectF(pivot, room.y(), width, room.height())
    tail = QRectF(right, room.y(), room.right() - right, room.height())
    badges.paint_text(
        painter, head, flat(before), soft, ui_font(),
        align=badges.RIGHT, elide=Qt.TextElideMode.ElideLeft,
    )  # fmt: skip
    took = badges.paint_text(painter, word, words, ink, bold, elide=Qt.TextElideMode.ElideMiddle)
    tail.setLeft(tail.left() - max(0.0, width - 1 - took))  # what was cut may need less room
    badges.paint_text(painter, tail, flat(after), soft, ui_font())
