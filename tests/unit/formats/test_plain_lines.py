"""Lines that are made into articles at once are the articles that the long way makes of them."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import jsonl, plain_lines
from annotator.formats.articles import GivenArticle

SPAN = st.fixed_dictionaries(
    {
        "start": st.integers(-1, 6) | st.sampled_from([0.0, True, None, "0"]),
        "end": st.integers(-1, 7),
        "label": st.sampled_from(["PER", "ORG", " PER", "", None]),
    },
    optional={
        "surface": st.sampled_from(["", "Xi", "met", None]),
        "text": st.sampled_from(["Xi", "met"]),
        "origin": st.just("key"),
        "suggestion": st.just(0),
    },
)
SPANS = st.lists(SPAN | st.tuples(st.just(0), st.just(2), st.just("PER")), max_size=3) | st.none()
WORDS = st.sampled_from(["", "a", " a ", "é", "\ud800", 7, None, ["a"], True])
DATES = st.sampled_from(["", "2024", "2024-02-03", " 2024-02 ", "2024-02-03T10:00", "May 3", 2024])
LINE = st.fixed_dictionaries(
    {"text": st.sampled_from(["Xi met", "date 2024-05-06\n\nXi met", "Xi 😀 met", "", " ", None])},
    optional={
        "spans": SPANS,
        "entities": SPANS,
        "date": DATES,
        "more": WORDS,
        "answer": st.sampled_from(["accept", "no"]),
        **dict.fromkeys(("id", "title", "source", "url", "language", "published", "lang"), WORDS),
    },
)


def read(line: bytes) -> list[Any]:
    return [
        (item, item.where) if isinstance(item, GivenArticle) else str(item)
        for item in jsonl.read(io.BytesIO(line), "a.jsonl")
    ]


@given(value=LINE, is_ascii=st.booleans())
def test_both_ways_of_reading_make_the_same(value: dict[str, Any], is_ascii: bool) -> None:
    line = json.dumps(value, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    at_once = read(line)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(plain_lines, "article_of", lambda _line, _where: None)
        assert read(line) == at_once


def test_a_usual_line_is_read_at_once() -> None:
    spans = [{"start": 0, "end": 2, "label": "PER"}, {"start": 0, "end": 6, "label": "ORG"}]
    value = {"id": "a", "text": "Xi met", "date": "2024", "title": "é", "spans": [*spans, spans[0]]}
    found = plain_lines.article_of(json.dumps(value).encode(), "a.jsonl:1")
    assert found is not None
    assert [(x.start, x.end) for x in found.spans] == [(0, 6), (0, 2)]
    assert (found.key, found.title, found.published, found.meta) == ("a", "é", "2024", "{}")
