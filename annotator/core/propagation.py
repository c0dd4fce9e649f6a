"""Mentions of a surface over many articles: how each stands, and what an act would do to it.

A mention is read from rows near its place, so that thousands can be looked at; the act itself
goes by a sheet, with the rules of `core/acts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.core import acts
from annotator.core.acts import How
from annotator.core.mentions import is_alone
from annotator.core.records import Act, Change, Decision, Outcome, Source, Span, Status, Suggestion
from annotator.core.sheet import Sheet
from annotator.core.tokens import Tokens

CONTEXT = 160
"""So many code points of text are kept on each side of a mention."""


class Standing(StrEnum):
    """What marks a mention."""

    FREE = "free"
    OPEN = "open"
    SPAN = "span"
    REJECTED = "rejected"


class Nearby(StrEnum):
    """What else stands at the place of a mention, the gravest first."""

    CROSSES = "crosses a span"
    NESTS = "inside or around a span"
    BESIDE = "beside a mark"
    LONGER = "part of a longer name"
    NOTHING = ""


class Snag(StrEnum):
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
        return self in (Snag.DECIDED, Snag.CROSSES)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of an article with what is known of it.

    `label` is the span's or the suggestion's; `decided` are the labels (None: rejected) that the
    same surface was decided as in this article; `is_unseen`: accepted without having had the focus.
    """

    article: int
    start: int
    end: int
    surface: str
    standing: Standing
    label: int | None = None
    suggestion: int | None = None
    nearby: Nearby = Nearby.NOTHING
    decided: frozenset[int | None] = frozenset()
    is_closed: bool = False
    is_unseen: bool = False
    is_maybe: bool = False
    left: str = ""
    right: str = ""

    @property
    def place(self) -> tuple[int, int]:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The rows of one article around some places. `decisions` are by suggestion."""

    article: int
    text: str
    tokens: Tokens
    status: str
    spans: Sequence[Span]
    suggestions: Sequence[Suggestion]
    decisions: dict[int, Decision]


def read(near: Surroundings, places: Iterable[tuple[int, int]]) -> list[Mention]:
    """The mentions at these places. Unmarked ones count at token boundaries only."""
    found = [x for start, end in places if (x := _mention(near, start, end)) is not None]
    decided: dict[str, set[int | None]] = {}
    for each in found:
        if each.standing in (Standing.SPAN, Standing.REJECTED):
            labels = decided.setdefault(each.surface, set())
            labels.add(each.label if each.standing == Standing.SPAN else None)
    return [
        replace(each, decided=frozenset(decided[each.surface])) if each.surface in decided else each
        for each in found
    ]


def judge(
    mention: Mention, label: int | None, *, is_nested: bool, is_chosen: bool = False
) -> Snag | None:
    """What is against giving a mention this label (None: rejecting it); None: nothing to do.

    `is_chosen`: the person pointed at this very mention, so that only what can't be is a snag.
    """
    is_span = mention.standing == Standing.SPAN
    if is_span and label is not None and mention.label == label:
        return None
    if label is None and not _can_reject(mention, is_nested):
        return None
    if (is_span or mention.standing == Standing.REJECTED) and not is_chosen:
        return Snag.DECIDED
    snag = Snag.NONE if is_span or label is None else _room(mention, is_nested)
    if snag.is_locked or (snag and not is_chosen):
        return snag
    if is_chosen:
        return Snag.NONE
    if mention.decided - {label}:
        return Snag.KNOWN
    return Snag.CLOSED if mention.is_closed else Snag.NONE


def _can_reject(mention: Mention, is_nested: bool) -> bool:
    """In a flat scheme a suggestion over a span is not shown, so that nobody can reject it."""
    is_hidden = mention.nearby in (Nearby.CROSSES, Nearby.NESTS) and not is_nested
    return mention.standing == Standing.SPAN or (
        mention.standing == Standing.OPEN and not is_hidden
    )


def _room(mention: Mention, is_nested: bool) -> Snag:
    if mention.nearby == Nearby.CROSSES or (mention.nearby == Nearby.NESTS and not is_nested):
        return Snag.CROSSES
    if mention.nearby in (Nearby.NESTS, Nearby.BESIDE):
        return Snag.BESIDE
    if mention.nearby == Nearby.LONGER and mention.standing == Standing.FREE:
        return Snag.LONGER
    return Snag.NONE


def act_on(
    sheet: Sheet,
    places: Iterable[tuple[int, int]],
    label: int | None,
    how: How,
    *,
    is_chosen: bool = False,
) -> tuple[Act, int]:
    """Label or reject these places of an article; the act, and how many could not be done.

    The sheet is changed as well. Each place is judged again, by the sheet as it is now.
    """
    changes: list[Change] = []
    done: set[tuple[int, int]] = set()
    left = 0
    for place in places:
        for mention in read(_around(sheet, *place), [place]):
            snag = judge(mention, label, is_nested=sheet.scheme.nested, is_chosen=is_chosen)
            if snag is not None and not snag.is_locked and place not in done:
                changes += _done(sheet, mention, label, how)
                done.add(place)
        left += place not in done
    surface = sheet.text[slice(*min(done))] if done else ""
    return Act("project.propagate", sheet.article.id, tuple(changes), surface), left


def _done(sheet: Sheet, mention: Mention, label: int | None, how: How) -> list[Change]:
    changes: list[Change] = []
    if label is not None and mention.standing in (Standing.FREE, Standing.REJECTED):
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


# -- one mention ---------------------------------------------------------------------------


def _mention(near: Surroundings, start: int, end: int) -> Mention | None:
    bare = Mention(
        near.article,
        start,
        end,
        near.text[start:end],
        Standing.FREE,
        is_closed=near.status in (Status.DONE, Status.SKIPPED),
        left=near.text[max(0, start - CONTEXT) : start],
        right=near.text[end : end + CONTEXT],
    )
    span = next((x for x in near.spans if (x.start, x.end) == (start, end)), None)
    if span is not None:
        decision = near.decisions.get(span.suggestion or 0)
        unseen = decision is not None and decision.outcome == Outcome.ACCEPTED
        return replace(
            bare,
            standing=Standing.SPAN,
            label=span.label,
            suggestion=span.suggestion,
            is_unseen=unseen and decision is not None and not decision.focused,
        )
    here = [x for x in near.suggestions if _range(x, near) == (start, end)]
    is_open = any(_is_open(near.decisions.get(x.id)) for x in here)
    bare = replace(bare, nearby=_nearby(near, start, end, 0 if is_open else 1))
    for each in here:
        decision = near.decisions.get(each.id)
        if _is_open(decision):
            label = each.label if decision is None else decision.label
            return replace(
                bare,
                standing=Standing.OPEN,
                label=label,
                suggestion=each.id,
                is_maybe=each.is_maybe and decision is None,
            )
    if here:
        return replace(bare, standing=Standing.REJECTED, suggestion=here[0].id)
    return bare if near.tokens.is_aligned(start, end) else None


def _nearby(near: Surroundings, start: int, end: int, gap: int) -> Nearby:
    """What lies over the range, or with `gap` 1 directly beside it."""
    found = Nearby.NOTHING
    for span in near.spans:
        if span.start < end and span.end > start:
            if not _holds((span.start, span.end), (start, end)):
                return Nearby.CROSSES
            found = Nearby.NESTS
        elif span.start < end + gap and span.end > start - gap:
            found = found or Nearby.BESIDE
    if found:
        return found
    for each in near.suggestions:
        other = _range(each, near)
        is_near = other != (start, end) and other[0] < end + gap and other[1] > start - gap
        if is_near and _is_open(near.decisions.get(each.id)) and not each.is_maybe:
            return Nearby.BESIDE
    alone = is_alone(near.text, near.tokens, start, end)
    return Nearby.NOTHING if alone else Nearby.LONGER


def _holds(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether one of the two lies wholly in the other."""
    is_in = one[0] <= other[0] and other[1] <= one[1]
    return is_in or (other[0] <= one[0] and one[1] <= other[1])


def _is_open(decision: Decision | None) -> bool:
    return decision is None or decision.outcome == Outcome.FOLLOWED


def _range(suggestion: Suggestion, near: Surroundings) -> tuple[int, int]:
    """Where a suggestion stands: followers may have other edges than were proposed."""
    followed = near.decisions.get(suggestion.id)
    if followed is None or followed.outcome != Outcome.FOLLOWED or followed.start is None:
        followed = None
    start, end = (
        (suggestion.start, suggestion.end) if followed is None else (followed.start, followed.end)
    )
    assert start is not None and end is not None
    return start, end
