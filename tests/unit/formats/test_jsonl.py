"""JSON Lines: what is read, what is refused, and that our own comes back as it was written."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import jsonl
from annotator.formats.articles import (
    GivenArticle,
    GivenBlind,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
    ReadOptions,
)

USUAL = ReadOptions()


def read(*lines, options=USUAL):
    """What the lines give; a line that is no bytes is written as JSON."""
    data = b"\n".join(
        each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines
    )
    return list(jsonl.read(io.BytesIO(data), "f.jsonl", options))


def with_span(span, text="ab"):
    return {"text": text, "entities": [span]}


def with_blind(blind):
    return {"text": "ab", "reviews": [{"annotator": "a", "blind": blind}]}


def test_gold_shape_is_read():
    line = {
        "id": "a",
        "text": "Xi met Joe.",
        "date": "2023-11-10",
        "source": "S",
        "entities": [{"start": 7, "end": 10, "label": "PERSON"}],
        "topics": ["Diplomacy"],
        "meta": {"genre": "news"},
        "rank": 3,
    }
    (article,) = read(line)
    assert article.key == "a"
    assert article.published == "2023-11-10"
    assert article.spans == (GivenSpan(7, 10, "PERSON"),)
    assert article.topics == (GivenTopic("Diplomacy"),)
    assert json.loads(article.meta) == {"genre": "news", "rank": 3}
    assert article.where == "f.jsonl:1"


def test_date_line_is_read_and_stays():
    text = " date 2022-11-25 Xi met Joe."
    (article,) = read({"text": text})
    assert (article.text, article.published, article.source_offset) == (text, "2022-11-25", 0)


@pytest.mark.parametrize("field", ["spans", "label", "labels", "entities"])
def test_spans_by_other_names_and_as_lists(field):
    (article,) = read({"text": "Xi met Joe.", field: [[0, 2, "P"], [0, 2, "P"]]})
    assert article.spans == (GivenSpan(0, 2, "P"),)
    assert article.meta == "{}"


def test_label_as_names_is_topics():
    (article,) = read({"text": "Xi", "label": ["Trade"], "topics": {"War": False}})
    assert article.topics == (GivenTopic("War", False), GivenTopic("Trade"))


def test_text_field_is_chosen():
    options = ReadOptions("lead")
    (article,) = read({"lead": "Xi", "text": "other"}, options=options)
    assert (article.text, json.loads(article.meta)) == ("Xi", {"text": "other"})


def test_numbers_as_id_and_odd_dates_are_kept():
    (article,) = read({"id": 7, "text": "Xi", "date": "10/11/2023"})
    assert (article.key, article.published) == ("7", "")
    assert json.loads(article.meta) == {"date": "10/11/2023"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"text": "a"', "not JSON: "),
        (b"[1]", "not a JSON object"),
        (b'{"text": "\xff"}', "not UTF-8 at byte 10"),
        (b"[" * 100_000, "not JSON: "),
        (b'{"n": ' + b"1" * 5000 + b', "text": "a"}', "not JSON: "),
        ({"texte": "a", "b": 1}, "no field of texts; the fields are: texte, b"),
        ({"text": 3}, "“text” is not a text"),
        ({"text": ""}, "the text is empty"),
        ({"text": " \r\n"}, "the text is empty"),
        ({"text": "ab\ud800"}, "a lone surrogate in “text” at character 2"),
        ({"text": "ab", "meta": {"x": "\udc00"}}, "a lone surrogate in “meta”"),
        ({"text": "ab", "entities": "x"}, "“entities” is not a list"),
        ({"text": "ab", "entities": [3]}, "that is not a span"),
        (with_span({"start": 0, "end": 9, "label": "P"}), "outside the text: 0 to 9"),
        (with_span({"start": -1, "end": 1, "label": "P"}), "outside the text"),
        (with_span({"start": 2, "end": 1, "label": "P"}), "before it begins: 2 to 1"),
        (with_span({"start": 1, "end": 1, "label": "P"}), "before it begins"),
        (with_span({"start": 1, "end": 3, "label": "P"}, "a  b"), "on white space only: 1 to 3"),
        (with_span({"start": 0.5, "end": 1, "label": "P"}), "without whole numbers"),
        (with_span({"start": False, "end": 1, "label": "P"}), "without whole numbers"),
        (with_span({"start": 0, "end": 1}), "without a label"),
        (
            {"text": "ab", "entities": [{"start": 0, "end": 1, "label": "P", "surface": "b"}]},
            "the text at 0 to 1 is 'a', not 'b'",
        ),
        ({"text": "ab", "topics": 3}, "“topics” is not a list of names"),
        ({"text": "ab", "topics": [3]}, "“topics” is not a list of names"),
        ({"text": "ab", "reviews": [{"annotator": ""}]}, "a review without an annotator"),
        ({"text": "ab", "reviews": [{"annotator": "a"}] * 2}, "two reviews of the same annotator"),
        ({"text": "ab", "reviews": [{"annotator": 3}]}, "“annotator” of a review"),
        (
            {
                "text": "ab",
                "reviews": [{"annotator": "a", "spans": [{"start": 0, "end": 3, "label": "P"}]}],
            },
            "outside the text",
        ),
        (
            {"text": "ab", "suggestions": [{"source": "pipeline", "start": 0, "label": "P"}]},
            "only one of start and end",
        ),
        (
            {
                "text": "ab",
                "reviews": [
                    {
                        "annotator": "a",
                        "decisions": [{"suggestion": 0, "outcome": "rejected", "way": "key"}],
                    }
                ],
            },
            "suggestion 0 is meant, of 0",
        ),
        (with_blind(["t"]), "“blind” of a review is not an object"),
        (with_blind({"topics": []}), "“at” of a blind"),
        (with_blind({"at": "t", "topics": "War"}), "“topics” of a review is not a list"),
        (with_blind({"at": "t", "topics": [3]}), "“topics” of a blind review are not names"),
        (with_blind({"at": "t", "topics": ["War", "War"]}), "a topic that is there twice"),
        (with_blind({"at": "t", "spans": [[0, 1, "P"]]}), "GivenSpan is not an object"),
        (
            with_blind({"at": "t", "spans": [{"start": 1, "end": 3, "label": "P"}]}),
            "outside the text: 1 to 3",
        ),
        (
            with_blind({"at": "t", "spans": [{"start": 0, "end": 1, "label": "P"}] * 2}),
            "a span that is there twice",
        ),
    ],
)  # fmt: skip
def test_refusals_name_the_line_and_the_rest_goes_on(line, expected):
    before, refusal, after = read({"text": "before"}, line, {"text": "after"})
    assert (before.text, after.text) == ("before", "after")
    assert refusal.where == "f.jsonl:2"
    assert expected in refusal.reason


def test_blank_lines_count_and_marks_are_taken_off():
    refusals = read(b"\xef\xbb\xbf" + b'{"text": "a"}', b"", b"nonsense")
    assert refusals[0].text == "a"
    assert refusals[1].where == "f.jsonl:3"


def test_utf16_is_read():
    data = '{"text": "a😀"}\n{"text": "b"}\n'.encode("utf-16")
    assert [each.text for each in jsonl.read(io.BytesIO(data), "f", ReadOptions())] == ["a😀", "b"]


def test_a_list_is_read_item_by_item():
    data = json.dumps([{"text": "a"}, {"text": ""}, 3, {"text": "b"}]).encode()
    found = list(jsonl.read_list(io.BytesIO(data), "f.json", ReadOptions()))
    assert [found[0].text, found[3].text] == ["a", "b"]
    assert str(found[1]) == "f.json, item 2: the text is empty"


TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\0\r\n\u2028\u2029\u0085 aא👩‍👩‍👧é\ufeff"),
    ),
    min_size=1,
).filter(lambda text: not text.isspace())
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda name: name == name.strip()
)


@st.composite
def blind_reviews(draw, start, end):
    topics = draw(st.lists(NAMES | st.just(""), unique=True, max_size=2))
    spans = (GivenSpan(start, end, draw(NAMES)),) if draw(st.booleans()) else ()
    return GivenBlind(draw(NAMES), tuple(topics), spans)


@st.composite
def articles(draw):
    text = draw(TEXTS)
    at = next(i for i, char in enumerate(text) if not char.isspace())
    end = draw(st.integers(at + 1, len(text)))
    span = GivenSpan(at, end, draw(NAMES), text[at:end], "added", 0, draw(NAMES))
    run = GivenRun(draw(NAMES), "1", "f")
    others = ((draw(NAMES), draw(st.floats(0, 1))), (None, 0.25))
    suggestion = GivenSuggestion(
        at, end, draw(NAMES), "pipeline", draw(st.floats(0, 1)), True, run, others
    )
    decision = GivenDecision(0, "moved", "key", "t", at, end, draw(NAMES), 0, True, 0.5)
    review = GivenReview(
        draw(NAMES),
        "started",
        note=draw(st.text(st.characters(exclude_categories=["Cs"]))),
        run=run,
        chosen=draw(st.sampled_from(("queue", "random", "doubt", "picked"))),
        spans=(span,),
        topics=(GivenTopic(draw(NAMES), False, "key"), GivenTopic("", True)),
        decisions=(decision,),
        blind=draw(st.none() | blind_reviews(at, end)),
    )
    return GivenArticle(
        text,
        title=draw(NAMES),
        key=draw(NAMES),
        published="2023-11-10",
        source=draw(NAMES),
        source_offset=draw(st.integers(0, 9)),
        meta=json.dumps({"é": [1, {"x": None}]}, ensure_ascii=False, separators=(",", ":")),
        suggestions=(suggestion, GivenSuggestion(None, None, "War", "keyword")),
        reviews=(review,),
        tokens=((at, end),),
        where="f.jsonl:1",
    )


@given(articles())
def test_what_is_written_is_read_back(article):
    assert read(jsonl.line_of(article).rstrip(b"\n")) == [article]


def test_a_review_of_before_blind_reviews_were_written_is_read():
    (article,) = read({"text": "ab", "reviews": [{"annotator": "a", "shown": "blind"}]})
    assert [(each.shown, each.blind) for each in article.reviews] == [("blind", None)]


@given(TEXTS)
def test_any_text_comes_back(text):
    stream = io.BytesIO()
    assert jsonl.write([GivenArticle(text), GivenArticle(text)], stream) == 2
    stream.seek(0)
    found = list(jsonl.read(stream, "f", ReadOptions()))
    assert [each.text for each in found] == [text, text]
