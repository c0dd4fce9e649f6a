"""Which project files this process has open.

Closing any handle on a file takes away all locks that this process holds on it (POSIX), SQLite's
too: another process would then think itself alone with the project and delete its log. So the
bytes of a file are only ever looked at by themselves while nobody here has it open.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Key = tuple[int, int]


_guard = threading.RLock()
_open: Counter[Key] = Counter()


@contextmanager
def opening(path: Path) -> Iterator[bool]:
    """Alone with all opening in this process; whether the file is open here already."""
    with _guard:
        key = key_of(path)
        yield key in _open


def opened(path: Path) -> Key | None:
    """Note that a connection to this file is open; what `closed` wants to hear."""
    with _guard:
        key = key_of(path)
        if key is not None:
            _open[key] += 1
        return key


def closed(key: Key | None) -> None:
    """Note that the connection is closed."""
    with _guard:
        if key is not None:
            _open[key] -= 1
            if _open[key] <= 0:
                del _open[key]


def key_of(path: Path) -> Key | None:
    """The file that bears a name now: device and number; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
