"""Suggestions against reviews are counted label by label, each span at most once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.scoring import Score, scores, summed

PERSON, PLACE = 1, 2


def test_exact_overlapping_wrong_and_missed():
    gold = [(0, 5, PERSON), (10, 20, PERSON), (30, 35, PLACE), (40, 45, PLACE)]
    found = [(0, 5, PERSON), (12, 20, PERSON), (30, 35, PERSON)]
    assert scores(gold, found) == {
        PERSON: Score(wanted=2, found=3, exact=1, near=2),
        PLACE: Score(wanted=2, found=0, exact=0, near=0),
    }


def test_one_long_suggestion_finds_one_of_two_spans():
    (score,) = scores([(0, 3, PERSON), (4, 9, PERSON)], [(0, 9, PERSON)]).values()
    assert (score.exact, score.near) == (0, 1)


def test_rates():
    score = Score(wanted=4, found=2, exact=1, near=2)
    told = score.told()
    assert (told["precision"], told["recall"]) == (0.5, 0.25)
    assert told["f1"] == pytest.approx(1 / 3, abs=1e-4)
    assert told["overlap_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert set(Score().told().values()) == {0, None}


marks = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from([PERSON, PLACE])).map(
        lambda x: (x[0], x[0] + x[1], x[2])
    ),
    max_size=8,
)


@given(marks, marks)
def test_counts_hold_together(gold, found):
    there = scores(gold, found)
    assert sum(x.wanted for x in there.values()) == len(set(gold))
    assert sum(x.found for x in there.values()) == len(set(found))
    assert sum(x.exact for x in there.values()) == len(set(gold) & set(found))
    for score in there.values():
        assert score.exact <= score.near <= min(score.wanted, score.found)
    assert summed([there, there]) == {label: x + x for label, x in there.items()}


@given(marks)
def test_what_is_all_right_has_the_full_score(gold):
    for score in scores(gold, gold).values():
        assert score.f1 == score.near_f1 == 1
