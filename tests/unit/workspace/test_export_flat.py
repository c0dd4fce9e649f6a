"""Formats that can't say all: only finished articles go out, and of overlapping spans those asked
for; both are counted.
"""

from __future__ import annotations

import json

import pytest

from annotator.core.records import Act, Change, Review
from annotator.errors import UserError
from annotator.storage import Store
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.jobs.messages import CountLosses
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import export_request, import_request

LINES = [
    {"id": "a", "text": "Ann Lee met Joe.", "entities": [[0, 7, "P"], [0, 3, "Q"], [12, 15, "P"]]},
    {"id": "b", "text": "Nobody."},
    {"id": "c", "text": "Begun by Bob.", "entities": [[9, 12, "P"]]},
]


@pytest.fixture
def project(tmp_path):
    path = projects.create(tmp_path / "p.db", "empty")
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, LINES)))
    request = import_request(path, tmp_path / "a.jsonl", become="review", annotator="ann")
    importing.run(request, Work())
    with Store.open(path) as store:
        who = store.annotators.id_of("ann")
        found = next(x.review for x in _work(store) if x.review.article == 3)
        begun = Review(3, who, "started", edited_at=found.edited_at)
        store.acts.commit(Act("article.reopen", 3, (Change(found, begun),)), who, "t")
    return path


def _work(store):
    for _, work in store.export.articles(None, "all", on_damage=lambda _: None):
        yield from work


def run(project, to, **options):
    return exporting.run(export_request(project, to, "conll", **options), Work())


def test_only_what_is_finished_goes_out(project, tmp_path):
    report = run(project, tmp_path / "out.conll", status="all")
    assert (report.counts["articles"], report.counts["tokens"]) == (2, 7)
    assert report.cannot_hold["unfinished"] == 1
    written = (tmp_path / "out.conll").read_text()
    assert "DocId=b|DocBy=ann" in written
    assert "Begun" not in written
    counted = exporting.count_losses(CountLosses(str(project), status="all"), Work())
    assert counted.formats["conll"]["unfinished"] == 1


@pytest.mark.parametrize(("keep", "kept"), [("longest", "P"), ("shortest", "Q"), ("first", "P")])
def test_which_of_overlapping_spans_goes_out_is_a_choice(project, tmp_path, keep, kept):
    report = run(project, tmp_path / "out.conll", overlaps=keep)
    assert report.cannot_hold["nested"] == 1
    rows = [line.split() for line in (tmp_path / "out.conll").read_text().splitlines()]
    assert next(row[-1] for row in rows if row[:1] == ["Ann"]) == f"B-{kept}"


def test_where_nothing_is_finished_nothing_is_written(project, tmp_path):
    with Store.open(project) as store:
        who = store.annotators.id_of("ann")
        for each in [*_work(store)]:
            row = each.review
            begun = Review(row.article, who, "started", edited_at=row.edited_at)
            store.acts.commit(Act("article.reopen", row.article, (Change(row, begun),)), who, "t")
    with pytest.raises(UserError, match="no article to export"):
        run(project, tmp_path / "out.conll", status="all")
    assert not (tmp_path / "out.conll").exists()


def test_in_a_docbin_what_is_not_decided_of_a_begun_article_is_missing(project, tmp_path):
    import spacy

    request = export_request(project, tmp_path / "out", "spacy", status="all", dev_share=0.0)
    exporting.run(request, Work())
    bin_ = spacy.tokens.DocBin().from_disk(tmp_path / "out" / "train.spacy")
    docs = {doc.user_data["article"]: doc for doc in bin_.get_docs(spacy.blank("en").vocab)}
    assert {token.ent_iob_ for token in docs["b"]} == {"O"}
    assert [token.ent_iob_ for token in docs["c"]] == ["", "", "B", ""]


def test_a_folder_of_training_data_comes_back_whole(project, tmp_path):
    exporting.run(export_request(project, tmp_path / "out", "spacy", status="all"), Work())
    again = projects.create(tmp_path / "again.db", "empty")
    report = importing.run(import_request(again, tmp_path / "out", become="review"), Work())
    assert (report.articles, report.refused, report.spans) == (3, 0, 4)
    with Store.open(again) as store:
        found = {x.review.article: x.review.status for x in _work(store)}
    assert sorted(found.values()) == ["done", "done", "started"]
