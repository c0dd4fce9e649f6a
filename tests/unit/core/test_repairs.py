"""What is to be put right (`core/repairs.py`), and whether probabilities keep their promise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.judging import BINS, binned, calibration_error, repairs_of
from annotator.core.repairs import repairs

MARKED = st.tuples(st.integers(0, 20), st.integers(1, 5), st.integers(1, 2)).map(
    lambda x: (x[0], x[0] + x[1], x[2])
)


def test_of_two_that_overlap_the_one_with_more_in_common_is_put_right() -> None:
    found = repairs([(0, 10, 1)], [(8, 14, 1), (1, 10, 1)])
    assert [(each.suggested, each.kind) for each in found] == [
        ((1, 10, 1), "edge"),
        ((8, 14, 1), "spurious"),
    ]


def test_a_repair_is_named_by_what_is_wrong() -> None:
    found = repairs([(0, 3, 1), (5, 8, 1), (20, 22, 1)], [(0, 3, 2), (5, 9, 1), (30, 31, 1)])
    assert sorted(each.kind for each in found) == ["edge", "label", "missed", "spurious"]


@given(st.lists(MARKED, max_size=8), st.lists(MARKED, max_size=8))
def test_everything_that_differs_is_in_one_repair(
    gold: list[tuple[int, int, int]], suggested: list[tuple[int, int, int]]
) -> None:
    found = repairs(gold, suggested)
    wanted = [each.wanted for each in found if each.wanted]
    offered = [each.suggested for each in found if each.suggested]
    assert sorted(wanted) == sorted(set(gold) - set(suggested))
    assert sorted(offered) == sorted(set(suggested) - set(gold))
    assert repairs(suggested, suggested) == []


def test_the_same_repair_on_the_same_surface_counts_once() -> None:
    text = "Xi met Xi and Bo."
    gold = [(0, 2, 1), (7, 9, 1), (14, 16, 1)]
    assert repairs_of(text, gold, []) == (3, 2)
    assert repairs_of(text, gold, gold) == (0, 0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_bins_lose_no_probability(scored: list[tuple[float, bool]]) -> None:
    bins = binned(scored)
    assert len(bins) == BINS
    assert sum(count for count, _, _ in bins) == len(scored)
    assert sum(right for _, _, right in bins) == sum(is_right for _, is_right in scored)
    assert sum(promised for _, promised, _ in bins) == pytest.approx(sum(p for p, _ in scored))
    error = calibration_error(bins)
    assert (error is None) is (not scored)
    assert error is None or 0 <= error <= 1


def test_promises_that_are_kept_have_no_error_and_those_that_are_not_all_of_it() -> None:
    kept = [(0.25, True), (0.25, False), (0.25, False), (0.25, False)]
    assert calibration_error(binned(kept)) == pytest.approx(0)
    assert calibration_error(binned([(1.0, False), (1.0, False)])) == pytest.approx(1)
