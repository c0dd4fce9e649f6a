"""What was promised beside what stayed: `tests/bench/learning/promises.py`."""

from __future__ import annotations

import pytest

from annotator.core.looks import PROMISES, Looked, curve
from annotator.workspace.learning.doubt_levels import levels_of
from tests.bench.learning.promises import AFTER, told

GOOD = Looked(10, [(0.95, True)] * 8 + [(0.7, False)], [0.3], [0.3])
BAD = Looked(10, [(0.95, True)] * 4 + [(0.97, False)] * 5, [0.3], [0.0])


def test_nothing_promised_nothing_told() -> None:
    assert told([]) == {}
    assert told([(GOOD, None)] * 80) == {}


@pytest.mark.parametrize(("comes", "is_within"), [(GOOD, True), (BAD, False)])
def test_what_stayed_is_held_against_what_was_promised(comes: Looked, is_within: bool) -> None:
    levels = levels_of(curve([GOOD] * 20))
    rows = [(BAD, None)] * AFTER + [(comes, levels)] * 30
    found = told(rows)
    assert (found["articles"], found["entities"]) == (30, 300)
    assert list(found["steps"]) == list(PROMISES)
    for step in found["steps"].values():
        low, high = step["interval"]
        assert low <= step["promised"] <= high
        assert step["left"] == pytest.approx(step["wrong"] + step["missed"], abs=0.2)
        assert step["is_within"] is is_within
    prices = found["curve"]
    assert [x["left"] for x in prices] == sorted(x["left"] for x in prices)
