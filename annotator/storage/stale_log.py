"""A log that does not belong to the file beside it is set aside before SQLite would replay it.

SQLite replays any log with the right name: that of a killed program into the colleague's newer
file that was put in its place, and the file is corrupt without a word. A log belongs to a file
when it goes on from the file's stamp, or has brought it there already (`storage/stamp.py`).
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from annotator.errors import EnvironmentFault, reason_of
from annotator.faults import Fault, Line
from annotator.notices import Notice
from annotator.storage import journal, stamp
from annotator.storage.stamp import Stamp, stamp_in
from annotator.storage.wal import (
    FRAME_BYTES,
    HEADER_BYTES,
    FirstPage,
    Log,
    read_header,
    read_log,
    stamp_page,
)

_TRIES = 5
_OPEN_BYTE = 128  # of the -shm: locked by everyone who has the log open (wal.c, WAL_LOCK)
_LONGEST_BYTES = 1_000_000
_MOST_STEPS = 10_000


def set_aside(path: Path) -> list[Notice]:
    """Rename what lies beside a project and belongs to another state of it; a line for each.

    Only for a file that this process does not have open: closing any handle takes its locks away.
    Raises EnvironmentFault where another program has the log open or it can't be renamed.
    """
    path = path.resolve()
    told = []
    try:
        for kind, is_stale in (("-wal", _is_stale_log), ("-journal", _is_stale_journal)):
            beside = path.with_name(path.name + kind)
            if beside.exists() and is_stale(path, beside):
                told.append(_rename(path, beside))
    except OSError as error:
        raise EnvironmentFault(
            Fault.LOG_NOT_RENAMED, where=str(path), reason=reason_of(error)
        ) from error
    return told


def _rename(path: Path, beside: Path) -> Notice:
    shm = path.with_name(path.name + "-shm")
    if _is_open_elsewhere(shm):
        raise EnvironmentFault(Fault.FILE_REPLACED, where=str(path))
    number = 1
    while (aside := beside.with_name(f"{beside.name}.aside-{number}")).exists():
        number += 1
    beside.rename(aside)
    if beside.name.endswith("-wal"):
        shm.unlink(missing_ok=True)
    return Line.LOG_SET_ASIDE(file=path.name, aside=aside.name)


def _is_stale_journal(path: Path, beside: Path) -> bool:
    return journal.is_stale(_bytes(path, 0, 100), beside)


def _is_stale_log(path: Path, beside: Path) -> bool:
    """Whether the log goes on from another state; looked at again where it is being written."""
    for _ in range(_TRIES):
        header = _bytes(path, 0, 100)
        page_bytes = _page_bytes(header)
        if beside.stat().st_size < HEADER_BYTES + FRAME_BYTES + 512:
            return False  # nothing to replay
        before = read_header(beside)
        first = stamp_page(beside)
        # The file is read before the log: what came into it from there is found there then.
        present = None if first is None else stamp_in(_page(path, first, page_bytes))
        log = read_log(beside)
        is_still = log is not None and log.header == before and log.stamp_page == first
        if is_still or (log is None and before == read_header(beside)):
            break
    if log is None or log.page_bytes != page_bytes:
        return True
    return log.frames > 0 and not _belongs(path, log, FirstPage.of(header), present)


def _belongs(path: Path, log: Log, file: FirstPage, present: Stamp | None) -> bool:
    if any(page.application_id != file.application_id for page in log.first_pages):
        # A log that has just made another program's file a project is not ours to judge.
        return file.application_id == 0
    if not log.stamps:
        # Another program wrote it, or this one before there were stamps: only what is plainly of
        # another file is refused.
        return all(page.user_version >= file.user_version for page in log.first_pages)
    goes_on_from = log.stamps[0].before
    if present is None:
        return goes_on_from == stamp.FIRST or _is_damaged(path)
    if present.token not in {goes_on_from, *(each.token for each in log.stamps)}:
        return False
    versions = [each.schema_version for each in log.stamps]
    versions += [each.schema_version for each in log.first_pages]
    return file.schema_version <= max(versions)


def _is_damaged(path: Path) -> bool:
    """Whether the file has no stamp that could be read: then its log may be what mends it."""
    uri = f"{path.as_uri()}?mode=ro&immutable=1"  # the file alone, without its log
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            # A stranger's file may have a view of this name that never ends.
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_BYTES)
            connection.set_progress_handler(lambda: 1, _MOST_STEPS)
            connection.execute(stamp.SELECT).fetchone()
            return False
    except sqlite3.OperationalError:
        return False  # there is no such table
    except sqlite3.DatabaseError:
        return True


def _is_open_elsewhere(shm: Path) -> bool:
    """Whether another process has the log open. Where that can't be told, renaming fails then."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        with shm.open("r+b") as stream:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _OPEN_BYTE)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _page(path: Path, number: int, page_bytes: int) -> bytes:
    return _bytes(path, (number - 1) * page_bytes, page_bytes)


def _bytes(path: Path, start: int, count: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(start)
        return stream.read(count)


def _page_bytes(header: bytes) -> int:
    size = int.from_bytes(header[16:18], "big")
    return 65536 if size == 1 else size
