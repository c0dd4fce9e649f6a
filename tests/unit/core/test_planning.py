"""Sizes, precision and the draw of a round: published values, and rules that hold for any."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.codes import Part
from annotator.core.planning import (
    DAYS_APART,
    FEWEST_APART,
    Judged,
    Sizes,
    articles_for,
    draw,
    expected,
    fitted,
    half_width,
    hours,
    more_for,
    proposed,
    units_for,
    units_needed,
)


@pytest.mark.parametrize(
    ("share", "alpha", "z", "units"),
    # Krippendorff 2018, table 12.2: smallest acceptable α .667, .8; at .05 and .01 one-sided
    [(1 / 4, 0.8, 1.645, 139), (1 / 2, 0.8, 1.645, 103), (1 / 10, 0.8, 1.645, 294)],
)
def test_n_of_krippendorff_is_that_of_his_formula(share, alpha, z, units):
    assert units_needed(share, alpha, z) == units


def test_days_and_articles_apart_are_those_of_the_design():
    assert (DAYS_APART, FEWEST_APART) == (7, 200)


def test_the_half_width_is_that_of_the_known_variance():
    # Donner & Eliasziw: (1-κ)[(1-κ)(1-2κ) + κ(2-κ)/(2p(1-p))]/n, by hand for κ .8, p .25, n 139
    assert half_width(0.25, 139) == pytest.approx(1.96 * math.sqrt(0.488 / 139))


@given(st.floats(0.05, 0.95), st.integers(20, 5000))
def test_so_many_units_give_the_half_width_that_was_asked_for(share, units):
    half = half_width(share, units)
    assert units - 1 <= units_for(share, half) <= units + 1
    assert half_width(share, units + 10) < half


def test_what_a_found_interval_lacks():
    assert more_for(240, 0.7, 0.9) == 0
    assert more_for(100, 0.68, 0.92) == 44
    assert more_for(100, 0.75, 0.85) == 0


def test_places_of_one_article_are_worth_fewer_units():
    of = Judged("label", "PERSON", "u", 0.3, units=10)
    assert articles_for(139, of) == math.ceil(139 / (10 / 1.9))
    assert articles_for(139, Judged("topic", "war", "u", 0.25)) == 139


@pytest.mark.parametrize("share", [None, 0.0, 0.01, 0.99, 1.0])
def test_what_is_too_rare_or_unknown_has_no_figure(share):
    found = expected(Judged("topic", "war", "u", share), 200)
    assert (found.half_width, found.needed, found.for_wanted) == (None, None, None)


def test_two_thousand_articles_are_divided_by_what_is_ticked():
    judged = [Judged("topic", "war", "u", 0.25), Judged("topic", "art", "v", 0.02)]
    found = proposed(1990, 10, 2, judged)
    assert found == Sizes(training=10, pilot=20, overlap=140, repeats=14, own=1830)
    assert found.of_coder(2) == 10 + 20 + 140 + 14 + 915
    assert hours(found, 2, 180) == pytest.approx(1099 / 20)


@given(st.integers(0, 3000), st.integers(0, 30), st.integers(1, 4), st.floats(0.05, 0.95))
def test_what_is_proposed_can_be_drawn(available, gold, coders, share):
    found = proposed(available, gold, coders, [Judged("topic", "war", "u", share)])
    assert fitted(found, available, gold) == found
    assert found.pilot + found.overlap + found.own == available
    assert min(found.training, found.pilot, found.overlap, found.repeats, found.own) >= 0


_ASKED = st.builds(Sizes, *(st.integers(0, x) for x in (12, 30, 90, 40, 600)))


@settings(max_examples=25)
@given(_ASKED, st.integers(0, 600), st.integers(1, 3), st.integers(0, 9))
def test_each_article_is_drawn_for_one_thing_and_repeats_come_late(asked, count, coders, seed):
    names = "ABC"[:coders]
    training, frame = range(1, 9), range(101, 101 + count)
    found = draw(training, frame, asked, names, seed)
    assert found == draw(training, list(reversed(frame)), asked, names, seed)
    sizes = fitted(asked, count, len(training))
    own = Counter[int]()
    for queue in found.queues.values():
        parts = Counter(each.part for each in queue)
        assert parts[Part.TRAINING] == sizes.training
        assert {x.article for x in queue if x.part == Part.PILOT} == set(found.pilot)
        assert {x.article for x in queue if x.part == Part.OVERLAP} == set(found.overlap)
        assert parts[Part.REPEAT] == sizes.repeats
        own.update(x.article for x in queue if x.part == Part.OWN)
        at = {x.article: n for n, x in enumerate(queue) if x.part == Part.OVERLAP}
        for n, each in enumerate(queue):
            if each.part == Part.REPEAT:
                is_last = all(x.part == Part.REPEAT for x in queue[n:])
                assert n - at[each.article] > FEWEST_APART or is_last
        order = [each.part for each in queue[: sizes.training + sizes.pilot]]
        assert order == [Part.TRAINING] * sizes.training + [Part.PILOT] * sizes.pilot
    assert set(own.values()) <= {1}
    assert not own.keys() & {*found.pilot, *found.overlap, *training}
    assert len(own) == sizes.own


def test_the_chance_stored_is_that_with_which_articles_are_drawn():
    hits, rounds = Counter[int](), 200
    sizes = Sizes(overlap=10, own=30)
    for seed in range(rounds):
        found = draw((), range(40), sizes, ["A", "B"], seed)
        hits.update(found.overlap)
        assert {x.chance for x in found.queues["A"] if x.part == Part.OVERLAP} == {0.25}
    for article in range(40):  # 50 expected, standard deviation 6
        assert 25 < hits[article] < 75


def test_coders_get_the_same_overlap_in_orders_of_their_own():
    found = draw((), range(300), Sizes(overlap=100, own=200), ["A", "B"], 1)
    one, two = (
        [x.article for x in queue if x.part == Part.OVERLAP] for queue in found.queues.values()
    )
    assert sorted(one) == sorted(two)
    assert one != two
