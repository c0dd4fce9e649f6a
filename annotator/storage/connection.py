"""The connection to a project file: pragmas, reads, transactions."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError, Bug
from annotator.faults import Fault
from annotator.storage import stamp
from annotator.storage.faults import ProjectDisplaced, faults
from annotator.storage.folding import Folding, Log
from annotator.storage.giveway import GiveWay
from annotator.storage.many_rows import inserts
from annotator.storage.open_files import closed, opened
from annotator.storage.patience import be_patient, waiting
from annotator.storage.reading import Reading, Values
from annotator.storage.upkeep import Upkeep

_LONGEST_VALUE_BYTES = 500_000_000
_PATIENCE_MS = 5000
_PATIENCE_OF_WINDOW_MS = 12  # a job gives way sooner; a foreign program is not waited for
GROUP_PATIENCE_MS = 250  # for what is not done by a single key
_CACHE_OF_WINDOW_KB = 32_000
_CACHE_KB = 8_000  # a job goes through a project once: more brings it nothing
_ACT = "an act"
_LONG_SECONDS = 0.1  # from here on a group of acts shows that it goes on

Late = Callable[[sqlite3.Connection, list[Any]], None]
"""Writes what a whole transaction adds to something."""


def connect(path: Path, *, is_for_thread: bool = False) -> sqlite3.Connection:
    """A connection to an existing file, without transactions of its own. Writes nothing yet. One
    `is_for_thread` may be handed to another thread.

    The file may be a stranger's: nothing that it brings may call a function with effects, and
    pages whose cells lie outside them are found out when they are read.
    """
    uri = f"{path.resolve().as_uri()}?mode=rw"
    connection = sqlite3.connect(
        uri,
        uri=True,
        timeout=_PATIENCE_MS / 1000,
        isolation_level=None,
        check_same_thread=not is_for_thread,
    )
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE_BYTES)
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
    return connection


def sqlite_version() -> str:
    """The version of SQLite that is in use."""
    return sqlite3.sqlite_version


def prepare(connection: sqlite3.Connection) -> None:
    """The pragmas of every connection that works with a project."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA wal_autocheckpoint = 0")


class Database(Reading):
    """One open project file. Errors that a person can mend come out as the program's own."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, is_window: bool) -> None:
        super().__init__(connection, path.name)
        self.path = path
        self.give_way = GiveWay(path, is_window=is_window)
        self.is_window = is_window
        self.rollbacks = 0
        self._transactions = 0
        self._purpose: str | None = None  # what is written just now; nothing may be without
        self._is_unlogged = False
        self._is_in_part = False
        self._is_spoiled = False  # something failed inside of the part that is open
        self._late: list[tuple[Late, Any]] = []
        self.has_new_index = False
        """Whether the full-text index was found broken and is made anew."""

        self.on_wait: Callable[[], None] | None = None
        self.key = opened(path)
        self._is_closed = False
        be_patient(connection, _PATIENCE_OF_WINDOW_MS if is_window else _PATIENCE_MS)
        cache_kb = _CACHE_OF_WINDOW_KB if is_window else _CACHE_KB
        connection.execute(f"PRAGMA cache_size = -{cache_kb}")
        self.log = Log(path, self.key, connection)
        self.folding = Folding(self.log)
        if is_window:
            self.give_way.clear()

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

    def write_many(self, sql: str, values: Iterable[Values]) -> None:
        """Run one statement for each of the values; Bug as in `write`."""
        self._require_purpose()
        self.connection.executemany(sql, values)

    def insert_many(self, into: str, columns: Sequence[Sequence[Any]]) -> None:
        """Insert rows, given by their columns; `into` is the statement up to VALUES. Bug as in
        `write`.
        """
        self._require_purpose()
        for sql, values in inserts(into, columns):
            self.connection.execute(sql, values)

    def write_late(self, write: Late, what: object) -> None:
        """Let `write` have all that it is given in this transaction in a row at its end: a sum of
        many rows is written once. What was given in a part that failed is left out. Bug as above.
        """
        self._require_purpose()
        self._late.append((write, what))

    def _require_purpose(self) -> None:
        if self._purpose is None:
            raise Bug(Fault.WRITE_WITHOUT_ACT)
        self._is_unlogged = self._is_unlogged or self._purpose == _ACT

    def acting(self, *, patience_ms: int | None = None) -> AbstractContextManager[None]:
        """Write what a person does, all of it or nothing, and the act into the log with it.

        Raises what `transaction` does, and Bug where rows were changed and no act was logged.
        Inside another part it is one with that: what fails in it fails the whole.
        """
        return self._joining(_ACT) if self._is_in_part else self._part(_ACT, patience_ms)

    def maintaining(self, upkeep: Upkeep) -> AbstractContextManager[None]:
        """Write what is no act and so is not undone, all of it or nothing; as `acting` does."""
        return self._joining(upkeep) if self._is_in_part else self._part(upkeep)

    def logged(self) -> None:
        """The rows that were changed so far are in the log of acts."""
        self._is_unlogged = False

    @property
    def moment(self) -> tuple[int, int] | None:
        """Another value in each transaction, and after each part of one that was taken back; None
        outside, where others may write.
        """
        return (self._transactions, self.rollbacks) if self.connection.in_transaction else None

    @property
    def is_writing(self) -> bool:
        """Whether a transaction is open."""
        return self.connection.in_transaction

    def transaction(self) -> AbstractContextManager[None]:
        """All of what is written inside, or nothing; inside another part or a batch, a part of it
        that may fail by itself.

        It only holds together what `acting` and `maintaining` let be written. Raises ProjectLocked
        where another program is still writing, and ProjectDisplaced where the file is no longer in
        its place.
        """
        return self._part(None)

    @contextmanager
    def many_rows(self) -> Iterator[None]:
        """Keep what a statement could be taken back by in memory: in a file it costs two calls for
        each page that the statement touches. Nothing changes where something is being written.
        """
        if self.is_writing:
            yield
            return
        self.connection.execute("PRAGMA temp_store = MEMORY")
        try:
            yield
        finally:
            self.connection.execute("PRAGMA temp_store = DEFAULT")

    @contextmanager
    def _part(self, purpose: str | None, patience_ms: int | None = None) -> Iterator[None]:
        before = self._purpose, self._is_in_part
        with faults(self.path.name, is_saving=True), self._held(patience_ms):
            self._purpose, self._is_in_part = purpose or self._purpose, True
            try:
                yield
                self._require_whole(purpose)
            finally:
                self._purpose, self._is_in_part = before

    @contextmanager
    def _joining(self, purpose: str) -> Iterator[None]:
        """Without a savepoint, of which an import would set two for each article."""
        before, self._purpose = self._purpose, purpose
        try:
            yield
            self._require_whole(purpose)
        except BaseException:
            self._is_spoiled = True
            raise
        finally:
            self._purpose = before

    def _require_whole(self, purpose: str | None) -> None:
        if purpose == _ACT and self._is_unlogged:
            raise Bug(Fault.CHANGED_WITHOUT_ACT)
        if self._is_spoiled:
            raise Bug(Fault.PART_FAILED)

    def _held(self, patience_ms: int | None) -> AbstractContextManager[None]:
        return self._savepoint() if self.is_writing else self._begun(patience_ms)

    @contextmanager
    def _begun(self, patience_ms: int | None) -> Iterator[None]:
        with self._first(), self._patient(patience_ms), self._whole():
            yield

    def _patient(self, patience_ms: int | None) -> AbstractContextManager[None]:
        return nullcontext() if patience_ms is None else waiting(self.connection, patience_ms)

    def _first(self) -> AbstractContextManager[None]:
        """A window's writes go before those of jobs."""
        return self.give_way.raised() if self.is_window else nullcontext()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self.begin()
        try:
            yield
            self.commit()
        except BaseException:
            self.roll_back()
            raise
        if not self.is_window:  # which folds it when the hands rest
            self.log.fold_if_long()

    def begin(self) -> None:
        """Begin a transaction that `commit` or `roll_back` ends; see `transaction`."""
        self.require_in_place()
        self.connection.execute("BEGIN IMMEDIATE")
        self._tell_window(True)
        self._transactions += 1
        self._is_unlogged = False

    def commit(self) -> None:
        """End a transaction; the stamp tells which log goes on from here."""
        for write in dict.fromkeys(write for write, _ in self._late):
            write(self.connection, [what for by, what in self._late if by is write])
        self._late.clear()
        self.connection.execute(stamp.UPDATE)
        self.connection.execute("COMMIT")
        self._tell_window(False)

    def _tell_window(self, is_writing: bool) -> None:
        if not self.is_window:
            self.give_way.hold(is_writing)

    def require_in_place(self) -> None:
        """Raise ProjectDisplaced unless the file is where it was."""
        if not self.log.is_in_place:
            is_there = self.path.exists()
            displaced = Fault.PROJECT_REPLACED if is_there else Fault.PROJECT_GONE
            raise ProjectDisplaced(displaced, where=self.path.name)

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        self.connection.execute("SAVEPOINT part")
        was_unlogged, late = self._is_unlogged, len(self._late)
        try:
            yield
        except BaseException:
            self._is_unlogged, self._is_spoiled = was_unlogged, False
            del self._late[late:]
            self.rollbacks += 1
            if self.connection.in_transaction:  # a full disk may have ended it
                self.connection.execute("ROLLBACK TO part")
                self.connection.execute("RELEASE part")
            raise
        self.connection.execute("RELEASE part")

    def roll_back(self) -> None:
        self.rollbacks += 1
        self._is_spoiled = False
        self._late.clear()
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")
        self._tell_window(False)

    def data_version(self) -> int:
        """A number that changes when another connection has written."""
        return int(self.value("PRAGMA data_version"))

    def close(self) -> None:
        """Fold the log into the file and close; harmless when repeated."""
        if self._is_closed:
            return
        self._is_closed = True
        self.folding.stop()
        try:
            self.log.fold_at_last()
        except (AnnotatorError, sqlite3.Error):
            pass  # in use elsewhere, or the disk is full: the log keeps everything
        finally:
            self.connection.close()
            self.give_way.close()
            closed(self.key)
