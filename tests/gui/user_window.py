"""A person at the real window who does anything in any order: by keys and clicks."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from PySide6.QtWidgets import QApplication

from annotator.app import Opener
from annotator.ui.kit import theme
from annotator.ui.kit.asking import LinesQuestion, SkipQuestion, TextQuestion
from annotator.ui.shell.window import Window
from annotator.workspace.open.scheme_editing import SchemeEditing
from tests.gui.seat import ANNOTATOR, Seat, make_project
from tests.gui.test_keys_any import DIGITS, KEYS, LETTERS, OTHER, PROPOSED, TEXT, scheme
from tests.unit.workspace.user import User
from tests.unit.workspace.user_checks import check_counts, check_sheet
from tests.unit.workspace.user_project import picked
from tests.unit.workspace.user_rows import by_acts, check_rows, difference, rows_of

some = st.integers(0, 63)
_KEYS = (*KEYS, *LETTERS, *DIGITS)
_DECISIONS = ("p", "o", "l", "Shift+l", "Space", "Backspace", "=", "Enter", "]", "{", "-", "1", "0")
_MOVES = ("Left", "Right", "Tab", "Shift+Tab", ".", "/")


class WindowMachine(RuleBasedStateMachine):
    """Keys and clicks in a window; others write to the project beside it."""

    seat: Seat | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="annotator-window-"))
        self.patches = ExitStack()
        for where, name, answer in (
            (TextQuestion, "ask", "who?"),
            (LinesQuestion, "ask", "who?"),
            (SkipQuestion, "ask", "Other"),
        ):
            self.patches.enter_context(patch.object(where, name, lambda *_, a=answer: a))

    @initialize(is_nested=st.booleans())
    def sit_down(self, is_nested: bool) -> None:
        application: Any = QApplication.instance() or QApplication([])
        theme.apply(application, theme.load("light"))
        window = Window("light")
        window.resize(1200, 800)
        articles = [(TEXT, PROPOSED), (OTHER, ()), (OTHER + " Again.", None)]
        path = make_project(self.folder / "any.db", articles, scheme(is_nested))
        self.seat = Seat(Opener(window, ANNOTATOR), path)
        self.start = rows_of(path)

    def _seat(self) -> Seat:
        assert self.seat is not None
        return self.seat

    def _press(self, *keys: str) -> None:
        self._seat().press(*keys)

    @rule(move=some, key=some)
    def move_and_decide(self, move: int, key: int) -> None:
        self._press(picked(_MOVES, move), picked(_DECISIONS, key))

    @rule(key=some)
    def press(self, key: int) -> None:
        self._press(picked(_KEYS, key))

    @rule(at=some, key=some)
    def click_and_decide(self, at: int, key: int) -> None:
        seat = self._seat()
        if seat.window.desk.review is not None:
            seat.click(at % max(1, len(seat.text) - 1))
            self._press(picked(_DECISIONS, key))

    @rule(key=st.sampled_from(("Ctrl+Z", "Ctrl+Z", "Ctrl+Shift+Z")))
    def go_back(self, key: str) -> None:
        self._press(key)

    @rule()
    def open_again(self) -> None:
        self._seat().open()

    @rule(one=some, way=some)
    def change_labels_elsewhere_in_the_window(self, one: int, way: int) -> None:
        """What the page of the scheme does; the page itself has tests of its own."""
        window = self._seat().window
        page = SchemeEditing(window.project)
        item = picked((*page.scheme.labels, *page.scheme.topics), one)
        targets = page.targets(item)
        if way % 3 == 0 and targets and not item.retired:
            window.desk.presenter.guarded(lambda: page.merge(item, picked(targets, way)))
        elif way % 3 == 1:
            window.desk.presenter.guarded(lambda: page.retire(item))
        else:
            window.desk.presenter.guarded(lambda: page.change(item, name=f"N{one} {way}"))
        window.desk.presenter.arrived()

    @rule(kind=some, number=some, key=some)
    def others_write(self, kind: int, number: int, key: int) -> None:
        """Another process of the same person works in an article; the window's watch sees it."""
        seat = self._seat()
        other = User.beside(seat.path, ANNOTATOR)
        try:
            other.go_to(number)
            other.focus(kind, number, key)
            other.key(key, number)
        finally:
            other.close()
        seat.window.watching.timer.timeout.emit()
        seat.press("Home")

    @invariant()
    def all_holds(self) -> None:
        if self.seat is None:
            return
        project = self.seat.window.project
        rows = rows_of(self.seat.path)
        check_rows(rows)
        check_counts(project, rows)
        check_sheet(project)
        assert not list(project.store.damage.all())
        review = self.seat.window.desk.review
        shown = self.seat.window.view.sheet
        assert shown is (None if review is None else review.sheet), "shown is what is on the desk"

    def teardown(self) -> None:
        try:
            if self.seat is not None:
                self.undo_all(self.seat)
        finally:
            if self.seat is not None:
                self.seat.window.close()
                self.seat.window.deleteLater()
            self.patches.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def undo_all(self, seat: Seat) -> None:
        """Undo of all gives the start, redo of all the end, by the keys."""
        end = rows_of(seat.path)
        self._all(seat, "Ctrl+Z", "Nothing to undo")
        gone = difference(by_acts(self.start), by_acts(rows_of(seat.path)))
        assert not gone, "\n".join(gone)
        self._all(seat, "Ctrl+Shift+Z", "Nothing to redo")
        gone = difference(by_acts(end), by_acts(rows_of(seat.path)))
        assert not gone, "\n".join(gone)

    def _all(self, seat: Seat, key: str, last: str) -> None:
        for _ in range(300):
            seat.press(key)
            assert "left as they are" not in seat.message
            if seat.message == last:
                return
        raise AssertionError(f"{key} has no end: {seat.message}")
