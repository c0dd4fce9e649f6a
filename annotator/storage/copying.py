"""A whole copy of a project, at any moment, read back before it gets its name."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from annotator import leftovers
from annotator.errors import Bug, UserError
from annotator.faults import Fault
from annotator.notices import Notice
from annotator.storage import stamp
from annotator.storage.checks import check_folder
from annotator.storage.faults import faults
from annotator.storage.one_name import require_closed
from annotator.storage.stale_log import set_aside

_STEP_PAGES = 1024  # between two looks at whether to go on
_STEP_INSTRUCTIONS = 200_000  # some ten milliseconds
_COUNTS = " UNION ALL ".join(
    f"SELECT count(*) FROM {name}"  # noqa: S608
    for name in ("articles", "spans", "decisions", "reviews", "article_topics", "acts", "labels")
)

OnStep = Callable[[int, int], None]
"""Called with how many pages are copied, and how many there are; what it raises ends the copy."""


def copy(
    source: sqlite3.Connection,
    project: Path,
    to: Path,
    *,
    may_replace: bool = False,
    on_step: OnStep = lambda _done, _total: None,
) -> list[Notice]:
    """Copy what `source` has open, log included, into a new file.

    Others may go on writing to the project: the copy is of one moment. Gives a line for each
    log that lay there and was set aside. Raises UserError where there is a file of this name,
    unless it may be replaced.
    """
    if not may_replace or not to.exists():
        check_folder(to)
    elif not to.is_file() or (project.exists() and to.samefile(project)):
        raise UserError(Fault.COPY_OF_ITSELF, where=str(to))
    else:
        require_closed(to)
    half = to.with_name(f".annotator-{os.getpid()}-{to.name[:80]}.copy")
    try:
        with faults(str(to), is_saving=True):
            _write(source, half, on_step)
            return _put_in_place(half, to, may_replace=may_replace)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            half.with_name(half.name + ending).unlink(missing_ok=True)
        leftovers.forget(half)


def _write(source: sqlite3.Connection, half: Path, on_step: OnStep) -> None:
    leftovers.make_file(half)
    if not source.in_transaction:
        source.execute("BEGIN")  # what is read from here on is of one moment
    try:
        counts, state = _counts(source), state_of(source)
        with closing(sqlite3.connect(half, isolation_level=None)) as target:
            source.backup(
                target,
                pages=_STEP_PAGES,
                progress=lambda _status, left, total: on_step(total - left, total),
            )
    finally:
        source.execute("ROLLBACK")
    with closing(sqlite3.connect(half, isolation_level=None)) as target:
        target.execute("PRAGMA synchronous = FULL")
        # A state of its own: no log of the original goes on from here.
        if _has_stamp(target):
            target.execute("UPDATE stamp SET value = ?", (stamp.first_value(state),))
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _read_back(target, counts, half.name, on_step)


def state_of(connection: sqlite3.Connection) -> str:
    """The token of the state that a project is in: each change of it gives another."""
    found = _stamp(connection)
    return stamp.FIRST if found is None else found.token


def copied_state(connection: sqlite3.Connection) -> str:
    """Of an untouched copy: the token of the state that the project was in when it was made."""
    found = _stamp(connection)
    return stamp.FIRST if found is None else found.before


def _has_stamp(connection: sqlite3.Connection) -> bool:
    """Whether a project is of a version that has one."""
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'stamp'"
    return connection.execute(sql).fetchone() is not None


def _stamp(connection: sqlite3.Connection) -> stamp.Stamp | None:
    if not _has_stamp(connection):
        return None
    (value,) = connection.execute(stamp.SELECT).fetchone()
    return stamp.parse(str(value).encode())


def _read_back(target: sqlite3.Connection, counts: list[int], name: str, on_step: OnStep) -> None:
    with _steps(target, on_step):
        found = target.execute("PRAGMA integrity_check(1)").fetchall()
    if found != [("ok",)] or _counts(target) != counts:
        raise Bug(Fault.COPY_DIFFERS, where=name)


@contextmanager
def _steps(connection: sqlite3.Connection, on_step: OnStep) -> Iterator[None]:
    """Ask now and then, while a statement runs, whether to go on."""
    ends: list[BaseException] = []

    def go_on() -> bool:
        try:
            on_step(1, 1)
        except BaseException as end:  # raised below: SQLite would swallow it
            ends.append(end)
        return bool(ends)

    connection.set_progress_handler(go_on, _STEP_INSTRUCTIONS)
    try:
        yield
    except sqlite3.OperationalError:
        if ends:
            raise ends[0] from None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def _counts(connection: sqlite3.Connection) -> list[int]:
    return [count for (count,) in connection.execute(_COUNTS)]


def _put_in_place(half: Path, to: Path, *, may_replace: bool) -> list[Notice]:
    if may_replace and to.exists():
        half.replace(to)
    else:
        check_folder(to)  # nobody made it meanwhile
        half.rename(to)
    return set_aside(to)  # the log of a file that was here before is not this one's
