"""Dataclasses from rows and back, by the names of their fields: no place in a row is counted.

A field and its column have one name, but for a word that SQL reserves. What a column holds is told
by the field's type: lists are JSON.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import repeat
from operator import attrgetter
from typing import Any, TypeVar

from annotator.errors import Bug
from annotator.faults import Fault

Row = tuple[Any, ...]
Columns = list[Sequence[Any]]
R = TypeVar("R")

_COLUMNS = {"group": "topic_group"}  # by field, where the names differ
_FIELDS = {column: field for field, column in _COLUMNS.items()}


def names_of(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a dataclass."""
    return tuple(field.name for field in fields(kind))


def column_of(field: str) -> str:
    """The column of a field, as SQL wants it."""
    return '"end"' if field == "end" else _COLUMNS.get(field, field)


def columns_of(kind: type[Any], prefix: str = "") -> str:
    """The columns of a dataclass' table, for a SELECT."""
    return ", ".join(prefix + column_of(name) for name in names_of(kind))


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def compact(value: Any) -> str:
    """A value as JSON without spaces."""
    return _COMPACT(value)


def decoded(kind: type[R], columns: Sequence[str], rows: Sequence[Row]) -> list[R]:
    """Many dataclasses from rows with these columns, in whatever order; Bug where one is missing.

    They are filled a column at a time: calling a frozen dataclass costs three times as much, which
    an article with 20,000 spans feels.
    """
    made = [object.__new__(kind) for _ in rows]
    plan = _plan_of(kind, tuple(columns))
    for (setter, read), values in zip(plan, zip(*rows, strict=True), strict=False):
        deque(map(setter, made, values if read is None else read(values)), maxlen=0)
    return made


def encoder(kind: type[Any], names: tuple[str, ...]) -> Callable[[Any], Row]:
    """What makes a row of these fields from a dataclass."""
    types = {field.name: str(field.type) for field in fields(kind)}
    found = [(at, _WRITE[types[name]]) for at, name in enumerate(names) if types[name] in _WRITE]
    pick = attrgetter(*names) if len(names) > 1 else lambda record: (getattr(record, names[0]),)
    if not found:
        return pick

    def encode(record: Any) -> Row:
        row = list(pick(record))
        for at, write in found:
            row[at] = write(row[at])
        return tuple(row)

    return encode


def value_encoder(kind: type[Any]) -> Callable[[Columns], Columns]:
    """What makes the columns of a dataclass' table from those of its fields, in their order."""
    types = [str(field.type) for field in fields(kind)]
    found = [(at, _WRITE[name]) for at, name in enumerate(types) if name in _WRITE]
    bools = [at for at, name in enumerate(types) if name == "bool"]

    def encode(columns: Columns) -> Columns:
        columns = [*columns]
        for at, write in found:
            column = columns[at]  # which mostly has nothing in it
            is_any = any(column)
            columns[at] = [*map(write, column)] if is_any else [write(column[0])] * len(column)
        for at in bools:
            columns[at] = [*map(int, columns[at])]
        return columns

    return encode


def column_encoder(kind: type[Any], names: Sequence[str]) -> Callable[[Sequence[Any]], Columns]:
    """The same for many dataclasses: the values of each field, which is three times as fast."""
    types = {field.name: str(field.type) for field in fields(kind)}
    wanted = [(attrgetter(name), _plain_of(name, types[name])) for name in names]

    def encode(records: Sequence[Any]) -> Columns:
        columns: Columns = []
        for pick, write in wanted:
            values = map(pick, records)
            columns.append([*values] if write is None else [*map(write, values)])
        return columns

    return encode


def _plain_of(name: str, kind: str) -> Callable[[Any], Any] | None:
    """What makes a value one that SQLite takes as it is: what is no plain str or int, as members of
    an enum and True, takes its module three times as long, each time.
    """
    if kind == "bool":
        return int
    return str if name in _OF_ENUMS else _WRITE.get(kind)


_OF_ENUMS = ("source",)

_Read = Callable[[Sequence[Any]], Iterable[Any]]


_Plan = list[tuple[Callable[..., None], _Read | None]]
_plans: dict[tuple[type[Any], tuple[str, ...]], _Plan] = {}


def _plan_of(kind: type[Any], columns: tuple[str, ...]) -> _Plan:
    """For each column what sets its field, and what reads a whole column of values."""
    plan = _plans.get((kind, columns))
    if plan is None:
        plan = _plans[kind, columns] = _planned(kind, columns)
    return plan


def _planned(kind: type[Any], columns: tuple[str, ...]) -> _Plan:
    types = {field.name: str(field.type) for field in fields(kind)}
    names = [_FIELDS.get(column, column) for column in columns]
    if sorted(names) != sorted(types):
        wrong = ", ".join(sorted(set(names) ^ set(types))) or "a column twice"
        raise Bug(Fault.OTHER_COLUMNS, kind=kind.__name__, names=wrong)
    return [(getattr(kind, name).__set__, _READ.get(types[name])) for name in names]


def _bools(column: Sequence[Any]) -> Iterable[Any]:
    return map(bool, column)


def _lists(column: Sequence[str]) -> Iterable[Any]:
    return map(tuple, map(json.loads, column))


def _pairs(column: Sequence[str]) -> Iterable[Any]:
    """Lists of pairs, the whole column at once: 20,000 calls would take 30 ms."""
    if column.count("[]") == len(column):
        return repeat(())
    return [tuple(map(tuple, each)) for each in json.loads(f"[{','.join(column)}]")]


def _objects(column: Sequence[str]) -> Iterable[Any]:
    return map(_object, column)


def _object(stored: str) -> dict[str, Any]:
    """What was stored; nothing where the row is damaged: the others are not less for it."""
    try:
        found = json.loads(stored)
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _words(value: Iterable[str]) -> str:
    return json.dumps(list(value), ensure_ascii=False)


def _list(value: Sequence[Any]) -> str:
    return compact(value) if value else "[]"


def _as_object(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False)


_READ: dict[str, _Read] = {
    "bool": _bools,
    "tuple[int, ...]": _lists,
    "tuple[str, ...]": _lists,
    "tuple[tuple[int | None, float], ...]": _pairs,
    "Mapping[str, Any]": _objects,
}
_WRITE: dict[str, Callable[[Any], str]] = {
    "tuple[int, ...]": _list,
    "tuple[str, ...]": _words,
    "tuple[tuple[int | None, float], ...]": _list,
    "Mapping[str, Any]": _as_object,
}
