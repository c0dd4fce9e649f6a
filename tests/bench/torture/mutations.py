"""How inputs and projects are spoilt: each choice by a seeded `Random`, to be made again."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

_SPECIAL = (
    None, True, -1, 0, 1.5, 10**30, -(2**63), 2**64, float("nan"), float("inf"), "", "x" * 5000,
    "\x00", "\ud800", "\udcff\x1b[2J", [], {}, [[]], [None, {}], {"": {}}, "1", "=1+1", "\u202e",
)  # fmt: skip
_BYTES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"\x1f\x8b\x08", b"SQLite format 3\x00",
    b"\r", b"\r\n", b"\xed\xa0\x80", b"\xc3", b'"', b'""', b"\t", b",", b"{", b"[", b"]", b"\x1a",
    b"NaN", b"1e999", b"-0", b"9" * 400, b"\\u0000", b"\\ud800", b'{"a":' * 3000, b"[" * 5000,
)  # fmt: skip
_ENCODINGS = (
    "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp1252", "cp1251", "shift_jis",
    "gb18030", "iso-8859-2", "utf-7", "cp437",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """An input with one to three things done to it."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = chance.choice(_OF_INPUTS)(data, chance, others)
    return data


def _bits(data: bytes, chance: random.Random, _others: list[bytes]) -> bytes:
    spoilt = bytearray(data)
    for _ in range(min(len(spoilt), chance.choice((1, 2, 8, 64)))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _cut(data: bytes, chance: random.Random, _others: list[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] if chance.random() < 0.7 else data[at:]


def _twice(data: bytes, chance: random.Random, _others: list[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = chance.randrange(start, len(data) + 1)
    return data[:end] + data[start:end] * chance.choice((1, 1, 5)) + data[end:]


def _inserted(data: bytes, chance: random.Random, _others: list[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_BYTES) + data[at + chance.choice((0, 0, 1, 40)) :]


def _reencoded(data: bytes, chance: random.Random, _others: list[bytes]) -> bytes:
    words = data.decode("utf-8", "replace")
    spoilt = words.encode(chance.choice(_ENCODINGS), "replace")
    return spoilt[: len(spoilt) - chance.choice((0, 0, 1))]


def _spliced(data: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    other = chance.choice(others)
    at, there = chance.randrange(len(data) + 1), chance.randrange(len(other) + 1)
    return data[:at] + other[there:]


def _garbage(data: bytes, chance: random.Random, _others: list[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.choice((1, 16, 300))) + data[at:]


def _of_json(data: bytes, chance: random.Random, _others: list[bytes]) -> bytes:
    """A value somewhere in a JSON document, or in a line of one, becomes another."""
    lines = data.splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.lstrip()[:1] in (b"{", b"[")]
    if not places:
        return _bits(data, chance, [])
    number = chance.choice(places)
    try:
        whole = json.loads(data) if len(places) == len(lines) == 1 else json.loads(lines[number])
        lines[number] = _dumped(_with_another(whole, chance))
        return b"".join(lines)
    except (ValueError, RecursionError):
        pass
    try:
        return _dumped(_with_another(json.loads(data), chance))
    except (ValueError, RecursionError):
        return _inserted(data, chance, [])


def _dumped(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"


def _with_another(value: Any, chance: random.Random) -> Any:
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        at = waiting.pop()
        inner = at.items() if isinstance(at, dict) else enumerate(at)
        for key, each in inner:
            places.append((at, key))
            if isinstance(each, (dict, list)):
                waiting.append(each)
    if not places:
        return chance.choice(_SPECIAL)
    at, key = chance.choice(places)
    what = chance.random()
    if what < 0.15:
        del at[key]
    elif what < 0.3 and isinstance(at, dict):
        at[chance.choice(("text", "spans", "start", "end", "label", "id"))] = at[key]
    elif what < 0.5 and isinstance(at[key], int):
        at[key] += chance.choice((-1, 1, 5, -100, 10**6))
    else:
        at[key] = chance.choice(_SPECIAL)
    return value


_OF_INPUTS: tuple[Callable[[bytes, random.Random, list[bytes]], bytes], ...] = (
    _bits, _bits, _cut, _twice, _inserted, _reencoded, _spliced, _garbage, _of_json, _of_json,
    _of_json,
)  # fmt: skip


# -- projects ------------------------------------------------------------------------------

_REFERENCES = (
    "article", "annotator", "label", "topic", "run", "suggestion", "topic_group", "suggested_run",
    "latest_run", "duplicate_of",
)  # fmt: skip
_ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT * FROM n"
_HOSTILE = (
    "CREATE TRIGGER gift AFTER UPDATE ON project BEGIN DELETE FROM labels; END",
    "CREATE TRIGGER gift BEFORE INSERT ON annotators BEGIN SELECT RAISE(ABORT, 'no'); END",
    f"CREATE VIEW gift AS {_ENDLESS}",
    "CREATE VIRTUAL TABLE gift USING fts5(x)",
    "ALTER TABLE labels ADD COLUMN gift AS (hex(zeroblob(100000000)))",
    f"DROP TABLE decisions; CREATE VIEW decisions AS {_ENDLESS}",
    "DROP TABLE suggestions",
    "DROP INDEX reviews_by_status",
    "UPDATE sqlite_master SET sql = replace(sql, 'INTEGER', 'INT CHECK (hex(randomblob(1e8)))')",
    "UPDATE sqlite_master SET rootpage = 3 WHERE name = 'labels'",
    "UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'spans'",
    "UPDATE sqlite_master SET sql = 'nonsense' WHERE name = 'spans'",
    "PRAGMA user_version = 3",
    "PRAGMA user_version = 99",
    "PRAGMA application_id = 7",
    "DELETE FROM article_words_data; INSERT INTO article_words_data VALUES (1, x'ff')",
    "DELETE FROM project",
    "DELETE FROM _sqlite_migrations",
    "CREATE TRIGGER gift AFTER INSERT ON spans BEGIN DELETE FROM articles; END",
    "CREATE TRIGGER gift AFTER INSERT ON acts BEGIN UPDATE articles SET text = 'gift'; END",
    "CREATE TRIGGER gift INSTEAD OF INSERT ON labels BEGIN SELECT 1; END",
    f"ALTER TABLE spans RENAME TO gift; CREATE VIEW spans AS {_ENDLESS}",
    "ALTER TABLE articles RENAME TO gift; CREATE VIEW articles AS SELECT * FROM gift",
    "UPDATE articles SET text = hex(zeroblob(8000000)) WHERE id = 2",
    "UPDATE articles SET title = hex(zeroblob(8000000)) WHERE id = 3",
    "UPDATE articles SET meta = replace(hex(zeroblob(40000)), '00', '[') WHERE id = 4",
    "UPDATE labels SET name = hex(zeroblob(50000)) WHERE id = 1",
    'UPDATE spans SET start = -9223372036854775808, "end" = 9223372036854775807',
    "UPDATE acts SET before = hex(zeroblob(8000000))",
    "UPDATE models SET weights = zeroblob(30000000)",
    "CREATE UNIQUE INDEX gift ON labels (colour)",
    "PRAGMA page_size = 65536; VACUUM",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA encoding = 'UTF-16'; VACUUM",
)


def spoil(path: Path, chance: random.Random) -> str:
    """Damage a project file; what was done, in words."""
    kind = chance.choice(("bytes", "bytes", "page", "cut", "row", "row", "row", "row", "schema"))
    if kind == "row":
        return "; ".join(_row(path, chance) for _ in range(chance.choice((1, 1, 2, 5))))
    if kind == "schema":
        return _run(path, chance.choice(_HOSTILE))
    data = bytearray(path.read_bytes())
    if kind == "cut":
        at = chance.randrange(len(data))
        path.write_bytes(data[:at])
        return f"cut at {at}"
    if kind == "page":
        first = chance.randrange(len(data) // 4096) * 4096
        spoilt = chance.choice((bytes(4096), chance.randbytes(4096), bytes(data[4096:8192])))
        data[first : first + 4096] = spoilt
        path.write_bytes(data)
        return f"another page at {first}"
    places = []
    for _ in range(chance.choice((1, 1, 4, 40))):
        place = chance.randrange(len(data))
        data[place] = chance.randrange(256)
        places.append(place)
    path.write_bytes(data)
    return f"other bytes at {places[:5]}"


def _row(path: Path, chance: random.Random) -> str:
    """A value of another kind, or one that refers to nothing, in some row of some table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = _as_text
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("sqlite_", "article_words", "_"))
        ]
        table = chance.choice(tables)
        columns = list(connection.execute(f"PRAGMA table_info({table})"))
        _, column, kind, needed, _, _ = chance.choice(columns)
        if column in _REFERENCES and chance.random() < 0.6:
            values = ["77", "-5", "9999999999"]
        else:
            values = {
                "TEXT": ["x'ff00fe'", "CAST(x'ff41fe' AS TEXT)", "x''"],
                "INTEGER": ["'many'", "x'00'", "CAST(x'ff' AS TEXT)"],
                "REAL": ["'much'", "x'00'"],
                "BLOB": ["'words'", "7", "x'00'"],
            }.get(kind, ["x'ff'", "'words'"]) + ([] if needed else ["x'ff'"])
        sql = f'UPDATE {table} SET "{column}" = {chance.choice(values)}'
        key = [name for _, name, _, _, _, place in columns if place]
        if key:
            picked = ", ".join(f'"{name}"' for name in key)
            rows = list(connection.execute(f"SELECT {picked} FROM {table}"))
            if rows:
                row = chance.choice(rows)
                where = " AND ".join(f'"{name}" IS ?' for name in key)
                return _run(path, f"{sql} WHERE {where}", row)
        return _run(path, sql)


def _as_text(value: bytes) -> str | bytes:
    """What an earlier row's damage has left in a key may be no text."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def _run(path: Path, sql: str, values: tuple[Any, ...] = ()) -> str:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        try:
            if values:
                connection.execute(sql, values)
            else:
                for each in sql.split("; "):
                    connection.execute(each)
            connection.commit()
        except sqlite3.Error as error:
            return f"nothing ({error})"
    return f"{sql} {values or ''}"
