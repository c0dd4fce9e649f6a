"""Label Studio: annotations and predictions keep their meaning, positions are ours.

What is tested: `formats/label_studio/minimal.py`, `formats/label_studio/results.py`,
`formats/label_studio/writing.py`.
"""

import io
import json

import pytest

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.formats import registry
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, GivenTopic, Refusal
from annotator.formats.base import Outgoing
from annotator.formats.label_studio import config, reading, texts
from annotator.formats.reading import ReadOptions
from tests.unit.formats.tool_texts import Parts, written

TEXT = "😀 Angela Merkel leads Germany"
CONFIG = b"""<View><Labels name="label" toName="words"><Label value="PER"/></Labels>
<Text name="words" value="$body"/><Choices name="mood" toName="words"><Choice value="Good"/>
<Choice value="Bad"/></Choices></View>"""


def span(start, end, label, text=None, **more):
    value = {"start": start, "end": end, "labels": [label]}
    value |= {"text": text} if text else {}
    return {"id": f"r{start}", "from_name": "label", "to_name": "words", "type": "labels",
            "value": value, **more}  # fmt: skip


def choice(*names):
    return {"from_name": "mood", "to_name": "words", "type": "choices",
            "value": {"choices": list(names)}}  # fmt: skip


def read(value, name="f.json", xml=None):
    beside = {config.FILE: xml} if xml else {}
    options = ReadOptions(beside=lambda x: io.BytesIO(beside[x]) if x in beside else None)
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(reading.read(io.BytesIO(data), name, options))


def task(*annotations, **more):
    return {"id": 5, "data": {"text": TEXT, "source": "Times"}, "annotations": list(annotations),
            **more}  # fmt: skip


def reviews(*annotations, **more):
    (article,) = read([task(*annotations, **more)])
    return article.reviews


def test_an_annotation_is_a_finished_review_of_who_completed_it():
    (found,) = reviews({
        "completed_by": {"id": 3, "email": "ann@example.org"}, "lead_time": 2.5,
        "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-02T03:04:05.123Z",
        "result": [span(2, 15, "PER", "Angela Merkel"), choice("Good")],
    })  # fmt: skip
    assert (found.annotator, found.status, found.seconds) == ("ann@example.org", "done", 2.5)
    assert found.edited_at == "2024-01-02T03:04:05.123000+00:00"
    assert [(x.start, x.end, x.label) for x in found.spans] == [(2, 15, "PER")]
    assert [(x.topic, x.is_yes) for x in found.topics] == [("Good", True)]


def test_fields_and_key_of_a_task():
    (article,) = read([task()])
    assert (article.key, article.source, article.meta, article.reviews) == ("5", "Times", "{}", ())


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"was_cancelled": True}, "skipped"),
        ({"reviews": [{"accepted": False}]}, "started"),
        ({"reviews": [{"accepted": False}, {"accepted": True}]}, "done"),
        ({"last_action": "rejected"}, "started"),
    ],
)
def test_what_was_cancelled_or_rejected_is_not_finished(more, status):
    (found,) = reviews({"result": [span(2, 15, "PER")], **more})
    assert found.status == status
    assert len(found.spans) == (status != "skipped")


def test_drafts_are_begun_where_nothing_was_submitted():
    draft = {"user": "ann", "result": [span(2, 15, "PER")]}
    (found,) = reviews(drafts=[draft])
    assert (found.annotator, found.status, len(found.spans)) == ("ann", "started", 1)
    (found,) = reviews({"completed_by": "ann", "result": []}, drafts=[draft])
    assert (found.status, found.spans) == ("done", ())


def test_predictions_are_suggestions_of_their_model():
    prediction = {"model_version": "bert 2", "score": 0.5,
                  "result": [span(2, 15, "PER", score=0.9), choice("Good")]}  # fmt: skip
    (article,) = read([task(predictions=[prediction])])
    assert article.reviews == ()
    assert [(x.start, x.label, x.score, x.run.pipeline) for x in article.suggestions] == [
        (2, "PER", 0.9, "bert 2"), (None, "Good", 0.5, "bert 2"),
    ]  # fmt: skip


def test_several_annotations_are_several_reviews():
    found = reviews({"completed_by": 1, "result": []}, {"completed_by": 2, "result": []},
                    {"result": []}, {"result": []})  # fmt: skip
    assert [x.annotator for x in found] == ["user 1", "user 2", "", "annotator 2"]
    (article,) = read([task({"completed_by": 1, "updated_at": "2024-01-02T00:00:00Z",
                             "result": [choice("Good")]},
                            {"completed_by": 1, "updated_at": "2024-01-01T00:00:00Z",
                             "result": [choice("Bad")]})])  # fmt: skip
    (found,) = article.reviews
    assert [x.topic for x in found.topics] == ["Good"]
    assert [str(x) for x in article.left_out] == [
        "earlier work of the same annotator on the same text: 1"
    ]


def test_the_ground_truth_stands_for_the_task():
    found = reviews({"completed_by": 1, "ground_truth": True, "result": []},
                    {"completed_by": 2, "result": []})  # fmt: skip
    assert [x.review_pass for x in found] == [2, 1]


def test_positions_are_code_points_and_those_of_old_versions_utf_16():
    """`[...text]` in web/libs/editor/src/tags/object/RichText/domManager.ts; issue 1347."""
    (new,) = reviews({"result": [span(2, 15, "PER", "Angela Merkel")]})
    (old,) = reviews({"result": [span(3, 16, "PER", "Angela Merkel")]})
    assert new.spans == old.spans
    (refusal,) = read([task({"result": [span(4, 17, "PER", "Angela Merkel")]})])
    assert "the text at 4 to 17 is 'gela Merkel l', not 'Angela Merkel'" in str(refusal)


def test_white_space_in_the_words_beside_may_differ():
    value = {"data": {"text": "Angela\r\nMerkel  x"}, "annotations": [
        {"result": [span(0, 14, "PER", "Angela\\n\\nMerkel")]}]}  # fmt: skip
    (article,) = read([value])
    assert article.reviews[0].spans[0].end == 14


def test_the_interface_says_which_field_is_the_text_and_what_was_not_chosen():
    value = {"id": 1, "data": {"text": "other", "body": TEXT},
             "annotations": [{"result": [choice("Good")]}]}  # fmt: skip
    (article,) = read([value], xml=CONFIG)
    assert article.text == TEXT
    assert {x.topic: x.is_yes for x in article.reviews[0].topics} == {"Good": True, "Bad": False}


def test_an_interface_that_is_broken_is_told_and_the_tasks_are_read():
    for xml in (b"<View", b'<!DOCTYPE x [<!ENTITY a "b">]><View>&a;</View>'):
        refusal, article = read([task()], xml=xml)
        assert str(refusal).startswith("label_config.xml: ")
        assert article.text == TEXT


def test_what_has_no_place_is_counted():
    box = {"id": "r2", "type": "rectanglelabels", "value": {"x": 1}}
    relation = {"type": "relation", "from_id": "a", "to_id": "b"}
    of_region = {**choice("x"), "id": "r2"}
    note = {"from_name": "n", "type": "textarea", "value": {"text": ["a note"]}}
    tree = {"from_name": "t", "type": "taxonomy", "value": {"taxonomy": [["A", "B"]]}}
    (article,) = read([task({"result": [span(2, 8, "PER"), box, box, relation, of_region, note,
                                        tree]})])  # fmt: skip
    assert {str(x) for x in article.left_out} == {
        "“rectanglelabels” has no place in a project: 2",
        "“relation” has no place in a project: 1",
        "“choices” has no place in a project: 1",
    }
    (found,) = article.reviews
    assert (found.note, [x.topic for x in found.topics]) == ("a note", ["A / B"])


def test_html_is_read_as_its_text():
    html = "<h1>A &amp; B</h1><p>Xi<br>met <b>Joe</b></p><script>x()</script>"
    item = {"type": "hypertextlabels", "from_name": "l", "to_name": "t", "value": {
        "start": "/p[1]/b[1]/text()[1]", "end": "/p[1]/b[1]/text()[1]", "startOffset": 0,
        "endOffset": 3, "globalOffsets": {"start": 12, "end": 15}, "text": "Joe",
        "hypertextlabels": ["PER"]}}  # fmt: skip
    xml = b'<View><HyperText name="t" value="$html"/></View>'
    (article,) = read([{"data": {"html": html}, "annotations": [{"result": [item]}]}], xml=xml)
    assert article.text == "A & BXi\nmet Joe"
    assert [(x.start, x.end, x.label) for x in article.reviews[0].spans] == [(12, 15, "PER")]


def test_paragraphs_are_lines():
    item = {"type": "paragraphlabels", "from_name": "l", "to_name": "d", "value": {
        "start": "1", "end": "1", "startOffset": 3, "endOffset": 6, "text": "you",
        "paragraphlabels": ["P"]}}  # fmt: skip
    talk = [{"author": "A", "text": "Hello!"}, {"author": "B", "text": "To you"}]
    (article,) = read([{"data": {"dialogue": talk}, "annotations": [{"result": [item]}]}])
    assert article.text == "Hello!\nTo you"
    assert [(x.start, x.end) for x in article.reviews[0].spans] == [(10, 13)]


def test_minimal_json_has_a_record_an_annotation():
    base = {"text": TEXT, "source": "Times", "id": 7,
            "label": [{"start": 2, "end": 15, "text": "Angela Merkel", "labels": ["PER"]}],
            "mood": "Good", "more": {"choices": ["x", "y"]}, "annotator": 1, "annotation_id": 3,
            "created_at": "2024-01-01T00:00:00Z", "updated_at": "", "lead_time": 1.5}  # fmt: skip
    other = {**base, "annotator": 2, "annotation_id": 4, "mood": "Bad", "label": []}
    third = {**base, "id": 8}
    first, second = read([base, other, third])
    assert [x.annotator for x in first.reviews] == ["user 1", "user 2"]
    assert [len(x.spans) for x in first.reviews] == [1, 0]
    assert {x.topic for x in first.reviews[0].topics} == {"Good", "x", "y"}
    assert (first.key, first.source, second.key) == ("7", "Times", "8")


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_tables_have_json_in_their_cells(delimiter):
    label = json.dumps([{"start": 2, "end": 15, "text": "Angela Merkel", "labels": ["PER"]}])
    cells = ["ann@x.org", "3", "7", label, "1.5", TEXT, "Good"]
    names = ["annotator", "annotation_id", "id", "label", "lead_time", "text", "mood"]
    quoted = delimiter.join('"' + x.replace('"', '""') + '"' for x in cells)
    table = f"{delimiter.join(names)}\n{quoted}\n{delimiter.join('a')}\n"
    format_ = registry.reader_for("a.csv", table.encode())
    assert format_.name == "label-studio"
    refusal, article = read(table.encode(), "f.csv", CONFIG.replace(b"$body", b"$text"))
    (found,) = article.reviews
    assert (found.annotator, found.seconds, len(found.spans)) == ("ann@x.org", 1.5, 1)
    assert {x.topic for x in found.topics if x.is_yes} == {"Good"}
    assert str(refusal).startswith("f.csv:3: ")


def test_written_annotators_and_the_interface():
    labels = (Label(1, "PER", colour="#ff0000"), Label(2, 'a "b" <c>'))
    groups = (TopicGroup(1, "Mood", several=False), TopicGroup(2, "Field"))
    topics = (Topic(1, "Good", 1), Topic(2, "Bad", 1), Topic(3, "War", 2))
    said = tuple(map(GivenTopic, ("Good", "War", "New")))
    review = GivenReview("ann", spans=(GivenSpan(2, 15, "PER"),), topics=said)
    article = GivenArticle(TEXT, key="k", reviews=(review,), spans=review.spans,
                           topics=review.topics)  # fmt: skip
    parts = written("label-studio", Outgoing([article], Scheme("s", labels=labels, groups=groups,
                                                               topics=topics)))  # fmt: skip
    found = config.read(io.BytesIO(parts["label_config.xml"]))
    assert found.texts["text"].field == "text"
    assert found.controls["label"].choices == ["PER", 'a "b" <c>']
    assert [found.controls[x].choices for x in ("topics_1", "topics_2", "topics")] == [
        ["Good", "Bad"], ["War"], ["New"],
    ]  # fmt: skip
    (task,) = json.loads(parts["tasks.json"])
    assert "completed_by" not in task["annotations"][0]
    (task,) = json.loads(written("label-studio", [article], completed_by=True)["tasks.json"])
    assert task["annotations"][0]["completed_by"] == {"email": "ann"}


def test_our_own_html_is_short():
    assert texts._text_of_html("plain") == "plain"


FILES = {
    # articles, refused, reviews, suggestions
    "label-studio/previous_export.json": (0, 1, 0, 0),  # of an image
    "label-studio/tasks_annotations_predictions.json": (6, 0, 4, 3),
    "label-studio/text_with_2_predictions.json": (1, 0, 0, 2),
    "label-studio-converter/tests/data/test_export_csv/csv_test.json": (2, 0, 2, 0),
    "label-studio-converter/tests/data/test_export_csv/csv_test2.json": (0, 1, 0, 0),  # no text
    "label-studio-converter/tests/data/test_export_csv/csv_test2_result.csv": (0, 1, 0, 0),
    "label-studio-converter/tests/data/test_export_csv/csv_test_history.json": (1, 0, 1, 0),
    "label-studio-converter/tests/data/test_export_json_min/data.json": (0, 1, 0, 0),  # an image
    "label-studio-converter/tests/data/test_export_json_min/data_repeater.json": (0, 1, 0, 0),
    "found/ls.json": (1, 0, 1, 0),
}


@pytest.mark.parametrize("name", FILES)
def test_its_own_files(shared, name):
    path = shared / "fixtures" / name
    if not path.is_file():
        pytest.skip("the fixtures of Label Studio are not there")
    format_ = registry.reader_for(path.name, path.read_bytes()[: registry.HEAD_BYTES])
    assert format_.name == "label-studio"
    with path.open("rb") as stream:
        items = list(format_.read(stream, path.name, ReadOptions()))
    found = [x for x in items if isinstance(x, GivenArticle)]
    assert FILES[name] == (
        len(found), sum(isinstance(x, Refusal) for x in items),
        sum(len(x.reviews) for x in found), sum(len(x.suggestions) for x in found),
    )  # fmt: skip


def test_the_converter_of_its_sdk_reads_what_is_written(tmp_path):
    """label-studio-sdk, of the extra `consumers`: it takes the interface, and converts."""
    converter = pytest.importorskip(
        "label_studio_sdk.converter.converter",
        reason="label-studio-sdk is not installed (extra consumers)",
    )
    text = "👍🏽 Angela Merkel leads Germany."
    review = GivenReview("ann", spans=(GivenSpan(3, 16, "PER"), GivenSpan(23, 30, "LOC")),
                         topics=(GivenTopic("War"),))  # fmt: skip
    article = GivenArticle(text, key="k", reviews=(review,), spans=review.spans,
                           topics=review.topics)  # fmt: skip
    parts: Parts = written("label-studio", [article])
    (tmp_path / "tasks.json").write_bytes(parts["tasks.json"])
    made = converter.Converter(parts["label_config.xml"].decode(), str(tmp_path))
    made.convert_to_json_min(str(tmp_path / "tasks.json"), str(tmp_path / "min"), is_dir=False)
    (record,) = json.loads((tmp_path / "min" / "result.json").read_bytes())
    assert [text[x["start"] : x["end"]] for x in record["label"]] == ["Angela Merkel", "Germany"]
    assert record["topics"] == "War"
    made.convert_to_conll2003(str(tmp_path / "tasks.json"), str(tmp_path / "conll"), is_dir=False)
    lines = (tmp_path / "conll" / "result.conll").read_text("utf-8").splitlines()
    assert [x.split()[0] + " " + x.split()[-1] for x in lines if x.endswith(("PER", "LOC"))] == [
        "Angela B-PER", "Merkel I-PER", "Germany B-LOC",
    ]  # fmt: skip
    with (tmp_path / "min" / "result.json").open("rb") as stream:
        (back,) = reading.read(stream, "result.json")
    assert [(x.start, x.end, x.label) for x in back.reviews[0].spans] == [
        (3, 16, "PER"), (23, 30, "LOC"),
    ]  # fmt: skip
