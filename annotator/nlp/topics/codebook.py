"""What the scheme says about its topics in words, as texts to learn from beside the articles."""

from __future__ import annotations

from annotator.core.records import Scheme, Topic
from annotator.nlp.topics.words import counted
from annotator.values import dataclass

_MOST_CHARACTERS = 2000  # of a guideline


@dataclass(frozen=True)
class Codebook:
    """A text for each topic in use: its name (a path, too), keywords and guideline."""

    topics: tuple[Topic, ...]

    @staticmethod
    def of(scheme: Scheme) -> Codebook:
        return Codebook(tuple(topic for topic in scheme.topics if not topic.retired))

    def counted(self) -> list[dict[str, int]]:
        """How often each feature is in each text."""
        return [
            dict(counted("\n".join([t.name, *t.keywords, t.guideline[:_MOST_CHARACTERS]])))
            for t in self.topics
        ]

    def beside(self, topic: int) -> tuple[list[int], list[int]]:
        """The places of a topic's own text, and of those of its neighbours in the same group."""
        group = next(each.group for each in self.topics if each.id == topic)
        own = [i for i, each in enumerate(self.topics) if each.id == topic]
        return own, [
            i for i, each in enumerate(self.topics) if each.group == group and i not in own
        ]
