"""What settling disagreements changes: the reviews of gold, and what is kept of each case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Any, TypeVar

from annotator.core.adjudication import Answers, Case, Disputed
from annotator.core.agreement.codings import Place
from annotator.core.codes import ActKind
from annotator.core.records import (
    Act,
    Change,
    InputMethod,
    Record,
    Review,
    Span,
    Status,
    TopicAnswer,
)
from annotator.core.settled import Reason, Settled, Verdict
from annotator.values import dataclass

AGREED = "agreed"
"""What the row is about that tells that gold took over what all said."""


@dataclass(frozen=True, slots=True)
class Gold:
    """What is gold in an article: the review of the annotator `who`, with what was settled."""

    article: int
    who: int
    review: Review | None = None
    spans: tuple[Span, ...] = ()
    answers: Mapping[int, TopicAnswer] = field(default_factory=dict)
    settled: Mapping[tuple[object, ...], Settled] = field(default_factory=dict)

    @property
    def is_filled(self) -> bool:
        """Whether what all said was taken over."""
        return (self.article, AGREED, 0, 0) in self.settled

    @property
    def is_taken_over(self) -> bool:
        """Whether somebody made it as a whole, not by settling: nothing in it is asked about."""
        is_done = self.review is not None and self.review.status == Status.DONE
        return is_done and not self.is_filled

    def after(self, changes: Iterable[Change]) -> Gold:
        """Gold as changes leave it; those of other rows are left out."""
        review, spans, answers = self.review, _by_key(self.spans), dict(self.answers)
        settled = dict(self.settled)
        for change in changes:
            row = change.record
            if getattr(row, "article", None) != self.article:
                continue
            if isinstance(row, Settled):
                _put(settled, row.key_of, change.after)
            elif getattr(row, "annotator", None) != self.who:
                continue
            elif isinstance(row, Review):
                review = change.after if isinstance(change.after, Review) else None
            elif isinstance(row, Span):
                _put(spans, row.key_of, change.after)
            elif isinstance(row, TopicAnswer):
                _put(answers, row.topic, change.after)
        in_order = sorted(spans.values(), key=lambda x: (x.start, x.end, x.label))
        return Gold(self.article, self.who, review, tuple(in_order), answers, settled)

    def is_open(self, case: Case) -> bool:
        """Whether a case is to be settled: it was not, or people say something else now."""
        if self.is_taken_over:
            return False
        known = self.settled.get(case.key)
        return known is None or known.sides != case.words


@dataclass(frozen=True, slots=True)
class Settling:
    """What is to come of a case: its spans, or its answers; `by` the id of who settles it."""

    verdict: Verdict
    by: int
    at: str
    spans: tuple[Place, ...] = ()
    answers: Answers = ()
    reason: str = Reason.NOT_GIVEN
    rule: str = ""


def fill(gold: Gold, dispute: Disputed, text: str, by: int, at: str) -> Act:
    """Take over what all who coded an article said; without a disagreement it is done."""
    state = _Next(gold, text, at)
    state.fill(dispute, by)
    return state.act(ActKind.GOLD_FILL, dispute)


def settle(
    gold: Gold, dispute: Disputed, text: str, settled: Iterable[tuple[Case, Settling]]
) -> Act:
    """Settle cases of an article; what all said comes with the first, and with the last it is done.

    Spans of gold that are in the way of an answer go, unless they are what all said.
    """
    settled = list(settled)
    state = _Next(gold, text, settled[0][1].at)
    if not gold.is_filled:
        state.fill(dispute, settled[0][1].by)
    for case, how in settled:
        state.settle(case, how, dispute.agreed)
    return state.act(ActKind.GOLD_SETTLE, dispute)


def give_reason(gold: Gold, cases: Iterable[Case], reason: Reason) -> Act:
    """Say why people disagreed, of cases that are settled."""
    changes = []
    for case in cases:
        known = gold.settled.get(case.key)
        if known is not None and known.reason != reason:
            changes.append(Change(known, replace(known, reason=reason)))
    return Act(ActKind.GOLD_REASON, gold.article, tuple(changes), reason)


def is_in_the_way(gold: Gold, dispute: Disputed, case: Case, spans: Iterable[Place]) -> bool:
    """Whether spans for a case lie over what all said, or over what another case is settled by."""
    there = {(x.start, x.end) for x in gold.spans} | {
        (start, end) for start, end, _ in dispute.agreed
    }
    rest = [(start, end) for start, end in there if end <= case.start or case.end <= start]
    return any(x[0] < end and start < x[1] for x in spans for start, end in rest)


class _Next:
    """The state of gold in an article as it becomes."""

    def __init__(self, gold: Gold, text: str, at: str) -> None:
        self._gold, self._text, self._at = gold, text, at
        self._spans = {(x.start, x.end, x.label): x for x in gold.spans}
        self._answers = dict(gold.answers)
        self._settled = dict(gold.settled)

    def fill(self, dispute: Disputed, by: int) -> None:
        for place in dispute.agreed:
            self._add(place)
        for topic, is_yes in dispute.answers.items():
            self._answer(topic, is_yes)
        row = Settled(self._gold.article, AGREED, 0, 0, "[]", Verdict.AGREED, by, self._at)
        self._settled[row.key_of] = row

    def settle(self, case: Case, how: Settling, agreed: Collection[Place]) -> None:
        """The last answer to a place stands there, whatever was gold before."""
        gone = [x for x in self._spans if x[0] < case.end and case.start < x[1] and x not in agreed]
        for place in gone:
            del self._spans[place]
        for place in how.spans:
            self._add(place)
        for topic in case.topics:
            self._answers.pop(topic, None)
        for topic, is_yes in how.answers:
            self._answer(topic, is_yes)
        self._settled[case.key] = Settled(
            case.article, case.what, case.start, case.end, case.words,
            how.verdict, how.by, how.at, how.reason, how.rule,
        )  # fmt: skip

    def act(self, kind: ActKind, dispute: Disputed) -> Act:
        """The changes from what gold was."""
        gold = self._gold
        after = replace(gold, settled=self._settled)
        is_open = any(after.is_open(case) for case in dispute.cases)
        status = Status.STARTED if is_open else Status.DONE
        base = gold.review or Review(gold.article, gold.who)
        review = base
        if base.status != status or gold.review is None:
            review = replace(base, status=status, edited_at=self._at)
        changes = [
            *_differences(_by_key(gold.spans), _by_key(self._spans.values())),
            *_differences(_by_key(gold.answers.values()), _by_key(self._answers.values())),
            *_differences(gold.settled, self._settled),
        ]
        if review != gold.review:
            changes.append(Change(gold.review, review))
        return Act(kind, gold.article, tuple(changes))

    def _add(self, place: Place) -> None:
        if place not in self._spans:
            start, end, label = place
            words = self._text[start:end]
            self._spans[place] = Span(self._gold.article, self._gold.who, start, end, label, words)

    def _answer(self, topic: int, is_yes: bool) -> None:
        who = self._gold.article, self._gold.who
        self._answers[topic] = TopicAnswer(*who, topic, is_yes, InputMethod.KEY)


_Row = TypeVar("_Row", Span, TopicAnswer, Settled)
_Key = tuple[object, ...]


def _by_key(rows: Iterable[_Row]) -> dict[_Key, _Row]:
    return {row.key_of: row for row in rows}


def _differences(before: Mapping[_Key, _Row], after: Mapping[_Key, _Row]) -> Iterator[Change]:
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was != now:
            yield Change(was, now)


def _put(rows: dict[Any, Any], key: object, row: Record | None) -> None:
    if row is None:
        rows.pop(key, None)
    else:
        rows[key] = row
