"""Argilla's records of all versions: states of responses, suggestions of agents.

What is tested: `formats/argilla.py`, `formats/argilla_records.py`.
"""

import io
import json

import pytest

from annotator.formats import argilla, registry
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, GivenTopic
from tests.unit.formats.tool_texts import written

TEXT = "👍🏽 Angela Merkel leads Germany"
SPAN = {"start": 3, "end": 16, "label": "PER"}


def read(*values):
    data = json.dumps(list(values)).encode()
    assert registry.reader_for("a.json", data).name == "argilla"
    return list(argilla.read(io.BytesIO(data), "f"))


def said(article):
    return [
        (x.annotator, x.status, [(y.start, y.end, y.label) for y in x.spans],
         [y.topic for y in x.topics])
        for x in article.reviews
    ]  # fmt: skip


PER = [(3, 16, "PER")]


def test_version_2_nested():
    (article,) = read({
        "id": "r1", "fields": {"text": TEXT}, "metadata": {"source": "Times", "n": 1},
        "suggestions": {"spans": {"value": [SPAN], "score": [0.5], "agent": "bert", "type": None},
                        "mood": {"value": "good", "score": 0.7, "agent": None, "type": None}},
        "responses": {"spans": [{"value": [SPAN], "user_id": "u1"}],
                      "mood": [{"value": ["good"], "user_id": "u1"}]},
        "vectors": {}, "status": "completed", "_server_id": "x",
    })  # fmt: skip
    assert (article.key, article.source, article.meta) == ("r1", "Times", '{"n":1}')
    assert said(article) == [("u1", "done", PER, ["good"])]
    assert [(x.start, x.label, x.score, x.run and x.run.pipeline) for x in article.suggestions] == [
        (3, "PER", 0.5, "bert"), (None, "good", 0.7, None),
    ]  # fmt: skip


def test_responses_of_a_pending_record_are_begun():
    (article,) = read({"fields": {"text": TEXT}, "status": "pending",
                       "responses": {"s": [{"value": [SPAN], "user_id": "u"}]}})  # fmt: skip
    assert said(article) == [("u", "started", PER, [])]


@pytest.mark.parametrize(
    ("state", "status"), [("submitted", "done"), ("discarded", "skipped"), ("draft", "started")]
)
def test_version_1_tells_the_state_of_each_response(state, status):
    response = {"user_id": "u", "status": state, "values": {"s": {"value": [SPAN]}}}
    suggestion = {"question_name": "s", "value": [SPAN], "score": 0.5, "agent": "m"}
    (article,) = read({"external_id": "e", "fields": {"body": TEXT}, "metadata": {},
                       "responses": [response], "suggestions": [suggestion]})  # fmt: skip
    assert article.key == "e"
    assert said(article) == [("u", status, [] if status == "skipped" else PER, [])]
    assert [x.run.pipeline for x in article.suggestions] == ["m"]


def test_flat_records():
    (article,) = read({
        "id": "1", "status": "completed", "_server_id": "x", "text": TEXT, "topic": "sport",
        "s.responses": [[SPAN], []], "s.responses.users": ["a", "b"],
        "s.responses.status": ["submitted", "draft"], "s.suggestion": [SPAN],
        "s.suggestion.agent": "m", "s.suggestion.score": None,
    })  # fmt: skip
    assert said(article) == [("a", "done", PER, []), ("b", "started", [], [])]
    assert (len(article.suggestions), article.meta) == (1, '{"topic":"sport"}')


def test_version_0_of_tokens_and_of_texts():
    tokens, texts, gone = read(
        {"text": TEXT, "tokens": ["x"], "prediction": [["PER", 3, 16, 0.9]],
         "prediction_agent": "m", "annotation": [["PER", 3, 16]], "annotation_agent": "ann",
         "status": "Validated", "metadata": {}},
        {"text": TEXT, "inputs": {"text": TEXT}, "prediction": [["good", 0.8]],
         "annotation": "bad", "annotation_agent": "ann", "status": "Edited"},
        {"text": TEXT, "annotation": None, "status": "Discarded", "prediction": None},
    )  # fmt: skip
    assert said(tokens) == [("ann", "done", PER, [])]
    assert [(x.start, x.label, x.score) for x in tokens.suggestions] == [(3, "PER", 0.9)]
    assert said(texts) == [("ann", "started", [], ["bad"])]
    assert [(x.label, x.score) for x in texts.suggestions] == [("good", 0.8)]
    assert said(gone) == [("", "skipped", [], [])]


def test_words_are_notes_and_ratings_are_counted():
    (article,) = read({"fields": {"text": TEXT}, "responses": {
        "why": [{"value": "because of\nthis", "user_id": "u"}],
        "stars": [{"value": 4, "user_id": "u"}]}})  # fmt: skip
    assert article.reviews[0].note == "because of\nthis"
    assert [str(x) for x in article.left_out] == ["“stars” has no place in a project: 1"]


def some():
    spans = (GivenSpan(3, 16, "PER"),)
    done = GivenReview("ann", spans=spans, topics=(GivenTopic("War"),))
    both = (done, GivenReview("bob", "skipped"))
    return GivenArticle(TEXT, key="k", title="T", meta='{"a":{"b":1}}', spans=spans,
                        topics=done.topics, reviews=both)  # fmt: skip


def test_states_and_flat_metadata_are_written():
    (record,) = json.loads(written("argilla", [some()])["records"])
    assert [x["status"] for x in record["responses"]["spans"]] == ["submitted", "discarded"]
    assert record["status"] == "completed"
    assert {type(x) for x in record["metadata"].values()} == {str}


def test_its_own_class_takes_what_is_written():
    """argilla, of the extra `consumers`: `Record.from_dict`, as `from_json` calls it."""
    record = pytest.importorskip(
        "argilla.records", reason="argilla is not installed (extra consumers)"
    ).Record
    (value,) = json.loads(written("argilla", [some()])["records"])
    made = record.from_dict(value)
    assert made.fields["text"] == TEXT
    answers = list(made.responses)
    assert [x.question_name for x in answers] == ["spans", "spans", "topics"]
    spans = answers[0].value
    assert [TEXT[x["start"] : x["end"]] for x in spans] == ["Angela Merkel"]
    (back,) = argilla.read(io.BytesIO(json.dumps([made.to_dict()]).encode()), "f")
    assert [(x.annotator, len(x.spans)) for x in back.reviews] == [("ann", 1), ("bob", 0)]
