"""Work handed in without texts, and merged: as one act, in any order, twice, or not at all.

What is tested: `workspace/merging/hand_in.py`, `workspace/merging/lines.py`,
`workspace/merging/joining.py`, `workspace/merging/rows.py`, `workspace/merging/merge.py`,
`workspace/merging/sources.py`, `workspace/merging/commands.py`,
`workspace/jobs/merge_messages.py`, `workspace/children/hand_in_job.py`,
`workspace/children/merge_job.py`, `storage/merging.py`, `formats/work_file.py`, `core/quotes.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.team import MergedAs
from annotator.storage import Store
from annotator.workspace import checking
from tests.unit.workspace import merged
from tests.unit.workspace.merge_cases import Cases
from tests.unit.workspace.merged import at, content, hand_out, handed, lead_project, merge, work


@pytest.fixture
def lead(tmp_path: Path) -> Path:
    return lead_project(tmp_path / "lead.annotator.db")


def _coder(lead: Path, name: str, done: dict, minute: int = 1, **more: object) -> Path:
    """The work file of a coder who got a hand-out and did something."""
    out = lead.with_name(f"{name}.annotator.db")
    if not out.exists():
        hand_out(lead, out, name)
    work(out, name, done, minute=minute, **more)
    return handed(out, lead.with_name(f"{name} {minute}.annotator-work"), minute=minute + 100)


def test_work_comes_back_and_one_undo_takes_it_back(lead: Path) -> None:
    before = merged.read_state(lead)
    a = _coder(lead, "ada", {1: [(11, 13, 1)], 2: [(11, 13, 1), (18, 23, 1)]},
               topics={1: {3: True, 5: True}}, note="hm")  # fmt: skip
    b = _coder(lead, "bob", {2: [(27, 33, 2)]})
    preview = merge(lead, a, b, is_preview=True)
    assert merged.read_state(lead) == before
    report = merge(lead, a, b)
    assert [(x.coder, x.reviews, x.added, x.became) for x in report.files] == [
        ("ada", 2, 2, MergedAs.NEW), ("bob", 1, 1, MergedAs.NEW)]  # fmt: skip
    assert report.files == preview.files and report.by_several == preview.by_several == 1
    with Store.open(lead) as store:
        assert [str(x) for x in checking.damages(store)] == []
        found = {(x.id, y.annotator): y for x, w in store.export.articles(status="done") for y in w}
        ada = found[1, "ada"]
        assert [(x.surface, x.label) for x in ada.spans] == [("Xi", 1)]
        assert {x.topic: x.is_yes for x in ada.topic_answers} == {3: True, 5: True}
        assert (ada.review.note, ada.review.shown, ada.review.seconds) == ("hm", "shown", 0.0)
        assert ada.review.edited_at == at(2)
        assert ada.implied is not None and ada.implied.topics == (4, 6)
        me = store.annotators.id_of("lead")
        step = store.history.next_step(me, "undo")
        assert step is not None and step.kind == "project.merge"
        store.history.undo(me, at(600))
        assert merged.state_of(store) == before
        assert [str(x) for x in checking.damages(store)] == []
        store.history.redo(me, at(601))
    assert merge(lead, a, b).files[0].became == MergedAs.SAME


def test_no_text_is_in_a_work_file(lead: Path) -> None:
    text = merged.TEXTS[0]
    a = _coder(
        lead, "ada", {1: [(11, 13, 1)]}, note=f"why {text[8:60]} so? {merged.TEXTS[3][30:52]}"
    )
    said = content(a).decode()
    runs = {text[x : x + 20] for text in merged.TEXTS for x in range(len(text) - 19)}
    assert not [run for run in runs if run in said]
    assert "why" in said and "so?" in said


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    return Cases(tmp_path_factory.mktemp("cases"))


@settings(max_examples=12, deadline=None, derandomize=True)
@given(data=st.data())
def test_merges_commute_and_associate_change_nothing_twice_and_undo_leads_back(
    cases: Cases, data: st.DataObject
) -> None:
    """Ten thousand cases: `python -m tests.bench.merge --cases 10000`."""
    files = data.draw(cases.files())
    cases.check(files, data.draw(st.permutations(range(len(files)))))
