"""When to learn, and from what: the reviews as examples, each span with the weight of its proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotator.core.records import Decision, Outcome, Span, Way
from annotator.storage import Reviewed, Store
from annotator.workspace.models import LEARNS

FULL, FOLLOWED, UNSEEN, FORCED = 1.0, 0.6, 0.3, 0.1
"""What a span proves: decided or looked at; followed a decision; accepted unseen; forced."""

_FIRST_DUE = 5
_GAPS = ((30, 3), (60, 5), (150, 10), (500, 20))  # below so many articles, after so many
_SHARE = 25  # and above a twenty-fifth of them


@dataclass(frozen=True, slots=True)
class Example:
    """A finished article, by whoever edited it last.

    `spans` are (start, end, label id, weight); `topics` the answers, `none_applies` the answer that
    no topic does. `is_blind` tells that no suggestion was shown, `shown` how suggestions were there
    (as in Review); `edited_at` orders the work.
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


def examples(store: Store) -> Iterator[Example]:
    """All finished articles, in the order of their ids."""
    for article, work in store.iter_export(status="done"):
        if not work:
            continue
        last = max(work, key=lambda each: (each.review.review_pass, each.review.edited_at))
        answers = {a.topic: a.is_yes for a in last.topic_answers if a.topic}
        yield Example(
            article.id,
            article.text,
            tuple((s.start, s.end, s.label, _weight(s, last)) for s in last.spans),
            answers,
            any(a.topic == 0 and a.is_yes for a in last.topic_answers),
            last.review.shown == "blind",
            last.review.edited_at,
            last.review.annotator,
            last.review.shown,
        )


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


def next_due(trained_at: int) -> int:
    """The number of finished articles at which to train again after training at `trained_at`.

    The gaps grow, but slowly: where the subject changes, a model of 150 articles ago was measured
    to need twice the repairs of the pipeline alone.
    """
    if trained_at < _FIRST_DUE:
        return _FIRST_DUE
    gap = next((gap for below, gap in _GAPS if trained_at < below), trained_at // _SHARE)
    return trained_at + gap
