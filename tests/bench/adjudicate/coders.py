"""Coders who know the gold and err at known rates: by habit, the same name always so, and by slips.

A habit is another label for a name wherever it stands, never marking it, or an article or title
that a label's names begin with. A slip is a mention that is missed, marked with another label or
with a token more or less, or a word that is none.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.core.tokens import Tokens, cut
from tests.bench.effort.oracle import Entities, Gold

_WORD = re.compile(r"\b[A-Z]\w{2,}")
_FRONT = re.compile(r"(?:[Tt]he|[Aa]n?|Mr\.|President|Prime Minister) $")


@dataclass(frozen=True)
class Rates:
    """How often a coder errs, a mention; which share of that by habit; `spurious` a mention."""

    errors: float = 0.08
    habits: float = 0.6
    spurious: float = 0.01


@dataclass
class Coder:
    """One coder, by a seed; `golds` are what the habits are drawn from."""

    seed: int
    golds: Sequence[Gold]
    rates: Rates = field(default_factory=Rates)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        names = Counter(gold.text[start:end] for gold in self.golds for start, end in gold.entities)
        self._labels = sorted({x for gold in self.golds for x in gold.entities.values()})
        self._habits: dict[str, str | None] = {}
        budget = self.rates.errors * self.rates.habits * sum(names.values()) * 0.75
        known = sorted(names)
        while budget > 0 and known:
            name = self._chance.choices(known, [names[each] for each in known])[0]
            known.remove(name)
            if names[name] <= 2 * budget:
                self._habits[name] = None if self._chance.random() < 0.3 else self._other()
                budget -= names[name]
        self._fronts = set(self._chance.sample(self._labels, max(1, len(self._labels) // 4)))

    def _other(self) -> str:
        return self._chance.choice(self._labels)

    def code(self, gold: Gold) -> Entities:
        """What this coder marks in an article."""
        found: Entities = {}
        tokens, taken = cut(gold.text), 0
        for place in sorted(gold.entities):
            said = self._said(gold, place, tokens)
            if said is not None and said[0][0] >= taken:
                found[said[0]] = said[1]
                taken = said[0][1]
        for match in _WORD.finditer(gold.text):
            start, end = match.span()
            is_free = not any(x < end and start < y for x, y in {*found, *gold.entities})
            count = max(1, len(_WORD.findall(gold.text)))
            share = self.rates.spurious * len(gold.entities) / count
            if is_free and self._chance.random() < share:
                found[start, end] = self._other()
        return found

    def _said(
        self, gold: Gold, place: tuple[int, int], tokens: Tokens
    ) -> tuple[tuple[int, int], str] | None:
        label = gold.entities[place]
        name = gold.text[slice(*place)]
        if name in self._habits:
            other = self._habits[name]
            return None if other is None else (place, other)
        front = _FRONT.search(gold.text[: place[0]])
        if front and label in self._fronts and self._chance.random() < 2 * self.rates.habits:
            return (front.start(), place[1]), label
        if self._chance.random() >= self.rates.errors * (1 - self.rates.habits):
            return place, label
        kind = self._chance.random()
        if kind < 0.4:
            return None
        if kind < 0.7:
            return place, self._other()
        return self._moved(place, tokens), label

    def _moved(self, place: tuple[int, int], tokens: Tokens) -> tuple[int, int]:
        """With a token less or, of one token, with one more."""
        first, end = tokens.covering(*place) or (0, 1)
        if end - first > 1:
            if self._chance.random() < 0.5:
                return tokens.starts[first + 1], place[1]
            return place[0], tokens.ends[end - 2]
        if end < len(tokens) and tokens.starts[end] - place[1] <= 1:
            return place[0], tokens.ends[end]
        return place
