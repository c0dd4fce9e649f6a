"""Trimming: inside the range, never empty, stable, and right on what articles hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.edges import trim
from annotator.core.records import Label

ORG = Label(
    1,
    "ORG",
    leave_out=("the", "a", "an", "Mr.", "’s", "'s", "’", "'"),
    exceptions=("The Hague", "McDonald’s", "Yahoo!"),
)
BARE = Label(2, "BARE")
AMOUNT = Label(3, "MONEY", leave_out=("up to", "more than", "the"))


def trimmed(surface: str, label: Label = ORG) -> str:
    start, end = trim(surface, 0, len(surface), label)
    return surface[start:end]


@pytest.mark.parametrize(
    ("surface", "left"),
    [
        ("The White House’s", "White House"),
        ("the the Bank.", "Bank"),
        (" the U.S., ", "U.S."),
        ("Washington D.C.", "Washington D.C."),
        ("Apple Inc.", "Apple Inc."),
        ("Malcolm X.", "Malcolm X"),
        ("“Titanic”,", "Titanic"),
        ('"Titanic"', "Titanic"),
        ('"Titanic" disaster', '"Titanic" disaster'),
        ("“stabilizing", "stabilizing"),
        ("Xi”", "Xi"),
        ("(AP)", "AP"),
        ("Asia-Pacific Forum (APEC)", "Asia-Pacific Forum (APEC)"),
        ("The Hague’s", "The Hague"),
        ("THE HAGUE", "THE HAGUE"),
        ("The Hague, Netherlands", "The Hague, Netherlands"),
        ("the McDonald’s", "McDonald’s"),
        ("Yahoo!", "Yahoo!"),
        ("the Democrats’", "Democrats"),
        ("Serie A", "Serie A"),
        ("Theresa", "Theresa"),
        ("Mr. Xi", "Xi"),
        ("»Der Spiegel«", "Der Spiegel"),
        ("’90s", "’90s"),
        ("新华社。", "新华社"),
        ("الجزيرة،", "الجزيرة"),
        ("🇺🇸 the US 🇺🇸", "🇺🇸 the US 🇺🇸"),
    ],
)
def test_edges_of_names(surface: str, left: str) -> None:
    assert trimmed(surface) == left


def test_amounts_keep_their_signs() -> None:
    assert trimmed("more than $40 million.", AMOUNT) == "$40 million"
    assert trimmed("up to 12%", AMOUNT) == "12%"
    assert trimmed("-5", AMOUNT) == "-5"


def test_a_label_without_conventions_keeps_the_words() -> None:
    assert trimmed("The White House’s", BARE) == "The White House’s"


def test_nothing_left_means_only_white_space_goes() -> None:
    assert trimmed(" the ") == "the"
    assert trimmed(" ... ") == "..."
    assert trimmed("  ") == "  "


@given(
    text=st.text(alphabet="aAthe Mr.’s'\"“”(),-$5🇺é新\n\t", max_size=25),
    ends=st.tuples(st.integers(0, 25), st.integers(0, 25)),
    label=st.sampled_from([ORG, BARE, AMOUNT]),
)
def test_inside_not_empty_and_stable(text: str, ends: tuple[int, int], label: Label) -> None:
    start, end = sorted(min(end, len(text)) for end in ends)
    new_start, new_end = trim(text, start, end, label)
    assert start <= new_start <= new_end <= end
    assert (new_start < new_end) == (start < end)
    assert trim(text, new_start, new_end, label) == (new_start, new_end)
    # It depends on nothing outside the range.
    alone = trim(text[start:end], 0, end - start, label)
    assert (alone[0] + start, alone[1] + start) == (new_start, new_end)
