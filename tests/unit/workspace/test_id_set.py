"""Sets of ids in bits, against Python's own (`workspace/exchange/id_set.py`)."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.workspace.exchange.id_set import IdSet

NUMBERS = st.integers(0, 5000)


@given(st.lists(NUMBERS, max_size=20), st.lists(NUMBERS, max_size=20))
def test_it_holds_what_was_added_and_nothing_else(added, asked):
    ids = IdSet()
    for number in added:
        ids.add(number)
    assert [x in ids for x in (*added, *asked)] == [x in added for x in (*added, *asked)]
