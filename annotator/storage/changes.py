"""Lists of changes: joined so that each row has one, and in an order that foreign keys allow."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.records import Change, Record
from annotator.faults import Where
from annotator.notices import Notice
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
    """Removals first, children before parents; then the rest, parents before children."""

    def rank(change: Change) -> int:
        number = TABLES[type(change.record)].rank + 1
        return -number if change.after is None else number

    return sorted(changes, key=rank)


def place(record: Record) -> str | Notice:
    """Where a record is, for an error."""
    article = getattr(record, "article", None)
    return Where.ARTICLE(number=article) if article is not None else getattr(record, "name", "")


def _by_key(change: Change) -> tuple[Change, ...]:
    before, after = change.before, change.after
    if before is None or after is None or before.key_of == after.key_of:
        return (change,)
    return Change(before, None), Change(None, after)
