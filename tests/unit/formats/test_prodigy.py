"""Prodigy's answers keep their meaning: accepted, rejected and ignored, by whom and how far.

What is tested: `formats/prodigy.py`, `formats/prodigy_writing.py`.
"""

import io
import json

import pytest

from annotator.formats import jsonl, prodigy, prodigy_tasks, registry
from annotator.formats.articles import (
    GivenArticle,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    Refusal,
)
from tests.unit.formats import tool_texts

TEXT = "Angela Merkel leads Germany"
MERKEL = {"start": 0, "end": 13, "label": "PERSON"}


def read(*tasks):
    lines = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in tasks)
    return list(prodigy.read(io.BytesIO(lines.encode()), "f"))


def review(*tasks):
    (article,) = read(*tasks)
    (found,) = article.reviews
    return found


def task(answer="accept", **more):
    return {"text": TEXT, "answer": answer, **more}


def test_what_was_accepted_in_the_manual_view_is_a_finished_review():
    found = review(task(spans=[MERKEL], _view_id="ner_manual", _annotator_id="news-alice",
                        _timestamp=1700000000))  # fmt: skip
    assert (found.annotator, found.status) == ("news-alice", "done")
    assert found.edited_at == "2023-11-14T22:13:20.000000+00:00"
    assert [(x.start, x.end, x.label) for x in found.spans] == [(0, 13, "PERSON")]
    assert found.decisions == ()


def test_without_a_view_an_accepted_task_is_finished():
    assert review(task(spans=[MERKEL])).status == "done"
    assert review(task(spans=[])).status == "done"


@pytest.mark.parametrize("who", ["2024-01-02_03-04-05", "news-2024-01-02_03-04-05", "x-default"])
def test_a_session_without_a_name_is_nobodys(who):
    assert review(task(_session_id=who)).annotator == ""


def test_one_span_that_was_accepted_says_nothing_of_the_rest():
    span = {**MERKEL, "score": 0.8, "source": "core_web_sm", "rank": 0}
    (article,) = read(task(spans=[span], _view_id="ner"))
    (found,) = article.reviews
    assert found.status == "started"
    (proposed,) = article.suggestions
    assert (proposed.score, proposed.run.pipeline) == (0.8, "core_web_sm")
    (decision,) = found.decisions
    assert (decision.outcome, decision.suggestion, decision.start) == ("confirmed", 0, 0)
    assert [x.suggestion for x in found.spans] == [0]


def test_what_was_rejected_is_no_label():
    (article,) = read(task("reject", spans=[MERKEL]))
    (found,) = article.reviews
    assert (found.status, found.spans, article.spans) == ("started", (), ())
    assert [x.outcome for x in found.decisions] == ["rejected"]
    assert [(x.start, x.label) for x in article.suggestions] == [(0, "PERSON")]


def test_what_was_ignored_is_skipped_and_has_no_labels():
    (article,) = read(task("ignore", spans=[MERKEL], label="NEWS"))
    (found,) = article.reviews
    assert (found.status, found.reason) == ("skipped", "ignore")
    assert (found.spans, found.topics, article.suggestions) == ((), (), ())
    assert [str(x) for x in article.left_out] == ["labels of an answer “ignore”: 2"]


def test_a_label_of_the_text_is_yes_or_no():
    found = [review(task(answer, label="SPORT")) for answer in ("accept", "reject")]
    assert [(x.status, [(y.topic, y.is_yes) for y in x.topics]) for x in found] == [
        ("done", [("SPORT", True)]),
        ("done", [("SPORT", False)]),
    ]


def test_options_are_answered_all_at_once():
    options = [{"id": "WAR", "text": "War"}, {"id": 2, "text": "Trade"}, {"id": "X", "text": "x"}]
    found = review(task(options=options, accept=["WAR", 2], _view_id="choice"))
    assert found.status == "done"
    assert {x.topic: x.is_yes for x in found.topics} == {"WAR": True, "Trade": True, "X": False}
    refused = review(task("reject", options=options, accept=["WAR"]))
    assert (refused.status, refused.reason, refused.topics) == ("skipped", "reject", ())


def test_matches_of_patterns_are_no_spans():
    (article,) = read(task(label="INSULT", spans=[{"start": 0, "end": 6, "pattern": 3}]))
    assert article.reviews[0].spans == ()
    assert [(x.topic, x.is_yes) for x in article.reviews[0].topics] == [("INSULT", True)]
    assert [str(x) for x in article.left_out] == ["“highlights” has no place in a project: 1"]


def test_a_line_without_an_answer_is_nobodys():
    span = {**MERKEL, "score": 0.8, "source": "m", "token_start": 0, "token_end": 1}
    (article,) = read({"text": TEXT, "spans": [span], "_input_hash": 1})
    assert (article.reviews, len(article.suggestions), article.spans) == ((), 1, ())
    (article,) = read({"text": TEXT, "spans": [{**MERKEL, "token_start": 0}]})
    assert len(article.spans) == 1


def test_relations_are_counted():
    (article,) = read(task(spans=[MERKEL], relations=[{"head": 0, "child": 3, "label": "x"}]))
    assert [str(x) for x in article.left_out] == ["“relations” has no place in a project: 1"]


def test_tasks_about_one_text_are_one_article_wherever_they_stand():
    other = {"text": "Paris", "answer": "accept", "_input_hash": 9, "spans": []}
    first = task(spans=[MERKEL], _view_id="ner", _input_hash=7, _annotator_id="a")
    second = task("reject", spans=[{"start": 20, "end": 27, "label": "ORG"}], _view_id="ner",
                  _input_hash=7, _annotator_id="a")  # fmt: skip
    third = task(spans=[MERKEL], _view_id="ner_manual", _input_hash=7, _annotator_id="b")
    items = read(first, other, second, "{broken", third)
    articles = [x for x in items if isinstance(x, GivenArticle)]
    assert [x.text for x in articles] == [TEXT, "Paris"]
    assert [str(x.where) for x in items if isinstance(x, Refusal)] == ["f:4"]
    mine, theirs = articles[0].reviews
    assert (mine.annotator, mine.status, theirs.annotator, theirs.status) == (
        "a", "started", "b", "done",
    )  # fmt: skip
    assert [x.outcome for x in mine.decisions] == ["confirmed", "rejected"]
    assert articles[0].where == "f:1"


def test_one_hash_for_two_texts_keeps_them_apart(monkeypatch):
    monkeypatch.setattr(prodigy_tasks, "_SEEN_BITS", 8)  # every hash meets another there
    tasks = [{"text": f"Text {n % 5}", "answer": "accept", "_input_hash": n % 5} for n in range(20)]
    tasks += [{"text": "Other", "answer": "accept", "_input_hash": 3}]
    assert [x.text for x in read(*tasks)] == ["Text 0", "Text 1", "Text 2", "Text 3", "Other",
                                              "Text 4"]  # fmt: skip


def test_tasks_come_in_the_order_of_the_file_however_far_apart():
    """Two that follow each other, others, and again two: the last word is that of the last line."""

    def answer(say):
        return task(say, spans=[MERKEL], _view_id="ner", _input_hash=7)

    between = [{"text": f"T{n}", "answer": "accept", "_input_hash": n} for n in (1, 2)]
    both = ("accept", "reject")
    for last in both:
        tasks = [answer("accept"), answer("reject"), *between, answer("reject"), answer(last)]
        items = read(*tasks, between[0])
        assert [x.text for x in items] == [TEXT, "T1", "T2"]
        assert len(items[0].reviews[0].spans) == (last == "accept")


def test_of_two_answers_about_a_span_the_last_counts():
    found = review(task(spans=[MERKEL], _view_id="ner"), task("reject", spans=[MERKEL]))
    assert ([x.outcome for x in found.decisions], found.spans) == (["rejected"], ())
    found = review(task("reject", spans=[MERKEL]), task(spans=[MERKEL], _view_id="ner"))
    assert ([x.outcome for x in found.decisions], len(found.spans)) == (["confirmed"], 1)


def test_an_unfit_task_is_refused_by_itself():
    first, article = read(task(spans=[{**MERKEL, "end": 99}]), task(spans=[MERKEL]))
    assert (first.where, len(article.reviews[0].spans)) == ("f:1", 1)
    (refusal,) = read(task(spans=[{**MERKEL, "text": "Angela"}]))
    assert "is 'Angela Merkel', not 'Angela'" in str(refusal)
    (refusal,) = read(task("perhaps"))
    assert str(refusal) == "f:1: the answer “perhaps” is neither accept, reject nor ignore"


def test_an_answer_far_behind_a_long_text_is_seen_by_the_plain_reader():
    long = "word " * 20_000
    line = json.dumps({"text": long, "spans": [{"start": 0, "end": 4, "label": "X"}],
                       "answer": "reject"}).encode()  # fmt: skip
    assert registry.reader_for("a.jsonl", line[: registry.HEAD_BYTES]).name == "jsonl"
    (article,) = jsonl.read(io.BytesIO(line), "a")
    assert article.spans == ()
    assert article.reviews[0].decisions[0].outcome == "rejected"


FILES = {
    # name: (reader, articles, reviews finished, begun, skipped, spans in them, decisions)
    "annotated_github-issues-DOCUMENTATION-textcat": ("prodigy", 830, 786, 0, 44, 0, 0),
    "annotated_news_headlines-ORG-PERSON-LOCATION-ner": ("prodigy", 373, 372, 0, 1, 303, 0),
    "annotated_reddit-PRODUCT-ner": ("prodigy", 1766, 0, 1683, 83, 436, 1710),
    "bio_events": ("jsonl", 129, 0, 0, 0, 0, 0),
    "news_headlines": ("jsonl", 200, 0, 0, 0, 0, 0),
}


@pytest.mark.parametrize("name", FILES)
def test_prodigys_own_files(shared, name):
    path = shared / "fixtures" / "prodigy-recipes" / "example-datasets" / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip("the fixtures of Prodigy are not there")
    data = path.read_bytes()
    format_ = registry.reader_for(path.name, data[: registry.HEAD_BYTES])
    items = list(format_.read(io.BytesIO(data), path.name))
    assert not [x for x in items if isinstance(x, Refusal)]
    reviews = [y for x in items for y in x.reviews]
    states = [y.status for y in reviews]
    assert FILES[name] == (
        format_.name, len(items), *map(states.count, ("done", "started", "skipped")),
        sum(len(y.spans) for y in reviews), sum(len(y.decisions) for y in reviews),
    )  # fmt: skip
    tasks = [json.loads(line) for line in data.splitlines() if line.strip()]
    assert {x["text"] for x in tasks} == {x.text for x in items}


def test_what_was_rejected_and_marked_by_hand_all_the_same_stands():
    proposed = GivenSuggestion(0, 13, "PERSON", "pipeline", run=GivenRun("model"))
    review = GivenReview(
        "ann",
        "started",
        spans=(GivenSpan(0, 13, "PERSON", "Angela Merkel", "added"),),
        decisions=(GivenDecision(0, "rejected", "key"),),
    )
    written = tool_texts.written(
        "prodigy", [GivenArticle(TEXT, key="k", suggestions=(proposed,), reviews=(review,))]
    )
    (back,) = tool_texts.read_back("prodigy", written)
    (found,) = back.article.reviews
    assert [(x.start, x.end, x.label) for x in found.spans] == [(0, 13, "PERSON")]
