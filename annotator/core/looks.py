"""What stays wrong or missed where a person looks only where asked, and at which price of a look.

One number sets what is asked: a look is worth it where it takes away at least so much of an
expected error. A mark is doubtful where it is wrong with that probability. A maybe is asked about
where it is likely enough to be an entity, whatever its label and edges; a cheap look goes to names
that only their shape tells, too.

What stays is known of the few articles that somebody read as a whole, and expected by the marks'
probabilities of all. A ratio estimate has it from both (Cochran, Sampling Techniques, 1977, chapter
6): what is expected in the articles finished last, times what stayed for each that was expected in
those that were read. So it follows the text at once, and one in ten that is read corrects it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp, lgamma, log, sqrt
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
_UNSHOWN = 0.04  # of the entities: so many stay missed as a rule, which no mark expects
# So many errors count as if they had come as expected: few articles read say little alone. Next to
# none do where the probabilities are far off, as where nothing is shown of half of the entities.
_AS_EXPECTED, _FAR_OFF = 20.0, 1.0
_SELDOM = 0.1  # the probability of that, before anything is known
_SURE = 1.959964  # standard errors of a normal distribution that hold 19 of 20
_LITTLE = 1e-9
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
    that the person looked at all of it, `is_asked` that they were asked to, `is_blind` that nothing
    was shown, `is_by_doubt` that doubt chose it.
    """

    gold: int
    marks: Sequence[tuple[float, bool]] = ()
    maybes: Sequence[float] = ()
    missed: Sequence[float] = ()
    unjudged: int = 0
    is_blind: bool = False
    is_read: bool = True
    is_by_doubt: bool = False
    is_asked: bool = False

    def counted(self, cuts: Cuts) -> tuple[int, int, int]:
        """Looks, wrong marks that are left, and entities that stay missed."""
        looks = sum(score < cuts.mark for score, _ in self.marks)
        looks += sum(score >= cuts.maybe for score in self.maybes)
        looks += self.unjudged if cuts.maybe <= 0 else 0
        wrong = sum(not is_right and score >= cuts.mark for score, is_right in self.marks)
        return looks, wrong, sum(best < cuts.maybe for best in self.missed)

    def expected(self, cuts: Cuts) -> float:
        """How many errors are left as the marks' probabilities tell, and as a rule are missed."""
        return sum(1 - x for x, _ in self.marks if x >= cuts.mark) + _UNSHOWN * self.gold


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of 100, and the interval that holds the true figure 19 times of 20."""

    of_100: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Point:
    """What a price of a look brings: looks for each 100 entities, and what stays. `expected` are
    the errors for each entity that the probabilities tell in the articles finished last.
    """

    price: float
    cuts: Cuts
    looks: float
    left: Rate
    expected: float


@dataclass(frozen=True, slots=True)
class Count:
    """An article's entities, and for each price what it leaves and what is expected to stay."""

    gold: int
    left: Sequence[int]
    expected: Sequence[float]


@dataclass(frozen=True, slots=True)
class Curve:
    """All prices, the lowest first, from so many articles that were read, with so many entities.

    `is_blind`: all were reviewed without suggestions; `is_by_doubt`: some came for their doubt, so
    that others may do better.
    """

    points: Sequence[Point]
    articles: int
    entities: int
    is_blind: bool = False
    is_by_doubt: bool = False
    counts: Sequence[Count] = ()

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
        chosen, left, expected = self.at(promise), [], []
        for number in range(LEAST_ARTICLES, len(self.counts)):
            before, here = self.counts[:number], self.counts[number]
            entities = sum(each.gold for each in before)
            sums = zip(
                map(sum, zip(*(each.left for each in before), strict=True)),
                map(sum, zip(*(each.expected for each in before), strict=True)),
                strict=True,
            )
            at = _nearest([100 * _factor(x, y) * y / entities for x, y in sums], promise)
            left.append(here.left[at])
            expected.append(here.expected[at])
        if len(left) < LEAST_ARTICLES or sum(x.gold for x in self.counts) < 2 * LEAST_ENTITIES:
            return chosen.left
        return estimate(left, expected, chosen.expected)


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
            bool(told.get("is_asked", False)),
        )
    except (KeyError, TypeError, ValueError):
        return None


# -- many articles ---------------------------------------------------------------------------


def curve(judged: Sequence[Looked]) -> Curve | None:
    """What each price of a look would have left in the last articles, in the order in which they
    were finished; None where too few can tell.

    Those speak of which all is known: reviewed without suggestions, or read as a whole. Where
    enough of them came as chance or the order of the project had it, the others say nothing; and
    where enough were asked for, neither do those of which only the names that somebody added tell
    that they were read: who notices one now and then need not have read all.
    """
    known = [
        (len(judged) - number, each)
        for number, each in enumerate(judged)
        if each.gold and (each.is_blind or each.is_read)
    ]
    blind = [each for each in known[-LEAST_BLIND * 20 :] if each[1].is_blind]
    fair = [each for each in known if not each[1].is_by_doubt]
    asked = [each for each in fair if each[1].is_asked or each[1].is_blind]
    sets = ([blind] if len(blind) >= LEAST_BLIND else []) + [asked, fair, known]
    given = next((x for x in map(_last, sets) if _is_enough(x)), None)
    if given is None:
        return None
    is_by_doubt = any(each.is_by_doubt for each in given)
    around = [x for x in judged if x.gold and (is_by_doubt or not x.is_by_doubt)][-LATELY:]
    all_cuts = [cuts_at(price) for price in PRICES]
    counts = [
        Count(
            each.gold,
            [sum(each.counted(cuts)[1:]) for cuts in all_cuts],
            [each.expected(cuts) for cuts in all_cuts],
        )
        for each in given
    ]
    return Curve(
        tuple(_points(counts, around)),
        len(given),
        sum(each.gold for each in given),
        all(each.is_blind for each in given),
        is_by_doubt,
        counts,
    )


def _points(counts: Sequence[Count], around: Sequence[Looked]) -> Iterator[Point]:
    """What each price brings, from the articles that speak and from all that were finished last. A
    higher one leaves no less: where it seems to, that is chance.
    """
    entities, last = sum(each.gold for each in around), Rate(0.0, 0.0, 0.0)
    for at, price in enumerate(PRICES):
        cuts = cuts_at(price)
        looks = 100 * sum(each.counted(cuts)[0] for each in around) / entities
        expected = sum(each.expected(cuts) for each in around) / entities
        left = [each.left[at] for each in counts], [each.expected[at] for each in counts]
        here = estimate(*left, expected)
        last = Rate(*(max(x) for x in zip(_figures(last), _figures(here), strict=True)))
        yield Point(price, cuts, looks, last, expected)


def _figures(rate: Rate) -> tuple[float, float, float]:
    return rate.of_100, rate.lowest, rate.highest


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


def estimate(left: Sequence[int], expected: Sequence[float], around: float) -> Rate:
    """How many of 100 entities are left where `around` errors are expected for each, of what is
    left and what was expected in articles that were read; with its interval as that of `rate`.
    """
    spread = _spread(left, expected, sum(left) / max(sum(expected), _LITTLE))
    as_expected = _as_expected(sum(left) / spread, sum(expected) / spread)
    return _of_100(left, expected, as_expected, around)


def _factor(left: float, expected: float) -> float:
    """So many errors are left for each that was expected."""
    as_expected = _as_expected(left, expected)
    return (left + as_expected) / (expected + as_expected)


def _as_expected(left: float, expected: float) -> float:
    """So many errors count as if they had come as expected: fewer, the less probable it is that
    more is left by chance. That less is, is no reason: nobody is harmed who expected more.
    """
    if left <= expected:
        return _AS_EXPECTED
    near, far = (_log_likely(left, expected, each) for each in (_AS_EXPECTED, _FAR_OFF))
    is_far = 1 / (1 + exp(min(700.0, near - far)) * (1 - _SELDOM) / _SELDOM)
    return _AS_EXPECTED + is_far * (_FAR_OFF - _AS_EXPECTED)


def _log_likely(left: float, expected: float, as_expected: float) -> float:
    """Of a count whose rate is as probable as if so many had come as expected (a negative binomial
    one), but for what does not depend on that.
    """
    both = as_expected + expected
    found = lgamma(as_expected + left) - lgamma(as_expected) + as_expected * log(as_expected / both)
    return found - left * log(both)


def rate(left: Sequence[int], gold: Sequence[int]) -> Rate:
    """How many of 100 entities are left, of what is left in articles with so many entities.

    The interval counts articles, not entities: in some much is left, in others nothing. What is
    left is a count whose spread is that between the articles, so its interval is a Poisson one (by
    Byar, mid-P) stretched by that, with Student's t for few articles.
    """
    return _of_100(left, gold, 0.0, 1.0)


def _of_100(left: Sequence[int], of: Sequence[float], as_expected: float, around: float) -> Rate:
    """What is left of what it is measured by, both in each article, times `around`."""
    events, measure, articles = sum(left) + as_expected, sum(of) + as_expected, len(left)
    if not measure or articles < 2:
        return Rate(0.0, 0.0, 100.0)
    mean = events / measure
    spread = _spread(left, of, mean)
    middle, sure = events / spread + _ABOVE, _student(articles - 1)
    scale = 100 * around / measure
    low, high = (_byar(middle, way * sure) * scale * spread for way in (-1, 1))
    found = scale * events
    return Rate(found, min(low, found) if any(left) else 0.0, max(high, found))


def _spread(left: Sequence[int], of: Sequence[float], mean: float) -> float:
    """How much more the articles differ than chance alone lets them."""
    count, articles = sum(left), len(left)
    if not count or articles < 2:
        return 1.0
    squares = sum((x - mean * y) ** 2 for x, y in zip(left, of, strict=True))
    return max(_LEAST_SPREAD, squares * articles / (articles - 1) / count)


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
