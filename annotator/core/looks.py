"""What stays wrong or missed where a person looks only where asked, and at which price of a look.

One number sets what is asked: a look is worth it where it takes away at least so much of an
expected error. A mark is doubtful where it is wrong with that probability. A maybe is asked about
where it is likely enough to be an entity, whatever its label and edges; a cheap look goes to names
that only their shape tells, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Any

from annotator.core.repairs import Marked
from annotator.values import dataclass

PRICES = (
    *(0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.14),
    *(0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7),
)
"""The prices of a look that are tried, as shares of an error."""

PROMISES: Mapping[str, float] = {"few": 15.0, "some": 10.0, "most": 5.0}
"""How many of 100 entities each step of the setting lets stay wrong or missed."""

LATELY = 60
"""So many of the last judged articles speak: older ones tell of older versions."""

READ_WITHIN = 150
"""Those that were read are looked for among so many of the last: before that was another text."""

LEAST_ARTICLES, LEAST_ENTITIES = 10, 60
"""Under either nothing is promised."""

LEAST_BLIND = 20
"""So many articles reviewed without suggestions speak alone: nothing has led the hand there."""

# The probability of a maybe is that of one label and its edges; that something is there is likelier
# by so much. Measured: of the least likely ones a quarter to four fifths are something, of names by
# their shape a fifth to three fifths, and one that is found teaches what no other mark does.
_MAYBE_IS_MORE = 0.4
_LEAST_SPREAD = 0.7  # of the spread that chance alone gives: a few articles may look too even
_ABOVE = 0.75  # of a count, added for what chance has not shown
_SURE = 1.959964  # standard errors of a normal distribution that hold 19 of 20
_PLACES = 3
_UNJUDGED, _NO_MAYBE = 0.0, -1.0  # instead of a probability


@dataclass(frozen=True, slots=True)
class Offered:
    """What is shown of a suggestion: its range and label, its probability, None where nobody has
    judged it, and whether it is a maybe.
    """

    start: int
    end: int
    label: int | None
    score: float | None = None
    is_maybe: bool = False


@dataclass(frozen=True, slots=True)
class Cuts:
    """Under which probability a mark is doubtful, and from which on a maybe is asked about; at 0 so
    are those that nothing has judged, as names by their shape.
    """

    mark: float
    maybe: float


@dataclass(frozen=True, slots=True)
class Looked:
    """An article that was judged: what was offered, and what was right.

    `marks` are (probability, is right); `maybes` the probabilities of those, `unjudged` how many
    more have none; `missed` is of each entity that no mark touches the probability of the best
    maybe that does (0: of one without or of next to nothing, -1: there is none). `is_read` tells
    that the person looked at all of it, `is_blind` that nothing was shown, `is_by_doubt` that doubt
    chose it.
    """

    gold: int
    marks: Sequence[tuple[float, bool]] = ()
    maybes: Sequence[float] = ()
    missed: Sequence[float] = ()
    unjudged: int = 0
    is_blind: bool = False
    is_read: bool = True
    is_by_doubt: bool = False

    def counted(self, cuts: Cuts) -> tuple[int, int, int]:
        """Looks, wrong marks that are left, and entities that stay missed."""
        looks = sum(score < cuts.mark for score, _ in self.marks)
        looks += sum(score >= cuts.maybe for score in self.maybes)
        looks += self.unjudged if cuts.maybe <= 0 else 0
        wrong = sum(not is_right and score >= cuts.mark for score, is_right in self.marks)
        return looks, wrong, sum(best < cuts.maybe for best in self.missed)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of 100, and the interval that holds the true figure 19 times of 20."""

    of_100: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Point:
    """What a price of a look brings: looks for each 100 entities, and what stays."""

    price: float
    cuts: Cuts
    looks: float
    left: Rate


@dataclass(frozen=True, slots=True)
class Curve:
    """All prices, the lowest first, from so many articles with so many entities. `counts` has for
    each article its entities, and what each price leaves of them.

    `is_blind`: all were reviewed without suggestions; `is_by_doubt`: some came for their doubt, so
    that others may do better.
    """

    points: Sequence[Point]
    articles: int
    entities: int
    is_blind: bool = False
    is_by_doubt: bool = False
    counts: Sequence[tuple[int, Sequence[int]]] = ()

    def at(self, promise: float) -> Point:
        """The price whose estimate is nearest to so many of 100; of equal ones that with the fewest
        looks.
        """
        return self.points[_nearest([x.left.of_100 for x in self.points], promise)]

    def stays(self, promise: float) -> Rate:
        """What stays at the price nearest to a promise: in each article at the price that those
        before it told. By the price that it helped to choose it would look better than it is, by a
        tenth to a quarter. Where few came after the first, they speak all the same.
        """
        entities, sums = 0, [0] * len(self.points)
        left, gold = [], []
        for number, (here, counts) in enumerate(self.counts):
            if number >= LEAST_ARTICLES:
                rates = [100 * each / entities for each in sums]
                left.append(counts[_nearest(rates, promise)])
                gold.append(here)
            entities += here
            sums = [one + other for one, other in zip(sums, counts, strict=True)]
        is_enough = len(left) >= LEAST_ARTICLES and sum(gold) >= LEAST_ENTITIES
        return rate(left, gold) if is_enough else self.at(promise).left


# -- one article -----------------------------------------------------------------------------


def told_of(gold: Iterable[Marked], offered: Iterable[Offered]) -> dict[str, Any]:
    """What is stored of an article that was judged."""
    wanted, all_offered = set(gold), list(offered)
    marks = [x for x in all_offered if not x.is_maybe and x.label is not None]
    maybes = [x for x in all_offered if x.is_maybe]
    missed = []
    for start, end, _ in sorted(wanted):
        if any(x.start < end and start < x.end for x in marks):
            continue
        touching = [x for x in maybes if x.start < end and start < x.end]
        best = max((x.score or _UNJUDGED for x in touching), default=_NO_MAYBE)
        missed.append(round(best, _PLACES))
    return {
        "gold": len(wanted),
        "marks": [
            [round(1.0 if x.score is None else x.score, _PLACES), int(_marked(x) in wanted)]
            for x in marks
        ],
        "maybes": [round(x.score, _PLACES) for x in maybes if x.score is not None],
        "unjudged": sum(x.score is None for x in maybes),
        "missed": missed,
    }


def _marked(offered: Offered) -> tuple[int, int, int | None]:
    return offered.start, offered.end, offered.label


def read_told(told: object, *, is_blind: bool = False, is_by_doubt: bool = False) -> Looked | None:
    """What was stored of an article; None for what an earlier version wrote, or nobody can read."""
    if not isinstance(told, dict):
        return None
    try:
        # before names by their shape were asked about, 0 stood for no maybe
        least = _UNJUDGED if "unjudged" in told else _NO_MAYBE
        return Looked(
            int(told["gold"]),
            tuple((float(score), bool(is_right)) for score, is_right in told["marks"]),
            tuple(float(score) for score in told["maybes"]),
            tuple(float(best) or least for best in told["missed"]),
            int(told.get("unjudged", 0)),
            is_blind,
            bool(told.get("is_read", True)),
            is_by_doubt,
        )
    except (KeyError, TypeError, ValueError):
        return None


# -- many articles ---------------------------------------------------------------------------


def curve(judged: Sequence[Looked]) -> Curve | None:
    """What each price of a look would have left in the last articles, in the order in which they
    were finished; None where too few can tell.

    Those speak of which all is known: reviewed without suggestions, or read as a whole. Where
    enough of them came as chance or the order of the project had it, the others say nothing.
    """
    known = [
        (len(judged) - number, each)
        for number, each in enumerate(judged)
        if each.gold and (each.is_blind or each.is_read)
    ]
    blind = [each for each in known[-LEAST_BLIND * 20 :] if each[1].is_blind]
    fair = [each for each in known if not each[1].is_by_doubt]
    sets = ([blind] if len(blind) >= LEAST_BLIND else []) + [fair, known]
    given = next((x for x in map(_last, sets) if _is_enough(x)), None)
    if given is None:
        return None
    gold, found, all_left = [each.gold for each in given], [], []
    for price in PRICES:
        cuts = cuts_at(price)
        counts = [each.counted(cuts) for each in given]
        looks = 100 * sum(count[0] for count in counts) / sum(gold)
        left = [wrong + missed for _, wrong, missed in counts]
        found.append(Point(price, cuts, looks, rate(left, gold)))
        all_left.append(left)
    return Curve(
        tuple(found),
        len(given),
        sum(each.gold for each in given),
        all(each.is_blind for each in given),
        any(each.is_by_doubt for each in given),
        list(zip(gold, zip(*all_left, strict=True), strict=True)),
    )


def _last(known: Sequence[tuple[int, Looked]]) -> list[Looked]:
    """Those that speak, of (how many articles back, the article): not what is long ago where enough
    came since.
    """
    all_last = [each for _, each in known[-LATELY:]]
    newer = [each for back, each in known[-LATELY:] if back <= READ_WITHIN]
    return newer if _is_enough(newer) else all_last


def _nearest(rates: Sequence[float], promise: float) -> int:
    """Which of the prices, the lowest first; of equal ones that with the fewest looks."""
    return min(range(len(rates)), key=lambda x: (abs(rates[x] - promise), -x))


def cuts_at(price: float) -> Cuts:
    """What is asked at a price of a look."""
    return Cuts(1 - price, max(0.0, price - _MAYBE_IS_MORE))


def _is_enough(given: Sequence[Looked]) -> bool:
    return len(given) >= LEAST_ARTICLES and sum(x.gold for x in given) >= LEAST_ENTITIES


def rate(left: Sequence[int], gold: Sequence[int]) -> Rate:
    """How many of 100 entities are left, of what is left in articles with so many entities.

    The interval counts articles, not entities: in some much is left, in others nothing. What is
    left is a count whose spread is that between the articles, so its interval is a Poisson one (by
    Byar, mid-P) stretched by that, with Student's t for few articles.
    """
    entities, count, articles = sum(gold), sum(left), len(left)
    if not entities or articles < 2:
        return Rate(0.0, 0.0, 100.0)
    mean = count / entities
    squares = sum((x - mean * y) ** 2 for x, y in zip(left, gold, strict=True))
    spread = max(_LEAST_SPREAD, squares * articles / (articles - 1) / count) if count else 1.0
    middle, sure = count / spread + _ABOVE, _student(articles - 1)
    scale = 100 * spread / entities
    low, high = (_byar(middle, way * sure) * scale for way in (-1, 1))
    return Rate(100 * mean, min(low, 100 * mean) if count else 0.0, max(high, 100 * mean))


def _byar(count: float, sure: float) -> float:
    root = 1 - 1 / (9 * count) + sure / (3 * sqrt(count))
    return count * max(0.0, root) ** 3


def _student(freedom: int) -> float:
    """The quantile of Student's t for the interval, by Cornish and Fisher: .1 % off from 9 on."""
    z = _SURE
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    n = float(freedom)
    return z + terms[0] / n + terms[1] / (n * n) + terms[2] / (n * n * n)
