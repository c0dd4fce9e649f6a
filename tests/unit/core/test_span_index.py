"""The spans by place (`core/span_index.py`) are what a plain list of them would be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Span
from annotator.core.span_index import MAX_SPAN, SpanIndex

RANGES = st.tuples(st.integers(0, 30), st.integers(1, 8)).map(lambda x: (x[0], x[0] + x[1]))
SPANS = st.tuples(RANGES, st.integers(1, 2)).map(lambda x: made(*x[0], x[1]))


def made(start: int, end: int, label: int = 1, question: str = "") -> Span:
    return Span(1, 1, start, end, label, "x" * (end - start), "added", None, question)


def touching(spans: list[Span], start: int, end: int) -> list[Span]:
    found = [x for x in spans if x.start < end and start < x.end]
    return sorted(found, key=lambda x: (x.start, x.end, x.label))


@given(st.lists(st.tuples(SPANS, st.booleans()), max_size=25), RANGES)
def test_nested_spans_are_found_as_in_a_list(
    steps: list[tuple[Span, bool]], place: tuple[int, int]
) -> None:
    index, spans = SpanIndex(), dict[object, Span]()
    for span, is_gone in steps:
        if is_gone and span.key_of in spans:
            index.drop(spans.pop(span.key_of))
        else:
            index.put(span)
            spans[span.key_of] = span
    assert list(index) == sorted(spans.values(), key=lambda x: (x.start, x.end, x.label))
    assert len(index) == len(spans)
    assert index.touching(*place, is_nested=True) == touching(list(spans.values()), *place)
    for label in (1, 2):
        is_there = any((x.start, x.end, x.label) == (*place, label) for x in spans.values())
        assert index.has(*place, label) is is_there
    exact = index.at(*place)
    assert (exact is not None) == any((x.start, x.end) == place for x in spans.values())
    assert exact is None or (exact.start, exact.end) == place


@given(st.lists(SPANS, max_size=25), RANGES)
def test_spans_side_by_side_are_found_as_in_a_list(
    given_spans: list[Span], place: tuple[int, int]
) -> None:
    index, spans = SpanIndex(), list[Span]()
    for span in given_spans:
        if not touching(spans, span.start, span.end):
            index.put(span)
            spans.append(span)
    assert index.touching(*place, is_nested=False) == touching(spans, *place)


def test_a_span_that_is_put_again_takes_its_own_place() -> None:
    index = SpanIndex()
    index.put(made(3, 7))
    index.put(made(3, 7, question="sure?"))
    assert [span.question for span in index] == ["sure?"]
    assert len(index) == 1


@pytest.mark.parametrize("is_nested", [True, False])
def test_the_longest_span_is_found_by_its_last_character(is_nested: bool) -> None:
    index = SpanIndex()
    index.put(made(10, 10 + MAX_SPAN))
    assert index.touching(9 + MAX_SPAN, 10 + MAX_SPAN, is_nested=is_nested)
    assert not index.touching(10 + MAX_SPAN, 11 + MAX_SPAN, is_nested=is_nested)
