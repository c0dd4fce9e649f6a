"""Which of several reviews stands for an article where a file has room for one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from annotator.core.records import Status
from annotator.core.team import GOLD
from annotator.formats.articles import GivenReview, GivenSpan, GivenTopic


def best_of(
    reviews: Iterable[GivenReview],
) -> tuple[tuple[GivenSpan, ...], tuple[GivenTopic, ...]]:
    """The spans and topics that stand for the article: those of the review that is chosen."""
    return said_by(chosen(reviews))


def said_by(best: GivenReview | None) -> tuple[tuple[GivenSpan, ...], tuple[GivenTopic, ...]]:
    """The spans of the review that stands for the article, as they are there, and its topics."""
    if best is None:
        return (), ()
    return best.spans, tuple([GivenTopic(x.topic, x.is_yes) for x in best.topics])


class ReviewRank(Protocol):
    """What tells of a review whether it can stand for its article."""

    @property
    def annotator(self) -> str: ...

    @property
    def status(self) -> str: ...

    @property
    def is_visit(self) -> bool: ...

    @property
    def review_pass(self) -> int: ...

    @property
    def edited_at(self) -> str: ...


_S = TypeVar("_S", bound=ReviewRank)


def chosen(reviews: Iterable[_S]) -> _S | None:
    """The review that stands for an article where only one can: gold; else the one finished last,
    of the latest pass, which exports tell; where nobody finished, the one worked on last. Of two of
    one time it is that of the annotator whose name comes last: their numbers are other ones in
    another project.
    """
    reviews = [x for x in reviews if x.status != Status.SKIPPED and not x.is_visit]
    if len(reviews) < 2:
        return reviews[0] if reviews else None
    done = [review for review in reviews if review.status == Status.DONE] or reviews
    return max(done, key=_rank, default=None)


def _rank(review: ReviewRank) -> tuple[bool, int, str, str]:
    is_gold = review.annotator == GOLD and review.status == Status.DONE
    return is_gold, review.review_pass, review.edited_at, review.annotator
