"""The key sheet: what every key does, made from the table of actions."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from annotator.ui.actions import key_table


class KeySheet(QDialog):
    """A quiet list, closed by Esc."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("The keys"))
        page = QTextBrowser()
        page.setHtml(_html())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        self.resize(760, 640)


def _html() -> str:
    rows = "".join(
        f"<tr><td style='padding:4px 22px 4px 8px'><b>{escape(keys)}</b></td>"
        f"<td style='padding:4px'>{escape(QCoreApplication.translate('Actions', title))}</td></tr>"
        for keys, title in key_table()
    )
    return f"<table cellspacing='0'>{rows}</table>"
