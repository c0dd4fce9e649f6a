"""The job that finds near copies in a project (`workspace/children/near_copies_job.py`,
`storage/near_copies.py`).
"""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator import previews
from annotator.core.records import Act, Binned, Change, Label, Scheme, Source, Suggestion
from annotator.reports import tell_near_copies
from annotator.storage import NewArticle, Store
from annotator.storage.suggestions import CopiedFrom
from annotator.workspace.children import near_copies_job
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.jobs.messages import (
    Export,
    Import,
    NearCopies,
    NearCopiesReport,
    Preview,
)
from annotator.workspace.jobs.process import Work, run_job
from annotator.workspace.open import projects
from annotator.workspace.open.project import Project
from tests.unit.nlp.test_near_copies import edited, random, text_of

AT = "2024-05-01T12:00:00.000+00:00"


@pytest.fixture
def texts() -> list[str]:
    """Of six the last two are near copies of the first two."""
    rng = random.Random(9)
    first = [text_of(rng, 80) for _ in range(4)]
    return [*first, edited(rng, first[0], 0.1), edited(rng, first[1], 0.1)]


@pytest.fixture
def path(tmp_path: Path, texts: list[str]) -> Path:
    with Store.create(tmp_path / "p.db", Scheme(labels=(Label(1, "PERSON"),)), at=AT) as store:
        for text in texts:
            store.articles.add(NewArticle(text))
    return tmp_path / "p.db"


def pairs(path: Path) -> list[tuple[int, int]]:
    with Store.open(path) as store:
        return [(x.article, x.other) for x in store.near_copies.pairs()]


def work(is_cancelled_at: int = 10**9) -> Work:
    cancelled = threading.Event()

    def tell(done: int, _total: int | None, _what: str) -> None:
        if done >= is_cancelled_at:
            cancelled.set()

    return Work(tell, cancelled)


def test_the_job_finds_them_once(path: Path) -> None:
    assert run_job(NearCopies(str(path))) == NearCopiesReport(2, 2, 4, is_complete=True)
    assert pairs(path) == [(5, 1), (6, 2)]
    assert run_job(NearCopies(str(path))) == NearCopiesReport(0, 2, 4, is_complete=True)


def test_what_comes_later_is_compared_with_all(path: Path, texts: list[str]) -> None:
    run_job(NearCopies(str(path)))
    with Store.open(path) as store:
        store.articles.add(NewArticle(texts[4] + " and more"))
        store.articles.add(NewArticle(texts[0]))  # the same text: no near copy, but a duplicate
        assert near_copies_job.find(store, work()) == 1
        assert store.near_copies.families() == {1: 1, 5: 1, 7: 1, 2: 2, 6: 2}
        assert store.near_copies.left() == 0


def test_broken_off_it_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near_copies_job, "_SKETCHED", 2)
    report = near_copies_job.run(NearCopies(str(path)), work(is_cancelled_at=2))
    assert not report.is_complete and report.new == 0
    report = near_copies_job.run(NearCopies(str(path)), work())
    assert report == NearCopiesReport(2, 2, 4, is_complete=True)


def test_a_preview_tells_near_copies_of_what_is_there(path: Path, texts: list[str]) -> None:
    rng = random.Random(3)
    new = [edited(rng, texts[2], 0.1), text_of(rng, 80), texts[0], f"{texts[1]} and more of it"]
    lines = path.with_name("new.jsonl")
    lines.write_text("".join(json.dumps({"text": x}) + "\n" for x in new), "utf-8")
    asked = Preview(str(path), (str(lines),))
    assert run_job(asked).files[0].near == 0  # nobody has looked for any
    run_job(NearCopies(str(path)))
    report = run_job(asked)
    assert report.files[0].near == 2 and report.files[0].there == 1
    assert "new.jsonl: 2 near copies of articles in the project" in previews.lines(report)
    assert run_job(replace(asked, first=10)).files[0].near == 0  # at a first look


def copy_suggested(path: Path) -> None:
    """Anna's label of article 1 suggested in article 5."""
    with Store.open(path) as store:
        me, _ = (store.annotators.id_of(name) for name in ("anna", "ben"))
        run = store.suggestions.run_of_copy(1, me)
        made = Suggestion(-90, 5, 0, 4, 1, Source.COPY, run=run)
        store.acts.commit(Act("copy.labels", 5, (Change(None, made),), "#1"), me, AT)


def jsonl(path: Path, name: str, **choices: str) -> list[dict[str, Any]]:
    to = path.with_name(name)
    request = Export(str(path), to=str(to), format="jsonl", status="all", **choices)
    exporting.run(request, work())
    return [json.loads(line) for line in to.read_text("utf-8").splitlines()]


def test_suggestions_from_a_near_copy_go_out_and_say_of_which_when_they_come_back(
    path: Path, tmp_path: Path
) -> None:
    copy_suggested(path)
    out = jsonl(path, "out.jsonl")
    (said,) = out[4]["suggestions"]
    assert said["source"] == "copy" and said["run"] == {
        "pipeline": "near copy", "version": out[0]["id"], "fingerprint": "", "corrector": "anna",
    }  # fmt: skip
    assert jsonl(path, "bens.jsonl", annotator="ben")[4]["suggestions"] == []
    other = projects.create(tmp_path / "q.db", "empty")
    with Store.open(other) as store:
        store.articles.add(NewArticle("An article that was here before."))
        store.annotators.id_of("ben")
    importing.run(Import(str(other), (str(path.with_name("out.jsonl")),)), work())
    with Store.open(other) as store:
        anna, ben = map(store.annotators.id_of, ("anna", "ben"))
        (found,) = store.suggestions.of(6, anna)
        assert store.suggestions.copied_from(found.run) == CopiedFrom(2, out[0]["id"], anna)
        assert store.suggestions.of(6, ben) == []
    assert jsonl(other, "again.jsonl")[1:] == out


def test_a_near_copy_that_did_not_come_is_said_to_be_one(path: Path, tmp_path: Path) -> None:
    copy_suggested(path)
    jsonl(path, "out.jsonl")
    lines = path.with_name("out.jsonl").read_text("utf-8").splitlines(keepends=True)
    path.with_name("out.jsonl").write_text(lines[4], "utf-8")
    other = projects.create(tmp_path / "q.db", "empty")
    importing.run(Import(str(other), (str(path.with_name("out.jsonl")),)), work())
    project = Project(other, "anna")
    review = project.open_article(1)
    (number,) = review.sheet.suggestions
    assert project.copies.copied_from(review.sheet, number) == 0
    project.close()


def test_in_the_bin_it_is_a_copy_of_none(path: Path) -> None:
    run_job(NearCopies(str(path)))
    with Store.open(path) as store:
        me = store.annotators.id_of("anna")
        store.acts.commit(Act("bin", 5, (Change(None, Binned(5)),), ""), me, AT)
        assert [(x.article, x.other) for x in store.near_copies.pairs()] == [(6, 2)]
        assert store.near_copies.of(1) == []
        store.acts.commit(Act("bin", 5, (Change(Binned(5), None),), ""), me, AT)
        assert [(x.article, x.other) for x in store.near_copies.of(1)] == [(5, 1)]
        assert near_copies_job.find(store, work()) == 0


def test_the_command_tells_them(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = run_job(NearCopies(str(path)))
    tell_near_copies(path, report, as_json=False)
    first, second, last = capsys.readouterr().out.splitlines()
    assert first.startswith("#5 ") and " of #1 " in first and second.startswith("#6 ")
    assert last == "4 articles in 2 families of near copies"
    tell_near_copies(path, report, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert [(x["article"], x["other"]) for x in told["pairs"]] == [(5, 1), (6, 2)]
    assert told["families"] == 2 and told["is_complete"]
