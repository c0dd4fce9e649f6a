"""How marks look: tints under the text; underlines, boxes, tags and the focus over it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from annotator.core.codes import TagView
from annotator.core.jump import Target
from annotator.core.marks import Mark, MarkState
from annotator.ui.article.lines import VisibleLine, rectangles
from annotator.ui.kit.theme import Theme
from annotator.values import dataclass

_RING_ABOVE = 0.5  # pixels: there is room enough over the letters in the line itself
_TAG_BELOW = 5.5  # pixels at most from the foot of a line to the top of a tag's capitals
_WAVE_STEP, _WAVE_HEIGHT = 3.5, 3.0  # pixels: half a wave, and twice how far it swings
_WAVE_BELOW, _WAVE_DEEPER = 1.5, 2.5  # under a word; more under each mark, above its tag


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a mark that stands in one line; open to the side where it goes on elsewhere."""

    mark: Mark
    rect: QRectF
    is_first: bool
    is_last: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Palette:
    """What painting needs to know of theme and scheme."""

    theme: Theme
    colour: Callable[[int | None], QColor]
    short_name: Callable[[int | None], str]
    tag_font: QFont
    tags: TagView = TagView.OPEN


def pieces_of(line: VisibleLine, marks: Sequence[Mark], to_qt: Callable[[int], int]) -> list[Piece]:
    """The pieces of these marks in the line, with their depth where they lie over each other."""
    found: list[Piece] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        start, end = to_qt(mark.start), to_qt(mark.end)
        rects = rectangles(line, start, end)
        depth = sum(
            1 for p in found if p.mark.end > mark.start and p.mark is not mark and p.is_first
        )
        for number, rect in enumerate(rects):
            is_first = number == 0 and start >= line.start
            is_last = number == len(rects) - 1 and end <= line.end
            found.append(Piece(mark, rect, is_first, is_last, depth))
    return found


def paint_tints(painter: QPainter, pieces: Sequence[Piece], palette: Palette) -> None:
    """The tints of spans: what was confirmed or added."""
    painter.setPen(Qt.PenStyle.NoPen)
    for piece in pieces:
        if piece.mark.state != MarkState.SPAN:
            continue
        colour = QColor(palette.colour(piece.mark.label))
        colour.setAlphaF(0.15 if palette.theme.name == "light" else 0.22)
        painter.setBrush(colour)
        inset = min(4, 2 * piece.depth)
        painter.drawPath(_outline(piece.rect.adjusted(-1, inset, 1, 1 - inset), piece, 3))


def paint_marks(painter: QPainter, pieces: Sequence[Piece], palette: Palette) -> None:
    """Underlines and boxes, by state."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for piece in pieces:
        colour = palette.colour(piece.mark.label)
        if piece.mark.state == MarkState.MAYBE and not piece.mark.doubt:
            _underline(
                painter, piece, QPen(palette.theme.chrome["ink_soft"], 1.4, Qt.PenStyle.DotLine)
            )
        elif piece.mark.doubt and not piece.mark.is_accepted:
            painter.setPen(QPen(colour, 1.6, Qt.PenStyle.DotLine))
            painter.drawPath(_tray(piece.rect.adjusted(-1.5, 0.5, 0.5, 0.5), piece))
        elif piece.mark.doubt:
            pen = QPen(colour, 1.4)
            pen.setDashPattern([3, 2])
            painter.setPen(pen)
            painter.drawPath(_edge(piece.rect.adjusted(-1.5, 0.5, 0.5, 0.5), piece, 4))
        elif piece.mark.state == MarkState.SPAN:
            _underline(painter, piece, QPen(colour, 2.2))
        else:
            _underline(painter, piece, QPen(colour, 1.3))


def paint_words(
    painter: QPainter, rects: Sequence[QRectF], pieces: Sequence[Piece], theme: Theme
) -> None:
    """A wave under words, below the lines of the marks there: no mark has that shape, and no
    label that colour.
    """
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.chrome["ink_soft"], 1.3))
    for rect in rects:
        over = (
            p.depth + 1
            for p in pieces
            if p.rect.left() < rect.right() and rect.left() < p.rect.right()
        )
        y = rect.bottom() + _WAVE_BELOW + _WAVE_DEEPER * max(over, default=0)
        painter.drawPath(_wave(rect.left(), rect.right(), y))


def paint_focus(
    painter: QPainter,
    pieces: Sequence[Piece],
    theme: Theme,
    room: tuple[float, float],
    tags: Sequence[QRectF] = (),
) -> None:
    """The ring of the focus, in ink, open where the range goes on in another line.

    `room` is how far it may stand off to the left and to the right, in pixels. It leaves out the
    places of `tags`: with small letters those of the line above reach down to it.
    """
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.chrome["ink"], 1.8))
    for piece in pieces:
        ring = piece.rect.adjusted(-room[0], -_RING_ABOVE, room[1], 3.5)
        spared = [tag for tag in tags if tag.intersects(ring.adjusted(-1, -1, 1, 1))]
        if spared:
            around = QPainterPath()
            around.setFillRule(Qt.FillRule.OddEvenFill)
            around.addRect(ring.adjusted(-20, -20, 20, 20))
            for tag in spared:
                around.addRect(tag)
            painter.setClipPath(around)
        painter.drawPath(_edge(ring, piece, 6))
    painter.restore()


def ring_room(text: str, focus: tuple[int, int], text_px: int) -> tuple[float, float]:
    """How far the ring of a focus, in code points, may stand off to the left and to the right:
    a sign that touches the focus, such as a full stop, must stay readable.
    """
    start, end = focus
    wide = min(4.0, text_px / 6)
    beside = text[max(0, start - 1) : start], text[end : end + 1]
    left, right = (wide if not sign or sign.isspace() else 0.2 for sign in beside)
    return left, right


def paint_tags(
    painter: QPainter, line: VisibleLine, pieces: Sequence[Piece], palette: Palette, right: float
) -> list[QRectF]:
    """The short names under what still needs the eye, each cut to the room before the next.

    Gives the places of those that were painted, a pixel around them included.
    """
    painted: list[QRectF] = []
    tagged = [p for p in pieces if p.is_first and _tag(p.mark, palette)]
    metrics = QFontMetricsF(palette.tag_font)
    painter.setFont(palette.tag_font)
    for number, piece in enumerate(tagged):
        left = piece.rect.left()
        limit = tagged[number + 1].rect.left() - 5 if number + 1 < len(tagged) else right
        text = _tag(piece.mark, palette)
        if metrics.horizontalAdvance(text) > limit - left:
            text = _shortest(text)
            if metrics.horizontalAdvance(text) > limit - left:
                continue
        painter.setPen(palette.colour(piece.mark.label))
        below = min(_TAG_BELOW, 0.26 * piece.rect.height())
        foot = line.bottom + below + metrics.capHeight()
        painter.drawText(QPointF(left, foot), text)
        ink = metrics.tightBoundingRect(text).translated(left, foot)
        painted.append(ink.adjusted(-1.5, -1, 1.5, 1.5))
    return painted


def paint_beside(
    painter: QPainter,
    line: VisibleLine,
    edges: tuple[float, float],
    labels: Sequence[tuple[str, str]],
    theme: Theme,
    font: QFont,
    is_right_to_left: bool,
    end: float,
) -> None:
    """A mark in the margin where the focus's line begins, the likeliest labels right of the
    column, as far as there is room up to `end`.
    """
    middle = (line.top + line.bottom) / 2 + 1
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.chrome["ink"])
    if is_right_to_left:
        x, point = edges[1] + 30, -7
    else:
        x, point = max(6.0, edges[0] - 30), 7
    painter.drawPolygon(
        [QPointF(x, middle - 4), QPointF(x + point, middle), QPointF(x, middle + 4)]
    )
    x = edges[1] + (46 if is_right_to_left else 16)
    bold = QFont(font)
    bold.setWeight(QFont.Weight.Bold)
    for key, score in labels:
        wide = QFontMetricsF(bold).horizontalAdvance(key) + 4
        if x + wide + QFontMetricsF(font).horizontalAdvance(score) > end:
            return  # half a number says nothing; the strip has them all
        painter.setFont(bold)
        painter.setPen(theme.chrome["ink"])
        painter.drawText(QPointF(x, middle + 4), key)
        painter.setFont(font)
        painter.setPen(theme.chrome["ink_soft"])
        painter.drawText(QPointF(x + wide, middle + 4), score)
        x += wide + QFontMetricsF(font).horizontalAdvance(score) + 8


def hint_places(
    lines: Sequence[VisibleLine], targets: Sequence[Target], to_qt: Callable[[int], int]
) -> list[tuple[QRectF, str]]:
    """Where the goals of a jump begin in these lines, with their hints."""
    places = []
    for target in targets:
        at = to_qt(target.at)
        for line in lines:
            if line.start <= at < line.end:
                places += [(rect, target.hint) for rect in rectangles(line, at, at + 1)[:1]]
    return places


def paint_hints(
    painter: QPainter,
    places: Sequence[tuple[QRectF, str]],
    typed: str,
    theme: Theme,
    font: QFont,
) -> None:
    """The hints of a jump: small caps above the beginning of each goal, the typed part faint.

    Where the next goal is near, as in scripts without spaces, a hint is drawn narrower.
    """
    font = QFont(font)
    font.setPixelSize(round(font.pixelSize() * 1.25))
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    for (rect, hint), room in zip(places, _rooms(places), strict=True):
        text = hint.upper()
        wanted = metrics.horizontalAdvance(text) + 8
        squeeze = min(1.0, max(4.0, room - 1.5) / wanted)
        top = rect.top() - metrics.height() + 5
        painter.save()
        painter.translate(rect.left() - 4, top)
        painter.scale(squeeze, 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.chrome["accent"])
        painter.drawRoundedRect(QRectF(0, 0, wanted, metrics.height()), 3, 3)
        left = 4 + metrics.horizontalAdvance(text[: len(typed)])
        painter.setPen(theme.chrome["paper"])
        painter.drawText(QPointF(left, metrics.ascent()), text[len(typed) :])
        painter.restore()


def _rooms(places: Sequence[tuple[QRectF, str]]) -> list[float]:
    """How far it is from the beginning of each goal to the next on its line, in pixels."""
    order = sorted(range(len(places)), key=lambda i: (places[i][0].top(), places[i][0].left()))
    rooms = [math.inf] * len(places)
    for here, following in pairwise(order):
        one, other = places[here][0], places[following][0]
        if one.top() == other.top() and other.left() > one.left():
            rooms[here] = other.left() - one.left()
    return rooms


def _tag(mark: Mark, palette: Palette) -> str:
    name = palette.short_name(mark.label) if mark.label is not None else ""
    if palette.tags == TagView.NONE:
        return ""
    if mark.proposed_none:
        return f"{name}? \u2192 \u2013"
    if mark.doubt:
        return f"{name}?" if mark.is_accepted else f"+{name}?"
    if mark.question:
        return f"{name} ?"
    if mark.state == MarkState.FOLLOWED:
        return f"= {name}"
    return name if palette.tags == TagView.ALL and mark.state != MarkState.MAYBE else ""


def _shortest(text: str) -> str:
    if text.startswith("= "):
        return text[:3]
    return text[: 2 if text.startswith("+") else 1] + ("?" if "?" in text else "")


def _underline(painter: QPainter, piece: Piece, pen: QPen) -> None:
    painter.setPen(pen)
    y = piece.rect.bottom() + 1 + 3 * piece.depth
    painter.drawLine(QPointF(piece.rect.left(), y), QPointF(piece.rect.right(), y))


def _tray(rect: QRectF, piece: Piece) -> QPainterPath:
    """A box without a lid: short walls left and right of a line below, for what Enter drops."""
    path = QPainterPath()
    wall = rect.bottom() - rect.height() * 0.4
    path.moveTo(rect.left(), wall if piece.is_first else rect.bottom())
    path.lineTo(rect.left(), rect.bottom())
    path.lineTo(rect.right(), rect.bottom())
    if piece.is_last:
        path.lineTo(rect.right(), wall)
    return path


def _wave(left: float, right: float, y: float) -> QPainterPath:
    path = QPainterPath(QPointF(left, y))
    x, way = left, -1
    while x < right:
        half = min(_WAVE_STEP, right - x)
        path.quadTo(QPointF(x + half / 2, y + way * _WAVE_HEIGHT), QPointF(x + half, y))
        x, way = x + _WAVE_STEP, -way
    return path


def _outline(rect: QRectF, piece: Piece, radius: float) -> QPainterPath:
    """A closed shape, square on the sides where the mark goes on."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRoundedRect(rect, radius, radius)
    if not piece.is_first:
        path.addRect(rect.adjusted(0, 0, -rect.width() / 2, 0))
    if not piece.is_last:
        path.addRect(rect.adjusted(rect.width() / 2, 0, 0, 0))
    return path.simplified()


def _edge(rect: QRectF, piece: Piece, radius: float) -> QPainterPath:
    """The line around a piece, left out on the sides where the mark goes on."""
    path = QPainterPath()
    if piece.is_first and piece.is_last:
        path.addRoundedRect(rect, radius, radius)
        return path
    left, right, top, bottom = rect.left(), rect.right(), rect.top(), rect.bottom()
    if piece.is_first:
        path.moveTo(right, top)
        path.lineTo(left + radius, top)
        path.quadTo(left, top, left, top + radius)
        path.lineTo(left, bottom - radius)
        path.quadTo(left, bottom, left + radius, bottom)
        path.lineTo(right, bottom)
    elif piece.is_last:
        path.moveTo(left, top)
        path.lineTo(right - radius, top)
        path.quadTo(right, top, right, top + radius)
        path.lineTo(right, bottom - radius)
        path.quadTo(right, bottom, right - radius, bottom)
        path.lineTo(left, bottom)
    else:
        path.moveTo(left, top)
        path.lineTo(right, top)
        path.moveTo(left, bottom)
        path.lineTo(right, bottom)
    return path
