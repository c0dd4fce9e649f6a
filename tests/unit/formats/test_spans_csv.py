"""Tables of spans and of topics (`formats/spans_csv.py`, `formats/topics_csv.py`)."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import spans_csv, topics_csv
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, GivenTopic

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
REVIEW = GivenReview(
    "ann",
    spans=(GivenSpan(0, 2, "PERSON", "Xi", "added", question="who?"), GivenSpan(7, 11, "GPE")),
    topics=(GivenTopic("Trade"), GivenTopic("War", False, "key"), GivenTopic("")),
)
ARTICLE = GivenArticle(
    "Xi met Rome", "Title", "k1", "2024-05-01", "AP", reviews=(REVIEW, GivenReview("bob", "new"))
)
FRONT = ["k1", "Title", "2024-05-01", "AP", "ann", "done"]


def rows(written: io.BytesIO) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.getvalue().decode(), newline="")))


def test_a_span_is_a_row_of_whoever_made_it() -> None:
    stream = io.BytesIO()
    assert spans_csv.write([ARTICLE, ARTICLE], stream) == 4
    head, *found = rows(stream)
    assert head == list(spans_csv.COLUMNS)
    assert found[:2] == [
        [*FRONT, "0", "2", "PERSON", "Xi", "added", "who?"],
        [*FRONT, "7", "11", "GPE", "", "", ""],
    ]


def test_an_answer_is_a_row_and_so_is_what_follows_from_it() -> None:
    stream = io.BytesIO()
    given_article = GivenArticle(
        "t", "Title", "k1", "2024-05-01", "AP", reviews=ARTICLE.reviews, implied=(("Art",), ())
    )
    assert topics_csv.write([given_article], stream) == 4
    head, *found = rows(stream)
    assert head == list(topics_csv.COLUMNS)
    assert found == [
        [*FRONT, "Trade", "yes", ""],
        [*FRONT, "War", "no", "key"],
        [*FRONT, "", "yes", ""],
        [*FRONT, "Art", "no", "implied"],
    ]


def test_without_what_follows_only_answers_are_rows() -> None:
    assert topics_csv.write([ARTICLE], io.BytesIO()) == 3


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("quotes", ["", "'", "''"])
def test_no_cell_begins_as_a_formula_does(start: str, quotes: str) -> None:
    stream = io.BytesIO()
    cell = f"{quotes}{start}1+1"
    spans_csv.write_rows(("a",), [(cell,), ("plain",), (f"x{start}",)], stream)
    assert rows(stream)[1:] == [[f"'{cell}"], ["plain"], [f"x{start}"]]


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_any_cells_come_back(given_rows: list[tuple[str, str]]) -> None:
    stream = io.BytesIO()
    assert spans_csv.write_rows(("a", "b"), given_rows, stream) == len(given_rows)
    stream.seek(0)
    assert [tuple(row) for row in spans_csv.read_rows(stream)] == given_rows
    assert not stream.closed


@given(st.lists(CELLS, min_size=1, max_size=6))
def test_a_text_of_spans_is_what_the_standard_library_writes(texts: list[str]) -> None:
    """The quick way writes the same bytes as the slow one, and its rows are read as they were."""
    spans = tuple(GivenSpan(0, n, x, x + "\n", "added", question=x) for n, x in enumerate(texts, 1))
    article = GivenArticle("t", texts[0], texts[-1], reviews=(GivenReview(texts[0], spans=spans),))
    wanted = [
        (
            texts[-1],
            texts[0],
            "",
            "",
            texts[0],
            "done",
            0,
            x.end,
            x.label,
            x.surface,
            "added",
            x.label,
        )
        for x in spans
    ]
    (rows,) = spans_csv.rows_of(article, spans_csv.Cells())
    stream = io.BytesIO()
    spans_csv.write_rows(spans_csv.COLUMNS, wanted, stream)
    assert (spans_csv.text_of_row(spans_csv.COLUMNS) + rows.text()).encode() == stream.getvalue()
    front, rests = spans_csv.cells_in(rows)
    assert [[*front[:-1], *rest] for rest in rests] == [[*map(str, row)] for row in wanted]


def test_a_table_of_nothing_is_its_header() -> None:
    stream = io.BytesIO()
    assert spans_csv.write([], stream) == 0
    stream.seek(0)
    assert list(spans_csv.read_rows(stream)) == []
