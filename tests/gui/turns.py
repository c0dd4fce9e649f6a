"""What a key, or a turn of the event loop, takes of the processor in the window's thread. A test in
which one of them takes too long fails, with the stack at that time: what is slow there holds up a
person's next key.

The time is that of the thread, not of a clock: a machine that has other things to do changes next
to nothing. Whether the processor itself is slower just now, known work tells, which is done only
where something took too long. What is slow for once, as a machine's disk is, is no fault of the
program: such a test runs again, twice at most (pyproject.toml), and fails if it is slow each time.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from annotator import stalls
from annotator.ui.kit import pressing
from tests.gui import seat

LIMIT_S: Final = 0.2
"""The longest seen on a machine with ten times as much to do as it can was 116 ms."""

_LOOK_S = 0.02
_WORK, _WORK_S = 60_000, 0.006  # so long it took where the limit was chosen
_PATHS = ("/pluggy/", "_pytest/", "gui/turns.py", "kit/pressing.py", "gui/seat.py")


class Turns:
    """Times them in the thread that makes it; `found` has a line for each that took too long."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self.limit_s, self.found = limit_s, list[str]()
        self.stack: tuple[str, ...] = ()
        """Of the call that is under way, once it has taken half of what it may."""
        self._began: float | None = None
        self._thread, self._is_over = threading.get_ident(), threading.Event()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look at the thread from another one now and then, for the stack of what takes long."""
        looking = threading.Thread(target=self._look, name="turns", daemon=True)
        looking.start()
        try:
            yield
        finally:
            self._is_over.set()
            looking.join()

    def timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, timed; one inside another, as the keys in a dialog that a key has opened,
        counts by itself and not with the outer one.
        """

        def do(*given: Any, **named: Any) -> Any:
            if threading.get_ident() != self._thread:
                return call(*given, **named)
            outer, entered = self._began, time.thread_time()
            self.stack, self._began = (), entered
            try:
                return call(*given, **named)
            finally:
                now = time.thread_time()
                self._judge(name, now - self._began)
                self._began = None if outer is None else outer + now - entered
                self.stack = ()

        return do

    def _judge(self, name: str, took: float) -> None:
        if took > self.limit_s and took > self.limit_s * slowness():
            places = [x for x in self.stack if not any(path in x for path in _PATHS)]
            told = " > ".join(places[-8:]) or "not in Python"
            self.found.append(f"{name}: {took * 1000:.0f} ms of the window's thread, in {told}")

    def _look(self) -> None:
        if not hasattr(time, "pthread_getcpuclockid"):
            return
        clock = time.pthread_getcpuclockid(self._thread)
        while not self._is_over.wait(_LOOK_S):
            began = self._began
            if began is None or self.stack:
                continue
            if time.clock_gettime(clock) - began > self.limit_s / 2:
                self.stack = stalls._stack(sys._current_frames().get(self._thread))


def slowness() -> float:
    """How many times as long as usual the processor takes for known work, at least 1."""
    return max(1.0, min(_seconds_of_work() for _ in range(3)) / _WORK_S)


def _seconds_of_work() -> float:
    began, total = time.thread_time(), 0
    for number in range(_WORK):
        total += number % 7
    return time.thread_time() - began


def fail_if_any(turns: Turns) -> None:
    """Fail the test in which something held the window's thread."""
    if turns.found:
        pytest.fail("the window was held up:\n" + "\n".join(turns.found), pytrace=False)


class _Timed:
    """A class of Qt's, whose static functions of these names are timed."""

    def __init__(self, of: Any, turns: Turns, names: tuple[str, ...]) -> None:
        self._of = of
        for name in names:
            setattr(self, name, turns.timed(name, getattr(of, name)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)


_BY_WHAT = (
    (pressing, "QCoreApplication", ("processEvents", "sendPostedEvents")),
    (pressing, "QTest", ("keyClick",)),
    (pressing, "QApplication", ("sendEvent",)),
    (seat, "QTest", ("mouseClick", "mouseDClick", "mousePress", "mouseMove", "mouseRelease")),
)


def time_all(turns: Turns, patch: pytest.MonkeyPatch) -> None:
    """Time all by which tests press keys, click, and let the event loop turn."""
    for module, name, functions in _BY_WHAT:
        patch.setattr(module, name, _Timed(getattr(module, name), turns, functions))
