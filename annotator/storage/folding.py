"""Folding the log into the project file while the window works: the long part in a thread.

Copying takes 1.6 ms for a MB and disturbs nobody, so a thread does it with a connection of its own;
emptying the log is short, and done by the connection whose pages are in memory, which keeps them.
"""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

from annotator.errors import EnvironmentFault
from annotator.storage.open_files import key_of

if TYPE_CHECKING:
    from annotator.storage.connection import Database

_LONG_BYTES = 24 * 1024 * 1024  # emptying takes longer than a frame from here on


class Folding:
    """`begin`, then `end` now and then until it says whether the log is empty."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: sqlite3.Connection | None = None
        self._thread: threading.Thread | None = None
        self._is_copied = False

    def begin(self) -> None:
        """Start copying, unless that is under way or there is nothing to copy."""
        if self._thread is None and self._database.wal_bytes() and self._connect():
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
                if not self._is_copied or not self._database.fold():
                    return False
            except EnvironmentFault:  # the log keeps everything
                return False
        return self._database.wal_bytes() == 0

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
        if self._connection is None and self._database.is_in_place:
            path = self._database.path
            uri = f"{path.as_uri()}?mode=rw"
            found = sqlite3.connect(
                uri, uri=True, timeout=0, isolation_level=None, check_same_thread=False
            )
            self._connection = found
        if self._connection is None:
            return False
        is_ours = key_of(self._database.path) == self._database.key  # it may just have gone
        if not is_ours:
            self.stop()
        return is_ours

    def _copy(self) -> None:
        assert self._connection is not None
        way = "TRUNCATE" if self._database.wal_bytes() > _LONG_BYTES else "PASSIVE"
        try:
            row = self._connection.execute(f"PRAGMA wal_checkpoint({way})").fetchone()
        except sqlite3.Error:
            self._is_copied = False
        else:
            self._is_copied = bool(row) and row[0] == 0 and row[1] == row[2]
