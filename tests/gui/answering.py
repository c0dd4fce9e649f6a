"""Answering what a modal dialog asks, while its event loop holds the test up.

An assertion that fails there, or an answer that leaves the dialog open, would hang the run; an
answer that nobody asks for would be given in a later test. Here each of these ends the dialogs and
fails the test.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from annotator.ui.kit.pressing import press, type_text

_POLL_MS = 4
_waiting: deque[Answer] = deque()


class Answer:
    """What is done with the next dialog that opens; `fault` is what went wrong with it."""

    def __init__(self, act: Callable[[Any], object]) -> None:
        self._act = act
        self._known = [each for each in QApplication.topLevelWidgets() if is_modal(each)]
        self.fault: BaseException | None = None
        self.is_given = False
        self._timer = QTimer(interval=_POLL_MS)
        self._timer.timeout.connect(self._on_look)
        self._timer.start()

    def drop(self) -> None:
        """Do nothing with what opens from now on."""
        self._timer.stop()
        if self in _waiting:
            _waiting.remove(self)

    def _on_look(self) -> None:
        dialog = QApplication.activeModalWidget()
        is_turn = bool(_waiting) and _waiting[0] is self
        if is_turn and dialog is not None and dialog not in self._known:
            self.drop()
            for each in _waiting:
                each._known.append(dialog)
            self._give(dialog)

    def _give(self, dialog: QWidget) -> None:
        self.is_given = True
        try:
            self._act(dialog)
            assert not is_modal(dialog), f"“{dialog.windowTitle()}” is open after its answer"
        except BaseException as fault:
            self.fault = fault
            drop_all()
            self._close_all()
            raise  # pytest-qt fails the test with it

    def _close_all(self) -> None:
        """End the event loops that hold the test up; what was open before stays."""
        while (top := QApplication.activeModalWidget()) is not None and top not in self._known:
            if isinstance(top, QDialog):
                QDialog.done(top, QDialog.DialogCode.Rejected)
            else:
                top.hide()


def answer_next(act: Callable[[Any], object]) -> Answer:
    """Do this with the next dialog that opens; it must be closed then. Several: each in turn."""
    answer = Answer(act)
    _waiting.append(answer)
    return answer


def by_keys(*keys: str) -> Callable[[QWidget], None]:
    """What presses these keys in a dialog; a small word of several letters is typed."""

    def act(dialog: QWidget) -> None:
        for key in keys:
            (type_text if len(key) > 1 and key.islower() else press)(dialog, key)

    return act


def is_modal(widget: QWidget) -> bool:
    """Whether it is there, to be seen, and lets no other window have the keys."""
    return shiboken6.isValid(widget) and widget.isVisible() and widget.isModal()


def drop_all() -> int:
    """Forget the answers that nobody asked for: how many."""
    count = len(_waiting)
    while _waiting:
        _waiting[0].drop()
    return count


@contextmanager
def all_given() -> Iterator[None]:
    """Fail where an answer was prepared in here that nothing asked for."""
    yield
    left = drop_all()
    assert not left, f"answers were prepared that nothing asked for: {left}"
