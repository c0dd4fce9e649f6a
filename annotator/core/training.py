"""Where a coder's answer differs from gold: what is told after an article for training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum, unique

from annotator.values import dataclass

Marked = tuple[int, int, int]
"""Start and end in code points, half-open, and the label's id."""


@unique
class Kind(StrEnum):
    """What differs: gold has no mark, the coder has none, another label, other edges; a topic."""

    EXTRA = "extra"
    MISSED = "missed"
    LABEL = "label"
    EDGES = "edges"
    BOTH = "label and edges"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class SpanDifference:
    """A place where a coder and gold differ; None: nothing is marked there."""

    own: Marked | None
    gold: Marked | None

    @property
    def kind(self) -> Kind:
        """In which way."""
        if self.own is None or self.gold is None:
            return Kind.MISSED if self.own is None else Kind.EXTRA
        if self.own[:2] == self.gold[:2]:
            return Kind.LABEL
        return Kind.EDGES if self.own[2] == self.gold[2] else Kind.BOTH

    @property
    def place(self) -> tuple[int, int]:
        """The range that either has."""
        both = [x for x in (self.own, self.gold) if x is not None]
        return min(x[0] for x in both), max(x[1] for x in both)


@dataclass(frozen=True, slots=True)
class TopicDifference:
    """A topic to which the coder said yes and gold no, or the other way round."""

    topic: int
    is_gold: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many marks and topics are the same, and what differs, in the order of the text."""

    same: int
    spans: tuple[SpanDifference, ...] = ()
    topics: tuple[TopicDifference, ...] = ()

    @property
    def count(self) -> int:
        """How much differs."""
        return len(self.spans) + len(self.topics)


def compared(
    own: Iterable[Marked],
    gold: Iterable[Marked],
    own_topics: Mapping[int, bool],
    gold_topics: Mapping[int, bool],
) -> Comparison:
    """A coder's marks and topics beside gold's. Of marks that differ each is paired with the one of
    the other side that shares most with it, once; a topic without an answer counts as no.
    """
    mine, theirs = set(own), set(gold)
    same = mine & theirs
    spans = _paired(mine - same, theirs - same)
    topics = sorted({*own_topics, *gold_topics})
    asked = [(x, own_topics.get(x, False), gold_topics.get(x, False)) for x in topics]
    differ = tuple(TopicDifference(x, right) for x, said, right in asked if said != right)
    both = sum(said and right for _, said, right in asked)
    return Comparison(len(same) + both, spans, differ)


def _paired(own: set[Marked], gold: set[Marked]) -> tuple[SpanDifference, ...]:
    shared = sorted(
        (min(a[1], b[1]) - max(a[0], b[0]), a[2] == b[2], a, b)
        for a in own
        for b in gold
        if a[0] < b[1] and b[0] < a[1]
    )
    found: list[SpanDifference] = []
    mine, theirs = set(own), set(gold)
    for _, _, a, b in reversed(shared):
        if a in mine and b in theirs:
            mine.remove(a)
            theirs.remove(b)
            found.append(SpanDifference(a, b))
    found += [SpanDifference(x, None) for x in mine]
    found += [SpanDifference(None, x) for x in theirs]
    return tuple(sorted(found, key=lambda x: (x.place, x.own or (), x.gold or ())))
