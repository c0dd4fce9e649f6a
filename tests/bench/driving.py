"""The real window, off-screen, driven by real key events and timed up to its paint."""

from __future__ import annotations

import os
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent

from annotator import app
from annotator.ui.kit import pressing
from annotator.ui.shell.window import Window
from annotator.workspace.open.project import Project
from tests.bench.making import ANNOTATOR

SIZE = 1440, 900
"""Of the window: how much of a text is in view decides how many keys a way costs."""


class Driver:
    """One window with one project."""

    def __init__(self, path: Path) -> None:
        self.application = app.make_application()
        self.window = Window()
        self.view = self.window.view
        self.desk = self.window.desk
        self.desk.articles.enter_guard_ms = 0
        self._painted_at = 0.0
        self._paints = 0
        self.view.painted.connect(self._on_painted)
        self.window.resize(*SIZE)
        self.window.open_project(Project(path, ANNOTATOR))
        self.window.show()
        self.activate()
        self.settle()

    @property
    def review(self):
        return self.desk.review

    def activate(self) -> None:
        """Shortcuts fire only in an active window."""
        pressing.activate(self.window)
        self.view.setFocus()

    def settle(self, ms: int = 60) -> None:
        """Let everything that was put off happen."""
        end = time.perf_counter() + ms / 1000
        while time.perf_counter() < end:
            self.application.processEvents()
            time.sleep(0.001)
        # without a loop of its own Qt would keep each document that was left
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def press(self, keys: str) -> float | None:
        """Press a key or chord; milliseconds from the press until the text was painted.

        None where nothing was to be painted, as for Down in the last line.
        """
        paints = self._paints
        began = time.perf_counter()
        pressing.press(self.window, keys)
        try:
            self.wait_for_paint(paints, 0.5)
        except TimeoutError:
            return None
        return (self._painted_at - began) * 1000

    def send(self, keys: str) -> None:
        """Press a key or chord, and wait for nothing."""
        pressing.press(self.window, keys)

    def wait_for_paint(self, paints: int, patience_s: float = 20.0) -> None:
        """Process events until the text was painted once more than so many times."""
        patience = time.perf_counter() + patience_s
        while self._paints == paints:
            self.application.processEvents()
            if time.perf_counter() > patience:
                raise TimeoutError("nothing was painted")
        self._check_painted()

    def timed(self, what) -> float:
        """Milliseconds from a call until the text was painted after it."""
        paints = self._paints
        began = time.perf_counter()
        what()
        self.wait_for_paint(paints)
        return (self._painted_at - began) * 1000

    def _check_painted(self) -> None:
        """A fast paint that left the marks out is not to be measured."""
        sheet = self.view.sheet
        if sheet is None or not sheet.text:
            return
        start, end = self.view.characters.in_view()
        assert start < end, "no line of the text was painted"
        if sheet.marks.touching(start, end):
            assert any(row.pieces for row in self.view._in_view.rows), "no mark was painted"

    def close(self) -> None:
        self.window.close()
        self.application.processEvents()

    def _on_painted(self) -> None:
        self._painted_at = time.perf_counter()
        self._paints += 1
