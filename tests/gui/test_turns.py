"""What holds the window's thread fails the tests: `turns.py`, which `conftest.py` puts to use."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer

from annotator.ui.kit import pressing
from tests.gui.seat import Seat
from tests.gui.turns import Turns, fail_if_any, time_all

LONGEST_S = 20.0  # of the processor: until the other thread has looked


def held(turns: Turns) -> None:
    """Work without end, until its stack was taken."""
    began = time.thread_time()
    while time.thread_time() - began < turns.limit_s or not turns.stack:
        if time.thread_time() - began > LONGEST_S:
            return


class Holding(QObject):
    """Holds the window at each key, as a slow handler does."""

    def __init__(self, parent: QObject, turns: Turns) -> None:
        super().__init__(parent)
        self.turns = turns

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress:
            held(self.turns)
        return super().eventFilter(watched, event)


@pytest.mark.may_stall("it is held on purpose")
@pytest.mark.parametrize("where", ["key", "turn"])
def test_what_holds_the_window_fails_the_test_and_is_named(
    seat: Seat, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = Turns(0.03)
    with turns.watched():
        time_all(turns, monkeypatch)
        if where == "turn":
            QTimer.singleShot(0, lambda: held(turns))
            pressing.settle()
        else:
            seat.window.view.installEventFilter(Holding(seat.window, turns))
            seat.press("Right")
    assert any("test_turns.py" in each and " held" in each for each in turns.found)
    with pytest.raises(pytest.fail.Exception, match="held up"):
        fail_if_any(turns)


def test_what_is_slow_because_the_processor_is_does_not_fail(monkeypatch) -> None:
    turns = Turns(0.0)
    monkeypatch.setattr("tests.gui.turns.slowness", lambda: 1e9)
    turns.limit_s = 1e-9
    turns.timed("a turn", lambda: sum(range(1000)))()
    assert turns.found == []


def test_each_is_timed_for_itself(seat: Seat) -> None:
    """Many short ones are none that holds the window."""
    turns = Turns(0.03)
    short = turns.timed("short", lambda: sum(range(30_000)))
    began = time.thread_time()
    while time.thread_time() - began < 3 * turns.limit_s:
        short()
    assert turns.found == []
