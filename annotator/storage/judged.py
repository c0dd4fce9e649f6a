"""Which fields of a review a person decides, so that undo takes them back, and which are measured.

Time spent is not unspent by an undo: the measures stay as they are.
"""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import Any

from annotator.core.records import Change, Record, Review

JUDGED = ("status", "reason", "flagged", "note", "review_pass", "is_forced")
_JUDGED_OF = attrgetter(*JUDGED)
_UNTOUCHED = Review(0, 0)
_MEASURED = tuple(
    name for name in Review.__slots__ if name not in (*JUDGED, "article", "annotator")
)


def is_same_judgement(one: Record | None, other: Record | None) -> bool:
    """Whether two states of a review agree in what a person decides; no row is an untouched one."""
    return _judged(one) == _judged(other)


def with_measures_of(review: Review, measured: Review) -> Review:
    """`review` with the measures of the other."""
    return replace(review, **_picked(measured, _MEASURED))


def merged(change: Change, present: Record | None) -> Change | None:
    """What a change that was made or undone earlier means for the row as it is now, or None.

    Only the judgements that the change altered are altered again, and only if nobody altered them
    since. A row goes away only if nothing was measured since the change.
    """
    before, now = _or_untouched(change.before, change), _or_untouched(present, change)
    target = _or_untouched(change.after, change)
    altered = [x for x in JUDGED if getattr(before, x) != getattr(target, x)]
    if any(getattr(now, x) != getattr(before, x) for x in altered):
        return None
    after = replace(now, **_picked(target, altered))
    if present is None and change.before is None:
        return Change(None, target)
    is_bare = change.after is None and _picked(now, _MEASURED) == _picked(before, _MEASURED)
    if is_bare and is_same_judgement(after, None):
        return Change(present, None)
    return Change(present, after)


def _or_untouched(record: Record | None, change: Change) -> Review:
    if isinstance(record, Review):
        return record
    side = change.record
    assert isinstance(side, Review)
    return Review(side.article, side.annotator)


def _judged(record: Record | None) -> tuple[Any, ...]:
    judged: tuple[Any, ...] = _JUDGED_OF(record if isinstance(record, Review) else _UNTOUCHED)
    return judged


def _picked(review: Review, names: tuple[str, ...] | list[str]) -> dict[str, Any]:
    return {name: getattr(review, name) for name in names}
