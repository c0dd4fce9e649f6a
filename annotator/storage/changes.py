"""Lists of changes: joined so that each row has one, and in an order that foreign keys allow."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.records import Binned, Change, Record, Topic
from annotator.notices import Notice
from annotator.places import Where
from annotator.storage.faults import StaleState
from annotator.storage.rows import TABLES


def net(changes: Iterable[Change]) -> list[Change]:
    """One change a row: successive ones are joined, and a change of the key becomes two."""
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


def ordered(changes: Iterable[Change]) -> list[Change]:
    """Removals first, children before parents; then the rest, parents before children.

    An article goes to the bin before the labels that it alone has, and comes back behind them.
    """

    def rank(change: Change) -> float:
        if isinstance(change.record, Binned):
            return _LAST_OF_SCHEME + 0.5 if change.after is None else -_BEFORE_ALL
        number = TABLES[type(change.record)].rank + 1
        return -number if change.after is None else number

    return sorted(changes, key=rank)


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
