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

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from annotator.core.rates import Factor, Rate, factor, middle_of
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
_UNSHOWN = 0.04  # of the entities: so many stay missed as a rule, which no mark expects
_LEAST_SHOWN = 0.1  # of the entities
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
    more have none; `beside` are the probabilities of wrong marks that cover more entities than one,
    once for each further one; `missed` is of each entity that no mark touches the probability of
    the best maybe that does (0: of one without or of next to nothing, -1: there is none).
    `is_read` tells that the person looked at all of it, `is_asked` that they were asked to,
    `is_blind` that nothing was shown, `is_by_doubt` that doubt chose it.
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
    beside: Sequence[float] = ()

    def counted(self, cuts: Cuts) -> tuple[int, int, int]:
        """Looks, wrong marks that are left, and entities that stay missed."""
        looks = sum(score < cuts.mark for score, _ in self.marks)
        looks += sum(score >= cuts.maybe for score in self.maybes)
        looks += self.unjudged if cuts.maybe <= 0 else 0
        wrong = sum(not is_right and score >= cuts.mark for score, is_right in self.marks)
        missed = sum(best < cuts.maybe for best in self.missed)
        return looks, wrong, missed + sum(score >= cuts.mark for score in self.beside)

    def expected(self, cuts: Cuts) -> float:
        """How many errors are left as the marks' probabilities tell, and as a rule are missed."""
        return sum(1 - x for x, _ in self.marks if x >= cuts.mark) + _UNSHOWN * self.gold


@dataclass(frozen=True, slots=True)
class Point:
    """What a price of a look brings: looks for each 100 entities, and what stays."""

    price: float
    cuts: Cuts
    looks: float
    left: Rate


@dataclass(frozen=True, slots=True)
class Count:
    """An article's entities, and for each price what it leaves and what is expected to stay."""

    gold: int
    left: Sequence[int]
    expected: Sequence[float]


@dataclass(frozen=True, slots=True)
class Around:
    """The articles finished last, read or not, and how many entities there are in them."""

    articles: Sequence[Looked]
    entities: float

    def looks(self, cuts: Cuts) -> float:
        """How many for each 100 entities."""
        return 100 * sum(each.counted(cuts)[0] for each in self.articles) / self.entities

    def left(self, cuts: Cuts, factor: Factor) -> Rate:
        """What stays where so many errors come for each that is expected: at most all that is shown
        and accepted, and all that should be there.
        """
        accepted = [
            1 - score for each in self.articles for score, _ in each.marks if score >= cuts.mark
        ]
        expected, most = sum(accepted) / self.entities + _UNSHOWN, len(accepted) / self.entities + 1

        def of_100(times: float) -> float:
            return 100 * min(most, times * expected)

        return Rate(of_100(factor.middle), of_100(factor.lowest), of_100(factor.highest))


@dataclass(frozen=True, slots=True)
class Curve:
    """All prices, the lowest first, from so many articles that were read, with so many entities.

    `is_blind`: all were reviewed without suggestions; `is_by_doubt`: some came for their doubt, so
    that others may do better.
    """

    points: Sequence[Point]
    articles: int
    entities: int
    counts: Sequence[Count]
    around: Around
    is_blind: bool = False
    is_by_doubt: bool = False

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
            at = _nearest([100 * middle_of(x, y) * y / entities for x, y in sums], promise)
            left.append(here.left[at])
            expected.append(here.expected[at])
        later = sum(each.gold for each in self.counts[LEAST_ARTICLES:])
        if len(left) < LEAST_ARTICLES or later < LEAST_ENTITIES:
            return chosen.left
        return self.around.left(chosen.cuts, factor(left, expected))


# -- one article -----------------------------------------------------------------------------


def told_of(gold: Iterable[Marked], offered: Iterable[Offered]) -> dict[str, Any]:
    """What is stored of an article that was judged."""
    wanted, all_offered = set(gold), list(offered)
    marks = [x for x in all_offered if not x.is_maybe and x.label is not None]
    maybes = [x for x in all_offered if x.is_maybe]
    missed, covered = [], Counter[Offered]()
    for start, end, _ in sorted(wanted):
        mark = next((x for x in marks if x.start < end and start < x.end), None)
        if mark is not None:
            covered[mark] += 1
            continue
        touching = [x for x in maybes if x.start < end and start < x.end]
        best = max((x.score or _UNJUDGED for x in touching), default=_NO_MAYBE)
        missed.append(round(best, _PLACES))
    return {
        "gold": len(wanted),
        "marks": [[_told(x), int(_marked(x) in wanted)] for x in marks],
        "beside": [
            _told(x) for x in marks if _marked(x) not in wanted for _ in range(covered[x] - 1)
        ],
        "maybes": [round(x.score, _PLACES) for x in maybes if x.score is not None],
        "unjudged": sum(x.score is None for x in maybes),
        "missed": missed,
    }


def _told(mark: Offered) -> float:
    return round(1.0 if mark.score is None else mark.score, _PLACES)


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
            max(0, int(told["gold"])),
            tuple((_probability(score), bool(is_right)) for score, is_right in told["marks"]),
            tuple(_probability(score) for score in told["maybes"]),
            tuple(_finite(best) or least for best in told["missed"]),
            int(told.get("unjudged", 0)),
            is_blind,
            bool(told.get("is_read", True)),
            is_by_doubt,
            bool(told.get("is_asked", False)),
            tuple(_probability(score) for score in told.get("beside", ())),
        )
    except (KeyError, OverflowError, TypeError, ValueError):
        return None


def _probability(told: object) -> float:
    return min(1.0, max(0.0, _finite(told)))


def _finite(told: object) -> float:
    found = float(str(told))
    if not isfinite(found):
        raise ValueError(told)
    return found


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
    for within in (READ_WITHIN, len(judged)):  # of long ago only where too few came since
        last = ([each for back, each in x[-LATELY:] if back <= within] for x in sets)
        given = next(filter(_is_enough, last), None)
        if given is not None:
            break
    else:
        return None
    is_by_doubt = any(each.is_by_doubt for each in given)
    fits = [x for x in judged[-within:] if x.gold and (is_by_doubt or not x.is_by_doubt)]
    around = _around(fits[-LATELY:], given)
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
        counts,
        around,
        all(each.is_blind for each in given),
        is_by_doubt,
    )


def _around(articles: Sequence[Looked], read: Sequence[Looked]) -> Around:
    """What was finished last. Where nobody read, the entities that nothing shows are not there: as
    many are added as there are in what was read.
    """
    unshown = sum(best == _NO_MAYBE for each in read for best in each.missed)
    share = unshown / sum(each.gold for each in read)
    seen = sum(each.gold for each in articles if each.is_read or each.is_blind)
    unseen = sum(each.gold for each in articles) - seen
    return Around(articles, seen + unseen / max(_LEAST_SHOWN, 1 - share))


def _points(counts: Sequence[Count], around: Around) -> Iterator[Point]:
    """What each price brings, from the articles that speak and from all that were finished last. A
    higher one leaves no less: where it seems to, that is chance.
    """
    last = Rate(0.0, 0.0, 0.0)
    for at, price in enumerate(PRICES):
        cuts = cuts_at(price)
        times = factor([each.left[at] for each in counts], [each.expected[at] for each in counts])
        here = around.left(cuts, times)
        last = Rate(*map(max, zip(_figures(last), _figures(here), strict=True)))
        yield Point(price, cuts, around.looks(cuts), last)


def _figures(rate: Rate) -> tuple[float, float, float]:
    return rate.of_100, rate.lowest, rate.highest


def _nearest(rates: Sequence[float], promise: float) -> int:
    """Which of the prices, the lowest first; of equal ones that with the fewest looks."""
    return min(range(len(rates)), key=lambda x: (abs(rates[x] - promise), -x))


def cuts_at(price: float) -> Cuts:
    """What is asked at a price of a look."""
    return Cuts(1 - price, max(0.0, price - _MAYBE_IS_MORE))


def _is_enough(given: Sequence[Looked]) -> bool:
    return len(given) >= LEAST_ARTICLES and sum(x.gold for x in given) >= LEAST_ENTITIES
