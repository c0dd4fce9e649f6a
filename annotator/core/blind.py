"""Reviews without suggestions: what is stored of them, and how suggestions are compared with them.

A blind article shows no suggestions. When it is finished, the review is put down as it is; those
suggestions that say the same are decided by that, the others become doubtful. Of topics the same is
compared: one that is suggested, and that the review says nothing of, is contested until it is
answered, or left.
"""

from __future__ import annotations

from annotator.core import acts
from annotator.core.codes import ActKind
from annotator.core.mark_changes import DecisionContext
from annotator.core.records import (
    Act,
    BlindReview,
    BlindSpan,
    Change,
    Decision,
    InputMethod,
    Outcome,
    Span,
    Suggestion,
)
from annotator.core.sheet import Sheet

COMPARE = ActKind.ARTICLE_COMPARE


def compare(
    sheet: Sheet, how: DecisionContext, *, focused: frozenset[int], is_forced: bool = False
) -> Act:
    """Put the blind review down and show the suggestions; where none differs, be done as well.

    What is open by then are the annotator's own followers, which are accepted.
    """
    changes = acts.accept_open(sheet, how, focused)
    spans = [*sheet.spans, *(c.after for c in changes if isinstance(c.after, Span))]
    answers = {(span.start, span.end, span.label) for span in spans}
    compared = _compared(sheet)
    same = [each for each in compared if (each.start, each.end, each.label) in answers]
    changes += _put_down(sheet, spans, how)
    changes += [_agreed(sheet, each, how) for each in same]
    kind = COMPARE
    if len(same) == len(compared) and not contested_topics(sheet):
        kind = ActKind.ARTICLE_FINISH
        changes.append(acts.done(sheet, how, is_forced=is_forced))
    return Act(kind, sheet.article.id, tuple(changes), sheet.article.heading)


def contested_topics(sheet: Sheet) -> tuple[int, ...]:
    """The topics that are suggested, or wait to be, where a blind review has no answer.

    "None applies" is no answer to any one of them. There are none once the article is done.
    """
    return tuple(x.id for x in sheet.scheme.topics if not x.retired and sheet.is_contested(x.id))


def _compared(sheet: Sheet) -> list[Suggestion]:
    """The hidden suggestions that will be compared: maybes and retired labels are not."""
    retired = {label.id for label in sheet.scheme.labels if label.retired}
    return [
        each
        for each in sheet.hidden.values()
        if not each.is_maybe and each.label is not None and each.label not in retired
    ]


def _put_down(sheet: Sheet, spans: list[Span], how: DecisionContext) -> list[Change]:
    """The review as it is, to be kept whatever becomes of it."""
    who = (sheet.article.id, sheet.annotator)
    topics = tuple(sorted(number for number, x in sheet.topics.items() if x.is_yes))
    kept = [BlindSpan(*who, span.start, span.end, span.label) for span in spans]
    return [
        Change(None, BlindReview(*who, how.at, topics)),
        *(Change(None, each) for each in kept),
    ]


def _agreed(sheet: Sheet, suggestion: Suggestion, how: DecisionContext) -> Change:
    """A suggestion that the review had guessed: nobody needs to see it."""
    decision = Decision(
        suggestion.id,
        sheet.annotator,
        sheet.article.id,
        Outcome.CONFIRMED,
        InputMethod.BLIND,
        how.at,
        suggestion.start,
        suggestion.end,
        suggestion.label,
        label_shown=suggestion.label,
        probability=suggestion.score,
        threshold=None if suggestion.score is None else sheet.knowledge.threshold,
    )
    return Change(None, decision)
