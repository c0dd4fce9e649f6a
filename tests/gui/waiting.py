"""Waiting for what other processes bring, however long they take on a machine that has much to do.

Such a wait has no time limit of its own: it ends when what is waited for is there, or when it can't
come any more.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QMessageBox

from annotator.core.codes import WorkerState
from annotator.ui.desk.suggestions import Suggestions
from annotator.ui.kit.pressing import wait_for

HOUR_MS = 3_600_000
"""Only for what neither comes nor is said to have failed: hang no run for ever."""

_LOST = (WorkerState.FAILED, WorkerState.GAVE_UP)


class Awaited:
    """Waits for what the worker of these suggestions, or a job of their window, brings.

    Made before that worker is started, so that it hears of all that fails.
    """

    def __init__(self, suggestions: Suggestions) -> None:
        self._failures: list[str] = []
        suggestions._state.connect(self._on_state)

    def wait(self, condition: Callable[[], object], what: str) -> None:
        """Until it holds; AssertionError as soon as nothing can bring it any more."""
        wait_for(lambda: condition() or self._why_in_vain(), what, HOUR_MS)
        assert condition(), f"waited in vain for {what}: {self._why_in_vain()}"

    def _why_in_vain(self) -> str:
        """What failed: the worker, or a job, of which a box tells."""
        box = QApplication.activeModalWidget()
        told = [box.text()] if isinstance(box, QMessageBox) else []
        return "; ".join((*self._failures, *told))

    def _on_state(self, _number: int, code: str, detail: object) -> None:
        if code in _LOST:
            self._failures.append(f"{code}: {detail}")
