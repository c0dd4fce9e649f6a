"""Several annotators' files of the same documents: reviews of one article, by their names.

What is tested: `workspace/exchange/by_file.py`.
"""

from __future__ import annotations

import json
import zipfile

import pytest

from annotator.storage import Store
from annotator.workspace.exchange import importing
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import import_request

TEXTS = ("Xi met Joe.", "Joe left Paris 😀.", "It rained.")


def doccano(*labels):
    lines = [
        {"id": n, "text": text, "label": each}
        for n, (text, each) in enumerate(zip(TEXTS, labels, strict=True), 1)
    ]
    return "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines)


ANNA = doccano([[0, 2, "PER"], [7, 10, "PER"]], [[0, 3, "PER"]], [])
BEN = doccano([[0, 2, "ORG"]], [[9, 14, "LOC"]], [])


def works_of(tmp_path, *paths, **choices):
    """{key: {annotator: labels}} of a project into which these were imported."""
    project = projects.create(tmp_path / "p.db", "empty")
    report = importing.run(import_request(project, *paths, **choices), Work())
    with Store.open(project) as store:
        names = {x.id: x.name for x in store.scheme.read().labels}
        found = {}
        for article, work in store.export.articles(None, "all"):
            of = found.setdefault(article.key, {})
            for each in work:
                if each.review.status == "done":
                    spans = sorted((x.start, names[x.label], x.surface) for x in each.spans)
                    of[each.annotator] = spans
        assert store.counts.info()["articles"] == len(found)
    return report, found


WANTED = {
    "1": {
        "anna": [(0, "PER", "Xi"), (7, "PER", "Joe")],
        "ben": [(0, "ORG", "Xi")],
    },
    "2": {"anna": [(0, "PER", "Joe")], "ben": [(9, "LOC", "Paris")]},
    "3": {},
}


def test_doccano_s_files_by_annotator_are_reviews_of_one_article(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x/anna.jsonl").write_text(ANNA)
    (tmp_path / "x/ben.jsonl").write_text(BEN)
    report, found = works_of(tmp_path, tmp_path / "x")
    assert found == WANTED
    assert (report.articles, report.duplicates, report.reviews, report.spans) == (3, 0, 4, 5)


def test_the_same_in_a_zip_and_with_another_name_for_one(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("anna.jsonl", ANNA)
        archive.writestr("ben.jsonl", BEN)
    _, found = works_of(tmp_path, tmp_path / "x.zip", people={"ben": "Benjamin"})
    assert found["1"] == {"anna": WANTED["1"]["anna"], "Benjamin": WANTED["1"]["ben"]}


def test_files_of_other_documents_and_copies_are_nobody_s_by_their_names(tmp_path):
    (tmp_path / "train.jsonl").write_text(ANNA.splitlines()[0] + "\n")
    (tmp_path / "dev.jsonl").write_text(ANNA.splitlines()[1] + "\n")
    _, found = works_of(tmp_path, tmp_path / "train.jsonl", tmp_path / "dev.jsonl")
    assert found == {"1": {}, "2": {}}  # suggestions, as the files say nothing of people
    (tmp_path / "y").mkdir()
    (tmp_path / "copy.jsonl").write_text(ANNA.splitlines()[0] + "\n")
    project = projects.create(tmp_path / "y/p.db", "empty")
    files = tmp_path / "train.jsonl", tmp_path / "copy.jsonl"
    report = importing.run(import_request(project, *files), Work())
    assert (report.articles, report.duplicates, report.reviews) == (2, 1, 0)


BRAT = {"anna": "T1\tPER 0 2\tXi\n", "ben": "T1\tORG 0 2\tXi\nT2\tPER 7 10\tJoe\n"}


def test_brat_s_folders_by_annotator(tmp_path):
    for who, first in BRAT.items():
        (tmp_path / "x" / who).mkdir(parents=True)
        for name, text, labels in (("a", TEXTS[0], first), ("b", TEXTS[1], "T1\tPER 0 3\tJoe\n")):
            (tmp_path / "x" / who / f"{name}.txt").write_text(text)
            (tmp_path / "x" / who / f"{name}.ann").write_text(labels)
    report, found = works_of(tmp_path, tmp_path / "x")
    assert found == {
        "a": {"anna": [(0, "PER", "Xi")], "ben": [(0, "ORG", "Xi"), (7, "PER", "Joe")]},
        "b": {"anna": [(0, "PER", "Joe")], "ben": [(0, "PER", "Joe")]},
    }
    assert (report.articles, report.refused) == (2, 0)


XMI = """\
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">
<custom:Span xmi:id="2" sofa="1" begin="0" end="2" value="{label}"/>
<cas:Sofa xmi:id="1" sofaID="_InitialView" sofaString="Xi met Joe."/></xmi:XMI>"""


def test_inception_s_folders_say_whose_a_file_is(tmp_path):
    folder = tmp_path / "annotation/news.txt"
    folder.mkdir(parents=True)
    for who, label in (("anna", "PER"), ("ben", "ORG")):
        (folder / f"{who}.xmi").write_text(XMI.format(label=label))
    report, found = works_of(tmp_path, tmp_path / "annotation")
    assert found == {"news": {"anna": [(0, "PER", "Xi")], "ben": [(0, "ORG", "Xi")]}}
    assert report.reviewed == 1


@pytest.mark.parametrize("name", ["label-studio", "prodigy"])
def test_other_tools_files_by_annotator(tmp_path, name):
    for who, label in (("anna", "PER"), ("ben", "ORG")):
        if name == "prodigy":
            row = {
                "text": TEXTS[0], "_task_hash": 1, "_input_hash": 2, "answer": "accept",
                "spans": [{"start": 0, "end": 2, "label": label}],
            }  # fmt: skip
            (tmp_path / f"{who}.jsonl").write_text(json.dumps(row) + "\n")
        else:
            value = {"start": 0, "end": 2, "text": "Xi", "labels": [label]}
            result = {"from_name": "label", "to_name": "text", "type": "labels", "value": value}
            row = {"id": 1, "data": {"text": TEXTS[0]}, "annotations": [{"result": [result]}]}
            (tmp_path / f"{who}.json").write_text(json.dumps([row]))
    files = [x for x in sorted(tmp_path.iterdir()) if x.suffix in (".json", ".jsonl")]
    _, found = works_of(tmp_path, *files)
    assert list(found.values()) == [{"anna": [(0, "PER", "Xi")], "ben": [(0, "ORG", "Xi")]}]
