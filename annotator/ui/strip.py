"""The strip under the text: one line about the focus, one about the last act."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class StripState:
    """What is known of the focus.

    `options` are key, name and probability (None: not known), likeliest first; `hints` keys and
    what they do, at the right.
    """

    surface: str = ""
    known: str = ""
    options: tuple[tuple[str, str, float | None], ...] = ()
    hints: tuple[tuple[str, str], ...] = ()


class Strip(QWidget):
    """Two lines of fixed height; what does not fit is elided."""

    def show_focus(self, state: StripState) -> None:
        """The first line."""

    def say(self, text: str, key: str = "", is_warning: bool = False) -> None:
        """The second line: what the last act did, and the key that takes it back."""
