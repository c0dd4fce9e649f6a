"""The event loop of the window is watched (`ui/shell/stall_watch.py`)."""

from __future__ import annotations

import threading

from PySide6.QtCore import QTimer

from annotator import stalls
from annotator.stalls import StallWatch
from annotator.ui.kit.pressing import wait_for
from annotator.ui.shell import stall_watch
from annotator.ui.shell.stall_watch import WatchedLoop


def test_a_turn_that_holds_the_window_is_caught_with_its_stack(seat, monkeypatch) -> None:
    def ask() -> bool:
        return loop.ask()

    caught, told, real = threading.Event(), [], stalls._stack

    def taken(frame):
        stack = real(frame)
        if any("hold_the_window" in line for line in stack):
            caught.set()
        return stack

    monkeypatch.setattr(stalls, "_stack", taken)
    watch = StallWatch(ask, told.append)
    loop = WatchedLoop(seat.window, watch)

    def hold_the_window() -> None:
        caught.wait(60)

    QTimer.singleShot(0, hold_the_window)
    wait_for(lambda: any("hold_the_window" in str(each.stack) for each in told), "the stall")
    loop.stop()


def test_the_watch_ends_with_the_window(seat, monkeypatch) -> None:
    made = []

    class Noted(WatchedLoop):
        def __init__(self, *given):
            super().__init__(*given)
            made.append(self)

    monkeypatch.setattr("annotator.ui.shell.window.WatchedLoop", Noted)
    seat.window.watch_stalls()
    assert made[0]._watch._thread.is_alive()
    seat.press("l")
    seat.window.close()
    assert not made[0]._watch._thread.is_alive()


def test_in_the_background_nothing_is_asked(seat, monkeypatch) -> None:
    monkeypatch.setattr(stall_watch.QGuiApplication, "applicationState", lambda _self: 0)
    loop = WatchedLoop(seat.window, StallWatch(lambda: False))
    assert loop.ask() is False
    loop.stop()
