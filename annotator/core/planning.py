"""How many articles a round of several coders needs, and which: sizes, precision, the draw, the
order in which a coder gets them. All chance comes from a seed, so a draw can be made again.

**N** of Krippendorff (Content Analysis, 4th ed., 2018, ch. 12): the units that a test of whether α
is above α₀ needs, 2z²[(1+α₀)(3−α₀)/(4p(1−p)(1−α₀)) − α₀]; p is the share of the rarer answer.
**Half-widths** go by the large-sample variance of chance-corrected agreement of two coders on a
yes-or-no question (Bloch & Kraemer 1989; Donner & Eliasziw 1992):
(1−α)[(1−α)(1−2α) + α(2−α)/(2p(1−p))]/n.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import field
from random import Random
from typing import Final

from annotator.core.codes import Part
from annotator.core.sampling import chances, drawn, sizes_of
from annotator.values import dataclass

ALPHA: Final = 0.8
"""The agreement that is planned for."""
TESTED: Final = 1.645
"""z of a one-sided test at .05, for N."""
INTERVAL: Final = 1.96
"""z of an interval of 95 %."""
WANTED: Final = 0.1
"""The half-width that is aimed at."""
RARE: Final = 0.05
"""What is rarer can't be planned for: hundreds of articles would be coded twice for it."""
LIKENESS: Final = 0.1
"""How much places of one article are alike (the intraclass correlation that is assumed)."""
FEWEST_APART: Final = 200
"""A repeat comes after so many other articles, or after DAYS_APART."""
DAYS_APART: Final = 7
SECONDS: Final = 180.0
"""What an article is taken to need where nobody has finished one."""

_TRAINING, _PILOT, _OVERLAP, _REPEATS = 10, 20, 50, 10
_MOST_OVERLAP = 0.25  # of what there is to code
_TENTH = 10
_NOISE = 1e-6


@dataclass(frozen=True, slots=True)
class Judged:
    """A topic or label that agreement is wanted for.

    `share` is how often the answer is yes: of a topic in how many of the articles, of a label in
    how many of the marks; None where nobody knows yet. `units` are the places an article that are
    judged: 1 for a topic.
    """

    kind: str
    name: str
    uid: str
    share: float | None
    units: float = 1.0
    is_ticked: bool = True


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many articles: of `training` with gold, in the `pilot` and the `overlap`, which all
    coders get, `repeats` for each coder, and `own` ones for all of them together.
    """

    training: int = 0
    pilot: int = 0
    overlap: int = 0
    repeats: int = 0
    own: int = 0

    def of_coder(self, coders: int) -> int:
        """How many articles the coder with most of them gets."""
        own = -(-self.own // coders) if coders else 0
        return self.training + self.pilot + self.overlap + self.repeats + own


@dataclass(frozen=True, slots=True)
class Expected:
    """What a plan lets expect of a topic or label: the half-width of α's interval with the overlap,
    how many articles N asks for, and how many a half-width of WANTED; None where it is too rare or
    unknown.
    """

    of: Judged
    half_width: float | None
    needed: int | None
    for_wanted: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """An article in a coder's queue: what it was drawn for, with which chance."""

    article: int
    part: Part
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn: `queues` are by coder, in the order in which the articles come; `chances`
    those of the overlap, by the group of an article.
    """

    pilot: tuple[int, ...] = ()
    overlap: tuple[int, ...] = ()
    queues: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    chances: Mapping[str, float] = field(default_factory=dict)


def units_needed(share: float, alpha: float = ALPHA, z: float = TESTED) -> int:
    """Krippendorff's N for an answer with this share (0 to 1, neither of them)."""
    spread = 4 * share * (1 - share) * (1 - alpha)
    return math.ceil(2 * z * z * ((1 + alpha) * (3 - alpha) / spread - alpha))


def half_width(share: float, units: float, alpha: float = ALPHA, z: float = INTERVAL) -> float:
    """Half of the interval of α that so many units give."""
    return z * math.sqrt(_variance(share, alpha) / units)


def units_for(share: float, half: float = WANTED, alpha: float = ALPHA, z: float = INTERVAL) -> int:
    """How many units give an interval of α of this half-width."""
    return math.ceil(_variance(share, alpha) * (z / half) ** 2)


def more_for(articles: int, low: float, high: float, half: float = WANTED) -> int:
    """How many articles more an interval that was found needs to become ± `half`; 0: none."""
    found = (high - low) / 2
    return max(0, math.ceil(articles * ((found / half) ** 2 - 1) - _NOISE))


def articles_for(units: int, of: Judged) -> int:
    """How many articles have so many units, where those of one article are alike."""
    return math.ceil(units / _worth(of.units))


def expected(judged: Judged, overlap: float) -> Expected:
    """What a topic or label will have with an overlap that is worth so many articles."""
    if judged.share is None or not RARE <= judged.share <= 1 - RARE or not judged.units:
        return Expected(judged, None, None, None)
    share = judged.share
    half = half_width(share, overlap * _worth(judged.units)) if overlap else None
    needed, wanted = (articles_for(n(share), judged) for n in (units_needed, units_for))
    return Expected(judged, half, needed, wanted)


def proposed(
    available: int, gold: int, coders: int, judged: Sequence[Judged], spare: int = 0
) -> Sizes:
    """The sizes for so many articles that nobody has coded, so many with gold, and so many own ones
    to `spare` for the overlap: an overlap by N of the ticked ones, at most a quarter; a tenth of it
    is repeated.
    """
    pilot = min(_PILOT, available // _TENTH) if coders > 1 else 0
    rest = available - pilot + spare
    most = min(rest, max(_OVERLAP, int(rest * _MOST_OVERLAP)))
    asked = [expected(each, 0).needed for each in judged if each.is_ticked]
    wanted = max((x for x in asked if x is not None), default=0)
    overlap = min(most, max(_OVERLAP, -(-wanted // _TENTH) * _TENTH)) if coders > 1 else 0
    repeats = min(overlap, max(_REPEATS, overlap // _TENTH))
    own = available - pilot - _new_in(overlap, available - pilot, spare)
    return Sizes(min(_TRAINING, gold), pilot, overlap, repeats, own)


def fitted(asked: Sizes, available: int, gold: int, spare: int = 0) -> Sizes:
    """Sizes that there are enough articles for, the later parts cut first; own ones as they are to
    be expected where the overlap may take some of `spare`.
    """
    pilot = min(asked.pilot, available)
    overlap = min(asked.overlap, available - pilot + spare)
    own = min(asked.own, available - pilot - _new_in(overlap, available - pilot, spare))
    return Sizes(min(asked.training, gold), pilot, overlap, min(asked.repeats, overlap), own)


def _new_in(overlap: int, available: int, spare: int) -> int:
    """How many articles of an overlap nobody was given before."""
    return round(overlap * available / (available + spare)) if spare else overlap


def hours(sizes: Sizes, coders: int, seconds: float) -> float:
    """Hours of the coder with most articles, at so many seconds an article."""
    return sizes.of_coder(coders) * seconds / 3600


def draw(
    training: Sequence[int],
    frame: Sequence[int],
    sizes: Sizes,
    coders: Sequence[str],
    seed: int,
    *,
    spare: Sequence[int] = (),
    groups: Mapping[int, str] | None = None,
    is_even: bool = False,
) -> Draw:
    """Draw the parts from the articles of `frame`, the overlap from those of `spare` too; those for
    training come as they are. Of each of the `groups` of articles (one, where none are given) the
    overlap has its share, or as many as of the others where it `is_even`. The same seed and
    articles give the same draw on every machine.
    """
    sizes = fitted(sizes, len(frame), len(training), len(spare))
    chance = Random(f"draw {seed}")
    group = {article: (groups or {}).get(article, "") for article in (*frame, *spare)}
    of_group = chances(sizes_of(group.values()), sizes.overlap, is_even=is_even)
    overlap = drawn(group, sizes.overlap, chance, is_even=is_even)
    rest = sorted({*frame} - {*overlap})
    chance.shuffle(rest)
    pilot, own = rest[: sizes.pilot], rest[sizes.pilot :][: sizes.own]
    share = {article: of_group[name] for article, name in group.items()}
    first = [Place(x, Part.TRAINING) for x in training[: sizes.training]]
    # Not in the overlap, and then one of so many of the rest.
    second = [Place(x, Part.PILOT, (1 - share[x]) * len(pilot) / len(rest)) for x in pilot]
    third = [Place(x, Part.OVERLAP, share[x]) for x in overlap]
    queues = {}
    for number, coder in enumerate(coders):
        mine = third + [Place(x, Part.OWN) for x in own[number :: len(coders)]]
        of_coder = Random(f"queue {seed} {coder}")
        queues[coder] = _queue(first, second, mine, sizes.repeats, of_coder)
    return Draw(tuple(sorted(pilot)), tuple(sorted(overlap)), queues, of_group)


def _queue(
    first: Sequence[Place],
    second: Sequence[Place],
    rest: Sequence[Place],
    repeats: int,
    chance: Random,
) -> tuple[Place, ...]:
    """Training first, then the pilot, then overlap, own and repeats among each other."""
    second, rest = [*second], [*rest]
    chance.shuffle(second)
    chance.shuffle(rest)
    return (*first, *second, *_with_repeats(rest, repeats, chance))


def _with_repeats(rest: Sequence[Place], count: int, chance: Random) -> list[Place]:
    """The queue with so many of its overlap once more, each at least FEWEST_APART articles after;
    where the queue is too short for that, at its end, where they wait for their days.
    """
    at = {each.article: n for n, each in enumerate(rest) if each.part == Part.OVERLAP}
    again_of = {
        each.article: Place(each.article, Part.REPEAT, each.chance * count / len(at))
        for each in rest
        if each.part == Part.OVERLAP
    }
    early = [x for x, n in at.items() if n + FEWEST_APART < len(rest)]
    again = chance.sample(early, min(count, len(early)))
    late = [x for x in at if x not in set(again)][: count - len(again)]
    before: dict[int, list[int]] = {}
    for article in again:
        slot = chance.randint(at[article] + FEWEST_APART + 1, len(rest))
        before.setdefault(slot, []).append(article)
    found: list[Place] = []
    for n in range(len(rest) + 1):
        found += [again_of[x] for x in before.get(n, ())]
        found += rest[n : n + 1]
    return [*found, *(again_of[x] for x in late)]


def _variance(share: float, alpha: float) -> float:
    """Of α, for one unit."""
    rest = 1 - alpha
    return rest * (rest * (1 - 2 * alpha) + alpha * (2 - alpha) / (2 * share * (1 - share)))


def _worth(units: float) -> float:
    """How many independent units the places of one article are worth."""
    return units / (1 + max(0.0, units - 1) * LIKENESS)
