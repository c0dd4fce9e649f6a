"""Trimming: inside the range, never empty, stable, and right on what articles hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.edges import trim
from annotator.core.memory import Memory
from annotator.core.records import Label
from annotator.core.tokens import Tokens

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


def as_reviewed(surface: str, label: Label, **reviews: int) -> str:
    memory = Memory.of({name.replace("_", " "): {label.id: n} for name, n in reviews.items()})
    start, end = trim(surface, 0, len(surface), label, reviewed=memory)
    return surface[start:end]


@pytest.mark.parametrize(
    ("surface", "reviews", "left"),
    [
        ("Jeopardy!", {"Jeopardy!": 2}, "Jeopardy!"),
        ("Jeopardy!", {"Jeopardy!": 1}, "Jeopardy"),
        ("“Jeopardy!", {"Jeopardy!": 2, "Jeopardy": 3}, "Jeopardy!"),
        ("the Jeopardy!’s", {"Jeopardy!": 2}, "Jeopardy!"),
        ("7 min.", {"5 min.": 1, "90 min.": 1, "8 min": 4}, "7 min."),
        ("7 min.", {"5 min.": 1, "90 sec.": 1}, "7 min"),
        ("China,", {"China,": 2, "China": 90}, "China"),
        ("The Beatles", {"The Beatles": 2}, "The Beatles"),
        ("the Beatles’", {"the Beatles": 5}, "the Beatles"),
        ("the Bank", {"the Bank": 2, "Bank": 30}, "Bank"),
        (" Yahoo?! ", {"Yahoo?!": 3}, "Yahoo?!"),
    ],
)
def test_what_was_reviewed_so_more_than_once_keeps_it(
    surface: str, reviews: dict[str, int], left: str
) -> None:
    assert as_reviewed(surface, ORG, **reviews) == left


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (("the", "Calif."), "Calif."),
        (("Palo", "Alto", ",", "Va."), "Palo Alto , Va."),
        (("Calif", "."), "Calif"),
        (("Malcolm", "X."), "Malcolm X"),
        (("in", "1999."), "in 1999"),
        (("the", "Calif.", ","), "Calif."),
    ],
)
def test_a_short_form_that_the_tokenizer_knows_keeps_its_full_stop(
    words: tuple[str, ...], left: str
) -> None:
    text = " ".join(words)
    starts = [text.index(word) for word in words]
    tokens = Tokens(starts, [s + len(word) for s, word in zip(starts, words, strict=True)])
    start, end = trim(text, 0, len(text), ORG, tokens=tokens)
    assert text[start:end].replace(" .", ".") == left


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
    known=st.lists(st.text(alphabet="ae ,’!(“", min_size=1, max_size=6), max_size=4),
)
def test_inside_not_empty_and_stable(
    text: str, ends: tuple[int, int], label: Label, known: list[str]
) -> None:
    start, end = sorted(min(end, len(text)) for end in ends)
    memory = Memory.of({surface: {label.id: 2} for surface in known})
    for reviewed in (None, memory):
        new_start, new_end = trim(text, start, end, label, reviewed=reviewed)
        assert start <= new_start <= new_end <= end
        assert (new_start < new_end) == (start < end)
        again = trim(text, new_start, new_end, label, reviewed=reviewed)
        assert again == (new_start, new_end)
    new_start, new_end = trim(text, start, end, label)
    # It depends on nothing outside the range.
    alone = trim(text[start:end], 0, end - start, label)
    assert (alone[0] + start, alone[1] + start) == (new_start, new_end)
