"""An import that was cut off and the one that goes on with it are one act.

What is tested: `storage/imports.py`.
"""

import pytest

from annotator.core.records import Act, Change, Label, Span
from annotator.storage import Store
from annotator.workspace.exchange import importing
from annotator.workspace.exchange.import_rows import RecordImporter
from annotator.workspace.jobs.process import JobCancelled
from tests.unit.workspace.test_import_again import stopping
from tests.unit.workspace.test_importing import lines, project, run

__all__ = ["project"]


def undone(project):
    """How many steps an undo of all takes."""
    with Store.open(project) as store:
        ann = store.annotators.id_of("ann")
        return len(list(iter(lambda: store.history.undo(ann, "now"), None)))


def test_an_import_whose_process_dies_is_one_act_with_the_one_that_goes_on(
    project, tmp_path, monkeypatch
):
    path = lines(tmp_path / "a.jsonl", *({"text": f"a {n}"} for n in range(6)))
    with monkeypatch.context() as killed:
        killed.setattr(RecordImporter, "end", lambda _self: 1 / 0)
        killed.setattr(importing, "_is_fit", lambda _intake, given, _place: given.text < "a 4")
        with pytest.raises(ZeroDivisionError):
            run(project, path, annotator="ann")
    assert run(project, path, annotator="ann").articles == 2
    assert run(project, path, annotator="ann").articles == 0
    assert undone(project) == 1


def test_cancelled_and_taken_back_and_imported_again_is_an_act_of_its_own(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", *({"text": f"a {n}"} for n in range(6)))
    with pytest.raises(JobCancelled):
        run(project, path, work=stopping(3), annotator="ann")
    assert undone(project) == 1
    report = run(project, path, annotator="ann")
    assert (report.restored, report.articles) == (3, 3)
    assert undone(project) == 1
    with Store.open(project) as store:
        assert len(store.bin.ids()) == 6
        store.history.redo(store.annotators.id_of("ann"), "now")
        assert store.counts.info()["articles"] == 6


@pytest.mark.parametrize(
    ("other", "options"),
    [("b.jsonl", {"annotator": "ann"}), ("a.jsonl", {"annotator": "ann", "become": "review"})],
)
def test_another_import_does_not_go_on_with_one_that_was_cut_off(project, tmp_path, other, options):
    path = lines(tmp_path / "a.jsonl", *({"text": f"a {n}"} for n in range(6)))
    with pytest.raises(JobCancelled):
        run(project, path, work=stopping(3), annotator="ann")
    if other != path.name:
        lines(tmp_path / other, *({"text": f"a {n}"} for n in range(6)))
    run(project, tmp_path / other, **options)
    assert undone(project) == 2


def test_what_was_done_between_is_undone_before_the_whole_import(project, tmp_path):
    path = lines(tmp_path / "a.jsonl", *({"text": f"a {n}"} for n in range(6)))
    with pytest.raises(JobCancelled):
        run(project, path, work=stopping(3), annotator="ann")
    with Store.open(project) as store:
        ann = store.annotators.id_of("ann")
        row = Span(1, ann, 0, 1, 1, "a")
        label = Act("label.add", None, (Change(None, Label(1, "A")),))
        store.acts.commit(label, ann, "t")
        store.acts.commit(Act("span.label", 1, (Change(None, row),)), ann, "t")
    run(project, path, annotator="ann")
    with Store.open(project) as store:
        for left in (6, 6, 0):
            done = store.history.undo(ann, "now")
            assert done is not None
            assert done.left == 0
            assert store.counts.info()["articles"] == left
