"""Tags of every scheme mean the same spans, and a label comes back however it is spelled."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.articles import BadRecord
from annotator.formats.conll.tags import (
    SCHEMES,
    read_spelled,
    spans_of_brackets,
    spans_of_tags,
    spell,
    spell_value,
    tags_of_spans,
)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("B-P I-P O", [(0, 2, "P")]),
        ("I-P I-P O I-Q", [(0, 2, "P"), (3, 4, "Q")]),
        ("I-P B-P", [(0, 1, "P"), (1, 2, "P")]),
        ("B-P I-Q", [(0, 1, "P"), (1, 2, "Q")]),
        ("B-P L-P U-P O", [(0, 2, "P"), (2, 3, "P")]),
        ("B-P M-P E-P S-Q S-Q", [(0, 3, "P"), (3, 4, "Q"), (4, 5, "Q")]),
        ("E-P L-P", [(0, 1, "P"), (1, 2, "P")]),
        ("L-P I-P", [(0, 1, "P"), (1, 2, "P")]),
        ("B I O S", [(0, 2, "ENTITY"), (3, 4, "ENTITY")]),
        ("PER PER O ORG", [(0, 2, "PER"), (3, 4, "ORG")]),
        ("- _ * O", []),
        ("B-a-b I-a-b", [(0, 2, "a-b")]),
        ("b-per i-per", [(0, 2, "per")]),
        ("B-P", [(0, 1, "P")]),
        ("", []),
    ],
)
def test_what_tags_mean(tags, expected):
    assert list(spans_of_tags(tags.split())) == expected


def test_a_prefix_without_a_label_is_refused():
    with pytest.raises(BadRecord, match="“B-” is no tag"):
        list(spans_of_tags(["O", "B-"]))


def test_brackets_nest():
    tags = ["(ORG*", "(GPE)", "*)", "*", "(DATE)"]
    assert sorted(spans_of_brackets(tags)) == [(0, 3, "ORG"), (1, 2, "GPE"), (4, 5, "DATE")]
    for wrong in (["*)"], ["(P*", "*"]):
        with pytest.raises(BadRecord, match="is no tag"):
            list(spans_of_brackets(wrong))


LABELS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(LABELS)
def test_a_spelled_label_is_one_field_and_comes_back(label):
    for spelled in (spell(label), spell_value(label)):
        assert spelled.split() == [spelled]
        assert spelled.splitlines() == [spelled]
        assert read_spelled(spelled) == label
    assert "|" not in spell_value(label)


def test_only_what_has_to_be_is_spelled_otherwise():
    assert spell("GPE/city-state_Ü") == "GPE/city-state_Ü"
    assert spell("a b 5%") == "a%20b%205%25"


@st.composite
def flat_spans(draw):
    length = draw(st.integers(1, 12))
    edges = sorted(draw(st.sets(st.integers(0, length))))
    spans = [
        (first, end, draw(st.sampled_from(["P", "Q r", "I-x"])))
        for first, end in pairwise(edges)
        if draw(st.booleans())
    ]
    return length, spans


@pytest.mark.parametrize("scheme", SCHEMES)
@given(given_=flat_spans())
def test_each_scheme_says_the_spans(scheme, given_):
    length, spans = given_
    tags = tags_of_spans(length, spans, scheme)
    assert len(tags) == length
    assert list(spans_of_tags(tags, read_spelled)) == spans


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("iob2", "B-P I-P I-P B-P B-Q O"),
        ("iob", "I-P I-P I-P B-P I-Q O"),
        ("bilou", "B-P I-P L-P U-P U-Q O"),
        ("iobes", "B-P I-P E-P S-P S-Q O"),
    ],
)
def test_the_schemes(scheme, expected):
    spans = [(0, 3, "P"), (3, 4, "P"), (4, 5, "Q")]
    assert " ".join(tags_of_spans(6, spans, scheme)) == expected
