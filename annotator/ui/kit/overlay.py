"""A field over a list of rows, laid over the window: what the palette and the names are made of.

While it is open it has all keys; Esc or a click beside it closes it, and the text has the focus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.hints import rule
from annotator.ui.kit.overlay_rows import NamedRows, Row
from annotator.ui.kit.theme import current, px, set_look, ui_font
from annotator.ui.words import kit as say

ROW_HEIGHT = 32
SHADOW = 22


class Overlay(QWidget):
    """Field, rows and shadow, over the whole of its parent's middle. Subclasses give the rows."""

    chosen = Signal(object, bool)  # the value of the row; whether Shift was held
    left = Signal()

    most_rows = 12

    def __init__(self, parent: QWidget, placeholder: str) -> None:
        super().__init__(parent)
        self.rows_for: Callable[[str], Sequence[Row]] = lambda _typed: ()
        self.toggle_key = Qt.Key.Key_unknown  # with Ctrl it closes what it opened
        self.field = QLineEdit(self, placeholderText=placeholder)
        self.field.setAccessibleName(placeholder)
        self.table = NamedRows(self, ROW_HEIGHT)
        self.model = self.table.rows
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setMouseTracking(True)
        set_look(self.field, "ground", "none")
        column = QVBoxLayout(self)
        column.setContentsMargins(SHADOW + 1, SHADOW + 1, SHADOW + 1, SHADOW + 7)
        column.setSpacing(0)
        for part in (self.field, rule(self), self.table):
            column.addWidget(part)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._narrow)
        self.table.clicked.connect(lambda index: self._take(index.row(), False))
        self.hide()

    def open(self, typed: str = "") -> None:
        """Show it with the keyboard in its field."""
        self.field.ensurePolished()  # which gives it a font
        self.field.setFont(ui_font(1.12))
        self.field.setText(typed)
        self._narrow(typed)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_quietly(self) -> None:
        """Hide it; the text gets the keyboard back."""
        if self.isVisible():
            self.hide()
            self.left.emit()

    @property
    def current(self) -> Row | None:
        """The row that Enter takes."""
        return self.table.row

    def place(self) -> None:
        """Centred near the top of the parent, as wide as it may be."""
        area = self.window().rect()
        width = min(px(660), area.width() - 40) + 2 * SHADOW
        top = max(40, area.height() // 9) - SHADOW
        self.setGeometry((area.width() - width) // 2, top, width, self.tall(area.height() - top))

    def tall(self, room: int) -> int:
        """The height that its rows ask for, or as many of them as there is room for."""
        around = self.field.sizeHint().height() + 1 + 2 * SHADOW + 8
        count = min(max(1, len(self.model.rows)), self.most_rows)
        while count > 3 and around + count * px(ROW_HEIGHT) > room:
            count -= 1
        return around + count * px(ROW_HEIGHT)

    # -- Qt --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            sheet = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
            painter.setPen(Qt.PenStyle.NoPen)
            shade = QColor(theme["shadow"])
            for step in range(SHADOW, 0, -2):
                shade.setAlphaF(0.018 if not theme.is_dark else 0.05)
                painter.setBrush(shade)
                soft = sheet.adjusted(-step, -step + 5, step, step)
                painter.drawRoundedRect(soft, 10 + step, 10 + step)
            painter.setPen(QPen(theme["field_line"], 1))
            painter.setBrush(theme["field"])
            painter.drawRoundedRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
            if not self.model.rows:
                line = QRectF(self.table.geometry()).adjusted(16, 0, -16, 0)
                nothing = say.NOTHING_OF_THAT_NAME()
                badges.paint_text(painter, line, nothing, theme["ink_soft"], ui_font())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field keeps the letters; moving and choosing are the list's."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.StyleChange:
            self.field.setFont(ui_font(1.12))  # another theme has taken it away
        elif event.type() == QEvent.Type.FocusOut:
            self.close_quietly()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(event)
        return super().eventFilter(watched, event)

    # -- private ---------------------------------------------------------------------------

    def _press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: self.most_rows - 1,
            Qt.Key.Key_PageUp: 1 - self.most_rows,
        }
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_Escape or (key == self.toggle_key and has_control):
            self.close_quietly()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._take(self.table.currentIndex().row(), is_shifted)
        elif key in steps:
            self._step(steps[key])
        elif key == Qt.Key.Key_Backtab:
            self._step(-1)
        else:
            return False
        return True

    def _narrow(self, typed: str) -> None:
        self.model.show_rows(list(self.rows_for(typed)))
        self.table.mark(0)
        self._announce()
        self.place()
        self.update()

    def _step(self, way: int) -> None:
        """Up or down among the rows that are no headings; single steps go round."""
        self.table.step(way, goes_round=abs(way) == 1)
        self._announce()

    def _announce(self) -> None:
        index = self.table.currentIndex()
        if index.isValid() and QAccessible.isActive():
            text = str(self.model.data(index))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, text))

    def _take(self, at: int, is_shifted: bool) -> None:
        """Choose a row. One that can't be done now stays where it is."""
        if self.model.can_pick(at) and not self.model.rows[at].is_faint:
            self.close_quietly()
            self.chosen.emit(self.model.rows[at].value, is_shifted)
