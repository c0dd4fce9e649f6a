"""The full-text index as a thing that can break: it is made of the articles, so it is made anew."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from typing import Final, TypeVar

from annotator.errors import UserError
from annotator.storage import schema
from annotator.storage.connection import Database
from annotator.storage.reading import Reading
from annotator.storage.upkeep import Upkeep

TABLE: Final = "article_words"
_CHECK = "INSERT INTO article_words(article_words) VALUES ('integrity-check')"
_EMPTY = "INSERT INTO article_words(article_words) VALUES ('delete-all')"
_SHADOWS = ("data", "idx", "docsize", "config")

T = TypeVar("T")


def by_words(database: Reading, ask: Callable[[], T]) -> T:
    """What a question to the index gives. Of one that is broken: what an empty one gives, which it
    is from then on, until the index job has seen all articles again. Raises where it is asked in a
    thread beside the project.
    """
    try:
        return ask()
    except (UserError, sqlite3.Error):
        _mended(database)
        return ask()


def steps_by_words(database: Reading, ask: Callable[[], Iterator[T]]) -> Iterator[T]:
    """The same of a question that is answered step by step."""
    try:
        yield from ask()
    except (UserError, sqlite3.Error):
        _mended(database)
        yield from ask()


def _mended(database: Reading) -> None:
    """Empty an index that is broken; raise what has just been raised where it is not."""
    if not isinstance(database, Database) or not is_broken(database):
        raise  # noqa: PLE0704 - in handling it
    begin_anew(database)


def is_broken(database: Database) -> bool:
    """Whether the index is not what it was made; reads all of it."""
    try:
        with database.maintaining(Upkeep.INDEX):
            database.write(_CHECK)
    except (UserError, sqlite3.Error):
        return True
    return False


def begin_anew(database: Database) -> None:
    """Empty the index; `Search.unindexed` tells of all articles again."""
    with database.maintaining(Upkeep.INDEX), _may_write_behind(database.connection):
        for name, rows in _new_rows().items():
            database.write(f"DELETE FROM {name}")  # noqa: S608 - our own names
            for row in rows:
                marks = ", ".join("?" * len(row))
                database.write(f"INSERT INTO {name} VALUES ({marks})", row)  # noqa: S608
        database.write(_EMPTY)  # so that nothing of the old one is kept in memory
        database.write("UPDATE project SET indexed_article = 0")
    database.has_new_index = True


@contextmanager
def _may_write_behind(connection: sqlite3.Connection) -> Iterator[None]:
    """Let the tables behind the index be written for once, as they are not what it wrote."""
    _set_defensive(connection, False)
    try:
        yield
    finally:
        _set_defensive(connection, True)


def _set_defensive(connection: sqlite3.Connection, is_on: bool) -> None:
    if sys.version_info >= (3, 12):  # before, a connection never is
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, is_on)


@cache
def _new_rows() -> dict[str, list[tuple[object, ...]]]:
    """The rows of the tables behind an index that holds nothing."""
    (make,) = (
        each for each in schema.STATEMENTS if each.startswith(f"CREATE VIRTUAL TABLE {TABLE}")
    )
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(make)
        names = [f"{TABLE}_{each}" for each in _SHADOWS]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608
