"""A release in the hands of those it is for: datasets, mlcroissant, a browser.

What is tested: `workspace/release/card.py`, `workspace/release/croissant.py`,
`workspace/release/codebook.py`.
"""

import json
import warnings
from xml.etree import ElementTree as ET

import pytest

from tests.unit.workspace.released import article, made, release

HF_SPLITS = {"train": "train", "dev": "validation", "test": "test"}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    release(
        made(folder / "press.db"),
        folder / "r",
        dev=0.2,
        test=0.2,
        title="Press: “on” foreign affairs #1",
        description="What papers write",
        license="cc-by-4.0",
        creator="Desk & Sons",
    )
    return folder / "r"


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def loaded(datasets, folder, tmp_path, config=None):
    """What `datasets` reads, by the names of our parts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        datasets.disable_progress_bars()
        found = datasets.load_dataset(str(folder), config, cache_dir=str(tmp_path / "cache"))
    return {name: found[part] for name, part in HF_SPLITS.items() if part in found}


def entities_in(row):
    return [(x["start"], x["end"], x["label"]) for x in row["entities"]]


def test_datasets_loads_the_folder_with_names_for_classes(released, tmp_path):
    datasets = pytest.importorskip("datasets", reason="datasets, of the extra consumers")
    found = loaded(datasets, released, tmp_path)
    written = {name: lines(released / f"data/jsonl/{name}.jsonl") for name in HF_SPLITS}
    assert found.keys() == written.keys()
    for name, rows in written.items():
        label = found[name].features["entities"].feature["label"]
        topic = found[name].features["topics"].feature
        assert isinstance(label, datasets.ClassLabel)
        assert label.names == ["PER", "ORG", "LOC", "MISC"]
        assert topic.names == ["Trade"]
        for row, read in zip(rows, found[name], strict=True):
            assert (read["id"], read["text"]) == (row["id"], row["text"])
            assert [(x, y, label.int2str(z)) for x, y, z in entities_in(read)] == entities_in(row)
            assert topic.int2str(read["topics"]) == row["topics"]
            assert topic.int2str(read["topics_no"]) == row["topics_no"]
            assert read["reviews"][0]["spans"][0]["label"] == row["reviews"][0]["spans"][0]["label"]


def test_a_folder_of_parquet_needs_no_card(released, tmp_path):
    datasets = pytest.importorskip("datasets", reason="datasets, of the extra consumers")
    found = loaded(datasets, released / "data/parquet", tmp_path)
    assert set(found) == set(HF_SPLITS)
    assert isinstance(found["dev"].features["entities"].feature["label"], datasets.ClassLabel)


@pytest.mark.parametrize("config", [None, "text-free"])
def test_datasets_loads_json_lines_by_the_card(tmp_path, config):
    datasets = pytest.importorskip("datasets", reason="datasets, of the extra consumers")
    released = tmp_path / "r"
    release(made(tmp_path / "press.db"), released, formats=("jsonl",), dev=0.2, test=0.2)
    folder = "text-free" if config else "data/jsonl"
    found = loaded(datasets, released, tmp_path, config)
    for name in HF_SPLITS:
        rows = lines(released / folder / f"{name}.jsonl")
        for row, read in zip(rows, found[name], strict=True):
            assert read["id"] == row["id"]
            assert entities_in(read) == entities_in(row)
            assert config or read["text"] == row["text"]


def test_the_card_is_one_of_hugging_face(released):
    hub = pytest.importorskip("huggingface_hub", reason="datasets, of the extra consumers")
    card = hub.DatasetCard.load(released / "README.md")
    assert card.data.pretty_name == "Press: “on” foreign affairs #1"
    assert card.data.license == "cc-by-4.0"
    assert card.data.language == ["en"]
    assert card.data.task_categories == ["token-classification", "text-classification"]
    assert card.data.size_categories == ["n<1K"]


def test_mlcroissant_takes_the_metadata_and_reads_the_records(released):
    mlc = pytest.importorskip("mlcroissant", reason="mlcroissant, of the extra consumers")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = mlc.Dataset(jsonld=str(released / "croissant.json"))
        issues = found.metadata.ctx.issues
        records = [list(found.records(part)) for part in HF_SPLITS]
    assert issues.errors == set()
    rows = [(part, x) for part, x in zip(HF_SPLITS, records, strict=True)]
    texts = {each[f"{part}/text"].decode() for part, found in rows for each in found}
    assert texts == {article(number).text for number in range(12)}


def test_croissant_s_hashes_are_those_of_the_files(released):
    made_of = json.loads((released / "croissant.json").read_bytes())
    manifest = json.loads((released / "MANIFEST.json").read_bytes())
    for each in made_of["distribution"]:
        assert each["sha256"] == manifest["files"][each["contentUrl"]]
    assert made_of["conformsTo"] == "http://mlcommons.org/croissant/1.0"


def test_the_page_of_the_codebook_needs_nothing_and_runs_nothing(released):
    page = (released / "codebook.html").read_text()
    for forbidden in ("<script", "http:", "https:", "src=", "href=", "url(", "@import", "onload"):
        assert forbidden not in page
    body = page[page.index("<html") :].replace('<meta charset="utf-8">', "")
    tree = ET.fromstring(body)  # it is well formed, whatever the labels are
    text = " ".join("".join(tree.itertext()).split())
    assert "A person, always." in text
    assert "Xi met Joe 👩🏽‍🚀 in Paris" in text
    markdown = (released / "codebook.md").read_text()
    for words in ("“Xi”: A person, always.", "**Paris**", "Key words: deal"):
        assert words in markdown
