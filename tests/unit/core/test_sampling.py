"""Draws with known chances (`core/sampling.py`): what is stored is what happens over many seeds."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from math import ceil, floor, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.codes import Part
from annotator.core.planning import Sizes, draw
from annotator.core.sampling import (
    DrawnBy,
    RoundChances,
    amounts,
    chances,
    drawn,
    effective,
    group_of,
    pooled,
    sizes_of,
)

GROUPS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 40), min_size=1)
EVEN = st.booleans()


def articles(sizes: dict[str, int]) -> dict[int, str]:
    return dict(enumerate((name for name, size in sizes.items() for _ in range(size)), 1))


@given(GROUPS, st.integers(0, 300), EVEN, st.integers(0, 99))
def test_as_many_are_drawn_as_are_asked_for_and_each_group_gives_what_is_its(
    sizes, count, is_even, seed
):
    group = articles(sizes)
    found = drawn(group, count, Random(seed), is_even=is_even)
    assert len(found) == len(set(found)) == min(count, len(group))
    of = Counter(group[x] for x in found)
    for name, amount in amounts(sizes, count, is_even=is_even).items():
        assert floor(amount - 1e-9) <= of[name] <= ceil(amount + 1e-9)
    assert found == drawn(dict(reversed(group.items())), count, Random(seed), is_even=is_even)


@given(GROUPS, st.integers(1, 300), EVEN)
def test_chances_add_up_and_those_of_an_even_draw_give_the_small_ones_more(sizes, count, is_even):
    found = chances(sizes, count, is_even=is_even)
    count = min(count, sum(sizes.values()))
    assert sum(found[x] * sizes[x] for x in sizes) == pytest.approx(count)
    assert all(0 < x <= 1 for x in found.values())
    by_size = [found[x] for x in sorted(sizes, key=lambda x: -sizes[x])]
    assert all(x <= y + 1e-9 for x, y in pairwise(by_size))
    assert is_even or by_size == pytest.approx([by_size[0]] * len(by_size))


@given(GROUPS, st.integers(1, 300), EVEN)
def test_weighted_articles_are_worth_no_more_than_as_many_drawn_plainly(sizes, count, is_even):
    worth, count = effective(sizes, count, is_even=is_even), min(count, sum(sizes.values()))
    assert worth <= count + 1e-9
    assert is_even or worth == pytest.approx(count)


def within(hits: int, share: float, rounds: int) -> bool:
    return abs(hits - share * rounds) < 5 * sqrt(rounds * share * (1 - share)) + 1e-9


@pytest.mark.parametrize("is_even", [False, True])
@pytest.mark.parametrize("spare", [0, 25])
def test_each_articles_share_over_many_seeds_is_the_chance_that_is_stored(is_even, spare):
    group = articles({"big": 60, "small": 9, "": 3, "mid": 28})
    frame, spared = range(1, 101 - spare), range(101 - spare, 101)
    hits: dict[Part, Counter[int]] = {x: Counter() for x in Part}
    said: dict[Part, dict[int, float]] = {x: {} for x in Part}
    rounds, sizes = 1500, Sizes(pilot=7, overlap=30, repeats=5, own=20)
    for seed in range(rounds):
        found = draw(
            (), frame, sizes, ["A", "B"], seed, spare=spared, groups=group, is_even=is_even
        )
        for each in found.queues["A"]:
            hits[each.part][each.article] += 1
            known = said[each.part].setdefault(each.article, each.chance)
            # How many of the frame come into the overlap is chance, where others may come too.
            assert known == pytest.approx(each.chance, rel=0.1 if spare else 1e-9)
    for part in (Part.OVERLAP, Part.REPEAT, Part.PILOT):
        never = {x for x, chance in said[Part.OVERLAP].items() if chance == 1}
        assert set(said[part]) == ({*frame} - never if part == Part.PILOT else {*group})
        for article, chance in said[part].items():
            assert within(hits[part][article], chance, rounds), (part, article)
    assert (len({round(x, 9) for x in said[Part.OVERLAP].values()}) > 1) == is_even


def test_own_articles_of_an_earlier_round_come_into_the_overlap_alone():
    found = draw((), range(1, 21), Sizes(pilot=5, overlap=60, own=20), "A", 3, spare=range(31, 91))
    assert len(found.overlap) == 60
    parts = {part: {x.article for x in found.queues["A"] if x.part == part} for part in Part}
    assert {*range(31, 91)} & parts[Part.OVERLAP]
    assert not {*range(31, 91)} & (parts[Part.PILOT] | parts[Part.OWN])
    assert not parts[Part.OVERLAP] & (parts[Part.PILOT] | parts[Part.OWN])
    assert parts[Part.OVERLAP] | parts[Part.PILOT] | parts[Part.OWN] >= {*range(1, 21)}


def test_what_groups_articles():
    of = ("BBC", "2024-05-01")
    assert [group_of(x, *of) for x in DrawnBy] == ["", "BBC", "2024-05", "BBC", "2024-05"]
    assert [x.is_even for x in DrawnBy] == [False, False, False, True, True]


# -- several rounds


def in_rounds(seed: int, group: dict[int, str], late: set[int]) -> dict[int, dict[int, float]]:
    """By article the chance of the round that drew it, of two: the second draws from what the
    first left, and from what came later.
    """
    chance, left, found = Random(seed), {x: y for x, y in group.items() if x not in late}, {}
    for number, (count, is_even) in enumerate(((20, False), (15, True)), 1):
        of_group = chances(sizes_of(left.values()), count, is_even=is_even)
        for article in drawn(left, count, chance, is_even=is_even):
            found[article] = {number: of_group[left[article]]}
        left = {x: y for x, y in group.items() if x not in found}
    return found


def test_the_chance_over_two_rounds_is_that_with_which_articles_come_into_either():
    group = articles({"big": 60, "small": 20, "late": 10})
    late = {x for x, name in group.items() if name == "late"}
    hits, told, rounds = Counter[str](), dict[str, list[float]](), 1500
    for seed in range(rounds):
        found = in_rounds(seed, group, late)
        second = {}
        for article, was in found.items():
            second |= {group[article]: was[2]} if 2 in was else {}
        made = [
            RoundChances(1, "2024-02", usual=20 / 80),
            RoundChances(2, "2024-04", DrawnBy.EACH_SOURCE, second),
        ]
        for article, was in found.items():
            name = group[article]
            hits[name] += 1
            at = "2024-03" if name == "late" else "2024-01"
            told.setdefault(name, []).append(pooled(was, made, (name, "", at)))
    for name, size in sizes_of(group.values()).items():
        share = hits[name] / size / rounds
        assert sum(told[name]) / len(told[name]) == pytest.approx(share, rel=0.03)


def test_any_two_of_a_group_are_as_often_together_as_any_other_two() -> None:
    """What stands side by side in the project is not kept apart."""
    group, seeds = dict.fromkeys(range(6), "BBC"), 1_500
    together: Counter[tuple[int, int]] = Counter()
    for seed in range(seeds):
        found = drawn(group, 3, Random(seed), is_even=False)
        together.update(combinations(sorted(found), 2))
    assert len(together) == 15
    assert all(abs(n / seeds - 0.2) < 0.06 for n in together.values())
