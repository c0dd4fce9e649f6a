"""Checks of a file before it is opened as a project: its kind, size, permissions and version."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault
from annotator.storage.migrations import VERSION
from annotator.storage.own_schema import check_schema
from annotator.storage.schema import APPLICATION_ID

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_EXPECTED = {
    "project",
    "articles",
    "labels",
    "spans",
    "suggestions",
    "decisions",
    "acts",
    "reviews",
}


_LONGEST_NAME_BYTES = 255 - len(".-journal") - len(".new")  # what file systems bear, less ours


def check_file(path: Path) -> None:
    """Refuse what can't be a project by its kind, first bytes, size or permissions."""
    where = str(path)
    check_name(path)
    if not path.exists():
        raise UserError(Fault.PROJECT_FILE_MISSING, where=where)
    if path.is_dir():
        raise UserError(Fault.FOLDER_NOT_PROJECT, where=where)
    if not path.is_file():
        raise UserError(Fault.DEVICE_NOT_PROJECT, where=where)
    check_writable(path)
    header = _header(path)
    if not header:
        raise UserError(Fault.PROJECT_EMPTY, where=where)
    if not header.startswith(_MAGIC):
        raise UserError(Fault.NOT_A_PROJECT, where=where)
    if len(header) < _HEADER_BYTES or _is_cut(path, header):
        raise UserError(Fault.PROJECT_DAMAGED, where=where)


def check_folder(path: Path) -> None:
    """Refuse a new project's path that is taken, or in a folder that can't hold one."""
    check_name(path)
    if path.exists():
        raise UserError(Fault.FILE_EXISTS, where=str(path))
    if not path.parent.is_dir():
        raise UserError(Fault.NO_SUCH_FOLDER, where=str(path.parent))
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise EnvironmentFault(Fault.FOLDER_READ_ONLY, where=str(path.parent))


def check_name(path: Path) -> None:
    """Refuse a name so long that the files beside the project can't have theirs."""
    if len(os.fsencode(path.name)) > _LONGEST_NAME_BYTES:
        raise UserError(Fault.FILE_NAME_TOO_LONG, where=str(path), most=_LONGEST_NAME_BYTES)


def check_writable(path: Path) -> None:
    """Refuse a file that can't be written, or whose folder can't hold the log beside it."""
    if not os.access(path, os.R_OK):
        raise EnvironmentFault(Fault.FILE_NOT_READABLE, where=str(path))
    if not os.access(path, os.W_OK):
        raise EnvironmentFault(Fault.FILE_READ_ONLY, where=str(path))
    if not os.access(path.resolve().parent, os.W_OK | os.X_OK):
        raise EnvironmentFault(Fault.PROJECT_FOLDER_READ_ONLY, where=str(path.parent))


def check_content(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the project's tables.

    Refuses other programs' files, later versions, and tables, triggers and views that are not ours:
    whatever they could run, they would run with our statements.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    if application_id != APPLICATION_ID:
        raise UserError(Fault.FILE_OF_ANOTHER_PROGRAM, where=str(path))
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise UserError(Fault.PROJECT_NEWER, where=str(path), version=version, known=VERSION)
    if version < 1 or not tables >= _EXPECTED:
        raise UserError(Fault.PROJECT_DAMAGED, where=str(path))
    check_schema(connection, path, version)
    return int(version)


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEADER_BYTES)
    except OSError as error:
        raise EnvironmentFault(
            Fault.FILE_UNREAD, where=str(path), reason=reason_of(error)
        ) from error


def _is_cut(path: Path, header: bytes) -> bool:
    """Whether the file is shorter than its header says (SQLite file format, section 1.3).

    With a log beside it the file may lag behind its header after a crash, and SQLite mends that.
    """
    log = path.resolve().with_name(path.resolve().name + "-wal")
    if log.exists() and log.stat().st_size > 0:
        return False
    page_bytes = int.from_bytes(header[16:18], "big")
    page_bytes = 65536 if page_bytes == 1 else page_bytes
    is_count_valid = header[24:28] == header[92:96]
    pages = int.from_bytes(header[28:32], "big") if is_count_valid else 1
    return path.stat().st_size < pages * page_bytes
