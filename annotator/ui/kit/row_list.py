"""Lists of painted rows: one model, one delegate and one view, for all of them.

A list says what its rows are (frozen values), what is told of one, which can be picked, and how one
is painted; what it does on a key is its own.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.theme import current, px, ui_font
from annotator.values import dataclass

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
TEXT = Qt.ItemDataRole.DisplayRole
SPOKEN = Qt.ItemDataRole.AccessibleTextRole
ASIDE = Qt.ItemDataRole.AccessibleDescriptionRole
TIP = Qt.ItemDataRole.ToolTipRole
Words = Mapping[int, Callable[[Any], str]]
More = Callable[[Any], Sequence[Any]]


class RowModel(QAbstractListModel, Generic[R]):
    """Rows of one column: all at once, fetched as they are looked at (`FetchedRows`), or so many
    at first and, by `more`, those after the last one when the list is scrolled there.
    """

    def __init__(
        self, parent: QObject | None, words: Words, can_pick: Callable[[R], bool] | None = None
    ) -> None:
        super().__init__(parent)
        self.rows: Sequence[R] = ()
        self._words, self._can_pick = words, can_pick
        self._more: More | None = None

    def show_rows(self, rows: Sequence[R], more: More | None = None) -> None:
        """Show these instead; no row is the current one then."""
        self.beginResetModel()
        self.rows, self._more = rows, more
        self.endResetModel()

    def renew_rows(self, rows: Sequence[R]) -> bool:
        """Show these instead; says whether their number changed. If not, the current row stays
        the current one, and in a list those alike before and after are left alone.
        """
        if len(rows) != len(self.rows):
            self.show_rows(rows)
            return True
        old, self.rows = self.rows, rows
        if not isinstance(rows, list):
            self.tell_changed(0, len(rows) - 1)
            return False
        for at, row in enumerate(rows):
            if row != old[at]:
                self.tell_changed(at, at)
        return False

    def tell_changed(self, first: int, last: int) -> None:
        """The rows from one to another, both counted, are to be painted anew."""
        if self.rows:
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def can_pick(self, at: int) -> bool:
        """Whether there is a row at this place, and it is no heading."""
        is_there = 0 <= at < len(self.rows)
        return is_there and (self._can_pick is None or self._can_pick(self.rows[at]))

    def places(self) -> Sequence[int]:
        """Where the rows are that can be picked."""
        can_pick = self._can_pick
        if can_pick is None:
            return range(len(self.rows))
        return [at for at, row in enumerate(self.rows) if can_pick(row)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(TEXT)) -> str | None:
        words = self._words.get(role)
        if words is None or not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        return "" if row is None else words(row)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or not self.can_pick(index.row()):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more is not None and bool(self.rows)

    def fetchMore(self, parent: Index) -> None:
        if self._more is None or parent.isValid() or not self.rows:
            return
        found = self._more(self.rows[-1])
        if not found:
            self._more = None
            return
        self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(found) - 1)
        self.rows = [*self.rows, *found]
        self.endInsertRows()


class FetchedRows(Sequence[R | None]):
    """The rows of some ids, fetched by the chunk when somebody looks at one; None for an id of
    which `fetch` knows no row.
    """

    def __init__(self, ids: Sequence[int], fetch: Callable[[Sequence[int]], Sequence[Any]]) -> None:
        self.ids, self._fetch = ids, fetch
        self._chunks: OrderedDict[int, list[R | None]] = OrderedDict()

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> R | None: ...
    @overload
    def __getitem__(self, at: slice) -> list[R | None]: ...
    def __getitem__(self, at: int | slice) -> R | list[R | None] | None:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        number, offset = divmod(at, CHUNK)
        chunk = self._chunks.get(number)
        if chunk is None:
            ids = self.ids[number * CHUNK : (number + 1) * CHUNK]
            found = {row.id: row for row in self._fetch(ids)}
            chunk = self._chunks[number] = [found.get(each) for each in ids]
            if len(self._chunks) > _CHUNKS_KEPT:
                self._chunks.popitem(last=False)
        return chunk[offset]

    def extend(self, ids: Sequence[int]) -> None:
        """Let rows of more ids follow."""
        self._chunks.pop(len(self.ids) // CHUNK, None)  # the last may not have been whole
        self.ids = array("q", self.ids) + array("q", ids)

    def fetch_again(self, at: int) -> None:
        """Fetch the row at a place anew, if it is kept."""
        number, offset = divmod(at, CHUNK)
        if number in self._chunks:
            self._chunks[number][offset] = next(iter(self._fetch([self.ids[at]])), None)

    def forget(self) -> None:
        """Fetch all rows anew when they are looked at."""
        self._chunks.clear()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row is painted, and how it stands in its list. `bar` is the width of the list's
    scroll bar: what stands at the right edge can stay where it is without one.
    """

    rect: QRectF
    is_current: bool
    is_selected: bool
    is_hovered: bool
    has_focus: bool
    bar: int = 0


Paint = Callable[[QPainter, Any, Place], None]


class RowList(QTableView, Generic[R]):
    """A list of painted rows. Up, Down, Home, End and the pages go from one that can be picked to
    the next, by `step`; letters do nothing unless `jumps_by_typing`.
    """

    row_picked = Signal(object)  # the row itself
    left = Signal()

    pick_keys: tuple[int, ...] = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
    jumps_by_typing = False
    empty_room = (16, 24)  # beside and over the words of an empty list

    def __init__(self, parent: QWidget, height: int, model: RowModel[R], paint: Paint) -> None:
        super().__init__(parent)
        badges.set_up_rows(self, height)
        self.rows, self.row_height, self.empty_text = model, height, ""
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self, paint))

    @property
    def row(self) -> R | None:
        """The row that the keys are at, if it can be picked."""
        at = self.currentIndex().row()
        return self.rows.rows[at] if self.rows.can_pick(at) else None

    def pick(self, at: int) -> None:
        """Pick the row at a place, unless it is a heading."""
        if self.rows.can_pick(at) and self.rows.rows[at] is not None:
            self.row_picked.emit(self.rows.rows[at])

    def mark(self, at: int) -> None:
        """Make the row that can be picked at or nearest to a place the current one."""
        places = self.rows.places()
        if not places:
            self.setCurrentIndex(QModelIndex())
            return
        after = min(bisect_left(places, at), len(places) - 1)
        before = max(0, after - 1)
        is_before_nearer = abs(places[before] - at) <= abs(places[after] - at)
        self._go(places, before if is_before_nearer else after)

    def step(self, way: int, *, goes_round: bool = False) -> None:
        """So many rows down, or up; headings don't count."""
        places, now = self.rows.places(), self.currentIndex().row()
        if places:
            here = bisect_left(places, now)
            at = here + way if now in places[here : here + 1] else 0
            last = len(places) - 1
            self._go(places, at % len(places) if goes_round else max(0, min(at, last)))

    def way_of(self, key: int) -> int:
        """How many rows a key leads down, or up; 0 for a key that doesn't move."""
        page = max(1, self.viewport().height() // px(self.row_height) - 1)
        ways: dict[int, int] = {
            Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6,
        }  # fmt: skip
        return ways.get(key, 0)

    def walk(self, event: QKeyEvent) -> None:
        """Do what keys in a list of a page do: arrows walk, Enter and Esc are left to the page."""
        if way := self.way_of(event.key()):
            self.step(way)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        if self.jumps_by_typing:
            super().keyboardSearch(search)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.rows.rows and self.empty_text:
            beside, over = self.empty_room
            area = QRectF(self.viewport().rect()).adjusted(beside, over, -beside, 0)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            with QPainter(self.viewport()) as painter:
                painter.setFont(ui_font())
                painter.setPen(current()["ink_soft"])
                painter.drawText(area, int(flags), self.empty_text)

    def _go(self, places: Sequence[int], number: int) -> None:
        index = self.rows.index(places[number], 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if not number:
            self.scrollToTop()
        self.viewport().update()


class PickList(RowList[R]):
    """A list beside the text, that rows are picked from by click or key."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space pick, Esc leaves; letters are left to the window."""
        if event.key() in self.pick_keys:
            if self.currentIndex().isValid() and not event.isAutoRepeat():
                self.pick(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class _RowDelegate(QStyledItemDelegate):
    """Paints each row by one function."""

    def __init__(self, view: RowList[Any], paint: Paint) -> None:
        super().__init__(view)
        self._view, self._paint = view, paint

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, state = self._view, option.state
        row = view.rows.rows[index.row()]
        if row is None:
            return
        place = Place(
            QRectF(option.rect),
            index.row() == view.currentIndex().row(),
            bool(state & QStyle.StateFlag.State_Selected),
            bool(state & QStyle.StateFlag.State_MouseOver),
            view.hasFocus(),
            view.width() - view.viewport().width(),
        )
        painter.save()
        self._paint(painter, row, place)
        painter.restore()


# -- grounds: what is under a row ------------------------------------------------------------


def upper_and_lower(painter: QPainter, place: Place, side: float) -> tuple[QRectF, QRectF]:
    """Paint the ground of a row of two lines; where they are, with so much room at the sides."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_bar_ground(painter, place)
    rect = place.rect.adjusted(side, 5, -side, -5)
    upper = QRectF(rect.x(), rect.y(), rect.width(), rect.height() / 2)
    return upper, upper.translated(0, rect.height() / 2)


def paint_bar_ground(painter: QPainter, place: Place) -> None:
    """The current row on a tint, with a bar while the list has the keyboard; the one under the
    mouse on another.
    """
    theme, rect = current(), place.rect
    if place.is_current:
        painter.fillRect(rect, theme["accent_tint"])
        if place.has_focus:
            painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), theme["accent"])
    elif place.is_hovered:
        painter.fillRect(rect, theme["hover"])


def paint_round_ground(painter: QPainter, place: Place, inset: int) -> None:
    """The current row on a tint with round corners, a little smaller than the row."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if place.is_current:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current()["accent_tint"])
        painter.drawRoundedRect(place.rect.adjusted(inset, 1, -inset, -1), 6, 6)


def paint_focus_frame(painter: QPainter, place: Place) -> None:
    """A frame around the current row while the list has the keyboard."""
    if place.has_focus and place.is_current:
        painter.setPen(current()["accent"])
        painter.drawRect(place.rect.adjusted(0.5, 0.5, -1.5, -1.5))


CHUNK = 64
_CHUNKS_KEPT = 64
