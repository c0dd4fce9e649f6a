"""Labels that come with an import: which of the scheme each is, new or left out; as what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from annotator.core.codes import IfThere, LabelsBecome, TopicState
from annotator.core.records import Scheme
from annotator.ui.exchange.export_choice import small_choice
from annotator.ui.exchange.frame import caption, heading
from annotator.ui.kit import badges
from annotator.ui.kit.row_list import (
    SPOKEN,
    TEXT,
    Place,
    RowList,
    RowModel,
    Words,
    paint_bar_ground,
)
from annotator.ui.kit.theme import current, px, ui_font
from annotator.ui.words import exchange as say
from annotator.values import dataclass
from annotator.workspace.scheme.files import new_label

if TYPE_CHECKING:
    from annotator.workspace.jobs.import_messages import LabelSeen

ROW_HEIGHT = 28
LEFT_OUT = ""
_SIDE = 16
_LEAST_ROWS, _MOST_ROWS = 3, 7


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label or topic of the files and what it becomes: `target` is a name, "" for left out;
    `colour` that of the label of the scheme, or that a new one will have; `place` tells which came
    first in the files.
    """

    name: str
    is_topic: bool
    count: int
    target: str
    is_new: bool = False
    colour: str = ""
    place: int = 0

    @property
    def becomes(self) -> str:
        return say.becomes(self.name, self.target, is_new=self.is_new)


class LabelList(RowList[LabelRow]):
    """Arrows and letters move, Delete leaves one out."""

    moved = Signal()
    chosen = Signal(str)

    jumps_by_typing = True

    def __init__(self, parent: QWidget) -> None:
        words: Words = {SPOKEN: lambda x: f"{x.name}, {x.becomes}", TEXT: lambda x: x.name}
        super().__init__(parent, ROW_HEIGHT, RowModel[LabelRow](parent, words), _paint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say.LABELS())
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.chosen.emit(LEFT_OUT)
        else:
            self.walk(event)


def _paint(painter: QPainter, row: LabelRow, place: Place) -> None:
    """The name in the files with its number, and what it becomes."""
    theme = current()
    paint_bar_ground(painter, place)
    rect = place.rect.adjusted(_SIDE, 0, -_SIDE, 0)
    half = rect.width() / 2
    left = QRectF(rect.x(), rect.y(), half - 12, rect.height())
    count, small = say.counted(row.count), ui_font(0.88)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    taken = badges.paint_text(painter, left, count, theme["ink_soft"], small, align=right)
    font = ui_font(1.0, QFont.Weight.DemiBold if place.is_current else QFont.Weight.Normal)
    badges.paint_text(painter, left.adjusted(0, 0, -taken - 8, 0), row.name, theme["ink"], font)
    room = QRectF(rect.x() + half, rect.y(), half, rect.height())
    box = QRectF(room.x(), room.center().y() - 5, 10, 10)
    if row.is_topic:
        badges.paint_topic_box(painter, box.adjusted(-2, -2, 2, 2), TopicState.UNDECIDED, theme)
    elif row.target and row.colour:
        badges.paint_square(painter, box, theme.label_colour(row.colour))
    ink = theme["ink_soft" if not row.target else "accent" if row.is_new else "ink"]
    room = room.adjusted(20, 0, 0, 0)
    if not row.is_new:
        badges.paint_text(painter, room, row.becomes, ink, ui_font())
        return
    metrics = QFontMetricsF(ui_font())  # that it is new is read however long its name is
    width = room.width() - metrics.horizontalAdvance(say.new_label(""))
    name = metrics.elidedText(row.target, Qt.TextElideMode.ElideRight, width)
    badges.paint_text(painter, room, say.new_label(name), ink, ui_font())


def proposals(labels: Sequence[LabelSeen]) -> list[str]:
    """What each is taken for at first. Of several that likely mean the same of the scheme only
    those that are called so, or by its beginning ("PER"): the others would be one afterwards.
    """
    likely = Counter((x.scheme, x.is_topic) for x in labels)

    def proposed(seen: LabelSeen) -> str:
        is_short = seen.scheme.casefold().startswith(seen.name.casefold())
        is_one = likely[seen.scheme, seen.is_topic] == 1
        return seen.scheme if seen.scheme and (is_short or is_one) else seen.name

    return [proposed(seen) for seen in labels]


def with_colours(rows: Sequence[LabelRow], scheme: Scheme) -> list[LabelRow]:
    """The rows with the colours of their labels; new ones have those that the import gives them in
    the order in which they come.
    """
    grown = scheme
    for row in sorted(rows, key=lambda row: row.place):
        if row.target and not row.is_topic and grown.label_named(row.target) is None:
            grown = replace(grown, labels=(*grown.labels, new_label(grown, row.target)))
    colours = {label.name: label.colour for label in grown.labels}
    return [
        replace(row, colour="" if row.is_topic else colours.get(row.target, "")) for row in rows
    ]


class ImportLabels(QWidget):
    """The list, and the fields under it."""

    changed = Signal()

    def __init__(self, parent: QWidget, scheme: Scheme, people: Sequence[str]) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._picked: dict[tuple[str, bool], str] = {}
        self.list = LabelList(self)
        self.target, self.become = small_choice(self), small_choice(self)
        self.whose, self.if_there = small_choice(self), small_choice(self)
        self.whose.setEditable(True)
        for value in LabelsBecome:
            self.become.addItem(say.labels_become(value), value)
        for there in IfThere:
            self.if_there.addItem(say.if_there(there), there)
        for name in people:
            self.whose.addItem(name)
        self.titles: dict[QWidget, str] = {}
        self._title = heading(say.LABELS(), self)
        self._title.setContentsMargins(_SIDE, 0, _SIDE, 0)
        grid = QGridLayout()
        grid.setContentsMargins(_SIDE, 6, _SIDE, 12)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        self._of_labels: list[QWidget] = []
        for at, (title, field) in enumerate(
            (
                (say.BECOMES(), self.target),
                (say.TAKEN_AS(), self.become),
                (say.WHOSE_REVIEWS(), self.whose),
                (say.IF_THERE(), self.if_there),
            )
        ):
            label = caption(title, field)
            self.titles[label] = title
            grid.addWidget(label, 0, at)
            grid.addWidget(field, 1, at)
            grid.setColumnStretch(at, 1)
            if field is not self.if_there:
                self._of_labels += [label, field]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self.list)
        column.addLayout(grid)
        self.list.moved.connect(self._show_target)
        self.list.chosen.connect(self._take)
        self.target.activated.connect(lambda _=0: self._take(str(self.target.currentData())))
        self.become.activated.connect(self._on_become)
        self.if_there.activated.connect(lambda _=0: self.changed.emit())
        self.whose.editTextChanged.connect(lambda _="": self.changed.emit())
        self._on_become()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        return (self.list, self.target, self.become, self.whose, self.if_there)

    def show_labels(self, labels: Sequence[LabelSeen]) -> None:
        """Show these; what was chosen for a name stays."""
        proposed = proposals(labels)
        rows = [
            self._row(x, self._picked.get((x.name, x.is_topic), name))
            for x, name in zip(labels, proposed, strict=True)
        ]
        self.list.rows.renew_rows(with_colours(rows, self._scheme))
        if rows and self.list.row is None:
            self.list.setCurrentIndex(self.list.rows.index(0, 0))
        tall = px(ROW_HEIGHT) * min(_MOST_ROWS, max(_LEAST_ROWS, len(rows)))
        self.list.setFixedHeight(tall)
        for widget in (self._title, self.list, *self._of_labels):
            widget.setVisible(bool(rows))
        self._show_target()

    def names(self, *, topics: bool) -> dict[str, str]:
        """By the names in the files, what they become where that is another name."""
        rows = [x for x in self.list.rows.rows if x.is_topic == topics]
        return {row.name: row.target for row in rows if row.target != row.name}

    def new_colours(self) -> dict[str, str]:
        """By the names of new labels, the colours that they will have."""
        rows = self.list.rows.rows
        return {row.target: row.colour for row in rows if row.is_new and row.colour}

    def _row(self, seen: LabelSeen, target: str) -> LabelRow:
        items = self._scheme.topics if seen.is_topic else self._scheme.labels
        is_new = bool(target) and target not in {x.name for x in items}
        return LabelRow(seen.name, seen.is_topic, seen.count, target, is_new, place=seen.place)

    def _show_target(self) -> None:
        row = self.list.row
        self.target.clear()
        self.target.setEnabled(row is not None)
        if row is None:
            return
        items = self._scheme.topics if row.is_topic else self._scheme.labels
        names = [x.name for x in items if not x.retired or x.name == row.target]
        if row.name not in names:
            self.target.addItem(say.new_label(row.name), row.name)
        for name in names:
            self.target.addItem(name, name)
        self.target.addItem(say.LEFT_OUT(), LEFT_OUT)
        self.target.setCurrentIndex(self.target.findData(row.target))

    def _take(self, target: str) -> None:
        row, at = self.list.row, self.list.currentIndex().row()
        if row is None:
            return
        self._picked[row.name, row.is_topic] = target
        items = self._scheme.topics if row.is_topic else self._scheme.labels
        is_new = bool(target) and target not in {x.name for x in items}
        rows = [*self.list.rows.rows]
        rows[at] = replace(row, target=target, is_new=is_new)
        self.list.rows.renew_rows(with_colours(rows, self._scheme))
        self._show_target()
        self.changed.emit()

    def _on_become(self) -> None:
        self.whose.setEnabled(self.become.currentData() == LabelsBecome.REVIEW)
        self.changed.emit()
