"""What is whole of a damaged project, saved into a new one.

Rows are read one by one where pages are broken, from both ends of a table, and from the indexes
that hold whole rows (everything that people decide is in one). What can't have been stored, refers
to nothing or is not what was imported is left out.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path

from annotator import leftovers
from annotator.core.headings import heading_of
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage import stamp
from annotator.storage.checks import check_content, check_folder
from annotator.storage.connection import connect
from annotator.storage.copying import OnStep
from annotator.storage.damage_sql import columns, copies, is_bad
from annotator.storage.derived import READ_ANEW
from annotator.storage.faults import faults
from annotator.storage.lasting_ids import LASTING
from annotator.storage.migrations import STEPS, migrate
from annotator.storage.own_schema import made
from annotator.storage.sums import RECOUNT
from annotator.values import dataclass

_INDEX_ANEW = "UPDATE project SET indexed_article = 0"
_AS_MADE = ("stamp", "_sqlite_migrations", "marked_surfaces")
_BEHIND = ("article_words", "sqlite_")
_CHUNK = 256
_ROUNDS = 10
_HASHED = "SELECT id, sha256, length, title, heading, text FROM articles"

Row = Sequence[object]


@dataclass(slots=True)
class Rescued:
    """How many rows of each table are in the new project, how many there were as far as that could
    be counted, the articles that were lost, and how many rows came back from the log of acts.
    """

    rows: dict[str, int] = field(default_factory=dict)
    before: dict[str, int | None] = field(default_factory=dict)
    lost_articles: list[int] = field(default_factory=list)
    from_log: int = 0

    @property
    def lost(self) -> dict[str, int]:
        """By table, how many rows are known to be lost."""
        known = {name: count - self.rows[name] for name, count in self.before.items() if count}
        return {name: count for name, count in known.items() if count > 0}


def rescue(damaged: Path, to: Path, on_step: OnStep = lambda _done, _total: None) -> Rescued:
    """Save what is whole of a damaged project, its log included, into a new one. The damaged one is
    left as it is.

    Raises UserError where there is a file of the new name, or nothing of a project can be read.
    """
    check_folder(to)
    half = to.with_name(f".annotator-{os.getpid()}-{to.name[:80]}.new")
    with leftovers.WorkFolder() as folder, faults(str(damaged)):
        source = _copied(damaged, Path(folder))
        leftovers.make_file(half)
        try:
            found = _rescued(source, half, damaged, on_step)
            check_folder(to)
            half.rename(to)
        finally:
            half.unlink(missing_ok=True)
            leftovers.forget(half)
    _settle(to, found)
    return found


def _settle(to: Path, found: Rescued) -> None:
    """Let the log give back what only it has, and say what is lost."""
    from annotator.storage.store import Store

    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    with suppress(UserError), Store.open(to, checks=False) as store:
        found.from_log = store.from_log.settle(at)
    with closing(sqlite3.connect(to)) as connection:
        found.rows = {table: _count(connection, table) or 0 for table in found.rows}


def _copied(damaged: Path, folder: Path) -> Path:
    """A copy to read from, with its log: SQLite mends the file as it is opened."""
    copy = folder / "damaged.db"
    shutil.copyfile(damaged, copy)
    log = damaged.with_name(damaged.name + "-wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
    return copy


def _rescued(source: Path, half: Path, damaged: Path, on_step: OnStep) -> Rescued:
    found = Rescued()
    with closing(_opened(source, damaged)) as old, closing(_new(half)) as new:
        tables = [name for name in made(len(STEPS)).columns if not _is_made_anew(name)]
        new.execute("BEGIN")
        for number, table in enumerate(tables):
            on_step(number, len(tables))
            found.before[table] = _count(old, table)
            _copy_table(old, new, table)
        _leave_out_bad(new)
        highest = max(_highest(new), _highest(old))
        found.lost_articles = _note_lost(new, highest)
        for statement in (*RECOUNT, *LASTING, READ_ANEW, _INDEX_ANEW):
            new.execute(statement)
        new.execute("COMMIT")
        found.rows = {table: _count(new, table) or 0 for table in tables}
        new.execute("PRAGMA journal_mode = WAL")
        on_step(len(tables), len(tables))
    return found


def _opened(source: Path, damaged: Path) -> sqlite3.Connection:
    try:
        connection = connect(source)
        check_content(connection, source)
    except (sqlite3.Error, UserError) as error:
        raise UserError(Fault.NOTHING_TO_RESCUE, where=str(damaged)) from error
    return connection


def _new(half: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(half, isolation_level=None)
    migrate(connection)
    connection.execute("UPDATE stamp SET value = ?", (stamp.first_value(),))
    connection.execute("DELETE FROM project")
    connection.execute("DELETE FROM settings")  # the project stays the one that it was
    return connection


def _is_made_anew(table: str) -> bool:
    return table in _AS_MADE or table.startswith(_BEHIND)


# -- reading what can be read ------------------------------------------------------------------


def _copy_table(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> None:
    mine = [row[1] for row in made(len(STEPS)).columns[table]]
    theirs = {row[1] for row in old.execute(f"PRAGMA table_info({table})")}
    shared = [name for name in mine if name in theirs]
    for rows in _rows(old, table, shared):
        _insert(new, table, shared, rows)
    for index, indexed in copies().get(table, {}).items():
        names = list(dict.fromkeys(indexed))
        if _is_enough(table, names) and set(names) <= theirs:
            for rows in _from_both_ends(old, table, names, f"INDEXED BY {index}"):
                _insert(new, table, names, rows)


def _rows(old: sqlite3.Connection, table: str, names: Sequence[str]) -> Iterator[list[Row]]:
    """The rows that can be read; all at once where nothing is broken."""
    listed = _listed(names)
    try:
        yield from _chunks(old.execute(f"SELECT {listed} FROM {table} NOT INDEXED"))  # noqa: S608
        return
    except (sqlite3.Error, UnicodeDecodeError):
        pass
    yield from _from_both_ends(old, table, names, "NOT INDEXED")
    with suppress(sqlite3.Error):
        highest = old.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0]  # noqa: S608
        for first in range(1, (highest or 0) + 1, _CHUNK):
            yield from _between(old, table, listed, first, min(first + _CHUNK - 1, highest))


def _between(
    old: sqlite3.Connection, table: str, listed: str, first: int, last: int
) -> Iterator[list[Row]]:
    """The rows of a range of numbers, halved where something in it is broken."""
    sql = f"SELECT {listed} FROM {table} WHERE rowid BETWEEN ? AND ?"  # noqa: S608
    try:
        yield old.execute(sql, (first, last)).fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        if first < last:
            middle = (first + last) // 2
            yield from _between(old, table, listed, first, middle)
            yield from _between(old, table, listed, middle + 1, last)


def _from_both_ends(
    old: sqlite3.Connection, table: str, names: Sequence[str], by: str
) -> Iterator[list[Row]]:
    """The rows before what is broken, and those after it; some twice."""
    key = ", ".join(_key(table))
    for order in (f"ORDER BY {key}", f"ORDER BY {key} DESC") if by == "NOT INDEXED" else ("",):
        with suppress(sqlite3.Error, UnicodeDecodeError):
            sql = f"SELECT {_listed(names)} FROM {table} {by} {order}"  # noqa: S608
            yield from _chunks(old.execute(sql))


def _chunks(cursor: sqlite3.Cursor) -> Iterator[list[Row]]:
    while rows := cursor.fetchmany(_CHUNK):
        yield rows


def _insert(new: sqlite3.Connection, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
    marks = ", ".join("?" * len(names))
    sql = f"INSERT OR IGNORE INTO {table} ({_listed(names)}) VALUES ({marks})"  # noqa: S608
    for row in rows:
        with suppress(sqlite3.Error):  # a value that the table does not take
            new.execute(sql, row)


def _is_enough(table: str, names: Sequence[str]) -> bool:
    """Whether a row can be made of these columns: the others have a default."""
    return all(
        name in names or default is not None or not (needed or key)
        for _, name, _, needed, default, key in made(len(STEPS)).columns[table]
    )


def _key(table: str) -> list[str]:
    rows = made(len(STEPS)).columns[table]
    keyed = sorted((key, name) for _, name, _, _, _, key in rows if key)
    return [f'"{name}"' for _, name in keyed] or ["rowid"]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


# -- leaving out what is not whole -------------------------------------------------------------


def _leave_out_bad(new: sqlite3.Connection) -> None:
    """Remove bad rows until none is left: what referred to one is bad then."""
    new.execute("INSERT OR IGNORE INTO project (id) VALUES (1)")
    for article in _changed_texts(new):
        _remove(new, "articles", "id = ?", (article,))
    for _ in range(_ROUNDS):
        if not sum(_bad_in(new, table) for table in columns()):
            return


def _bad_in(new: sqlite3.Connection, table: str) -> int:
    if table in ("project", *_AS_MADE):
        return 0
    count = _remove(new, table, is_bad(table))
    names = [name for name, _, _ in columns()[table]]
    if "article" in names:
        known = "SELECT id FROM articles UNION ALL SELECT article FROM bin"
        count += _remove(new, table, f"article IS NOT NULL AND article NOT IN ({known})")
    if table == "spans":
        there = 'a.id = article AND substr(a.text, start + 1, "end" - start) = surface'
        count += _remove(new, table, f"NOT EXISTS (SELECT 1 FROM articles a WHERE {there})")  # noqa: S608
    return count


def _remove(new: sqlite3.Connection, table: str, where: str, values: Sequence[object] = ()) -> int:
    if table == "articles":  # the project lets them go to the bin only
        ids = [x for (x,) in new.execute(f"SELECT id FROM articles WHERE {where}", values)]  # noqa: S608
        new.executemany("INSERT OR IGNORE INTO bin VALUES (?, 0)", [(x,) for x in ids])
        new.executemany("DELETE FROM articles WHERE id = ?", [(x,) for x in ids])
        for name in (each for each in columns() if "article" in {c for c, _, _ in columns()[each]}):
            if name != "acts":
                sql = f"DELETE FROM {name} WHERE article = ?"  # noqa: S608 - our own names
                new.executemany(sql, [(x,) for x in ids])
        return len(ids)
    return new.execute(f"DELETE FROM {table} WHERE {where}", values).rowcount  # noqa: S608


def _changed_texts(new: sqlite3.Connection) -> list[int]:
    from hashlib import sha256

    found = []
    for article, digest, length, title, heading, text in new.execute(_HASHED):
        if not isinstance(text, str) or not isinstance(title, str):
            found.append(article)
            continue
        is_same = sha256(text.encode("utf-8", "surrogatepass")).digest() == digest
        if not is_same or len(text) != length or heading_of(title, text) != heading:
            found.append(article)
    return found


def _note_lost(new: sqlite3.Connection, highest: int) -> list[int]:
    """The articles that should be there: their numbers are never given again."""
    known = {x for (x,) in new.execute("SELECT id FROM articles UNION SELECT id FROM bin_articles")}
    lost = [x for x in range(1, highest + 1) if x not in known]
    new.executemany("INSERT OR IGNORE INTO bin VALUES (?, 0)", [(x,) for x in lost])
    return lost


def _highest(connection: sqlite3.Connection) -> int:
    found = [0]
    for sql in (
        "SELECT max(id) FROM articles",
        "SELECT max(article) FROM bin",
        "SELECT max(id) FROM articles INDEXED BY articles_by_hash",
    ):
        with suppress(sqlite3.Error):
            (number,) = connection.execute(sql).fetchone()
            found.append(number if isinstance(number, int) else 0)
    return max(found)


def _count(connection: sqlite3.Connection, table: str) -> int | None:
    try:
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    except sqlite3.Error:
        return None
    return int(count)
