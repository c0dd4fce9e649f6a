"""What SQLite's errors mean to the person, and the errors of the store's own."""

from __future__ import annotations

import re
import sqlite3

from annotator.errors import AnnotatorError, EnvironmentFault, UserError
from annotator.faults import Fault
from annotator.notices import Notice
from annotator.places import Where

_FAULTS = {
    sqlite3.SQLITE_FULL: (Fault.DISK_FULL, Fault.UNSAVED_DISK_FULL),
    sqlite3.SQLITE_BUSY: (Fault.LOCKED, Fault.UNSAVED_LOCKED),
    sqlite3.SQLITE_LOCKED: (Fault.LOCKED, Fault.UNSAVED_LOCKED),
    sqlite3.SQLITE_READONLY: (Fault.READ_ONLY, Fault.UNSAVED_READ_ONLY),
    sqlite3.SQLITE_PERM: (Fault.NOT_PERMITTED, Fault.UNSAVED_NOT_PERMITTED),
    sqlite3.SQLITE_IOERR: (Fault.DISK_ERROR, Fault.UNSAVED_DISK_ERROR),
    sqlite3.SQLITE_CANTOPEN: (Fault.NOT_OPENED, Fault.UNSAVED_NOT_OPENED),
}
"""What SQLite's code means: in reading, and in writing."""
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
TAKEN = (
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
)
"""A row with this key is there already."""
_NO_TEXT = re.compile(r"Could not decode to UTF-8 column '?(\w+)")
_NO_JSON = ("malformed JSON", "string or blob too big")


class StaleState(UserError):
    """A row is no longer what an act believes it to be. Nothing was changed."""

    _FAULT = Fault.STALE

    def __init__(self, *, where: str | Notice = "") -> None:
        super().__init__(self._FAULT, where=where)


class ArticleRemoved(StaleState):
    """The article that an act is about is in the bin. Nothing was changed."""

    _FAULT = Fault.ARTICLE_REMOVED

    def __init__(self, article: int) -> None:
        super().__init__(where=Where.ARTICLE(number=article))


class ProjectLocked(EnvironmentFault):
    """Another program is writing to the project, or holds it. Nothing was changed."""


class ProjectDisplaced(EnvironmentFault):
    """The project file was moved, removed or replaced while it is open. Nothing was changed."""


def translated(error: sqlite3.Error, where: str, *, is_saving: bool) -> AnnotatorError | None:
    """The error to show instead of SQLite's own, or None: ours to mend."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in _DAMAGED:
        return UserError(Fault.PROJECT_DAMAGED, where=where)
    undecoded = _NO_TEXT.match(str(error))
    if undecoded is not None:  # Python's own, without a code
        return UserError(Fault.COLUMN_NO_TEXT, where=where, column=undecoded[1])
    if str(error).startswith(_NO_JSON):
        return UserError(Fault.VALUE_NOT_AS_STORED, where=where)
    if code not in _FAULTS:
        return None
    kind = ProjectLocked if code in _LOCKED else EnvironmentFault
    return kind(_FAULTS[code][is_saving], where=where)


class faults:  # noqa: N801 - `with faults(where):`
    """Turns SQLite's errors that the person can do something about into such errors.

    No generator: it is around every statement, and takes a third of the time.
    """

    __slots__ = ("_is_saving", "_where")

    def __init__(self, where: str, *, is_saving: bool = False) -> None:
        self._where = where
        self._is_saving = is_saving

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _where: object) -> None:
        if error is None:
            return
        if isinstance(error, sqlite3.Error):
            better = translated(error, self._where, is_saving=self._is_saving)
            if better is not None:
                raise better from error
        elif isinstance(error, UnicodeDecodeError):  # SQLite's own words about a damaged schema
            raise UserError(Fault.NAME_NO_TEXT, where=self._where) from error
