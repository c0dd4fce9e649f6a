"""What stays where a person looks only where asked: `core/looks.py`."""

from __future__ import annotations

import json
from itertools import pairwise

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
    read_told,
    told_of,
)
from annotator.core.rates import Factor

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
    is_asked=st.booleans(),
    beside=st.lists(SCORES, max_size=3),
)


def articles(count: int, **others: object) -> list[Looked]:
    marks = [(0.95, True)] * 6 + [(0.7, False), (0.5, False)]
    missed = [0.3, 0.04]
    return [Looked(10, marks, [0.3, 0.04, 0.1], missed, **others) for _ in range(count)]  # type: ignore[arg-type]


def test_what_is_told_of_an_article() -> None:
    gold = [(0, 4, 1), (10, 14, 1), (20, 24, 2), (30, 34, 2), (40, 44, 2)]
    gold += [(60, 64, 1), (66, 70, 1), (72, 80, 1)]
    offered = [
        Offered(0, 4, 1, 0.91234),
        Offered(10, 12, 1, 0.6),  # another edge: wrong, and not missed
        Offered(60, 80, 1, 0.8),  # over three
        Offered(20, 24, 2, 0.2, is_maybe=True),
        Offered(22, 26, 2, 0.1, is_maybe=True),
        Offered(30, 34, None, None, is_maybe=True),
        Offered(50, 54, None, None, is_maybe=True),
    ]
    told = told_of(gold, offered)
    assert told == {
        "gold": 8,
        "marks": [[0.912, 1], [0.6, 0], [0.8, 0]],
        "beside": [0.8, 0.8],
        "maybes": [0.2, 0.1],
        "unjudged": 2,
        "missed": [0.2, 0.0, -1.0],
    }
    found = read_told(json.loads(json.dumps({**told, "is_read": False})))
    assert found is not None
    assert not found.is_read
    assert found.counted(Cuts(0.5, 0.3)) == (0, 2, 5)
    assert found.counted(Cuts(0.7, 0.15)) == (2, 1, 4)
    assert found.counted(Cuts(0.95, 0.05)) == (5, 0, 2), "who looks at a mark sees all in it"
    assert found.counted(Cuts(0.95, 0.0)) == (7, 0, 1), "names by their shape are asked about too"
    del told["unjudged"]  # as an earlier version wrote it: those were not asked about
    told["missed"] = [0.2, 0.0, 0.0]
    earlier = read_told(told)
    assert earlier is not None
    assert earlier.counted(Cuts(0.95, 0.0)) == (5, 0, 2)


def test_the_figures_of_a_small_example() -> None:
    found = curve(articles(10))
    assert found is not None
    assert (found.articles, found.entities) == (10, 100)
    by_price = {point.price: point for point in found.points}
    cheap, dear = by_price[0.04], by_price[0.6]
    assert (cheap.looks, dear.looks) == (110.0, 10.0)
    # left 0 where 4 were expected, and 30 where 15 were
    assert 4 * 10 / 14 - 1 < cheap.left.of_100 < 4, "nothing left is no proof of nothing"
    assert 15 * 40 / 25 - 5 < dear.left.of_100 < 30
    for left in (cheap.left, dear.left):
        assert left.lowest < left.of_100 < left.highest
    assert cheap.left.lowest == 0
    many = curve(articles(LATELY))
    assert many is not None
    assert many.at(100).left.of_100 > dear.left.of_100, "the more were read, the more they say"


def test_what_is_expected_in_the_articles_finished_last_is_told_at_once() -> None:
    sure = Looked(10, [(0.9, True)] * 9 + [(0.9, False)], is_asked=True)
    calm = Looked(10, [(0.9, True)] * 10, is_read=False)
    unsure = Looked(10, [(0.7, True)] * 10, is_read=False)
    before, after = curve([sure] * 20 + [calm] * 60), curve([sure] * 20 + [unsure] * 60)
    assert before is not None
    assert after is not None
    assert before.articles == after.articles == 20, "those that were read"
    dear = [[x.left.of_100 for x in found.points if x.price == 0.5] for found in (before, after)]
    assert dear[1][0] == pytest.approx(dear[0][0] * (3.4 / 1.4))
    looks = [[x.looks for x in found.points if x.price == 0.2] for found in (before, after)]
    assert looks == [[0.0], [100.0]], "how much is asked shows in all of them"


def test_where_enough_were_to_be_read_whole_they_alone_speak() -> None:
    """Who adds a name now and then need not have read the rest."""
    asked, followed = articles(1, is_asked=True), [Looked(10, [(0.6, True)] * 10)] * 9

    def told(given: list[Looked]) -> int:
        found = curve(given)
        assert found is not None
        return found.articles

    assert told((asked + followed) * LEAST_ARTICLES) == LEAST_ARTICLES
    assert told((asked + followed) * (LEAST_ARTICLES - 1)) == LATELY
    late = asked * LEAST_ARTICLES + followed * 20  # 180, the first of them too far back
    assert told(late) == LATELY, "what was asked for long ago is not what there is now"
    blind = articles(1, is_blind=True)
    assert told(blind + (asked + followed) * (LEAST_ARTICLES - 1)) == LEAST_ARTICLES


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
    by_price = {point.price: point.left.of_100 for point in found.points}
    assert found.at(20).left.of_100 == min(by_price.values(), key=lambda x: abs(x - 20))
    assert found.at(0).left.of_100 == by_price[min(PRICES)]
    assert found.at(100).price == max(PRICES)
    never_shown = curve([Looked(10, [(0.99, True)] * 5, (), [-1.0] * 5)] * 10)
    assert never_shown is not None
    point = never_shown.at(PROMISES["most"])
    assert 40 < point.left.of_100 <= 50 < point.left.highest, (
        "the true figure, where no price keeps the promise"
    )
    assert (cuts_at(0.2).mark, cuts_at(0.2).maybe) == (0.8, 0.0)
    assert cuts_at(0.5).maybe == pytest.approx(0.1)


def test_what_is_told_of_a_step_is_what_stayed_at_the_prices_chosen_before() -> None:
    calm = Looked(10, [(0.95, True)] * 8 + [(0.55, False)], [], [0.3])
    worse = Looked(10, [(0.95, True)] * 6 + [(0.9, False)] * 3, [], [0.3])
    same, changed = curve([calm] * 30), curve([calm] * 20 + [worse] * 10)
    assert same is not None
    assert changed is not None
    # the same price was chosen in each: 20 errors were expected in as many, and 17 of 200 stayed
    assert same.stays(10).of_100 == pytest.approx(same.at(10).left.of_100, rel=0.05)
    told = changed.stays(10)
    assert changed.at(10).left.of_100 < told.of_100, "three in ten stayed where one was thought to"
    steps = [changed.stays(promise).of_100 for promise in (5, 10, 15)]
    assert steps == sorted(steps)


def test_what_is_told_of_a_step_follows_the_articles_finished_last() -> None:
    """Also where enough were read to tell what stayed at the prices chosen before."""
    read = Looked(10, [(0.9, True)] * 9 + [(0.9, False)], is_asked=True)
    calm = Looked(10, [(0.95, True)] * 10, is_read=False)
    unsure = Looked(10, [(0.85, True)] * 10, is_read=False)
    told = []
    for last in (calm, unsure):
        found = curve([read] * 40 + [last] * LATELY)
        assert found is not None
        told.append(found.around.left(cuts_at(0.7), Factor(1, 1, 1)).of_100)
        stays = found.stays(100)
        assert stays.lowest < stays.of_100 < stays.highest
        told.append(stays.of_100)
    assert told[3] / told[1] == pytest.approx(told[2] / told[0])
    assert told[2] > 1.5 * told[0]


def test_entities_that_nothing_shows_are_added_where_nobody_read() -> None:
    read = Looked(10, [(0.8, True)] * 5, missed=[-1.0] * 5, is_asked=True)
    passed = Looked(5, [(0.8, True)] * 5, is_read=False)
    found = curve([read] * 20 + [passed] * 60)
    assert found is not None
    assert found.around.entities == 600
    assert curve([read] * 60).around.entities == 600  # type: ignore[union-attr]
    shown = Looked(10, [(0.8, True)] * 5, missed=[0.0] * 5, is_asked=True)  # a maybe of little
    found = curve([shown] * 20 + [passed] * 60)
    assert found is not None
    assert found.around.entities == 300


def test_no_more_stays_than_is_shown_and_should_be_there() -> None:
    wrong = Looked(10, [(0.95, False)] * 10, is_asked=True)
    unsure = Looked(10, [(0.5, True)] * 10, is_read=False)
    found = curve([wrong] * 12 + [unsure] * 60)
    assert found is not None
    assert found.points[-1].left.of_100 == 200, "all wrong, and all that should be there missing"


def test_what_stays_is_right_in_the_articles_that_were_read_themselves() -> None:
    """Calibrated marks of a third of the entities, and nothing is shown of the others."""
    marks = [(0.5 + at / 24, at != 5) for at in range(10)]  # one is wrong, the one of .708
    found = curve([Looked(30, marks, missed=[-1.0] * 20, is_asked=True)] * LATELY)
    assert found is not None
    for point in found.points:
        truth = 21 / 30 if point.cuts.mark <= 0.7 else 20 / 30
        assert point.left.of_100 == pytest.approx(100 * truth, rel=0.05)
    assert found.at(5).price < 0.2, "no price keeps it: the cheapest that leaves as few as any"


def test_articles_that_came_for_their_doubt_do_not_tell_of_others() -> None:
    fair, doubted = articles(12), [Looked(10, [(0.5, False)] * 10, is_by_doubt=True)] * 60
    found, alone = curve([*fair, *doubted]), curve(fair)
    assert found is not None
    assert alone is not None
    assert [x.left for x in found.points] == [x.left for x in alone.points]


@pytest.mark.parametrize("score", [5.0, -1.0])
def test_a_probability_that_is_none_is_taken_for_the_nearest(score: float) -> None:
    told = {"gold": 1, "marks": [[score, 1]], "maybes": [score], "missed": []}
    found = read_told(told)
    assert found is not None
    assert found.marks[0][0] == found.maybes[0] == min(1.0, max(0.0, score))
    for damaged in ({"maybes": [float("nan")]}, {"missed": [float("nan")]}, {"gold": 1e400}):
        assert read_told({**told, **damaged}) is None
