"""What an act on one mark does to the others, when asked to: `=`. All of it is decided then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotator.core.codes import ActKind
from annotator.core.mark_changes import DecisionContext, move_one, reject_one, take
from annotator.core.marks import Mark
from annotator.core.mentions import other_mentions
from annotator.core.records import Act, Change, Span
from annotator.core.sheet import Sheet
from annotator.errors import UserError
from annotator.faults import Fault


def reject_others(sheet: Sheet, start: int, end: int, how: DecisionContext) -> Act:
    """Reject the undecided mentions of the same surface that are still proposed elsewhere here."""
    changes: list[Change] = []
    how = replace(how, is_focused=False)
    for first, last, number in other_mentions(sheet, start, end):
        mark = sheet.marks.exactly(first, last)
        if number is not None and mark is not None:
            changes += reject_one(sheet, mark, how)
    return Act(ActKind.SPAN_REJECT_OTHERS, sheet.article.id, tuple(changes), sheet.text[start:end])


def label_others(sheet: Sheet, start: int, end: int, how: DecisionContext) -> Act:
    """Give the label of the span at [start, end) to its other undecided mentions, as decided."""
    span = sheet.span_at(start, end)
    if span is None:
        raise UserError(Fault.NO_SPAN_HERE)
    changes: list[Change] = []
    how = replace(how, is_focused=False)
    for first, last, _ in other_mentions(sheet, start, end):
        changes += take(sheet, first, last, span.label, how)
    return Act(ActKind.SPAN_LABEL_OTHERS, sheet.article.id, tuple(changes), span.surface)


def cut_others(
    sheet: Sheet, start: int, end: int, before: tuple[int, int], how: DecisionContext
) -> tuple[Act, str]:
    """Cut off all open marks of the label what was cut off the span at [start, end), which had
    the edges `before`; its other mentions are taken as in `label_others`.

    Whole words only, whatever their case and wherever a surface is no exception of the label.
    Returns the act and the words that were cut off others, "" for none.
    """
    act = label_others(sheet, start, end, how)
    span = sheet.span_at(start, end)
    assert span is not None
    front = sheet.text[before[0] : start].strip()
    back = sheet.text[end : before[1]].strip()
    taken = [(start, end)] + [
        (c.after.start, c.after.end) for c in act.changes if isinstance(c.after, Span)
    ]
    changes: list[Change] = []
    how = replace(how, is_focused=False)
    for mark in sheet.marks:
        if not mark.is_open or mark.label != span.label or _crosses(sheet, mark, taken):
            continue
        new = _without(sheet, mark, front, back)
        if new == (mark.start, mark.end) or new in taken or sheet.span_at(*new) is not None:
            continue
        changes += move_one(sheet, mark, new, how)
        taken += [(mark.start, mark.end), new]
    if not changes:
        return act, ""
    words = " … ".join(word for word in (front, back) if word)
    return Act(ActKind.SPAN_CUT_OTHERS, sheet.article.id, (*act.changes, *changes), words), words


def _crosses(sheet: Sheet, mark: Mark, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a mark is in the way of what is taken already; nested spans only at one place."""
    if sheet.scheme.nested:
        return (mark.start, mark.end) in taken
    return any(mark.start < end and mark.end > start for start, end in taken)


def _without(sheet: Sheet, mark: Mark, front: str, back: str) -> tuple[int, int]:
    """The edges of a mark without a word in front and one behind, where it has them."""
    start, end, tokens = mark.start, mark.end, sheet.tokens
    assert mark.label is not None
    if mark.surface in sheet.scheme.label(mark.label).exceptions:
        return start, end
    if front and _is_same(mark.surface[: len(front)], front):
        index = tokens.first_from(start + len(front))
        if index is not None and tokens.starts[index] >= start + len(front):
            start = tokens.starts[index]
    if back and _is_same(mark.surface[-len(back) :], back):
        index = tokens.last_before(end - len(back))
        if index is not None and tokens.ends[index] <= end - len(back):
            end = tokens.ends[index]
    if start >= end or not any(c.isalnum() for c in sheet.text[start:end]):
        return mark.start, mark.end
    return start, end


def _is_same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
