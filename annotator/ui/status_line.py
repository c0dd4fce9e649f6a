"""The line at the foot of the window: saved, who, what the corrector knows, how far, keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class StatusLine(QWidget):
    """Facts at the left and in the middle, what the keys would do now at the right."""

    cancel_asked = Signal()

    def set_saved(self, is_saved: bool, text: str = "") -> None:
        """Whether everything is on disk; `text` replaces the word."""

    def set_people(self, text: str) -> None:
        """The annotator."""

    def set_model(self, text: str) -> None:
        """What the corrector knows."""

    def set_progress(self, done: int, total: int) -> None:
        """How many articles are done; no total, no bar."""

    def set_today(self, text: str) -> None:
        """Today's count and rate."""

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Keys and what they would do now, the most important first."""

    def set_job(self, text: str, share: float | None = None) -> None:
        """A running job in place of the progress; "" for none, None for a share not known."""
