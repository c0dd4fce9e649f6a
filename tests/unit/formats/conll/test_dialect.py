"""Which columns a file of tokens has (`formats/conll/dialect.py`)."""

import pytest

from annotator.errors import UserError
from annotator.formats.conll.dialect import Dialect, found, is_blank, said

WORDS = ["Ann", "met", "Joe", "Smith", "today", "."]
TAGS = ["B-PER", "O", "B-PER", "I-PER", "O", "O"]


def lines(*columns, separator=" "):
    return [separator.join(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize("separator", [" ", "\t"])
def test_the_last_column_of_tags_and_the_first_other_one_count(separator):
    dialect = found(lines(WORDS, ["X"] * 6, TAGS, separator=separator))
    assert dialect is not None
    assert (dialect.token, dialect.tags, dialect.width) == (0, (2,), 3)
    assert dialect.separator == ("\t" if separator == "\t" else None)


def test_numbers_of_words_are_no_tokens():
    dialect = found(lines(["1", "2", "3", "4", "5", "6"], WORDS, TAGS))
    assert (dialect.token, dialect.tags, dialect.number) == (1, (2,), 0)


def test_a_first_line_may_name_the_columns():
    dialect = found(["ner token", *lines(TAGS, WORDS)])
    assert (dialect.token, dialect.tags, dialect.has_header) == (1, (0,), True)


def test_a_line_may_be_a_whole_sentence():
    dialect = found([" ".join(f"{word}|{tag}" for word, tag in zip(WORDS, TAGS, strict=True))])
    assert dialect.is_sentence_a_line
    assert dialect.tags == (1,)


@pytest.mark.parametrize(
    "text",
    ["Ann met Joe.\nHe was late.", "", "B-52 bomber\nB-1 bomber", '{"a": 1}', "#FORMAT=WebAnno"],
)
def test_other_texts_have_no_columns(text):
    assert found(text.split("\n")) is None


def test_columns_as_somebody_says():
    assert said("token x tag") == Dialect(0, (2,), width=3)
    with pytest.raises(UserError):
        said("x y")
    assert [is_blank(x) for x in ("", "  \r", "Ann O")] == [True, True, False]
