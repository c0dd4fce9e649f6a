"""How many of 100, with an interval: `core/rates.py`."""

from __future__ import annotations

import random
from itertools import product
from statistics import fmean

import pytest

from annotator.core import rates
from annotator.core.rates import _mean, _parts, _quantile, factor, middle_of, rate


def spread_over(
    chance: random.Random, articles: int, share: float, sizes: tuple[int, int], even: float
) -> tuple[list[int], list[int]]:
    gold = [chance.randint(*sizes) for _ in range(articles)]
    left = []
    for count in gold:
        here = chance.betavariate(share * even, (1 - share) * even) if even else share
        left.append(sum(chance.random() < here for _ in range(count)))
    return left, gold


def test_19_of_20_intervals_hold_the_true_figure() -> None:
    chance, shares = random.Random(7), []
    for articles, share, even in product((12, 60), (0.05, 0.15), (0.0, 8.0)):
        held = 0
        for _ in range(100):
            found = rate(*spread_over(chance, articles, share, (1, 12), even))
            held += found.lowest <= 100 * share <= found.highest
        shares.append(held)
    assert 92 <= fmean(shares) <= 97
    assert min(shares) >= 87


def test_articles_that_are_unlike_widen_the_interval() -> None:
    alike, unlike = rate([1] * 20, [10] * 20), rate([20] + [0] * 19, [10] * 20)
    assert alike.of_100 == unlike.of_100 == 10
    assert unlike.highest - unlike.lowest > 2 * (alike.highest - alike.lowest)


@pytest.mark.parametrize(("left", "gold"), [([], []), ([0], [0]), ([1], [4]), ([0, 0], [0, 0])])
def test_no_figures_are_no_promise(left: list[int], gold: list[int]) -> None:
    assert (rate(left, gold).lowest, rate(left, gold).highest) == (0, 100)


def test_errors_come_as_expected_until_it_is_clear_that_they_do_not() -> None:
    """Twice as many as expected: a few may be chance, many are not; half as many as well."""
    twice = [factor([2] * n, [1.0] * n).middle for n in (10, 60, 600)]
    assert twice == sorted(twice)
    assert 1.15 < twice[0] < 1.8
    assert twice[2] == pytest.approx(2, rel=0.02)
    half = [factor([1] * n, [2.0] * n).middle for n in (10, 60, 600)]
    assert half == sorted(half, reverse=True)
    assert 0.6 < half[0] < 0.9
    assert half[2] == pytest.approx(0.5, rel=0.02)
    assert factor([0] * 10, [0.0] * 10).middle == pytest.approx(1)
    none = factor([0] * 10, [0.1] * 10)
    assert 0 == none.lowest < none.middle < 1 < none.highest, "one error expected and none come"
    far_off = factor([5] * 10, [0.5] * 10)
    assert far_off.middle > 8.5, "no probability told of these"


def test_the_middle_is_the_same_from_sums() -> None:
    """Where articles differ as they mostly do: by half as much again as by chance."""
    left = [0, 4, 1, 1, 4, 0, 2, 2, 4, 0]
    assert middle_of(18, 12.0) == pytest.approx(factor(left, [1.2] * 10).middle, rel=0.02)
    assert middle_of(18, 12.0) < 0.98 * _mean(_parts(18, 12.0)), "as if there were fewer of them"


def test_quantiles_are_those_of_the_gamma_distribution() -> None:
    """Of chi squared with ten degrees of freedom: 3.247 and 20.483 (tables)."""
    known = [(1.0, 5.0, 0.5)]
    assert _quantile(known, 0.025, 1.0) == pytest.approx(3.247, rel=0.01)
    assert _quantile(known, 0.975, 1.0) == pytest.approx(20.483, rel=0.01)
    halves = [(0.5, 5.0, 0.5), (0.5, 50.0, 0.5)]
    assert _quantile(halves, 0.5, 1.0) == pytest.approx(45, rel=0.5), "between the two"
    assert _quantile(halves, 0.025, 1.0) > 3.247


def test_few_articles_widen_the_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    few = factor([2, 1, 0] * 4, [1.0] * 12)
    monkeypatch.setattr(rates, "_student", lambda _: 1.959964)
    normal = factor([2, 1, 0] * 4, [1.0] * 12)
    assert few.middle == normal.middle
    assert few.lowest < normal.lowest
    assert few.highest > normal.highest


def errors(
    chance: random.Random, times: float, articles: int, each: float
) -> tuple[list[int], list[float]]:
    """What is left and what was expected in articles that differ by more than chance."""
    expected = [each * chance.uniform(0.3, 1.7) for _ in range(articles)]
    here = (x * times * chance.gammavariate(3, 1 / 3) for x in expected)
    return [sum(chance.random() < x / 60 for _ in range(60)) for x in here], expected


@pytest.mark.parametrize(
    ("times", "least"), [(0.7, 85), (1.0, 94), (1.3, 90), (1.6, 83), (2.0, 68)]
)
def test_most_intervals_hold_the_true_factor_whatever_it_is(times: float, least: int) -> None:
    chance, held = random.Random(3), 0
    for _, articles, each in product(range(50), (15, 60), (0.7, 2.0)):
        found = factor(*errors(chance, times, articles, each))
        held += found.lowest <= times <= found.highest
    assert held >= 2 * least


def test_19_of_20_intervals_hold_factors_as_they_come() -> None:
    chance, held = random.Random(5), 0
    for _ in range(400):
        times = chance.gammavariate(12, 1.15 / 12)
        found = factor(*errors(chance, times, chance.choice((15, 30, 60)), 1.0))
        held += found.lowest <= times <= found.highest
    assert 368 <= held <= 396
