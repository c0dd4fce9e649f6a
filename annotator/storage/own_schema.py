"""Whether a file's tables are those that the migrations make, and nothing besides.

A trigger, a view, a virtual table, a generated column, a CHECK or DEFAULT of somebody else's would
run with our statements. So the file's own list of what is in it is compared first: reading that
list runs nothing of it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage.migrations import STEPS
from annotator.values import dataclass

if TYPE_CHECKING:
    from sqlite_utils import Database

_MOST_LISTED = 1000
_LONGEST_SQL = 100_000
_LISTED = (
    "SELECT substr(type, 1, 20), substr(name, 1, 60), substr(sql, 1, ?) FROM sqlite_master LIMIT ?"
)
# The table in which sqlite-utils notes the migrations; its versions make it in several ways.
_NOTES = "_sqlite_migrations"
_PLAIN_TABLE = re.compile(
    r'CREATE TABLE ["\[]?_sqlite_migrations["\]]? ?\(('
    r'\s*["\[]?\w+["\]]? (INTEGER|TEXT)( PRIMARY KEY)?( NOT NULL)?\s*,?'
    r'|\s*PRIMARY KEY \(["\[\]\w, ]*\)\s*)*\)',
    re.IGNORECASE,
)
_PLAIN_INDEX = re.compile(
    r'CREATE UNIQUE INDEX ["\[]\w+["\]]\s+ON ["\[]_sqlite_migrations["\]] \(["\[\]\w, ]*\)'
)

_STATISTICS = ("sqlite_sequence", "sqlite_stat1", "sqlite_stat3", "sqlite_stat4")

Listed = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class _Bare:
    """What the migrations use of sqlite-utils' database, which takes long to import."""

    conn: sqlite3.Connection


@dataclass(frozen=True, slots=True)
class Made:
    """What the migrations make: SQL by (kind, name), and of each table the rows of SQLite's
    `table_info` and `foreign_key_list`.
    """

    listed: Listed
    columns: Mapping[str, Sequence[tuple[Any, ...]]]
    references: Mapping[str, Sequence[tuple[Any, ...]]]


@cache
def made(version: int) -> Made:
    """What a file of this version holds; it is made once, for every start waits for it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        make(connection, version)
        listed = _listed(connection)
        tables = [name for kind, name in listed if kind == "table"]
        return Made(
            listed,
            {x: connection.execute(f"PRAGMA table_info({x})").fetchall() for x in tables},
            {x: connection.execute(f"PRAGMA foreign_key_list({x})").fetchall() for x in tables},
        )


def expected(version: int) -> Listed:
    """The SQL by (kind, name) of all that a file of this version holds."""
    return made(version).listed


def make(connection: sqlite3.Connection, version: int) -> None:
    """The tables of a version in an empty database, without the notes about migrations."""
    for step in STEPS[:version]:
        step(cast("Database", _Bare(connection)))


def check_schema(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Refuse a file with anything that is not ours, or without something that is.

    Raises UserError with the name of the first that differs.
    """
    found = _listed(connection)
    ours = expected(version)
    for (kind, name), sql in found.items():
        if ours.get((kind, name)) == sql or _is_of_the_library(name, kind, sql):
            continue
        strange = Fault.SCHEMA_DIFFERS if (kind, name) in ours else Fault.SCHEMA_STRANGE
        raise UserError(strange, where=str(path), kind=kind, name=name)
    for kind, name in ours:
        if (kind, name) not in found:
            raise UserError(Fault.PROJECT_LACKS, where=str(path), kind=kind, name=name)


def _listed(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """What the file says it holds, without SQLite's own tables and indexes."""
    found = {}
    for kind, name, sql in connection.execute(_LISTED, (_LONGEST_SQL, _MOST_LISTED)):
        if sql is None and kind == "index":
            continue  # made by a constraint of its table, whose SQL is compared
        if kind == "table" and name in _STATISTICS:
            continue
        found[str(kind), str(name)] = " ".join(str(sql).split())
    return found


def _is_of_the_library(name: str, kind: str, sql: str) -> bool:
    if kind == "table":
        return name == _NOTES and _PLAIN_TABLE.fullmatch(sql) is not None
    return kind == "index" and _PLAIN_INDEX.fullmatch(sql) is not None
