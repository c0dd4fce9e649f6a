"""One name, one file: while a project is open, all who have it open mean the same by its name.

SQLite's log has the name of the file. A file with two names (hard links) has two logs, and two
files that had one name (the first was replaced while it was open) share one: either is corrupt
soon. A symbolic link is no such name: it is followed first.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage.faults import ProjectDisplaced
from annotator.storage.temp_files import NAME, OPENING, lock, place_of

_FLAGS = OPENING | os.O_CREAT
_LONGEST = 8192
_TRIES = 20
_NAP_SECONDS = 0.002


class OneName:
    """Held while a file is open. The system releases it when a process dies.

    Where the system has no such locks, or no room for them, nothing is refused.
    """

    def __init__(self, path: Path) -> None:
        """Raises UserError where the file is open by another name, and ProjectDisplaced where
        another file is open by this name.
        """
        self._of_file = self._of_name = None
        found = path.stat()
        file, name = f"{found.st_dev}:{found.st_ino}", str(path)
        self._of_file = Shared(file)
        other = self._of_file.take(name)
        if other is not None:
            self.close()
            raise UserError(Fault.OPEN_BY_ANOTHER_NAME, where=name, other=other)
        self._of_name = Shared(name)
        if self._of_name.take(file) is not None:
            self.close()
            raise ProjectDisplaced(Fault.FILE_REPLACED, where=name)

    def close(self) -> None:
        """Let the file be opened by another name; harmless when repeated."""
        for each in (self._of_name, self._of_file):
            if each is not None:
                each.close()


def require_closed(path: Path) -> None:
    """Raise UserError where somebody has the file at this path open."""
    held = Shared(str(path.resolve()))
    is_open = held.is_held()
    held.close()
    if is_open:
        raise UserError(Fault.PROJECT_OPEN, where=str(path))


class Shared:
    """A word about something, shared by all processes of this user that hold it at a time."""

    def __init__(self, about: str) -> None:
        self._place = place_of(about, NAME)
        self._handle: int | None = None

    def take(self, word: str) -> str | None:
        """Hold it; or the other word that those who hold it have agreed upon."""
        if sys.platform == "win32":
            return None
        for _ in range(_TRIES):
            try:
                self._handle = os.open(self._place, _FLAGS, 0o600)
                found = self._agree(os.fsencode(word))
            except OSError:
                self.close()
                return None
            if found == os.fsencode(word):
                return None
            self.close()
            if found:
                return os.fsdecode(found)
            time.sleep(_NAP_SECONDS)  # somebody takes it, or lets go, just now
        return None

    def is_held(self) -> bool:
        """Whether anybody holds it now."""
        if sys.platform == "win32" or not self._place.exists():
            return False
        with suppress(OSError):
            self._handle = os.open(self._place, _FLAGS, 0o600)
            return not lock(self._handle, True)
        return False

    def close(self) -> None:
        """Let go; the last one clears up. Harmless when repeated."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        with suppress(OSError):
            if os.path.samestat(self._place.stat(), os.fstat(handle)) and lock(handle, True):
                self._place.unlink()
        os.close(handle)

    def _agree(self, word: bytes) -> bytes:
        """The word that holds now, and is this one for who comes first; b"": try again."""
        assert self._handle is not None
        if lock(self._handle, True):
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, word, 0)
        if not lock(self._handle, False):
            return b""
        try:
            is_there = os.path.samestat(self._place.stat(), os.fstat(self._handle))
        except FileNotFoundError:
            is_there = False  # who let go just now has removed what was opened
        return os.pread(self._handle, _LONGEST, 0) if is_there else b""
