"""What a path holds before it is opened as a project, told in one line when it is not one."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from annotator.errors import EnvironmentFault, UserError
from annotator.storage.faults import damaged
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
        raise UserError("there is no such file", where=where, do="check the name")
    if path.is_dir():
        raise UserError("this is a folder, not a project", where=where, do="choose a project file")
    if not path.is_file():
        raise UserError(
            "neither a file nor a folder, but a pipe or a device",
            where=where,
            do="choose a project file",
        )
    check_writable(path)
    header = _header(path)
    if not header:
        raise UserError(
            "the file is empty, not a project", where=where, do="restore it from a copy"
        )
    if not header.startswith(_MAGIC):
        raise UserError("this is not a project file", where=where, do="import it into a project")
    if len(header) < _HEADER_BYTES or _is_cut(path, header):
        raise damaged(where)


def check_folder(path: Path) -> None:
    """Refuse a new project's path that is taken, or in a folder that can't hold one."""
    check_name(path)
    if path.exists():
        raise UserError(
            "there is already a file", where=str(path), do="open it or choose a new name"
        )
    if not path.parent.is_dir():
        raise UserError("there is no such folder", where=str(path.parent), do="make it first")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise EnvironmentFault("the folder is read-only", where=str(path.parent))


def check_name(path: Path) -> None:
    """Refuse a name so long that the files beside the project can't have theirs."""
    if len(os.fsencode(path.name)) > _LONGEST_NAME_BYTES:
        raise UserError(
            "the file's name is too long",
            where=str(path),
            do=f"take one of {_LONGEST_NAME_BYTES} bytes at most",
        )


def check_writable(path: Path) -> None:
    """Refuse a file that can't be written, or whose folder can't hold the log beside it."""
    if not os.access(path, os.R_OK):
        raise EnvironmentFault("the file may not be read", where=str(path), do="allow reading it")
    if not os.access(path, os.W_OK):
        raise EnvironmentFault(
            "the file is read-only", where=str(path), do="allow writing, or copy it elsewhere"
        )
    if not os.access(path.resolve().parent, os.W_OK | os.X_OK):
        raise EnvironmentFault(
            "the folder is read-only", where=str(path.parent), do="copy the project elsewhere"
        )


def check_content(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the project's tables.

    Refuses other programs' files, later versions, and tables, triggers and views that are not ours:
    whatever they could run, they would run with our statements.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    if application_id != APPLICATION_ID:
        raise UserError(
            "this SQLite file belongs to another program", where=str(path), do="import it instead"
        )
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise UserError(
            f"the project was made by a newer program (project version {version},"
            f" this program knows up to {VERSION})",
            where=str(path),
            do="update this program",
        )
    if version < 1 or not tables >= _EXPECTED:
        raise damaged(str(path))
    check_schema(connection, path, version)
    return int(version)


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEADER_BYTES)
    except OSError as error:
        raise EnvironmentFault(
            f"the file can't be read: {error.strerror}", where=str(path)
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
