"""What a stored change means to an open project: does it close an article, is it of the scheme."""

from __future__ import annotations

from annotator.core.records import (
    Binned,
    Change,
    Label,
    Mapped,
    Nesting,
    Review,
    Scheme,
    Status,
    Topic,
    TopicGroup,
)


def is_closing(change: Change) -> bool:
    """Whether an article is done or skipped by this, or taken back from there."""
    sides = (change.before, change.after)
    return any(isinstance(x, Review) and x.status in (Status.DONE, Status.SKIPPED) for x in sides)


def is_of_scheme(change: Change) -> bool:
    """Whether labels, topics, what feeds them or the rule of overlaps are others by this."""
    return isinstance(change.record, Label | Topic | TopicGroup | Mapped | Nesting)


def is_deep_change(change: Change) -> bool:
    """Whether what articles show may be another after this: labels, articles that come or go, a
    blind review that is done, or goes on.
    """
    record = change.record
    is_blind = isinstance(record, Review) and record.shown == "blind" and is_closing(change)
    return is_of_scheme(change) or isinstance(record, Binned) or is_blind


def names_of(scheme: Scheme) -> set[tuple[str, int]]:
    """Which labels and topics a scheme has: a topic may have a label's number."""
    return {("label", x.id) for x in scheme.labels} | {("topic", x.id) for x in scheme.topics}
