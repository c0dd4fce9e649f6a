"""What an article is called in lists: one line, not too long, empty only without a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.headings import heading_of


@pytest.mark.parametrize(
    ("title", "text", "heading"),
    [
        ("Harbour talks", "They went on.", "Harbour talks"),
        ("", "\r\n They went\ton.\n\nAnd on.", "They went on. And on."),
        (" \n", "They\x00went", "They went"),
        ("", "a" * 90, "a" * 90),
        ("", "a" * 91, "a" * 89 + "…"),
        ("b" * 88 + " cc", "", "b" * 88 + "…"),
        ("", "", ""),
    ],
)
def test_the_title_or_how_the_text_begins(title, text, heading):
    assert heading_of(title, text) == heading


@given(st.text(max_size=20), st.text(max_size=500))
def test_it_is_one_line_of_at_most_ninety(title, text):
    heading = heading_of(title, text)
    assert len(heading) <= 90
    assert heading == " ".join(heading.split())
    assert heading or not " ".join((title.strip() or text[:360]).replace("\x00", " ").split())
