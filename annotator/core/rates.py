"""How many of 100, with an interval: from counts in articles, or by what was expected of them.

Errors come in bunches: in some articles there are many, in others none. So intervals count
articles, and counts are divided by how much more these differ than chance alone lets them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, sqrt
from statistics import NormalDist

from annotator.values import dataclass

_LEAST_SPREAD = 0.7  # of the spread that chance alone gives: a few articles may look too even
_ABOVE = 0.75  # of a count, added for what chance has not shown
_SURE = 1.959964  # standard errors of a normal distribution that hold 19 of 20
_NORMAL = NormalDist()

# Before any article was read, errors come as expected: a gamma distribution of mean 1, as if so
# many had. On effort runs of two sets they were .8 to 1.3 times as many. One time in ten there are
# many more: no probability tells of a pipeline that shows nothing of half of the entities.
_NEAR, _FAR, _SELDOM = 10.0, 1.0, 0.1
_USUAL_SPREAD, _AS_IF = 1.5, 10  # articles of which it is known: few say little of how they differ
_HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of 100, and the interval that holds the true figure 19 times of 20."""

    of_100: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Factor:
    """So many errors came for each that was expected, and its interval of 19 times of 20."""

    middle: float
    lowest: float
    highest: float


def rate(left: Sequence[int], gold: Sequence[int]) -> Rate:
    """How many of 100 entities are left, of what is left in articles with so many entities.

    What is left is a count whose spread is that between the articles, so its interval is a Poisson
    one (by Byar, mid-P) stretched by that, with Student's t for few articles.
    """
    entities, count, articles = sum(gold), sum(left), len(left)
    if not entities or articles < 2:
        return Rate(0.0, 0.0, 100.0)
    mean = count / entities
    spread = max(_LEAST_SPREAD, _spread(left, gold)) if count else 1.0
    middle, sure = count / spread + _ABOVE, _student(articles - 1)
    scale = 100 * spread / entities
    low, high = (_byar(middle, way * sure) * scale for way in (-1, 1))
    return Rate(100 * mean, min(low, 100 * mean) if count else 0.0, max(high, 100 * mean))


def factor(left: Sequence[int], expected: Sequence[float]) -> Factor:
    """How many errors come for each that is expected, of what was left and what was expected in at
    least two articles: a mixture of two gamma distributions, each of what is known and what was
    thought before.
    """
    articles = len(left)
    known = _AS_IF * _USUAL_SPREAD + (articles * _spread(left, expected) if sum(left) else 0.0)
    spread = known / (_AS_IF + (articles if sum(left) else 0))
    parts = _parts(sum(left) / spread, sum(expected) / spread)
    wider = _student(articles - 1) / _SURE
    low, high = (_quantile(parts, share, wider) for share in (0.025, 0.975))
    middle = _mean(parts)
    return Factor(middle, min(low, middle) if any(left) else 0.0, max(high, middle))


def middle_of(left: float, expected: float) -> float:
    """The same without its interval, from the sums of articles that differ as usual."""
    return _mean(_parts(left / _USUAL_SPREAD, expected / _USUAL_SPREAD))


_Parts = Sequence[tuple[float, float, float]]  # a gamma distribution's probability, shape and rate


def _parts(count: float, expected: float) -> _Parts:
    """What a factor may be: near 1, or far above it. Where fewer errors come than expected only
    many articles are a reason to promise that fewer stay.
    """
    before = [(_NEAR, 1 - _SELDOM)]
    if count > expected:
        before.append((_FAR, _SELDOM))
    likely = [log(share) + _log_likely(count, expected, shape) for shape, share in before]
    weights = [exp(each - max(likely)) for each in likely]
    return [
        (weight / sum(weights), count + shape, expected + shape)
        for weight, (shape, _) in zip(weights, before, strict=True)
    ]


def _log_likely(count: float, expected: float, shape: float) -> float:
    """The log probability of a count under a gamma distribution of the factor (a negative binomial
    one), but for what does not depend on the shape.
    """
    both = shape + expected
    return lgamma(shape + count) - lgamma(shape) + shape * log(shape / both) - count * log(both)


def _mean(parts: _Parts) -> float:
    return sum(weight * shape / each for weight, shape, each in parts)


def _quantile(parts: _Parts, share: float, wider: float) -> float:
    """Where so much of the mixture lies below, each part stretched for few articles."""
    low, high = 0.0, 20 * max(1.0, _mean(parts))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = sum(x[0] * _below(middle, x[1], x[2], wider) for x in parts)
        low, high = (middle, high) if below < share else (low, middle)
    return high


def _below(value: float, shape: float, rate_: float, wider: float) -> float:
    """How much of a gamma distribution lies below a value (by Wilson and Hilferty)."""
    cube = (value * rate_ / shape) ** (1 / 3)
    return _NORMAL.cdf((cube - 1 + 1 / (9 * shape)) * sqrt(9 * shape) / wider)


def _spread(left: Sequence[int], of: Sequence[float]) -> float:
    """How much more the articles differ than chance alone lets them, of what is left in them and
    what it is measured by.
    """
    count, articles = sum(left), len(left)
    mean = count / max(sum(of), 1e-9)
    squares = sum((x - mean * y) ** 2 for x, y in zip(left, of, strict=True))
    return squares * articles / (articles - 1) / count


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
