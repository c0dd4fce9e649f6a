"""What held the window up is written down, without any value (`stalls.py`)."""

from __future__ import annotations

import threading

from annotator import stalls
from annotator.stalls import Stall, StallWatch, last, stalls_file, write


def held(secret: str, asked: threading.Event, told: threading.Event) -> str:
    """Work that goes on until the watch has its stack."""
    asked.wait(60)
    told.wait(60)
    return secret


def test_work_over_the_limit_is_told_with_the_stack_at_that_time(monkeypatch) -> None:
    """The watched thread answers only when its stack was taken."""
    asked, caught, found = threading.Event(), threading.Event(), list[Stall]()
    real = stalls._stack

    def taken(frame):
        caught.set()
        return real(frame)

    monkeypatch.setattr(stalls, "_stack", taken)

    def ask() -> bool:
        asked.set()
        return True

    times = iter([10.0, 10.123])
    watch = StallWatch(ask, found.append, lambda: next(times))
    looking = threading.Thread(target=watch.look)
    looking.start()
    held("Putin", asked, caught)
    watch.answer()
    looking.join()
    assert [each.milliseconds for each in found] == [123]
    assert any(" held" in line for line in found[0].stack)
    assert any(line.startswith("tests/unit/test_stalls.py:") for line in found[0].stack)
    assert "Putin" not in str(found[0])


def test_an_answer_in_time_is_not_told(monkeypatch) -> None:
    monkeypatch.setattr(stalls, "LIMIT_S", 60)
    found: list[Stall] = []

    def ask() -> bool:
        watch.answer()
        return True

    watch = StallWatch(ask, found.append)
    watch.look()
    assert found == []


def test_where_nothing_was_asked_nothing_is_told(monkeypatch) -> None:
    monkeypatch.setattr(stalls, "LIMIT_S", 60)
    found: list[Stall] = []
    StallWatch(lambda: False, found.append).look()
    assert found == []


def test_a_watch_ends_while_it_waits_for_an_answer() -> None:
    asked, found = threading.Event(), list[Stall]()

    def ask() -> bool:
        asked.set()
        return True

    watch = StallWatch(ask, found.append)
    watch.start()
    asked.wait(60)
    watch.stop()
    assert found == []


def test_only_the_last_ones_are_kept_and_broken_lines_are_passed_over(monkeypatch) -> None:
    monkeypatch.setattr(stalls, "_MOST_KEPT", 5)
    for number in range(23):
        write(Stall("2026-01-01", number, ("a.py:1 f",)))
    assert len(stalls_file().read_text().splitlines()) <= 10
    with stalls_file().open("a") as file:
        file.write("{\n")
    assert [each.milliseconds for each in last(4)] == [20, 21, 22]
    stalls_file().write_bytes(b"")
    assert last(5) == []


class _StoppedMeanwhile(threading.Event):
    """The watch is stopped after it went to look, and before it forgets the last answer."""

    def __init__(self, stopped: threading.Event) -> None:
        super().__init__()
        self._stopped = stopped

    def clear(self) -> None:
        self._stopped.set()
        self.set()
        super().clear()


def test_a_watch_that_is_stopped_as_it_looks_asks_no_more() -> None:
    """Who stops it waits for its end: nobody would answer."""
    asked: list[bool] = []
    watch = StallWatch(lambda: bool(asked.append(True)))
    watch._is_answered = _StoppedMeanwhile(watch._is_stopped)
    watch.look()
    assert asked == []
