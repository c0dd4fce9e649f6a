"""Words on widgets are plain text: a name may hold "<img src=…>", and Qt would load it.

`QLabel`, tool tips and message boxes guess from their text whether it is HTML. So labels, tips and
boxes are made here and nowhere else; a test holds that.
"""

from __future__ import annotations

import html

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QToolTip, QWidget


class PlainLabel(QLabel):
    """A label that shows its text as it is."""

    def __init__(self, text: str | QWidget | None = "", parent: QWidget | None = None) -> None:
        words = text if isinstance(text, str) else ""
        super().__init__(text if isinstance(text, QWidget) else parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(words)


class MarkedLabel(QLabel):
    """A label with bold words and a colour's square: the words themselves are shown as they are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)

    def show_marked(self, words: str, **parts: str) -> None:
        """`words` with its {places} filled by what `bold` and `square` make."""
        self.setText(html.escape(words, quote=False).format(**parts))


def bold(text: str) -> str:
    """A part of a marked label: the text in bold."""
    return f"<b>{html.escape(text)}</b>"


def square(colour: str) -> str:
    """A part of a marked label: a square of this colour."""
    return f"<span style='color:{html.escape(colour)}'>■</span>"


def tip(text: str) -> str:
    """A tool tip that is shown as it is: what Qt might take for HTML is escaped."""
    if "<" not in text:
        return text
    return f"<p style='white-space:pre-wrap'>{html.escape(text)}</p>"


def set_tip(widget: QWidget, text: str) -> None:
    """Let a widget tell this when the pointer rests on it."""
    widget.setToolTip(tip(text))


def show_tip(at: QPoint, text: str, widget: QWidget) -> None:
    """Show a tool tip now; "" takes it away."""
    QToolTip.showText(at, tip(text), widget)


def plain_box(parent: QWidget | None, text: str) -> QMessageBox:
    """A message box that shows its text as it is."""
    box = QMessageBox(parent)
    box.setWindowTitle("Annotator")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    return box
