"""The connection to a project file: pragmas, reads, transactions, batches, checkpoints."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from annotator.errors import AnnotatorError, Bug
from annotator.faults import Fault
from annotator.storage import stamp
from annotator.storage.codec import Row, decoded
from annotator.storage.faults import ProjectDisplaced, faults
from annotator.storage.folding import Folding
from annotator.storage.giveway import GiveWay
from annotator.storage.open_files import closed, key_of, opened
from annotator.storage.upkeep import Upkeep

R = TypeVar("R")
Values = Sequence[Any] | Mapping[str, Any]

_LONGEST_VALUE_BYTES = 500_000_000
_PATIENCE_MS = 5000
_PATIENCE_OF_WINDOW_MS = 12  # a job gives way sooner; a foreign program is not waited for
GROUP_PATIENCE_MS = 250  # for what is not done by a single key
_LAST_TRIES = 5
_LAST_NAP_SECONDS = 0.02
_BATCH_SECONDS = 0.005
_READING = ("SELECT", "WITH", "PRAGMA")
_ACT = "an act"
_LONG_SECONDS = 0.1  # from here on a group of acts shows that it goes on
_LOG_BYTES = 16 * 1024 * 1024  # a job's log is folded into the project file from here on


def connect(path: Path) -> sqlite3.Connection:
    """A connection to an existing file, without transactions of its own. Writes nothing yet.

    The file may be a stranger's: nothing that it brings may call a function with effects, and
    pages whose cells lie outside them are found out when they are read.
    """
    uri = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE_MS / 1000, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE_BYTES)
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
    return connection


def prepare(connection: sqlite3.Connection) -> None:
    """The pragmas of every connection that works with a project."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA cache_size = -32000")


class Database:
    """One open project file. Errors that a person can mend come out as the program's own."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, is_window: bool) -> None:
        self.path = path
        self.connection = connection
        self.give_way = GiveWay(path, is_window=is_window)
        self.is_window = is_window
        self.rollbacks = 0
        self._purpose: str | None = None  # what is written just now; nothing may be without
        self._is_unlogged = False
        self.has_new_index = False
        """Whether the full-text index was found broken and is made anew."""

        self.on_wait: Callable[[], None] | None = None
        self.key = opened(path)
        self._is_closed = False
        self._patience_ms = _PATIENCE_OF_WINDOW_MS if is_window else _PATIENCE_MS
        self._be_patient(self._patience_ms)
        self.folding = Folding(self)
        if is_window:
            self.give_way.clear()

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        _require_reading(sql)
        with faults(self.path.name):
            return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> Row | None:
        _require_reading(sql)
        with faults(self.path.name):
            found: Row | None = self.connection.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, values)
        return None if row is None else row[0]

    def records(self, kind: type[R], sql: str, values: Values = ()) -> list[R]:
        """Dataclasses from rows whose columns have the names of the fields, in whatever order."""
        _require_reading(sql)
        with faults(self.path.name):
            cursor = self.connection.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return decoded(kind, names, cursor.fetchall())

    def record(self, kind: type[R], sql: str, values: Values = ()) -> R | None:
        """The first of `records`, or None."""
        found = self.records(kind, sql, values)
        return found[0] if found else None

    def named(self, sql: str, values: Values = ()) -> dict[str, Any]:
        """The first row by the names of its columns; empty where there is none."""
        _require_reading(sql)
        with faults(self.path.name):
            cursor = self.connection.execute(sql, values)
            row = cursor.fetchone()
            names = [column[0] for column in cursor.description]
            return {} if row is None else dict(zip(names, row, strict=True))

    def ids(self, sql: str, values: Values = ()) -> array[int]:
        """Ids from a query that makes one JSON array of them: a third of the time of rows."""
        return array("q", json.loads(self.value(sql, values)))

    def let_wait(self, began: float) -> None:
        """Between the acts of a large group: `on_wait` may show the person that it goes on."""
        if self.on_wait is not None and time.monotonic() - began > _LONG_SECONDS:
            self.on_wait()

    def write(self, sql: str, values: Values = ()) -> int:
        """Run one statement; the id of the row that it inserted.

        Raises Bug outside of `acting` and `maintaining`.
        """
        self._require_purpose()
        return self.connection.execute(sql, values).lastrowid or 0

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Insert a row of values by the names of their columns; its id. Bug as in `write`."""
        names = ", ".join(values)
        places = ", ".join(f":{name}" for name in values)
        return self.write(f"INSERT INTO {table} ({names}) VALUES ({places})", values)  # noqa: S608

    def write_many(self, sql: str, values: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each of the values; Bug as in `write`."""
        self._require_purpose()
        self.connection.executemany(sql, values)

    def _require_purpose(self) -> None:
        if self._purpose is None:
            raise Bug(Fault.WRITE_WITHOUT_ACT)
        self._is_unlogged = self._is_unlogged or self._purpose == _ACT

    def acting(self, *, patience_ms: int | None = None) -> AbstractContextManager[None]:
        """Write what a person does, all of it or nothing, and the act into the log with it.

        Raises what `transaction` does, and Bug where rows were changed and no act was logged.
        """
        return self.transaction(_ACT, patience_ms=patience_ms)

    def maintaining(self, upkeep: Upkeep) -> AbstractContextManager[None]:
        """Write what is no act and so is not undone, all of it or nothing."""
        return self.transaction(upkeep)

    def logged(self) -> None:
        """The rows that were changed so far are in the log of acts."""
        self._is_unlogged = False

    @property
    def is_writing(self) -> bool:
        """Whether a transaction is open."""
        return self.connection.in_transaction

    @contextmanager
    def transaction(
        self, purpose: str | None = None, *, patience_ms: int | None = None
    ) -> Iterator[None]:
        """All of what is written inside, or nothing. Inside a batch it is a part of the batch's.

        Without a purpose it only holds together what `acting` and `maintaining` let be written.
        Raises ProjectLocked where another program is still writing after `patience_ms`, and
        ProjectDisplaced where the file is no longer in its place.
        """
        before = self._purpose
        with faults(self.path.name, is_saving=True), self._held(patience_ms):
            self._purpose = purpose or before
            try:
                yield
                if purpose == _ACT and self._is_unlogged:
                    raise Bug(Fault.CHANGED_WITHOUT_ACT)
            finally:
                self._purpose = before

    def _held(self, patience_ms: int | None) -> AbstractContextManager[None]:
        return self._savepoint() if self.is_writing else self._begun(patience_ms)

    @contextmanager
    def _begun(self, patience_ms: int | None) -> Iterator[None]:
        with self._first(), self._waiting(patience_ms), self._whole():
            yield

    @contextmanager
    def _waiting(self, patience_ms: int | None) -> Iterator[None]:
        if patience_ms is None:
            yield
            return
        self._be_patient(max(self._patience_ms, patience_ms) if patience_ms else 0)
        try:
            yield
        finally:
            self._be_patient(self._patience_ms)

    def _be_patient(self, milliseconds: int) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {milliseconds:d}")

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """Many small writes in transactions of a few milliseconds; see `Batch`.

        Only the end waits for the disk (a third of an import's time was that): a power failure
        may take the last rows back, never a part of one.
        """
        with faults(self.path.name, is_saving=True):
            self.connection.execute("PRAGMA synchronous = NORMAL")
            batch = Batch(self)
            try:
                batch.begin()
                yield batch
                batch.commit()
            except BaseException:
                self.roll_back()
                raise
            finally:
                self.connection.execute("PRAGMA synchronous = FULL")
            with self._whole():
                pass  # its stamp waits for the disk, and so does all that came before

    def _first(self) -> AbstractContextManager[None]:
        """A window's writes go before those of jobs."""
        return self.give_way.raised() if self.is_window else nullcontext()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self.require_in_place()
        self.connection.execute("BEGIN IMMEDIATE")
        self._is_unlogged = False
        try:
            yield
            self.commit()
        except BaseException:
            self.roll_back()
            raise

    def commit(self) -> None:
        """End a transaction; the stamp tells which log goes on from here."""
        self.connection.execute(stamp.UPDATE)
        self.connection.execute("COMMIT")

    @property
    def is_in_place(self) -> bool:
        """Whether the file that is open still bears the name by which it was opened."""
        return key_of(self.path) == self.key

    def require_in_place(self) -> None:
        """Raise ProjectDisplaced unless the file is where it was."""
        if not self.is_in_place:
            is_there = self.path.exists()
            displaced = Fault.PROJECT_REPLACED if is_there else Fault.PROJECT_GONE
            raise ProjectDisplaced(displaced, where=self.path.name)

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self.connection.execute("SAVEPOINT part")
        was_unlogged = self._is_unlogged
        try:
            yield
        except BaseException:
            self._is_unlogged = was_unlogged
            self.rollbacks += 1
            if self.connection.in_transaction:  # a full disk may have ended it
                self.connection.execute("ROLLBACK TO part")
                self.connection.execute("RELEASE part")
            raise
        self.connection.execute("RELEASE part")

    def roll_back(self) -> None:
        self.rollbacks += 1
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def data_version(self) -> int:
        """A number that changes when another connection has written."""
        return int(self.value("PRAGMA data_version"))

    def copy_log(self) -> bool:
        """Copy what the log holds into the file, which disturbs nobody; whether all of it was."""
        _, frames, copied = self.row("PRAGMA wal_checkpoint(PASSIVE)") or (1, -1, 0)
        return bool(frames == copied)

    def fold(self) -> bool:
        """Copy the log into the file and empty it; False where somebody reads or writes just now.

        Nobody is waited for: that would keep all others from writing. Emptying a log that has been
        copied takes .6 ms for a MB.
        """
        if not self.is_in_place:
            return False
        with faults(self.path.name), self._waiting(0):
            busy, _, _ = self.row("PRAGMA wal_checkpoint(TRUNCATE)") or (1, 0, 0)
            return not busy

    def _fold_at_last(self) -> None:
        for _ in range(_LAST_TRIES):
            if self.copy_log() and self.fold():
                return
            time.sleep(_LAST_NAP_SECONDS)

    def wal_bytes(self) -> int:
        log = self.path.with_name(self.path.name + "-wal")
        try:
            return log.stat().st_size
        except OSError:
            return 0

    def close(self) -> None:
        """Fold the log into the file and close; harmless when repeated."""
        if self._is_closed:
            return
        self._is_closed = True
        self.folding.stop()
        try:
            self._fold_at_last()
        except (AnnotatorError, sqlite3.Error):
            pass  # in use elsewhere, or the disk is full: the log keeps everything
        finally:
            self.connection.close()
            self.give_way.close()
            closed(self.key)


def _require_reading(sql: str) -> None:
    if not (sql.startswith(_READING) or sql.lstrip().startswith(_READING)):
        raise Bug(Fault.WRITE_AMONG_READS, where=sql.split(maxsplit=1)[0])


class Batch:
    """The writing of a job: `tick()` commits when 5 ms are over or the window waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._began = 0.0
        self._fold_from = _LOG_BYTES

    def tick(self) -> None:
        is_late = time.perf_counter() - self._began > _BATCH_SECONDS
        if is_late or self._database.give_way.wants():
            self.commit()
            self._database.give_way.wait()
            self._fold_long_log()
            self.begin()

    def begin(self) -> None:
        self._database.require_in_place()
        self._database.connection.execute("BEGIN IMMEDIATE")
        self._began = time.perf_counter()

    def commit(self) -> None:
        try:
            self._database.commit()
        except BaseException:
            self._database.roll_back()
            raise

    def _fold_long_log(self) -> None:
        """Keep the log short however long the job is.

        Where it can't be emptied because somebody reads, its length says nothing any more: it is
        written anew from its beginning. It is tried again when it has grown.
        """
        size = self._database.wal_bytes()
        if size < self._fold_from:
            return
        is_empty = self._database.copy_log() and self._database.fold()
        self._fold_from = _LOG_BYTES if is_empty else size + _LOG_BYTES
