"""The connection to a project file: pragmas, reads, transactions, batches, checkpoints."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from annotator.storage.faults import faults
from annotator.storage.giveway import GiveWay
from annotator.storage.open_files import closed, opened

Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]

_BUSY_SECONDS = 5.0
_LONGEST_VALUE_BYTES = 500_000_000
_BATCH_SECONDS = 0.005
_WAL_BYTES = 64 * 1024 * 1024  # a job's log is copied into the project file from here on


def connect(path: Path) -> sqlite3.Connection:
    """A connection to an existing file, without transactions of its own. Writes nothing yet.

    The file may be a stranger's: nothing that it brings may call a function with effects, and
    pages whose cells lie outside them are found out when they are read.
    """
    uri = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
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
        self._file = opened(path)
        if is_window:
            self.give_way.clear()

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        with faults(self.path.name):
            return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> Row | None:
        with faults(self.path.name):
            found: Row | None = self.connection.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, values)
        return None if row is None else row[0]

    def write(self, sql: str, values: Values = ()) -> int:
        """Run one statement inside `transaction()`; the id of the row that it inserted."""
        return self.connection.execute(sql, values).lastrowid or 0

    def write_many(self, sql: str, values: Iterable[Sequence[Any]]) -> None:
        self.connection.executemany(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or nothing. Inside a batch it is a part of the batch's."""
        with faults(self.path.name, is_saving=True):
            if self.connection.in_transaction:
                with self._savepoint():
                    yield
            else:
                with self._first(), self._whole():
                    yield

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
                self.connection.execute("UPDATE project SET id = 1")

    def _first(self) -> AbstractContextManager[None]:
        """A window's writes go before those of jobs."""
        return self.give_way.raised() if self.is_window else nullcontext()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self.roll_back()
            raise

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self.connection.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
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

    def checkpoint_passive(self) -> None:
        """Copy what the log holds into the file as far as that disturbs nobody."""
        self.value("PRAGMA wal_checkpoint(PASSIVE)")

    def wal_bytes(self) -> int:
        log = self.path.with_name(self.path.name + "-wal")
        try:
            return log.stat().st_size
        except OSError:
            return 0

    def close(self) -> None:
        """Fold the log into the file and close; harmless when repeated."""
        try:
            self.connection.execute("PRAGMA busy_timeout = 200")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            pass  # in use elsewhere, closed already, or the disk is full: the log keeps everything
        finally:
            self.connection.close()
            self.give_way.close()
            closed(self._file)
            self._file = None


class Batch:
    """The writing of a job: `tick()` commits when 5 ms are over or the window waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._began = 0.0
        self._next_checkpoint = _WAL_BYTES

    def tick(self) -> None:
        is_late = time.perf_counter() - self._began > _BATCH_SECONDS
        if is_late or self._database.give_way.wants():
            self.commit()
            self._database.give_way.wait()
            self._copy_log()
            self.begin()

    def begin(self) -> None:
        self._database.connection.execute("BEGIN IMMEDIATE")
        self._began = time.perf_counter()

    def commit(self) -> None:
        try:
            self._database.connection.execute("COMMIT")
        except BaseException:
            self._database.roll_back()
            raise

    def _copy_log(self) -> None:
        size = self._database.wal_bytes()
        if size > self._next_checkpoint:
            self._database.checkpoint_passive()
            self._next_checkpoint = size + _WAL_BYTES if size > _WAL_BYTES * 4 else _WAL_BYTES
