"""Large acts in the log: the changes of one kind of row as columns, not each by itself.

An article with 20,000 suggestions is finished and taken back by one act; a dict for each of its
rows would take ten times as long to write and to read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from itertools import repeat
from operator import attrgetter
from typing import Any

from annotator.core.columns import made
from annotator.core.records import (
    BlindReview,
    BlindSpan,
    Change,
    Decision,
    ImpliedTopics,
    Record,
    Review,
    Span,
    Suggestion,
    TopicAnswer,
)
from annotator.storage.codec import compact, names_of

FEWEST = 64
"""From so many changes on an act is stored in columns."""

_KINDS: dict[str, type[Any]] = {
    "suggestions": Suggestion,
    "decisions": Decision,
    "spans": Span,
    "article_topics": TopicAnswer,
    "reviews": Review,
    "implied_topics": ImpliedTopics,
    "blind_reviews": BlindReview,
    "blind_spans": BlindSpan,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_Side = list[Any]  # how many rows; with their table and columns, if the rows are there


def columns_json(changes: Sequence[Change]) -> tuple[str, str] | None:
    """The `before` and the `after` column of an act over the rows of an article; None where it is
    too small, or of something else.
    """
    if len(changes) < FEWEST:
        return None
    parts = by_kinds(changes)
    if not {kind for kinds in parts for kind in kinds} <= {*_NAMES, type(None)}:
        return None
    befores = [_side(was, [x.before for x in part]) for (was, _), part in parts.items()]
    afters = [_side(now, [x.after for x in part]) for (_, now), part in parts.items()]
    return compact({"columns": befores}), compact({"columns": afters})


def new_rows_json(columns: Mapping[type[Any], Sequence[Sequence[Any]]]) -> tuple[str, str]:
    """The same for rows that are all new, which are given side by side: by their class all values
    of each field, in its order.
    """
    sides = []
    for kind, values in columns.items():
        fields_ = {name: _column(each) for name, each in zip(names_of(kind), values, strict=True)}
        sides.append([len(values[0]), _NAMES[kind], fields_])
    return compact({"columns": [[x[0]] for x in sides]}), compact({"columns": sides})


def by_kinds(changes: Iterable[Change]) -> dict[tuple[type[Any], type[Any]], list[Change]]:
    """The changes by what their rows were and are; NoneType for none."""
    parts: dict[tuple[type[Any], type[Any]], list[Change]] = defaultdict(list)
    for change in changes:
        parts[type(change.before), type(change.after)].append(change)
    return dict(parts)


def changes_of(before: dict[str, list[_Side]], after: dict[str, list[_Side]]) -> list[Change]:
    """The changes from what `columns_json` wrote, those of a kind together. Raises ValueError,
    TypeError, KeyError or AttributeError for what it did not write.
    """
    found: list[Change] = []
    for old, new in zip(before["columns"], after["columns"], strict=True):
        count = int(old[0])
        if int(new[0]) != count:
            raise ValueError
        sides = {"before": _records(count, *old[1:]), "after": _records(count, *new[1:])}
        found += made(Change, count, sides)
    return found


def _side(kind: type[Any], records: Sequence[Record | None]) -> _Side:
    if kind is type(None):
        return [len(records)]
    columns = {}
    for name in names_of(kind):
        columns[name] = _column(list(map(attrgetter(name), records)))
    return [len(records), _NAMES[kind], columns]


def _column(values: Sequence[Any]) -> Any:
    is_same = values.count(values[0]) == len(values)
    return {"same": values[0]} if is_same else values


def _records(
    count: int, table: str = "", columns: dict[str, Any] | None = None
) -> Iterable[Record | None]:
    if columns is None:
        return repeat(None, count)
    kind = _KINDS[table]
    if columns.keys() - set(names_of(kind)):
        raise KeyError
    return made(kind, count, {name: _values(kind, name, columns, count) for name in names_of(kind)})


def _values(kind: type[Any], name: str, columns: dict[str, Any], count: int) -> Iterable[Any]:
    """The values of a field; those of one that came later are its default."""
    stored = columns.get(name)
    if stored is None:
        return repeat(_default(kind, name), count)
    is_list = str(_field(kind, name).type).startswith("tuple")
    if isinstance(stored, dict):
        same = stored["same"]
        return repeat(_frozen(same) if is_list else same, count)
    if len(stored) != count:
        raise ValueError
    return map(_frozen, stored) if is_list else stored


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _field(kind: type[Any], name: str) -> Field[Any]:
    (field,) = (x for x in fields(kind) if x.name == name)
    return field


def _default(kind: type[Any], name: str) -> Any:
    default = _field(kind, name).default
    if default is MISSING:
        raise KeyError(name)
    return default
