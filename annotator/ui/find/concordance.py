"""A list of mentions in their context, in sections, of which some are chosen by key or click."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from annotator.core.records import Scheme
from annotator.ui.find.hit_rows import (
    ROW_HEIGHT,
    SECTION_HEIGHT,
    Look,
    Section,
    paint_hit,
    paint_section,
    spoken,
)
from annotator.ui.kit.key_names import names_of
from annotator.ui.kit.row_list import TEXT, Place, RowList, RowModel, paint_bar_ground
from annotator.ui.kit.theme import px
from annotator.ui.words import find as say
from annotator.values import dataclass
from annotator.workspace.open.propagation import Hit

Row = Section | Hit
_BOX_END = 36


@dataclass(frozen=True, slots=True)
class Group:
    """Hits under one heading, before it is known which are on."""

    title: str
    hits: Sequence[Hit]
    is_locked: bool = False


class HitModel(RowModel[Row]):
    """Groups as rows: a section, then its hits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, {TEXT: self._told})
        self.on: set[tuple[int, int, int]] = set()
        self.look = Look(Scheme())

    def show_groups(self, groups: Iterable[Group]) -> None:
        rows: list[Row] = []
        for group in groups:
            if group.hits:
                on = sum(hit.key in self.on for hit in group.hits) if self.on else 0
                rows += [Section(group.title, len(group.hits), on, group.is_locked), *group.hits]
        self.show_rows(rows)

    def row_of(self, hit: Hit | None) -> int | None:
        """Where a mention stands now, if it does."""
        if hit is None:
            return None
        places = enumerate(self.rows)
        return next((n for n, x in places if isinstance(x, Hit) and x.key == hit.key), None)

    def of_section(self, row: int) -> list[Hit]:
        """The hits under the heading at this row."""
        found = []
        for each in self.rows[row + 1 :]:
            if isinstance(each, Section):
                break
            found.append(each)
        return found

    def set_on(self, hits: Iterable[Hit], is_on: bool) -> None:
        """Turn hits on or off; those that are locked stay off."""
        keys = {hit.key for hit in hits if not hit.snag.is_locked}
        self.on = self.on | keys if is_on else self.on - keys
        self._recount()

    def chosen(self) -> list[Hit]:
        """The hits that are on, as they stand in the list."""
        if not self.on:
            return []
        return [row for row in self.rows if isinstance(row, Hit) and row.key in self.on]

    def _told(self, row: Row) -> str:
        return spoken(row, self.look, is_on=isinstance(row, Hit) and row.key in self.on)

    def _recount(self) -> None:
        self.rows = [
            replace(row, on=sum(hit.key in self.on for hit in self.of_section(at)))
            if isinstance(row, Section)
            else row
            for at, row in enumerate(self.rows)
        ]
        self.tell_changed(0, len(self.rows) - 1)


class HitList(RowList[Row]):
    """Space and a click on the box turn a hit, or a section, on and off. Other letters go out by
    `typed`, Enter by `entered`, Esc by `left`; Up from the first row by `went_up`.
    """

    changed = Signal()
    entered = Signal()
    opened = Signal(object)
    went_up = Signal()
    typed = Signal(str)

    empty_room = (40, 48)

    def __init__(self, parent: QWidget) -> None:
        self.hits = HitModel(parent)
        super().__init__(parent, ROW_HEIGHT, self.hits, self._paint)
        self.setAccessibleName(say.IN_CONTEXT())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    def show_groups(self, groups: Iterable[Group]) -> None:
        """Show these instead; the row that was current stays so if it is still there."""
        before = self.current_hit()
        at = self.currentIndex().row()
        self.hits.show_groups(groups)
        rows = self.hits.rows
        if not rows:
            return
        for n, row in enumerate(rows[1:], 1):
            if isinstance(row, Section):
                self.verticalHeader().resizeSection(n, px(SECTION_HEIGHT))
        is_there = before is not None and at < len(rows) and rows[at] is before
        place = at if is_there else self.hits.row_of(before)
        if place is None:
            place = max(1, min(at, len(rows) - 1))
        self.setCurrentIndex(self.hits.index(place, 0))

    def current_hit(self) -> Hit | None:
        return self.row if isinstance(self.row, Hit) else None

    def everything(self) -> list[Hit]:
        return [row for row in self.hits.rows if isinstance(row, Hit)]

    def set_all(self, is_on: bool) -> None:
        self.hits.set_on(self.everything(), is_on)
        self.changed.emit()

    def toggle(self, at: int) -> None:
        """Turn the hit at a row, or the section, on or off."""
        if not 0 <= at < len(self.hits.rows):
            return
        row = self.hits.rows[at]
        hits = self.hits.of_section(at) if isinstance(row, Section) else [row]
        is_on = all(hit.key in self.hits.on for hit in hits)
        self.hits.set_on(hits, not is_on)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = event.key(), self.currentIndex().row()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        if event.isAutoRepeat() and key not in _MOVING:
            return
        if key == Qt.Key.Key_Space:
            self.toggle(at)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.typed.emit("Backspace")
        elif key == Qt.Key.Key_Up and at <= 0:
            self.went_up.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.hits.rows:
            last = len(self.hits.rows) - 1
            self.setCurrentIndex(self.hits.index(0 if key == Qt.Key.Key_Home else last, 0))
        elif key in _MOVING:
            super().keyPressEvent(event)
        elif letters := [x for x in names_of(event) if len(x.removeprefix("Shift+")) == 1]:
            self.typed.emit(letters[0].removeprefix("Shift+"))
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        self.setCurrentIndex(index)
        if index.isValid() and event.position().x() <= _BOX_END:
            self.toggle(index.row())

    def _open(self, at: int) -> None:
        if isinstance(row := self.hits.rows[at], Hit):
            self.opened.emit(row)

    def _paint(self, painter: QPainter, row: Row, place: Place) -> None:
        paint_bar_ground(painter, place)
        if isinstance(row, Section):
            paint_section(painter, place.rect, row)
        else:
            is_on = row.key in self.hits.on
            paint_hit(painter, place.rect, row, self.hits.look, is_on=is_on)


_MOVING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
