"""The stamp of a project's state: each transaction leaves the one it found, and a new one.

So the pages of a log tell from which state of the file it goes on (`annotator/storage/wal.py`
finds them there), wherever the two were copied to. The text has a fixed length and a table with a
page of its own, so that it can be read without SQLite.
"""

from __future__ import annotations

import re
import secrets

from annotator.values import dataclass

FIRST = "0" * 32
"""What a project's first stamp goes on from."""

TABLE = "CREATE TABLE stamp (id INTEGER PRIMARY KEY CHECK (id = 1), value TEXT NOT NULL)"
INSERT = "INSERT INTO stamp VALUES (1, ?)"
SELECT = "SELECT value FROM stamp"
# The version of the schema tells a copy whose pages were put together anew (VACUUM) from others.
UPDATE = """UPDATE stamp SET value = printf('annotator-stamp:%08x:%s:%s',
(SELECT schema_version FROM pragma_schema_version), substr(value, -32),
lower(hex(randomblob(16))))"""

_SHAPE = re.compile(rb"annotator-stamp:([0-9a-f]{8}):([0-9a-f]{32}):([0-9a-f]{32})")
_LEAF = 0x0D  # a leaf page of a table (SQLite file format, section 1.6)
_CELL_HEAD_BYTES = 16


@dataclass(frozen=True, slots=True)
class Stamp:
    """One state: its own `token`, the one `before` it, and the schema's version at that time."""

    before: str
    token: str
    schema_version: int


def first_value(before: str = FIRST) -> str:
    """What stands in the table of a project that has just got it, or is a copy of one that was in
    the state `before`.
    """
    return f"annotator-stamp:00000000:{before}:{secrets.token_hex(16)}"


def parse(value: bytes) -> Stamp | None:
    """The stamp at the beginning of these bytes, if there is one."""
    found = _SHAPE.match(value)
    if found is None:
        return None
    version, before, token = found.groups()
    return Stamp(before.decode(), token.decode(), int(version, 16))


def stamp_in(page: bytes) -> Stamp | None:
    """The stamp on a page of the file; None for all pages but the stamp's own."""
    if len(page) < 512 or page[0] != _LEAF or page[3:5] != b"\x00\x01":
        return None
    cell = int.from_bytes(page[8:10], "big")
    found = _SHAPE.search(page, cell, cell + _CELL_HEAD_BYTES + 128)
    if found is None or found.start() > cell + _CELL_HEAD_BYTES:
        return None
    return parse(found.group())
