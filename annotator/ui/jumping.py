"""The jump: `/`, then a digit, or a letter and a hint; `//` hints every token. Esc leaves."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent

from annotator.core.jump import Target, chosen, run_targets, token_targets
from annotator.core.sheet import Sheet
from annotator.ui.keys import names_of


class Jump:
    """One jump under way over the visible range [start, end) of a sheet."""

    def __init__(self, sheet: Sheet, start: int, end: int) -> None:
        self._sheet = sheet
        self._range = (start, end)
        self._typed = ""
        self._is_open = True  # a letter may still be chosen
        self.targets: list[Target] = run_targets(sheet, start, end)
        self.goal: tuple[int, int] | None = None
        self.is_over = False
        self.has_missed = False

    def press(self, event: QKeyEvent) -> None:
        """The next key. Afterwards look at `is_over`, `goal` and `has_missed`."""
        names = names_of(event)
        if "Esc" in names:
            self.is_over = True
        elif "Backspace" in names:
            self._typed = self._typed[:-1]
        elif "/" in names and self._is_open:
            self._hint_all()
        elif self._is_open:
            self._choose(names, event.text())
        else:
            self._type(_letter(names))

    @property
    def shown(self) -> list[Target]:
        """The targets that are still possible, for painting."""
        return chosen(self.targets, self._typed)

    @property
    def typed(self) -> str:
        return self._typed

    def _choose(self, names: list[str], text: str) -> None:
        digit = next((name for name in names if len(name) == 1 and name.isdigit()), "")
        if digit:
            self._type(digit)
            return
        letter = text if text and not text.isspace() and text.isprintable() else ""
        found = token_targets(self._sheet, *self._range, letter) if letter else []
        if not found and (placed := _letter(names)):
            found = token_targets(self._sheet, *self._range, placed)
        self._is_open = False
        self._set(found)

    def _hint_all(self) -> None:
        self._is_open = False
        self._set(token_targets(self._sheet, *self._range))

    def _set(self, found: list[Target]) -> None:
        self.targets = found
        if not found:
            self.is_over = self.has_missed = True

    def _type(self, character: str) -> None:
        left = chosen(self.targets, self._typed + character) if character else []
        if not left:
            self.is_over = self.has_missed = True
            return
        self._typed += character
        if left[0].hint == self._typed:
            self.goal = (left[0].start, left[0].end)
            self.is_over = True


def _letter(names: list[str]) -> str:
    plain = (name.removeprefix("Shift+") for name in names)
    return next((name for name in plain if len(name) == 1 and name.isalnum()), "")
