"""Rows of the scheme that are damaged: which they are, and what stands in for them.

A damaged label stays in its place as it is, and nothing is written over it; what has it is shown
under a stand-in that can't be chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from annotator.core.records import Label, Mapped, Topic, TopicGroup
from annotator.errors import UserError
from annotator.faults import Harm
from annotator.notices import Notice
from annotator.storage.connection import Database
from annotator.storage.damage_kind import Damage
from annotator.storage.damage_sql import bad_rows
from annotator.storage.rows import TABLES

KINDS: Final[dict[str, type[Any]]] = {
    TABLES[kind].name: kind for kind in (Label, TopicGroup, Topic, Mapped)
}
"""The tables of which a row can be damaged and the rest is used."""

_HARMS: Final = {
    Label: (Harm.LABEL_VALUE, Harm.LABEL_UNREAD),
    TopicGroup: (Harm.GROUP_VALUE, Harm.GROUP_UNREAD),
    Topic: (Harm.TOPIC_VALUE, Harm.TOPIC_UNREAD),
    Mapped: (Harm.FED_VALUE, Harm.FED_UNREAD),
}
"""Of each kind of row: a value is damaged; all of it."""
_STAND_INS: Final = {
    Label: Harm.LABEL_STANDS_IN,
    TopicGroup: Harm.GROUP_STANDS_IN,
    Topic: Harm.TOPIC_STANDS_IN,
}
NameOf = Callable[[Notice], str]


def key_of(kind: type[Any]) -> str:
    """The expression that names a row, readable whatever is in the row's other columns."""
    return "CAST(pipeline_label AS BLOB)" if kind is Mapped else "id"


def damaged_rows(database: Database, kind: type[Any]) -> dict[Any, str]:
    """By key, the damaged column of each row that is not as it was stored; "" where it can't be
    read. Raises UserError where the table can't be.
    """
    table, key = TABLES[kind].name, key_of(kind)
    bad, whole = bad_rows(table, "", key), f"SELECT * FROM {table}"  # noqa: S608 - our own names
    try:
        database.pass_over(whole)
        return dict(database.rows(bad))
    except UserError:  # a text that is none: row by row
        keys = [number for (number,) in database.rows(f"SELECT {key} FROM {table}")]  # noqa: S608
    damaged: dict[Any, str] = {}
    for number in keys:
        try:
            database.pass_over(f"{whole} WHERE {key} = ?", (number,))
            damaged |= dict(database.rows(bad_rows(table, f"{key} = ?", key), (number,)))
        except UserError:
            damaged[number] = ""
    return damaged


def damages(database: Database, table: str) -> list[Damage]:
    """What is damaged in a table of the scheme, row by row."""
    kind = KINDS[table]
    return [
        Damage(table, None, _harm(kind, key, column))
        for key, column in damaged_rows(database, kind).items()
    ]


def stand_in(kind: type[Any], number: int, group: int = 0, name_of: NameOf = str) -> Any:
    """What is shown in place of a damaged label, topic or topic group: it can't be chosen."""
    name = name_of(_STAND_INS[kind](number=number))
    if kind is TopicGroup:
        return TopicGroup(number, name)
    return Label(number, name, retired=True) if kind is Label else Topic(
        number, name, group, retired=True
    )  # fmt: skip


def _harm(kind: type[Any], key: Any, column: str) -> Notice:
    """What is damaged in a row: a value, or (column "") all of it."""
    value, unread = _HARMS[kind]
    named = {"name": bytes(key).decode(errors="replace")} if kind is Mapped else {"number": key}
    return value(**named, column=column) if column else unread(**named)
