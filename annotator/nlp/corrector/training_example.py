"""A reviewed article as something to learn from, and what its spans prove."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field

from annotator.core.memory import Counts
from annotator.core.repairs import Marked
from annotator.nlp.corrector.features import CachedParse
from annotator.values import dataclass

EXPLICIT = 1.0
ACCEPTED = 0.3
"""The weight of a span that was accepted unseen; that of one by a forced finish is less."""

SURE = 0.8
"""What was less probable and accepted unseen, by one who looks only where asked, proves nothing: a
corrector that took it for proof grew sure of its own errors."""


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """A reviewed article. `spans`: start, end, label id, weight (1 for a decision of its own).

    `decided` is what this article gave to the memory; None: its spans of full weight.
    `unobserved_spans` are the places (start, end) that were left unmarked by one who did not read
    everything (partial annotation); None: all was read, and what is unmarked is no entity.
    `offered` is what the pipeline alone suggests for it, in the labels of the scheme. `unseen` has,
    unless all was read, by start and end of spans that were accepted unseen how probable each
    label was said to be (0–1), their own first.
    """

    article_id: int
    text: str
    evidence: CachedParse
    spans: Sequence[tuple[int, int, int, float]]
    decided: Mapping[str, Counts] | None = field(default=None)
    unobserved_spans: Sequence[tuple[int, int]] | None = field(default=None)
    offered: Sequence[Marked] = field(default=())
    unseen: Mapping[tuple[int, int], Sequence[tuple[int, float]]] = field(default_factory=dict)

    @property
    def unsure(self) -> list[tuple[int, int]]:
        """The places of the spans that prove nothing."""
        return [place for place, readings in self.unseen.items() if readings[0][1] < SURE]

    @property
    def proven(self) -> Sequence[tuple[int, int, int, float]]:
        """The spans that prove something."""
        unsure = set(self.unsure)
        return [span for span in self.spans if span[:2] not in unsure]

    def contribution(self) -> Mapping[str, Counts]:
        """What memory holds of this article."""
        if self.decided is not None:
            return self.decided
        counts: dict[str, Counter[int | None]] = {}
        for start, end, label, weight in self.spans:
            if weight >= EXPLICIT:
                counts.setdefault(self.text[start:end], Counter())[label] += 1
        return counts
