"""A flag of two bytes: by one the window asks jobs in other processes to let it write first, by the
other a job tells that it is writing.

It is a hint that saves waiting, never a lock: SQLite's locks keep the file right without it.
"""

from __future__ import annotations

import math
import mmap
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.storage.temp_files import FLAG, OPENING, lock, place_of

_NAP_SECONDS = 0.0005
_PATIENCE_SECONDS = 0.1
_LOOK_SECONDS = 0.02
_WINDOW_WAITS_SECONDS = 0.048  # of a machine with much to do: a job ends within 3 ms else
_BYTES = 2
_WANTED, _HELD = range(_BYTES)


class GiveWay:
    """The flag of one project, shared by all processes of this user that have it open.

    The window makes it, and takes it away when it closes. The others look now and then whether
    there is one, so that a job sees the flag of a window that was opened after it. Where it can't
    be made, the flag is this process's own, and nothing else changes.
    """

    def __init__(self, project: Path, *, is_window: bool) -> None:
        self._path = place_of(str(project.resolve()), FLAG)
        self._lock = lock_of(project)
        self.is_alone = False
        """Whether there was no window when it was looked last."""

        self._is_window = is_window
        self._byte: mmap.mmap | bytearray = bytearray(_BYTES)
        self._file: int | None = None  # the inode of what is mapped
        self._held: int | None = None  # the window's lock on the flag: it lives
        self._looked = -math.inf
        if is_window:
            self._make_anew()
        self._open()

    def _make_anew(self) -> None:
        """A flag that is there is of a window that died: there is but one window."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
            self._held = os.open(self._path, OPENING | os.O_CREAT | os.O_EXCL, 0o600)
            lock(self._held, False)

    def wants(self) -> bool:
        """Whether the window wants to write now; cheap enough to ask for each row."""
        if not self._is_window and time.monotonic() - self._looked > _LOOK_SECONDS:
            self._open()
        return self._byte[_WANTED] != 0

    def clear(self) -> None:
        """Lower a flag that a window which died has left up."""
        self._byte[_WANTED] = 0

    def hold(self, is_so: bool) -> None:
        """For a job: whether it is in a transaction from now on."""
        self._byte[_HELD] = is_so

    @contextmanager
    def raised(self) -> Iterator[None]:
        """The flag is up inside, and a job that was writing has mostly ended its transaction."""
        self._byte[_WANTED] = 1
        try:
            self._wait_for_job()
            yield
        finally:
            self._byte[_WANTED] = 0

    def _wait_for_job(self) -> None:
        """SQLite itself would look again after 1, 3, 8 and 18 ms. What a job told that was killed
        is believed once.
        """
        end = time.monotonic() + _WINDOW_WAITS_SECONDS
        while self._byte[_HELD]:
            if time.monotonic() >= end:
                self._byte[_HELD] = 0
            time.sleep(_NAP_SECONDS)

    def wait(self) -> None:
        """Return when the flag is down, after a tenth of a second at most."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while self.wants() and time.monotonic() < end:
            time.sleep(_NAP_SECONDS)

    def close(self) -> None:
        """Take the window's flag away; harmless when repeated."""
        is_there = self._file is not None
        self._let_go()
        self._looked = math.inf
        held, self._held = self._held, None
        if held is not None:
            os.close(held)
        if self._is_window and is_there:
            with suppress(OSError):  # another system keeps a file that a job has open
                self._path.unlink(missing_ok=True)

    def _open(self) -> None:
        """Map the flag that is there now, if it is another one than before."""
        self._looked = time.monotonic()
        self.is_alone = not (self._is_window or self._lock.exists())
        try:
            handle = os.open(self._path, OPENING | (os.O_CREAT if self._is_window else 0), 0o600)
        except OSError:
            self._let_go()
            return
        try:
            found = os.fstat(handle)
            if found.st_ino == self._file:
                return
            self._let_go()
            if found.st_size < _BYTES:
                os.ftruncate(handle, _BYTES)
            self._byte, self._file = mmap.mmap(handle, _BYTES), found.st_ino
        except (OSError, ValueError):
            pass  # the flag is this process's own
        finally:
            os.close(handle)

    def _let_go(self) -> None:
        if isinstance(self._byte, mmap.mmap):
            self._byte.close()
        self._byte, self._file = bytearray(_BYTES), None


def lock_of(project: Path) -> Path:
    """The file by which a window holds a project that no other window shall open."""
    return project.with_name(project.name + ".lock")
