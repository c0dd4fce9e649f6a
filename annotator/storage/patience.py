"""How long a connection waits for another program that is writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


def be_patient(connection: sqlite3.Connection, milliseconds: int) -> None:
    """Wait so long from now on."""
    connection.execute(f"PRAGMA busy_timeout = {milliseconds:d}")


@contextmanager
def waiting(connection: sqlite3.Connection, milliseconds: int) -> Iterator[None]:
    """Wait so long inside, or as long as before where that is longer; with 0 not at all."""
    before: int = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    be_patient(connection, max(before, milliseconds) if milliseconds else 0)
    try:
        yield
    finally:
        be_patient(connection, before)
