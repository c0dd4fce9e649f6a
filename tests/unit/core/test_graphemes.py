"""Grapheme clusters, held against the standard's rules."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.graphemes import inner_places, whole, whole_range
from annotator.core.tokens import Tokens, cut

UDHR = Path(__file__).resolve().parents[4] / "shared" / "udhr"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PIECES = (
    FAMILY, "\U0001f1fa\U0001f1e6", "\U0001f1eb", "\U0001f44d\U0001f3fd", "e\u0301", "\r\n", "\r",
    "\n", "\u0e01\u0e33", "\u0915\u093f", "\u1112\u1161\u11ab", "\ud55c", "\u2764\ufe0f", " ", "a",
    "\u0915\u094d\u0937", "Karsheim", "\u200d", "\u05e9\u05c1", "\u0639\u0651",
    "\U0001f3f4\U000e0067\U000e007f", "1\u20e3", "\u1100", "\u0601",
)  # fmt: skip


def by_standard(text: str) -> frozenset[int]:
    """The inner places as the standard's own rules give them."""
    return frozenset(range(len(text))) - {m.start() for m in regex.finditer(r"\X", text)}


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_is_what_the_standard_says(text):
    assert inner_places(text) == by_standard(text)


@pytest.mark.parametrize("name", ["hin", "tha", "kor", "heb", "arb", "tam", "mya", "khm", "vie"])
def test_is_what_the_standard_says_of_many_scripts(name):
    path = UDHR / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    text = path.read_text("utf-8")[:4000]
    assert inner_places(text) == by_standard(text)


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_token_parts_a_cluster(text):
    inner = inner_places(text)
    for tokens in (cut(text), Tokens(list(range(len(text))), list(range(1, len(text) + 1)))):
        found = whole(text, tokens)
        assert inner.isdisjoint(found.starts)
        assert inner.isdisjoint(found.ends)
        assert all(start < end for start, end in zip(found.starts, found.ends, strict=True))
        assert list(found.ends[:-1]) <= list(found.starts[1:])


def test_a_family_is_one_token():
    text = f"I saw {FAMILY} there"
    (index,) = {whole(text, cut(text)).at(place) for place in range(6, 11)}
    assert index is not None
    assert whole_range(inner_places(text), 8, 9) == (6, 11)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_is_what_the_standard_says_of_any_text(text):
    assert inner_places(text) == by_standard(text)
