"""labelbuddy's documents of all versions, by characters or bytes."""

import io
import json

import pytest

from annotator.core.records import Label, Scheme
from annotator.faults import Unfit
from annotator.formats import labelbuddy, registry
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan
from annotator.formats.base import Outgoing
from tests.unit.formats.tool_texts import written

TEXT = "😀 the text of document 1\nsome text\nthe end\n"


def read(*values):
    lines = "\n".join(map(json.dumps, values)).encode()
    assert registry.reader_for("a.jsonl", lines).name == "labelbuddy"
    return list(labelbuddy.read(io.BytesIO(lines), "f"))


@pytest.mark.parametrize(
    "annotation",
    [
        {"start_char": 6, "end_char": 10, "label_name": "Word", "extra_data": ""},
        {"start_byte": 9, "end_byte": 13, "label_name": "Word"},
        {"start_char": 6, "end_char": 10, "start_byte": 9, "end_byte": 13, "label_name": "Word"},
    ],
)
def test_an_annotation_by_characters_or_bytes(annotation):
    (article,) = read({"text": TEXT, "display_title": "A title", "annotations": [annotation],
                       "metadata": {"id": "doc-1", "source": "example.org", "n": 2}})  # fmt: skip
    assert [(x.start, x.end, x.label) for x in article.spans] == [(6, 10, "Word")]
    assert (article.title, article.key, article.source) == ("A title", "doc-1", "example.org")
    assert (article.meta, article.reviews) == ('{"n":2}', ())


def test_the_versions_before_1_and_their_extra_data():
    (article,) = read({"text": TEXT, "long_title": "T", "meta": {"id": "d"},
                       "labels": [[6, 10, "Word"], [23, 24, "Number", "1"]]})  # fmt: skip
    assert [(x.start, x.end, x.label) for x in article.spans] == [
        (6, 10, "Word"), (23, 24, "Number"),
    ]  # fmt: skip
    assert (article.title, article.key) == ("T", "d")
    assert [str(x) for x in article.left_out] == ["“extra_data” has no place in a project: 1"]


def test_annotations_without_their_text_and_labels_are_refused():
    found = read({"utf8_text_md5_checksum": "8", "annotations": []},
                 {"name": "Word", "color": "#aec7e8", "shortcut_key": "p"},
                 {"text": TEXT, "annotations": [{"start_byte": 1, "end_byte": 3,
                                                 "label_name": "X"}]})  # fmt: skip
    assert [str(x) for x in found] == [
        f"f:1: {Unfit.WITHOUT_ITS_TEXT()}",
        "f:2: a label of a scheme, not an article",
        "f:3: a position inside of a character: 1",
    ]


def test_labels_are_written_with_their_colours_and_keys():
    scheme = Scheme("s", labels=(Label(1, "PER", colour="#ff0000", key="p"),))
    spans = (GivenSpan(0, 1, "New"),)
    article = GivenArticle(TEXT, key="k", title="T", spans=spans,
                           reviews=(GivenReview("ann", spans=spans),))  # fmt: skip
    parts = written("labelbuddy", Outgoing([article], scheme))
    per, new = map(json.loads, parts["labels"].splitlines())
    assert per == {"name": "PER", "color": "#ff0000", "shortcut_key": "p"}
    assert new["name"] == "New"
    document = json.loads(parts["documents"])
    assert document["display_title"] == "T"
    assert labelbuddy.companions("x/documents.jsonl") == ("documents.labels.jsonl", "labels.jsonl")
