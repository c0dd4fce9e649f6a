"""How the topic groups were answered in the articles that go out, and which break a group."""

from __future__ import annotations

from typing import Any

from annotator.core.records import Scheme
from annotator.core.topic_answers import CompletedAnswers, groups_of
from annotator.values import dataclass

_MOST_TOLD = 1000


@dataclass(slots=True)
class GroupUse:
    """In how many articles one group was answered (in `none` of them by none of its topics), was
    left undecided in a finished article, or was broken: several yes where one is possible.
    """

    answered: int = 0
    none: int = 0
    undecided: int = 0
    broken: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """An article with several yes in a group that takes one answer."""

    article: str
    group: str
    topics: tuple[str, ...]


class TopicUse:
    """Counts over articles, each by the review that stands for it."""

    def __init__(self, scheme: Scheme = Scheme()) -> None:  # noqa: B008 - a frozen value
        names = {group.id: group.name for group in scheme.groups}
        self._groups = groups_of(scheme)
        self._names = {group: names.get(group, "") for group in self._groups}
        self._topics = {topic.id: topic.name for topic in scheme.topics}
        self.groups = {group: GroupUse() for group in self._groups}
        self.later: dict[str, int] = {}
        self.retired: dict[str, int] = {}
        self.broken: list[Broken] = []
        self._retired = {topic.id for topic in scheme.topics if topic.retired}

    def count(self, said: CompletedAnswers, article: str, *, is_done: bool) -> None:
        """Add an article; what is open in one that is not finished is not undecided yet."""
        for group in said.answered:
            self.groups[group].answered += 1
        for group in said.none:
            self.groups[group].none += 1
        for group in said.undecided if is_done else ():
            self.groups[group].undecided += 1
        for group in said.broken:
            self.groups[group].broken += 1
            yes = tuple(x.name for x in self._groups[group] if said.answers.get(x.id))
            self.broken.append(Broken(article, self._names[group], yes))
        for topic in said.later if is_done else ():
            name = self._topics[topic]
            self.later[name] = self.later.get(name, 0) + 1
        for topic in self._retired & said.answers.keys():
            name = self._topics[topic]
            self.retired[name] = self.retired.get(name, 0) + 1

    @property
    def undecided(self) -> int:
        """How often a group was left undecided in a finished article."""
        return sum(group.undecided for group in self.groups.values())

    def told(self) -> dict[str, Any]:
        """As a report and a manifest hold it."""
        return {
            "groups": {
                self._names[group]: {
                    "answered": use.answered,
                    "none": use.none,
                    "undecided": use.undecided,
                    "broken": use.broken,
                }
                for group, use in self.groups.items()
            },
            "later": dict(sorted(self.later.items())),
            "retired": dict(sorted(self.retired.items())),
            "broken": [
                {"article": x.article, "group": x.group, "topics": list(x.topics)}
                for x in self.broken[:_MOST_TOLD]
            ],
        }
