"""Strings and tables in Markdown stand for themselves (`workspace/release/markdown.py`)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.workspace.release.markdown import plain, table

WORDS = st.text("ab1.)-+=*_`[]<>#|~$\\&{}\n \u2028", max_size=12)


def shown(markdown):
    """The string as a reader sees it: escapes and the one entity gone."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.replace("&amp;", "&"))


@given(WORDS)
def test_a_string_is_one_line_that_shows_itself(words):
    markdown = plain(words)
    assert "\n" not in markdown
    assert shown(markdown) == " ".join(words.split())
    assert not re.match(r"[-+=#>|]|\d+[.)]", markdown)
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>|~$]", markdown)


@given(st.lists(st.tuples(WORDS, st.integers(0, 10**7)), max_size=4))
def test_a_table_has_a_cell_for_each_value(rows):
    lines = table(["Label", "Count"], rows).splitlines()
    assert len(lines) == 2 + len(rows)
    cells = [re.split(r"(?<!\\)(?:\\\\)*\|", line) for line in lines]
    assert {len(each) for each in cells} <= {4}
    assert [each[2].strip() for each in cells[2:]] == [f"{count:,}" for _, count in rows]


@pytest.mark.parametrize(("rows", "line"), [([["a", 1]], "| --- | ---: |"), ([], "| --- | --- |")])
def test_numbers_stand_to_the_right(rows, line):
    assert table(["a", "b"], rows).splitlines()[1] == line
