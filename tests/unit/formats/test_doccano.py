"""doccano in all its spellings; what was confirmed is a review, what nobody says stands alone."""

import io
import json

import pytest

from annotator.formats import doccano, registry
from annotator.formats.articles import GivenArticle, Refusal
from annotator.formats.reading import ReadOptions

TEXT = "👍🏽 Angela Merkel leads Germany"


def read(value, **options):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(doccano.read(io.BytesIO(data), "f", ReadOptions(**options)))


@pytest.mark.parametrize("field", ["label", "labels", "entities"])
@pytest.mark.parametrize(
    "span", [[3, 16, "PER"], {"id": 4, "label": "PER", "start_offset": 3, "end_offset": 16}]
)
def test_spans_in_every_spelling(field, span):
    (article,) = read({"id": 1, "text": TEXT, field: [span], "Comments": []})
    assert [(x.start, x.end, x.label) for x in article.spans] == [(3, 16, "PER")]
    assert (article.key, article.meta, article.reviews) == ("1", "{}", ())


@pytest.mark.parametrize(
    "value", [{"label": ["x", "y"]}, {"labels": ["x", "y"]}, {"cats": ["x", "y"]},
              {"cats": {"x": 1, "y": 1, "z": 0}}]
)  # fmt: skip
def test_classes_in_every_spelling(value):
    (article,) = read({"data": TEXT, **value, "Comments": ["a remark"]})
    assert [x.topic for x in article.topics] == ["x", "y"]
    assert json.loads(article.meta) == {"Comments": ["a remark"]}


def test_the_oldest_exports_have_numbers_and_who_confirmed_them():
    note = {"label": 2, "start_offset": 3, "end_offset": 16, "user": 1}
    lines = [{"text": TEXT, "annotations": [note], "annotation_approver": "ann"},
             {"text": TEXT, "annotations": [note], "annotation_approver": None},
             {"text": TEXT, "annotations": [], "annotation_approver": None}]  # fmt: skip
    done, begun, bare = read(lines)
    assert [(x.annotator, x.status, x.spans[0].label) for x in done.reviews] == [
        ("ann", "done", "label 2")
    ]
    assert [(x.annotator, x.status) for x in begun.reviews] == [("", "started")]
    assert (bare.reviews, bare.spans) == ((), ())


def test_relations_are_counted():
    (article,) = read({"text": TEXT, "entities": [], "relations": [{"from_id": 1, "to_id": 2}]})
    assert [str(x) for x in article.left_out] == ["“relations” has no place in a project: 1"]


def test_texts_of_seq2seq_are_no_topics_where_that_is_said():
    line = {"text": TEXT, "label": ["Angela Merkel führt Deutschland."], "Comments": []}
    (article,) = read(line, more={"seq2seq": True})
    assert article.topics == ()
    assert json.loads(article.meta) == {"label": ["Angela Merkel führt Deutschland."]}


def test_a_table_has_classes_with_a_hash_between():
    table = b'id,text,label,Comments\n1,"One, two",b#a,\n2,Three,,\n3,x\n'
    assert registry.reader_for("a.csv", table).name == "doccano"
    first, second, refusal = read(table)
    assert (first.text, [x.topic for x in first.topics], first.key) == ("One, two", ["b", "a"], "1")
    assert second.topics == ()
    assert str(refusal) == "f:4: a row of 2 fields under a header of 4"


def test_objects_over_several_lines_and_lists_of_labels():
    (article,) = read(json.dumps({"text": TEXT, "entities": []}, indent=1).encode())
    assert article.text == TEXT
    (refusal,) = read([{"text": "PER", "suffix_key": "p", "background_color": "#fff"}])
    assert str(refusal) == "f, item 1: a label of a scheme, not an article"


FILES = {  # by their format: articles, refused, spans, topics
    "data_export/pipeline/examples/relation_extraction/example.jsonl": ("doccano", 1, 0, 4, 0),
    "data_export/pipeline/examples/intent_detection/example.jsonl": ("doccano", 2, 0, 3, 2),
    "data_export/pipeline/examples/sequence_labeling/example.jsonl": ("jsonl", 3, 0, 4, 0),
    "data_export/pipeline/examples/text_classification/example.json": ("json", 3, 0, 0, 3),
    "data_import/tests/data/intent/example.jsonl": ("doccano", 4, 1, 2, 2),
    "data_import/tests/data/relation_extraction/example.jsonl": ("doccano", 1, 0, 4, 0),
    "data_import/tests/data/sequence_labeling/example.jsonl": ("jsonl", 2, 1, 1, 0),
    "data_import/tests/data/text_classification/example.jsonl": ("jsonl", 3, 0, 0, 3),
    "data_import/tests/data/seq2seq/example.json": ("json", 2, 2, 0, 1),
}


@pytest.mark.parametrize("name", FILES)
def test_its_own_files(shared, name):
    path = shared / "fixtures" / "doccano" / "backend" / name
    if not path.is_file():
        pytest.skip("the fixtures of doccano are not there")
    format_ = registry.reader_for(path.name, path.read_bytes()[: registry.HEAD_BYTES])
    with path.open("rb") as stream:
        items = list(format_.read(stream, path.name, ReadOptions()))
    found = [x for x in items if isinstance(x, GivenArticle)]
    assert FILES[name] == (
        format_.name, len(found), sum(isinstance(x, Refusal) for x in items),
        sum(len(x.spans) for x in found), sum(len(x.topics) for x in found),
    )  # fmt: skip
