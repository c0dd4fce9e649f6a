"""Characters counted otherwise, against Python's own encoders (`formats/positions.py`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.articles import BadRecord
from annotator.formats.positions import Positions, bytes_of, counted, line_ends_as_one, utf16

TEXTS = st.text("aé\r\n😀🏽👩‍🚀\u2028x", max_size=30)


@given(TEXTS)
def test_utf16_counts_as_its_encoder_does(text):
    positions = utf16(text)
    for at in range(len(text) + 1):
        theirs = len(text[:at].encode("utf-16-le")) // 2
        assert positions.back(at) == theirs
        assert positions.of(theirs) == positions.strictly(theirs) == at


@given(TEXTS)
def test_bytes_count_as_utf8_does(text):
    positions = bytes_of(text)
    for at in range(len(text) + 1):
        theirs = len(text[:at].encode())
        assert positions.back(at) == theirs
        assert positions.of(theirs) == at


@given(TEXTS)
def test_a_line_end_of_two_characters_counts_as_one(text):
    positions = line_ends_as_one(text)
    for at in range(len(text) + 1):
        if not (text[:at].endswith("\r") and text[at:].startswith("\n")):
            theirs = len(text[:at].replace("\r\n", "\n"))
            assert positions.of(theirs) == at


@given(TEXTS)
def test_a_lone_line_feed_counts_as_two_where_that_is_asked(text):
    positions = counted(text, is_utf16=True, line_ends=2)
    whole = text.replace("\r\n", "\n").replace("\n", "\r\n")
    assert positions.back(len(text)) == len(whole.encode("utf-16-le")) // 2


def test_a_place_inside_of_a_character_is_its_begin_or_refused():
    positions = bytes_of("a😀b")
    assert [positions.of(place) for place in range(7)] == [0, 1, 1, 1, 1, 2, 3]
    with pytest.raises(BadRecord, match="4"):
        positions.strictly(4)


def test_plain_texts_need_no_table():
    assert utf16("plain\r\n") == bytes_of("plain") == Positions()
    assert Positions.shifted(2).of(5) == 3
