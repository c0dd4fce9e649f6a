"""How sure a figure is: its interval from figures of articles drawn anew, and when it is not given.

Articles are what is drawn, with whatever is in them: spans of one article are no independent proof.
Each is drawn with a random weight (the Bayesian bootstrap: Rubin, Annals of Statistics 9 (1981)
130–134), and with them go a few made-up articles, one on which all agree on each side and one on
which they differ. Without these, articles without any disagreement would prove that there never is
one: of 95 % intervals by plain percentiles as few as 60 % cover an α of .95 in 100 articles.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, log, sqrt
from statistics import NormalDist

from annotator.core.agreement.nominal import Row
from annotator.values import dataclass

Figure = Callable[[Sequence[float]], float | None]
"""A measure, from the summed rows of articles."""

Made = tuple[Row, float]
"""A made-up article's row, and how many articles it is worth."""

DRAWS = 1000
SEED = 20_261_129
LEAST, SURE = 10, 20
"""Articles in which somebody said yes: with fewer than the first a figure is not given, with fewer
than the second it is shown grey.
"""
FEW = 100
"""With fewer articles the jackknife's interval is told beside the other."""
BOUNDS = (0.667, 0.8)
"""The values of α under which Krippendorff draws no conclusions, or tentative ones."""

_LOW, _HIGH = 0.025, 0.975
_MOST_LOST = 0.05
_SMALL = 0.001


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval, and the share of the draws under each of `BOUNDS`."""

    low: float
    high: float
    below: tuple[float, ...] = ()


def interval(value: float, draws: Sequence[float | None]) -> Interval | None:
    """The interval of a figure from its values in the draws, by percentiles; it holds the figure
    itself. None where too many draws have none.
    """
    found = sorted(each for each in draws if each is not None)
    if not found or len(found) < (1 - _MOST_LOST) * len(draws):
        return None
    below = tuple(sum(each < bound for each in found) / len(found) for bound in BOUNDS)
    return Interval(min(value, quantile(found, _LOW)), max(value, quantile(found, _HIGH)), below)


def quantile(ordered: Sequence[float], share: float) -> float:
    """A quantile of values in order, between neighbours by their distance (type 7 of R)."""
    place = share * (len(ordered) - 1)
    at = int(place)
    above = ordered[min(at + 1, len(ordered) - 1)]
    return ordered[at] + (place - at) * (above - ordered[at])


def jackknife(
    rows: Sequence[Row], weights: Sequence[float], made: Sequence[Made], figure: Figure
) -> tuple[float, float] | None:
    """The jackknife's t interval of a figure of at most 1, made for log(1 − figure), in which it is
    nearly symmetric: of each article, the made-up ones at half of what they are worth too, a very
    small part is left out (Jaeckel's infinitesimal jackknife, 1972), so that it has one where all
    agree. None where the figure has none.

    Hughes, “krippendorffsalpha: An R package for measuring agreement using Krippendorff's alpha
    coefficient”, R Journal 14 (2022), has the jackknife of α itself.
    """
    parts = [(row, weight, 1.0) for row, weight in zip(rows, weights, strict=True)]
    parts += [(row, 1.0, worth / 2) for row, worth in made]
    total = [0.0] * (len(rows[0]) if rows else 0)
    for row, weight, worth in parts:
        total = [x + weight * worth * y for x, y in zip(total, row, strict=True)]
    whole = _log_off(figure(total)) if total else None
    if whole is None or len(rows) < 2:
        return None
    slopes = []
    for row, weight, worth in parts:
        less = [x - _SMALL * weight * y for x, y in zip(total, row, strict=True)]
        found = _log_off(figure(less))
        if found is None:
            return None
        slopes.append(((found - whole) / _SMALL, worth))
    count = sum(worth for _, worth in slopes)
    mean = sum(slope * worth for slope, worth in slopes) / count
    spread = sqrt(sum(worth * (slope - mean) ** 2 for slope, worth in slopes))
    reach = student_t(len(rows) - 1) * spread
    return 1 - exp(whole + reach), 1 - exp(whole - reach)


def _log_off(value: float | None) -> float | None:
    return None if value is None or value >= 1 else log(1 - value)


def student_t(degrees: int) -> float:
    """The 97.5 % quantile of Student's t: the normal one by Cornish and Fisher's expansion, right
    to .003 from five degrees of freedom on (Abramowitz and Stegun 26.7.5).
    """
    z = NormalDist().inv_cdf(_HIGH)
    return (
        z
        + (z**3 + z) / (4 * degrees)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3)
    )


def weights_of(chances: Sequence[float]) -> list[float]:
    """What each article stands for: 1/π, scaled to a mean of 1, as α's n is that of the sample."""
    inverse = [1 / chance if chance > 0 else 1.0 for chance in chances]
    mean = sum(inverse) / len(inverse) if inverse else 1.0
    return [each / mean for each in inverse]
