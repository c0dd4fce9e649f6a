"""How a program counted positions, by the words beside them (`formats/refi/placing.py`)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.positions import counted
from annotator.formats.refi.model import Selection
from annotator.formats.refi.placing import counting_of

TEXT = "😀 First line\r\nAnn Smith met Joe Miller.\r\n👍🏽 They talked.\r\nThe end of the text.\r\n"
WORDS = ["First line", "Ann Smith", "Joe Miller", "They talked", "end of the text"]


@pytest.mark.parametrize("is_utf16", [False, True])
@pytest.mark.parametrize("line_ends", [0, 1])
@pytest.mark.parametrize("last", [0, 1])
@settings(max_examples=10)
@given(st.lists(st.sampled_from(WORDS), min_size=3, unique=True))
def test_the_way_in_which_the_words_fit_is_found(is_utf16, line_ends, last, words):
    theirs = counted(TEXT, is_utf16=is_utf16, line_ends=line_ends)
    selections, places = [], []
    for each in words:
        start, end = TEXT.index(each), TEXT.index(each) + len(each)
        places.append((start, end))
        numbers = str(theirs.back(start)), str(theirs.back(end) - last)
        selections.append(Selection("", *numbers, each, "", ""))
    way = counting_of(TEXT, "Some program", selections)
    assert [way.place(int(x.start), int(x.end)) for x in selections] == places


def test_without_words_positions_are_code_points_but_atlas_has_one_for_a_line_end():
    plain = counting_of(TEXT, "", [Selection("", "x", "y", "word", "", "")])
    assert plain.place(0, 20) == (0, 20)
    atlas = counting_of(TEXT, "ATLAS.ti 23", [])
    assert atlas.place(13, 16) == (14, 17)


def test_words_that_are_cut_off_count_too():
    start = TEXT.index("Ann Smith")
    theirs = counted(TEXT, is_utf16=True).back(start)
    selections = [Selection("", str(theirs), str(theirs + 24), "Ann Smith met...", "", "")]
    assert counting_of(TEXT, "", selections).place(theirs, theirs + 24) == (start, start + 24)
