"""What an annotator can do in an article. Each function reads a sheet and returns an `Act`.

Nothing here changes the sheet: the caller stores the act first and applies its changes then.
Raises UserError where a rule forbids the act. An act without changes has nothing to do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.core.marks import Mark, MarkState
from annotator.core.mentions import other_mentions
from annotator.core.records import (
    Act,
    Change,
    Decision,
    Outcome,
    Ruling,
    Source,
    Span,
    Status,
    Suggestion,
    TopicAnswer,
    Way,
)
from annotator.core.sheet import MAX_SPAN, Sheet
from annotator.errors import UserError


@dataclass(frozen=True, slots=True)
class How:
    """The circumstances of an act: which way, when (ISO 8601), with the focus or not, seconds
    since.
    """

    way: Way = Way.KEY
    at: str = ""
    is_focused: bool = True
    seconds: float | None = None


def label(
    sheet: Sheet, start: int, end: int, label_id: int, how: How, *, follow: bool = True
) -> Act:
    """Label or relabel the range [start, end); its other undecided mentions follow, still open."""
    _check_range(sheet, start, end)
    if sheet.scheme.label(label_id).retired:
        raise UserError(
            f"the label {sheet.scheme.label(label_id).name} is retired", do="choose another"
        )
    changes = _take(sheet, start, end, label_id, how)
    if changes and follow:
        changes += _follow(sheet, (start, end), (0, 0), label_id, how)
    return Act("span.label", sheet.article.id, tuple(changes), sheet.text[start:end])


def move(
    sheet: Sheet, old: tuple[int, int], new: tuple[int, int], how: How, *, follow: bool = True
) -> Act:
    """Move the edges of the mark at `old` to `new`; the same old surface elsewhere follows."""
    _check_range(sheet, *new)
    mark = sheet.marks.exactly(*old)
    if mark is None or mark.label is None:
        raise UserError("there is no span here", do="give it a label first")
    if old == new:
        return Act("span.move", sheet.article.id, ())
    if sheet.scheme.nested and sheet.span_at(*new) is not None:
        raise UserError("there is a span with these edges already", do="choose other edges")
    changes = _move_one(sheet, mark, new, how)
    if follow and mark.label is not None:
        shift = (new[0] - old[0], new[1] - old[1])
        changes += _follow(sheet, old, shift, mark.label, how)
    return Act("span.move", sheet.article.id, tuple(changes), sheet.text[new[0] : new[1]])


def reject(sheet: Sheet, start: int, end: int, how: How) -> Act:
    """Reject the suggestion, or remove the span, with just this range."""
    mark = sheet.marks.exactly(start, end)
    if mark is None:
        raise UserError("nothing is marked here", do="Tab goes to the next suggestion")
    return Act("span.reject", sheet.article.id, tuple(_reject_one(sheet, mark, how)), mark.surface)


def reject_others(sheet: Sheet, start: int, end: int, how: How) -> Act:
    """Reject the undecided mentions of the same surface that are still proposed elsewhere here."""
    changes: list[Change] = []
    how = replace(how, is_focused=False)
    for first, last, number in other_mentions(sheet, start, end):
        mark = sheet.marks.exactly(first, last)
        if number is not None and mark is not None:
            changes += _reject_one(sheet, mark, how)
    return Act("span.reject_others", sheet.article.id, tuple(changes), sheet.text[start:end])


def label_others(sheet: Sheet, start: int, end: int, how: How) -> Act:
    """Give the label of the span at [start, end) to its other undecided mentions, as decided."""
    span = sheet.span_at(start, end)
    if span is None:
        raise UserError("there is no span here", do="give it a label first")
    changes: list[Change] = []
    how = replace(how, is_focused=False)
    for first, last, _ in other_mentions(sheet, start, end):
        changes += _take(sheet, first, last, span.label, how)
    return Act("span.label_others", sheet.article.id, tuple(changes), span.surface)


def accept_open(sheet: Sheet, how: How, focused: frozenset[int] = frozenset()) -> list[Change]:
    """Accept all that is open; `focused` are the suggestions that had the focus at some time."""
    changes: list[Change] = []
    taken: list[tuple[int, int]] = []
    for mark in list(sheet.marks):
        if not mark.is_open or mark.label is None or mark.suggestion is None:
            continue
        if taken and (mark.start, mark.end) == taken[-1]:
            continue
        if not sheet.scheme.nested and taken and mark.start < taken[-1][1]:
            continue
        one = replace(how, is_focused=mark.suggestion in focused)
        changes.append(
            _decide(sheet, mark, Outcome.ACCEPTED, one, (mark.start, mark.end), mark.label)
        )
        changes.append(
            _new_span(sheet, mark.start, mark.end, mark.label, "accepted", mark.suggestion)
        )
        taken.append((mark.start, mark.end))
    return changes


def finish(
    sheet: Sheet, how: How, *, focused: frozenset[int] = frozenset(), is_forced: bool = False
) -> Act:
    """Accept what is open and mark the article done."""
    changes = accept_open(sheet, how, focused)
    changes.append(
        review(
            sheet,
            status=Status.DONE,
            reason="",
            is_forced=is_forced or sheet.review.is_forced,
            edited_at=how.at,
            scheme_version=sheet.scheme.version,
        )
    )
    return Act("article.finish", sheet.article.id, tuple(changes), sheet.article.title)


def skip(sheet: Sheet, reason: str, how: How) -> Act:
    """Put the article aside, with a reason."""
    change = review(sheet, status=Status.SKIPPED, reason=reason, edited_at=how.at)
    return Act("article.skip", sheet.article.id, (change,), reason)


def reopen(sheet: Sheet, how: How) -> Act:
    """Take a done or skipped article back into work."""
    if sheet.review.status not in (Status.DONE, Status.SKIPPED):
        return Act("article.reopen", sheet.article.id, ())
    change = review(sheet, status=Status.STARTED, edited_at=how.at)
    return Act("article.reopen", sheet.article.id, (change,), sheet.article.title)


def flag(sheet: Sheet, how: How) -> Act:
    """Set the article's flag, or take it away."""
    change = review(sheet, flagged=not sheet.review.flagged, edited_at=how.at)
    return Act("article.flag", sheet.article.id, (change,))


def note(sheet: Sheet, text: str, how: How) -> Act:
    """Write the article's note."""
    if text == sheet.review.note:
        return Act("article.note", sheet.article.id, ())
    return Act(
        "article.note", sheet.article.id, (review(sheet, note=text, edited_at=how.at),), text
    )


def ask(sheet: Sheet, start: int, end: int, question: str) -> Act:
    """Mark the span as unsure with a question, or as sure with ""."""
    span = sheet.span_at(start, end)
    if span is None:
        raise UserError("there is no span here", do="give it a label first, then ask")
    changes: tuple[Change, ...] = ()
    if span.question != question:
        changes = (Change(span, replace(span, question=question)),)
    return Act("span.ask", sheet.article.id, changes, question)


def rule(sheet: Sheet, start: int, end: int, label_id: int | None, text: str, how: How) -> Act:
    """Write down what holds for a surface from now on, wherever it comes again."""
    _check_range(sheet, start, end)
    if not text.strip():
        raise UserError("the ruling has no words", do="write what holds from now on")
    surface = sheet.text[start:end]
    ruling = Ruling(surface, sheet.annotator, how.at, label_id, text.strip(), sheet.article.id)
    return Act("ruling.add", sheet.article.id, (Change(None, ruling),), surface)


def answer_topic(sheet: Sheet, topic_id: int, answer: bool | None, how: How) -> Act:
    """Say yes or no to a topic, or (None) take the answer back. A group of one has one yes."""
    topic = sheet.scheme.topic(topic_id)
    if topic.retired:
        raise UserError(f"the topic {topic.name} is retired", do="choose another")
    group = next((g for g in sheet.scheme.groups if g.id == topic.group), None)
    changes = []
    if answer:
        changes += _drop_yes(sheet, 0)
        if group is not None and not group.several:
            for other in sheet.scheme.topics:
                if other.group == topic.group and other.id != topic_id:
                    changes += _drop_yes(sheet, other.id)
    before = sheet.topics.get(topic_id)
    after = None
    if answer is not None:
        after = TopicAnswer(sheet.article.id, sheet.annotator, topic_id, answer, how.way)
    if before != after:
        changes.append(Change(before, after))
    return Act("topic.answer", sheet.article.id, tuple(changes), topic.name)


def no_topic(sheet: Sheet, how: How) -> Act:
    """Decide that none applies, which differs from "not decided"; again: take it back."""
    before = sheet.topics.get(0)
    changes = [Change(a, None) for a in sheet.topics.values() if a.topic and a.is_yes]
    after = None
    if before is None:
        after = TopicAnswer(sheet.article.id, sheet.annotator, 0, True, how.way)
    else:
        changes = []
    return Act("topic.none", sheet.article.id, (*changes, Change(before, after)))


def review(sheet: Sheet, **fields: object) -> Change:
    """The change of the sheet's review to these fields."""
    before = sheet.review
    after = replace(before, **fields)  # type: ignore[arg-type]
    is_stored = before.edited_at != "" or before.status != Status.NEW
    return Change(before if is_stored else None, after)


def _drop_yes(sheet: Sheet, topic: int) -> list[Change]:
    answer = sheet.topics.get(topic)
    return [Change(answer, None)] if answer is not None and answer.is_yes else []


# -- one mark ------------------------------------------------------------------------------


def _check_range(sheet: Sheet, start: int, end: int) -> None:
    where = f"{start}–{end}"
    if not 0 <= start < end <= len(sheet.text):
        raise UserError(
            "that range is outside the text", where=where, do="choose a range inside it"
        )
    if not sheet.text[start:end].strip():
        raise UserError("there is only white space here", do="choose a range with text")
    if end - start > MAX_SPAN:
        raise UserError(f"a span of over {MAX_SPAN} characters", do="choose a shorter range")


def _take(sheet: Sheet, start: int, end: int, label_id: int, how: How) -> list[Change]:
    """The changes that make [start, end) a span of this label, whatever is there."""
    span = sheet.span_at(start, end)
    if span is not None:
        return [] if span.label == label_id else _relabel(sheet, span, label_id, how)
    exact = sheet.marks.exactly(start, end)
    changes = _make_room(sheet, (start, end), exact, label_id, how)
    number = None
    origin = "added"
    if exact is not None and exact.suggestion is not None:
        outcome = Outcome.CONFIRMED if exact.label == label_id else Outcome.RELABELLED
        changes.append(_decide(sheet, exact, outcome, how, (start, end), label_id))
        number, origin = exact.suggestion, outcome.value
    else:
        moved = [
            c.after for c in changes if isinstance(c.after, Decision) and c.after.start == start
        ]
        if moved and moved[0].outcome == Outcome.MOVED:
            number, origin = moved[0].suggestion, Outcome.MOVED.value
    changes.append(_new_span(sheet, start, end, label_id, origin, number))
    return changes


def _make_room(
    sheet: Sheet, new: tuple[int, int], keep: Mark | Span | None, label_id: int, how: How
) -> list[Change]:
    """Replace what the new range overlaps but `keep`, unless spans may lie over each other."""
    if sheet.scheme.nested:
        return []
    changes: list[Change] = []
    for span in sheet.spans_touching(*new):
        if span == keep:
            continue
        changes.append(Change(span, None))
        decision = None if span.suggestion is None else sheet.decisions.get(span.suggestion)
        if decision is not None:
            moved = replace(_moved(sheet, decision, new, how), label=label_id)
            changes.append(Change(decision, moved))
    in_the_way = [
        mark
        for mark in sheet.open_touching(*new)
        if mark != keep and mark.suggestion is not None and mark.state != MarkState.MAYBE
    ]
    return changes + [
        _decide(sheet, mark, Outcome.MOVED, how, new, label_id) for mark in in_the_way
    ]


def _relabel(sheet: Sheet, span: Span, label_id: int, how: How) -> list[Change]:
    changes = [Change(span, replace(span, label=label_id))]
    decision = None if span.suggestion is None else sheet.decisions.get(span.suggestion)
    if decision is not None:
        suggestion = sheet.suggestions.get(decision.suggestion)
        is_same = suggestion is not None and suggestion.label == label_id
        outcome = Outcome.CONFIRMED if is_same else Outcome.RELABELLED
        if decision.outcome == Outcome.MOVED:
            outcome = Outcome.MOVED
        after = replace(
            decision,
            outcome=outcome,
            label=label_id,
            way=how.way,
            at=how.at,
            focused=how.is_focused,
        )
        changes.append(Change(decision, after))
    return changes


def _move_one(sheet: Sheet, mark: Mark, new: tuple[int, int], how: How) -> list[Change]:
    assert mark.label is not None
    if mark.state != MarkState.SPAN:
        changes = _make_room(sheet, new, mark, mark.label, how)
        changes.append(_decide(sheet, mark, Outcome.MOVED, how, new, mark.label))
        changes.append(_new_span(sheet, *new, mark.label, "moved", mark.suggestion))
        return changes
    span = sheet.span_at(mark.start, mark.end)
    assert span is not None
    after = replace(span, start=new[0], end=new[1], surface=sheet.text[new[0] : new[1]])
    changes = _make_room(sheet, new, span, mark.label, how)
    changes.append(Change(span, after))
    decision = None if span.suggestion is None else sheet.decisions.get(span.suggestion)
    if decision is not None:
        changes.append(Change(decision, _moved(sheet, decision, new, how)))
    return changes


def _moved(sheet: Sheet, decision: Decision, new: tuple[int, int], how: How) -> Decision:
    suggestion = sheet.suggestions.get(decision.suggestion)
    outcome = Outcome.MOVED
    if suggestion is not None and (suggestion.start, suggestion.end) == new:
        is_same = suggestion.label == decision.label
        outcome = Outcome.CONFIRMED if is_same else Outcome.RELABELLED
    return replace(decision, outcome=outcome, start=new[0], end=new[1], way=how.way, at=how.at)


def _reject_one(sheet: Sheet, mark: Mark, how: How) -> list[Change]:
    if mark.state != MarkState.SPAN:
        return [_decide(sheet, mark, Outcome.REJECTED, how, None, None)]
    span = sheet.span_at(mark.start, mark.end)
    assert span is not None
    changes = [Change(span, None)]
    decision = None if span.suggestion is None else sheet.decisions.get(span.suggestion)
    if decision is not None:
        after = replace(
            decision,
            outcome=Outcome.REJECTED,
            start=None,
            end=None,
            label=None,
            way=how.way,
            at=how.at,
            focused=how.is_focused,
        )
        changes.append(Change(decision, after))
    return changes


def _decide(
    sheet: Sheet,
    mark: Mark,
    outcome: Outcome,
    how: How,
    taken: tuple[int, int] | None,
    label_id: int | None,
) -> Change:
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


def _new_span(
    sheet: Sheet, start: int, end: int, label_id: int, origin: str, suggestion: int | None
) -> Change:
    surface = sheet.text[start:end]
    span = Span(
        sheet.article.id, sheet.annotator, start, end, label_id, surface, origin, suggestion
    )
    return Change(None, span)


# -- same mentions -------------------------------------------------------------------------


def _follow(
    sheet: Sheet, origin: tuple[int, int], shift: tuple[int, int], label_id: int, how: How
) -> list[Change]:
    """The open mentions of the same surface take the label (and the moved edges), and stay open."""
    surface = sheet.text[origin[0] : origin[1]]
    taken = sheet.text[origin[0] + shift[0] : origin[1] + shift[1]]
    if not can_follow(sheet, surface):
        return []
    mark = sheet.marks.exactly(*origin)
    from_id = mark.suggestion if mark is not None and mark.suggestion is not None else 0
    decision = None if from_id == 0 else sheet.decisions.get(from_id)
    if decision is not None and _is_contrary(decision, label_id):
        return []
    changes: list[Change] = []
    follow_how = replace(how, way=Way.FOLLOW, is_focused=False, seconds=None)
    for start, end, number in other_mentions(sheet, *origin):
        new = (start + shift[0], end + shift[1])
        if sheet.text[max(0, new[0]) : new[1]] != taken or not _fits(sheet, new, number):
            continue
        changes += _follow_one(sheet, (start, end), new, number, label_id, from_id, follow_how)
    return changes


def can_follow(sheet: Sheet, surface: str) -> bool:
    """Whether mentions of this surface may follow: not mixed here, not ambiguous in memory."""
    known = [label for label in sheet.knowledge.labels_of(surface) if label is not None]
    return len(surface) > 1 and len(known) < 2 and not sheet.is_mixed(surface)


def _is_contrary(decision: Decision, label_id: int) -> bool:
    """Whether this label goes against what a follower had followed."""
    return decision.outcome == Outcome.FOLLOWED and decision.label != label_id


def _fits(sheet: Sheet, new: tuple[int, int], number: int | None) -> bool:
    if not 0 <= new[0] < new[1] <= len(sheet.text) or not sheet.text[new[0] : new[1]].strip():
        return False
    if sheet.scheme.nested:
        return True
    return all(
        mark.suggestion == number or mark.state == MarkState.MAYBE
        for mark in sheet.marks.touching(*new)
    )


def _follow_one(
    sheet: Sheet,
    old: tuple[int, int],
    new: tuple[int, int],
    number: int | None,
    label_id: int,
    from_id: int,
    how: How,
) -> list[Change]:
    changes: list[Change] = []
    if number is None:
        number = sheet.own_id()
        suggestion = Suggestion(number, sheet.article.id, *old, label_id, Source.FOLLOW)
        changes.append(Change(None, suggestion))
        shown = None
    else:
        shown = sheet.suggestions[number].label
    before = sheet.decisions.get(number)
    after = Decision(
        number,
        sheet.annotator,
        sheet.article.id,
        Outcome.FOLLOWED,
        how.way,
        how.at,
        new[0],
        new[1],
        label_id,
        from_id,
        label_shown=shown,
    )
    if before is None or (before.label, before.start, before.end) != (label_id, *new):
        changes.append(Change(before, after))
    return changes
