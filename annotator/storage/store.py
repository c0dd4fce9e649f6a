"""A project file, open: `Store` puts the parts together, each of which knows one thing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from annotator import leftovers
from annotator.core.records import Scheme
from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault, Line
from annotator.notices import Notice
from annotator.storage.acts import Acts
from annotator.storage.annotators import Annotators
from annotator.storage.arriving import Arriving
from annotator.storage.article_keys import ArticleKeys
from annotator.storage.articles import Articles
from annotator.storage.batch import Batch, batch
from annotator.storage.bin import Bin
from annotator.storage.checks import check_content, check_file, check_folder
from annotator.storage.coding_rules import CodingRules
from annotator.storage.connection import Database, connect, prepare
from annotator.storage.copying import OnStep, copy
from annotator.storage.counts import Counts
from annotator.storage.damage import DamageSearch
from annotator.storage.damage_kind import Damage
from annotator.storage.faults import faults, translated
from annotator.storage.filters import Filters
from annotator.storage.giveway import GiveWay, lock_of
from annotator.storage.history import History
from annotator.storage.imports import Imports
from annotator.storage.label_use import LabelUse
from annotator.storage.listed_names import ListedNames
from annotator.storage.listing import Lists
from annotator.storage.memory import Memory
from annotator.storage.migrations import VERSION, keep_before, migrate
from annotator.storage.models import Models, Readings
from annotator.storage.near_copies import NearCopies
from annotator.storage.one_name import OneName
from annotator.storage.open_files import opening
from annotator.storage.reviews import Reviews
from annotator.storage.scheme import SchemeRows, insert_scheme
from annotator.storage.search import Search
from annotator.storage.settings import Settings
from annotator.storage.sheet import Sheets
from annotator.storage.stale_log import set_aside
from annotator.storage.suggestions import Suggestions
from annotator.storage.texts import Texts
from annotator.storage.writing import Writer

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from annotator.storage.codings import Codings
    from annotator.storage.contradictions import Contradictions
    from annotator.storage.derived import Derived
    from annotator.storage.drawing import Drawing
    from annotator.storage.export import Export
    from annotator.storage.from_log import FromLog
    from annotator.storage.gold import GoldRows
    from annotator.storage.judgements import Judgements
    from annotator.storage.merging import Merging
    from annotator.storage.occurrences import Occurrences
    from annotator.storage.replay import Replay
    from annotator.storage.row_rules import RowRules
    from annotator.storage.sums import Sums
    from annotator.storage.team import Team


class Store:
    """One open project. Not for several threads: each process or thread opens its own."""

    def __init__(
        self,
        database: Database,
        name: OneName,
        lock: BaseFileLock | None = None,
        told: Sequence[Notice] = (),
    ) -> None:
        self._db = database
        self._name = name
        self._lock = lock
        self.told = tuple(told)
        """What was noticed on opening, a line each: a log that was set aside, a damaged label."""

        self._texts = texts = Texts(database)
        self.bin = Bin(database, texts)
        self._writer = writer = Writer(database, texts, self.bin)
        self.acts = Acts(database, writer, Arriving(database, texts))
        self.history = History(database, writer, self.acts)

        self.imports = Imports(database, self.acts)

        self.articles = Articles(database, texts)
        self.article_keys = ArticleKeys(database)
        self.suggestions = Suggestions(database)
        self.sheets = Sheets(database, self.articles, self.suggestions)
        self.reviews = Reviews(database)
        self.coding_rules = CodingRules(database)
        self.memory = Memory(database)
        self.listed_names = ListedNames(database)

        self.scheme = SchemeRows(database)
        self.label_use = LabelUse(database)
        self.annotators = Annotators(database)
        self.settings = Settings(database)

        self.lists = Lists(database)
        self.search = Search(database)
        self.filters = Filters(database)
        self.near_copies = NearCopies(database)
        self.counts = Counts(database)

        self.models = Models(database)
        self.readings = Readings(database)

        self.damage = DamageSearch(database)

    # Parts that a window can be opened without are made when they are wanted.

    @cached_property
    def export(self) -> Export:
        """What goes out: reviewed articles with their labels."""
        from annotator.storage.export import Export

        return Export(self._db, self.damage)

    @cached_property
    def codings(self) -> Codings:
        """What several people coded in the same articles."""
        from annotator.storage.codings import Codings

        return Codings(self._db, self.scheme, self.articles, self.export)

    @cached_property
    def drawing(self) -> Drawing:
        """What rounds of several coders are planned from."""
        from annotator.storage.drawing import Drawing

        return Drawing(self._db)

    @cached_property
    def judgements(self) -> Judgements:
        """How suggestions did in each judged article."""
        from annotator.storage.judgements import Judgements

        return Judgements(self._db)

    @cached_property
    def contradictions(self) -> Contradictions:
        """Reviews that the corrector strongly contradicts."""
        from annotator.storage.contradictions import Contradictions

        return Contradictions(self._db)

    @cached_property
    def gold(self) -> GoldRows:
        """What is gold, and how disagreements were settled."""
        from annotator.storage.gold import GoldRows

        return GoldRows(self._db)

    @cached_property
    def occurrences(self) -> Occurrences:
        """Where words stand in all articles."""
        from annotator.storage.occurrences import Occurrences

        return Occurrences(self._db)

    @cached_property
    def sums(self) -> Sums:
        """The sums, held against the rows."""
        from annotator.storage.sums import Sums

        return Sums(self._db)

    @cached_property
    def replay(self) -> Replay:
        """The log of acts, read from its beginning."""
        from annotator.storage.replay import Replay

        return Replay(self._db)

    @cached_property
    def from_log(self) -> FromLog:
        """What only the log of acts has."""
        from annotator.storage.from_log import FromLog

        return FromLog(self._db, self._writer, self.acts, self.replay)

    @cached_property
    def team(self) -> Team:
        """Work of several people: rounds, who got what, which files came back."""
        from annotator.storage.team import Team

        return Team(self._db)

    @cached_property
    def merging(self) -> Merging:
        """What a merge of others' work reads and keeps."""
        from annotator.storage.merging import Merging

        return Merging(self._db, self.team)

    @cached_property
    def derived(self) -> Derived:
        """What follows from the rest."""
        from annotator.storage.derived import Derived

        return Derived(self._db, self._texts)

    @cached_property
    def row_rules(self) -> RowRules:
        """The rules that rows keep."""
        from annotator.storage.row_rules import RowRules

        return RowRules(self._db)

    @classmethod
    def create(cls, path: str | os.PathLike[str], scheme: Scheme, *, at: str) -> Store:
        """A new project with this scheme. Raises UserError where there is a file already."""
        path = Path(path)
        check_folder(path)
        # A half-made one never has the name.
        new = path.with_name(f".annotator-{os.getpid()}-{path.name[:80]}.new")
        try:
            with faults(str(path), is_saving=True):
                _make(new, scheme, at)
            new.rename(path)
        finally:
            new.unlink(missing_ok=True)
            leftovers.forget(new)
        return cls.open(path)

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], *, window: bool = False, checks: bool = True
    ) -> Store:
        """An existing project, brought to today's version if it is older.

        A window has the project alone among windows (a lock file beside it, which the system
        releases when a process dies). Raises UserError for anything that is not a whole project of
        a known version, Damaged where nothing of it can be used (unless it is opened to be looked
        through, without `checks`), and EnvironmentFault where it can't be written or is locked.
        Damaged labels and topics are told, and stand-ins take their place.
        """
        path = Path(path)
        with opening(path) as is_open_here:
            store = cls._opened(path, window=window, is_open_here=is_open_here)
            try:
                if checks:
                    store.damage.check_small()
                    store.told += tuple(map(_telling, store.damage.of_scheme()))
            except BaseException:
                store.close()
                raise
            return store

    @classmethod
    def _opened(cls, path: Path, *, window: bool, is_open_here: bool) -> Store:
        """A project whose file was looked at, with its name and its locks; nothing is left behind
        where it can't be opened.
        """
        told: list[Notice] = []
        with ExitStack() as undoing:
            if not is_open_here:
                check_file(path)
            name = OneName(path.resolve())
            undoing.callback(name.close)
            lock = _lock(path) if window else None
            if lock is not None:
                undoing.callback(lock.release)
            if not is_open_here:
                told = set_aside(path)
            with faults(str(path)):
                connection = _connect(path)
            undoing.pop_all()
        return cls(Database(path.resolve(), connection, is_window=window), name, lock, told)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The project file."""
        return self._db.path

    @property
    def give_way(self) -> GiveWay:
        """The flag by which the window asks jobs for its turn."""
        return self._db.give_way

    @property
    def is_busy(self) -> bool:
        """Whether a group of acts is being written: `on_wait` has been called from within it."""
        return self._db.is_writing

    @property
    def on_wait(self) -> Callable[[], None] | None:
        """What is called between the acts of a large group, so that the window can paint."""
        return self._db.on_wait

    @on_wait.setter
    def on_wait(self, call: Callable[[], None] | None) -> None:
        self._db.on_wait = call

    @property
    def created_at(self) -> str:
        """When the project was made, to the microsecond: the same in all its copies."""
        return str(self._db.value("SELECT created_at FROM project"))

    def batch(self) -> AbstractContextManager[Batch]:
        """For jobs: `with store.batch() as batch:`, then `batch.tick()` after each row.

        What was ticked away is committed; an exception takes back at most what was done in the last
        25 ms, 200 where no window is open.
        """
        return batch(self._db)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """All of what is written inside, or nothing of it; inside a batch, a part of that."""
        with self._db.many_rows(), self._db.transaction():
            yield

    def data_version(self) -> int:
        """A number that changes when another process has written to the project."""
        return self._db.data_version()

    def begin_folding(self) -> None:
        """Begin to fold the log into the file, so that it alone is the project; returns at once."""
        self._db.folding.begin()

    def end_folding(self) -> bool | None:
        """Whether the log is empty; None: it is still being copied. Takes a few ms at most."""
        return self._db.folding.end()

    def copy_to(
        self, to: Path, *, may_replace: bool = False, on_step: OnStep = lambda _done, _total: None
    ) -> list[Notice]:
        """Make a whole copy, of this moment; of the file that is open, whatever bears its name.

        Gives a line for each log beside it that was set aside. Raises UserError where there is a
        file of this name, unless it may be replaced.
        """
        return copy(self._db.connection, self.path, to, may_replace=may_replace, on_step=on_step)

    @property
    def is_in_place(self) -> bool:
        """Whether the file that is open still bears the name by which it was opened."""
        return self._db.log.is_in_place

    def close(self) -> None:
        """Fold the log into the file, close it, and let other windows open it."""
        self._db.close()
        self._name.close()
        if self._lock is not None:
            if self._lock.is_locked:
                with suppress(OSError):  # at rest the project is its one file
                    Path(self._lock.lock_file).unlink()
            self._lock.release()


def _telling(damage: Damage) -> Notice:
    return Line.GO_ON_WITH_THE_REST(what=damage.what)


def _make(path: Path, scheme: Scheme, at: str) -> None:
    leftovers.make_file(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # Until it has its name nobody needs any of it: one wait for the disk, at the end, will do.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")
        migrate(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN")
        insert_scheme(connection, scheme)
        connection.execute("UPDATE project SET created_at = ?", (at,))
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")  # no journal is ever ours from here on
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _connect(path: Path) -> sqlite3.Connection:
    connection = connect(path)
    try:
        version = check_content(connection, path)
        if version < VERSION:
            keep_before(connection, path, version)
            prepare(connection)
            _brought_up(connection, path)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _brought_up(connection: sqlite3.Connection, path: Path) -> None:
    """Migrate a file whose list of tables is right; that a step fails is a damage of its rows."""
    try:
        migrate(connection)
    except sqlite3.Error as error:
        damaged = UserError(Fault.PROJECT_DAMAGED, where=str(path))
        raise translated(error, str(path), is_saving=True) or damaged from error


def _lock(path: Path) -> BaseFileLock:
    from filelock import FileLock, Timeout

    path = path.resolve()
    lock = FileLock(lock_of(path))
    try:
        lock.acquire(timeout=0)
        if not Path(lock.lock_file).exists():  # another window has just removed it
            lock.release()
            lock.acquire(timeout=0)
    except Timeout as error:
        raise UserError(Fault.OPEN_IN_ANOTHER_WINDOW, where=path.name) from error
    except OSError as error:
        raise EnvironmentFault(
            Fault.NOT_LOCKED, where=str(path.parent), reason=reason_of(error)
        ) from error
    return lock
