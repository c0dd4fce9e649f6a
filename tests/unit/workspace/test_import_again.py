"""Import, broken off or done once more: what is there is not stored again, undone is gone."""

import threading
from dataclasses import replace

import pytest

from annotator.core.codes import JobStep
from annotator.storage import Store
from annotator.storage.batch import Batch
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.open import projects, removal
from annotator.workspace.open.annotators import login_name
from tests.unit.workspace.imports import lines, rows, run, span

GIVEN = [
    {"id": "a", "text": "Xi met Joe", "entities": [span(0, 2, "P")], "topics": ["T"]},
    {"id": "b", "text": "Joe"},
    {"id": "a", "text": "Another of the same id"},
    {"text": "twice"},
    {"text": "twice"},
]


@pytest.fixture
def project(tmp_path):
    return projects.create(tmp_path / "p.db", "empty")


def stopping(steps):
    """Work that is cancelled after so many records."""
    cancelled = threading.Event()
    left = iter(range(steps - 1, -1, -1))

    def tell(_done, _total, what):
        if what == JobStep.IMPORTING and not next(left, 0):
            cancelled.set()

    return Work(tell, cancelled)


def everything(project):
    """Every row that is not about when or how often something was written."""
    with Store.open(project) as store:
        tables = store._db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: sorted(store._db.rows(f"SELECT * FROM {name}"), key=repr)
            for (name,) in tables
            if not name.startswith(("stamp", "sqlite_", "article_words"))
        }


def test_one_undo_takes_all_annotations_of_an_import_back(project, tmp_path):
    path = lines(
        tmp_path / "a.jsonl",
        {"text": "Xi met Joe", "entities": [span(0, 2, "P")]},
        {"text": "Joe met Xi", "entities": [span(0, 3, "Q")]},
    )
    run(project, path, become="review", annotator="ann")
    with Store.open(project) as store:
        undone = store.history.undo(store.annotators.id_of("ann"), "now")
        assert undone.left == 0
        assert store.scheme.read().labels == ()
        assert len(store.bin.ids()) == 2
        assert store.history.redo(store.annotators.id_of("ann"), "now").left == 0
        assert [label.name for label in store.scheme.read().labels] == ["P", "Q"]
    assert [len(row.spans) for row in rows(project)] == [1, 1]


def test_duplicates_are_stored_and_marked(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", {"text": "a"}, {"text": "b"}, {"text": "a"})
    assert run(project, path).duplicates == 1
    assert [row.article.duplicate_of for row in rows(project)] == [None, None, 1]
    with Store.open(project) as store:
        assert list(store.lists.ids(store.annotators.id_of("ann"))) == [1, 2]


def test_progress_is_in_bytes(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", {"text": "a"}, {"text": "b"})
    told = []
    run(project, path, work=Work(lambda *at: told.append(at)))
    total = path.stat().st_size
    assert all(at[1] == total for at in told if at[2] == "importing")
    assert told[-1] == (2, 2, "indexing")


@pytest.mark.parametrize("steps", [1, 3, 7])
def test_a_cancelled_import_goes_on_where_it_stopped(project, tmp_path, steps):
    values = [{"text": f"Xi {n}", "entities": [span(0, 2, "P")]} for n in range(9)]
    path = lines(tmp_path / "a.jsonl", *values[:4], {"text": ""}, *values[4:])
    options = {"become": "review", "annotator": "ann"}
    with pytest.raises(JobCancelled, match=f"what was stored so far stays: {steps}"):
        run(project, path, work=stopping(steps), **options)
    stored = rows(project)
    assert len(stored) == steps
    assert all(len(row.spans) == 1 and row.review.status == "done" for row in stored)
    report = run(project, path, **options)
    assert (report.articles, report.there, report.duplicates) == (9 - steps, steps, 0)
    assert [row.article.text for row in rows(project)] == [value["text"] for value in values]
    with Store.open(project) as store:
        ann = store.annotators.id_of("ann")
        step = store.history.next_step(ann, "undo")
        assert step is not None
        assert (step.kind, step.words) == ("project.import", "9")
        store.history.undo(ann, "now")
        assert store.history.next_step(ann, "undo") is None
        assert store.counts.info()["articles"] == 0
        assert len(store.bin.ids()) == 9
        store.history.redo(ann, "now")
        assert store.counts.info()["articles"] == 9
        store.history.undo(ann, "now")
    assert run(project, path, **options).restored == 9
    assert [len(row.spans) for row in rows(project)] == [1] * 9


@pytest.mark.parametrize("as_", ["given", "suggestions", "review"])
def test_what_is_there_is_not_stored_again(project, tmp_path, as_):
    path = lines(tmp_path / "a.jsonl", *GIVEN)
    assert run(project, path, become=as_).articles == 5
    before = everything(project)
    report = run(project, path, become=as_)
    assert (report.articles, report.there, report.completed) == (0, 5, 0)
    assert everything(project) == before


def test_another_import_between_two_of_the_same_stores_nothing_twice(project, tmp_path):
    first = lines(tmp_path / "a.jsonl", *({"text": f"a {n}"} for n in range(9)))
    second = lines(tmp_path / "b.jsonl", *({"text": f"b {n}"} for n in range(3)), {"text": "a 1"})
    with pytest.raises(JobCancelled):
        run(project, first, work=stopping(4))
    assert run(project, second).articles == 3
    assert run(project, first).there == 4
    texts = [row.article.text for row in rows(project)]
    assert sorted(texts) == sorted([*(f"a {n}" for n in range(9)), *(f"b {n}" for n in range(3))])


def test_an_own_export_changes_nothing(project, tmp_path):
    run(project, lines(tmp_path / "a.jsonl", *GIVEN), become="review", annotator="bob")
    values = [{**each, "text": f"{each['text']} again"} for each in GIVEN]
    run(project, lines(tmp_path / "b.jsonl", *values))
    request = messages.Export(project=str(project), to=str(tmp_path / "out.jsonl"), format="jsonl")
    exporting.run(replace(request, status="all"), Work())
    before = everything(project)
    report = run(project, tmp_path / "out.jsonl")
    assert (report.articles, report.there, report.refused) == (0, 10, 0)
    assert everything(project) == before


def test_an_import_killed_while_indexing_and_repeated_stores_nothing_twice(
    project, tmp_path, monkeypatch
):
    path = lines(tmp_path / "a.jsonl", *GIVEN)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "index", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(project, path)
    assert run(project, path).there == 5
    assert len(rows(project)) == 5


def test_marks_come_to_articles_that_had_none(project, tmp_path):
    run(project, lines(tmp_path / "a.jsonl", {"id": "a", "text": "Xi met Joe"}, {"text": "Joe"}))
    report = run(project, lines(tmp_path / "b.jsonl", *GIVEN[:1]))
    assert (report.articles, report.there, report.completed) == (0, 1, 1)
    assert [len(row.suggestions) for row in rows(project)] == [1, 0]
    with Store.open(project) as store:
        assert store.history.undo(store.annotators.id_of(login_name()), "now").left == 0
    assert [len(row.suggestions) for row in rows(project)] == [0, 0]


def test_an_import_counts_an_article_once_that_came_back_and_got_marks(project, tmp_path):
    run(project, lines(tmp_path / "a.jsonl", {"id": "a", "text": "Xi met Joe"}))
    removal.move_named(project, ["a"], is_back=False)
    report = run(project, lines(tmp_path / "b.jsonl", *GIVEN[:1]))
    assert (report.restored, report.completed) == (1, 1)
    with Store.open(project) as store:
        step = store.history.next_step(store.annotators.id_of(login_name()), "undo")
    assert step is not None
    assert (step.kind, step.words) == ("project.import", "1")


def test_labels_of_an_undone_import_come_back_with_the_articles(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", *GIVEN)
    run(project, path, become="review", annotator="ann")
    with Store.open(project) as store:
        store.history.undo(store.annotators.id_of("ann"), "now")
        assert store.scheme.read().labels == store.scheme.read().topics == ()
    other = lines(tmp_path / "b.jsonl", {"text": "new", "entities": [span(0, 1, "P")]})
    run(project, other, become="review", annotator="ann")
    assert run(project, path, become="review", annotator="ann").restored == 5
    with Store.open(project) as store:
        assert [label.name for label in store.scheme.read().labels] == ["P"]
        assert [topic.name for topic in store.scheme.read().topics] == ["T"]


def test_an_import_taken_back_while_it_runs_stops(project, tmp_path, monkeypatch):
    def tick(batch):
        batch.commit()
        if not done:
            with Store.open(project) as store:
                done.append(store.history.undo(store.annotators.id_of("ann"), "now"))
        batch.begin()

    done = []
    monkeypatch.setattr(Batch, "tick", tick)
    path = lines(tmp_path / "a.jsonl", *({"text": f"{n}"} for n in range(6)))
    with pytest.raises(JobCancelled):
        run(project, path, annotator="ann")
    with Store.open(project) as store:
        assert (store.counts.info()["articles"], len(store.bin.ids())) == (0, 1)
