"""Pairing ranges by overlap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.pairing import in_common, paired

RANGES = st.sets(
    st.tuples(st.integers(0, 30), st.integers(1, 9)).map(lambda x: (x[0], x[0] + x[1])), max_size=8
)


def test_the_most_text_in_common_comes_first() -> None:
    assert paired([(0, 4), (3, 9)], [(2, 9)]) == [((3, 9), (2, 9))]


def test_what_only_touches_is_not_paired() -> None:
    assert paired([(0, 4)], [(4, 6)]) == []


def test_the_worth_can_be_another() -> None:
    def short(one: tuple[int, int], other: tuple[int, int]) -> float:
        return -(one[1] - one[0]) - (other[1] - other[0])

    assert paired([(0, 9)], [(0, 8), (8, 9)], short) == [((0, 9), (8, 9))]


@given(RANGES, RANGES)
def test_each_is_paired_once_and_none_is_left_that_could_be(
    wanted: set[tuple[int, int]], offered: set[tuple[int, int]]
) -> None:
    found = paired(wanted, offered)
    ours, theirs = {w for w, _ in found}, {o for _, o in found}
    assert len(ours) == len(theirs) == len(found)
    assert all(in_common(w, o) > 0 for w, o in found)
    left = [(w, o) for w in wanted - ours for o in offered - theirs]
    assert not any(in_common(w, o) > 0 for w, o in left)
