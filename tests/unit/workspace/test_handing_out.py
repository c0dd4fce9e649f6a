"""Plans, and the hand-outs that are made of them.

What is tested: `workspace/team/plans.py`, `workspace/team/handing_out.py`,
`workspace/team/progress.py`, `storage/drawing.py`, `workspace/children/hand_out_job.py`,
`workspace/jobs/team_messages.py`, `workspace/open/rounds.py`, `workspace/open/ground_beside.py`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import pytest

from annotator.core.codes import LANGUAGE_MODEL, JobName, ModelKind, Part
from annotator.core.planning import Sizes
from annotator.core.records import Act, Change, Review, Status, Suggestion, TopicAnswer
from annotator.core.tokens import cut
from annotator.errors import EnvironmentFault, UserError
from annotator.faults import Fault, Unplanned
from annotator.storage import Store
from annotator.workspace import checking
from annotator.workspace.jobs.process import Work
from annotator.workspace.jobs.team_messages import HandOut
from annotator.workspace.learning.reviewed_articles import due_job, put_trained_at
from annotator.workspace.learning.versions_in_use import choose_version, is_kept
from annotator.workspace.team import plans
from annotator.workspace.team.handing_out import hand_out
from annotator.workspace.team.leads import is_lead_here
from annotator.workspace.team.plans import Ground
from annotator.workspace.team.progress import progress
from tests.unit.workspace.team_making import AT, SIZES, handed_out, lead_project


@pytest.fixture
def store(tmp_path):
    with lead_project(tmp_path / "lead.annotator.db") as made:
        yield made


def fails(code, call):
    with pytest.raises(UserError) as caught:
        call()
    assert caught.value.notice.code is code
    return caught.value


def test_the_ground_is_what_the_project_has(store):
    found = plans.ground(store, "R")
    assert (found.available, found.gold, found.seconds) == (20, 4, 120.0)
    shares = {each.name: each.share for each in found.judged}
    assert shares == {"War": 0.5, "Art": 0.0, "PERSON": 1.0, "ORG": 0.0}


def test_a_topic_that_nobody_answered_has_no_share_and_none_applies_is_an_answer(tmp_path):
    with lead_project(tmp_path / "lead.annotator.db") as store:
        lead = store.annotators.id_of("R")
        rows = [Change(TopicAnswer(n, lead, 1, is_yes=n % 2 == 0), None) for n in range(1, 5)]
        store.acts.commit(Act("topic", None, tuple(rows)), lead, AT)
        assert {x.share for x in plans.ground(store, "R").judged if x.kind == "topic"} == {None}
        none = TopicAnswer(1, lead, 0, is_yes=True)
        store.acts.commit(Act("topic", 1, (Change(None, none),)), lead, AT)
        assert {x.share for x in plans.ground(store, "R").judged if x.kind == "topic"} == {0.0}


def test_what_nobody_has_finished_has_no_shares(tmp_path):
    with lead_project(tmp_path / "p.db", done=0) as store:
        found = plans.ground(store, "R")
    assert {each.share for each in found.judged} == {None}
    figures = plans.figures(found, plans.proposed(found, ["A"], "R", 1))
    assert figures.is_guessed and all(each.needed is None for each in figures.expected)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([], Unplanned.NO_CODERS),
        (["A", " "], Unplanned.NO_CODERS),
        (["Ann", "Bo", " ann "], Unplanned.CODER_TWICE),
        (["Gold"], Unplanned.CODER_UNFIT),
        (["Ann (repeat)"], Unplanned.CODER_UNFIT),
        (["A\x00"], Unplanned.CODER_UNFIT),
        (["A" * 61], Unplanned.CODER_TOO_LONG),
    ],
)
def test_a_name_that_no_coder_can_have_is_told(names, code):
    fails(code, lambda: plans.proposed(Ground(9, 0, ()), names, "R", 1))


def test_the_seed_is_another_one_after_each_round_and_not_before(store, tmp_path):
    first = plans.usual_seed(store)
    assert first == plans.usual_seed(store)
    handed_out(store, tmp_path, "A")
    assert plans.usual_seed(store) != first


def test_a_plan_is_kept_until_it_is_carried_out(store, tmp_path):
    plan = plans.proposed(plans.ground(store, "R"), ["A", "B"], "R", seed=3)
    plans.keep(store, plan)
    assert plans.kept(store) == plan
    hand_out(store, replace(plan, sizes=SIZES), tmp_path / "out", at=AT)
    assert plans.kept(store) is None
    store.settings.set("team_plan", {"coders": 3})
    assert plans.kept(store) is None


def test_each_coder_gets_what_was_drawn_in_the_order_of_the_queue(store, tmp_path):
    made = handed_out(store, tmp_path / "out")
    [a_round] = store.team.rounds()
    people = dict(store.team.people())
    for name, file in made.files.items():
        coder = next(i for i, x in people.items() if x == name)
        wanted = store.team.draws(a_round.id, coder)
        with Store.open(file) as out:
            [who] = [i for i, x in out.team.people() if x == name]
            draws = out.team.draws(annotator=who)
            assert {x.round for x in draws} == {1} and out.team.rounds()[0].uid == a_round.uid
            got = [(x.position, x.part, x.chance, out.articles.get(x.article).text) for x in draws]
            assert got == [
                (x.position, x.part, x.chance, store.articles.get(x.article).text) for x in wanted
            ]
            origin = out.team.origin
            assert origin is not None
            assert (origin.coder, origin.lead, origin.project) == (
                name,
                "R",
                store.team.project_uid,
            )
            assert origin.round == a_round.uid
            first = [x.article for x in draws if x.part != Part.REPEAT]
            assert first == sorted(first) == list(out.lists.ids(who))
            assert not list(checking.damages(out))
    parts = Counter((x.part, x.annotator) for x in store.team.draws(a_round.id))
    assert {n for (part, _), n in parts.items() if part == Part.OVERLAP} == {6}
    assert {x.chance for x in store.team.draws() if x.part == Part.OVERLAP} == {6 / 20}
    told = json.loads(a_round.plan)
    assert told["coders"] == ["A", "B"] and told["sizes"]["overlap"] == 6
    assert is_lead_here(store.team.project_uid) and not is_lead_here("other")


def test_a_hand_out_has_nobodys_work(store, tmp_path):
    lead = store.annotators.id_of("R")
    run = store.suggestions.run_id("en", "1", "f", "corrector 3")
    for article in range(1, 25):
        rows = [Suggestion(0, article, 3, 6, 1, "corrector", 0.9)]
        text = store.articles.get(article).text
        store.suggestions.put(article, run, cut(text), [0], rows)
    store.models.add(
        ModelKind.CORRECTOR, b"weights", {"secret": 1, "views_of": "m"}, at=AT, fingerprint="f",
        trained_on=[1], is_better=True,
    )  # fmt: skip
    made = handed_out(store, tmp_path / "out", "A")
    with Store.open(made.files["A"]) as out:
        gold = out.team.gold()
        assert {name for _, name in out.annotators.all()} == {"A", "gold"}
        training = [x.article for x in out.team.draws() if x.part == Part.TRAINING]
        assert sorted(out.drawing.finished(gold)) == training
        assert [x.surface for x in out.sheets.read(training[0], gold).spans] == ["Xi"]
        assert out.models.all(ModelKind.CORRECTOR) == []
        assert not any(out.suggestions.of(x) for x in range(1, out.articles.highest_id() + 1))
        assert out.memory.of("Xi") == {}
        [rule] = out.coding_rules.all()
        assert (rule.annotator, rule.text) == (gold, "Family names alone count")
    with closing(sqlite3.connect(made.files["A"])) as plain:
        dump = "\n".join(plain.iterdump())
    assert "corrector 3" not in dump and "secret" not in dump
    assert store.annotators.id_of("R") == lead


def test_weights_go_along_where_the_plan_says_so(store, tmp_path):
    fails(Unplanned.WEIGHTS_MISSING, lambda: handed_out(store, tmp_path / "a", has_weights=True))
    assert not list((tmp_path / "a").iterdir()) and not store.team.rounds()
    store.models.add(
        ModelKind.CORRECTOR, b"weights", {"secret": 1, "views_of": "m"}, at=AT, fingerprint="f",
        trained_on=[1], is_better=True,
    )  # fmt: skip
    made = handed_out(store, tmp_path / "b", "A", has_weights=True)
    with Store.open(made.files["A"]) as out:
        [model] = out.models.all(ModelKind.CORRECTOR)
        assert out.models.weights(ModelKind.CORRECTOR, 1) == b"weights"
        told = {"given": 1, "views_of": "m"}
        assert (model.report, model.articles, model.fingerprint) == (told, 0, "f")


def test_frozen_suggestions_are_those_of_the_pipeline_alone_and_the_same_for_all(store, tmp_path):
    asked = []

    def suggest(path):
        with Store.open(path) as base:
            run = base.suggestions.run_id("en", "2", "print")
            for number in range(1, base.articles.highest_id() + 1):
                text = base.articles.get(number).text
                asked.append(text)
                rows = [Suggestion(0, number, 3, 6, 1), Suggestion(0, number, None, None, 1)]
                base.suggestions.put(number, run, cut(text), [0], rows[:1], rows[1:])

    found = plans.ground(store, "R")
    plan = plans.proposed(found, ["A", "B"], "R", seed=7)
    plan = replace(plan, sizes=SIZES, suggestions="frozen")
    made = hand_out(store, plan, tmp_path, at=AT, suggest=suggest)
    assert len(asked) == 2 + 2 + 6
    for file in made.files.values():
        with Store.open(file) as out:
            for each in out.team.draws():
                shown = out.suggestions.of(each.article)
                is_own = each.part == Part.OWN
                assert [(x.start, x.label) for x in shown] == (
                    [] if is_own else [(None, 1), (3, 1)]
                )
                assert is_own == (out.suggestions.tokens(each.article) is None)
            # and nothing else is ever put there
            shared = next(x.article for x in out.team.draws() if x.part == Part.OVERLAP)
            other = out.suggestions.run_id("en", "3", "later")
            assert not out.suggestions.put(shared, other, cut("Xi"), [0], [])
            assert len(out.suggestions.of(shared)) == 2
    [a_round] = store.team.rounds()
    assert json.loads(a_round.plan)["frozen"] == [["en", "2", "print"]]


def test_what_was_handed_out_is_not_drawn_again(store, tmp_path):
    handed_out(store, tmp_path)
    assert plans.ground(store, "R").available == 20 - 2 - 6 - 6
    handed_out(store, tmp_path, sizes=Sizes(own=20))
    assert [x.name for x in store.team.rounds()] == ["Round 1", "Round 2"]
    fails(Unplanned.NOTHING_TO_DRAW, lambda: handed_out(store, tmp_path))


def test_a_file_that_is_there_stays_and_nothing_is_handed_out(store, tmp_path):
    there = tmp_path / "lead-B-round-1.annotator.db"
    there.write_text("mine")
    fails(Unplanned.HANDOUT_THERE, lambda: handed_out(store, tmp_path))
    assert there.read_text() == "mine"
    assert {x.name for x in tmp_path.iterdir()} == {"lead.annotator.db", there.name} | {
        x.name for x in tmp_path.glob("lead.annotator.db-*")
    }
    assert not store.team.rounds()


def test_a_disk_that_fills_up_leaves_neither_files_nor_a_round(store, tmp_path, monkeypatch):
    def full(*_args, **_more):
        raise EnvironmentFault(Fault.OF_THE_MACHINE, where="disk", reason="no space left")

    monkeypatch.setattr(store.team, "add_handout", full)
    with pytest.raises(EnvironmentFault):
        handed_out(store, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert not store.team.rounds() and not store.team.draws()


def test_a_hand_out_is_not_handed_out(store, tmp_path):
    made = handed_out(store, tmp_path, "A")
    with Store.open(made.files["A"]) as out:
        caught = fails(Unplanned.IN_A_HANDOUT, lambda: handed_out(out, tmp_path))
        assert "R" in str(caught)
        fails(Unplanned.IN_A_HANDOUT, lambda: plans.keep(out, plans.Plan(("A",), "R", SIZES, 1)))


def test_the_job_carries_out_the_plan_that_is_kept(store, tmp_path):
    from annotator.workspace.children import hand_out_job

    asked = HandOut(str(store.path), str(tmp_path / "out"))
    fails(Unplanned.NO_PLAN, lambda: hand_out_job.run(asked, Work()))
    plan = plans.proposed(plans.ground(store, "R"), ["A"], "R", seed=7)
    plans.keep(store, replace(plan, sizes=SIZES))
    steps = []
    report = hand_out_job.run(asked, Work(lambda done, total, _what: steps.append((done, total))))
    assert report.articles == {"A": 18} and report.round == "Round 1"
    assert steps[0] == (0, 18) and steps[-1] == (18, 18)
    [row] = progress(store)
    assert (row.coder, row.articles, row.done, row.handed_in) == ("A", 16, 0, "")


@pytest.mark.parametrize(
    ("report", "stays"),
    [({"views_of": LANGUAGE_MODEL}, True), ({"views_of": ""}, True),
     ({"views_of": "another model"}, False), ({}, False)],
)  # fmt: skip
def test_the_leads_weights_stay_only_while_their_vectors_are_to_be_had(
    store, tmp_path, report, stays
):
    """A version of before the language model of today is worth less than a few own reviews."""
    store.models.add(
        ModelKind.CORRECTOR, b"weights", report, at=AT, fingerprint="f", trained_on=range(1, 10),
        is_better=True,
    )  # fmt: skip
    made = handed_out(store, tmp_path, "A", has_weights=True)
    with Store.open(made.files["A"]) as out:
        assert is_kept(out, "f", 8) is stays


def test_the_leads_weights_stay_until_there_are_as_many_reviews(store, tmp_path):
    from annotator.workspace.children.train_job import _Training

    store.models.add(
        ModelKind.CORRECTOR, b"weights", {"views_of": LANGUAGE_MODEL}, at=AT, fingerprint="f",
        trained_on=range(1, 10), is_better=True,
    )  # fmt: skip
    made = handed_out(store, tmp_path, "A", has_weights=True)

    def judge(out, reviews):
        nothing = SimpleNamespace(keep_weight=lambda: True, judge_last=lambda: None)
        nothing.judged, nothing.given = list, [None] * reviews
        nothing.store, nothing.work = out, Work()
        nothing.source = SimpleNamespace(fingerprint="f")
        return nothing

    with Store.open(made.files["A"]) as out:
        coder = out.annotators.id_of("A")
        for article in range(1, 7):
            review = Review(article, coder, Status.DONE, edited_at="2026-03-02T10:00:00.000+00:00")
            out.acts.commit(Act("article.finish", article, (Change(None, review),)), coder, AT)
        assert due_job(out) == JobName.TRAIN
        put_trained_at(out, out.reviews.done_count())
        assert due_job(out) is None, "what came is older than all reviews, and need not be renewed"
        told = _Training(judge(out, 8)).train(60)
        assert (told.version, told.kept, told.too_many, told.left) == (0, 1, 0, None)
        assert is_kept(out, "f", 8)
        assert not is_kept(out, "f", 9), "now more can be learned here"
        assert not is_kept(out, "another pipeline", 8)
        choose_version(out, ModelKind.CORRECTOR, 0)
        assert not is_kept(out, "f", 8), "the person has chosen otherwise"
