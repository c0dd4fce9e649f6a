"""The changes of one mark: taking it, moving its edges, rejecting it. Acts are made of them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import repeat

from annotator.core.columns import made
from annotator.core.marks import Mark, MarkState
from annotator.core.records import Change, Decision, InputMethod, Outcome, Span
from annotator.core.sheet import Sheet
from annotator.core.span_index import MAX_SPAN
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """The circumstances of an act: which way, when (ISO 8601), with the focus or not, seconds
    since.
    """

    way: InputMethod = InputMethod.KEY
    at: str = ""
    is_focused: bool = True
    seconds: float | None = None


def check_range(sheet: Sheet, start: int, end: int) -> None:
    """UserError unless [start, end) can be a span."""
    where = f"{start}–{end}"
    if start == end:
        raise UserError(Fault.NO_TEXT_HERE)
    if not 0 <= start < end <= len(sheet.text):
        raise UserError(Fault.RANGE_OUTSIDE_TEXT, where=where)
    if not sheet.text[start:end].strip():
        raise UserError(Fault.ONLY_WHITE_SPACE_HERE)
    if end - start > MAX_SPAN:
        raise UserError(Fault.SPAN_TOO_LONG, most=MAX_SPAN)


def take(sheet: Sheet, start: int, end: int, label_id: int, how: DecisionContext) -> list[Change]:
    """The changes that make [start, end) a span of this label, whatever is there."""
    span = sheet.span_at(start, end)
    exact = sheet.marks.exactly(start, end)
    if span is not None:
        changes = [] if span.label == label_id else _relabel(sheet, span, label_id, how)
        if exact is not None and exact.is_contested:
            is_same = exact.label == label_id
            outcome = Outcome.CONFIRMED if is_same else Outcome.RELABELLED
            changes.append(decide(sheet, exact, outcome, how, (start, end), label_id))
        return changes
    changes = _make_room(sheet, (start, end), exact, label_id, how)
    number = None
    origin = "added"
    if exact is not None and exact.suggestion is not None:
        outcome = Outcome.CONFIRMED if exact.label == label_id else Outcome.RELABELLED
        changes.append(decide(sheet, exact, outcome, how, (start, end), label_id))
        number, origin = exact.suggestion, outcome.value
    else:
        here = [x.after for x in changes if isinstance(x.after, Decision)]
        here = [x for x in here if x.start == start]
        if here:  # of what gave way, one with just these edges, else the first
            first = min(here, key=lambda x: x.outcome == Outcome.MOVED)
            number, origin = first.suggestion, str(first.outcome)
    changes.append(new_span(sheet, start, end, label_id, origin, number))
    return changes


def move_one(sheet: Sheet, mark: Mark, new: tuple[int, int], how: DecisionContext) -> list[Change]:
    """Make a labelled mark a span with other edges; what is in the way goes."""
    assert mark.label is not None
    if mark.state != MarkState.SPAN:
        changes = _make_room(sheet, new, mark, mark.label, how)
        changes.append(decide(sheet, mark, Outcome.MOVED, how, new, mark.label))
        changes.append(new_span(sheet, *new, mark.label, "moved", mark.suggestion))
        return changes
    span = sheet.span_at(mark.start, mark.end)
    assert span is not None
    after = replace(span, start=new[0], end=new[1], surface=sheet.text[new[0] : new[1]])
    changes = _make_room(sheet, new, span, mark.label, how)
    changes.append(Change(span, after))
    return changes + [Change(x, _moved(sheet, x, new, how)) for x in _decisions_of(sheet, span)]


def reject_one(sheet: Sheet, mark: Mark, how: DecisionContext) -> list[Change]:
    """Reject a suggestion, or remove a span."""
    if mark.state != MarkState.SPAN:
        return [decide(sheet, mark, Outcome.REJECTED, how, None, None)]
    span = sheet.span_at(mark.start, mark.end)
    assert span is not None
    changes = [Change(span, None)]
    for decision in _decisions_of(sheet, span):
        rejected = _decided_anew(decision, Outcome.REJECTED, how, None)
        changes.append(Change(decision, replace(rejected, start=None, end=None)))
    return changes


def decide(
    sheet: Sheet,
    mark: Mark,
    outcome: Outcome,
    how: DecisionContext,
    taken: tuple[int, int] | None,
    label_id: int | None,
) -> Change:
    """The decision about the suggestion of a mark; `taken` is the range of its span, if any."""
    assert mark.suggestion is not None
    before = sheet.decisions.get(mark.suggestion)
    after = Decision(
        mark.suggestion,
        sheet.annotator,
        sheet.article.id,
        outcome,
        how.way,
        how.at,
        None if taken is None else taken[0],
        None if taken is None else taken[1],
        label_id,
        None if before is None else before.followed_from,
        how.is_focused,
        how.seconds,
        mark.label,
        mark.score,
        None if mark.score is None else sheet.knowledge.threshold,
    )
    return Change(before, after)


def accept_all(
    sheet: Sheet, marks: Sequence[Mark], how: DecisionContext, focused: Container[int]
) -> list[Change]:
    """The changes that accept these open marks as they stand: of each a decision and a span."""
    count, nothing = len(marks), repeat(None, len(marks))
    numbers = [mark.suggestion for mark in marks]
    starts, ends = [mark.start for mark in marks], [mark.end for mark in marks]
    labels, scores = [mark.label for mark in marks], [mark.score for mark in marks]
    known = [sheet.decisions.get(number or 0) for number in numbers]
    threshold = sheet.knowledge.threshold
    decisions = made(
        Decision,
        count,
        {
            "suggestion": numbers,
            "annotator": repeat(sheet.annotator),
            "article": repeat(sheet.article.id),
            "outcome": repeat(Outcome.ACCEPTED),
            "way": repeat(how.way),
            "at": repeat(how.at),
            "start": starts,
            "end": ends,
            "label": labels,
            "followed_from": [x and x.followed_from for x in known],
            "focused": [number in focused for number in numbers],
            "seconds": repeat(how.seconds),
            "label_shown": labels,
            "probability": scores,
            "threshold": [None if score is None else threshold for score in scores],
        },
    )
    spans = made(
        Span,
        count,
        {
            "article": repeat(sheet.article.id),
            "annotator": repeat(sheet.annotator),
            "start": starts,
            "end": ends,
            "label": labels,
            "surface": [mark.surface for mark in marks],
            "origin": repeat("accepted"),
            "suggestion": numbers,
            "question": repeat(""),
        },
    )
    decided = made(Change, count, {"before": known, "after": decisions})
    taken = made(Change, count, {"before": nothing, "after": spans})
    return [change for both in zip(decided, taken, strict=True) for change in both]


def new_span(
    sheet: Sheet, start: int, end: int, label_id: int, origin: str, suggestion: int | None
) -> Change:
    """A span where there is none."""
    surface = sheet.text[start:end]
    span = Span(
        sheet.article.id, sheet.annotator, start, end, label_id, surface, origin, suggestion
    )
    return Change(None, span)


def _make_room(
    sheet: Sheet,
    new: tuple[int, int],
    keep: Mark | Span | None,
    label_id: int,
    how: DecisionContext,
) -> list[Change]:
    """Replace what the new range overlaps but `keep`, unless spans may lie over each other."""
    if sheet.scheme.nested:
        return []
    changes: list[Change] = []
    for span in sheet.spans_touching(*new):
        if span == keep:
            continue
        changes.append(Change(span, None))
        for decision in _decisions_of(sheet, span):
            moved = _moved(sheet, replace(decision, label=label_id), new, how)
            changes.append(Change(decision, moved))
    in_the_way = [
        mark
        for mark in sheet.open_touching(*new)
        if mark != keep and mark.suggestion is not None and mark.state != MarkState.MAYBE
    ]
    return changes + [decide(sheet, mark, Outcome.MOVED, how, new, label_id) for mark in in_the_way]


def _relabel(sheet: Sheet, span: Span, label_id: int, how: DecisionContext) -> list[Change]:
    changes = [Change(span, replace(span, label=label_id))]
    for decision in _decisions_of(sheet, span):
        suggestion = sheet.suggestions.get(decision.suggestion)
        is_same = suggestion is not None and suggestion.label == label_id
        outcome = Outcome.CONFIRMED if is_same else Outcome.RELABELLED
        if decision.outcome == Outcome.MOVED:
            outcome = Outcome.MOVED
        changes.append(Change(decision, _decided_anew(decision, outcome, how, label_id)))
    return changes


def _decided_anew(
    decision: Decision, outcome: Outcome, how: DecisionContext, label_id: int | None
) -> Decision:
    """A decision that is changed afterwards: when, and by which input."""
    return replace(
        decision, outcome=outcome, label=label_id, way=how.way, at=how.at, focused=how.is_focused
    )


def _decisions_of(sheet: Sheet, span: Span) -> list[Decision]:
    """What was decided about the suggestion of a span, and about those that gave way to it."""
    found = [] if span.suggestion is None else [sheet.decisions.get(span.suggestion)]
    for other in sheet.suggestions_touching(span.start, span.end):
        decision = sheet.decisions.get(other.id)
        if decision is None or other.id == span.suggestion or decision.outcome == Outcome.FOLLOWED:
            continue
        if (decision.start, decision.end, decision.label) == (span.start, span.end, span.label):
            found.append(decision)
    return [decision for decision in found if decision is not None]


def _moved(
    sheet: Sheet, decision: Decision, new: tuple[int, int], how: DecisionContext
) -> Decision | None:
    """The decision when its span gets other edges; None where these leave the suggestion behind:
    what it gave way to is gone, and it waits for a decision again.
    """
    suggestion = sheet.suggestions.get(decision.suggestion)
    touched = {x.id for x in sheet.suggestions_touching(*new)}
    if suggestion is not None and suggestion.id not in touched:
        return None
    outcome = Outcome.MOVED
    if suggestion is not None and (suggestion.start, suggestion.end) == new:
        is_same = suggestion.label == decision.label
        outcome = Outcome.CONFIRMED if is_same else Outcome.RELABELLED
    return replace(decision, outcome=outcome, start=new[0], end=new[1], way=how.way, at=how.at)
