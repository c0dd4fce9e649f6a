"""SQLite's errors in words of ours (`storage/faults.py`), damage with its place
(`storage/damage_kind.py`), and the stamp of a state (`storage/stamp.py`).
"""

from __future__ import annotations

import sqlite3

import pytest

from annotator.errors import EnvironmentFault, UserError
from annotator.storage import stamp
from annotator.storage.damage_kind import Damage, Damaged
from annotator.storage.faults import ProjectLocked, faults, translated


def error(code: int | None, words: str = "") -> sqlite3.Error:
    found = sqlite3.OperationalError(words)
    if code is not None:
        found.sqlite_errorcode = code
    return found


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (sqlite3.SQLITE_FULL, EnvironmentFault, "the disk is full"),
        (sqlite3.SQLITE_BUSY, ProjectLocked, "another program has locked the project"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, ProjectLocked, "another program has locked the project"),
        (sqlite3.SQLITE_READONLY, EnvironmentFault, "read-only"),
        (sqlite3.SQLITE_IOERR_WRITE, EnvironmentFault, "the disk reports an error"),
        (sqlite3.SQLITE_CORRUPT, UserError, "damaged"),
        (sqlite3.SQLITE_NOTADB, UserError, "damaged"),
    ],
)
def test_what_a_person_can_mend_is_said(code: int, kind: type[Exception], words: str) -> None:
    found = translated(error(code), "p.annotator", is_saving=False)
    assert type(found) is kind
    assert words in str(found)
    assert "p.annotator" in str(found)


def test_what_was_not_saved_is_said_to_be_so() -> None:
    saving = translated(error(sqlite3.SQLITE_FULL), "p", is_saving=True)
    reading = translated(error(sqlite3.SQLITE_FULL), "p", is_saving=False)
    assert "not saved: the disk is full" in str(saving)
    assert "not saved" not in str(reading)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Could not decode to UTF-8 column 'title' with text", "the column “title” is no text"),
        ("malformed JSON", "not as it was stored"),
    ],
)
def test_values_that_are_none_are_damage(words: str, told: str) -> None:
    found = translated(error(None, words), "p", is_saving=False)
    assert told in str(found)


def test_our_own_mistakes_stay_what_they_are() -> None:
    assert translated(error(sqlite3.SQLITE_ERROR, "no such column"), "p", is_saving=True) is None
    with pytest.raises(sqlite3.OperationalError), faults("p"):
        raise error(sqlite3.SQLITE_ERROR)
    with pytest.raises(UserError, match="a name in it is no text"), faults("p"):
        b"\xff".decode()


def test_a_damage_says_its_place_and_that_a_copy_helps() -> None:
    damage = Damage("spans", 7, "a label that is not there")
    assert str(damage) == "damaged: article 7, table spans: a label that is not there"
    assert str(Damage("labels", None, "x")) == "damaged: table labels: x"
    raised = Damaged(damage)
    assert raised.damage is damage
    assert str(raised.where) == "article 7"
    assert "restore it from a copy" in str(raised)


def test_each_transaction_goes_on_from_the_stamp_that_it_found() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(stamp.TABLE)
    connection.execute(stamp.INSERT, (stamp.first_value(),))
    seen = []
    for _ in range(3):
        (value,) = connection.execute(stamp.SELECT).fetchone()
        seen.append(stamp.parse(value.encode()))
        connection.execute(stamp.UPDATE)
    first, second, third = seen
    assert first is not None and second is not None and third is not None
    assert first.before == stamp.FIRST
    assert (second.before, third.before) == (first.token, second.token)
    assert len({first.token, second.token, third.token}) == 3
    assert first.schema_version == 0
    assert second.schema_version == connection.execute("PRAGMA schema_version").fetchone()[0]


@pytest.mark.parametrize("page", [b"", b"\x0d" * 100, b"\x05" + bytes(4095), b"\x0d" + bytes(4095)])
def test_a_page_of_something_else_has_no_stamp(page: bytes) -> None:
    assert stamp.stamp_in(page) is None


def test_the_stamp_is_found_on_its_page_and_only_at_its_place() -> None:
    value = stamp.first_value().encode()
    page = bytearray(4096)
    page[0], page[3:5], page[8:10] = 0x0D, b"\x00\x01", (3900).to_bytes(2, "big")
    page[3908 : 3908 + len(value)] = value
    found = stamp.stamp_in(bytes(page))
    assert found == stamp.parse(value)
    page[8:10] = (3800).to_bytes(2, "big")
    assert stamp.stamp_in(bytes(page)) is None
