"""Keys and clicks for the scheme editor of a seat's window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.kit.pressing import press, settle, type_text, wait_for
from annotator.ui.scheme.editor import SchemeEditor
from tests.gui.answering import answer_next, by_keys
from tests.gui.seat import Seat


class Hands:
    """The editor of a seat's window, and keys for it."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        seat.press("Ctrl+L")
        self.editor: SchemeEditor = QApplication.activeModalWidget()

    def press(self, *keys: str) -> Hands:
        for each in keys:
            press(self.editor, each)
            settle()
        return self

    def type(self, text: str) -> Hands:
        type_text(self.editor, text)
        return self

    def answering(self, *keys: str) -> Hands:
        """Press these keys in the question that opens next."""

        answer_next(by_keys(*keys))
        return self

    def click(self, *names: str) -> Hands:
        for name in names:
            QTest.mouseClick(self.editor.buttons[name], Qt.MouseButton.LeftButton)
            settle()
        return self

    def close(self) -> Seat:
        self.press("Esc")
        wait_for(lambda: QApplication.activeModalWidget() is None, "the editor to close")
        return self.seat

    def close_all(self) -> Seat:
        """From a field: to the list, and out."""
        self.press("Esc")
        return self.close()

    @property
    def said(self) -> str:
        return self.editor.message.text()

    @property
    def used(self) -> str:
        wait_for(self.editor.use.text, "the count")
        return self.editor.use.text()

    def shown(self) -> list[str]:
        return [row.text for row in self.editor.list.rows.rows]


def labels(seat: Seat) -> list[tuple[str, str]]:
    return seat.rows("SELECT name, key FROM labels ORDER BY position, id")


def one(seat: Seat, column: str, name: str = "ORG", table: str = "labels") -> object:
    return seat.rows(f"SELECT {column} FROM {table} WHERE name = ?", name)[0][0]
