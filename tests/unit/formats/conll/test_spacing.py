"""What stands between tokens, and a text made of them (`formats/conll/spacing.py`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.articles import BadRecord
from annotator.formats.conll.spacing import (
    Token,
    aligned,
    escaped,
    joined,
    noted,
    said_after,
    unescaped,
)

GAPS = st.text(" \t\r\n\u00a0\u2028\\|", max_size=4)
WORDS = st.text("aé😀.,'\"()", min_size=1, max_size=4)
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=3)


@given(GAPS)
def test_white_space_is_spelled_and_read_back(gap):
    assert unescaped(escaped(gap)) == gap
    assert not set(escaped(gap)) & set(" \t\r\n|")


@given(WORDS, st.text(" \t\r\n\u00a0", max_size=4))
def test_notes_say_what_stands_behind_a_token(form, gap):
    name, _, value = said_after(gap).partition("=")
    assert noted(form, {name: value} if name else {}) == Token(form, None if gap == " " else gap)


@given(SENTENCES, st.booleans())
def test_tokens_lie_where_they_are_said_to_and_are_found_again(sentences, is_typographic):
    tokens = [[Token(form) for form in sentence] for sentence in sentences]
    text, places = joined(tokens, is_typographic=is_typographic)
    forms = [form for sentence in sentences for form in sentence]
    assert [text[start:end] for start, end in places] == forms
    if not is_typographic:
        assert text == "\n".join(" ".join(sentence) for sentence in sentences)
        assert aligned(text, forms) == places


@given(st.lists(st.tuples(WORDS, GAPS), min_size=1, max_size=6))
def test_a_text_that_the_file_tells_comes_back(pieces):
    text, _ = joined([[Token(form, gap) for form, gap in pieces]])
    assert text == "".join(form + gap for form, gap in pieces)


def test_print_has_no_space_at_brackets_and_points():
    tokens = [[Token(x) for x in "He ( Xi ) did n't .".split()]]
    assert joined(tokens, is_typographic=True)[0] == "He (Xi) didn't."


def test_tokens_as_the_treebank_spells_them_are_found():
    assert aligned("(“a”)", ["-LRB-", "``", "a", "''", "-RRB-"]) == [
        (0, 1), (1, 2), (2, 3), (3, 4), (4, 5),
    ]  # fmt: skip


def test_tokens_that_are_not_in_the_text_are_refused():
    with pytest.raises(BadRecord, match="Berlin"):
        aligned("Ann met Joe.", ["Ann", "Berlin"])
    with pytest.raises(BadRecord):
        aligned("Ann met Joe.", ["Ann", "Joe"])
