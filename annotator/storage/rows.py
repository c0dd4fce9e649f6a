"""The table of each kind of record, its SQL made from the fields; and records as JSON for acts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from annotator.core.kept_apart import KeptApart
from annotator.core.listed_names import ListedName
from annotator.core.records import (
    Binned,
    BlindReview,
    BlindSpan,
    Change,
    CodingRule,
    Decision,
    ImpliedTopics,
    Label,
    Mapped,
    Nesting,
    Particulars,
    Record,
    Review,
    Span,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.core.settled import Settled
from annotator.faults import Harm
from annotator.storage.act_columns import changes_of, columns_json
from annotator.storage.codec import (
    Columns,
    Row,
    column_encoder,
    column_of,
    columns_of,
    compact,
    encoder,
    names_of,
    value_encoder,
)
from annotator.storage.damage_kind import Damage, Damaged
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of record and the statements for its rows; `into` is `insert` up to VALUES. `rank`
    puts parents before children. `select_many` takes a list of
    keys as JSON, `update` what `for_update` makes of a row.
    """

    record: type[Any]
    name: str
    rank: int
    keys: tuple[str, ...]
    select: str
    select_many: str
    into: str
    insert: str
    update: str
    for_update: Callable[[Row], Row]
    delete: str
    encode: Callable[[Any], Row]
    encode_columns: Callable[[Sequence[Any]], Columns]
    encode_values: Callable[[Columns], Columns]


def _table(
    record: type[Any], name: str, rank: int, keys: tuple[str, ...], extra: tuple[str, ...] = ()
) -> Table:
    own = names_of(record)
    columns = [column_of(each) for each in (*own, *extra)]
    others = [x for x in columns if x.strip('"') not in keys] or columns
    key_columns = [column_of(key) for key in keys]
    which = " AND ".join(f"{x} = ?" for x in key_columns)
    picked = ", ".join(f"json_extract(value, '$[{n}]')" for n in range(len(keys)))
    news = ", ".join(f"{x} = ?" for x in others)
    order = [columns.index(x) for x in (*others, *key_columns)]
    into = f"INSERT INTO {name} ({', '.join(columns)})"
    return Table(
        record,
        name,
        rank,
        keys,
        f"SELECT {columns_of(record)} FROM {name} WHERE {which}",  # noqa: S608 - names of our own
        f"SELECT {columns_of(record)} FROM {name} WHERE ({', '.join(key_columns)}) IN"  # noqa: S608
        f" (SELECT {picked} FROM json_each(?))",
        into,
        f"{into} VALUES ({', '.join('?' * len(columns))})",
        f"UPDATE {name} SET {news} WHERE {which}",  # noqa: S608
        itemgetter(*order),
        f"DELETE FROM {name} WHERE {which}",  # noqa: S608
        encoder(record, own),
        column_encoder(record, own),
        value_encoder(record),
    )


def _pick(record: type[Any]) -> Callable[[Any], Row]:
    """What gives the values of the fields, in their order."""
    names = names_of(record)
    return attrgetter(*names) if len(names) > 1 else lambda x: (getattr(x, names[0]),)


_ARTICLE_KEY = ("article", "annotator")
TABLES: dict[type[Any], Table] = {
    Label: _table(Label, "labels", 0, ("id",)),
    TopicGroup: _table(TopicGroup, "topic_groups", 0, ("id",)),
    Topic: _table(Topic, "topics", 1, ("id",)),
    Mapped: _table(Mapped, "label_map", 1, ("pipeline_label",)),
    Nesting: _table(Nesting, "project", 0, ("id",)),
    Suggestion: _table(Suggestion, "suggestions", 2, ("id",)),
    # One value more is written than read: the surface that was decided about.
    Decision: _table(Decision, "decisions", 3, ("suggestion", "annotator"), extra=("surface",)),
    Span: _table(Span, "spans", 3, (*_ARTICLE_KEY, "start", "end", "label")),
    TopicAnswer: _table(TopicAnswer, "article_topics", 3, (*_ARTICLE_KEY, "topic")),
    Review: _table(Review, "reviews", 3, _ARTICLE_KEY),
    ImpliedTopics: _table(ImpliedTopics, "implied_topics", 3, _ARTICLE_KEY),
    BlindReview: _table(BlindReview, "blind_reviews", 3, _ARTICLE_KEY),
    BlindSpan: _table(BlindSpan, "blind_spans", 4, (*_ARTICLE_KEY, "start", "end", "label")),
    CodingRule: _table(CodingRule, "rulings", 3, ("surface", "annotator", "at")),
    Particulars: _table(Particulars, "articles", 2, ("id",)),
    KeptApart: _table(KeptApart, "kept_apart", 3, ("article", "other")),
    ListedName: _table(ListedName, "listed_names", 1, ("surface", "label", "source")),
    Settled: _table(Settled, "settled", 3, ("article", "what", "start", "end")),
    # Not written like the others: an article moves with all its rows.
    Binned: _table(Binned, "bin", 9, ("article",)),
}
_PICKS = {record: (names_of(record), _pick(record)) for record in TABLES}
_BY_NAME = {table.name: table for table in TABLES.values()}


def record_json(record: Record | None) -> dict[str, dict[str, Any]] | None:
    """{table: {field: value}}, or None for absence."""
    if record is None:
        return None
    names, pick = _PICKS[type(record)]
    return {TABLES[type(record)].name: dict(zip(names, pick(record), strict=True))}


def changes_json(changes: Iterable[Change]) -> tuple[str, str]:
    """The `before` and the `after` column of an act: two JSON lists of the same length, or columns
    where they are many.
    """
    changes = list(changes)
    columns = columns_json(changes)
    if columns is not None:
        return columns
    sides = [(record_json(change.before), record_json(change.after)) for change in changes]
    return compact([before for before, _ in sides]), compact([after for _, after in sides])


def changes_from_json(before: str, after: str) -> tuple[Change, ...]:
    """The inverse of `changes_json`; fields that came later get their defaults.

    Raises Damaged for what `changes_json` never wrote.
    """
    try:
        old_rows, new_rows = json.loads(before), json.loads(after)
        if isinstance(old_rows, dict):
            return tuple(changes_of(old_rows, new_rows))
        pairs = zip(old_rows, new_rows, strict=True)
        return tuple(Change(record_from_json(old), record_from_json(new)) for old, new in pairs)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Damaged(Damage("acts", None, Harm.ACT_NOT_AS_STORED())) from error


def record_from_json(value: dict[str, dict[str, Any]] | None) -> Record | None:
    """The inverse of `record_json`."""
    if value is None:
        return None
    ((name, data),) = value.items()
    for field, given in data.items():
        if type(given) is list:
            data[field] = _frozen(given)
    record: Record = _BY_NAME[name].record(**data)
    return record


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
