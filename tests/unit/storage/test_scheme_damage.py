"""Which rows of the scheme are damaged, and what stands in (`storage/scheme_damage.py`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.records import Label, Mapped, Topic, TopicGroup
from annotator.errors import UserError
from annotator.faults import Harm
from annotator.storage.connection import Database, connect
from annotator.storage.scheme_damage import KINDS, damaged_rows, damages, stand_in
from tests.unit.storage.making import new_store

_NO_TEXT = "CAST(x'ff' AS TEXT)"
_SPOILT = {
    "a list": ("labels", "leave_out = '{' WHERE id = 2", {2: "leave_out"}, Harm.LABEL_VALUE),
    "a name": ("labels", f"name = {_NO_TEXT} WHERE id = 2", {2: ""}, Harm.LABEL_UNREAD),
    "a name too long": (
        "labels",
        "name = hex(zeroblob(900)) WHERE id = 2",
        {2: "name"},
        Harm.LABEL_VALUE,
    ),
    "a topic's too": (
        "topics",
        "name = hex(zeroblob(900)) WHERE id = 1",
        {1: "name"},
        Harm.TOPIC_VALUE,
    ),
    "a group": ("topic_groups", "several = 'x' WHERE id = 1", {1: "several"}, Harm.GROUP_VALUE),
    "its name": ("topic_groups", f"name = {_NO_TEXT} WHERE id = 1", {1: ""}, Harm.GROUP_UNREAD),
    "words": ("topics", "keywords = 'x' WHERE id = 2", {2: "keywords"}, Harm.TOPIC_VALUE),
    "a topic": ("topics", f"name = {_NO_TEXT} WHERE id = 1", {1: ""}, Harm.TOPIC_UNREAD),
    "what is fed": ("label_map", "also = '7' WHERE label = 1", {b"PERSON": "also"}, Harm.FED_VALUE),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store, _, _ = new_store(tmp_path / "p.db")
    store.close()
    return tmp_path / "p.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with closing(Database(path, connect(path), is_window=False)) as database:
        yield database


def _spoil(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


def test_nothing_is_damaged_in_a_sound_scheme(database: Database) -> None:
    for table, kind in KINDS.items():
        assert damaged_rows(database, kind) == {}
        assert damages(database, table) == []


@pytest.mark.parametrize(("table", "sql", "found", "harm"), _SPOILT.values(), ids=_SPOILT)
def test_the_row_that_is_damaged_is_told_and_no_other(
    path: Path, database: Database, table: str, sql: str, found: dict[object, str], harm: Harm
) -> None:
    _spoil(path, f"UPDATE {table} SET {sql}")
    assert damaged_rows(database, KINDS[table]) == found
    (told,) = damages(database, table)
    assert (told.table, told.article, told.what.code) == (table, None, harm)


def test_a_text_that_is_none_hides_no_other_damage(path: Path, database: Database) -> None:
    _spoil(path, f"UPDATE labels SET name = {_NO_TEXT} WHERE id = 1")
    _spoil(path, "UPDATE labels SET exceptions = 'x' WHERE id = 3")
    assert damaged_rows(database, Label) == {1: "", 3: "exceptions"}


def test_a_table_that_is_gone_is_no_damaged_row(path: Path, database: Database) -> None:
    _spoil(path, "PRAGMA foreign_keys = OFF; DROP TABLE label_map")
    with pytest.raises((UserError, sqlite3.Error)):
        damaged_rows(database, Mapped)


@pytest.mark.parametrize("kind", [Label, Topic, TopicGroup])
def test_a_stand_in_has_the_number_and_says_what_it_is(kind: type) -> None:
    item = stand_in(kind, 7, 3)
    assert isinstance(item, kind)
    assert item.id == 7 and item.name.startswith("damaged ") and item.name.endswith(" 7")
    assert getattr(item, "retired", True)
    assert getattr(item, "group", 3) == 3
