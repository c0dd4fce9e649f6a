"""What can be done about near copies: kept apart, or given the labels of a finished one."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.codes import ActKind
from annotator.core.kept_apart import kept_apart
from annotator.core.records import Act, Change, Outcome, Source, Suggestion
from annotator.core.sheet import Sheet
from annotator.core.topic_answers import NONE_APPLIES
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Carried:
    """A span of the other text, where its words stand in this one too: its place here."""

    start: int
    end: int
    label: int


@dataclass(frozen=True, slots=True)
class TakenOver:
    """How many places got a suggestion; how many topics; of both, how many had that very one or
    were decided before.
    """

    taken: int = 0
    there: int = 0
    decided: int = 0
    topics: int = 0


def keep_apart(article: int, other: int) -> Act:
    """Say that two articles are no near copies."""
    change = Change(None, kept_apart(article, other))
    return Act(ActKind.COPY_APART, article, (change,), f"#{article}, #{other}")


def take_over(
    sheet: Sheet, spans: Iterable[Carried], topics: Iterable[int], run: int, name: str
) -> tuple[Act, TakenOver]:
    """Suggest the spans and the topics of another article here, as the `run` that stands for it.

    What was decided here stays, rejections too; no review, span, decision or answer is changed.
    """
    made: list[Suggestion] = []
    there = decided = 0
    article, number = sheet.article.id, sheet.own_id
    ends_at = 0
    for each in sorted(spans, key=lambda x: (x.start, -x.end, x.label)):
        same = _the_same(sheet, each)
        if _is_decided(sheet, each, same):
            decided += 1
        elif any(not x.is_maybe for x in same):
            there += 1
        elif sheet.scheme.nested or each.start >= ends_at:
            ends_at = max(ends_at, each.end)
            place = each.start, each.end, each.label
            made.append(Suggestion(number(), article, *place, Source.COPY, run=run))
    taken = len(made)
    for topic in topics:
        if _is_answered(sheet, topic):
            decided += 1
        elif topic in sheet.topic_suggestions:
            there += 1
        else:
            made.append(Suggestion(number(), article, None, None, topic, Source.COPY, run=run))
    act = Act(ActKind.COPY_LABELS, article, tuple(Change(None, x) for x in made), name)
    return act, TakenOver(taken, there, decided, len(made) - taken)


def _is_answered(sheet: Sheet, topic: int) -> bool:
    """Whether the annotator has said something of a topic here, or of its question as a whole."""
    yes = {each.topic for each in sheet.topics.values() if each.is_yes}
    if topic in sheet.topics or NONE_APPLIES in yes:
        return True
    group = sheet.scheme.topic(topic).group
    is_single = any(x.id == group and not x.several for x in sheet.scheme.groups)
    return is_single and any(x.group == group and x.id in yes for x in sheet.scheme.topics)


def _is_decided(sheet: Sheet, each: Carried, same: Iterable[Suggestion]) -> bool:
    """Whether a span leaves no room, or the very suggestion was decided about."""
    if sheet.scheme.nested:
        is_taken = sheet.span_at(each.start, each.end) is not None
    else:
        is_taken = bool(sheet.spans_touching(each.start, each.end))
    return is_taken or any(
        sheet.decisions[x.id].outcome != Outcome.FOLLOWED for x in same if x.id in sheet.decisions
    )


def _the_same(sheet: Sheet, each: Carried) -> list[Suggestion]:
    """The suggestions of this place and label."""
    place = each.start, each.end, each.label
    touching = sheet.suggestions_touching(each.start, each.end)
    return [x for x in touching if (x.start, x.end, x.label) == place]
