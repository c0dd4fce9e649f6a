"""Mentions of surfaces in many articles: how each stands, read from the rows near its place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from annotator.core.mentions import is_alone
from annotator.core.records import Decision, Outcome, Span, Status, Suggestion
from annotator.core.tokens import Tokens
from annotator.values import dataclass

Places = dict[int, list[tuple[int, int]]]
"""Ranges of articles, by their ids."""

CONTEXT = 160
"""So many code points of text are kept on each side of a mention."""


class MentionStatus(StrEnum):
    """What marks a mention."""

    FREE = "free"
    OPEN = "open"
    SPAN = "span"
    REJECTED = "rejected"


class Overlap(StrEnum):
    """What else stands at the place of a mention, the gravest first."""

    CROSSES = "crosses a span"
    NESTS = "inside or around a span"
    BESIDE = "beside a mark"
    LONGER = "part of a longer name"
    NOTHING = ""


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
    standing: MentionStatus
    label: int | None = None
    suggestion: int | None = None
    nearby: Overlap = Overlap.NOTHING
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
    """The rows of one article around some places, and others perhaps. `decisions` are by
    suggestion; `lowest_id` is below the ids of all suggestions of the article, or 0.
    """

    article: int
    text: str
    tokens: Tokens
    status: str
    spans: Sequence[Span]
    suggestions: Sequence[Suggestion]
    decisions: Mapping[int, Decision]
    lowest_id: int = 0


def read(near: Surroundings, places: Iterable[tuple[int, int]]) -> list[Mention]:
    """The mentions at these places. Unmarked ones count at token boundaries only."""
    reader = _Reader(near)
    stands = [(place, reader.standing(*place)) for place in places]
    decided: dict[str, set[int | None]] = {}
    for (start, end), stand in stands:
        if stand.standing in (MentionStatus.SPAN, MentionStatus.REJECTED):
            label = stand.label if stand.standing == MentionStatus.SPAN else None
            decided.setdefault(near.text[start:end], set()).add(label)
    found = [reader.mention(*place, stand, decided) for place, stand in stands]
    return [mention for mention in found if mention is not None]


@dataclass(frozen=True, slots=True)
class _Stand:
    standing: MentionStatus
    label: int | None = None
    suggestion: int | None = None
    is_unseen: bool = False
    is_maybe: bool = False


_FREE = _Stand(MentionStatus.FREE)


class _Reader:
    """One article's rows by their places."""

    def __init__(self, near: Surroundings) -> None:
        self._near = near
        self._is_closed = near.status in (Status.DONE, Status.SKIPPED)
        self._spans = sorted(near.spans, key=lambda x: (x.start, x.end))
        self._marks = sorted(
            ((*_range(x, near.decisions), x.id, x) for x in near.suggestions), key=lambda x: x[:3]
        )
        longest = [x.end - x.start for x in self._spans] + [x[1] - x[0] for x in self._marks]
        self._longest = max(longest, default=0)

    def standing(self, start: int, end: int) -> _Stand:
        for span in self._spans_from(start):
            if span.start > start:
                break
            if (span.start, span.end) == (start, end):
                return self._span(span)
        here = [x[3] for x in self._marks_touching(start, end) if x[:2] == (start, end)]
        for each in here:
            decision = self._near.decisions.get(each.id)
            if _is_open(decision):
                label = each.label if decision is None else decision.label
                is_maybe = each.is_maybe and decision is None
                return _Stand(MentionStatus.OPEN, label, each.id, is_maybe=is_maybe)
        return _Stand(MentionStatus.REJECTED, None, here[0].id) if here else _FREE

    def mention(
        self, start: int, end: int, stand: _Stand, decided: Mapping[str, set[int | None]]
    ) -> Mention | None:
        near = self._near
        if stand is _FREE and not near.tokens.is_aligned(start, end):
            return None
        surface = near.text[start:end]
        nearby = Overlap.NOTHING
        if stand.standing != MentionStatus.SPAN:
            nearby = self._nearby(start, end, 0 if stand.standing == MentionStatus.OPEN else 1)
        return Mention(
            near.article,
            start,
            end,
            surface,
            stand.standing,
            stand.label,
            stand.suggestion,
            nearby,
            frozenset(decided.get(surface, ())),
            self._is_closed,
            stand.is_unseen,
            stand.is_maybe,
            near.text[max(0, start - CONTEXT) : start],
            near.text[end : end + CONTEXT],
        )

    def _span(self, span: Span) -> _Stand:
        decision = self._near.decisions.get(span.suggestion or 0)
        is_accepted = decision is not None and decision.outcome == Outcome.ACCEPTED
        unseen = is_accepted and decision is not None and not decision.focused
        return _Stand(MentionStatus.SPAN, span.label, span.suggestion, is_unseen=unseen)

    def _nearby(self, start: int, end: int, gap: int) -> Overlap:
        """What lies over the range, or with `gap` 1 directly beside it."""
        found = Overlap.NOTHING
        for span in self._spans_from(start - gap - self._longest):
            if span.start >= end + gap:
                break
            if span.start < end and span.end > start:
                if not _holds((span.start, span.end), (start, end)):
                    return Overlap.CROSSES
                found = Overlap.NESTS
            elif span.end > start - gap:
                found = found or Overlap.BESIDE
        if found:
            return found
        for first, last, number, each in self._marks_touching(start - gap, end + gap):
            is_other = (first, last) != (start, end) and not each.is_maybe
            if is_other and _is_open(self._near.decisions.get(number)):
                return Overlap.BESIDE
        alone = is_alone(self._near.text, self._near.tokens, start, end)
        return Overlap.NOTHING if alone else Overlap.LONGER

    def _spans_from(self, start: int) -> Iterable[Span]:
        return self._spans[bisect_left(self._spans, start, key=lambda x: x.start) :]

    def _marks_touching(self, start: int, end: int) -> list[tuple[int, int, int, Suggestion]]:
        at = bisect_left(self._marks, start - self._longest, key=lambda x: x[0])
        found = []
        for mark in self._marks[at:]:
            if mark[0] >= end:
                break
            if mark[1] > start:
                found.append(mark)
        return found


def _holds(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether one of the two lies wholly in the other."""
    is_in = one[0] <= other[0] and other[1] <= one[1]
    return is_in or (other[0] <= one[0] and one[1] <= other[1])


def _is_open(decision: Decision | None) -> bool:
    return decision is None or decision.outcome == Outcome.FOLLOWED


def _range(suggestion: Suggestion, decisions: Mapping[int, Decision]) -> tuple[int, int]:
    """Where a suggestion stands: followers may have other edges than were proposed."""
    start, end = suggestion.start, suggestion.end
    followed = decisions.get(suggestion.id)
    if followed is not None and followed.outcome == Outcome.FOLLOWED and followed.start is not None:
        start, end = followed.start, followed.end
    assert start is not None and end is not None
    return start, end
