"""What SQLite's errors mean to the person, and the errors of the store's own."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from annotator.errors import AnnotatorError, EnvironmentFault, UserError

_FAULTS = {
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and try again"),
    sqlite3.SQLITE_BUSY: ("another program has locked the project", "close it and try again"),
    sqlite3.SQLITE_LOCKED: ("another program has locked the project", "close it and try again"),
    sqlite3.SQLITE_READONLY: ("the project or its folder is read-only", "allow writing there"),
    sqlite3.SQLITE_PERM: ("the project may not be opened for writing", "allow writing there"),
    sqlite3.SQLITE_IOERR: ("the disk reports an error", "check the disk, then try again"),
    sqlite3.SQLITE_CANTOPEN: ("the project can't be opened", "check the folder's permissions"),
}
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_TEXT = re.compile(r"Could not decode to UTF-8 column '?(\w+)")
_NO_JSON = ("malformed JSON", "string or blob too big")


class StaleState(UserError):
    """A row is no longer what an act believes it to be. Nothing was changed."""

    def __init__(self, *, where: str = "") -> None:
        super().__init__(
            "not done, because the article has just been changed by another process",
            where=where,
            do="look at it again and repeat the act",
        )


class ProjectLocked(EnvironmentFault):
    """Another program is writing to the project, or holds it. Nothing was changed."""


class ProjectDisplaced(EnvironmentFault):
    """The project file was moved, removed or replaced while it is open. Nothing was changed."""


def damaged(where: str, what: str = "") -> UserError:
    """The error for a project file with missing or broken pages, or with values that are none."""
    told = f"the project file is damaged: {what}" if what else "the project file is damaged"
    return UserError(told, where=where, do="restore it from a copy")


def translated(error: sqlite3.Error, where: str, *, is_saving: bool) -> AnnotatorError | None:
    """The error to show instead of SQLite's own, or None: ours to mend."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in _DAMAGED:
        return damaged(where)
    undecoded = _NO_TEXT.match(str(error))
    if undecoded is not None:  # Python's own, without a code
        return damaged(where, f"a value of the column “{undecoded[1]}” is no text")
    if str(error).startswith(_NO_JSON):
        return damaged(where, "a value is not as it was stored")
    if code not in _FAULTS:
        return None
    what, advice = _FAULTS[code]
    kind = ProjectLocked if code in _LOCKED else EnvironmentFault
    return kind(f"not saved: {what}" if is_saving else what, where=where, do=advice)


@contextmanager
def faults(where: str, *, is_saving: bool = False) -> Iterator[None]:
    """Turn SQLite's errors that the person can do something about into such errors."""
    try:
        yield
    except sqlite3.Error as error:
        better = translated(error, where, is_saving=is_saving)
        if better is None:
            raise
        raise better from error
    except UnicodeDecodeError as error:  # of SQLite's own words about a damaged schema
        raise damaged(where, "a name in it is no text") from error
