"""What an annotator can do in an article. Each function reads a sheet and returns an `Act`.

Nothing here changes the sheet: the caller stores the act first and applies its changes then.
Raises UserError where a rule forbids the act. An act without changes has nothing to do.
"""

from __future__ import annotations

from dataclasses import replace

from annotator.core.codes import ActKind
from annotator.core.mark_changes import (
    DecisionContext as DecisionContext,
)
from annotator.core.mark_changes import (
    accept_all,
    check_range,
    decide,
    move_one,
    reject_one,
    take,
)
from annotator.core.marks import Mark, MarkState
from annotator.core.mentions import other_mentions
from annotator.core.records import (
    Act,
    Change,
    CodingRule,
    Decision,
    InputMethod,
    Outcome,
    Source,
    Span,
    Status,
    Suggestion,
    TopicAnswer,
)
from annotator.core.sheet import Sheet
from annotator.errors import UserError
from annotator.faults import Fault


def label(
    sheet: Sheet, start: int, end: int, label_id: int, how: DecisionContext, *, follow: bool = True
) -> Act:
    """Label or relabel the range [start, end); its other undecided mentions follow, still open."""
    check_range(sheet, start, end)
    if sheet.scheme.label(label_id).retired:
        raise UserError(Fault.LABEL_RETIRED, name=sheet.scheme.label(label_id).name)
    changes = take(sheet, start, end, label_id, how)
    if changes and follow:
        changes += _follow(sheet, (start, end), (0, 0), label_id, how)
    return Act(ActKind.SPAN_LABEL, sheet.article.id, tuple(changes), sheet.text[start:end])


def move(
    sheet: Sheet,
    old: tuple[int, int],
    new: tuple[int, int],
    how: DecisionContext,
    *,
    follow: bool = True,
) -> Act:
    """Move the edges of the mark at `old` to `new`; the same old surface elsewhere follows."""
    check_range(sheet, *new)
    mark = sheet.marks.exactly(*old)
    if mark is None or mark.label is None:
        raise UserError(Fault.NO_SPAN_HERE)
    if old == new:
        return Act(ActKind.SPAN_MOVE, sheet.article.id, ())
    if sheet.scheme.nested and sheet.span_at(*new) is not None:
        raise UserError(Fault.EDGES_TAKEN)
    changes = move_one(sheet, mark, new, how)
    if follow and mark.label is not None:
        shift = (new[0] - old[0], new[1] - old[1])
        followed = _follow(sheet, old, shift, mark.label, how)
        changes += followed
        changes += _follow_repaired(sheet, mark, new, followed, how)
    return Act(ActKind.SPAN_MOVE, sheet.article.id, tuple(changes), sheet.text[new[0] : new[1]])


def reject(sheet: Sheet, start: int, end: int, how: DecisionContext) -> Act:
    """Reject the suggestion, or remove the span, with just this range."""
    mark = sheet.marks.exactly(start, end)
    if mark is None:
        raise UserError(Fault.NOTHING_MARKED_HERE)
    return Act(
        ActKind.SPAN_REJECT, sheet.article.id, tuple(reject_one(sheet, mark, how)), mark.surface
    )


def accept_open(
    sheet: Sheet, how: DecisionContext, focused: frozenset[int] = frozenset()
) -> list[Change]:
    """Accept all that is open; `focused` are the suggestions that had the focus at some time."""
    changes: list[Change] = []
    accepted: list[Mark] = []
    last = (-1, -1)
    for mark in sheet.marks:
        if mark.suggestion is None or not (mark.is_accepted or mark.is_contested):
            continue
        if mark.is_contested:  # of two answers the annotator's own stays
            one = replace(how, is_focused=mark.suggestion in focused)
            changes.append(decide(sheet, mark, Outcome.REJECTED, one, None, None))
            continue
        if (mark.start, mark.end) == last or (not sheet.scheme.nested and mark.start < last[1]):
            continue
        accepted.append(mark)
        last = (mark.start, mark.end)
    return changes + accept_all(sheet, accepted, how, focused)


def finish(
    sheet: Sheet,
    how: DecisionContext,
    *,
    focused: frozenset[int] = frozenset(),
    is_forced: bool = False,
) -> Act:
    """Accept what is open and mark the article done."""
    changes = [*accept_open(sheet, how, focused), done(sheet, how, is_forced=is_forced)]
    return Act(ActKind.ARTICLE_FINISH, sheet.article.id, tuple(changes), sheet.article.heading)


def done(sheet: Sheet, how: DecisionContext, *, is_forced: bool = False) -> Change:
    """The change of the review that marks the article done."""
    return review(
        sheet,
        status=Status.DONE,
        reason="",
        is_forced=is_forced or sheet.review.is_forced,
        edited_at=how.at,
        scheme_version=sheet.scheme.version,
    )


def skip(sheet: Sheet, reason: str, how: DecisionContext) -> Act:
    """Put the article aside, with a reason."""
    change = review(sheet, status=Status.SKIPPED, reason=reason, edited_at=how.at)
    return Act(ActKind.ARTICLE_SKIP, sheet.article.id, (change,), reason)


def reopen(sheet: Sheet, how: DecisionContext) -> Act:
    """Take a done or skipped article back into work."""
    if sheet.review.status not in (Status.DONE, Status.SKIPPED):
        return Act(ActKind.ARTICLE_REOPEN, sheet.article.id, ())
    change = review(sheet, status=Status.STARTED, edited_at=how.at)
    return Act(ActKind.ARTICLE_REOPEN, sheet.article.id, (change,), sheet.article.heading)


def flag(sheet: Sheet, how: DecisionContext) -> Act:
    """Set the article's flag, or take it away."""
    change = review(sheet, flagged=not sheet.review.flagged, edited_at=how.at)
    return Act(ActKind.ARTICLE_FLAG, sheet.article.id, (change,))


def note(sheet: Sheet, text: str, how: DecisionContext) -> Act:
    """Write the article's note."""
    if text == sheet.review.note:
        return Act(ActKind.ARTICLE_NOTE, sheet.article.id, ())
    return Act(
        ActKind.ARTICLE_NOTE, sheet.article.id, (review(sheet, note=text, edited_at=how.at),), text
    )


def ask(sheet: Sheet, start: int, end: int, question: str, how: DecisionContext) -> Act:
    """Mark the span as unsure with a question, or as sure with "". A suggestion is confirmed by it,
    in the same act.
    """
    span, mark = sheet.span_at(start, end), sheet.marks.exactly(start, end)
    if span is None and (mark is None or mark.label is None):
        raise UserError(Fault.NO_SPAN_TO_ASK_ABOUT)
    changes: list[Change] = []
    if span is not None and span.question != question:
        changes = [Change(span, replace(span, question=question))]
    elif span is None and question and mark is not None and mark.label is not None:
        for each in label(sheet, start, end, mark.label, how).changes:
            made = each.after
            if isinstance(made, Span) and (made.start, made.end) == (start, end):
                each = Change(each.before, replace(made, question=question))
            changes.append(each)
    return Act(ActKind.SPAN_ASK, sheet.article.id, tuple(changes), question)


def rule(
    sheet: Sheet, start: int, end: int, label_id: int | None, text: str, how: DecisionContext
) -> Act:
    """Write down what holds for a surface from now on, wherever it comes again."""
    check_range(sheet, start, end)
    if not text.strip():
        raise UserError(Fault.CODING_RULE_EMPTY)
    surface = sheet.text[start:end]
    coding_rule = CodingRule(
        surface, sheet.annotator, how.at, label_id, text.strip(), sheet.article.id
    )
    return Act(ActKind.CODING_RULE_ADD, sheet.article.id, (Change(None, coding_rule),), surface)


def answer_topic(sheet: Sheet, topic_id: int, answer: bool | None, how: DecisionContext) -> Act:
    """Say yes or no to a topic, or (None) take the answer back. A group of one has one yes."""
    topic = sheet.scheme.topic(topic_id)
    if topic.retired:
        raise UserError(Fault.TOPIC_RETIRED, name=topic.name)
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
    return Act(ActKind.TOPIC_ANSWER, sheet.article.id, tuple(changes), topic.name)


def no_topic(sheet: Sheet, how: DecisionContext) -> Act:
    """Decide that none applies, which differs from "not decided"; again: take it back."""
    before = sheet.topics.get(0)
    changes = [Change(a, None) for a in sheet.topics.values() if a.topic and a.is_yes]
    after = None
    if before is None:
        after = TopicAnswer(sheet.article.id, sheet.annotator, 0, True, how.way)
    else:
        changes = []
    return Act(ActKind.TOPIC_NONE, sheet.article.id, (*changes, Change(before, after)))


def review(sheet: Sheet, **fields: object) -> Change:
    """The change of the sheet's review to these fields."""
    before = sheet.review
    after = replace(before, **fields)  # type: ignore[arg-type]
    is_stored = before.edited_at != "" or before.status != Status.NEW
    return Change(before if is_stored else None, after)


def _drop_yes(sheet: Sheet, topic: int) -> list[Change]:
    answer = sheet.topics.get(topic)
    return [Change(answer, None)] if answer is not None and answer.is_yes else []


# -- same mentions -------------------------------------------------------------------------


def _follow(
    sheet: Sheet,
    origin: tuple[int, int],
    shift: tuple[int, int],
    label_id: int,
    how: DecisionContext,
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
    follow_how = replace(how, way=InputMethod.FOLLOW, is_focused=False, seconds=None)
    for start, end, number in other_mentions(sheet, *origin):
        new = (start + shift[0], end + shift[1])
        if sheet.text[max(0, new[0]) : new[1]] != taken or not _fits(sheet, new, number):
            continue
        changes += _follow_one(sheet, (start, end), new, number, label_id, from_id, follow_how)
    return changes


def _follow_repaired(
    sheet: Sheet, mark: Mark, new: tuple[int, int], followed: list[Change], how: DecisionContext
) -> list[Change]:
    """What a mark with repaired edges does beside what follows its old surface: the mentions of the
    new one take the label; those that had followed the old one and can't go along are let go.
    """
    assert mark.label is not None
    surface, taken = sheet.text[slice(*new)], [new]
    taken += [
        (c.after.start, c.after.end)
        for c in followed
        if isinstance(c.after, Decision) and c.after.start is not None and c.after.end is not None
    ]
    changes: list[Change] = []
    own = 1 if mark.state == MarkState.SPAN else 0
    is_left = sheet.decided_labels(mark.surface).get(mark.label, 0) > own
    going = {c.record.suggestion for c in followed if isinstance(c.record, Decision)}
    for start, end, number in other_mentions(sheet, mark.start, mark.end):
        before = None if number is None else sheet.decisions.get(number)
        if before is None or number is None or is_left or number in going:
            continue
        if before.outcome == Outcome.FOLLOWED and (start, end) == (before.start, before.end):
            changes += _let_go(sheet, before)
    if not can_follow(sheet, surface):
        return changes
    from_id, how = mark.suggestion or 0, replace(how, way=InputMethod.FOLLOW, is_focused=False)
    how = replace(how, seconds=None)
    for start, end, number in other_mentions(sheet, *new):
        if not any(start < last and end > first for first, last in taken):
            place = (start, end)
            changes += _follow_one(sheet, place, place, number, mark.label, from_id, how)
    return changes


def _let_go(sheet: Sheet, decision: Decision) -> list[Change]:
    """Take back that something followed, and the suggestion that was made for it."""
    suggestion = sheet.suggestions[decision.suggestion]
    changes = [Change(decision, None)]
    return [*changes, Change(suggestion, None)] if suggestion.source == Source.FOLLOW else changes


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
    how: DecisionContext,
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
