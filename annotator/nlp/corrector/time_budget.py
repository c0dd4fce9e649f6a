"""What a training may take of the processor's time: planned before it begins, for all its parts.

A CRF that is cut short while another part had all its iterations is worse than none: the ranker
has learned to trust scores that do not come. So a plan shortens all parts alike, then takes fewer
articles, and where even that does not fit there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from annotator.values import dataclass

ITERATIONS, FEW_ITERATIONS = 25, 25
"""Of the CRF that is kept, which starts from the mean of the others, and of those from which the
ranker learns."""

MOST_TOKENS = 250_000
RANKED_TOKENS = 90_000
"""From the latest articles with so many the CRF learns, and the ranker."""

_SHARES = (1.0, 0.85, 0.7, 0.6, 0.5)
"""Of the iterations. Half of the articles cost 10 to 15 % more repairs, fewer iterations less; so
the articles go last."""
_LEAST = 25  # articles, where there are so many: a version of fewer would be worse than none
_RANKING = 0.4  # of finding features, for each class: candidates are found, the ranker learns
_MARGIN = 0.9  # of the time is planned with


class TooLittleTime(Exception):
    """No sound training fits into the time that there is."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Processor seconds for each token: to find its features, to give it to the CRF, and for one
    iteration of the CRF.
    """

    features: float
    setup: float
    step: float


@dataclass(frozen=True, slots=True)
class Plan:
    """From how many of the latest articles the CRF and the ranker learn, the iterations of the CRF
    that is kept and of the others, and the processor seconds that it takes.
    """

    articles: int
    ranked: int
    iterations: int
    few_iterations: int
    seconds: float

    @property
    def is_whole(self) -> bool:
        """Whether nothing was shortened for want of time, articles beyond the usual aside."""
        return self.iterations == ITERATIONS

    @property
    def share_of_ranking(self) -> float:
        """About how much of the time (0–1) is over when the CRF that is kept begins."""
        folds = self.ranked * self.few_iterations
        return folds / max(1, folds + self.articles * self.iterations)


def plan(
    tokens: Sequence[int], classes: int, pace: Pace, seconds: float, *, is_ranked: bool = True
) -> Plan:
    """What fits into `seconds`: `tokens` of each article in order, the latest last; `classes` of
    the ranker. Raises TooLittleTime.
    """
    sums = [0, *accumulate(reversed(tokens))]
    whole = latest(tokens, MOST_TOKENS)
    ranked = latest(tokens, RANKED_TOKENS) if is_ranked else 0

    def of(articles: int, share: float) -> Plan:
        few, many = round(FEW_ITERATIONS * share), round(ITERATIONS * share)
        in_folds = min(ranked, articles)
        last = sums[articles] * (pace.features + pace.setup + many * pace.step)
        ranking = pace.setup + pace.features * _RANKING * classes + few * pace.step
        return Plan(articles, in_folds, many, few, last + sums[in_folds] * ranking)

    left = _MARGIN * seconds
    for share in _SHARES:
        if (found := of(whole, share)).seconds <= left:
            return found
    for articles in range(whole - 1, min(_LEAST, whole) - 1, -1):
        if (found := of(articles, _SHARES[-1])).seconds <= left:
            return found
    raise TooLittleTime


def latest(tokens: Sequence[int], most: int) -> int:
    """How many of the latest articles have no more than `most` tokens, at least one."""
    sums = accumulate(reversed(tokens))
    return min(len(tokens), max(1, sum(total <= most for total in sums)))
