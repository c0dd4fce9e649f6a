"""The list of the scheme editor: labels, then topic groups with their topics."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QWidget

from annotator.core.records import Scheme, Topic, TopicGroup
from annotator.core.scheme_acts import Item
from annotator.ui.kit import badges
from annotator.ui.kit.row_list import (
    SPOKEN,
    TEXT,
    Index,
    Place,
    RowList,
    RowModel,
    Words,
    paint_bar_ground,
)
from annotator.ui.kit.theme import current, heading_font, mixed, ui_font
from annotator.ui.words import scheme as say
from annotator.ui.words.translating import number
from annotator.values import dataclass

ROW_HEIGHT = 26


@dataclass(frozen=True, slots=True)
class Row:
    """A row: of an item, or without one a heading or (`is_hint`) a line that says what to do."""

    text: str
    item: Item | None = None
    count: int = 0
    aside: str = ""
    is_hint: bool = False

    @property
    def told(self) -> str:
        key = "" if self.item is None or isinstance(self.item, TopicGroup) else self.item.key
        return " ".join(filter(None, (self.text, self.aside, key.upper(), str(self.count or ""))))


class SchemeList(RowList[Row]):
    """Arrows go from item to item; the keys that change something are signals."""

    jumps_by_typing = True
    entered = Signal()
    stepped = Signal()
    item_shown = Signal(object)
    add_asked = Signal(bool)  # with Shift: a topic group
    edit_asked = Signal()
    move_asked = Signal(int)
    delete_asked = Signal()
    back_asked = Signal(str)  # "undo" or "redo"

    def __init__(self, parent: QWidget) -> None:
        words: Words = {TEXT: lambda row: row.text, SPOKEN: lambda row: row.told}
        model = RowModel[Row](parent, words, lambda row: row.item is not None)
        super().__init__(parent, ROW_HEIGHT, model, _paint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say.LABELS_AND_TOPICS())
        self.doubleClicked.connect(lambda _: self.edit_asked.emit())

    def show_scheme(
        self, scheme: Scheme, spans: Mapping[int, int], answers: Mapping[int, int]
    ) -> None:
        """Show the scheme; the row of the same item stays the current one."""
        before, at = self.item, self.currentIndex().row()
        self.rows.show_rows(self._rows_of(scheme, spans, answers))
        if not self.show_item(before):
            self.mark(at)

    @property
    def item(self) -> Item | None:
        """What the current row is about."""
        return None if self.row is None else self.row.item

    def show_item(self, item: Item | None) -> bool:
        """Make an item's row the current one; False where there is none."""
        for at, row in enumerate(self.rows.rows):
            if item and row.item and (type(row.item), row.item.id) == (type(item), item.id):
                self.mark(at)
                return True
        return False

    def currentChanged(self, now: Index, before: Index) -> None:
        super().currentChanged(now, before)
        self.item_shown.emit(self.item)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        has_ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        has_shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        way = self.way_of(key)
        if has_ctrl and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_asked.emit(way)
        elif way:
            self.stepped.emit()
            self.step(way)
        elif key == Qt.Key.Key_Insert or (event.text() == "+" and not has_ctrl):
            self.add_asked.emit(has_shift and key == Qt.Key.Key_Insert)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not has_ctrl:
            self.delete_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.back_asked.emit("undo")
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.back_asked.emit("redo")
        elif event.text().isprintable() and event.text() and not has_ctrl:
            self.keyboardSearch(event.text())
        else:
            event.ignore()

    # -- private ---------------------------------------------------------------------------

    def mark(self, at: int) -> None:
        super().mark(at)
        if self.row is None:
            self.item_shown.emit(None)

    def _rows_of(
        self, scheme: Scheme, spans: Mapping[int, int], answers: Mapping[int, int]
    ) -> list[Row]:
        retired = say.RETIRED()
        rows = [Row(say.ENTITY_LABELS().upper())]
        rows += [
            Row(x.name, x, spans.get(x.id, 0), retired if x.retired else "") for x in scheme.labels
        ]
        if not scheme.labels:
            rows.append(Row(say.NO_LABELS(), is_hint=True))
        rows.append(Row(say.TOPICS().upper()))
        for group in scheme.groups:
            aside = "" if group.several else say.ONE_ANSWER()
            rows.append(Row(group.name, group, aside=aside))
            for x in scheme.topics:
                if x.group == group.id:
                    aside = retired if x.retired else ""
                    rows.append(Row(x.name, x, answers.get(x.id, 0), aside))
        if not scheme.groups:
            rows.append(Row(say.NO_TOPICS(), is_hint=True))
        return rows


def _paint(painter: QPainter, row: Row, place: Place) -> None:
    """Square, name, number, key; or a heading, or what to do."""
    inner, soft = place.rect.adjusted(16, 0, -14, 0), current()["ink_soft"]
    if row.item is not None:
        paint_bar_ground(painter, place)
        _paint_item(painter, inner, row, row.item)
    elif row.is_hint:
        badges.paint_text(painter, inner, row.text, soft, ui_font(0.92))
    else:
        low = inner.adjusted(0, 5, 0, 0)
        badges.paint_text(painter, low, row.text, soft, heading_font())


def _paint_item(painter: QPainter, rect: QRectF, row: Row, item: Item) -> None:
    theme, small = current(), ui_font(0.92)
    is_group = isinstance(item, TopicGroup)
    is_retired = not isinstance(item, TopicGroup) and item.retired
    left, right, middle = rect.x(), rect.right(), rect.center().y()
    if isinstance(item, TopicGroup):
        font = ui_font(0.96, QFont.Weight.DemiBold)
    else:
        font = ui_font(0.96)
        left += 14 if isinstance(item, Topic) else 0
        is_plain = isinstance(item, Topic) and item.colour == "slate"
        colour = theme["field_line"] if is_plain else theme.label_colour(item.colour)
        colour = mixed(colour, theme["panel"], 0.35) if is_retired else colour
        badges.paint_square(painter, QRectF(left, middle - 5.5, 11, 11), colour)
        left += 21
        if item.key and not is_retired:
            width = badges.key_width(item.key.upper())
            badges.paint_key(painter, right - width, middle, item.key.upper(), theme)
        right -= 28
    count = number(row.count) if row.count else ""
    for text in (count, row.aside):
        box = QRectF(left, rect.y(), right - left, rect.height())
        badges.paint_text(painter, box, text, theme["ink_faint"], small, align=badges.RIGHT)
        right -= QFontMetricsF(small).horizontalAdvance(text) + 10 if text else 0
    ink = theme["ink_faint"] if is_retired else theme["ink_soft" if is_group else "ink"]
    name = QRectF(left, rect.y(), right - left, rect.height())
    text = row.text.replace("/", " › ") if isinstance(item, Topic) else row.text
    elide = Qt.TextElideMode.ElideLeft if "›" in text else Qt.TextElideMode.ElideRight
    badges.paint_text(painter, name, text, ink, font, elide=elide)
