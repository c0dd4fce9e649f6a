"""What articles have is read for many at a time, and comes to each as if it were read by itself.

What is tested: `workspace/exchange/ahead.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from annotator.workspace.exchange.ahead import Ahead

IDS = st.sets(st.integers(1, 900), max_size=40)


@given(IDS, IDS)
def test_each_gets_its_own_and_nothing_is_read_twice(have: set[int], asked: set[int]) -> None:
    read: list[tuple[int, int]] = []

    def rows(first: int, last: int) -> Mapping[int, str]:
        read.append((first, last))
        return {number: f"of {number}" for number in have if first <= number <= last}

    ahead = Ahead(rows)
    for number in sorted(asked):
        assert ahead.of(number) == (f"of {number}" if number in have else None)
        assert read[-1][0] <= number <= read[-1][1]
    assert all(one[1] < other[0] for one, other in itertools.pairwise(read))
    assert len(read) <= 9
