"""The jump: `/`, then the hint that stands at the place; `//` hints every word. Esc leaves."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent

from annotator.core.codes import NoteCode
from annotator.core.jump import (
    Target,
    chosen,
    first_targets,
    letter_targets,
    stretch,
    token_targets,
)
from annotator.core.sheet import Sheet
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.key_names import is_modifier, names_of
from annotator.workspace.open.review import Note


class Jump:
    """One jump under way over the visible range [start, end) of a sheet.

    A letter that begins no hint asks for the words that begin with it.
    """

    def __init__(self, sheet: Sheet, start: int, end: int, focus: tuple[int, int]) -> None:
        self._sheet = sheet
        self._view = (start, end)
        self._focus = focus
        self._typed = ""
        self._is_first = True  # nothing was typed yet: `/` and letters without hint count
        self.targets: list[Target] = first_targets(sheet, start, end, focus)
        self.goal: Target | None = None
        self.is_over = False
        self.has_missed = False

    def press(self, event: QKeyEvent) -> None:
        """The next key. Afterwards look at `is_over`, `goal` and `has_missed`."""
        names = names_of(event)
        if "Esc" in names:
            self.is_over = True
        elif "Backspace" in names:
            self._typed = self._typed[:-1]
        elif "/" in names and self._is_first and not self._typed:
            self._offer(token_targets(self._sheet, *self._view, self._focus))
        elif not self._type(_hint_key(names)) and not self._is_narrowed(names, event.text()):
            self.is_over = self.has_missed = True

    @property
    def shown(self) -> list[Target]:
        """The targets that are still possible, for painting."""
        return chosen(self.targets, self._typed)

    @property
    def typed(self) -> str:
        return self._typed

    def _type(self, character: str) -> bool:
        left = chosen(self.targets, self._typed + character) if character else []
        if not left:
            return False
        self._typed += character
        if left[0].hint == self._typed:
            self.goal = left[0]
            self.is_over = True
        return True

    def _is_narrowed(self, names: list[str], text: str) -> bool:
        """Whether there are words that begin with the key's letter, which are hinted then."""
        if not self._is_first or self._typed:
            return False
        is_letter = bool(text) and text.isprintable() and not text.isspace() and not text.isdigit()
        for letter in (text if is_letter else "", _hint_key(names)):
            found = letter_targets(self._sheet, *self._view, letter, self._focus) if letter else []
            if found:
                self._offer(found)
                return True
        return False

    def _offer(self, found: list[Target]) -> None:
        self._is_first = False
        self.targets = found
        if not found:
            self.is_over = self.has_missed = True


class Jumping:
    """The jumps: draws their hints, and moves the focus.

    After a jump to a word that nothing marks, a digit says how many words are meant.
    """

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter
        self._jump: Jump | None = None
        self._landed: tuple[int, tuple[int, int]] | None = None  # where it began, the focus since

    def begin(self) -> None:
        """Show the hints, and wait for one more key or two."""
        review = self._presenter.review
        assert review is not None
        view = self._presenter.view.characters.in_view()
        self._jump = Jump(review.sheet, *view, review.focus)
        self._show_hints()
        self._presenter.tell(Note(NoteCode.JUMP, key="Esc"))

    def leave(self, *_where: int) -> None:
        """Forget a jump under way."""
        self._jump = self._landed = None
        self._show_hints()

    def press(self, event: QKeyEvent) -> bool:
        """A key in the text, before anything else looks at it. True: it was the jump's."""
        is_own = not is_modifier(event) and not event.isAutoRepeat()
        if self._jump is not None:
            if is_own:
                self._press(self._jump, event)
            return True
        return self._landed is not None and is_own and self._widen(names_of(event))

    def _press(self, jump: Jump, event: QKeyEvent) -> None:
        jump.press(event)
        if not jump.is_over:
            self._show_hints()
            return
        self.leave()
        self._presenter.strip.say("")
        goal = jump.goal
        if goal is not None:
            self._presenter.do(lambda r: r.walk.to_range(goal.start, goal.end))
            if goal.is_open_ended:
                self._landed = goal.start, (goal.start, goal.end)
                self._presenter.tell(Note(NoteCode.JUMPED, key="2…9"))
        elif jump.has_missed:
            self._presenter.tell(Note(NoteCode.JUMP_MISSED))

    def _widen(self, names: list[str]) -> bool:
        assert self._landed is not None
        (start, focus), self._landed = self._landed, None
        review = self._presenter.review
        digit = next((name for name in names if name in tuple("123456789")), "")
        if not digit or review is None or review.focus != focus:
            return False
        wider = stretch(review.sheet, start, int(digit))
        self._presenter.do(lambda r: r.walk.to_range(*wider))
        self._landed = start, wider
        return True

    def _show_hints(self) -> None:
        jump = self._jump
        hints, typed = ([], "") if jump is None else (jump.shown, jump.typed)
        self._presenter.view.show_hints(hints, typed)


def _hint_key(names: list[str]) -> str:
    plain = (name.removeprefix("Shift+") for name in names)
    return next((name for name in plain if len(name) == 1 and name.isalnum()), "")
