"""What the pages of import and export have in common: the foot, headings, letters for fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QGridLayout,
    QLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from annotator.ui.kit.hints import Hints, in_row, stack
from annotator.ui.kit.mnemonics import with_mnemonics
from annotator.ui.kit.plain import PlainLabel, set_tip
from annotator.ui.kit.theme import heading_font, px, set_look, ui_font
from annotator.ui.kit.window_state import fit_dialog
from annotator.ui.words import kit as kit_words

WIDTH, HEIGHT = 1180, 720


class ExchangeFrame(QDialog):
    """A page with a button that does it, at its foot, beside a line of hints or of news."""

    def __init__(self, parent: QWidget, title: str, does: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.message, self.hints = PlainLabel(self), Hints(self)
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.message.setWordWrap(True)
        self.message.hide()
        self.do_button = QPushButton(does, self)
        self.do_button.setDefault(True)
        self.close_button = QPushButton(kit_words.CLOSE(), self)
        self.close_button.clicked.connect(self.reject)
        self._shortcuts: list[QShortcut] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, else the one that does it.

        Qt's own default wanders with the focus, and not always back: Enter asked for files again.
        """
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        now = self.focusWidget()
        button = now if isinstance(now, QPushButton) else self.do_button
        if button.isEnabled() and not event.isAutoRepeat():
            button.click()

    def say(self, text: str, *, is_bad: bool = False) -> None:
        """A line at the foot, in the place of the hints; "" brings them back."""
        if text == self.message.text():
            return
        set_look(self.message, "ink", "warn" if is_bad else "ink")
        self.message.setText(text)
        set_tip(self.message, text)
        self.message.setVisible(bool(text))
        self.hints.setVisible(not text)
        announce(self, text)

    def put_together(
        self, parts: Sequence[QWidget | QLayout], wide: QWidget | QLayout, width: int = WIDTH
    ) -> None:
        """Lay out the parts from edge to edge over the foot; `wide` gets the room that is left."""
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(button is self.do_button)
        foot = in_row(
            self.message, self.hints, self.do_button, self.close_button,
            margins=(16, 8, 14, 10), spacing=10, wide=[self.message, self.hints],
        )  # fmt: skip
        stack(self, (*parts, foot), wide)
        parent = self.parentWidget()
        assert parent is not None
        fit_dialog(self, min(px(width), max(720, parent.width() - 40)), px(HEIGHT))

    def give_letters(self, titles: Mapping[QWidget, str]) -> None:
        """Give each of these fields and buttons a letter that Alt takes there, in any language.

        A label leads to its field; a button is pressed at once (its own shortcut comes late).
        """
        for each in self._shortcuts:
            each.deleteLater()
        self._shortcuts = []
        marked = with_mnemonics(list(titles.values()))
        for widget, text in zip(titles, marked, strict=True):
            if isinstance(widget, PlainLabel):
                widget.setText(text)
            elif isinstance(widget, QAbstractButton):
                widget.setText(text)
                chord = QKeySequence.mnemonic(text)
                widget.setShortcut(QKeySequence())
                if not chord.isEmpty():
                    self._shortcuts.append(QShortcut(chord, self, widget.click))


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say it."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def heading(text: str, parent: QWidget) -> PlainLabel:
    """Small capitals over a part of a page."""
    label = PlainLabel(text.upper(), parent)
    label.setFont(heading_font())
    label.setProperty("soft", True)
    label.setWordWrap(True)
    return label


def caption(text: str, buddy: QWidget) -> PlainLabel:
    """The name of a field over it; the field is called so for who hears it."""
    label = PlainLabel(text, buddy.parentWidget())
    label.setFont(ui_font(0.92))
    label.setProperty("soft", True)
    label.setBuddy(buddy)
    buddy.setAccessibleName(text)
    return label


def captioned(titles: dict[QWidget, str], title: str, field: QWidget) -> PlainLabel:
    """A caption that is noted in `titles`, which say what letters may lead to."""
    label = caption(title, field)
    titles[label] = title
    return label


class Lines(QWidget):
    """Facts under each other, a dash before each: where one breaks, it stays together."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[str, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 0)
        self._grid.setHorizontalSpacing(7)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)

    def show_lines(self, lines: Sequence[str], ink: str = "ink") -> None:
        """These instead; one alone has no dash. `ink` is a colour of the theme."""
        self.lines = tuple(lines)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, line in enumerate(lines):
            words, dash = PlainLabel(line, self), PlainLabel("–", self)
            words.setWordWrap(True)
            dash.setVisible(len(lines) > 1)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(dash, at, 0, top)
            self._grid.addWidget(words, at, 1, top)
            set_look(words, "ink", ink)
            set_look(dash, "ink", ink)


def soft_line(parent: QWidget) -> PlainLabel:
    """A line beside the point, that breaks where it must."""
    label = PlainLabel("", parent)
    label.setFont(ui_font(0.92))
    label.setProperty("soft", True)
    label.setWordWrap(True)
    return label
