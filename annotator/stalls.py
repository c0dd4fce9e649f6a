"""What held the window up: for how long, and where in the program. No values, so no article text.

A thread asks the window now and then for a sign of life, and keeps the stack of the window's thread
where the answer takes too long.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Final

from annotator import paths
from annotator.values import dataclass

LIMIT_S: Final = 0.05
"""A key that is answered later than this feels late."""

_PAUSE_S = 0.03  # a stall of 80 ms is never missed
_MOST_FRAMES = 20
_MOST_KEPT = 200
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Stall:
    """When it began (UTC), how long the window was held, and the stack as "file:line function",
    the innermost last.
    """

    at: str
    milliseconds: int
    stack: tuple[str, ...]


def stalls_file() -> Path:
    """Where they are written down, the last ones last."""
    return paths.log_dir() / "stalls.jsonl"


def last(count: int) -> list[Stall]:
    """The last ones; a line that can't be read is passed over."""
    found = []
    with suppress(OSError):
        for line in stalls_file().read_text(encoding="utf-8").splitlines()[-count:]:
            with suppress(ValueError, TypeError, KeyError):
                given = json.loads(line)
                found.append(Stall(given["at"], given["milliseconds"], tuple(given["stack"])))
    return found


class StallWatch:
    """Asks the thread that made it now and then for a sign of life, from a thread of its own.

    `ask` sends the question and says whether it was sent; the watched thread calls `answer` when
    it gets there. `on_stall` is called in the watch's thread.
    """

    def __init__(
        self,
        ask: Callable[[], bool],
        on_stall: Callable[[Stall], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask, self._on_stall, self._clock = ask, on_stall or write, clock
        self._watched = threading.get_ident()
        self._is_answered, self._is_stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="stalls", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._is_stopped.set()
        self._is_answered.set()
        if self._thread.is_alive():
            self._thread.join()

    def answer(self) -> None:
        """The watched thread is there."""
        self._is_answered.set()

    def look(self) -> None:
        """Ask once, and tell of it if the answer takes too long."""
        self._is_answered.clear()
        if self._is_stopped.is_set():  # just now: the watched thread waits, and answers no more
            return
        since, at = self._clock(), datetime.now(UTC).isoformat(timespec="seconds")
        if not self._ask() or self._is_answered.wait(LIMIT_S):
            return
        frames = sys._current_frames()  # noqa: SLF001 - documented in spite of its name
        stack = _stack(frames.get(self._watched))
        self._is_answered.wait()
        if not self._is_stopped.is_set():
            self._on_stall(Stall(at, round((self._clock() - since) * 1000), stack))

    def _run(self) -> None:
        while not self._is_stopped.wait(_PAUSE_S):
            self.look()


def write(stall: Stall) -> None:
    """Write one down; only the last ones are kept."""
    path = stalls_file()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        line = json.dumps(asdict(stall))
        if len(lines) < 2 * _MOST_KEPT:
            with path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        else:
            path.write_text("\n".join([*lines[-_MOST_KEPT:], line, ""]), encoding="utf-8")


def _stack(frame: FrameType | None) -> tuple[str, ...]:
    found: list[str] = []
    while frame is not None and len(found) < _MOST_FRAMES:
        code = frame.f_code
        found.append(f"{_short(code.co_filename)}:{frame.f_lineno} {code.co_name}")
        frame = frame.f_back
    return tuple(reversed(found))


def _short(file: str) -> str:
    """A file of ours by its place in the program, another by its last two parts."""
    path = Path(file)
    with suppress(ValueError):
        return path.relative_to(_PACKAGE).as_posix()
    return "/".join(path.parts[-2:])
