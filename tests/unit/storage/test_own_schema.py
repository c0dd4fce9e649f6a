"""A file with anything in it that could run with our statements is refused before one runs.

What is tested: `storage/own_schema.py`.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import UserError
from annotator.storage import Store, migrations
from annotator.storage.own_schema import expected
from tests.unit.storage.making import AT, SCHEME

_REWRITE = "UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') WHERE name = '{name}'"
_HOSTILE = {
    "trigger": "CREATE TRIGGER gift AFTER UPDATE ON project BEGIN DELETE FROM labels; END",
    "trigger on sight": "CREATE TRIGGER articles AFTER INSERT ON settings BEGIN"
    " UPDATE project SET scheme_name = 'gone'; END",
    "view": "CREATE VIEW gift AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n)"
    " SELECT * FROM n",
    "virtual table": "CREATE VIRTUAL TABLE gift USING fts5(x)",
    "table": "CREATE TABLE gift (article REFERENCES articles(id))",
    "generated column": "ALTER TABLE labels ADD COLUMN gift AS (hex(zeroblob(100000000)))",
    "index": "CREATE UNIQUE INDEX gift ON reviews(status)",
    "expression": "CREATE INDEX gift ON labels(hex(zeroblob(length(name) * 1000)))",
    "no view of ours": "DROP VIEW reviews_readable",
    "another view": "DROP VIEW reviews_readable; CREATE VIEW reviews_readable AS SELECT 1",
    "no trigger of ours": "DROP TRIGGER articles_stay",
    "default": _REWRITE.format(
        old="TEXT NOT NULL DEFAULT ''''", new="TEXT NOT NULL DEFAULT (hex(zeroblob(99999999)))",
        name="project",
    ),
    "check": _REWRITE.format(old="CHECK (id = 1)", new="CHECK (id <> 1)", name="project"),
    "collation": _REWRITE.format(old="name TEXT NOT NULL,", new="name TEXT NOT NULL COLLATE mine,",
                                 name="labels"),
    "the library's table": "ALTER TABLE _sqlite_migrations ADD COLUMN x AS (hex(zeroblob(9999)))",
}  # fmt: skip


def _made(folder: Path) -> Path:
    path = folder / "p.annotator.db"
    Store.create(path, SCHEME, at=AT).close()
    return path


def _spoil(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.executescript(sql)


@pytest.mark.parametrize("sql", _HOSTILE.values(), ids=_HOSTILE)
def test_what_is_not_ours_is_refused_and_nothing_of_it_runs(tmp_path: Path, sql: str) -> None:
    path = _made(tmp_path)
    _spoil(path, sql)
    before = path.read_bytes()
    with pytest.raises(UserError, match=r"not this program's|as this program made it|missing"):
        Store.open(path)
    assert path.read_bytes() == before
    assert [x.name for x in tmp_path.iterdir()] == [path.name]


def test_the_refusal_says_what_and_where(tmp_path: Path) -> None:
    path = _made(tmp_path)
    _spoil(path, _HOSTILE["trigger"])
    with pytest.raises(UserError, match=r"trigger in the project .* “gift”") as refused:
        Store.open(path)
    assert str(path) in str(refused.value)


def test_statistics_of_sqlite_are_no_hindrance(tmp_path: Path) -> None:
    path = _made(tmp_path)
    _spoil(path, "ANALYZE")
    Store.open(path).close()


@pytest.mark.parametrize("version", range(1, migrations.VERSION + 1))
def test_every_step_makes_what_is_expected_of_it(tmp_path: Path, version: int) -> None:
    """So that a file of each version is told from a strange one."""
    path = tmp_path / "p.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.migrate(connection, migrations.STEPS[:version])
    assert ("table", "articles") in expected(version)
    Store.open(path).close()


def test_notes_of_migrations_that_lie_are_a_damage(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.migrate(connection, migrations.STEPS[:3])
        connection.execute("DELETE FROM _sqlite_migrations")
    with pytest.raises(UserError, match="damaged"):
        Store.open(path)
