"""Whether what was learned is used: while it is better than what it would replace."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.judging import RECENT, Judged, is_better

repairs = st.integers(0, 30)
series = st.lists(st.builds(Judged, repairs, repairs, repairs), max_size=80)


def same(static: int, remembered: int, learned: int, times: int = 10) -> list[Judged]:
    return [Judged(static, remembered, learned)] * times


def test_fewer_repairs_are_better() -> None:
    assert is_better(same(5, 5, 3))
    assert not is_better(same(5, 5, 5))
    assert not is_better(same(5, 2, 3))
    assert not is_better(same(2, 5, 3))
    assert not is_better(same(5, 5, 3, times=2))


def test_what_proved_better_stays_until_it_is_worse_beyond_noise() -> None:
    even = [Judged(6, 6, 4), Judged(6, 6, 9)] * 10
    assert not is_better(even) and is_better(even, was_better=True)
    assert not is_better(same(5, 5, 6), was_better=True)
    assert is_better(same(5, 5, 5), was_better=True)
    assert is_better([], was_better=True)


def test_one_long_list_does_not_outvote_the_others() -> None:
    assert is_better([*same(9, 9, 6), Judged(87, 87, 117)])
    assert not is_better([*same(9, 9, 12), Judged(117, 117, 87)])


def test_the_better_of_the_others_is_the_one_to_beat() -> None:
    """One of the two is in use over all articles, not the better one for each."""
    turns = [Judged(9, 1, 3), Judged(1, 9, 3)] * 10
    assert is_better(turns)


@given(series)
def test_to_have_been_better_never_harms(judged: list[Judged]) -> None:
    assert is_better(judged) <= is_better(judged, was_better=True)


@given(series, series)
def test_only_the_last_articles_speak(old: list[Judged], new: list[Judged]) -> None:
    if len(new) >= RECENT:
        assert is_better(old + new) == is_better(new)


@given(series)
def test_what_needs_no_repairs_is_used(judged: list[Judged]) -> None:
    spotless = [Judged(each.static, each.remembered, 0) for each in judged]
    gains = [each for each in spotless[-RECENT:] if each.static and each.remembered]
    if len(gains) >= 3:
        assert is_better(spotless)
