"""Whose reviews of articles go out, of several people's; see `core/whose.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from annotator.core.codes import StatusFilter
from annotator.core.records import Article
from annotator.core.team import GOLD, Role
from annotator.core.whose import finished_by_people, gold_else_only
from annotator.storage import Store
from annotator.storage.export import Reviewed
from annotator.values import dataclass
from annotator.workspace.jobs.article_choice import ArticleChoice

Found = Iterator[tuple[Article, list[Reviewed]]]


@dataclass(slots=True)
class OfWhom:
    """Leaves out what was not asked for. `has_room` tells whether an article has a place for
    several reviews. `apart` is the article that goes out once a review, if one does just now, and
    `without_gold` counts those that several finished and nobody settled.
    """

    choice: ArticleChoice
    roles: dict[int, Role]
    has_room: bool
    training: frozenset[tuple[int, int]] = frozenset()
    apart: int | None = None
    without_gold: int = 0

    @classmethod
    def of(cls, store: Store, choice: ArticleChoice, *, has_room: bool) -> OfWhom:
        """For the annotators of a project; who is called gold is gold: a file knows names only."""
        named = {number: Role.GOLD for number, name in store.annotators.all() if name == GOLD}
        return cls(choice, store.team.roles() | named, has_room, store.team.training())

    def among(self, found: Found, key_of: Callable[[Article], str]) -> Found:
        """The articles with the reviews that are meant. What somebody did a second time, or to be
        trained, goes out by that name alone.
        """
        for article, all_work in found:
            work = [x for x in all_work if self.choice.annotator or self._counts(x)]
            if all_work and not work and self.choice.status == StatusFilter.DONE:
                continue
            if self.choice.apart and work and not self.has_room:
                key = key_of(article)
                self.apart = article.id
                for each in work:
                    yield replace(article, key=f"{key} ({each.annotator})"), [each]
                self.apart = None
            elif self.choice.gold:
                yield from self._settled(article, work)
            else:
                yield article, work

    def _settled(self, article: Article, work: list[Reviewed]) -> Found:
        reviews = [each.review for each in work]
        stands = gold_else_only(reviews, self.roles)
        if stands is not None:
            yield article, [each for each in work if each.review is stands]
        elif len(finished_by_people(reviews, self.roles)) > 1:
            self.without_gold += self.choice.is_of_days(article.published)
        else:
            yield article, work

    def _counts(self, work: Reviewed) -> bool:
        who = work.review.annotator
        is_repeat = self.roles.get(who) == Role.REPEAT
        return not is_repeat and (work.review.article, who) not in self.training
