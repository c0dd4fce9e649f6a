"""Work handed in without texts, and merged: as one act, in any order, twice, or not at all.

What is tested: `workspace/merging/hand_in.py`, `workspace/merging/lines.py`,
`workspace/merging/joining.py`, `workspace/merging/rows.py`, `workspace/merging/merge.py`,
`workspace/merging/sources.py`, `workspace/merging/commands.py`,
`workspace/jobs/merge_messages.py`, `workspace/children/hand_in_job.py`,
`workspace/children/merge_job.py`, `storage/merging.py`, `formats/work_file.py`, `core/quotes.py`.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from annotator import cli, merge_commands
from annotator.core import scheme_acts
from annotator.core.records import Act, Binned, Change, Label
from annotator.core.team import MergedAs
from annotator.errors import AnnotatorError, EnvironmentFault
from annotator.formats.articles import Refusal
from annotator.storage import Store
from annotator.workspace import checking
from annotator.workspace.exchange import exporting
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.merging import commands
from annotator.workspace.merging import merge as merging
from annotator.workspace.merging.sources import opened
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


# -- what can't be merged: one line, and nothing is changed


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A lead's project, and the work file of a coder."""
    lead = lead_project(tmp_path_factory.mktemp("made") / "lead.annotator.db")
    done = {1: [(11, 13, 1)], 2: [(11, 13, 1), (27, 33, 2)]}
    return lead, _coder(lead, "ada", done, topics={1: {3: True}})


@pytest.fixture
def both(made: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """Copies of these, of one's own."""
    return tuple(Path(shutil.copy(each, tmp_path / each.name)) for each in made)  # type: ignore[return-value]


def _refused(lead: Path, *files: Path) -> str:
    """What is told of files that can't be merged; nothing is changed by them."""
    with Store.open(lead) as store:
        before = (store.acts.last(), merged.state_of(store), store.annotators.all())
    with pytest.raises(AnnotatorError) as refused:
        merge(lead, *files)
    with Store.open(lead) as store:
        assert before == (store.acts.last(), merged.state_of(store), store.annotators.all())
    told = str(refused.value)
    assert "\n" not in told
    return told


def _altered(file: Path, old: bytes, new: bytes) -> Path:
    """The file with something changed by hand, packed again."""
    said = content(file)
    assert old in said
    file.write_bytes(gzip.compress(said.replace(old, new, 1)))
    return file


def test_what_is_no_whole_work_file_is_refused(both: tuple[Path, Path]) -> None:
    lead, work_file = both
    whole, said = work_file.read_bytes(), content(work_file)
    without_end = b"\n".join(said.split(b"\n")[:-2]) + b"\n"
    for there in (whole[:-30], whole[:3], gzip.compress(said[:-40]), gzip.compress(without_end)):
        work_file.write_bytes(there)
        assert "cut off" in _refused(lead, work_file)
    changes = {
        b'"status"': b'"statue"', b"[11": b"[12", b'"reviews":2': b'"reviews":3',
        b'"uid":"': b'"uid":"0', b"[11,": b"[-11,", b'"added"': b'"addled"',
    }  # fmt: skip
    for old, new in changes.items():
        work_file.write_bytes(whole)
        if old in said:
            assert "changed after it was made" in _refused(lead, _altered(work_file, old, new))
    for strange in (b"", b"{}", gzip.compress(b"{}\n")):
        work_file.write_bytes(strange)
        assert "no work file" in _refused(lead, work_file)
    work_file.write_bytes(gzip.compress(said.replace(b'"version":1', b'"version":2', 1)))
    assert "later version" in _refused(lead, work_file)
    (lead.parent / "x.txt").write_text("x")
    assert "can't be merged" in _refused(lead, lead.parent / "x.txt")
    assert "itself" in _refused(lead, lead)
    assert "nowhere" in _refused(lead, lead.parent / "nowhere.annotator-work")


def _forged(said: bytes, old: bytes, new: bytes) -> bytes:
    """A file in which something is another, with the hash of that."""
    assert old in said
    lines = said.replace(old, new, 1).splitlines(keepends=True)[:-1]
    digest = sha256(b"".join(lines)).hexdigest()
    end = json.dumps({"kind": "end", "reviews": len(lines) - 1, "sha256": digest})
    return gzip.compress(b"".join(lines) + end.encode() + b"\n")


def test_what_no_program_writes_is_refused_though_its_hash_is_right(
    both: tuple[Path, Path],
) -> None:
    lead, work_file = both
    said = content(work_file)
    for old, new in {
        b"[[11],": b"[[-11],", b"[[11],[2]": b"[[11],[20000]", b"[[11],[2],[0]": b"[[11],[2],[9]",
        b'"Person"': b'"Per\\nson"', b'"Place"': b'"' + b"P" * 5000 + b'"',
        b'"topics":[[0,': b'"topics":[[7,',
        b'"editedAt":"': b'"schemeVersion":99999999999999999999,"editedAt":"',
    }.items():  # fmt: skip
        if old in said:
            work_file.write_bytes(_forged(said, old, new))
            assert "hand in again" in _refused(lead, work_file), old
    work_file.write_bytes(_forged(said, b'"ada"', b'"ada"'))
    assert merge(lead, work_file).files[0].added == 2


def test_a_file_of_another_project_or_hand_out_is_refused_and_none_beside_it_is_merged(
    both: tuple[Path, Path], tmp_path: Path
) -> None:
    lead, file = both
    other = lead_project(tmp_path / "other.annotator.db", merged.TEXTS[:2])
    assert "another project" in _refused(other, file)
    hand_out(other, tmp_path / "bob.annotator.db", "bob")
    work(tmp_path / "bob.annotator.db", "bob", {1: [(11, 13, 1)]})
    strange = handed(tmp_path / "bob.annotator.db", tmp_path / "bob.annotator-work")
    assert "another project" in _refused(lead, file, strange)
    with Store.open(lead) as store:
        store._db.connection.execute("UPDATE handouts SET uid = '0'")
    assert "does not know" in _refused(lead, file)


def test_a_file_of_an_older_hand_out_is_refused(both: tuple[Path, Path], tmp_path: Path) -> None:
    lead, file = both
    hand_out(lead, tmp_path / "again.annotator.db", "ada", minute=60)
    told = _refused(lead, file)
    assert "older hand-out" in told and "ada" in told and "2024-05-02" in told


def test_a_disk_that_fills_up_in_the_middle_changes_nothing(both: tuple[Path, Path]) -> None:
    lead, file = both
    with Store.open(lead) as store, opened(store, [file]) as brought:
        before = (store.acts.last(), merged.state_of(store))
        me = store.annotators.id_of("lead")
        pages = store._db.value("PRAGMA page_count")
        store._db.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        large = [replace(each, content=os.urandom(200_000)) for each in brought]
        with pytest.raises(EnvironmentFault):
            merging.merge(store, large, me, at(1))
        store._db.connection.execute("PRAGMA max_page_count = 1000000")
        assert before == (store.acts.last(), merged.state_of(store))
        assert merging.merge(store, brought, me, at(1)).files[0].added == 2


def test_while_a_job_writes_nothing_is_merged(both: tuple[Path, Path]) -> None:
    lead, file = both
    with Store.open(lead) as job, Store.open(lead) as store, opened(store, [file]) as brought:
        me, last = store.annotators.id_of("lead"), store.acts.last()
        store._db.connection.execute("PRAGMA busy_timeout = 1")
        with job.batch() as batch:
            job.settings.set("busy", True)
            with pytest.raises(AnnotatorError, match="lead"):
                merging.merge(store, brought, me, at(1))
            assert store.acts.last() == last
            batch.tick()
        assert merging.merge(store, brought, me, at(1)).files[0].added == 2


def test_texts_that_are_not_here_are_told_and_kept_out(
    both: tuple[Path, Path], tmp_path: Path
) -> None:
    """One that differs by a space, one that the lead has removed, one that is unknown."""
    _, file = both
    texts = [merged.TEXTS[0].replace("met ", "met  "), merged.TEXTS[1]]
    lead = lead_project(tmp_path / "l.annotator.db", texts)
    with Store.open(lead) as store, Store.open(both[0]) as first:
        team = store.team
        (out,), (made_round,) = first.team.handouts(), first.team.rounds()
        who = store.annotators.id_of("ada")
        team.add_round(made_round)
        team.add_handout(replace(out, annotator=who))
        store.settings.set("project_uid", first.team.project_uid)
        me = store.annotators.id_of("lead")
        act = Act("article.remove", 2, (Change(None, Binned(2)),))
        store.acts.commit(act, me, at(0))
    (found,) = merge(lead, file).files
    assert (found.differing, found.removed, found.unknown, found.added) == (1, 1, 0, 0)
    assert [
        "another than here" in str(x) or "in the bin" in str(x) for x in found.told
    ] or found.told
    told = [str(Refusal.from_dict(each)) for each in found.told]
    assert any("another than here" in x for x in told) and any("in the bin" in x for x in told)


# -- what comes later, what was made here


def test_a_later_hand_in_takes_the_place_of_an_earlier_one(
    both: tuple[Path, Path], made: tuple[Path, Path]
) -> None:
    """A review that was changed, one that is the same, one that is no more, a new one."""
    lead, first = both
    out = Path(
        shutil.copy(made[0].with_name("ada.annotator.db"), lead.with_name("ada.annotator.db"))
    )
    with Store.open(out) as store:
        who = store.annotators.id_of("ada")
        assert store.history.undo(who, at(3)) is not None  # the second article
    work(out, "ada", {1: [(18, 23, 1)], 3: [(18, 23, 1)]}, minute=20)
    later = handed(out, lead.with_name("later.annotator-work"), minute=300)
    assert merge(lead, first).files[0].added == 2
    (found,) = merge(lead, later).files
    assert (found.became, found.added, found.replaced, found.withdrawn) == (MergedAs.LATER, 1, 1, 1)
    after = merged.read_state(lead)
    (found,) = merge(lead, first).files
    assert found.became == MergedAs.OLDER and found.changes == 0
    assert merged.read_state(lead) == after
    with Store.open(lead) as store:
        me = store.annotators.id_of("lead")
        store.history.undo(me, at(600))
    (found,) = merge(lead, first).files
    assert found.became == MergedAs.SAME


def test_reviews_of_here_and_what_was_changed_here_stay(both: tuple[Path, Path]) -> None:
    lead, file = both
    work(lead, "ada", {1: [(18, 23, 1)]}, minute=50)
    (found,) = merge(lead, file).files
    assert (found.kept, found.added) == (1, 1)
    assert "made here" in str(Refusal.from_dict(found.told[0]))
    with Store.open(lead) as store:
        (span,) = next(w[0].spans for x, w in store.export.articles() if x.id == 1)
        assert span.surface == "Putin"


def test_the_scheme_is_joined_by_lasting_ids(tmp_path: Path) -> None:
    """A label that was renamed, one that the coder made, topics that were merged on either side."""
    lead = lead_project(tmp_path / "lead.annotator.db")
    out = hand_out(lead, tmp_path / "ada.annotator.db", "ada")
    with Store.open(out) as store:
        who = store.annotators.id_of("ada")
        scheme = store.scheme.read()
        place = scheme.labels[1]
        edit = scheme_acts.change(scheme, place, replace(place, name="Spot"))
        store.acts.commit(edit, who, at(0))
        store.acts.commit(scheme_acts.add(store.scheme.read(), Label(9, "Event")), who, at(0))
        war, trade = store.scheme.read().topics[:2]
        store.acts.commit_many(scheme_acts.merge_topics(war, trade, ()), who, at(0))
    work(out, "ada", {1: [(27, 33, 2), (11, 13, 9)]}, topics={1: {4: True, 6: True}})
    file = handed(out, tmp_path / "ada.annotator-work")
    with Store.open(lead) as store:
        me = store.annotators.id_of("lead")
        calm, angry = store.scheme.read().topics[2:]
        store.acts.commit_many(scheme_acts.merge_topics(angry, calm, ()), me, at(0))
    (found,) = merge(lead, file).files
    assert found.proposed == ("Event",) and found.renamed == (("Place", "Spot"),)
    assert found.merged == (("Angry", "Calm"),) and found.merged_there == (("War", "Trade"),)
    with Store.open(lead) as store:
        scheme = store.scheme.read()
        event = scheme.label_named("Event")
        assert event is not None and event.retired and not event.key
        (review,) = next(w for x, w in store.export.articles() if x.id == 1)
        names = {x.id: x.name for x in (*scheme.labels, *scheme.topics)}
        assert [names[x.label] for x in review.spans] == ["Event", "Place"]
        assert {names[x.topic] for x in review.topic_answers} == {"Trade", "Calm"}
        assert [str(x) for x in checking.damages(store)] == []
        me = store.annotators.id_of("lead")
        store.history.undo(me, at(9))
        assert store.scheme.read().label_named("Event") is None


# -- other projects, and lines of JSON


def test_two_projects_merge_onto_the_same_articles_by_name(tmp_path: Path) -> None:
    lead = lead_project(tmp_path / "lead.annotator.db")
    other = lead_project(tmp_path / "other.annotator.db", [*merged.TEXTS[2:5], "Nowhere else."])
    work(lead, "lead", {3: [(11, 13, 1)]})
    work(other, "bob", {1: [(18, 23, 1)], 4: []})
    work(other, "lead", {2: [(18, 23, 1)]})
    work(other, "bob", {2: [(11, 13, 1)]}, again=True)
    before = other.read_bytes()
    report = merge(lead, other)
    assert other.read_bytes() == before
    by_coder = {x.coder: x for x in report.files}
    assert by_coder["bob"].differing == 1 and by_coder["bob"].added == 2
    assert by_coder["lead"].added == 1 and set(by_coder["bob"].by_name) >= {"Person", "War"}
    assert report.by_several == 1
    with Store.open(lead) as store:
        assert store.counts.info()["articles"] == len(merged.TEXTS)
        repeat = next(iter(store.team.repeats()))
        assert store.merging.rows_of([4], repeat)
        assert [str(x) for x in checking.damages(store)] == []
    assert {x.became for x in merge(lead, other).files} == {MergedAs.SAME}


def test_lines_of_json_with_reviews_come_onto_the_same_articles(tmp_path: Path) -> None:
    lead = lead_project(tmp_path / "lead.annotator.db")
    other = lead_project(tmp_path / "other.annotator.db", merged.TEXTS[2:4])
    work(other, "bob", {1: [(18, 23, 1)], 2: [(27, 33, 2)]}, topics={1: {5: True}})
    exporting.run(messages.Export(str(other), str(tmp_path / "bob.jsonl"), "jsonl"), Work())
    (found,) = merge(lead, tmp_path / "bob.jsonl").files
    assert (found.coder, found.added, found.unknown) == ("bob", 2, 0)
    with Store.open(lead) as store:
        assert store.counts.info()["articles"] == len(merged.TEXTS)
        (review,) = next(w for x, w in store.export.articles(status="done") if x.id == 3)
        assert [x.surface for x in review.spans] == ["Putin"]
        assert [str(x) for x in checking.damages(store)] == []
    assert merge(lead, tmp_path / "bob.jsonl").files[0].became == MergedAs.SAME
    nobody = tmp_path / "nobody.jsonl"
    nobody.write_text(json.dumps({"text": merged.TEXTS[0]}) + "\n")
    assert "whose it is" in _refused(lead, nobody)


def test_the_commands_say_what_came_and_what_is_left_aside(
    both: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, file = both
    jobs = {messages.Merge: commands.merge, messages.HandIn: commands.hand_in}
    monkeypatch.setattr(merge_commands, "run", lambda asked: jobs[type(asked)](asked, Work()))
    work(lead, "ada", {1: [(18, 23, 1)]}, minute=50)
    said = []
    for words in (["merge", "--preview"], ["merge"], ["merge"]):
        done = CliRunner().invoke(cli.app, [*words, str(lead), str(file)], catch_exceptions=False)
        assert done.exit_code == 0
        said.append(done.output)
    assert "1 would be added, 1 left aside for those of here" in said[0]
    assert "1 added, 1 left aside" in said[1] and "made here: it stays" in said[1]
    assert "merged before: nothing changes" in said[2]
    done = CliRunner().invoke(
        cli.app, ["hand-in", str(lead), "--annotator", "ada", "--to", str(lead.parent / "w")]
    )
    assert "2 finished articles by ada" in done.output and (lead.parent / "w").exists()


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Cases:
    return Cases(tmp_path_factory.mktemp("cases"))


@settings(max_examples=5, deadline=None, derandomize=True)
@given(data=st.data())
def test_merges_commute_and_associate_change_nothing_twice_and_undo_leads_back(
    cases: Cases, data: st.DataObject
) -> None:
    """Ten thousand cases: `python -m tests.bench.merge --cases 10000`."""
    files = data.draw(cases.files())
    cases.check(files, data.draw(st.permutations(range(len(files)))))


def test_a_review_that_says_it_came_by_a_file_that_did_not_bring_it_is_told(lead: Path) -> None:
    ada = _coder(lead, "ada", {1: [(11, 13, 1)]})
    bob = _coder(lead, "bob", {2: [(27, 33, 2)]})
    merge(lead, ada, bob)
    with Store.open(lead) as store:
        known = {x.annotator: x.digest for x in store.team.hand_ins()}
        one, other = sorted(known)
    for came, is_told in ((known[other], True), ("0" * 64, True), ("", False), (known[one], False)):
        with closing(sqlite3.connect(lead)) as connection, connection:
            connection.execute("UPDATE reviews SET came = ? WHERE annotator = ?", (came, one))
        with Store.open(lead) as store:
            assert [str(x) for x in checking.damages(store)] == (
                ["damaged: article 1, table reviews: the value in “came” is none that was stored"]
                if is_told
                else []
            )
