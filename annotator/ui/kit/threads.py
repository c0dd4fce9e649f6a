"""Signals for what threads of jobs and workers have to tell: their window may be gone by then."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import SignalInstance


def teller(signal: SignalInstance) -> Callable[..., None]:
    """What emits a signal from another thread, and does nothing once its object is deleted."""

    def tell(*values: object) -> None:
        with suppress(RuntimeError):  # "Signal source has been deleted"
            signal.emit(*values)

    return tell
