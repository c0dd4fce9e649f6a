"""Lists of changes: joined so that each row has one, and in an order that foreign keys allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from annotator.core.records import Binned, Change, Decision, Record, Span, Suggestion, Topic
from annotator.notices import Notice
from annotator.places import Where
from annotator.storage.act_columns import by_kinds
from annotator.storage.faults import StaleState
from annotator.storage.rows import TABLES

MANY = 64
"""From so many changes on they are looked at by kinds, not each by itself."""

_PLAIN = (Decision, Span, Suggestion)  # whose keys are fields


def net(changes: Iterable[Change]) -> list[Change]:
    """One change a row: successive ones are joined, and a change of the key becomes two."""
    changes = list(changes)
    if len(changes) >= MANY and _are_of_different_rows(changes):
        return [x for x in changes if x.before != x.after]
    joined: dict[tuple[object, ...], Change] = {}
    for change in changes:
        for part in _by_key(change):
            record = part.record
            key = (type(record), record.key_of)
            earlier = joined.setdefault(key, part)
            if earlier is not part:
                if earlier.after != part.before:
                    raise StaleState(where=place(record))
                joined[key] = Change(earlier.before, part.after)
    return [change for change in joined.values() if change.before != change.after]


def _are_of_different_rows(changes: Sequence[Change]) -> bool:
    """Whether each is of a row of its own, and none of them changes a key."""
    keys: dict[type[Any], list[object]] = defaultdict(list)
    for (was, now), part in by_kinds(changes).items():
        kind = now if was is type(None) else was
        key_of = attrgetter(*TABLES[kind].keys) if kind in _PLAIN else attrgetter("key_of")
        if now is not type(None):
            found = [key_of(x.after) for x in part]
            if was is not type(None) and (was is not now or found != _keys(key_of, part)):
                return False
        else:
            found = _keys(key_of, part)
        keys[kind] += found
    return all(len(set(found)) == len(found) for found in keys.values())


def _keys(key_of: Callable[[Any], object], changes: Iterable[Change]) -> list[object]:
    return [key_of(x.before) for x in changes]


def ordered(changes: Iterable[Change]) -> list[Change]:
    """Removals first, children before parents; then the rest, parents before children.

    An article goes to the bin before the labels that it alone has, and comes back behind them.
    """
    return [change for _, _, part in in_order(changes) for change in part]


def in_order(changes: Iterable[Change]) -> list[tuple[type[Any], str, list[Change]]]:
    """The same by kinds of rows and what becomes of them: "insert", "update" or "delete"."""
    parts: dict[tuple[type[Any], str], list[Change]] = defaultdict(list)
    for (was, now), part in by_kinds(changes).items():
        verb = "insert" if was is type(None) else "delete" if now is type(None) else "update"
        parts[now if was is type(None) else was, verb] += part
    found = [(kind, verb, part) for (kind, verb), part in parts.items()]
    return sorted(found, key=lambda each: _rank(each[0], each[1]))


def _rank(kind: type[Any], verb: str) -> float:
    if kind is Binned:
        return _LAST_OF_SCHEME + 0.5 if verb == "delete" else -_BEFORE_ALL
    number = TABLES[kind].rank + 1
    return -number if verb == "delete" else number


def place(record: Record) -> str | Notice:
    """Where a record is, for an error."""
    article = getattr(record, "article", None)
    return Where.ARTICLE(number=article) if article is not None else getattr(record, "name", "")


_LAST_OF_SCHEME = TABLES[Topic].rank + 1
_BEFORE_ALL = max(table.rank for table in TABLES.values()) + 2


def _by_key(change: Change) -> tuple[Change, ...]:
    before, after = change.before, change.after
    if before is None or after is None or before.key_of == after.key_of:
        return (change,)
    return Change(before, None), Change(None, after)
