"""Spans that SQLite gives as JSON (`storage.reviewed_spans`) are by place, and whole or damaged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.storage.damage_kind import Damaged
from annotator.storage.reviewed_spans import ReviewedSpan, ReviewedSpans, spans_of

ROWS = st.lists(
    st.tuples(
        st.integers(0, 9), st.integers(10, 99), st.integers(1, 5), st.text(), st.just("added"),
        st.none() | st.integers(-9, 9), st.text(max_size=3),
    )
)  # fmt: skip


@given(ROWS)
def test_they_come_by_place(rows):
    found = spans_of(7, json.dumps([*zip(*rows, strict=True)]))
    assert [(x.start, x.end) for x in found] == sorted((row[0], row[1]) for row in rows)
    assert {(x.surface, x.label, x.question) for x in found} == {(r[3], r[2], r[6]) for r in rows}


@pytest.mark.parametrize(
    "rows",
    [
        '[["0"], [2], [1], ["a"], ["added"], [null], [""]]',
        '[[0], [2.5], [1], [null], ["added"], [null], [""]]',
        "[[0",
        "[[1]]",
        "{}",
    ],
)
def test_what_is_no_span_is_damage_of_its_article(rows):
    with pytest.raises(Damaged) as caught:
        spans_of(7, rows)
    assert (caught.value.damage.table, caught.value.damage.article) == ("spans", 7)


@given(ROWS)
def test_some_of_them_are_those_that_are_wanted(rows):
    spans = [ReviewedSpan(*row) for row in rows]
    found = ReviewedSpans.of(spans)
    assert [*found] == spans
    assert (len(found), bool(found)) == (len(spans), bool(spans))
    assert [*found.where([x.label > 2 for x in spans])] == [x for x in spans if x.label > 2]
    assert [*found.without_labels({1, 3})] == [x for x in spans if x.label not in (1, 3)]
    assert [*found.without_questions()] == [replace(x, question="") for x in spans]
