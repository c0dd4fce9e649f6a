"""Whether what was learned is used: while it is better than what it would replace."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.judging import (
    LEAST_OWN,
    LEAST_READ,
    MOST_READ,
    RECENT,
    JudgedArticle,
    before_holds,
    beside_folds,
    is_behind,
    is_better,
    is_sound,
    is_worse,
    memory_is_better,
    of_peers,
)

repairs = st.integers(0, 30)
series = st.lists(st.builds(JudgedArticle, repairs, repairs, repairs), max_size=80)


def same(static: int, remembered: int, learned: int, times: int = 10) -> list[JudgedArticle]:
    return [JudgedArticle(static, remembered, learned)] * times


def test_fewer_repairs_are_better() -> None:
    assert is_better(same(5, 5, 3))
    assert not is_better(same(5, 5, 5))
    assert not is_better(same(5, 2, 3))
    assert not is_better(same(2, 5, 3))
    assert not is_better(same(5, 5, 3, times=2))


def test_what_proved_better_stays_until_it_is_worse_beyond_noise() -> None:
    even = [JudgedArticle(6, 6, 4), JudgedArticle(6, 6, 9)] * 10
    assert not is_better(even) and is_better(even, was_better=True)
    assert not is_better(same(5, 5, 6), was_better=True)
    assert is_better(same(5, 5, 5), was_better=True)
    assert is_better([], was_better=True)


def by(version: int, judged: list[JudgedArticle]) -> list[JudgedArticle]:
    return [replace(each, version=version) for each in judged]


def test_a_version_that_is_worse_on_what_came_after_is_left_at_once() -> None:
    """All that the versions before it did well is no merit of its own."""
    good = by(1, same(12, 12, 6, times=56))
    for count in (3, 4, 8):
        worse = by(2, same(12, 12, 13, times=count))
        assert not is_better(good + worse, was_better=True)
        assert not is_better(good + worse)
        assert is_better(good + by(2, same(12, 12, 11, times=count)), was_better=True)
    collapsed = by(2, [JudgedArticle(17, 17, 37), JudgedArticle(15, 15, 20)])
    assert not is_better(good + collapsed, was_better=True)


def test_noise_does_not_make_a_good_version_leave() -> None:
    good = by(1, same(12, 12, 6, times=50))
    mixed = by(
        2,
        [
            JudgedArticle(12, 12, 8),
            JudgedArticle(12, 12, 16),
            JudgedArticle(9, 9, 10),
            JudgedArticle(14, 14, 11),
        ],
    )
    assert is_better(good + mixed, was_better=True)
    one_bad = by(2, [JudgedArticle(12, 12, 14)])
    assert is_better(good + one_bad, was_better=True), "one article says little"


def test_a_version_that_was_left_comes_back_when_its_successor_does_better() -> None:
    good, worse = by(1, same(12, 12, 6, times=40)), by(2, same(12, 12, 14, times=8))
    assert not is_better(good + worse, was_better=True)
    assert is_better(good + worse + by(3, same(12, 12, 9, times=8)))


def read(*pairs: tuple[int, int]) -> list[tuple[int, int, bool]]:
    return [(*pair, True) for pair in pairs]


def test_memory_is_judged_like_the_corrector() -> None:
    assert memory_is_better([])
    assert memory_is_better(read((5, 5), (4, 5), (6, 5)))
    assert memory_is_better(read((5, 9), (5, 9))), "two articles say little"
    assert not memory_is_better(read((5, 9)) * 3)
    assert not memory_is_better(read((10, 20)) * 60)
    assert memory_is_better(read((10, 20)) * 60 + read((10, 6)) * 60)
    unread = [(10, 20, False)] * 50
    assert memory_is_better(read((10, 6)) * LEAST_READ + unread), "what was read speaks alone"
    assert not memory_is_better(read((10, 6)) * (LEAST_READ - 1) + unread), "where it is enough"


def test_what_was_not_read_says_nothing_where_enough_was() -> None:
    """Who accepts what is shown makes it look better than it is."""
    unread = [replace(each, is_read=False) for each in same(4, 4, 9, times=50)]
    assert is_better([*same(9, 9, 6, times=LEAST_READ), *unread])
    assert not is_better([*same(9, 9, 6, times=LEAST_READ - 1), *unread])
    few_unread = [*same(9, 9, 6, times=40), *same(6, 6, 9, times=15), unread[0]]
    assert is_better(few_unread), "all that were read of the last, not only sixteen"
    assert not is_better([*same(9, 9, 6, times=LEAST_READ), *unread * 3]), "not for ever"
    long_ago = same(9, 9, 4, times=50)
    assert not is_better([*long_ago, *same(6, 6, 9, times=MOST_READ), *unread]), "the last ones do"


def test_the_last_three_that_were_read_say_nothing_of_a_version_that_came_after_them() -> None:
    before = by(1, [*same(9, 9, 3, times=13), *same(5, 5, 8, times=3)])
    unread = [replace(each, version=2, is_read=False) for each in same(5, 5, 5)]
    assert is_better(before + unread, was_better=True)


def test_a_version_is_not_left_for_what_the_one_before_it_did() -> None:
    bad = by(1, same(5, 5, 9, times=MOST_READ))
    new = [replace(each, version=2, is_read=False) for each in same(9, 9, 3)]
    assert not is_worse(bad + new)
    assert is_worse(bad + by(2, same(5, 5, 9, times=LEAST_OWN)))
    good = by(1, same(9, 9, 3, times=MOST_READ))
    worse = [replace(each, version=2, is_read=False) for each in same(3, 3, 9)]
    assert not is_worse(good + worse), "nor for what nobody read"


def test_beside_what_was_held_out_only_the_last_version_speaks_and_not_by_one_article() -> None:
    held = [*same(10, 10, 6, times=22), *same(3, 3, 9, times=2)]
    bad, good = by(1, same(5, 5, 9, times=20)), by(1, same(9, 9, 3, times=20))
    last = by(2, same(5, 5, 5, times=LEAST_OWN))
    assert beside_folds(held, [*bad, *last]) == [*held, *last]
    assert beside_folds(held, [*good, *last[1:]]) == held
    assert beside_folds(held, []) == held
    assert is_better(beside_folds(held, [*bad, *last[1:]]))
    worse = by(2, same(5, 5, 9, times=LEAST_OWN))
    assert not is_better(beside_folds(held, [*good, *worse]))


def test_versions_that_knew_less_than_half_say_nothing() -> None:
    weak, half, last = (by(n, same(5, 5, 9 - n, times=4)) for n in (1, 2, 3))
    judged = [*weak, *half, *last]
    assert of_peers(judged, {1: 19, 2: 20, 3: 40}) == [*half, *last]
    assert of_peers(judged, {1: 20, 2: 20, 3: 40}) == judged
    assert of_peers([*half, *last, *weak], {1: 9, 2: 20, 3: 40}) == [*half, *last, *weak]
    assert of_peers(judged, {2: 20, 3: 40}) == [*half, *last], "nor one of which nothing is known"
    assert of_peers([], {1: 5}) == []


@given(series, st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_the_last_version_is_a_peer_of_its_own(
    judged: list[JudgedArticle], learned_from: list[int]
) -> None:
    rows = [replace(each, version=at % 4) for at, each in enumerate(judged)]
    peers = of_peers(rows, dict(enumerate(learned_from)))
    last = [each for each in rows if each.version == rows[-1].version]
    assert [each for each in peers if each.version == rows[-1].version] == last
    assert of_peers(peers, dict(enumerate(learned_from))) == peers


def test_what_does_not_know_what_it_learned_from_is_not_sound() -> None:
    assert is_sound([]) and is_sound(same(5, 5, 5)) and is_sound(same(9, 7, 1))
    assert not is_sound(same(5, 5, 6)) and not is_sound(same(9, 4, 5))


def test_one_long_list_does_not_outvote_the_others() -> None:
    assert is_better([*same(9, 9, 6), JudgedArticle(87, 87, 117)])
    assert not is_better([*same(9, 9, 12), JudgedArticle(117, 117, 87)])


def test_the_better_of_the_others_is_the_one_to_beat() -> None:
    """One of the two is in use over all articles, not the better one for each."""
    turns = [JudgedArticle(9, 1, 3), JudgedArticle(1, 9, 3)] * 10
    assert is_better(turns)


@given(series)
def test_to_have_been_better_never_harms(judged: list[JudgedArticle]) -> None:
    assert is_better(judged) <= is_better(judged, was_better=True)


@given(series, series)
def test_only_the_last_articles_speak(old: list[JudgedArticle], new: list[JudgedArticle]) -> None:
    if len(new) >= RECENT:
        assert is_better(old + new) == is_better(new)


@given(series)
def test_what_needs_no_repairs_is_used(judged: list[JudgedArticle]) -> None:
    spotless = [JudgedArticle(each.static, each.remembered, 0) for each in judged]
    gains = [each for each in spotless[-RECENT:] if each.static and each.remembered]
    if len(gains) >= 3:
        assert is_better(spotless)


# -- between trainings: a version is left at once ------------------------------------------


def beside(count: int, *, others: int, learned: int, before: int) -> list[JudgedArticle]:
    return [JudgedArticle(others, others, learned, 7, before)] * count


def test_what_is_worse_on_each_later_article_is_left_after_two() -> None:
    good = by(6, same(12, 12, 6, times=40))
    for worse in (beside(2, others=12, learned=13, before=13),
                  beside(2, others=12, learned=9, before=8)):  # fmt: skip
        assert not is_worse(good + worse[:1]), "one article says little"
        assert is_worse(good + worse) and is_worse(worse)
    assert not is_worse(good + beside(8, others=12, learned=9, before=9))
    assert not is_worse(good) and not is_worse([])


def test_the_version_before_stands_in_only_where_it_was_not_worse_itself() -> None:
    assert before_holds(beside(2, others=12, learned=13, before=12))
    assert not before_holds(beside(2, others=12, learned=14, before=13))
    assert not before_holds(by(7, same(12, 12, 13, times=9))), "it was not judged there"
    assert not is_behind(by(7, same(12, 12, 13, times=9)))


pairs = st.builds(JudgedArticle, repairs, repairs, repairs, st.integers(1, 3), st.none() | repairs)


@given(st.lists(pairs, max_size=80))
def test_nothing_is_left_that_did_as_well_in_the_sum_of_what_came(
    judged: list[JudgedArticle],
) -> None:
    even = [replace(x, learned=min(x.static, x.remembered, x.before or 0)) for x in judged]
    assert not is_worse(even)


@given(st.lists(pairs, min_size=2, max_size=80), st.integers(1, 5))
def test_what_is_worse_than_both_on_each_article_is_left(
    judged: list[JudgedArticle], more: int
) -> None:
    worse = [
        replace(x, version=9, learned=max(x.static, x.remembered, x.before or 0) + more)
        for x in judged
    ]
    assert is_worse(judged + worse)
