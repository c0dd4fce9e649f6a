"""Choosing one of many by typing a part of its name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

_SHOWN = 200


class Picker(QDialog):
    """A field and a list; Enter takes the row that is marked, Esc none."""

    def __init__(self, parent: QWidget, title: str, names: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._names = names
        self.field = QLineEdit(placeholderText=self.tr("Type a part of it"))
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.field.textChanged.connect(self._narrow)
        self.field.returnPressed.connect(self.accept)
        self.list.itemActivated.connect(lambda _: self.accept())
        self.field.installEventFilter(self)
        self._narrow("")
        self.resize(560, 420)

    @classmethod
    def pick(cls, parent: QWidget, title: str, names: Sequence[str]) -> int | None:
        """The index of what was chosen, or None. Tests replace this."""
        dialog = cls(parent, title, names)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        return dialog.chosen()

    def chosen(self) -> int | None:
        chosen = self.list.selectedItems()
        return int(chosen[0].data(Qt.ItemDataRole.UserRole)) if chosen else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list while the field keeps the letters."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            way = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if way is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + way) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, typed: str) -> None:
        self.list.clear()
        words = typed.casefold().split()
        for index, name in enumerate(self._names):
            if all(word in name.casefold() for word in words):
                item = QListWidgetItem(name)
                item.setData(Qt.ItemDataRole.UserRole, index)
                self.list.addItem(item)
                if self.list.count() >= _SHOWN:
                    break
        self.list.setCurrentRow(0)
