"""The date in front of an article, and its title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.header import Header, read_header, title_range


@pytest.mark.parametrize(
    ("text", "published", "body"),
    [
        (" date 2023-11-10 The President", "2023-11-10", "The President"),
        ("date 2022-11-25 \n\n\n\nBEIJING (AP)", "2022-11-25", "BEIJING (AP)"),
        ("date 2022-11-25\r\n\r\nTitle\r\n", "2022-11-25", "Title\r\n"),
        ("Date 2022-11-25", "2022-11-25", ""),
    ],
)
def test_a_date_in_front(text: str, published: str, body: str) -> None:
    header = read_header(text)
    assert header.published == published
    assert text[header.body_start :] == body


@pytest.mark.parametrize(
    "text",
    ["", "The date 2022-11-25", "date 2022-13-25 x", "date 2022-02-30 x", "date 2022-11-255 x",
     "update 2022-11-25 x", "date 2022-11-25T10:00 x", "date: soon", "date ٢٠٢٢-١١-٢٥ x"],
)  # fmt: skip
def test_no_date(text: str) -> None:
    assert read_header(text) == Header("", 0)


@given(st.text(alphabet=" \ndate2023-1\r\u2028x", max_size=40))
def test_the_body_is_a_part_of_the_text(text: str) -> None:
    header = read_header(text)
    assert 0 <= header.body_start <= len(text)
    assert bool(header.published) == (header.body_start > 0)
    assert not text[header.body_start :][:1].isspace() or header.body_start == 0


def test_the_title_is_a_short_first_line() -> None:
    text = "date 2022-11-25 Xi meets Biden \r\n\r\nThe meeting"
    start, end = title_range(text, read_header(text).body_start) or (0, 0)
    assert text[start:end] == "Xi meets Biden"
    assert title_range("\n\nTitle\nBody") == (2, 7)


def test_no_title_in_a_long_or_only_line() -> None:
    assert title_range("x" * 121 + "\nBody") is None
    assert title_range("x" * 120 + "\nBody") == (0, 120)
    assert title_range("No line break") is None
    assert title_range("  \n ") is None
    assert title_range("") is None
