"""What several people coded in the same articles, as measures, adjudication and report read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from annotator.core.codes import Shown
from annotator.core.team import Role
from annotator.values import dataclass

Place = tuple[int, int, int]
"""A span: start and end in code points, half-open, and the id of its label."""


@dataclass(frozen=True, slots=True)
class Coding:
    """One person's finished review of one article, as far as others can agree with it.

    `coder` is the annotator's name, `role` "" for a person, `of` the annotator whose repeated
    reviews these are. `topics` are the answers by topic id, with the no's that follow from them: a
    topic that is missing was not answered. `none` are the groups whose answer is that none of their
    topics applies. `part` is how the article came to the coder ("" where no plan says), `chance`
    the probability with which it was drawn, `position` its place in the coder's queue. `at` is when
    the review was last worked on: the order of work.
    """

    article: int
    annotator: int
    coder: str
    spans: frozenset[Place] = frozenset()
    topics: Mapping[int, bool] = field(default_factory=dict)
    none: frozenset[int] = frozenset()
    role: str = ""
    of: int | None = None
    part: str = ""
    chance: float = 1.0
    position: int | None = None
    shown: str = Shown.NONE_YET
    at: str = ""
    seconds: float = 0.0
    scheme_version: int = 1

    @property
    def is_person(self) -> bool:
        """Whether it is a person's own review: neither gold nor what was said when asked again."""
        return not self.role

    @property
    def yes(self) -> frozenset[int]:
        """The topics that were given."""
        return frozenset(topic for topic, is_yes in self.topics.items() if is_yes)


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """All that was coded in one article, by the ids of the annotators."""

    article: int
    codings: tuple[Coding, ...]

    @property
    def people(self) -> tuple[Coding, ...]:
        """What persons coded, without gold and repeats."""
        return tuple(each for each in self.codings if each.is_person)

    @property
    def gold(self) -> Coding | None:
        """What was settled."""
        return next((each for each in self.codings if each.role == Role.GOLD), None)

    def by(self, coder: str) -> Coding | None:
        """What the annotator of this name coded."""
        return next((each for each in self.codings if each.coder == coder), None)


def overlap(articles: Iterable[CodedArticle]) -> list[CodedArticle]:
    """The articles that at least two people coded, each with what people coded."""
    found = (CodedArticle(each.article, each.people) for each in articles)
    return [each for each in found if len(each.codings) > 1]
