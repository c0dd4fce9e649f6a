"""What holds for the formats of all other annotation tools: nothing is mangled, and whatever is
broken is refused by itself.
"""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.faults import Loss
from annotator.formats import own, registry
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, Refusal
from annotator.formats.base import Likeness
from tests.unit.formats.tool_texts import LONG, articles, keyed, read, read_back, written

TOOLS = [x for x in ("prodigy", "doccano", "label-studio", "labelbuddy", "argilla")
         if x in {each.name for each in registry.FORMATS}]  # fmt: skip


def said(article):
    """What the reviews of an article say, but for what tools have no place for."""
    return {
        review.annotator: (
            review.status,
            {(x.start, x.end, x.label) for x in review.spans},
            {x.topic for x in review.topics if x.is_yes},
            (review.edited_at, review.flagged, review.note, review.review_pass),
        )
        for review in article.reviews
    }


@pytest.mark.parametrize("name", TOOLS)
@settings(max_examples=25)
@given(st.lists(articles(), max_size=3).map(keyed))
def test_what_is_written_is_read_back_as_it_is(name, some):
    lost = registry.to_write(name).cannot_hold
    found = read_back(name, written(name, some))
    assert [each.key for each in found] == [each.key for each in some]
    for back, article in zip(found, some, strict=True):
        assert back.article.text == article.text
        assert back.spans == {(x.start, x.end, x.label) for x in article.spans}
        if Loss.TOPICS not in lost:
            assert back.yes == {x.topic for x in article.topics if x.is_yes}
        told = ("title", "published", "source", "url", "language", "source_offset")
        assert [getattr(back.article, x) for x in told] == [getattr(article, x) for x in told]
        assert json.loads(back.article.meta) == json.loads(article.meta)
        assert back.article.left_out == ()
        if Loss.ANNOTATORS not in lost:
            assert said(back.article) == said(article)


@pytest.mark.parametrize("name", TOOLS)
def test_a_long_line_with_spans_at_its_edges(name):
    spans = (GivenSpan(0, 4, "A"), GivenSpan(len(LONG) - 6, len(LONG) - 1, "B"),
             GivenSpan(5, 7, "C"), GivenSpan(0, len(LONG) - 1, "D"))  # fmt: skip
    review = GivenReview("ann", spans=spans)
    (back,) = read_back(name, written(name, [GivenArticle(LONG, key="k", spans=spans,
                                                          reviews=(review,))]))  # fmt: skip
    assert back.spans == {(x.start, x.end, x.label) for x in spans}


@pytest.mark.parametrize("name", TOOLS)
@settings(max_examples=25)
@given(st.lists(articles(), min_size=1, max_size=2).map(keyed), st.data())
def test_whatever_is_broken_is_an_article_or_a_refusal(name, some, data):
    first = next(iter(written(name, some).values()))
    at = data.draw(st.integers(0, len(first)))
    cut = data.draw(st.integers(0, 12))
    junk = data.draw(st.binary(max_size=3) | st.sampled_from([b"null", b"[]", b"-1", b'""', b"{}"]))
    broken = first[:at] + junk + first[at + cut :]
    for item in read(name, broken):
        assert isinstance(item, GivenArticle | Refusal)
        if isinstance(item, Refusal):
            assert item.fault is None, item


@pytest.mark.parametrize("name", TOOLS)
@settings(max_examples=60)
@given(st.lists(articles(), min_size=1, max_size=1).map(keyed), st.data())
def test_values_of_other_types_are_refused_or_passed_by(name, some, data):
    """Any value anywhere may be of any type."""
    first = next(iter(written(name, some).values()))
    value = json.loads(first) if first.lstrip()[:1] == b"[" else json.loads(first.split(b"\n")[0])
    value = value if isinstance(value, list) else [value]
    places = []

    def walk(inside):
        keys = inside if isinstance(inside, dict) else range(len(inside))
        for key in list(keys):
            places.append((inside, key))
            if isinstance(inside[key], dict | list):
                walk(inside[key])

    walk(value)
    inside, key = data.draw(st.sampled_from(places))
    inside[key] = data.draw(st.sampled_from([None, 0, -1, 1.5, True, "", "x", [], {}, [1], [[]],
                                             {"a": 1}, [None], 10**30]))  # fmt: skip
    for item in read(name, json.dumps(value)):
        assert isinstance(item, GivenArticle | Refusal)
        if isinstance(item, Refusal):
            assert item.fault is None, (item, item.fault)


@pytest.mark.parametrize("name", TOOLS)
def test_nothing_and_what_is_no_json(name):
    assert read(name, b"") == []
    for data in (b"\0\1\2", b"just text", b"[", b'["a"]', b"{}"):
        assert all(isinstance(each, Refusal) for each in read(name, data))


@pytest.mark.parametrize("name", TOOLS)
@settings(max_examples=15)
@given(st.lists(articles(), min_size=1, max_size=2).map(keyed))
def test_each_file_is_surely_of_one_tool(name, some):
    first = next(iter(written(name, some).values()))
    ending = registry.to_write(name).endings[0]
    head = first[: registry.HEAD_BYTES]
    sure = [each.name for each in registry.read() if each.sniff(head) == Likeness.SURE]
    assert sure == [name]
    assert registry.reader_for(f"a{ending}", first).name == name


@settings(max_examples=15)
@given(st.lists(articles(), min_size=1, max_size=2).map(keyed))
def test_our_own_lines_stay_ours(some):
    head = b"".join(map(own.line_of, some))[: registry.HEAD_BYTES]
    assert registry.reader_for("a.jsonl", head).name == "jsonl"
    assert next(x.name for x in registry.read() if x.sniff(head) == Likeness.SURE) == "jsonl"
    assert io.BytesIO(head).read(1) == b"{"
