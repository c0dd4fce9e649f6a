"""The topics under the last paragraph, as pills."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.core.sheet import Sheet


class TopicBar(QWidget):
    """A hairline, then one pill a topic; its height follows from its width."""

    topic_picked = Signal(int)
    none_picked = Signal()

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show the answers and suggestions of this article."""
