"""Tables: columns by their usual names, delimiters, and rows that are refused."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.formats import table
from annotator.formats.articles import ReadOptions

USUAL = ReadOptions()


def read(data, name="f.csv", options=USUAL):
    data = data if isinstance(data, bytes) else data.encode()
    return list(table.read(io.BytesIO(data), name, options))


def test_usual_columns():
    (article,) = read('ID,Headline,Date,Outlet,URL,Content,Rank\n7,T,2023-11-10,S,u,"a\r\nb",3\n')
    assert (article.key, article.title, article.published) == ("7", "T", "2023-11-10")
    assert (article.source, article.url, article.text) == ("S", "u", "a\r\nb")
    assert json.loads(article.meta) == {"Rank": "3"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter):
    (article,) = read(f"id{delimiter}text\n1{delimiter}a.b\n")
    assert (article.key, article.text) == ("1", "a.b")


def test_tsv_and_a_chosen_column():
    (article,) = read("lead\ttext\na,b\tc\n", "f.tsv", ReadOptions("lead"))
    assert article.text == "a,b"


def test_old_encoding():
    (article,) = read("text,n\nélu à Genève\t déjà,1\n".encode("cp1252"))
    assert (article.text, article.encoding) == ("élu à Genève\t déjà", "cp1252")


def test_without_a_text_column_the_columns_are_named():
    with pytest.raises(UserError, match="no column of texts; the columns are: id, lead") as caught:
        read("id,lead\n1,a\n")
    assert "--text-field" in str(caught.value)


def test_an_empty_table_names_no_columns():
    with pytest.raises(UserError, match="the columns are: –"):
        read("")


def test_bad_rows_are_refused_with_their_line_and_the_rest_goes_on():
    found = read('id,text\n1,"a\nb"\n2\n\n3,\n4,"x"y\n5,z\n')
    assert [str(each) for each in found if not hasattr(each, "text")] == [
        "f.csv:4: a row of 1 fields under a header of 2",
        "f.csv:6: the text is empty",
        "f.csv:7: not a row of a table: ',' expected after '\"'",
    ]
    assert [each.text for each in found if hasattr(each, "text")] == ["a\nb", "z"]


def test_a_quote_that_never_ends_is_refused_at_its_line():
    assert str(read('text\nab\n"cd\nef\n')[-1]).startswith("f.csv:3: not a row of a table")


def test_a_long_field():
    (article,) = read("text\n" + "a" * 300_000 + "\n")
    assert len(article.text) == 300_000


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
            lambda text: not text.isspace()
        ),
        min_size=1,
    )
)
def test_any_texts_come_back(texts):
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["text", "n"], *([t, "1"] for t in texts)])
    assert [each.text for each in read(stream.getvalue())] == texts
