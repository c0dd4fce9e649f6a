"""Which bytes hold the bounds of tokens: those of every text, and none with something amiss.

What is tested: `storage/token_bounds.py`.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.tokens import cut
from annotator.storage.token_bounds import are_bounds, blob

TEXT = "Xi met Putin. He left."


@given(st.text(max_size=40))
def test_the_tokens_of_a_text_are_bounds_in_it_and_in_none_that_is_shorter(text: str) -> None:
    tokens = cut(text)
    blobs = [blob(each) for each in (tokens.starts, tokens.ends, tokens.starts[:1])]
    assert are_bounds(blobs, len(text))
    if tokens.ends:
        assert not are_bounds(blobs, tokens.ends[-1] - 1)


@pytest.mark.parametrize(
    ("starts", "ends", "sentences"),
    [
        ([0, 3], [2, 6], [7]),  # a sentence where no token begins any more
        ([3, 0], [6, 2], [0]),
        ([0, 3], [6, 2], [0]),
        ([0, 3], [2], [0]),
        ([0, 3], [0, 6], [0]),  # a token of nothing
        ([0, 3], [2, 6], [3, 0]),
    ],
)
def test_what_is_out_of_order_is_none(starts: list[int], ends: list[int], sentences: list[int]):
    assert are_bounds([blob([0, 3]), blob([2, 6]), blob([0])], len(TEXT))
    assert not are_bounds([blob(starts), blob(ends), blob(sentences)], len(TEXT))


@pytest.mark.parametrize("wrong", ["text", None, 7, b"\0\0\0"])
def test_what_is_no_list_of_numbers_is_none(wrong: object) -> None:
    sound = blob([0])
    for at in range(3):
        blobs: list[object] = [sound, blob([2]), sound]
        blobs[at] = wrong
        assert not are_bounds(blobs, len(TEXT))
    assert not are_bounds([sound, blob([2]), sound], "22")
