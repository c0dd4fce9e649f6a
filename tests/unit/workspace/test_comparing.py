"""Two texts side by side (`core/alignment.py`, `workspace/open/comparing.py`,
`workspace/open/comparison.py`).
"""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.alignment import Alignment, Differs, Places
from annotator.core.tokens import cut
from annotator.workspace.open.comparing import aligned

WORDS = [
    "Port",
    "Amal",
    "met",
    "😀",
    "👩‍👩‍👧",
    "e\u0301te\u0301",
    "北京",
    "السلام",
    "3",
    "U.S.",
    "don’t",
    "ที่",
    "a",
    "a",
]
GAPS = [" ", "\n", "\r\n", "\u2028", "  ", "\x00", ", ", ""]
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=30).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)


def edited(text: str, rng: random.Random) -> str:
    """The text with words gone, changed and put in."""
    words = text.split(" ")
    out = []
    for word in words:
        chance = rng.random()
        if chance > 0.1:
            out.append(word)
        if chance > 0.9:
            out.append(rng.choice(WORDS))
    return " ".join(out)


@st.composite
def copies(draw):
    first = draw(TEXTS)
    return first, edited(first, random.Random(draw(st.integers(0, 99))))


PAIRS = st.one_of(copies(), st.tuples(TEXTS, TEXTS))


def words(text, start, end):
    return [text[a:b] for a, b in zip(*_cut(text), strict=True) if a < end and b > start]


def _cut(text):
    tokens = cut(text)
    return tokens.starts, tokens.ends


@given(PAIRS)
@settings(max_examples=25)
def test_stretches_tell_both_texts_from_end_to_end(pair):
    first, second = pair
    stretches = aligned(first, second).stretches()
    for text, is_second in ((first, False), (second, True)):
        ranges = [each.of(is_second) for each in stretches]
        assert [
            x for start, end in ranges for x in words(text, start, end) if start < end
        ] == words(text, 0, len(text))
        assert all(a[1] <= b[0] for a, b in pairwise(ranges))
    for each in stretches:
        of_first, of_second = words(first, *each.first), words(second, *each.second)
        if each.kind == Differs.NOT:
            assert of_first == of_second and of_first
        assert (each.kind == Differs.ONLY_FIRST) == (each.second[0] == each.second[1])
        assert (each.kind == Differs.ONLY_SECOND) == (each.first[0] == each.first[1])


@given(PAIRS, st.data())
@settings(max_examples=25)
def test_what_is_carried_over_has_the_same_words(pair, data):
    first, second = pair
    found = aligned(first, second)
    start = data.draw(st.integers(0, len(first)))
    end = data.draw(st.integers(start, len(first)))
    place = found.carried(start, end)
    if place is not None:
        cover = found.first.snap(start, end)
        assert cover is not None
        assert words(second, *place) == words(first, start, end)
        if cover == (start, end):
            assert found.second.snap(*place) == place


@given(TEXTS)
def test_a_text_is_carried_over_to_itself(text):
    found = aligned(text, text)
    for start, end in zip(*_cut(text), strict=True):
        assert found.carried(start, end) == (start, end)
    assert all(each.kind == Differs.NOT for each in found.stretches())


@given(PAIRS, st.integers(0, 300))
def test_places_stay_in_the_texts_and_in_order(pair, position):
    first, second = pair
    places = Places(aligned(first, second).stretches())
    here = min(position, len(first))
    there = places.beside(here, is_second=False)
    assert places.beside(0, is_second=True) == places.beside(0, is_second=False) == 0
    assert 0 <= there <= len(second) + len(first)
    assert there <= places.beside(here + 1, is_second=False)


def kinds(first, second):
    return [
        (each.kind.name, first[slice(*each.first)], second[slice(*each.second)])
        for each in aligned(first, second).stretches()
    ]


def test_what_differs_is_told_by_kind():
    assert kinds("Anna met Ben in Sarn today.", "Anna met Carl in Sarn.") == [
        ("NOT", "Anna met", "Anna met"),
        ("CHANGED", "Ben", "Carl"),
        ("NOT", "in Sarn", "in Sarn"),
        ("ONLY_FIRST", "today", ""),
        ("NOT", ".", "."),
    ]
    assert kinds("In Sarn.", "Now in  Sarn.")[0] == ("CHANGED", "In", "Now in")
    assert kinds("", "Sarn") == [("ONLY_SECOND", "", "Sarn")]
    assert kinds("one\r\ntwo", "one two") == [("NOT", "one\r\ntwo", "one two")]


def test_words_that_stand_in_both_by_chance_count_as_changed():
    first = "He said that the talks of Monday had failed."
    second = "He said that a deal near the old port was made."
    assert kinds(first, second) == [
        ("NOT", "He said that", "He said that"),
        ("CHANGED", "the talks of Monday had failed", "a deal near the old port was made"),
        ("NOT", ".", "."),
    ]


def test_of_a_long_text_the_beginning_is_compared():
    first, second = "a b c d e f", "a b x d e g h"
    found = aligned(first, second, most=4)
    assert found.same == 3 and found.stretches()[-1].first == (6, 7)
    assert found.carried(6, 7) == (6, 7) and found.carried(8, 9) is None


def test_other_words_between_them_are_not_carried_over():
    found: Alignment = aligned("Port Amal", "Port of Amal")
    assert found.carried(0, 9) is None and found.carried(0, 4) == (0, 4)
    assert found.carried(1, 3) == (1, 3)
