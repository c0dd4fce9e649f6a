"""What to do next in a project without articles: three steps with their keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QVBoxLayout, QWidget

from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import px, reading_font
from annotator.ui.shell.pages import PageId
from annotator.ui.shell.welcome import WideButton
from annotator.ui.words import shell as say


class EmptyPage(QWidget):
    """Lies in the middle of the text's place; `step_asked` gives the id of an action."""

    step_asked = Signal(str)

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view.viewport())
        self._port = view.viewport()
        title = PlainLabel(say.NO_ARTICLES_YET(), self)
        title.setFont(reading_font(24))
        title.setWordWrap(True)
        title.setContentsMargins(3, 0, 0, 0)  # as the buttons, which leave room for a ring
        steps = (
            (PageId.IMPORT, say.IMPORT(), "Ctrl+I"),
            (PageId.SCHEME, say.EDIT_SCHEME(), "Ctrl+L"),
            (PageId.KEYS, say.SEE_KEYS(), "?"),
        )
        self.buttons = {
            step: WideButton(words, key, self, is_primary=step == PageId.IMPORT)
            for step, words, key in steps
        }
        column = QVBoxLayout(self)
        column.setSpacing(px(10))
        column.addWidget(title)
        column.addSpacing(px(12))
        for step, button in self.buttons.items():
            button.clicked.connect(lambda _=False, each=step: self.step_asked.emit(each))
            column.addWidget(button)
        self._port.installEventFilter(self)
        self.hide()

    def show_in_place(self) -> None:
        """Show it, where the text would be."""
        self._place()
        self.show()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        room = self._port.rect()
        width = min(px(480), room.width() - 24)
        height = (
            self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        )
        top = max(8, (room.height() - height) * 2 // 5)
        self.setGeometry((room.width() - width) // 2, top, width, height)
