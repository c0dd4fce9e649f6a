"""Folding the log into the project file while the window works: the long part in a thread.

Copying takes 1.6 ms for a MB and disturbs nobody, so a thread does it with a connection of its own;
emptying the log is short, and done by the connection whose pages are in memory, which keeps them.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path

from annotator.errors import AnnotatorError, EnvironmentFault
from annotator.storage.faults import faults
from annotator.storage.open_files import Key, key_of
from annotator.storage.patience import waiting

_LAST_TRIES = 5
_LAST_NAP_SECONDS = 0.02
_LONG_BYTES = 24 * 1024 * 1024  # emptying takes longer than a frame from here on
FOLD_FROM_BYTES = 16 * 1024 * 1024
"""A log of this length is folded in by whoever is no window and has just written to it."""


class Log:
    """The log of an open project file: how long it is, copying it into the file, emptying it."""

    def __init__(self, path: Path, key: Key | None, connection: sqlite3.Connection) -> None:
        self.path = path
        self.key = key
        self._connection = connection
        self._file = path.with_name(path.name + "-wal")
        self._left_at_bytes = 0  # how long it was when it could not be emptied

    @property
    def is_in_place(self) -> bool:
        """Whether the file that is open still bears the name by which it was opened."""
        return key_of(self.path) == self.key

    def size_bytes(self) -> int:
        try:
            return self._file.stat().st_size
        except OSError:
            return 0

    @property
    def is_long(self) -> bool:
        """Whether it is to be folded in before it grows.

        Where it can't be emptied because somebody reads, its length says nothing any more: it is
        written anew from its beginning. It is tried again when it has grown.
        """
        return self.size_bytes() >= self._left_at_bytes + FOLD_FROM_BYTES

    def fold_if_long(self) -> None:
        """Keep the log short, however much is written; between two transactions.

        That it can't be is no fault of what was written, which is stored.
        """
        if not self.is_long:
            return
        is_empty = False
        with suppress(AnnotatorError):
            is_empty = self.copy() and self.empty()
        self._left_at_bytes = 0 if is_empty else self.size_bytes()

    def copy(self) -> bool:
        """Copy what the log holds into the file, which disturbs nobody; whether all of it was."""
        with faults(self.path.name):
            _, frames, copied = self._connection.execute(
                "PRAGMA wal_checkpoint(PASSIVE)"
            ).fetchone()
            return bool(frames == copied)

    def empty(self) -> bool:
        """Copy the log into the file and empty it; False where somebody reads or writes just now.

        Nobody is waited for: that would keep all others from writing. Emptying a log that has been
        copied takes .6 ms for a MB.
        """
        if not self.is_in_place:
            return False
        with faults(self.path.name), waiting(self._connection, 0):
            busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy

    def fold_at_last(self) -> None:
        """Empty it before the file is closed, with a few tries."""
        for _ in range(_LAST_TRIES):
            if self.copy() and self.empty():
                return
            time.sleep(_LAST_NAP_SECONDS)


class Folding:
    """`begin`, then `end` now and then until it says whether the log is empty."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._connection: sqlite3.Connection | None = None
        self._thread: threading.Thread | None = None
        self._is_copied = False

    def begin(self) -> None:
        """Start copying, unless that is under way or there is nothing to copy."""
        if self._thread is None and self._log.size_bytes() and self._connect():
            self._thread = threading.Thread(target=self._copy, name="fold the log", daemon=True)
            self._thread.start()

    def end(self) -> bool | None:
        """Whether the log is empty by now; None: it is still being copied."""
        if self._thread is not None:
            if self._thread.is_alive():
                return None
            self._thread.join()
            self._thread = None
            try:
                if not self._is_copied or not self._log.empty():
                    return False
            except EnvironmentFault:  # the log keeps everything
                return False
        return self._log.size_bytes() == 0

    def stop(self) -> None:
        """Wait for the thread, and close what it used."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> bool:
        """Have a connection to the very file that is open, whatever bears its name."""
        if self._connection is None and self._log.is_in_place:
            uri = f"{self._log.path.as_uri()}?mode=rw"
            found = sqlite3.connect(
                uri, uri=True, timeout=0, isolation_level=None, check_same_thread=False
            )
            self._connection = found
        if self._connection is None:
            return False
        is_ours = self._log.is_in_place  # it may just have gone
        if not is_ours:
            self.stop()
        return is_ours

    def _copy(self) -> None:
        assert self._connection is not None
        way = "TRUNCATE" if self._log.size_bytes() > _LONG_BYTES else "PASSIVE"
        try:
            row = self._connection.execute(f"PRAGMA wal_checkpoint({way})").fetchone()
        except sqlite3.Error:
            self._is_copied = False
        else:
            self._is_copied = bool(row) and row[0] == 0 and row[1] == row[2]
