"""Small files in the system's temporary folder by which the processes of one user speak of a
project. Who lives holds a lock on its own, so that those of the dead are known at the next start.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

FLAG, NAME = "flag", "name"
OPENING = os.O_RDWR
for _name in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):  # not all of them on every system
    OPENING |= getattr(os, _name, 0)


def place_of(about: str, ending: str) -> Path:
    """Where such a file about something lies; its name tells nobody what it is about."""
    name = hashlib.sha256(os.fsencode(about)).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"{_start()}{name}.{ending}"


def lock(handle: int, is_alone: bool) -> bool:
    """Lock a file for this process alone, or as one of many; whether nobody was in the way."""
    if sys.platform == "win32":
        return True
    import fcntl

    kind = fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def clear_dead() -> None:
    """Remove what processes that were killed have left; what living ones hold is locked."""
    for ending in (FLAG, NAME):
        with suppress(OSError):
            for place in Path(tempfile.gettempdir()).glob(f"{_start()}*.{ending}"):
                with suppress(OSError):
                    _remove_if_dead(place)


def _remove_if_dead(place: Path) -> None:
    handle = os.open(place, OPENING)
    try:
        if sys.platform != "win32" and lock(handle, True):
            place.unlink()
    finally:
        os.close(handle)
    if sys.platform == "win32":
        place.unlink()  # which the system refuses while somebody has it open


def _start() -> str:
    return f"annotator-{getattr(os, 'getuid', lambda: '')()}-"
