"""When to learn, and from what: the reviews as examples, each span with the weight of its proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotator.core.records import Decision, Outcome, Span, Way
from annotator.storage import Reviewed, Store
from annotator.workspace.doubts import maybe_threshold
from annotator.workspace.models import LEARNS

FULL, FOLLOWED, UNSEEN, FORCED = 1.0, 0.6, 0.3, 0.1
"""What a span proves: decided or looked at; followed a decision; accepted unseen; forced."""

_FIRST_DUE = 5
_GAPS = ((30, 2), (60, 4), (150, 8), (500, 20))  # below so many articles, after so many
_SHARE = 25  # and above a twenty-fifth of them

_NEAR = 7  # reviews before and after that tell how an article was read
_READ_ONE_IN = 8  # of them with a span that nothing had proposed: then all is read

Place = tuple[int, int]
"""Start and end in an article's text."""


@dataclass(frozen=True, slots=True)
class Example:
    """A finished article, by whoever edited it last.

    `spans` are (start, end, label id, weight); `topics` the answers, `none_applies` the answer that
    no topic does. `is_blind` tells that no suggestion was shown, `shown` how suggestions were there
    (as in Review); `edited_at` orders the work. `passed_over` are the places of maybes that were
    not taken and perhaps not looked at; `is_prompted` tells that no span was added of one's own.
    """

    article: int
    text: str
    spans: tuple[tuple[int, int, int, float], ...]
    topics: Mapping[int, bool]
    none_applies: bool
    is_blind: bool
    edited_at: str
    annotator: int = 0
    shown: str = ""
    passed_over: tuple[Place, ...] = ()
    is_prompted: bool = False


def examples(store: Store) -> Iterator[Example]:
    """All finished articles, in the order of their ids."""
    for article, work in store.iter_export(status="done"):
        if not work:
            continue
        last = max(work, key=lambda each: (each.review.review_pass, each.review.edited_at))
        answers = {a.topic: a.is_yes for a in last.topic_answers if a.topic}
        is_blind = last.review.shown == "blind"
        yield Example(
            article.id,
            article.text,
            tuple((s.start, s.end, s.label, _weight(s, last)) for s in last.spans),
            answers,
            any(a.topic == 0 and a.is_yes for a in last.topic_answers),
            is_blind,
            last.review.edited_at,
            last.review.annotator,
            last.review.shown,
            () if is_blind else tuple(_passed_over(store, last)),
            not is_blind and _is_prompted(last),
        )


def unproven(given: Sequence[Example]) -> dict[int, tuple[Place, ...]]:
    """By article, the places that were left unmarked and prove nothing by it.

    Who adds names of their own now and then reads the articles: then what is unmarked is no
    entity. Who only follows what is doubtful has not seen the rest, and a model that took it for
    proof would suggest less and less.
    """
    by_time = sorted(given, key=lambda each: (each.edited_at, each.article))
    found = {}
    for at, each in enumerate(by_time):
        near = by_time[max(0, at - _NEAR) : at + _NEAR + 1]
        same = [x for x in near if x.annotator == each.annotator]
        own = sum(not x.is_prompted for x in same)
        if own * _READ_ONE_IN < len(same):
            found[each.article] = each.passed_over
    return found


def _passed_over(store: Store, reviewed: Reviewed) -> Iterator[Place]:
    """Maybes without a decision, but for those that Enter goes to before an article is done."""
    least = 1.0 if reviewed.review.is_forced else maybe_threshold(store)
    spans = reviewed.spans
    for each in store.suggestions_of(reviewed.review.article):
        if each.start is None or each.end is None or not each.is_maybe:
            continue
        is_seen = each.label is not None and each.score is not None and each.score >= least
        if is_seen or each.id in reviewed.decisions:
            continue
        if all(each.end <= span.start or span.end <= each.start for span in spans):
            yield each.start, each.end


def _is_prompted(reviewed: Reviewed) -> bool:
    """Whether each span comes from a suggestion or follows what was decided about one."""
    decided = {
        span.surface
        for span in reviewed.spans
        if span.suggestion is not None and span.origin != Outcome.ACCEPTED
    }
    return all(x.suggestion is not None or x.surface in decided for x in reviewed.spans)


def _weight(span: Span, reviewed: Reviewed) -> float:
    decision = None if span.suggestion is None else reviewed.decisions.get(span.suggestion)
    if decision is None or decision.outcome != Outcome.ACCEPTED or decision.focused:
        return FULL
    return _unseen(decision)


def _unseen(decision: Decision) -> float:
    if decision.followed_from is not None:
        return FOLLOWED
    return FORCED if decision.way == Way.FORCED else UNSEEN


def is_due(store: Store) -> bool:
    """Whether enough articles were finished since the last training, in growing gaps."""
    if store.setting(LEARNS, True) is False:
        return False
    return store.done_count() >= next_due(int(store.setting("trained_at", 0) or 0))


def hasten(store: Store) -> None:
    """What labels mean is another now: a training is due as soon as there is enough to learn."""
    if store.setting("trained_at"):
        store.set_setting("trained_at", 0)


def next_due(trained_at: int) -> int:
    """The number of finished articles at which to train again after training at `trained_at`.

    The gaps grow, but slowly: where the subject changes, a model of 150 articles ago was measured
    to need twice the repairs of the pipeline alone.
    """
    if trained_at < _FIRST_DUE:
        return _FIRST_DUE
    gap = next((gap for below, gap in _GAPS if trained_at < below), trained_at // _SHARE)
    return trained_at + gap
