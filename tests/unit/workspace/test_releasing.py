"""A release: the same bytes each time, parts without copies of each other, refused in one line.

What is tested: `workspace/release/articles.py`, `workspace/release/methods.py`,
`workspace/release/told.py`, `workspace/release/examples.py`,
`workspace/children/release_job.py`, `workspace/jobs/release_messages.py`.
"""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.codes import JobStep
from annotator.errors import EnvironmentFault, UserError
from annotator.formats import extras
from annotator.formats.docbin import read_back
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.release import making, releasing
from tests.unit.workspace.released import COPIES, hashes, made, release

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return made(tmp_path_factory.mktemp("project") / "press.db")


@pytest.fixture(scope="module")
def released(project, tmp_path_factory):
    to = tmp_path_factory.mktemp("released") / "r"
    release(project, to, dev=0.2, test=0.2)
    return to


def test_the_files_of_a_release(released):
    assert sorted(hashes(released)) == [
        "MANIFEST.json", "README.md", "codebook.html", "codebook.md", "codebook.qdc",
        "croissant.json",
        *(f"data/csv/{x}-{y}.csv" for x in ("dev", "test", "train") for y in ("spans", "topics")),
        *(f"data/jsonl/{x}.jsonl" for x in ("dev", "test", "train")),
        *(f"data/parquet/{x}.parquet" for x in ("dev", "test", "train")),
        "data/spacy/config.cfg", "data/spacy/dev.spacy", "data/spacy/labels.json",
        "data/spacy/test.spacy", "data/spacy/train.spacy",
        "methods.md", *(f"text-free/{x}.jsonl" for x in ("dev", "test", "train")),
    ]  # fmt: skip
    manifest = json.loads((released / "MANIFEST.json").read_bytes())
    assert manifest["counts"]["articles"] == 12
    assert manifest["counts"]["by_label"]["PER"] == manifest["splits"]["parts"]
    assert manifest["coding_rules"] == [
        {"label": "PER", "surface": "Xi", "text": "A person, always."}
    ]


def test_the_same_bytes_twice_and_over_the_old_ones(project, released, tmp_path):
    release(project, tmp_path / "again", dev=0.2, test=0.2)
    assert hashes(tmp_path / "again") == hashes(released)
    release(project, tmp_path / "again", dev=0.2, test=0.2)
    assert hashes(tmp_path / "again") == hashes(released)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_same_bytes_in_other_processes_of_other_projects(project, released, tmp_path, seed):
    copy = tmp_path / "elsewhere" / "other name.db"
    copy.parent.mkdir()
    shutil.copy(project, copy)
    asked = ["release", copy, "--to", tmp_path / "r", "--dev", "0.2", "--test", "0.2"]
    subprocess.run(
        [sys.executable, "-P", "-m", "annotator", *asked],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
        check=True,
        timeout=300,
    )
    assert hashes(tmp_path / "r") == hashes(released)


def test_near_copies_are_in_one_part(released):
    parts = {}
    for path in (released / "data/jsonl").iterdir():
        for line in path.read_bytes().splitlines():
            parts[json.loads(line)["id"]] = path.stem
    assert {parts[one] == parts[other] for one, other in COPIES.items()} == {True}
    splits = json.loads((released / "MANIFEST.json").read_bytes())["splits"]
    assert splits["near_copies"] == {"families": 1, "articles": 3}
    assert "near copies stay together: 3 articles" in (released / "README.md").read_text().lower()


def test_spacy_reads_what_is_not_compressed(released):
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    path = released / "data/spacy/train.spacy"
    assert path.read_bytes()[:2] == b"\x78\x01"
    assert b"article" in path.read_bytes()  # in clear
    docs = list(DocBin(store_user_data=True).from_disk(path).get_docs(Vocab()))
    with path.open("rb") as stream:
        read = list(read_back(stream, path.name))
    assert [doc.text for doc in docs] == [each.article.text for each in read]
    assert all(doc.ents for doc in docs)


def test_every_format_has_the_articles_in_their_parts(released):
    import pyarrow.parquet

    for part in ("train", "dev", "test"):
        lines = (released / f"data/jsonl/{part}.jsonl").read_bytes().splitlines()
        ids = {json.loads(line)["id"] for line in lines}
        with (released / f"data/spacy/{part}.spacy").open("rb") as stream:
            assert {each.key for each in read_back(stream, "x.spacy")} == ids
        table = pyarrow.parquet.read_table(released / f"data/parquet/{part}.parquet")
        assert set(table["id"].to_pylist()) == ids
        with (released / f"data/csv/{part}-spans.csv").open(encoding="utf-8-sig") as rows:
            assert {next(iter(row.values())) for row in csv.DictReader(rows)} == ids


@pytest.mark.parametrize("size", [0, 1, 0xFFFF, 0x10000, 200_001])
def test_what_is_stored_is_what_was_packed(size):
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    assert zlib.decompress(making._stored(zlib.compress(data))) == data


def test_what_is_another_s_is_refused(project, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="the folder is not empty"):
        release(project, tmp_path)
    assert hashes(tmp_path) == hashes(tmp_path)
    assert [x.name for x in tmp_path.iterdir()] == ["mine.txt"]


def test_what_was_changed_since_is_refused(project, released, tmp_path):
    shutil.copytree(released, tmp_path / "r")
    with (tmp_path / "r/codebook.md").open("a") as stream:
        stream.write("My own words.")
    before = hashes(tmp_path / "r")
    with pytest.raises(UserError, match=r"codebook\.md: .*changed"):
        release(project, tmp_path / "r")
    assert hashes(tmp_path / "r") == before


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"formats": ("jsonl", "odt")}, "odt"),
        ({"dev": 0.6, "test": 0.4}, "together below 1"),
        ({"dev": -0.1}, "together below 1"),
        ({"dev": float("nan")}, "together below 1"),
        ({"by": "moon"}, "moon"),
        ({"status": "odd"}, "odd"),
        ({"annotator": "nobody"}, "nobody"),
        ({"first_date": "1900", "last_date": "1901"}, "no article"),
    ],
)
def test_choices_that_cannot_be_are_refused_in_a_line(project, tmp_path, choices, words):
    with pytest.raises(UserError) as caught:
        release(project, tmp_path / "r", **choices)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", [JobStep.READING, JobStep.EXPORTING, JobStep.READING_BACK])
def test_cancelled_leaves_nothing(project, tmp_path, step):
    work = Work(lambda done, total, what: work.cancelled.set() if what == step else None)
    with pytest.raises(JobCancelled):
        release(project, tmp_path / "r", work=work)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(project, tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device", str(tmp_path / "r"))

    monkeypatch.setattr(making, "write_told", full)
    with pytest.raises(EnvironmentFault, match="No space left on device"):
        release(project, tmp_path / "r")
    assert list(tmp_path.iterdir()) == []


def test_without_a_library_its_format_is_left_out_and_told(project, tmp_path, monkeypatch):
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "pyarrow" else object())
    assert release(project, tmp_path / "r").left_out == ("parquet",)
    assert not (tmp_path / "r/data/parquet").exists()
    with pytest.raises(UserError, match="pip install pyarrow"):
        release(project, tmp_path / "s", formats=("parquet",))


def test_a_release_by_labels_without_test(project, tmp_path):
    report = release(project, tmp_path / "r", by="labels", test=0.0, formats=("jsonl",))
    assert sorted(report.parts) == ["dev", "train"]
    assert not (tmp_path / "r/data/jsonl/test.jsonl").exists()


def test_notes_and_questions_stay_at_home(project, released):
    with closing(sqlite3.connect(project)) as db:
        assert db.execute("SELECT count(*) FROM reviews WHERE note <> ''").fetchone() == (12,)
        assert db.execute("SELECT count(*) FROM spans WHERE question <> ''").fetchone() == (12,)
    for path in released.rglob("*.jsonl"):
        for line in path.read_text().splitlines():
            for review in json.loads(line)["reviews"]:
                assert not review.get("note")
                assert not any(span.get("question") for span in review["spans"])


def test_the_target_is_the_folder_s_alone(tmp_path):
    assert releasing.target_of(tmp_path).manifest == "MANIFEST.json"
