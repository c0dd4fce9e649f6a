"""How the rows of a concordance are painted: sections, and mentions in their context."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from annotator.core.codes import TopicState
from annotator.core.concordance import Mention, MentionStatus
from annotator.core.records import Scheme
from annotator.ui.article.display_text import display_text
from annotator.ui.kit import badges
from annotator.ui.kit.theme import Theme, current, px, ui_font
from annotator.ui.words import find as say
from annotator.values import dataclass
from annotator.workspace.open.propagation import Hit

ROW_HEIGHT = 27
SECTION_HEIGHT = 38
_SIDE = 14.0
_BOX = 14.0
_STATE_WIDTH = 128.0
_PIVOT = 0.42  # of the room for text: where the mentions begin


@dataclass(frozen=True, slots=True)
class Section:
    """A heading over hits; `on` of `count` are on. Those of a locked one can't be."""

    text: str
    count: int
    on: int
    is_locked: bool = False

    @property
    def state(self) -> TopicState:
        if not self.on:
            return TopicState.UNDECIDED
        return TopicState.YES if self.on == self.count else TopicState.SUGGESTED


@dataclass(frozen=True, slots=True)
class Look:
    """How hits are shown: the scheme, and what those that are on will become.

    `planned` is a label, None for a rejection, or "" where nothing is planned.
    """

    scheme: Scheme
    planned: int | str | None = ""


def spoken(row: Section | Hit, look: Look, *, is_on: bool) -> str:
    """A row in words, for screen readers and tests."""
    if isinstance(row, Section):
        return f"{row.text} {row.on} / {row.count}"
    mention = row.mention
    left, right = _flat(mention.left)[-60:], _flat(mention.right)[:60]
    words = f"{left}[{_flat(mention.surface)}]{right}"
    return f"{'✓' if is_on else '·'} {words} · {state_words(mention, look.scheme)} · {row.title}"


def state_words(mention: Mention, scheme: Scheme) -> str:
    """How a mention stands, in a word or two."""
    if mention.standing == MentionStatus.REJECTED:
        return say.REJECTED()
    if mention.standing == MentionStatus.FREE:
        return say.UNMARKED()
    if mention.is_maybe or mention.label is None:
        return say.MAYBE()
    label = scheme.label(mention.label)
    name = label.shown_name
    if mention.standing == MentionStatus.OPEN:
        return say.is_open(name)
    return say.is_unseen(name) if mention.is_unseen else name


def heading_of(mention: Mention, scheme: Scheme) -> str:
    """How a mention stands, as the name of the section that it is in."""
    if mention.standing == MentionStatus.REJECTED:
        return say.REJECTED_SECTION()
    if mention.standing == MentionStatus.FREE:
        return say.UNMARKED_SECTION()
    if mention.is_maybe or mention.label is None:
        return say.MAYBE_SECTION()
    name = scheme.label(mention.label).shown_name
    is_open = mention.standing == MentionStatus.OPEN
    return say.is_suggested(name) if is_open else name


def paint_section(painter: QPainter, rect: QRectF, row: Section) -> None:
    """A heading with its box and how many are on."""
    theme = current()
    line = rect.adjusted(_SIDE, max(0.0, rect.height() - px(ROW_HEIGHT)), -_SIDE, 0)
    painter.fillRect(QRectF(rect.x(), rect.bottom() - 0.5, rect.width(), 1), theme["line"])
    if not row.is_locked:
        badges.paint_topic_box(painter, _box(line), row.state, theme)
    words = line.adjusted(_BOX + 11, 0, 0, 0)
    bold = ui_font(0.92, QFont.Weight.DemiBold)
    width = badges.paint_text(painter, words, row.text, theme["ink"], bold)
    count = say.chosen_of(0 if row.is_locked else row.on, row.count)
    rest = words.adjusted(width + 9, 0, 0, 0)
    badges.paint_text(painter, rest, count, theme["ink_soft"], ui_font(0.92))


def paint_hit(painter: QPainter, rect: QRectF, hit: Hit, look: Look, *, is_on: bool) -> None:
    """Its box, the mention in its text, how it stands, and its article."""
    theme, mention = current(), hit.mention
    line = rect.adjusted(_SIDE, 0, -_SIDE, 0)
    if hit.snag.is_locked:
        dash = QRectF(line.x() + 3, line.center().y() - 0.5, 8, 1.4)
        painter.fillRect(dash, theme["ink_faint"])
    else:
        state = TopicState.YES if is_on else TopicState.UNDECIDED
        badges.paint_topic_box(painter, _box(line), state, theme)
    meta = min(250.0, line.width() * 0.26)
    right = line.right() - meta
    _paint_source(painter, QRectF(right, line.y(), meta, line.height()), hit)
    right -= _STATE_WIDTH
    state_room = QRectF(right, line.y(), _STATE_WIDTH - 10, line.height())
    _paint_state(painter, state_room, mention, look.scheme)
    room = QRectF(line.x() + _BOX + 11, line.y(), right - line.x() - _BOX - 23, line.height())
    _paint_text(painter, room, mention, look, is_on=is_on)


# -- private -------------------------------------------------------------------------------


def _paint_text(
    painter: QPainter, room: QRectF, mention: Mention, look: Look, *, is_on: bool
) -> None:
    """The mention at its fixed place, its text at both sides."""
    theme, font, bold = current(), ui_font(), ui_font(1.0, QFont.Weight.DemiBold)
    before, after = mention.left, mention.right
    if unicodedata.bidirectional(mention.surface[:1]) in ("R", "AL"):
        before, after = after, before
    left, right = _flat(before), _flat(after)
    surface = _flat(mention.surface).strip()
    pivot = room.x() + room.width() * _PIVOT
    width = min(QFontMetricsF(bold).horizontalAdvance(surface) + 1, room.width() * 0.46)
    gap = QFontMetricsF(font).horizontalAdvance(" ") + 2
    word = QRectF(pivot, room.y(), width, room.height())
    _paint_mark(painter, word, mention, look, is_on=is_on)
    elide = Qt.TextElideMode.ElideMiddle
    badges.paint_text(painter, word, surface, theme["ink"], bold, elide=elide)
    if is_on and look.planned is None:
        painter.fillRect(QRectF(word.x(), word.center().y(), width, 1.4), theme["ink"])
    end = pivot - (gap if left.endswith(" ") else 0)
    head = QRectF(room.x(), room.y(), end - room.x(), room.height())
    to_left = Qt.TextElideMode.ElideLeft
    soft = theme["ink_soft"]
    left = left.strip()
    badges.paint_text(painter, head, left, soft, font, align=badges.RIGHT, elide=to_left)
    start = pivot + width + (gap if right.startswith(" ") else 0)
    tail = QRectF(start, room.y(), room.right() - start, room.height())
    badges.paint_text(painter, tail, right.strip(), soft, font)


def _paint_mark(
    painter: QPainter, word: QRectF, mention: Mention, look: Look, *, is_on: bool
) -> None:
    """A span has a tint and a firm line, a suggestion a thin one, a maybe a dotted one."""
    theme = current()
    label, standing = mention.label, mention.standing
    if is_on and isinstance(look.planned, int):
        label, standing = look.planned, MentionStatus.SPAN
    if standing in (MentionStatus.FREE, MentionStatus.REJECTED):
        return
    colour = _colour(label, look.scheme, theme)
    half = QFontMetricsF(ui_font()).height() / 2
    ground = QRectF(word.x() - 2, word.center().y() - half, word.width() + 4, 2 * half + 1)
    if standing == MentionStatus.SPAN:
        painter.fillRect(ground, theme.tint(colour))
        painter.fillRect(QRectF(ground.x(), ground.bottom() - 1, ground.width(), 2), colour)
        return
    pen = QPen(colour, 1.2)
    if mention.is_maybe:
        pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    y = ground.bottom() - 0.5
    painter.drawLine(QPointF(ground.x(), y), QPointF(ground.right(), y))


def _paint_state(painter: QPainter, room: QRectF, mention: Mention, scheme: Scheme) -> None:
    theme, small = current(), ui_font(0.88)
    is_marked = (
        mention.standing in (MentionStatus.SPAN, MentionStatus.OPEN) and not mention.is_maybe
    )
    words = state_words(mention, scheme)
    if not is_marked or mention.label is None:
        badges.paint_text(painter, room.adjusted(15, 0, 0, 0), words, theme["ink_soft"], small)
        return
    colour = _colour(mention.label, scheme, theme)
    square = QRectF(room.x(), room.center().y() - 4.5, 9, 9)
    if mention.standing == MentionStatus.SPAN:
        badges.paint_square(painter, square, colour)
    else:
        painter.setPen(QPen(colour, 1.3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(square.adjusted(0.7, 0.7, -0.7, -0.7), 2, 2)
    badges.paint_text(painter, room.adjusted(15, 0, 0, 0), words, theme["ink"], small)


def _paint_source(painter: QPainter, room: QRectF, hit: Hit) -> None:
    """The title, and the date at the right where there is room."""
    theme, small = current(), ui_font(0.88)
    width = QFontMetricsF(small).horizontalAdvance(hit.published)
    if hit.published and width < room.width() * 0.5:
        align = badges.RIGHT
        badges.paint_text(painter, room, hit.published, theme["ink_soft"], small, align=align)
        room = room.adjusted(0, 0, -width - 12, 0)
    badges.paint_text(painter, room, hit.title, theme["ink_soft"], small)


def _colour(label: int | None, scheme: Scheme, theme: Theme) -> QColor:
    return theme["ink_soft"] if label is None else theme.label_colour(scheme.label(label).colour)


def _box(line: QRectF) -> QRectF:
    return QRectF(line.x(), line.center().y() - _BOX / 2, _BOX, _BOX)


def _flat(text: str) -> str:
    """The text on one line, with one space where there was white space at an edge too."""
    shown = display_text(text)
    words = " ".join(shown.split())
    before = " " if shown[:1].isspace() else ""
    after = " " if shown[-1:].isspace() and words else ""
    return f"{before}{words}{after}"
