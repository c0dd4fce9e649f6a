"""The fields of the scheme editor that Qt does not have: a colour, a key, a list of words."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from annotator.core.codes import TopicState
from annotator.ui.kit import badges
from annotator.ui.kit.plain import show_tip
from annotator.ui.kit.theme import current, ui_font
from annotator.ui.words import kit as say
from annotator.workspace.scheme.files import PALETTE

_COLUMNS = 13  # of colours
_CELL = 26
_USUAL_WIDTH = 560  # of the form


def words_of(text: str) -> tuple[str, ...]:
    """The words of a field: by commas or lines; one with a comma in it stands in "quotes"."""
    rows = csv.reader(text.splitlines(), skipinitialspace=True)
    found = (" ".join(word.split()) for row in rows for word in row)
    return tuple(dict.fromkeys(word for word in found if word))


def text_of(words: Iterable[str]) -> str:
    """The inverse of `words_of`."""
    quoted = ('"' + x.replace('"', '""') + '"' if "," in x or x[:1] == '"' else x for x in words)
    return ", ".join(quoted)


class TextField(QPlainTextEdit):
    """A few lines of text; Tab leaves it."""

    def __init__(self, parent: QWidget, lines: int) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * min(lines, 2) + 16)
        self.setMaximumHeight(self.fontMetrics().lineSpacing() * 2 * lines + 16)

    def sizeHint(self) -> QSize:
        """A few lines: where there is room for more, it is taken."""
        return QSize(200, self.fontMetrics().lineSpacing() * min(self._lines, 3) + 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.minimumHeight())


class WordsField(TextField):
    """Words, as `words_of` reads them."""

    def words(self) -> tuple[str, ...]:
        return words_of(self.toPlainText())

    def show_words(self, words: Iterable[str]) -> None:
        self.setPlainText(text_of(words))


class KeyField(QLineEdit):
    """One letter or digit, taken as it is pressed; Backspace takes it away."""

    key_picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaxLength(1)
        self.setFixedWidth(58)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setPlaceholderText("–")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.key_picked.emit("")
        elif text.isprintable() and text.strip():
            self.key_picked.emit(text.lower())
        else:
            super().keyPressEvent(event)


class Choice(QComboBox):
    """A combo box that looks like the other fields."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._restyle()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme gives another palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._restyle()

    def _restyle(self) -> None:
        theme = current()
        ground, edge, focus = (theme[x].name() for x in ("field", "field_line", "accent"))
        style = (
            f"QComboBox {{ background: {ground}; border: 1px solid {edge}; border-radius: 6px;"
            f" padding: 5px 8px; }} QComboBox:focus {{ border: 1px solid {focus}; }}"
            " QComboBox::drop-down { border: none; width: 22px; }"
        )
        if style != self.styleSheet():
            self.setStyleSheet(style)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text()
        painter = QStylePainter(self)
        with painter:
            painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
            if not self.isEditable():
                painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
            box = QRectF(self.width() - 22, self.height() / 2 - 7, 14, 14)
            badges.paint_arrow(painter, box, current()["ink_soft"], is_open=True)

    def shown_text(self) -> str:
        """What is chosen, as far as there is room for it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(control, option, part, self).width() - 2
        elided = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentText(), elided, room)

    def event(self, event: QEvent) -> bool:
        """What is not shown whole is so in a tip."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().event(event)
        if self.isEditable() or self.shown_text() == self.currentText():
            return super().event(event)
        show_tip(event.globalPos(), self.currentText(), self)
        return True


class Tick(QCheckBox):
    """A checkbox as the topics have it."""

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(ui_font()).horizontalAdvance(_without_letter(self.text()))
        return QSize(round(words) + 31, 24)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, state = current(), TopicState.YES if self.isChecked() else TopicState.UNDECIDED
        middle = self.height() / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(theme["accent"], 1.4))
                painter.drawRoundedRect(QRectF(0.5, middle - 9.5, 19, 19), 5, 5)
            badges.paint_topic_box(painter, QRectF(3, middle - 7, 14, 14), state, theme)
            room = QRectF(27, 0, self.width() - 27, self.height())
            ink = theme["ink" if self.isEnabled() else "ink_faint"]
            badges.paint_text(painter, room, _without_letter(self.text()), ink, ui_font())
            self._paint_letter(painter, room)

    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)

    def _paint_letter(self, painter: QPainter, room: QRectF) -> None:
        """A line under the letter that Alt takes here."""
        at = _letter_of(self.text())
        if at is None:
            return
        metrics, words = QFontMetricsF(ui_font()), _without_letter(self.text())
        start = room.x() + metrics.horizontalAdvance(words[:at])
        width = metrics.horizontalAdvance(words[at])
        if start + width <= room.right():
            y = room.center().y() + metrics.ascent() / 2 + 1.5
            painter.fillRect(QRectF(start, y, width, 1), current()["ink"])


def _without_letter(text: str) -> str:
    """The words of a title without the "&" before its letter."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _letter_of(text: str) -> int | None:
    """Where in those words the letter stands."""
    before, mark, _ = text.replace("&&", "\0").partition("&")
    return len(before) if mark else None


class FeedsField(QWidget):
    """The pipeline's labels as boxes to tick: those that feed a label of the scheme.

    Left and Right go from one to the next, Space ticks; so does a click. Those that feed another
    label too say which.
    """

    feeds_picked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.chosen: tuple[str, ...] = ()
        self.others: dict[str, str] = {}
        self.at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_feeds(
        self, names: Iterable[str], chosen: Iterable[str], others: dict[str, str]
    ) -> None:
        """Show these labels of the pipeline; `others` are the names of what they feed besides."""
        before = self.names
        self.names, self.chosen, self.others = tuple(names), tuple(chosen), others
        self.at = min(self.at, max(0, len(self.names) - 1))
        if before != self.names:
            self.updateGeometry()
        self._announce()
        self.update()

    def boxes(self, width: int) -> list[QRectF]:
        """Where each stands, in rows of this width."""
        found: list[QRectF] = []
        x = y = 0.0
        for name in self.names:
            wide = 26 + self.fontMetrics().horizontalAdvance(self._said(name)) + 12
            if x and x + wide > width:
                x, y = 0.0, y + _CELL
            found.append(QRectF(x, y, wide, _CELL))
            x += wide
        return found

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        boxes = self.boxes(width)
        return round(boxes[-1].bottom()) if boxes else _CELL

    def sizeHint(self) -> QSize:
        """As in a form of the usual width, so that it asks for no height that it does not take."""
        return QSize(200, self.heightForWidth(max(self.width(), _USUAL_WIDTH)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is not None and self.names:
            self.at = (self.at + way) % len(self.names)
            self._announce()
            self.update()
        elif event.key() == Qt.Key.Key_Space and self.names and not event.isAutoRepeat():
            self._turn(self.at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for at, box in enumerate(self.boxes(self.width())):
            if box.contains(event.position()):
                self.at = at
                self._turn(at)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self.names:
                area = QRectF(self.rect())
                nothing = say.NOTHING_SUGGESTED()
                badges.paint_text(painter, area, nothing, theme["ink_soft"], ui_font(0.92))
            for at, box in enumerate(self.boxes(self.width())):
                name = self.names[at]
                state = TopicState.YES if name in self.chosen else TopicState.UNDECIDED
                tick = QRectF(box.x() + 3, box.center().y() - 7, 14, 14)
                if self.hasFocus() and at == self.at:
                    painter.setPen(QPen(theme["accent"], 1.4))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(box.adjusted(-0.5, 2, -8, -2), 5, 5)
                badges.paint_topic_box(painter, tick, state, theme)
                room = QRectF(box.x() + 22, box.y(), box.width() - 22, box.height())
                ink = theme["ink" if name in self.chosen else "ink_soft"]
                badges.paint_text(painter, room, self._said(name), ink, ui_font(0.92))

    def _said(self, name: str) -> str:
        other = self.others.get(name)
        return f"{name} → {other}" if other else name

    def _turn(self, at: int) -> None:
        name = self.names[at]
        kept = [x for x in self.names if (x in self.chosen) != (x == name)]
        self.feeds_picked.emit(tuple(kept))

    def _announce(self) -> None:
        if self.names:
            name = self.names[self.at]
            state = say.TICKED() if name in self.chosen else say.NOT_TICKED()
            self.setAccessibleDescription(f"{self._said(name)}, {state}")


class ColourField(QWidget):
    """The colours of the palette in a row, and a field for any other."""

    colour_picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.swatches = Swatches(self)
        self.hex = QLineEdit(self)
        self.hex.setPlaceholderText("#2456c4")
        self.hex.setMaxLength(7)
        self.hex.setFixedWidth(104)
        self.hex.setAccessibleName(say.OTHER_COLOUR())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.swatches)
        row.addWidget(self.hex)
        row.addStretch(1)
        self.swatches.colour_picked.connect(self.colour_picked)
        self.hex.editingFinished.connect(self.take)

    def show_colour(self, colour: str) -> None:
        self.swatches.show_colour(colour)
        self.hex.setText(colour if colour.startswith("#") else "")

    def take(self) -> None:
        """Tell of the six digits that were typed."""
        typed = self.hex.text().strip().lower()
        if self.hex.isModified() and typed:
            self.hex.setModified(False)
            self.colour_picked.emit(typed if typed.startswith("#") else f"#{typed}")


class Swatches(QWidget):
    """The arrows go from colour to colour; so does a click."""

    colour_picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.colour = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say.COLOUR())

    def show_colour(self, colour: str) -> None:
        self.colour = colour
        self.setAccessibleDescription(colour)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_CELL * _COLUMNS, _CELL * -(-len(PALETTE) // _COLUMNS) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -_COLUMNS,
            Qt.Key.Key_Down: _COLUMNS,
        }
        way = ways.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        at = PALETTE.index(self.colour) if self.colour in PALETTE else (-1 if way > 0 else 0)
        self.colour_picked.emit(PALETTE[(at + way) % len(PALETTE)])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column, row = int(event.position().x() // _CELL), int(event.position().y() // _CELL)
        at = row * _COLUMNS + column
        if 0 <= column < _COLUMNS and 0 <= at < len(PALETTE):
            self.colour_picked.emit(PALETTE[at])

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for at, name in enumerate(PALETTE):
                row, column = divmod(at, _COLUMNS)
                middle = QPointF(_CELL * (column + 0.5), _CELL * (row + 0.5) + 1)
                square = QRectF(middle.x() - 8, middle.y() - 8, 16, 16)
                badges.paint_square(painter, square, theme.label_colour(name))
                if name == self.colour:
                    ring = theme["accent" if self.hasFocus() else "ink_soft"]
                    painter.setPen(QPen(ring, 2 if self.hasFocus() else 1.4))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(square.adjusted(-3, -3, 3, 3), 4.5, 4.5)
            if self.hasFocus() and self.colour not in PALETTE:
                painter.setPen(QPen(theme["accent"], 1))
                painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
