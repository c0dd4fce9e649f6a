"""A command to be seen and copied: in a field that can be read through, with a button beside."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from annotator.ui.kit.plain import set_tip
from annotator.ui.kit.theme import ui_font
from annotator.ui.words import exchange as say


class CommandLine(QWidget):
    """The field and its button."""

    copied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setReadOnly(True)
        font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        font.setPointSizeF(ui_font(0.92).pointSizeF())
        self.field.setFont(font)
        self.copy_button = QPushButton(say.COPY(), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.copy_button)
        self.copy_button.clicked.connect(self.copy)

    def show_command(self, line: str) -> None:
        """Show it from its beginning."""
        if line != self.field.text():
            self.field.setText(line)
            self.field.setCursorPosition(0)
            set_tip(self.field, line)

    def copy(self) -> None:
        """To the clipboard, as it stands there."""
        QGuiApplication.clipboard().setText(self.field.text())
        self.copied.emit()
