"""Several annotators' files of the same documents: reviews of one article, by their names.

What is tested: `workspace/exchange/by_file.py`.
"""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing

import pytest

from annotator.faults import Unfit
from annotator.formats.articles import Refusal
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


def studio(who, *spans, model=""):
    """A task of Label Studio as somebody labelled it, with what a model had predicted."""
    named = {"from_name": "label", "to_name": "text", "type": "labels"}
    keys = ("start", "end", "labels")
    results = [
        {**named, "value": dict(zip(keys, (start, end, [label]), strict=True))}
        for start, end, label in spans
    ]
    work = {"completed_by": {"email": who}, "result": results}
    guess = [{"model_version": model, "result": results}] if model else []
    task = {"id": 1, "data": {"text": TEXTS[0]}, "annotations": [] if model else [work]}
    return json.dumps([{**task, "predictions": guess}])


SUGGESTED = """SELECT article, start, end, name, pipeline FROM suggestions g
    JOIN labels l ON l.id = g.label JOIN runs r ON r.id = g.run
    ORDER BY article, start, g.id DESC"""


def suggested(project):
    with closing(sqlite3.connect(project)) as file:
        return list(file.execute(SUGGESTED)), file.execute("SELECT * FROM articles").fetchall()


SPANS = {"anna": [(0, 2, "PER"), (7, 10, "PER")], "ben": [(0, 2, "ORG"), (7, 10, "PER")]}


@pytest.mark.parametrize("tool", ["doccano", "label studio", "models"])
def test_as_suggestions_each_file_s_labels_come_and_the_same_ones_once(tmp_path, tool):
    """Whatever two files say of a text is there once, on one article, and is undone as one act."""
    for who, spans in SPANS.items():
        lines = doccano(spans, [[0, 3, "PER"]], [])
        made = studio(who, *spans, model=f"model of {who}" if tool == "models" else "")
        name, content = (f"{who}.jsonl", lines) if tool == "doccano" else (f"{who}.json", made)
        (tmp_path / name).write_text(content)
    files = [x for x in sorted(tmp_path.iterdir()) if x.suffix in (".json", ".jsonl")]
    project = projects.create(tmp_path / "p.db", "empty")
    report = importing.run(import_request(project, *files, become="suggestions"), Work())
    found, articles = suggested(project)
    first = [x for x in found if x[0] == 1]
    assert [x[:4] for x in first] == [
        (1, 0, 2, "PER"), (1, 0, 2, "ORG"), (1, 7, 10, "PER"),
    ]  # fmt: skip
    assert len({x[4] for x in first}) == (1 if tool == "doccano" else 2)
    assert (report.articles, report.joined, report.duplicates) == (len(articles),) * 2 + (0,)
    assert (report.suggestions, report.labels_added) == (len(found), ("PER", "ORG"))
    again = importing.run(import_request(project, *files, become="suggestions"), Work())
    assert (again.suggestions, suggested(project)) == (0, (found, articles))
    with Store.open(project) as store:
        assert len(list(iter(lambda: store.history.undo(1, "now"), None))) == 1
    assert suggested(project) == ([], [])


def test_what_a_model_said_comes_with_another_person_s_review_of_the_same_article(tmp_path):
    """Prodigy's answers of two people: what each rejected stays a decision about a suggestion."""
    for who, label in (("anna", "PER"), ("ben", "ORG")):
        shown = {"start": 0, "end": 2, "label": label}
        rows = [
            {"text": TEXTS[0], "_task_hash": n, "_input_hash": 9, "answer": answer,
             "_annotator_id": who, "spans": spans}
            for n, (answer, spans) in enumerate((("reject", [shown]), ("accept", [])))
        ]  # fmt: skip
        (tmp_path / f"{who}.jsonl").write_text("".join(json.dumps(x) + "\n" for x in rows))
    project = projects.create(tmp_path / "p.db", "empty")
    importing.run(import_request(project, tmp_path / "anna.jsonl", tmp_path / "ben.jsonl"), Work())
    with closing(sqlite3.connect(project)) as file:
        rejected = "SELECT a.name, l.name FROM decisions d JOIN annotators a ON a.id = d.annotator\
            JOIN suggestions g ON g.id = d.suggestion JOIN labels l ON l.id = g.label\
            WHERE outcome = 'rejected'"
        assert sorted(file.execute(rejected)) == [("anna", "PER"), ("ben", "ORG")]


def test_late_suggestions_for_an_article_in_which_somebody_decided_are_told(tmp_path):
    (tmp_path / "anna.json").write_text(studio("anna", *SPANS["anna"]))
    (tmp_path / "ben.json").write_text(studio("ben", *SPANS["ben"]))
    project = projects.create(tmp_path / "p.db", "empty")
    importing.run(import_request(project, tmp_path / "anna.json"), Work())
    files = tmp_path / "anna.json", tmp_path / "ben.json"
    report = importing.run(import_request(project, *files, become="suggestions"), Work())
    assert suggested(project)[0] == [] and report.labels_added == ()
    (told,) = (Refusal.from_dict(x).reason for x in report.left_out)
    assert (told.code, told.values) == (Unfit.SUGGESTIONS_TOO_LATE, {"n": 2})
