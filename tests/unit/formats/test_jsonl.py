"""JSON Lines: what is read, what is refused, and that our own comes back as it was written.

What is tested: `formats/fields.py`, `formats/history.py`.
"""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.article_keys import key_of_text
from annotator.faults import Unfit
from annotator.formats import jsonl, own
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
        (b"[" * 100_000, "not JSON: "),
        (b'{"n": ' + b"1" * 5000 + b', "text": "a"}', "not JSON: "),
        ({"lyrics": "a", "b": 1}, "no field of texts; the fields are: lyrics, b"),
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
        ({"text": "ab", "reviews": [{"annotator": 3}]}, "“annotator” in a “review”"),
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
        (with_blind({"topics": []}), "“at” in a “blind”"),
        (with_blind({"at": "t", "topics": "War"}), "“topics” of a review is not a list"),
        (with_blind({"at": "t", "topics": [3]}), "“topics” of a blind review are not names"),
        (with_blind({"at": "t", "topics": ["War", "War"]}), "one of the “topics” of a review is"),
        (with_blind({"at": "t", "spans": [[0, 1, "P"]]}), "for “span” is not an object"),
        (
            with_blind({"at": "t", "spans": [{"start": 1, "end": 3, "label": "P"}]}),
            "outside the text: 1 to 3",
        ),
    ],
)  # fmt: skip
def test_refusals_name_the_line_and_the_rest_goes_on(line, expected):
    before, refusal, after = read({"text": "before"}, line, {"text": "after"})
    assert (before.text, after.text) == ("before", "after")
    assert refusal.where == "f.jsonl:2"
    assert expected in str(refusal.reason)


def test_spans_lose_white_space_at_their_edges_and_those_of_nothing_else_are_told():
    spans = [[0, 3, "P"], [1, 2, "P"], [3, 5, "P"], [5, 6, "Q"]]
    (article,) = read({"text": " a   b", "entities": spans})
    assert [(x.start, x.end, x.label) for x in article.spans] == [(1, 2, "P"), (5, 6, "Q")]
    assert article.trimmed == 1
    assert article.left_out == (Unfit.SPAN_ON_SPACE(start=3, end=5),)


def test_the_record_of_the_work_loses_white_space_too():
    suggestions = [
        {"source": "pipeline", "start": start, "end": end, "label": "P"}
        for start, end in [(0, 2), (2, 4), (4, 6)]
    ]
    review = {
        "annotator": "a",
        "spans": [
            {"start": 0, "end": 2, "label": "P", "suggestion": 0},
            {"start": 0, "end": 1, "label": "P", "suggestion": 0},
            {"start": 2, "end": 4, "label": "P", "suggestion": 1},
            {"start": 4, "end": 6, "label": "P", "suggestion": 2, "surface": " b"},
        ],
        "decisions": [
            {"suggestion": 1, "outcome": "confirmed", "way": "key", "start": 2, "end": 4},
            {"suggestion": 2, "outcome": "confirmed", "way": "key", "start": 4, "end": 6},
        ],
        "blind": {"at": "t", "spans": [{"start": 3, "end": 6, "label": "P"}]},
    }
    (article,) = read({"text": "a    b", "suggestions": suggestions, "reviews": [review]})
    assert [(x.start, x.end) for x in article.suggestions] == [(0, 1), (5, 6)]
    (given,) = article.reviews
    spans = [(x.start, x.end, x.surface, x.suggestion) for x in given.spans]
    assert spans == [(0, 1, "", 0), (5, 6, "b", 1)]
    assert [(x.suggestion, x.start, x.end) for x in given.decisions] == [(1, 5, 6)]
    assert [(x.start, x.end) for x in given.blind.spans] == [(5, 6)]
    assert article.left_out == (
        Unfit.SUGGESTION_ON_SPACE(start=2, end=4),
        Unfit.SPAN_ON_SPACE(start=2, end=4),
    )


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_json_is_strict(number):
    line = f'{{"text": "ab", "meta": {{"x": [{number}]}}}}'.encode()
    refusal, after = read(line, {"text": "after"})
    assert str(refusal.reason).startswith("not JSON: ")
    assert after.text == "after"
    stream = io.BytesIO(b"[" + line + b"]")
    assert "not JSON" in str(next(jsonl.read_list(stream, "f", ReadOptions())))


def test_numbers_that_are_none_become_null_in_metadata():
    line = own.line_of(GivenArticle("ab", meta='{"x":[NaN,-Infinity,1.5]}'))
    assert json.loads(json.loads(line)["meta"]) == {"x": [None, None, 1.5]}


def fits(value, shape):
    """Whether a value has a shape of `annotator.formats.own`, down to the last field."""
    if isinstance(shape, dict):
        is_same = isinstance(value, dict) and list(value) == list(shape)
        return is_same and all(fits(value[name], kind) for name, kind in shape.items())
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(each, shape[0]) for each in value)
    if isinstance(shape, tuple):
        return value is None or fits(value, shape[0])
    return type(value) is shape


def test_metadata_of_the_names_of_fields_come_back():
    meta = '{"entities":3,"meta":{"x":1},"suggestions":"no","text":"other"}'
    article = GivenArticle("ab", meta=meta)
    assert read(json.loads(own.line_of(article))) == [article]


def test_a_field_that_somebody_added_to_our_line_becomes_metadata():
    value = json.loads(own.line_of(GivenArticle("ab", key="k", meta='{"a":1}')))
    (article,) = read(value | {"mood": "calm", "empty": None})
    assert json.loads(article.meta) == {"a": 1, "mood": "calm"}


def test_what_an_earlier_version_wrote_is_read():
    suggestions = [
        {
            "start": 0,
            "end": 2,
            "label": "P",
            "source": "corrector",
            "others": [["P", 0.5], [None, 1]],
        }
    ]
    line = {
        "id": "k",
        "text": "Xi met Joe.",
        "date": "2023-11-10",
        "entities": [{"start": 0, "end": 2, "label": "P"}],
        "topics": ["War"],
        "suggestions": suggestions,
        "reviews": [{"annotator": "a", "spans": [{"start": 0, "end": 2, "label": "P"}]}],
        "meta": {"b": 1},
    }
    (article,) = read(line)
    assert article.suggestions[0].others == (("P", 0.5), (None, 1.0))
    assert (article.key, article.published, article.meta) == ("k", "2023-11-10", '{"b":1}')
    assert [len(review.spans) for review in article.reviews] == [1]


def test_a_key_that_was_made_of_the_text_is_none():
    text = "Xi met Joe."
    value = json.loads(own.line_of(GivenArticle(text)))
    assert read(value | {"id": key_of_text(text)})[0].key == ""
    assert read(value | {"id": key_of_text(text) + "-2"})[0].key == key_of_text(text) + "-2"
    assert read(value | {"id": key_of_text("other")})[0].key == key_of_text("other")


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
    ends = [number + 1 for number, char in enumerate(text) if not char.isspace()]
    end = draw(st.sampled_from(ends))
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
        implied=draw(st.sampled_from(((), ("War",)))),
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
    assert read(own.line_of(article).rstrip(b"\n")) == [article]


def test_a_review_of_before_blind_reviews_were_written_is_read():
    (article,) = read({"text": "ab", "reviews": [{"annotator": "a", "shown": "blind"}]})
    assert [(each.shown, each.blind) for each in article.reviews] == [("blind", None)]


@given(TEXTS)
def test_any_text_comes_back(text):
    written = io.BytesIO(own.line_of(GivenArticle(text)) * 2)
    found = list(jsonl.read(written, "f", ReadOptions()))
    assert [each.text for each in found] == [text, text]


@given(articles())
def test_every_line_has_the_same_fields_and_types(article):
    for each in (article, GivenArticle("ab"), GivenArticle("ab", meta='{"a": {"b": []}}')):
        value = json.loads(own.line_of(each))
        assert fits(value, own.SHAPE)
    assert not fits(value | {"meta": {}}, own.SHAPE)


@pytest.mark.parametrize("broken", ['{"text": NaN}', '{"text" "b"}', "17", '{"text": "\\ud83d"}'])
def test_a_broken_item_of_a_list_never_stops_the_rest(broken):
    data = f'[{{"text": "one"}}, {broken}, {{"text": "three"}}]'.encode()
    first, refusal, last = jsonl.read_list(io.BytesIO(data), "f.json")
    assert (first.text, last.text) == ("one", "three")
    assert str(refusal.where) == "f.json, item 2"
