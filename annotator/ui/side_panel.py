"""The panel on the right: labels, the guideline, the entities of this article, and topics."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.core.records import Scheme
from annotator.core.sheet import Sheet


class SidePanel(QWidget):
    """What the scheme has and what the article has. Cheap to show again after each key."""

    label_picked = Signal(int)
    place_picked = Signal(int, int)
    topic_picked = Signal(int)

    def show_scheme(self, scheme: Scheme) -> None:
        """Show the labels and topics of the scheme."""

    def show_sheet(self, sheet: Sheet | None, focus_label: int | None = None) -> None:
        """Show what this article has, and the guideline of the label in focus."""
