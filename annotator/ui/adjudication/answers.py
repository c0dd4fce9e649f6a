"""The answers to choose from, a card each: its key, and what was said."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.theme import current, px, ui_font
from annotator.values import dataclass

_ROW, _GAP, _PAD = 24, 8, 10


@dataclass(frozen=True, slots=True)
class Card:
    """An answer: the key that takes it, and its lines: (colour of the label or "", name, words);
    `is_quiet` for what nobody said.
    """

    key: str
    lines: tuple[tuple[str, str, str], ...]
    is_quiet: bool = False


class Answers(QWidget):
    """Cards under each other; a click is the card's key."""

    taken = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards: Sequence[Card] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show these."""
        self.cards = cards
        self.setAccessibleName("; ".join(map(spoken, cards)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, int(sum(self._height(card) for card in self.cards)) + px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click takes the answer."""
        for card, rect in self._places():
            if rect.contains(QPointF(event.position())):
                self.taken.emit(card.key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for card, rect in self._places():
                if not card.is_quiet:
                    painter.setBrush(theme["paper"])
                    painter.setPen(QPen(theme["line"], 1))
                    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
                self._paint(painter, card, rect)

    def _paint(self, painter: QPainter, card: Card, rect: QRectF) -> None:
        theme, line = current(), px(_ROW)
        pad = 0 if card.is_quiet else px(_PAD) / 2
        top = rect.y() + pad
        badges.paint_key(painter, rect.x() + px(_PAD), top + line / 2, card.key, theme)
        x = rect.x() + px(_PAD) + max(badges.key_width(card.key), px(20)) + px(10)
        ink = theme["ink_soft" if card.is_quiet else "ink"]
        for number, (colour, name, words) in enumerate(card.lines):
            room = QRectF(x, top + number * line, rect.right() - x - px(_PAD), line)
            if colour:
                box = QRectF(x, room.center().y() - 5, 10, 10)
                badges.paint_square(painter, box, theme.label_colour(colour))
                room = room.adjusted(17, 0, 0, 0)
            weight = QFont.Weight.Normal if card.is_quiet else QFont.Weight.DemiBold
            used = badges.paint_text(painter, room, name, ink, ui_font(1.0, weight))
            rest = room.adjusted(used + 8, 0, 0, 0)
            elide = Qt.TextElideMode.ElideMiddle
            badges.paint_text(painter, rest, words, theme["ink_soft"], ui_font(), elide=elide)

    def _height(self, card: Card) -> float:
        pad = 0 if card.is_quiet else px(_PAD)
        return max(1, len(card.lines)) * px(_ROW) + pad + px(_GAP if not card.is_quiet else 2)

    def _places(self) -> list[tuple[Card, QRectF]]:
        y, found = 0.0, []
        for card in self.cards:
            height = self._height(card)
            gap = px(_GAP if not card.is_quiet else 2)
            found.append((card, QRectF(0, y, self.width(), height - gap)))
            y += height
        return found


def spoken(card: Card) -> str:
    """A card in words, for screen readers and tests."""
    lines = ", ".join(f"{name} {words}".strip() for _, name, words in card.lines)
    return f"{card.key} {lines}"
