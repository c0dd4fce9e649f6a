"""What a stored change means to an open project: does it close an article, is it of the scheme,
and which part of an open review looks otherwise by it.
"""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.codes import Shown
from annotator.core.kept_apart import KeptApart
from annotator.core.listed_names import ListedName
from annotator.core.records import (
    Act,
    Binned,
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
    Scheme,
    Span,
    Status,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.core.settled import Settled
from annotator.core.sheet import Sheet
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Touched:
    """Which parts of an open review look otherwise than before."""

    marks: bool = True
    topics: bool = True


_OF_MARKS = (Span, Decision)
NOTHING, ALL = Touched(marks=False, topics=False), Touched()


def is_of_mark(change: Change) -> bool:
    """Whether it is of a span or a decision, as most changes of large acts are."""
    return type(change.before) in _OF_MARKS or type(change.after) in _OF_MARKS


def is_of_sheet(change: Change, sheet: Sheet | None) -> bool:
    """Whether a row is no other annotator's than the one whose review is open."""
    annotator: int | None = getattr(change.record, "annotator", None)
    return sheet is None or annotator is None or annotator == sheet.annotator


def is_closing(change: Change) -> bool:
    """Whether an article is done or skipped by this, or taken back from there."""
    sides = (change.before, change.after)
    return any(isinstance(x, Review) and x.status in (Status.DONE, Status.SKIPPED) for x in sides)


def is_of_scheme(change: Change) -> bool:
    """Whether labels, topics, what feeds them or the rule of overlaps are others by this."""
    return isinstance(change.record, Label | Topic | TopicGroup | Mapped | Nesting)


def is_deep_change(change: Change) -> bool:
    """Whether what articles show may be another after this: labels, articles that come or go or
    get another title, a review that is done, or goes on, and was blind or before all suggestions:
    those that came since are for the others only while it is done.
    """
    record = change.record
    is_other = isinstance(record, Binned | Particulars | ListedName)
    if isinstance(record, Review) and is_closing(change):
        return record.shown == Shown.BLIND or record.run is None
    return is_of_scheme(change) or is_other


def is_beginning(change: Change) -> bool:
    """Whether a review is begun by this, or is as if nothing had been done in it again."""
    return _is_begun(change.before) != _is_begun(change.after)


def _is_begun(record: Record | None) -> bool:
    return isinstance(record, Review) and record.status != Status.NEW


def names_of(scheme: Scheme) -> set[tuple[str, int]]:
    """Which labels and topics a scheme has: a topic may have a label's number."""
    return {("label", x.id) for x in scheme.labels} | {("topic", x.id) for x in scheme.topics}


def touched(changes: Iterable[Change], sheet: Sheet) -> Touched:
    """What of a review looks otherwise by these changes; no changes at all stand for any."""
    changes = list(changes)
    found = [_touched(change) for change in changes if not is_of_mark(change)]
    marks, topics = any(x.marks for x in found), any(x.topics for x in found)
    if not changes or (marks and topics):
        return ALL
    of_marks = [_is_shown(change, sheet) for change in changes if is_of_mark(change)]
    return Touched(marks or True in of_marks, topics or False in of_marks)


def _is_shown(change: Change, sheet: Sheet) -> bool:
    """Whether a change of a span or a decision is about a mark; a decision may be of a topic."""
    record = change.record
    return not isinstance(record, Decision) or record.suggestion in sheet.suggestions


def articles_of(act: Act, here: int) -> set[int]:
    """The articles whose rows in a list look otherwise by an act: the one on the desk, and those
    that it makes near copies of each other or none.
    """
    pairs = [x.record for x in act.changes if isinstance(x.record, KeptApart)]
    return {here, *(x for pair in pairs for x in (pair.article, pair.other))}


def _touched(change: Change) -> Touched:
    record = change.record
    if isinstance(record, TopicAnswer | ImpliedTopics | Decision):
        return Touched(marks=False)
    if isinstance(record, Review):  # with a note or a flag the marks are as they were
        return ALL if _state(change.before) != _state(change.after) else NOTHING
    return NOTHING if isinstance(record, CodingRule | KeptApart | Settled) else ALL


def _state(record: Record | None) -> object:
    return (record.status, record.shown) if isinstance(record, Review) else None
