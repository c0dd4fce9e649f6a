"""The statements that find damaged rows, made from the tables as the migrations make them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields
from functools import cache

from annotator.core.codes import Part
from annotator.core.records import Outcome, Status
from annotator.core.scheme_acts import LONGEST_NAME
from annotator.core.team import InOverlap, Role
from annotator.storage.codec import column_of
from annotator.storage.migrations import STEPS
from annotator.storage.own_schema import made, make
from annotator.storage.rows import TABLES

_KINDS = {"INTEGER": "'integer'", "REAL": "'real', 'integer'", "TEXT": "'text'", "BLOB": "'blob'"}
_TYPES = {
    (table.name, column_of(field.name).strip('"')): str(field.type)
    for table in TABLES.values()
    for field in fields(table.record)
}
_BOOLS = {place for place, kind in _TYPES.items() if kind == "bool"} | {("models", "is_better")}
_LISTS = {place for place, kind in _TYPES.items() if kind.startswith("tuple[")} | {
    ("models", "trained_on"),
}  # fmt: skip
_JSON = _LISTS | {
    ("acts", "before"), ("acts", "after"),  # lists, or columns where they are many
    ("settings", "value"), ("articles", "meta"), ("judgements", "outcome"), ("models", "report"),
    ("rounds", "plan"),
}  # fmt: skip
_NAMES = {("labels", "name"), ("topic_groups", "name"), ("topics", "name")}
_NAMED = {
    ("reviews", "status"): tuple(map(str, Status)),
    ("decisions", "outcome"): tuple(map(str, Outcome)),
    ("annotators", "role"): tuple(map(str, Role)),
    ("rounds", "suggestions"): tuple(map(str, InOverlap)),
    ("draws", "part"): tuple(map(str, Part)),
}
# What the tables do not declare but the program relies on.
_REFERS = {
    ("article_topics", "topic"): "topic <> 0 AND topic NOT IN (SELECT id FROM topics)",
    ("draws", "chance"): "chance <= 0 OR chance > 1",
    ("blind_spans", "label"): "label NOT IN (SELECT id FROM labels)",
    ("decisions", "label"): "label IS NOT NULL AND label NOT IN (SELECT id FROM labels UNION ALL"
    " SELECT id FROM topics)",
    ("decisions", "label_shown"): "label_shown IS NOT NULL AND label_shown NOT IN"
    " (SELECT id FROM labels UNION ALL SELECT id FROM topics)",
    ("suggestions", "label"): "label IS NOT NULL AND label NOT IN (SELECT id FROM labels UNION ALL"
    " SELECT id FROM topics)",
    ("suggestions", "end"): '"end" IS NOT NULL AND ("end" <= start OR start < 0 OR "end" >'
    " (SELECT a.length FROM articles a WHERE a.id = article))",
    ("spans", "end"): '"end" <= start OR start < 0',
    ("blind_spans", "end"): '"end" <= start OR start < 0 OR "end" >'
    " (SELECT a.length FROM articles a WHERE a.id = article)",
    ("decisions", "end"): '"end" IS NOT NULL AND "end" >'
    " (SELECT a.length FROM articles a WHERE a.id = article)",
}
_OF_SEARCH = "article_words"
_BIN = "bin"  # what is in there is looked at when it has come back


@cache
def columns() -> dict[str, list[tuple[str, str, bool]]]:
    """(name, declared kind, whether it may be NULL) of the columns of each table of ours."""
    return {
        table: [(name, kind, not (needed or key)) for _, name, kind, needed, _, key in rows]
        for table, rows in made(len(STEPS)).columns.items()
        if not table.startswith((_OF_SEARCH, _BIN))
    }


@cache
def copies() -> dict[str, dict[str, tuple[str, ...]]]:
    """By table, the columns that are in each of its whole indexes, the key among them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        make(connection, len(STEPS))
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for table in columns():
            for _, index, _, origin, is_partial in connection.execute(
                f"PRAGMA index_list({table})"
            ):
                if is_partial or origin == "pk":
                    continue
                rows = connection.execute(f"PRAGMA index_xinfo({index})")
                key = "id" if table == "articles" else None
                names = [name if cid >= 0 else key for _, cid, name, *_ in rows]
                found.setdefault(table, {})[index] = tuple(x for x in names if x)
        return found


@cache
def rows_themselves(table: str) -> str:
    """A table to read from without its copies: `NOT INDEXED` does not keep SQLite from the indexes
    of one without row ids, whose rows are an index themselves.
    """
    with closing(sqlite3.connect(":memory:")) as connection:
        make(connection, len(STEPS))
        (is_index,) = connection.execute(
            "SELECT wr FROM pragma_table_list WHERE name = ?", (table,)
        ).fetchone()
    return f"{table} INDEXED BY sqlite_autoindex_{table}_1" if is_index else f"{table} NOT INDEXED"


@cache
def reading(table: str) -> str:
    """A statement that reads every text of a table's rows of some articles."""
    texts = [f'"{name}"' for name, kind, _ in columns()[table] if kind == "TEXT"] or ["1"]
    return f"SELECT {', '.join(texts)} FROM {table} WHERE article BETWEEN ? AND ?"  # noqa: S608


@cache
def _references() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (table, column): (parent, to or "id")
        for table in columns()
        for _, _, parent, column, to, *_ in made(len(STEPS)).references[table]
    }


@cache
def bad_rows(table: str, where: str, key: str = "") -> str:
    """(article, column) of each row with a value that can't have been stored, and which it is; with
    `key` that expression in place of the article.
    """
    names = {name for name, _, _ in columns()[table]}
    article = "id" if table == "articles" else "article" if "article" in names else "NULL"
    return (
        f"SELECT {key or article}, {_bad_column(table)} AS bad FROM {table}"  # noqa: S608 - our own names
        f" WHERE {where + ' AND ' if where else ''}bad IS NOT NULL"
    )


@cache
def is_bad(table: str) -> str:
    """A condition that holds for each row with a value that can't have been stored."""
    return f"{_bad_column(table)} IS NOT NULL"


@cache
def bad_in_bin(table: str, key: str) -> str:
    """(article, column) of each row of an article in the bin with a value that is none of its kind.
    What it refers to may be in the bin too, and is looked at when it has come back.
    """
    bad = _bad_column(table, _shapes)
    return f"SELECT {key}, {bad} AS bad FROM bin_{table} WHERE bad IS NOT NULL"  # noqa: S608


_Tests = Callable[[str, str, str, bool], Iterator[str]]


def _bad_column(table: str, tests: _Tests | None = None) -> str:
    """An expression for the first column of a row with such a value, NULL where there is none."""
    cases = " ".join(
        f"WHEN {test} THEN '{name}'"
        for name, kind, may_be_null in columns()[table]
        for test in (tests or _tests)(table, name, kind, may_be_null)
    )
    return f"CASE {cases} END"


def _tests(table: str, name: str, kind: str, may_be_null: bool) -> Iterator[str]:
    """Conditions that hold where a value of this column is wrong; the first is asked first."""
    yield from _shapes(table, name, kind, may_be_null)
    column = f'"{name}"'
    if (table, name) in _references() and name != "article":
        parent, to = _references()[table, name]
        yield f"{column} IS NOT NULL AND {column} NOT IN (SELECT {to} FROM {parent})"  # noqa: S608
    if (table, name) in _REFERS:
        yield _REFERS[table, name]


def _shapes(table: str, name: str, kind: str, may_be_null: bool) -> Iterator[str]:
    """Those that tell by the value alone."""
    column = f'"{name}"'
    if kind in _KINDS:  # a column may be of any kind
        allowed = _KINDS[kind] + (", 'null'" if may_be_null else "")
        yield f"typeof({column}) NOT IN ({allowed})"
    if (table, name) in _BOOLS:
        yield f"{column} NOT IN (0, 1)"
    if (table, name) in _JSON:
        yield f"NOT json_valid({column})"
        if (table, name) in _LISTS:
            yield f"json_type({column}) <> 'array'"
    if (table, name) in _NAMES:
        yield f"length({column}) > {LONGEST_NAME}"
    if (table, name) in _NAMED:
        known = ", ".join(f"'{each}'" for each in _NAMED[table, name])
        yield f"{column} NOT IN ({known})"
