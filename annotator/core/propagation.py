"""What an act on mentions all over a project would do, and doing it by the rules of `core/acts`."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from annotator.core import acts
from annotator.core.acts import DecisionContext
from annotator.core.codes import ActKind
from annotator.core.concordance import Mention, MentionStatus, Overlap, Surroundings, read
from annotator.core.records import Act, Article, Change, Review, Scheme, Source, Suggestion
from annotator.core.sheet import Sheet


class Conflict(StrEnum):
    """Why a mention is not simply taken. DECIDED and CROSSES can't be overruled."""

    NONE = ""
    CLOSED = "closed"
    KNOWN = "known otherwise"
    LONGER = "longer name"
    BESIDE = "beside"
    DECIDED = "decided"
    CROSSES = "crosses"

    @property
    def is_locked(self) -> bool:
        return self in (Conflict.DECIDED, Conflict.CROSSES)


def judge(
    mention: Mention, label: int | None, *, is_nested: bool, is_chosen: bool = False
) -> Conflict | None:
    """What is against giving a mention this label (None: rejecting it); None: nothing to do.

    `is_chosen`: the person pointed at this very mention, so that only what can't be is a snag.
    """
    is_span = mention.standing == MentionStatus.SPAN
    if is_span and label is not None and mention.label == label:
        return None
    if label is None and not _can_reject(mention, is_nested):
        return None
    if (is_span or mention.standing == MentionStatus.REJECTED) and not is_chosen:
        return Conflict.DECIDED
    snag = Conflict.NONE if is_span or label is None else _room(mention, is_nested)
    if snag.is_locked or (snag and not is_chosen):
        return snag
    if is_chosen:
        return Conflict.NONE
    if mention.decided - {label}:
        return Conflict.KNOWN
    return Conflict.CLOSED if mention.is_closed else Conflict.NONE


def _can_reject(mention: Mention, is_nested: bool) -> bool:
    """In a flat scheme a suggestion over a span is not shown, so that nobody can reject it."""
    is_hidden = mention.nearby in (Overlap.CROSSES, Overlap.NESTS) and not is_nested
    return mention.standing == MentionStatus.SPAN or (
        mention.standing == MentionStatus.OPEN and not is_hidden
    )


def _room(mention: Mention, is_nested: bool) -> Conflict:
    if mention.nearby == Overlap.CROSSES or (mention.nearby == Overlap.NESTS and not is_nested):
        return Conflict.CROSSES
    if mention.nearby in (Overlap.NESTS, Overlap.BESIDE):
        return Conflict.BESIDE
    if mention.nearby == Overlap.LONGER and mention.standing == MentionStatus.FREE:
        return Conflict.LONGER
    return Conflict.NONE


def sheet_near(near: Surroundings, scheme: Scheme, annotator: int) -> Sheet:
    """A sheet of just these rows: enough for acts on the places that they are around."""
    sheet = Sheet(
        Article(near.text, id=near.article),
        scheme,
        annotator,
        tokens=near.tokens,
        suggestions=near.suggestions,
        decisions=near.decisions,
        spans=near.spans,
        review=Review(near.article, annotator, near.status),
    )
    sheet.reserve_ids(near.lowest_id)
    return sheet


def act_on(
    sheet: Sheet,
    places: Iterable[tuple[int, int]],
    label: int | None,
    how: DecisionContext,
    *,
    is_chosen: bool = False,
) -> tuple[Act, int]:
    """Label or reject these places of an article; the act, and how many could not be done.

    The sheet is changed as well. Each place is judged again, by the sheet as it is now.
    """
    changes: list[Change] = []
    done: set[tuple[int, int]] = set()
    left = 0
    for place in dict.fromkeys(places):
        for mention in read(_around(sheet, *place), [place]):
            snag = judge(mention, label, is_nested=sheet.scheme.nested, is_chosen=is_chosen)
            if snag is not None and not snag.is_locked and _is_there(sheet, place, label):
                changes += _done(sheet, mention, label, how)
                done.add(place)
        left += place not in done
    surface = sheet.text[slice(*min(done))] if done else ""
    return Act(ActKind.PROJECT_PROPAGATE, sheet.article.id, tuple(changes), surface), left


def _is_there(sheet: Sheet, place: tuple[int, int], label: int | None) -> bool:
    """Suggestions with a retired label are hidden: there is nothing to reject."""
    return label is not None or sheet.marks.exactly(*place) is not None


def _done(sheet: Sheet, mention: Mention, label: int | None, how: DecisionContext) -> list[Change]:
    changes: list[Change] = []
    if label is not None and sheet.marks.exactly(*mention.place) is None:
        number, article = sheet.own_id(), sheet.article.id
        changes = [Change(None, Suggestion(number, article, *mention.place, label, Source.FOLLOW))]
        sheet.apply(changes)
    if label is None:
        act = acts.reject(sheet, *mention.place, how)
    else:
        act = acts.label(sheet, *mention.place, label, how, follow=False)
    sheet.apply(act.changes)
    return [*changes, *act.changes]


def _around(sheet: Sheet, start: int, end: int) -> Surroundings:
    first, last = start - 1, end + 1
    open_ones = [m.suggestion for m in sheet.open_touching(first, last) if m.suggestion is not None]
    suggestions = {x.id: x for x in sheet.suggestions_touching(first, last)}
    suggestions |= {number: sheet.suggestions[number] for number in open_ones}
    return Surroundings(
        sheet.article.id,
        sheet.text,
        sheet.tokens,
        sheet.review.status,
        sheet.spans_touching(first, last),
        list(suggestions.values()),
        sheet.decisions,
    )
