"""The panel on the right: labels, the guideline, the entities of this article, and topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from typing import overload

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from annotator.core.marks import Mark, MarkList, MarkState
from annotator.core.records import Label, Scheme
from annotator.core.sheet import Sheet
from annotator.ui.article.topic_bar import topic_state
from annotator.ui.kit.theme import px
from annotator.ui.lists.side_rows import (
    ROW_HEIGHT,
    SIDE,
    EntityRow,
    GroupRow,
    Guideline,
    Heading,
    LabelRow,
    Row,
    SideList,
    TopicRow,
)
from annotator.ui.words import lists as say
from annotator.values import dataclass
from annotator.workspace.open.change_kinds import ALL, Touched

AT_ONCE = 500
"""How many marks are grouped at once (0.4 ms); more are grouped later, a slice at a time."""

_SLICE = 200
_PAUSE_MS = 120
_LEAST_ENTITIES_PX = 110


@dataclass
class Grouping:
    """The marks of an article by surface and label."""

    places: dict[tuple[str, int], list[tuple[int, int]]] = field(default_factory=dict)
    doubtful: set[tuple[str, int]] = field(default_factory=set)
    dropped: set[tuple[str, int]] = field(default_factory=set)
    counts: dict[int, int] = field(default_factory=dict)

    def take(self, mark: Mark) -> None:
        if mark.label is None or (mark.state == MarkState.MAYBE and not mark.doubt):
            return
        key = (mark.surface, mark.label)
        self.places.setdefault(key, []).append((mark.start, mark.end))
        if mark.state == MarkState.SPAN or mark.is_accepted:
            self.counts[mark.label] = self.counts.get(mark.label, 0) + 1
        if mark.state != MarkState.SPAN and mark.doubt:
            (self.doubtful if mark.is_accepted else self.dropped).add(key)

    def rows(self, labels: dict[int, Label]) -> Sequence[Row]:
        """One row a surface and label, in the order of their first places."""
        rows = EntityRows(self, labels)
        return rows if len(rows) > AT_ONCE else list(rows)


class EntityRows(Sequence[Row]):
    """The rows of a grouping, made when they are looked at."""

    def __init__(self, grouping: Grouping, labels: dict[int, Label]) -> None:
        self._grouping, self._labels = grouping, labels
        self._keys = list(grouping.places)

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        key = self._keys[at]
        label = self._labels.get(key[1])
        name, colour = (label.shown_name, label.colour) if label else ("", "slate")
        places = tuple(self._grouping.places[key])
        is_doubtful, is_dropped = key in self._grouping.doubtful, key in self._grouping.dropped
        return EntityRow(key[0], name, colour, places, is_doubtful, is_dropped)


class SidePanel(QWidget):
    """What the scheme has and what the article has. Cheap to show again after each key."""

    label_picked = Signal(int)
    place_picked = Signal(int, int)
    topic_picked = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scheme: Scheme | None = None
        self._sheet: Sheet | None = None
        self._labels: dict[int, Label] = {}
        self._focus_label: int | None = None
        self._turns: dict[tuple[str, str], int] = {}
        self._grouped = 0  # marks of a long article so far
        self._grouping = self._next = Grouping()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer)
        self.label_heading = Heading(self)
        self.labels = SideList(say.LABELS(), self)
        self.guideline_heading = Heading(self, can_fold=True)
        self.guideline = Guideline(self)
        self.entity_heading = Heading(self)
        self.entities = SideList(say.IN_THIS_ARTICLE(), self)
        self.topic_heading = Heading(self)
        self.topics = SideList(say.TOPICS(), self)
        self.label_heading.show_text(say.LABELS().upper())
        self.guideline_heading.show_text(say.GUIDELINE().upper())
        self.entity_heading.show_text(say.IN_THIS_ARTICLE().upper())
        self.topic_heading.show_text(say.TOPICS().upper())
        self.guideline_heading.toggled.connect(self._arrange)
        self.labels.row_picked.connect(lambda row: self.label_picked.emit(row.id))
        self.topics.row_picked.connect(lambda row: self.topic_picked.emit(row.id))
        self.entities.row_picked.connect(self._on_entity_picked)
        for each in (self.labels, self.entities, self.topics):
            each.left.connect(self.left)

    def show_scheme(self, scheme: Scheme) -> None:
        """Show the labels and topics of the scheme."""
        self._scheme = scheme
        self._labels = {label.id: label for label in scheme.labels}
        self._show_labels()
        self._show_topics()
        self._show_guideline()
        self._arrange()

    def show_sheet(
        self, sheet: Sheet | None, focus_label: int | None = None, changed: Touched = ALL
    ) -> None:
        """Show what this article has, or what `changed` in it, and the guideline of the label in
        focus.
        """
        is_other = sheet is not self._sheet
        self._sheet = sheet
        if is_other:
            changed = ALL
            self._turns.clear()
        if sheet is not None and sheet.scheme is not self._scheme:
            self._focus_label, changed = focus_label, ALL
            self.show_scheme(sheet.scheme)
        elif focus_label != self._focus_label:
            self._focus_label = focus_label
            self._show_guideline()
            if not changed.marks:
                self._show_labels()
        if changed.marks:
            self._show_marks(sheet, is_other=is_other)
        if changed.topics:
            self._show_topics()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    # -- the entities ----------------------------------------------------------------------

    def _show_marks(self, sheet: Sheet | None, *, is_other: bool) -> None:
        if sheet is None or len(sheet.marks) <= AT_ONCE:
            self._timer.stop()
            self._group([] if sheet is None else list(sheet.marks))
        else:
            if is_other or self._grouped or not self._timer.isActive():
                self._timer.start(0 if is_other else _PAUSE_MS)
            self._grouped = 0
            self._show_labels()

    def _group(self, marks: list[Mark]) -> None:
        self._grouping = Grouping()
        for mark in marks:
            self._grouping.take(mark)
        self._show_entities()

    def _on_timer(self) -> None:
        """Group the next slice of a long article; a key in between begins anew."""
        if self._sheet is None:
            return
        if not self._grouped:
            self._next = Grouping()
        for mark in self._sheet.marks.part(self._grouped, _SLICE):
            self._next.take(mark)
        self._grouped += _SLICE
        if self._grouped < len(self._sheet.marks):
            self._timer.start(0)
        else:
            self._grouped, self._grouping = 0, self._next
            self._show_entities()

    def _show_entities(self) -> None:
        grouping = self._grouping
        self.entities.rows.renew_rows(grouping.rows(self._labels))
        marks = MarkList() if self._sheet is None else self._sheet.marks
        aside = say.still_to_do(len(marks.doubtful), marks.open_count)
        self.entity_heading.show_text(say.IN_THIS_ARTICLE().upper(), aside)
        self._show_labels()

    def _on_entity_picked(self, row: EntityRow) -> None:
        """Go through the places in turn."""
        key = (row.surface, row.label)
        turn = self._turns.get(key, 0) % len(row.places)
        self._turns[key] = turn + 1
        self.place_picked.emit(*row.places[turn])

    # -- the scheme ------------------------------------------------------------------------

    def _show_labels(self) -> None:
        counts, scheme, focus = self._grouping.counts, self._scheme, self._focus_label
        rows: list[Row] = [
            LabelRow(
                x.id, x.shown_name, x.colour, x.key.upper(), counts.get(x.id, 0), x.id == focus
            )
            for x in (scheme.labels if scheme else ())
            if not x.retired
        ]
        self.labels.rows.renew_rows(rows)

    def _show_topics(self) -> None:
        if self._scheme is None:
            return
        rows: list[Row] = []
        topics = [topic for topic in self._scheme.topics if not topic.retired]
        groups = [g for g in self._scheme.groups if any(t.group == g.id for t in topics)]
        for group in groups:
            if len(groups) > 1:
                rows.append(GroupRow(group.name))
            for topic in topics:
                if topic.group == group.id:
                    row = TopicRow(topic.id, topic.name.replace("/", " › "), topic.key)
                    if self._sheet is not None:
                        state, score = topic_state(self._sheet, topic.id)
                        row = replace(row, state=state, score=score)
                    rows.append(row)
        if self.topics.rows.renew_rows(rows):
            self._arrange()

    def _show_guideline(self) -> None:
        label = self._labels.get(self._focus_label) if self._focus_label is not None else None
        title = say.GUIDELINE().upper()
        self.guideline_heading.show_text(f"{title} · {label.shown_name}" if label else title)
        self.guideline.show_text(label.guideline if label else "")
        for at, row in enumerate(self.labels.rows.rows):
            if isinstance(row, LabelRow) and row.id == self._focus_label:
                self.labels.scrollTo(self.labels.rows.index(at, 0))

    # -- the room --------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Share out the height: nothing below moves when the focus or the entities change."""
        heading = self.label_heading.sizeHint().height()
        room = self.height() - 6 - heading * sum(map(bool, self._sections()))
        guide = self._guideline_height(room)
        room -= guide
        wanted = [self.labels.natural_height, self.topics.natural_height]
        least = min(px(_LEAST_ENTITIES_PX), room // 4)
        labels, topics = _shared(wanted, max(0, room - least))
        entities = max(0, room - labels - topics)
        spare = entities % px(ROW_HEIGHT)
        y = 2
        for widgets, height in zip(self._pairs(), (labels, guide, entities, topics), strict=True):
            head, body = widgets
            head.setVisible(head in self._sections())
            body.setVisible(head in self._sections() and height > 0)
            if head in self._sections():
                head.setGeometry(0, y, self.width(), heading)
                below = spare if body is self.entities else 0
                body.setGeometry(0, y + heading, self.width(), height - below)
                y += heading + height

    def _pairs(self) -> list[tuple[Heading, QWidget]]:
        return [
            (self.label_heading, self.labels),
            (self.guideline_heading, self.guideline),
            (self.entity_heading, self.entities),
            (self.topic_heading, self.topics),
        ]

    def _sections(self) -> list[Heading]:
        """The headings of what the scheme has at all."""
        found = [self.label_heading, self.entity_heading]
        if any(label.guideline for label in self._labels.values()):
            found.append(self.guideline_heading)
        if self.topics.rows.rows:
            found.append(self.topic_heading)
        return found

    def _guideline_height(self, room: int) -> int:
        """Room for the longest guideline; four lines of it where the lists need the room."""
        texts = [label.guideline for label in self._labels.values() if label.guideline]
        if not texts or not self.guideline_heading.is_open:
            return 0
        width = self.width() - 2 * SIDE
        lines = max(len(Guideline.lines_of(text, width)) for text in texts)
        line = Guideline.line_height()
        lists = self.labels.natural_height + self.topics.natural_height + px(_LEAST_ENTITIES_PX)
        fewest = min(4, max(1, int(room / 4 / line)))
        return round(line * min(lines, max(fewest, int((room - lists) / line)))) + 2


def _shared(wanted: list[int], room: int) -> tuple[int, int]:
    """What each of two gets of the room, in whole rows: what it wants, or what the other leaves."""
    first, second = wanted
    if first + second <= room:
        return first, second
    half = room // 2
    first = min(first, max(half, room - second))
    first -= first % px(ROW_HEIGHT)
    second = max(0, min(second, room - first))
    return first, second - second % px(ROW_HEIGHT)
