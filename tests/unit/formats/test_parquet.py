"""Parquet: what is written comes back whole, and tables of others are read as they are meant."""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.errors import UserError
from annotator.formats import parquet, registry
from annotator.formats.articles import (
    GivenArticle,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
    ReadOptions,
    Refusal,
)
from annotator.formats.base import Likeness, Outgoing

pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")


class Kept(io.BytesIO):
    def close(self):
        pass


def write(articles, **options):
    kept = Kept()
    parquet.write(articles, lambda _part: kept, options)
    return kept.getvalue()


def table(columns, features=None, **options):
    import pyarrow.parquet

    made = pyarrow.table(columns)
    if features is not None:
        told = json.dumps({"info": {"features": features}})
        made = made.replace_schema_metadata({"huggingface": told})
    kept = io.BytesIO()
    pyarrow.parquet.write_table(made, kept, **options)
    return kept.getvalue()


def read(data, text_field=""):
    return list(parquet.read(io.BytesIO(data), "f.parquet", ReadOptions(text_field)))


def spans(item):
    return [(item.text[x.start : x.end], x.label) for x in item.spans]


RUN = GivenRun("pipe", "1", "f", "c")
FULL = GivenArticle(
    "Ann 👨‍👩‍👧 met\r\nJoe.\0\u2028", "T", "k", "2023-11-10", "S", "u", "en", 3,
    '{"a":{"b":[1.5]}}',
    spans=(GivenSpan(0, 3, "P"),), topics=(GivenTopic("War"), GivenTopic("Trade", False)),
    suggestions=(
        GivenSuggestion(0, 3, "P", "pipeline", 0.5, False, RUN, (("P", 0.5), (None, 0.5))),
        GivenSuggestion(None, None, "War"),
        GivenSuggestion(0, 3, None, is_maybe=True),
    ),
    reviews=(
        GivenReview(
            "ann", "done", note="n", seconds=1.5, run=RUN, edited_at="2024",
            spans=(GivenSpan(0, 3, "P", "Ann", "confirmed", 0, "?"),),
            topics=(GivenTopic("War", True, "key"),),
            decisions=(GivenDecision(0, "confirmed", "key", "t", 0, 3, "P", probability=0.5),),
            implied=("Trade",),
        ),
        GivenReview("bob", "started"),
    ),
    tokens=((0, 3), (4, 9)),
)  # fmt: skip


def test_everything_comes_back():
    bare = GivenArticle("Nobody.", key="b")
    data = write([FULL, bare])
    (one, two) = parquet.read_back(io.BytesIO(data), "f")
    assert (one.key, one.spans, one.yes) == ("k", {(0, 3, "P")}, {"War"})
    given_, found = FULL, one.article
    for name in ("text", "title", "key", "published", "source", "url", "language", "meta",
                 "suggestions", "tokens", "source_offset"):  # fmt: skip
        assert getattr(found, name) == getattr(given_, name), name
    assert [x.annotator for x in found.reviews] == ["ann", "bob"]
    assert found.reviews[0] == given_.reviews[0]
    assert (two.key, two.article.text, two.article.reviews) == ("b", "Nobody.", ())


CHARS = st.characters(exclude_categories=["Cs"])


@given(st.lists(st.text(CHARS, min_size=1).filter(lambda x: not x.isspace()), max_size=4))
def test_every_text_comes_back(texts):
    given_ = [GivenArticle(text, key=str(n)) for n, text in enumerate(texts)]
    assert [x.article.text for x in parquet.read_back(io.BytesIO(write(given_)), "f")] == texts


def test_a_row_group_at_a_time(monkeypatch):
    monkeypatch.setattr(parquet, "_ROWS", 2)
    data = write(GivenArticle(f"Text {n}", key=str(n)) for n in range(5))
    assert pyarrow.parquet.ParquetFile(io.BytesIO(data)).num_row_groups == 3
    assert [each.key for each in read(data)] == list("01234")


def test_classes_have_their_names():
    features = {
        "label": {"_type": "ClassLabel", "names": ["no war", "war"]},
        "spans": [{"start": {}, "end": {}, "label": {"_type": "ClassLabel", "names": ["P", "Q"]}}],
    }
    rows = {
        "id": [7, 8],
        "text": ["Ann met Joe.", "Nobody."],
        "label": [1, -1],
        "spans": [[{"start": 0, "end": 3, "label": 1}], []],
        "date": [date(2023, 11, 10), None],
        "seen": [datetime(2023, 1, 1, 1), None],
        "picture": [b"\x89PNG", None],
        "rank": [float("nan"), 0.5],
    }
    first, second = read(table(rows, features))
    assert (first.key, first.published, spans(first)) == ("7", "2023-11-10", [("Ann", "Q")])
    assert [x.topic for x in first.topics] == ["war"]
    assert json.loads(first.meta) == {"seen": "2023-01-01T01:00:00"}
    assert (second.topics, second.meta) == ((), '{"rank":0.5}')


def test_lists_of_records_that_are_stored_as_records_of_lists():
    rows = {"text": ["Ann met Joe."]}
    rows["entities"] = [{"start": [0, 8], "end": [3, 11], "label": ["P", "Q"]}]
    inner = {"start": {}, "end": {}, "label": {"_type": "Value"}}
    for features in (None, {"entities": {"_type": "Sequence", "feature": inner}}):
        (article,) = read(table(rows, features))
        assert spans(article) == [("Ann", "P"), ("Joe", "Q")]


def test_tokens_and_tags():
    names = ["O", "B-PER", "I-PER"]
    label = {"_type": "ClassLabel", "names": names}
    rows = {"id": ["0"], "tokens": [["Ann", "Lee", "met"]], "ner_tags": [[1, 2, 0]]}
    for features in (
        {"ner_tags": {"_type": "Sequence", "feature": label}},
        {"ner_tags": {"_type": "List", "feature": label}},
        {"ner_tags": [label]},
    ):
        (article,) = read(table(rows, features))
        assert (article.text, article.key) == ("Ann Lee met", "0")
        assert spans(article) == [("Ann Lee", "PER")]
    (bare,) = read(table(rows))
    assert [str(each) for each in bare.left_out] == [
        "“ner_tags” has numbers without names: no spans are taken from it"
    ]
    (plain,) = read(table(rows | {"ner_tags": [["B-PER", "I-PER", "O"]]}))
    assert spans(plain) == [("Ann Lee", "PER")]


def test_another_column_may_be_the_text():
    (article,) = read(table({"lead": ["Ann"], "text": ["Joe"]}), "lead")
    assert article.text == "Ann"
    refused = read(table({"lead": ["Ann"]}))
    assert [str(each) for each in refused] == [
        "f.parquet, row 1: no field of texts; the fields are: lead"
    ]


def test_rows_are_refused_by_themselves():
    found = read(table({"text": ["Ann", None, " ", "Joe"]}))
    assert [str(each) for each in found[1:3]] == [
        "f.parquet, row 2: “text” is not a text", "f.parquet, row 3: the text is empty",
    ]  # fmt: skip
    assert [each.text for each in (found[0], found[3])] == ["Ann", "Joe"]


def test_columns_are_told():
    found = parquet.columns(io.BytesIO(table({"text": ["a"], "id": [1]})), "f", ReadOptions())
    assert (found.names, found.text, found.uses["key"]) == (("text", "id"), "text", "id")
    assert parquet.columns(io.BytesIO(b"PAR1"), "f", ReadOptions()).names == ()


def test_it_is_told_by_its_mark():
    data = write([FULL])
    assert parquet.sniff(data[:4096]) == Likeness.SURE
    assert registry.reader_for("f", data[:4096]).name == "parquet"
    assert parquet.sniff(b"Ann") == Likeness.NONE


@pytest.mark.parametrize(
    "cut", [lambda x: b"", lambda x: x[:-9], lambda x: x[:100], lambda x: b"A" * 99]
)
def test_what_is_corrupt_is_refused_in_a_line(cut):
    (refusal,) = read(cut(write([FULL])))
    assert isinstance(refusal, Refusal)
    assert "not a whole Parquet file" in str(refusal)
    assert "\n" not in str(refusal)


@given(st.data())
def test_whatever_is_changed_only_articles_and_refusals_come_out(data):
    plain = bytearray(write([FULL]))
    for _ in range(data.draw(st.integers(1, 3))):
        plain[data.draw(st.integers(0, len(plain) - 1))] = data.draw(st.integers(0, 255))
    for each in read(bytes(plain)):
        assert isinstance(each, GivenArticle) or "fault of this program" not in str(each)


def test_without_its_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UserError, match=r"pip install pyarrow"):
        read(b"PAR1")


# -- other readers -------------------------------------------------------------------------


def test_pandas_reads_it():
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    found = pandas.read_parquet(io.BytesIO(write([FULL, GivenArticle("Joe.", key="b")])))
    assert list(found["text"]) == [FULL.text, "Joe."]
    assert found["entities"][0][0] == {"start": 0, "end": 3, "label": "P"}


def test_datasets_reads_it_and_writes_what_this_reads(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    datasets.disable_progress_bars()
    (tmp_path / "a.parquet").write_bytes(write([GivenArticle("Joe.", key="b"), FULL]))
    path, cache = str(tmp_path / "a.parquet"), str(tmp_path / "c")
    found = datasets.load_dataset("parquet", data_files=path, split="train", cache_dir=cache)
    assert found[1]["reviews"][0]["spans"][0]["label"] == "P"
    features = datasets.Features(
        {
            "tokens": datasets.Sequence(datasets.Value("string")),
            "ner_tags": datasets.Sequence(datasets.ClassLabel(names=["O", "B-PER", "I-PER"])),
        }
    )
    rows = {"tokens": [["Ann", "Lee", "met"]], "ner_tags": [[1, 2, 0]]}
    datasets.Dataset.from_dict(rows, features=features).to_parquet(str(tmp_path / "b.parquet"))
    (article,) = read((tmp_path / "b.parquet").read_bytes())
    assert spans(article) == [("Ann Lee", "PER")]


def test_labels_as_numbers_with_names_come_back_as_names():
    """Those that stand for an article; who labelled it keeps names. A scheme without has none."""
    labels = (Label(7, "PER", "PER", "red"), Label(3, "LOC", "LOC", "blue"))
    groups, topics = (TopicGroup(1, "Subject"),), (Topic(4, "Trade", 1),)
    scheme = Scheme(name="x", labels=labels, groups=groups, topics=topics)
    spans = (GivenSpan(0, 2, "PER", "Xi"), GivenSpan(7, 10, "LOC", "Joe"))
    yes = (GivenTopic("Trade", True),)
    review = GivenReview("ann", spans=spans, topics=yes)
    article = GivenArticle("Xi met Joe.", key="a", spans=spans, topics=yes, reviews=(review,))
    for of, wanted in ((scheme, [0, 1]), (Scheme(), ["PER", "LOC"])):
        data = write(Outgoing([article], of), class_labels=True)
        (row,) = pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()
        assert [x["label"] for x in row["entities"]] == wanted
        (back,) = parquet.read_back(io.BytesIO(data), "x")
        assert back.spans == {(0, 2, "PER"), (7, 10, "LOC")}
        assert back.yes == {"Trade"}
        (read,) = parquet.read(io.BytesIO(data), "x")
        assert read.reviews == back.article.reviews
