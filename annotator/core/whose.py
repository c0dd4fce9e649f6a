"""Whose reviews are meant, where several people reviewed the same articles.

Every reader of reviews means one of three: those of one annotator; of each article gold, else the
only review; or all, apart. Nobody takes two people's reviews of an article for one, nor what a
person did a second time (a repeat) or to be trained for a review.

| reader | whose reviews |
| --- | --- |
| queue, lists, counts of the window, find, propagation, near copies, flags, questions | one |
| corrector, topics | gold, else the only one; of several without gold what all say, no more |
| judging, doubt, evaluation | the same, without articles in which several differ |
| memory: it counts decisions, not reviews | all people's, and gold in their place |
| what is due, how much is learned from | articles that a person finished |
| exports, releases, pipelines: one review has a place | as asked: one; gold else the only one |
| the same where nothing is asked | gold, else the one finished last, and how often is told |
| exports with a place for several reviews (JSON Lines), `info`, views of the file | all, apart |
| anchoring, and agreement | all people, apart |
| the scheme's page, deleting and merging labels, checks, copies, backups | every row |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Protocol, TypeVar

from annotator.core.records import Status
from annotator.core.team import Role
from annotator.values import dataclass


class Which(StrEnum):
    """Of several reviews of an article: one annotator's, gold else the only one, or all."""

    ONE = "one"
    GOLD = "gold"
    ALL = "all"


class RankedReview(Protocol):
    """What tells of a review whether it can stand for its article."""

    @property
    def annotator(self) -> int: ...

    @property
    def status(self) -> str: ...

    @property
    def review_pass(self) -> int: ...


R = TypeVar("R", bound=RankedReview)


@dataclass(frozen=True, slots=True)
class ReviewsOf:
    """Whose reviews are meant; `name` is that of the annotator, where it is one's."""

    which: Which
    name: str = ""

    @classmethod
    def one(cls, name: str) -> ReviewsOf:
        """Those of one annotator."""
        return cls(Which.ONE, name)

    @classmethod
    def gold(cls) -> ReviewsOf:
        """Gold where there is gold, else the only review."""
        return cls(Which.GOLD)

    @classmethod
    def all(cls) -> ReviewsOf:
        """All, apart."""
        return cls(Which.ALL)


def gold_else_only(reviews: Iterable[R], roles: Mapping[int, Role]) -> R | None:
    """The finished review that stands for an article, None where none can: gold; else that of the
    only person who finished, or checked it in a later pass than all others. Of two of one pass
    neither stands.
    """
    done = [x for x in reviews if x.status == Status.DONE]
    gold = [x for x in done if roles.get(x.annotator) == Role.GOLD]
    people = finished_by_people(done, roles)
    if gold or not people:
        return gold[0] if gold else None
    last = max(x.review_pass for x in people)
    latest = [x for x in people if x.review_pass == last]
    return latest[0] if len(latest) == 1 else None


def finished_by_people(reviews: Iterable[R], roles: Mapping[int, Role]) -> list[R]:
    """The finished reviews of people: no gold, and nothing that was done a second time."""
    done = (x for x in reviews if x.status == Status.DONE)
    return [x for x in done if roles.get(x.annotator, Role.PERSON) == Role.PERSON]
