"""Which articles are drawn, each with a known chance: by plain chance, with every group (a source,
a month) in its share, or as many from each group.

The draw is systematic with a random start over articles that stand by groups and in chance order
within (Madow, Annals of Mathematical Statistics 20 (1949) 333–354): the number that is drawn is
fixed, each article's chance is exactly the one that it was given, and a group gets what its chances
add up to, to within one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum, unique
from math import floor
from random import Random

from annotator.values import dataclass

_DIGITS = 12  # what is less differs by the order of a product alone


@unique
class DrawnBy(StrEnum):
    """How the articles that several code are drawn. The text of each is what is stored."""

    CHANCE = "chance"
    SOURCE = "source"
    MONTH = "month"
    EACH_SOURCE = "each-source"
    EACH_MONTH = "each-month"

    @property
    def is_even(self) -> bool:
        """Whether each group gives as many, so that chances differ."""
        return self in (DrawnBy.EACH_SOURCE, DrawnBy.EACH_MONTH)

    @property
    def group(self) -> DrawnBy | None:
        """What groups the articles: SOURCE, MONTH or nothing."""
        if self == DrawnBy.CHANCE:
            return None
        return DrawnBy.SOURCE if "source" in self else DrawnBy.MONTH


def group_of(by: DrawnBy, source: str, published: str) -> str:
    """The group of an article; what has no source or date is a group too."""
    match by.group:
        case DrawnBy.SOURCE:
            return source
        case DrawnBy.MONTH:
            return published[:7]
        case _:
            return ""


def amounts(sizes: Mapping[str, int], count: int, *, is_even: bool) -> dict[str, float]:
    """How many are drawn of each group, where groups have these sizes: their share, or as many of
    each, where a group that has not so many gives all it has.
    """
    total = sum(sizes.values())
    count = min(count, total)
    if not is_even:
        return {name: count * size / total for name, size in sizes.items()} if total else {}
    found: dict[str, float] = {}
    left = float(count)
    for at, (name, size) in enumerate(sorted(sizes.items(), key=lambda each: (each[1], each[0]))):
        found[name] = min(float(size), left / (len(sizes) - at))
        left -= found[name]
    return found


def chances(groups: Mapping[str, int], count: int, *, is_even: bool) -> dict[str, float]:
    """The chance of each article of a group."""
    found = amounts(groups, count, is_even=is_even)
    return {name: min(1.0, found[name] / size) for name, size in groups.items() if size}


def drawn(group: Mapping[int, str], count: int, chance: Random, *, is_even: bool) -> list[int]:
    """So many of the articles whose groups these are, in chance order."""
    by_group: dict[str, list[int]] = defaultdict(list)
    for article in sorted(group):
        by_group[group[article]].append(article)
    each = chances({name: len(x) for name, x in by_group.items()}, count, is_even=is_even)
    count, start, before = min(count, len(group)), chance.random(), 0.0
    names = sorted(by_group)
    chance.shuffle(names)
    ordered = []
    for name in names:
        chance.shuffle(by_group[name])
        ordered += [(article, each[name]) for article in by_group[name]]
    found = []
    for at, (article, share) in enumerate(ordered, 1):
        after = float(count) if at == len(ordered) else min(count, before + share)
        if floor(after + start) > floor(before + start):
            found.append(article)
        before = after
    chance.shuffle(found)
    return found


def effective(groups: Mapping[str, int], count: int, *, is_even: bool) -> float:
    """What so many drawn articles are worth, as many as drawn by plain chance, once each is weighed
    by the inverse of its chance (Kish, Survey Sampling, 1965, 11.7).
    """
    found = amounts(groups, count, is_even=is_even)
    total = sum(groups.values())
    spread = sum(size * size / found[name] for name, size in groups.items() if size and count)
    return total * total / spread if spread else 0.0


# -- several rounds --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoundChances:
    """With which chance a round drew an article for the overlap: by its group, or `usual`; none
    that came after `made_at`.
    """

    id: int
    made_at: str
    by: DrawnBy = DrawnBy.CHANCE
    of_group: Mapping[str, float] = field(default_factory=dict)
    usual: float = 0.0

    def chance(self, source: str, published: str, imported_at: str) -> float:
        """That of an article, had it not been drawn before."""
        if imported_at > self.made_at:
            return 0.0
        return self.of_group.get(group_of(self.by, source, published), self.usual)


def pooled(
    was: Mapping[int, float], rounds: Iterable[RoundChances], article: tuple[str, str, str]
) -> float:
    """The chance with which an article came into the overlap of any of the rounds: a later one
    draws from what the earlier have left. `was` is its stored chance by the round that drew it;
    `article` its source, its date and when it was imported.
    """
    missed = 1.0
    for each in rounds:
        missed *= 1.0 - was.get(each.id, each.chance(*article))
    return round(1.0 - missed, _DIGITS)


def sizes_of(groups: Iterable[str]) -> dict[str, int]:
    """How many there are of each."""
    return dict(Counter(groups))
