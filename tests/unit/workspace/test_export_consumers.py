"""What is written in the hands of those that read it: pandas, spaCy, the files of other tools."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from annotator.formats import registry
from annotator.workspace.exchange import exporting
from annotator.workspace.jobs.process import Work
from tests.unit.workspace.asking import export_request
from tests.unit.workspace.released import made, text_of

COUNT = 12
SHARED = Path(__file__).resolve().parents[4] / "shared" / "fixtures"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return made(tmp_path_factory.mktemp("project") / "press.db", COUNT)


@pytest.fixture(scope="module")
def written(project, tmp_path_factory):
    """Exports the project in a format, once: where it is."""
    folder = tmp_path_factory.mktemp("written")

    def of(name, **options):
        format_ = next(x for x in registry.written() if x.name == name)
        to = folder / f"{name}{format_.proposed_ending}"
        if not to.exists():
            exporting.run(export_request(project, to, name, **options), Work())
        return to

    return of


def own_lines(written):
    return [json.loads(line) for line in written("jsonl").read_text().splitlines()]


def test_pandas_reads_json_lines(written):
    pandas = pytest.importorskip("pandas", reason="pandas, of the extra consumers")
    frame = pandas.read_json(written("jsonl"), lines=True, dtype=False)
    assert list(frame["text"]) == [text_of(n) for n in range(COUNT)]
    for text, entities in zip(frame["text"], frame["entities"], strict=True):
        assert [text[x["start"] : x["end"]] for x in entities] == ["Xi", "Paris"]
    assert list(frame["id"]) == [x["id"] for x in own_lines(written)]


def test_pandas_reads_tables_of_spans_and_of_topics(written):
    pandas = pytest.importorskip("pandas", reason="pandas, of the extra consumers")
    spans = pandas.read_csv(written("csv") / "spans.csv", dtype=str, keep_default_na=False)
    found = spans.astype({"start": int, "end": int})
    texts = {x["id"]: x["text"] for x in own_lines(written)}
    rows = list(found.itertuples())
    assert len(rows) == 2 * COUNT
    for row in rows:
        assert texts[row.article][row.start : row.end] == row.surface
    topics = pandas.read_csv(written("csv") / "topics.csv", dtype=str, keep_default_na=False)
    assert len(topics) == COUNT
    assert set(topics["topic"]) == {"Trade"}


def test_spacy_takes_the_data_trains_with_them_and_evaluates(written, tmp_path, capsys):
    """`debug data` has no fault but their number to tell, `train` and `evaluate` run."""
    from spacy.cli.debug_data import debug_data
    from spacy.cli.evaluate import evaluate
    from spacy.cli.train import train

    folder = written("spacy", dev_share=0.3)
    data = {f"paths.{part}": str(folder / f"{part}.spacy") for part in ("train", "dev")}
    with pytest.raises(SystemExit):
        debug_data(folder / "config.cfg", config_overrides=data, no_format=True, silent=False)
    said = capsys.readouterr().out
    assert "Low number of examples to train a new pipeline (8)" in said
    assert "\n1 error" in said
    assert "Corpus is loadable" in said
    few = {"training.max_steps": 2, "training.eval_frequency": 1}
    train(folder / "config.cfg", tmp_path / "model", overrides=data | few)
    scores = evaluate(str(tmp_path / "model/model-last"), folder / "dev.spacy", silent=True)
    assert {"PER", "LOC"} <= set(scores["ents_per_type"])


def test_labelbuddy_s_documents_are_read_by_its_author_s_own_reader(written):
    """Positions are code points, and each document has the checksum by which it knows a text."""
    reason = "labelutils, of the extra consumers"
    labelutils = pytest.importorskip("labelutils._labelbuddy", reason=reason)
    with labelutils.LabelBuddyReader(written("labelbuddy") / "documents.jsonl") as reader:
        documents = list(reader.read())
    assert [x["text"] for x in documents] == [text_of(n) for n in range(COUNT)]
    for each in documents:
        text = each["text"]
        checksum = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        assert each["utf8_text_md5_checksum"] == checksum
        spans = [text[x["start_char"] : x["end_char"]] for x in each["annotations"]]
        assert spans == ["Xi", "Paris"]


def shape_of(value):
    """A value of JSON by its types."""
    if isinstance(value, dict):
        return {name: shape_of(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape_of(each) for each in value]
    return type(value).__name__


def lines_of(path):
    return [json.loads(x) for x in path.read_text(encoding="utf-8").splitlines() if x.strip()]


def test_doccano_s_own_examples_have_the_form_of_what_is_written(written):
    """Its import takes a column of texts and one of [start, end, label]."""
    folder = SHARED / "doccano/backend/data_import/pipeline/examples/sequence_labeling"
    if not folder.is_dir():
        pytest.skip("the fixtures of doccano are not here")
    examples = lines_of(folder / "example.jsonl")
    forms = [shape_of(span) for x in examples for span in x["column_label"]]
    for line in lines_of(written("doccano")):
        assert all(shape_of(span) in forms for span in line["label"])
        assert isinstance(line["text"], str)
        assert [line["text"][x:y] for x, y, _ in line["label"]] == ["Xi", "Paris"]


def test_prodigy_s_own_tasks_have_the_form_of_what_is_written(written):
    """Every field that its own annotated tasks have and ours have too is of the same type."""
    file = SHARED / "prodigy-recipes/example-datasets"
    file /= "annotated_news_headlines-ORG-PERSON-LOCATION-ner.jsonl"
    if not file.is_file():
        pytest.skip("the fixtures of Prodigy are not here")
    own = next(x for x in lines_of(file) if x.get("spans"))
    for line in lines_of(written("prodigy")):
        if "spans" not in line:
            continue
        assert line["answer"] in ("accept", "reject", "ignore")
        for name in own.keys() & line.keys() - {"meta", "spans", "tokens", "_session_id"}:
            assert type(line[name]) is type(own[name]), name
        for name in ("spans", "tokens"):
            for each in line.get(name, ()):
                for field in each.keys() & own[name][0].keys():
                    assert type(each[field]) is type(own[name][0][field]), (name, field)
        for span in (x for x in line["spans"] if "token_start" in x):
            first, last = line["tokens"][span["token_start"]], line["tokens"][span["token_end"]]
            assert (first["start"], last["end"]) == (span["start"], span["end"])


def test_the_table_says_what_is_read_by_whom():
    """Each format that is written names the reader, and the version, that tests hold it against."""
    assert [x.name for x in registry.written() if not x.proven] == []


def test_python_s_own_reader_takes_the_tables(written):
    with (written("csv") / "spans.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 2 * COUNT
