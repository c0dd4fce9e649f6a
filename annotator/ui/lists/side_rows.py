"""The painted rows of the side panel: labels, entities, topics, and the headings over them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.core.codes import TopicState
from annotator.ui.kit import badges
from annotator.ui.kit.plain import set_tip, tip
from annotator.ui.kit.row_list import TEXT, TIP, PickList, Place, RowModel, Words, paint_focus_frame
from annotator.ui.kit.theme import current, heading_font, px, ui_font
from annotator.ui.words import lists as say
from annotator.values import dataclass

ROW_HEIGHT = 22
SIDE = 14


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label of the scheme, and how often it is here."""

    id: int
    name: str
    colour: str
    key: str
    count: int = 0
    is_focus: bool = False

    @property
    def text(self) -> str:
        return f"{self.name} {self.count}"


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A surface under a label, with the places where it stands. `is_doubtful`: Enter accepts it
    all the same; `is_dropped`: Enter leaves it out.
    """

    surface: str
    label: str
    colour: str
    places: tuple[tuple[int, int], ...]
    is_doubtful: bool = False
    is_dropped: bool = False

    @property
    def sign(self) -> str:
        """As the tags in the text have it."""
        return "?" if self.is_doubtful else "+?" if self.is_dropped else ""

    @property
    def text(self) -> str:
        return f"{self.surface} {self.label} ×{len(self.places)} {self.sign}".rstrip()


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic and how it stands."""

    id: int
    name: str
    key: str
    state: TopicState = TopicState.UNDECIDED
    score: float | None = None

    @property
    def text(self) -> str:
        return say.topic(self.name, self.state, badges.score_text(self.score))


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The name of a topic group between its topics; it can't be picked."""

    text: str


Row = LabelRow | EntityRow | TopicRow | GroupRow


class SideList(PickList[Row]):
    """Rows to pick by click, Enter or Space; the focus stays in the text on a click."""

    def __init__(self, name: str, parent: QWidget) -> None:
        words: Words = {TEXT: lambda row: row.text, TIP: lambda row: tip(row.text)}
        model = RowModel[Row](parent, words, lambda row: not isinstance(row, GroupRow))
        super().__init__(parent, ROW_HEIGHT, model, _paint)
        self.setAccessibleName(name)
        self.clicked.connect(lambda index: self.pick(index.row()))

    @property
    def natural_height(self) -> int:
        """As tall as all rows."""
        return px(ROW_HEIGHT) * len(self.rows.rows)


def _paint(painter: QPainter, row: Row, place: Place) -> None:
    rect = place.rect
    if isinstance(row, LabelRow) and row.is_focus:
        painter.fillRect(rect, current()["accent_tint"])
    elif place.is_hovered and not isinstance(row, GroupRow):
        painter.fillRect(rect, current()["hover"])
    paint_focus_frame(painter, place)
    # The right edge stays where it is when a scroll bar takes its room.
    _PAINT[type(row)](painter, rect.adjusted(SIDE, 0, place.bar - SIDE, 0), row)


class Heading(QWidget):
    """A section's name in small capitals; a word at the right; a chevron where it folds."""

    toggled = Signal(bool)

    def __init__(self, parent: QWidget, *, can_fold: bool = False) -> None:
        super().__init__(parent)
        self.title, self.aside, self.can_fold, self.is_open = "", "", can_fold, True

    def sizeHint(self) -> QSize:
        return QSize(120, px(28))

    def show_text(self, title: str, aside: str = "") -> None:
        if (title, aside) != (self.title, self.aside):
            self.title, self.aside = title, aside
            self.setAccessibleName(f"{title} {aside}".strip())
            self.update()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        if self.can_fold:
            self.is_open = not self.is_open
            self.toggled.emit(self.is_open)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        line = QRectF(self.rect()).adjusted(SIDE, px(8), -SIDE, 0)
        with QPainter(self) as painter:
            small = ui_font(0.82, QFont.Weight.Medium)
            title = QFontMetricsF(heading_font()).horizontalAdvance(self.title)
            aside = _fitting(self.aside, small, line.width() - title - 10)
            width = QFontMetricsF(small).horizontalAdvance(aside)
            badges.paint_text(painter, line, aside, theme["ink_soft"], small, align=badges.RIGHT)
            if self.can_fold:
                box = QRectF(line.right() - 13, line.center().y() - 7, 14, 14)
                badges.paint_arrow(painter, box, theme["ink_soft"], is_open=self.is_open)
                width = 14
            line.setRight(line.right() - width - 8)
            badges.paint_text(painter, line, self.title, theme["ink_soft"], heading_font())


def _fitting(words: str, font: QFont, room: float) -> str:
    """As many of the words between dots as there is room for; one at least."""
    while QFontMetricsF(font).horizontalAdvance(words) > room and " · " in words:
        words = words.rpartition(" · ")[0]
    return words


class Guideline(QWidget):
    """A short text, wrapped; where the room ends its last line is elided."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""

    def show_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            set_tip(self, text)
            self.setAccessibleName(text)
            self.update()

    @staticmethod
    def lines_of(text: str, width: float) -> list[str]:
        """The text cut into lines of this width."""
        return _wrapped(text, int(max(40.0, width)), ui_font(0.92).pointSizeF())[:]

    @staticmethod
    def line_height() -> float:
        return QFontMetricsF(ui_font(0.92)).height() * 1.15

    def paintEvent(self, _event: QPaintEvent) -> None:
        height, width = self.line_height(), float(self.width() - 2 * SIDE)
        lines = self.lines_of(self._text, width)
        fitting = max(1, int(self.height() / height))
        if len(lines) > fitting:
            lines[fitting - 1 :] = [" ".join(lines[fitting - 1 :])]
        ink = current()["ink_soft"]
        with QPainter(self) as painter:
            for number, text in enumerate(lines):
                line = QRectF(SIDE, number * height, width + 2, height)
                badges.paint_text(painter, line, text, ink, ui_font(0.92))


@lru_cache(maxsize=256)
def _wrapped(text: str, width: int, _points: float) -> list[str]:
    return badges.wrapped(text, ui_font(0.92), width)


def _paint_label(painter: QPainter, rect: QRectF, row: LabelRow) -> None:
    theme, middle = current(), rect.center().y()
    side = px(11)
    square = QRectF(rect.x(), middle - side / 2, side, side)
    badges.paint_square(painter, square, theme.label_colour(row.colour))
    right = rect.right() - _paint_key_at_right(painter, rect, row.key)
    count = f"{row.count:,}" if row.count else ""
    box = QRectF(rect.x(), rect.y(), right - rect.x(), rect.height())
    small = ui_font(0.92)
    badges.paint_text(painter, box, count, theme["ink_soft"], small, align=badges.RIGHT)
    right -= max(18.0, QFontMetricsF(small).horizontalAdvance(count) + 8)
    left = square.right() + px(10)
    name = QRectF(left, rect.y(), right - left, rect.height())
    weight = QFont.Weight.DemiBold if row.is_focus else QFont.Weight.Normal
    badges.paint_text(painter, name, row.name, theme["ink"], ui_font(0.96, weight))


def _paint_entity(painter: QPainter, rect: QRectF, row: EntityRow) -> None:
    theme, font = current(), ui_font(0.96)
    bar = QRectF(rect.x(), rect.y() + 4, 4, rect.height() - 8)
    badges.paint_square(painter, bar, theme.label_colour(row.colour))
    count = f"×{len(row.places)}"
    small = ui_font(0.92)
    badges.paint_text(painter, rect, count, theme["ink_soft"], small, align=badges.RIGHT)
    doubt = {"": 0, "?": 15, "+?": 24}[row.sign]
    right = rect.right() - QFontMetricsF(small).horizontalAdvance(count) - 8 - doubt
    room = QRectF(rect.x() + 12, rect.y(), right - rect.x() - 12, rect.height())
    elide = Qt.TextElideMode.ElideMiddle
    surface = " ".join(row.surface.split())
    width = badges.paint_text(painter, room, surface, theme["ink"], font, elide=elide)
    if row.sign:
        box = QRectF(room.x() + width + 6, rect.y(), doubt, rect.height())
        bold = ui_font(0.96, QFont.Weight.Bold)
        badges.paint_text(painter, box, row.sign, theme["warn"], bold)


def _paint_topic(painter: QPainter, rect: QRectF, row: TopicRow) -> None:
    theme, font = current(), ui_font(0.96)
    side = px(14)
    box = QRectF(rect.x(), rect.center().y() - side / 2, side, side)
    badges.paint_topic_box(painter, box, row.state, theme)
    right = rect.right() - _paint_key_at_right(painter, rect, row.key)
    score, small = badges.score_text(row.score), ui_font(0.92)
    if score:
        right -= QFontMetricsF(small).horizontalAdvance(score) + 7
    left = box.right() + px(8)
    room = QRectF(left, rect.y(), right - left, rect.height())
    ink = theme["ink_soft" if row.state == TopicState.NO else "ink"]
    is_path = "›" in row.name
    elide = Qt.TextElideMode.ElideLeft if is_path else Qt.TextElideMode.ElideMiddle
    width = badges.paint_text(painter, room, row.name, ink, font, elide=elide)
    room = QRectF(room.x() + width + 7, rect.y(), 60, rect.height())
    badges.paint_text(painter, room, score, theme["ink_soft"], small)


def _paint_group(painter: QPainter, rect: QRectF, row: GroupRow) -> None:
    lower = rect.adjusted(0, 4, 0, 0)
    small = ui_font(0.88, QFont.Weight.Medium)
    badges.paint_text(painter, lower, row.text, current()["ink_soft"], small)


def _paint_key_at_right(painter: QPainter, rect: QRectF, key: str) -> float:
    """The key cap in its own column; gives the width of the column."""
    width = badges.key_width(key)
    badges.paint_key(painter, rect.right() - width, rect.center().y(), key, current())
    return max(18.0, width) + 9


_PAINT: dict[type, Callable[[QPainter, QRectF, Any], None]] = {
    LabelRow: _paint_label,
    EntityRow: _paint_entity,
    TopicRow: _paint_topic,
    GroupRow: _paint_group,
}
