"""A flag of one byte by which the window asks jobs in other processes to let it write first.

It is a hint that saves waiting, never a lock: SQLite's locks keep the file right without it.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NAP_SECONDS = 0.0005
_PATIENCE_SECONDS = 0.1


class GiveWay:
    """The flag of one project, shared by all processes of this user that have it open.

    The window takes it away when it closes. Where it can't be made, the flag is this process's own,
    and nothing else changes.
    """

    def __init__(self, project: Path, *, is_window: bool) -> None:
        self._path = _path(project) if is_window else None
        self._byte = _shared_byte(_path(project))

    def wants(self) -> bool:
        """Whether the window wants to write now; cheap enough to ask for each row."""
        return self._byte[0] != 0

    def clear(self) -> None:
        """Lower a flag that a window which died has left up."""
        self._byte[0] = 0

    @contextmanager
    def raised(self) -> Iterator[None]:
        """The flag is up inside."""
        self._byte[0] = 1
        try:
            yield
        finally:
            self._byte[0] = 0

    def wait(self) -> None:
        """Return when the flag is down, after a tenth of a second at most."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while self.wants() and time.monotonic() < end:
            time.sleep(_NAP_SECONDS)

    def close(self) -> None:
        if isinstance(self._byte, mmap.mmap):
            self._byte.close()
            self._byte = bytearray(1)
        if self._path is not None:
            with suppress(OSError):  # another system keeps a file that a job has open
                self._path.unlink(missing_ok=True)
            self._path = None


def _path(project: Path) -> Path:
    name = hashlib.sha256(os.fsencode(project.resolve())).hexdigest()[:24]
    user = getattr(os, "getuid", lambda: "")()
    return Path(tempfile.gettempdir()) / f"annotator-{user}-{name}.flag"


def _shared_byte(path: Path) -> mmap.mmap | bytearray:
    flags = os.O_RDWR | os.O_CREAT
    for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        handle = os.open(path, flags, 0o600)
    except OSError:
        return bytearray(1)
    try:
        if os.fstat(handle).st_size < 1:
            os.ftruncate(handle, 1)
        return mmap.mmap(handle, 1)
    except (OSError, ValueError):
        return bytearray(1)
    finally:
        os.close(handle)
