"""How WebAnno's tables spell texts and values (`formats/webanno/cells.py`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.webanno.cells import (
    Value,
    spelled_text,
    spelled_value,
    text_of,
    values_of,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text(
    "\\|[]_;*->\t\nbtnfr\b\f\r\x0b", max_size=12
)


@given(TEXTS)
def test_a_text_is_one_line_and_read_back(text):
    spelled = spelled_text(text)
    assert not set(spelled) & set("\t\n\r")
    assert text_of(spelled, 3) == text


@given(st.lists(st.tuples(TEXTS.filter(bool), st.none() | st.integers(1, 99)), min_size=1))
def test_stacked_values_with_numbers_are_read_back(values):
    cell = "|".join(spelled_value(x) + (f"[{n}]" if n else "") for x, n in values)
    assert "\t" not in cell
    assert values_of(cell) == [Value(*each) for each in values]


def test_cells_without_a_value():
    assert values_of("_") == []
    assert values_of("*") == [Value(None, None)]
    assert values_of("*[3]|PER") == [Value(None, 3), Value("PER", None)]
    assert values_of("a\\") == [Value("a\\", None)]


@pytest.mark.parametrize(
    ("spelled", "text"),
    [("\\u00e9", "é"), ("\\ud83d\\ude00", "😀"), ("\\101\\t\\\\", "A\t\\"), ("\\ud83d", "\ufffd")],
)
def test_older_files_have_javas_escapes(spelled, text):
    assert text_of(spelled, 1) == text
