"""The single door for messages that need to be read: tests replace `tell`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from annotator.ui.kit.plain import plain_box


def tell(parent: QWidget | None, text: str, details: Sequence[str] = ()) -> None:
    """Show one message, with lines that can be opened; it does not stop the work."""
    box = plain_box(parent, text)
    if details:
        box.setDetailedText("\n".join(details))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
