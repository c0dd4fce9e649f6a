"""What the log of acts says of each row that it names, while the log is read from its beginning.

It lies in a database of its own that SQLite keeps in memory while it is small, and in a temporary
file when it is not: however long the log is, reading it takes little memory.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, Final, NamedTuple

from annotator.core.records import Record, Review
from annotator.storage import judged
from annotator.storage.codec import compact
from annotator.storage.rows import TABLES

KINDS: Final = tuple(TABLES)
_NUMBERS: Final = {kind: number for number, kind in enumerate(KINDS)}
_CACHE = "PRAGMA cache_size = -32000"
_ROWS = """CREATE TABLE seen (
    article INTEGER NOT NULL, kind INTEGER NOT NULL, key TEXT NOT NULL, state TEXT, act INTEGER,
    PRIMARY KEY (article, kind, key)) WITHOUT ROWID"""
_PUT = "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)"
_GET = "SELECT state, act FROM seen WHERE article = ? AND kind = ? AND key = ?"


class Place(NamedTuple):
    """Which row: its article (0: of none), the number of its kind, and its key as JSON."""

    article: int
    kind: int
    key: str

    @property
    def record(self) -> type[Any]:
        """The kind of record."""
        return KINDS[self.kind]


class Entry(NamedTuple):
    """How the log left a row (None: gone), and by which act."""

    state: str | None
    act: int


def place_of(record: Record) -> Place:
    """Which row a record is."""
    article = getattr(record, "article", 0)
    return Place(article, _NUMBERS[type(record)], compact(list(record.key_of)))


def state_of(record: Record | None) -> str | None:
    """All that acts say of a row, the same for what the log has and what the table has. Of reviews
    that is what a person decides; one that nobody has touched is none.
    """
    if record is None:
        return None
    if isinstance(record, Review) and judged.is_same_judgement(record, None):
        return None
    return compact([read(getattr(record, name)) for name, read in _PLANS[type(record)]])


def record_of(place: Place, state: str) -> Any:
    """The record of a state, but for reviews, of which a state has not all."""
    return place.record(*(_frozen(value) for value in json.loads(state)))


class Ledger:
    """States by place."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        for sql in (_CACHE, _ROWS, "CREATE TABLE came (article INTEGER PRIMARY KEY)", "BEGIN"):
            self._db.execute(sql)

    def close(self) -> None:
        self._db.close()

    def get(self, place: Place) -> Entry | None:
        """What the log said last of a row; None where it has not named it."""
        row = self._db.execute(_GET, place).fetchone()
        return None if row is None else Entry(*row)

    def put(self, place: Place, state: str | None, act: int) -> None:
        self._db.execute(_PUT, (*place, state, act))

    def forget(self, place: Place) -> None:
        """As if the log had never named it."""
        self._db.execute("DELETE FROM seen WHERE article = ? AND kind = ? AND key = ?", place)

    def let_come(self, article: int) -> None:
        """An article came by an import, with rows that the log does not name."""
        self._db.execute("INSERT OR IGNORE INTO came VALUES (?)", (article,))

    def has_come(self, article: int) -> bool:
        """Whether an article came by an import."""
        sql = "SELECT 1 FROM came WHERE article = ?"
        return self._db.execute(sql, (article,)).fetchone() is not None

    def came(self, first: int, last: int) -> set[int]:
        """The articles of a range of ids that came by an import."""
        sql = "SELECT article FROM came WHERE article BETWEEN ? AND ?"
        return {article for (article,) in self._db.execute(sql, (first, last))}

    def of(self, first: int, last: int) -> dict[Place, Entry]:
        """All of the articles of a range of ids, both ends included; 0 is what is of none."""
        sql = "SELECT * FROM seen WHERE article BETWEEN ? AND ?"
        rows = self._db.execute(sql, (first, last))
        return {Place(*row[:3]): Entry(*row[3:]) for row in rows}

    def highest(self) -> int:
        """The highest id of an article that was named."""
        (found,) = self._db.execute("SELECT coalesce(max(article), 0) FROM seen").fetchone()
        return int(found)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _same(value: Any) -> Any:
    return value


def _float(value: Any) -> Any:
    return value if value is None else float(value)


def _read_as(kind: str) -> Any:
    """What makes one of a value that JSON and SQL have otherwise: 1 for 1.0, 1 for true."""
    return _float if kind.startswith("float") else bool if kind == "bool" else _same


def _plan(kind: type[Any]) -> list[tuple[str, Any]]:
    own = (x.name for x in fields(kind) if x.compare)  # lasting ids never change
    names: Iterable[str] = judged.JUDGED if kind is Review else own
    types = {field.name: str(field.type) for field in fields(kind)}
    return [(name, _read_as(types[name])) for name in names]


_PLANS: Final = {kind: _plan(kind) for kind in KINDS}


def described(place: Place) -> str:
    """Which row, in a few words: its key without the article."""
    key = json.loads(place.key)
    if place.article and len(key) > 1 and key[0] == place.article:
        key = key[1:]
    return ", ".join(str(each) for each in key)


def by_kind(places: Iterable[Place]) -> Iterator[type[Any]]:
    """The kinds of record among places, each once."""
    yield from (KINDS[number] for number in sorted({place.kind for place in places}))
