"""The strip under the text: one line about the focus, one about the last act."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.plain import set_tip
from annotator.ui.kit.theme import current, px, ui_font
from annotator.ui.words import desk as say
from annotator.values import dataclass

_LINE = 22
_GAP = 14.0
_SIDE = 24
_NAME_WIDEST = 132  # of an option; longer names are elided in their middle
_NONE_KEY = "⌫"  # the option that stays whatever else there is no room for
_OPTIONS_AT_LEAST = 3  # before what is known of the focus is elided
_OPTIONS_FROM = 0.42  # of the width: where the options begin, so that they do not dance


@dataclass(frozen=True, slots=True)
class StripState:
    """What is known of the focus.

    `options` are key, name and probability (None: not known), likeliest first; `hints` keys and
    what they do, at the right.
    """

    surface: str = ""
    known: str = ""
    options: tuple[tuple[str, str, float | None], ...] = ()
    hints: tuple[tuple[str, str], ...] = ()


class Strip(QWidget):
    """Two lines of fixed height; what does not fit is elided.

    Its contents margins say where the lines begin and end.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.focus = StripState()
        self.message, self.key, self.is_warning = "", "", False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setContentsMargins(_SIDE, 9, _SIDE, 9)
        self.setAccessibleName(say.ABOUT_FOCUS())

    def sizeHint(self) -> QSize:
        edges = self.contentsMargins()
        return QSize(200, 2 * px(_LINE) + edges.top() + edges.bottom())

    def cover(self, width: int) -> None:
        """Something lies over so much of the right end: the lines end before it."""
        self.setContentsMargins(_SIDE, 9, width + _SIDE, 9)
        self.update()

    def show_focus(self, state: StripState) -> None:
        """The first line."""
        if state != self.focus:
            self.focus = state
            self._tell()
            self.update()

    def say(self, text: str, key: str = "", is_warning: bool = False) -> None:
        """The second line: what the last act did, and the key that takes it back."""
        if (text, key, is_warning) != (self.message, self.key, self.is_warning):
            self.message, self.key, self.is_warning = text, key, is_warning
            self._tell()
            self.setAccessibleDescription(text)
            self.update()

    def _tell(self) -> None:
        """What may be elided can be read in the tool tip."""
        set_tip(self, "\n".join(line for line in (self.focus.known, self.message) if line))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        area = QRectF(self.contentsRect())
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme["panel"])
            painter.fillRect(0, 0, self.width(), 1, theme["line"])
            self._paint_focus(painter, QRectF(area.x(), area.y(), area.width(), px(_LINE)))
            below = QRectF(area.x(), area.y() + px(_LINE), area.width(), px(_LINE))
            self._paint_message(painter, below)

    def _paint_focus(self, painter: QPainter, line: QRectF) -> None:
        theme, bold = current(), ui_font(1.0, QFont.Weight.Bold)
        surface = " ".join(self.focus.surface.split())
        natural = QFontMetricsF(bold).horizontalAdvance(surface) + 1
        surface_width = min(natural, max(line.width() * 0.36, 60.0))
        room = line.width() - (surface_width + _GAP if surface else 0)
        options = [(key, name, badges.score_text(p)) for key, name, p in self.focus.options]
        known_width = QFontMetricsF(ui_font(0.96)).horizontalAdvance(self.focus.known) + 1
        shown, room = _with_none(options, room)
        while room < known_width and len(shown) > _OPTIONS_AT_LEAST:
            room += _width(shown.pop(-2 if shown[-1][0] == _NONE_KEY else -1))
        hints, room = _fitting([(key, text, "") for key, text in self.focus.hints], room)
        x = line.right() - sum(map(_width, hints)) + (_GAP if hints else 0)
        for piece in hints:
            x += _paint_piece(painter, x, line, piece, "ink_soft")
        taken = sum(map(_width, shown))
        last = line.right() - sum(map(_width, hints)) - taken
        left = line.x() + (surface_width + _GAP if surface else 0)
        wanted = max(line.x() + line.width() * _OPTIONS_FROM, left + known_width + _GAP)
        x = start = max(left, min(last, wanted) if shown else last)
        for piece in shown:
            x += _paint_piece(painter, x, line, piece, "ink")
        elide = Qt.TextElideMode.ElideMiddle
        head = QRectF(line.x(), line.y(), surface_width, line.height())
        badges.paint_text(painter, head, surface, theme["ink"], bold, elide=elide)
        known = QRectF(left, line.y(), start - left - _GAP, line.height())
        if known.width() > 48:
            badges.paint_text(painter, known, self.focus.known, theme["ink_soft"], ui_font(0.96))

    def _paint_message(self, painter: QPainter, line: QRectF) -> None:
        theme, font = current(), ui_font(0.96)
        colour = theme["warn"] if self.is_warning else theme["ink_soft"]
        if self.is_warning:
            mark = QRectF(line.x(), line.center().y() - 7, 14, 14)
            badges.paint_warning(painter, mark, theme["warn"], theme["panel"])
            line = line.adjusted(20, 0, 0, 0)
            font = ui_font(0.96, QFont.Weight.DemiBold)
        width = badges.key_width(self.key)
        text = line.adjusted(0, 0, -(width + 8) if width else 0, 0)
        end = badges.paint_text(painter, text, self.message, colour, font)
        badges.paint_key(painter, line.x() + end + 8, line.center().y(), self.key, theme)


_Piece = tuple[str, str, str]


def _fitting(pieces: list[_Piece], room: float) -> tuple[list[_Piece], float]:
    """The first pieces that fit into the room, and the room that is left."""
    found = []
    for piece in pieces:
        if _width(piece) > room:
            break
        found.append(piece)
        room -= _width(piece)
    return found, room


def _with_none(options: list[_Piece], room: float) -> tuple[list[_Piece], float]:
    """The first options that fit beside the one that says that it is nothing."""
    none = [option for option in options if option[0] == _NONE_KEY]
    none, left = _fitting(none, room)
    shown, left = _fitting([option for option in options if option[0] != _NONE_KEY], left)
    return shown + none, left


def _named(name: str) -> str:
    return QFontMetricsF(ui_font()).elidedText(name, Qt.TextElideMode.ElideMiddle, px(_NAME_WIDEST))


def _width(piece: _Piece) -> float:
    key, name, score = piece
    width = badges.key_width(key) + 6 + QFontMetricsF(ui_font()).horizontalAdvance(_named(name))
    if score:
        width += 5 + QFontMetricsF(ui_font(0.92)).horizontalAdvance(score)
    return width + _GAP


def _paint_piece(painter: QPainter, x: float, line: QRectF, piece: _Piece, ink: str) -> float:
    key, name, score = piece
    theme = current()
    at = x + badges.paint_key(painter, x, line.center().y(), key, theme) + 6
    room = QRectF(at, line.y(), 10_000, line.height())
    at += badges.paint_text(painter, room, _named(name), theme[ink], ui_font()) + 5
    room.moveLeft(at)
    badges.paint_text(painter, room, score, theme["ink_soft"], ui_font(0.92))
    return _width(piece)
