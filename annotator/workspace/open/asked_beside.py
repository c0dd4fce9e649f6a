"""Questions to a project that are answered in a thread of their own, one after the other, and only
the last that was asked.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Generic, TypeVar

from annotator.storage.beside import Beside, BesideAProject, NotRead

W = TypeVar("W")


class AskedBeside(Generic[W]):
    """Subclasses answer; what they tell is told in the thread."""

    def __init__(self, path: Path) -> None:
        self._project = BesideAProject(path)
        self._changed = threading.Condition()
        self._wanted: W | None = None
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="beside", daemon=True)
        self._thread.start()

    def ask(self, wanted: W) -> None:
        """Answer this, and no longer what was asked before; returns at once."""
        with self._changed:
            self._project.break_off()  # here, so that it never is the new one
            self._wanted = wanted
            self._changed.notify()

    def stop(self) -> None:
        """Tell nothing more, and let go of the file."""
        with self._changed:
            self._wanted, self._is_over = None, True
            self._changed.notify()
        self._project.break_off()
        self._thread.join()

    @property
    def is_outdated(self) -> bool:
        """Whether something else is asked by now, or nothing any more."""
        with self._changed:
            return self._wanted is not None or self._is_over

    def answer(self, wanted: W, reading: Beside) -> None:
        """Answer a question, in the thread."""
        raise NotImplementedError

    def leave(self, wanted: W) -> None:
        """It could not be answered here: the index is broken, perhaps."""

    def _run(self) -> None:
        while (wanted := self._next()) is not None:
            try:
                with self._project.opened() as reading:
                    self.answer(wanted, reading)
            except NotRead:
                if not self.is_outdated:
                    self.leave(wanted)

    def _next(self) -> W | None:
        """What to answer, when there is something; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted is not None or self._is_over)
            wanted, self._wanted = self._wanted, None
            return wanted
