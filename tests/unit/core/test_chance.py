"""Chance that comes out the same again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.chance import (
    RANDOM_ONE_IN,
    SHOWN_FIRST,
    draws,
    is_drawn,
    is_drawn_blind,
    is_drawn_whole,
    mixed,
)


def test_the_same_seed_draws_the_same_and_another_seed_others() -> None:
    def drawn(seed: int, purpose: str) -> list[int]:
        return [n for n in range(1, 2001) if is_drawn(seed, purpose, n, 20)]

    assert drawn(7, "blind") == drawn(7, "blind")
    assert drawn(7, "blind") != drawn(8, "blind")
    assert drawn(7, "blind") != drawn(7, "other")
    assert 60 < len(drawn(7, "blind")) < 140
    assert drawn(7, "blind")[:3] == [74, 75, 81], "on every machine"


def test_nothing_is_drawn_where_none_shall_be() -> None:
    assert not any(is_drawn(7, "blind", n, 0) for n in range(100))


def test_the_first_articles_come_with_suggestions_unless_none_do() -> None:
    first = range(1, SHOWN_FIRST + 1)
    assert not any(is_drawn_blind(seed, n, 2) for seed in range(50) for n in first)
    assert any(is_drawn_blind(seed, SHOWN_FIRST + 1, 2) for seed in range(50))
    assert all(is_drawn_blind(3, n, 1) for n in range(1, 20))
    assert not any(is_drawn_blind(3, n, 0) for n in range(1, 200))


def test_one_in_ten_is_to_be_read_whole_whether_it_is_blind_or_not() -> None:
    whole = {n for n in range(1, 4001) if is_drawn_whole(7, n)}
    blind = {n for n in range(1, 4001) if is_drawn_blind(7, n, 2)}
    assert 340 < len(whole) < 460
    assert 0.4 < len(whole & blind) / len(whole) < 0.6


def test_more_draws_begin_with_the_same() -> None:
    assert list(draws(3, 50)) == list(draws(3, 500))[:51]


@given(st.integers(0, 40), st.integers(0, 9), st.integers(0, 35))
def test_each_tenth_place_is_of_the_share_as_long_as_there_is_one(
    rest: int, share: int, done: int
) -> None:
    left, right = list(range(rest)), list(range(100, 100 + share))
    found = list(mixed(left, right, done))
    assert sorted(found) == [*left, *right]
    assert [x for x in found if x < 100] == left
    assert [x for x in found if x >= 100] == right
    for place, each in enumerate(found):
        is_turn = (done + place) % RANDOM_ONE_IN == RANDOM_ONE_IN - 1
        seen = found[:place]
        if is_turn and len([x for x in seen if x >= 100]) < share:
            assert each >= 100 or not left
        elif each >= 100:
            assert is_turn or len([x for x in seen if x < 100]) == rest
