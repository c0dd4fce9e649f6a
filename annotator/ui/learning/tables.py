"""The tables of the learning page: precision and recall by label, and marks and topics with and
without suggestions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.core.records import Label, Scheme, Topic
from annotator.ui.kit import badges
from annotator.ui.kit.plain import show_tip
from annotator.ui.kit.theme import current, mixed, ui_font
from annotator.ui.words import learning as say
from annotator.ui.words.learning import (
    density_words,
    difference,
    percent,
    score_words,
    topic_share_words,
)
from annotator.workspace.learning.report import Density, LabelScore

ROW = 26
_GAP = 16.0
_NUMBER = 58.0
_FULL = 0.5  # a difference that fills half of its column

T = TypeVar("T", LabelScore, Density)
_Item = Label | Topic | None
"""Of what a row is; None: of all."""


class _Table(QWidget, Generic[T]):
    """Painted rows under a head, as many as there are; a page around it scrolls."""

    def __init__(self, parent: QWidget, name: str, words: Callable[[str, T], str]) -> None:
        super().__init__(parent)
        self._rows: list[tuple[_Item, T]] = []
        self._words: Callable[[str, T], str] = words
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(320, ROW * (len(self._rows) + 1))

    def show_rows(self, scheme: Scheme, rows: Sequence[T]) -> None:
        """Show these; rows of labels that are gone are left out."""
        items: dict[int, _Item] = {item.id: item for item in self._items(scheme)}
        items[0] = None
        self._rows = [(items[row.label], row) for row in rows if row.label in items]
        self.setAccessibleDescription(
            "\n".join(self._words(self._name(x), y) for x, y in self._rows)
        )
        self.updateGeometry()
        self.update()

    def event(self, event: QEvent) -> bool:
        """A row in words under the mouse, as names may be elided."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = event.pos().y() // ROW - 1
            if 0 <= at < len(self._rows):
                label, row = self._rows[at]
                show_tip(event.globalPos(), self._words(self._name(label), row), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_head(painter, QRectF(0, 0, self.width(), ROW))
            for at, (label, row) in enumerate(self._rows, 1):
                line = QRectF(0, at * ROW, self.width(), ROW)
                if line.toAlignedRect().intersects(event.rect()):
                    self._paint_row(painter, line, label, row)

    def _items(self, scheme: Scheme) -> Sequence[Label | Topic]:
        return scheme.labels

    def _paint_head(self, painter: QPainter, line: QRectF) -> None:
        raise NotImplementedError

    def _paint_row(self, painter: QPainter, line: QRectF, label: _Item, row: T) -> None:
        raise NotImplementedError

    def _name(self, label: _Item) -> str:
        if label is None:
            return say.ALL()
        return label.shown_name if isinstance(label, Label) else label.name

    def _paint_name(self, painter: QPainter, box: QRectF, label: _Item) -> None:
        theme, left = current(), 0.0
        if label is not None:
            colour = _colour(label)
            badges.paint_square(painter, QRectF(box.x(), box.center().y() - 5, 10, 10), colour)
            left = 19.0
        font = ui_font(0.96, QFont.Weight.DemiBold if label is None else QFont.Weight.Normal)
        room = box.adjusted(left, 0, 0, 0)
        badges.paint_text(painter, room, self._name(label), theme["ink"], font)


class LabelTable(_Table[LabelScore]):
    """A row a label: precision and recall as bars, and how many entities there were."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "", score_words)
        self.setAccessibleName(say.PRECISION_AND_RECALL())

    def _columns(self, line: QRectF) -> tuple[QRectF, QRectF, QRectF, QRectF]:
        """Name, precision, recall, number."""
        bar = max(88.0, min(170.0, line.width() * 0.21))
        count = QRectF(line.right() - 64, line.y(), 64, line.height())
        recall = QRectF(count.left() - _GAP - bar, line.y(), bar, line.height())
        precision = recall.translated(-bar - _GAP, 0)
        name = QRectF(line.x(), line.y(), precision.left() - _GAP - line.x(), line.height())
        return name, precision, recall, count

    def _paint_head(self, painter: QPainter, line: QRectF) -> None:
        _, precision, recall, count = self._columns(line)
        _paint_soft(painter, precision, say.PRECISION())
        _paint_soft(painter, recall, say.RECALL())
        _paint_soft(painter, count, say.ENTITIES(), badges.RIGHT)

    def _paint_row(self, painter: QPainter, line: QRectF, label: _Item, row: LabelScore) -> None:
        name, precision, recall, count = self._columns(line)
        self._paint_name(painter, name, label)
        colour = current()["accent"] if label is None else _colour(label)
        _paint_share(painter, precision, row.precision, colour)
        _paint_share(painter, recall, row.recall, colour)
        _paint_soft(painter, count, f"{row.wanted:,}", badges.RIGHT)


class AnchoringTable(_Table[Density]):
    """A row a label: entities in 1,000 words without and with suggestions, and the difference."""

    def __init__(
        self, parent: QWidget, words: Callable[[str, Density], str] = density_words
    ) -> None:
        super().__init__(parent, "", words)
        self.setAccessibleName(say.DENSITY())

    def _number(self, value: float) -> str:
        return f"{value:.1f}"

    def _columns(self, line: QRectF) -> tuple[QRectF, QRectF, QRectF, QRectF, QRectF]:
        """Name, without, with, difference as a bar, and as a number."""
        bar = max(70.0, min(200.0, line.width() * 0.28))
        number = QRectF(line.right() - 84, line.y(), 84, line.height())
        drawn = QRectF(number.left() - bar - 4, line.y(), bar, line.height())
        with_them = QRectF(drawn.left() - _GAP - _NUMBER, line.y(), _NUMBER, line.height())
        without = with_them.translated(-_NUMBER - 8, 0)
        name = QRectF(line.x(), line.y(), without.left() - _GAP - line.x(), line.height())
        return name, without, with_them, drawn, number

    def _paint_head(self, painter: QPainter, line: QRectF) -> None:
        name, without, with_them, _, number = self._columns(line)
        _paint_soft(painter, name, self.accessibleName())
        _paint_soft(painter, without.adjusted(-8, 0, 0, 0), say.WITHOUT(), badges.RIGHT)
        _paint_soft(painter, with_them, say.WITH(), badges.RIGHT)
        _paint_soft(painter, number.adjusted(-40, 0, 0, 0), say.DIFFERENCE(), badges.RIGHT)

    def _paint_row(self, painter: QPainter, line: QRectF, label: _Item, row: Density) -> None:
        name, without, with_them, drawn, number = self._columns(line)
        self._paint_name(painter, name, label)
        _paint_soft(painter, without, self._number(row.blind), badges.RIGHT)
        _paint_soft(painter, with_them, self._number(row.shown), badges.RIGHT)
        _paint_difference(
            painter, drawn, row, current()["accent"] if label is None else _colour(label)
        )
        _paint_soft(painter, number, difference(row), badges.RIGHT)


class TopicAnchoringTable(AnchoringTable):
    """A row a topic: the share of the articles that have it, without and with suggestions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, topic_share_words)
        self.setAccessibleName(say.TOPIC_SHARES())

    def _items(self, scheme: Scheme) -> Sequence[Label | Topic]:
        return scheme.topics

    def _name(self, label: _Item) -> str:
        return super()._name(label).replace("/", " › ")

    def _number(self, value: float) -> str:
        return percent(value)


def _colour(label: Label | Topic) -> QColor:
    colour = current().label_colour(label.colour)
    return mixed(colour, current()["paper"], 0.45) if label.retired else colour


def _paint_share(painter: QPainter, box: QRectF, share: float | None, colour: QColor) -> None:
    """A bar on its rail, and the number."""
    rail = QRectF(box.x(), box.center().y() - 3, box.width() - 50, 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current()["line"])
    painter.drawRoundedRect(rail, 3, 3)
    if share:
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(rail.x(), rail.y(), max(6, rail.width() * share), 6), 3, 3)
    ink = current()["ink_faint" if share is None else "ink"]
    badges.paint_text(painter, box, percent(share), ink, ui_font(0.92), align=badges.RIGHT)


def _paint_difference(painter: QPainter, box: QRectF, row: Density, colour: QColor) -> None:
    """A bar from the middle: to the right where more is marked with suggestions."""
    change = row.shown / row.blind - 1 if row.blind else 1.0
    middle, reach = box.center().x(), box.width() / 2 - 8
    width = max(-1.0, min(1.0, change / _FULL)) * reach
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    bar = QRectF(middle, box.center().y() - 3, width, 6).normalized()
    painter.drawRoundedRect(bar, 3, 3)
    painter.setBrush(current()["ink_soft"])
    painter.drawRect(QRectF(middle - 0.5, box.y() + 3, 1, box.height() - 6))


def _paint_soft(
    painter: QPainter,
    box: QRectF,
    text: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
) -> None:
    badges.paint_text(painter, box, text, current()["ink_soft"], ui_font(0.92), align=align)
