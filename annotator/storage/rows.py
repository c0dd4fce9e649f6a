"""Records as rows of tables and back, and as JSON for the acts.

`TABLES` tells for each kind of record its table; the SQL that reads and writes one row by its key
is made from the record's own fields.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, TypeVar

from annotator.core.records import (
    Binned,
    BlindReview,
    BlindSpan,
    Change,
    Decision,
    ImpliedTopics,
    Label,
    Mapped,
    Nesting,
    Record,
    Review,
    Ruling,
    Span,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.storage.damage_kind import Damage, Damaged

Row = tuple[Any, ...]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of record and the statements for its rows. `rank` puts parents before children."""

    record: type[Any]
    name: str
    rank: int
    keys: tuple[str, ...]
    select: str
    insert: str
    update: str
    delete: str
    encode: Callable[[Any], Row]
    decode: Callable[[Row], Any]


def columns_of(record: type[Any], prefix: str = "") -> str:
    """The columns of a record's table in the order of its fields, for a SELECT."""
    return ", ".join(prefix + _column(field.name) for field in fields(record))


def _column(field: str) -> str:
    return {"end": '"end"', "group": "topic_group"}.get(field, field)


def records(record: type[R], rows: Sequence[Row]) -> list[R]:
    """Many records from their columns in the order of their fields.

    They are filled a column at a time: calling a frozen dataclass costs three times as much, which
    an article with 20,000 spans feels.
    """
    made = [object.__new__(record) for _ in rows]
    columns = zip(*rows, strict=True)
    for field, column in zip(fields(TABLES[record].record), columns, strict=False):
        setter = getattr(record, field.name).__set__
        values: Iterable[Any] = map(bool, column) if field.type == "bool" else column
        if field.name == "others":
            values = _pairs(column)
        elif field.type == "tuple[int, ...]":
            values = map(tuple, map(json.loads, column))
        deque(map(setter, made, values), maxlen=0)
    return made


def _pairs(column: Sequence[str]) -> list[tuple[Any, ...]]:
    """Alternatives from their JSON, the whole column at once: 20,000 calls would take 30 ms."""
    return [tuple(map(tuple, each)) for each in json.loads(f"[{','.join(column)}]")]


def _to(record: type[Any]) -> Callable[[Row], Any]:
    return lambda row: records(record, [row])[0]


def _label_row(x: Label) -> Row:
    row = list(attrgetter(*Label.__slots__)(x))
    row[6:8] = [_list_json(x.leave_out), _list_json(x.exceptions)]
    return tuple(row)


def _topic_row(x: Topic) -> Row:
    row = list(attrgetter(*Topic.__slots__)(x))
    row[4] = _list_json(x.keywords)
    return tuple(row)


def _suggestion_row(x: Suggestion) -> Row:
    return (*_BUT_OTHERS(x), others_json(x.others))


def others_json(others: Sequence[tuple[int | None, float]]) -> str:
    """The alternatives of a suggestion as their column holds them."""
    return _compact(others) if others else "[]"


def _blind_review_row(x: BlindReview) -> Row:
    return (x.article, x.annotator, x.at, _compact(x.topics))


def _implied_row(x: ImpliedTopics) -> Row:
    return (x.article, x.annotator, x.edited_at, _compact(x.answers), _compact(x.topics))


def _mapped_row(x: Mapped) -> Row:
    return (x.pipeline_label, x.label, _compact(x.also))


def _binned_row(x: Record) -> Row:
    return x.key_of


def _list_json(words: Iterable[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)


def _to_label(r: Row) -> Label:
    leave_out, exceptions = tuple(json.loads(r[6])), tuple(json.loads(r[7]))
    first = (r[0], r[1], r[2], r[3], r[4], r[5])
    return Label(*first, leave_out, exceptions, bool(r[8]), r[9], bool(r[10]))


def _to_topic(r: Row) -> Topic:
    keywords = tuple(json.loads(r[4]))
    return Topic(r[0], r[1], r[2], r[3], keywords, r[5], r[6], r[7], bool(r[8]))


def _table(
    record: type[Any],
    name: str,
    rank: int,
    keys: tuple[str, ...],
    decode: Callable[[Row], Any] | None = None,
    encode: Callable[[Any], Row] | None = None,
    extra: tuple[str, ...] = (),
) -> Table:
    read = columns_of(record)
    names = [*(_column(field.name) for field in fields(record)), *extra]
    others = [x for x in names if x.strip('"') not in keys] or names
    places = {x: f"?{number}" for number, x in enumerate(names, start=1)}
    which = " AND ".join(f"{_column(key)} = ?{n}" for n, key in enumerate(keys, start=1))
    whose = " AND ".join(f"{_column(key)} = {places[_column(key)]}" for key in keys)
    news = ", ".join(f"{x} = {places[x]}" for x in others)
    marks = ", ".join(places.values())
    return Table(
        record,
        name,
        rank,
        keys,
        f"SELECT {read} FROM {name} WHERE {which}",  # noqa: S608 - names of our own
        f"INSERT INTO {name} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608
        f"UPDATE {name} SET {news} WHERE {whose}",  # noqa: S608
        f"DELETE FROM {name} WHERE {which}",  # noqa: S608
        encode or attrgetter(*record.__slots__),
        decode or _to(record),
    )


_BUT_OTHERS = attrgetter(*Suggestion.__slots__[:-1])
_ARTICLE_KEY = ("article", "annotator")
TABLES: dict[type[Any], Table] = {
    Label: _table(Label, "labels", 0, ("id",), _to_label, _label_row),
    TopicGroup: _table(TopicGroup, "topic_groups", 0, ("id",)),
    Topic: _table(Topic, "topics", 1, ("id",), _to_topic, _topic_row),
    Mapped: _table(Mapped, "label_map", 1, ("pipeline_label",), encode=_mapped_row),
    Nesting: _table(Nesting, "project", 0, ("id",)),
    Suggestion: _table(Suggestion, "suggestions", 2, ("id",), encode=_suggestion_row),
    # One value more is written than read: the surface that was decided about.
    Decision: _table(Decision, "decisions", 3, ("suggestion", "annotator"), extra=("surface",)),
    Span: _table(Span, "spans", 3, (*_ARTICLE_KEY, "start", "end", "label")),
    TopicAnswer: _table(TopicAnswer, "article_topics", 3, (*_ARTICLE_KEY, "topic")),
    Review: _table(Review, "reviews", 3, _ARTICLE_KEY),
    ImpliedTopics: _table(ImpliedTopics, "implied_topics", 3, _ARTICLE_KEY, encode=_implied_row),
    BlindReview: _table(BlindReview, "blind_reviews", 3, _ARTICLE_KEY, encode=_blind_review_row),
    BlindSpan: _table(BlindSpan, "blind_spans", 4, (*_ARTICLE_KEY, "start", "end", "label")),
    Ruling: _table(Ruling, "rulings", 3, ("surface", "annotator", "at")),
    # Not written like the others: an article moves with all its rows.
    Binned: _table(Binned, "bin", 9, ("article",), encode=_binned_row),
}
_GETTERS = {record: attrgetter(*record.__slots__) for record in TABLES} | {Binned: _binned_row}
_BY_NAME = {table.name: table for table in TABLES.values()}


def record_json(record: Record | None) -> dict[str, dict[str, Any]] | None:
    """{table: {field: value}}, or None for absence."""
    if record is None:
        return None
    names = type(record).__slots__
    return {TABLES[type(record)].name: dict(zip(names, _values(record), strict=True))}


def _values(record: Record) -> Row:
    values: Row = _GETTERS[type(record)](record)
    return values


def changes_json(changes: Iterable[Change]) -> tuple[str, str]:
    """The `before` and the `after` column of an act: two JSON lists of the same length."""
    sides = [(record_json(change.before), record_json(change.after)) for change in changes]
    return _compact([before for before, _ in sides]), _compact([after for _, after in sides])


def changes_from_json(before: str, after: str) -> tuple[Change, ...]:
    """The inverse of `changes_json`; fields that came later get their defaults.

    Raises Damaged for what `changes_json` never wrote.
    """
    try:
        pairs = zip(json.loads(before), json.loads(after), strict=True)
        return tuple(Change(record_from_json(old), record_from_json(new)) for old, new in pairs)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Damaged(Damage("acts", None, "an act is not as it was stored")) from error


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def record_from_json(value: dict[str, dict[str, Any]] | None) -> Record | None:
    """The inverse of `record_json`."""
    if value is None:
        return None
    ((name, data),) = value.items()
    record: Record = _BY_NAME[name].record(**{x: _frozen(v) for x, v in data.items()})
    return record


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
