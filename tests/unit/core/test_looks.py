"""What stays where a person looks only where asked: `core/looks.py`."""

from __future__ import annotations

import json
import random
from itertools import pairwise, product
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.looks import (
    LATELY,
    LEAST_ARTICLES,
    PRICES,
    PROMISES,
    READ_WITHIN,
    Cuts,
    Looked,
    Offered,
    curve,
    cuts_at,
    rate,
    read_told,
    told_of,
)

SCORES = st.integers(0, 100).map(lambda n: n / 100)
LOOKED = st.builds(
    Looked,
    gold=st.integers(1, 20),
    marks=st.lists(st.tuples(SCORES, st.booleans()), max_size=6),
    maybes=st.lists(SCORES, max_size=6),
    missed=st.lists(SCORES | st.just(-1.0), max_size=6),
    unjudged=st.integers(0, 3),
    is_read=st.booleans(),
    is_blind=st.booleans(),
    is_by_doubt=st.booleans(),
)


def articles(count: int, **others: object) -> list[Looked]:
    marks = [(0.95, True)] * 6 + [(0.7, False), (0.5, False)]
    missed = [0.3, 0.04]
    return [Looked(10, marks, [0.3, 0.04, 0.1], missed, **others) for _ in range(count)]  # type: ignore[arg-type]


def test_what_is_told_of_an_article() -> None:
    gold = [(0, 4, 1), (10, 14, 1), (20, 24, 2), (30, 34, 2), (40, 44, 2)]
    offered = [
        Offered(0, 4, 1, 0.91234),
        Offered(10, 12, 1, 0.6),  # another edge: wrong, and not missed
        Offered(20, 24, 2, 0.2, is_maybe=True),
        Offered(22, 26, 2, 0.1, is_maybe=True),
        Offered(30, 34, None, None, is_maybe=True),
        Offered(50, 54, None, None, is_maybe=True),
    ]
    told = told_of(gold, offered)
    assert told == {
        "gold": 5,
        "marks": [[0.912, 1], [0.6, 0]],
        "maybes": [0.2, 0.1],
        "unjudged": 2,
        "missed": [0.2, 0.0, -1.0],
    }
    found = read_told(json.loads(json.dumps({**told, "is_read": False})))
    assert found is not None
    assert not found.is_read
    assert found.counted(Cuts(0.5, 0.3)) == (0, 1, 3)
    assert found.counted(Cuts(0.7, 0.15)) == (2, 0, 2)
    assert found.counted(Cuts(0.95, 0.05)) == (4, 0, 2)
    assert found.counted(Cuts(0.95, 0.0)) == (6, 0, 1), "names by their shape are asked about too"
    del told["unjudged"]  # as an earlier version wrote it: those were not asked about
    told["missed"] = [0.2, 0.0, 0.0]
    earlier = read_told(told)
    assert earlier is not None
    assert earlier.counted(Cuts(0.95, 0.0)) == (4, 0, 2)


def test_the_figures_of_a_small_example() -> None:
    found = curve(articles(10))
    assert found is not None
    assert (found.articles, found.entities) == (10, 100)
    by_price = {point.price: point for point in found.points}
    cheap, dear = by_price[0.04], by_price[0.6]
    assert (cheap.looks, cheap.left.of_100) == (110.0, 0.0)
    assert (dear.looks, dear.left.of_100) == (10.0, 30.0)
    assert cheap.left.lowest == 0
    assert 0 < cheap.left.highest < 5, "nothing left in 100 entities is no proof of nothing"
    assert dear.left.lowest < 30 < dear.left.highest


@pytest.mark.parametrize(
    "told",
    [None, 3, [], {}, {"gold": "x"}, {"gold": 1, "marks": [3], "maybes": [], "missed": []}],
)
def test_what_an_earlier_version_wrote_is_left_out(told: object) -> None:
    assert read_told(told) is None


def test_too_few_articles_promise_nothing() -> None:
    assert curve([]) is None
    assert curve(articles(LEAST_ARTICLES - 1)) is None
    assert curve([Looked(1)] * LEAST_ARTICLES) is None, "ten entities"
    assert curve([Looked(0)] * 100) is None, "nothing to find"
    assert curve(articles(50, is_read=False)) is None, "what nobody has read proves nothing"


def test_the_unbiased_articles_speak_where_there_are_enough() -> None:
    doubted = articles(30, is_by_doubt=True)
    few, enough, blind = articles(5), articles(10), articles(20, is_blind=True, is_read=False)

    def told(given: list[Looked]) -> tuple[int, bool, bool]:
        found = curve(given)
        assert found is not None
        return found.articles, found.is_blind, found.is_by_doubt

    assert told(doubted + few) == (35, False, True)
    assert told(enough + doubted) == (10, False, False)
    assert told(enough + doubted + blind) == (20, True, False)
    assert told(articles(200)) == (LATELY, False, False)


def test_articles_of_long_ago_say_nothing_where_enough_came_since() -> None:
    unread = articles(1, is_read=False)
    early, late = articles(12), [*articles(1), *unread * 9] * 15
    found = curve([*early, *late])
    assert found is not None
    assert found.articles == READ_WITHIN / 10, "one in ten of those that are not too far back"
    few = curve([*early, *unread * READ_WITHIN, *articles(LEAST_ARTICLES - 1)])
    assert few is not None
    assert few.articles == 12 + LEAST_ARTICLES - 1


@given(st.lists(LOOKED, min_size=LEAST_ARTICLES, max_size=14))
@settings(max_examples=40)
def test_a_dearer_look_leaves_no_less_and_asks_for_no_more(given: list[Looked]) -> None:
    found = curve(given)
    if found is None:
        return
    points = found.points
    assert [point.price for point in points] == sorted(PRICES)
    for cheaper, dearer in pairwise(points):
        assert cheaper.looks >= dearer.looks
        assert cheaper.left.of_100 <= dearer.left.of_100
    for point in points:
        assert 0 <= point.left.lowest <= point.left.of_100 <= point.left.highest


def test_a_step_is_the_price_nearest_to_its_promise() -> None:
    found = curve(articles(10))
    assert found is not None
    assert found.at(30).left.of_100 == 30
    assert found.at(0).left.of_100 == 0
    assert found.at(100).price == max(PRICES)
    never_shown = curve([Looked(10, [(0.99, True)] * 5, (), [-1.0] * 5)] * 10)
    assert never_shown is not None
    point = never_shown.at(PROMISES["most"])
    assert point.left.of_100 == 50, "the true figure, where no price keeps the promise"
    assert (cuts_at(0.2).mark, cuts_at(0.2).maybe) == (0.8, 0.0)
    assert cuts_at(0.5).maybe == pytest.approx(0.1)


def test_what_is_told_of_a_step_is_what_stayed_at_the_prices_chosen_before() -> None:
    calm = Looked(10, [(0.95, True)] * 8 + [(0.55, False)], [], [0.3])
    worse = Looked(10, [(0.95, True)] * 6 + [(0.9, False)] * 3, [], [0.3])
    same, changed = curve([calm] * 30), curve([calm] * 20 + [worse] * 10)
    assert same is not None
    assert changed is not None
    assert same.stays(10).of_100 == same.at(10).left.of_100
    told = changed.stays(10)
    assert told.of_100 == 20, "one of ten left in ten articles, and three in ten that came later"
    assert changed.at(10).left.of_100 < told.of_100
    steps = [changed.stays(promise).of_100 for promise in (5, 10, 15)]
    assert steps == sorted(steps)


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
