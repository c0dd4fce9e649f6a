"""A hand-out as its coder works in it: order, repeats, what has no part in what several code,
feedback on training.

What is tested: `workspace/team/handout.py`, `workspace/team/training.py`, and what asks them.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace

import pytest

from annotator.core.codes import NoteCode, Order, Part, Shown, StatusFilter
from annotator.core.records import Status
from annotator.errors import UserError
from annotator.faults import Unplanned
from annotator.storage import Store
from annotator.workspace.merging.hand_in import hand_in
from annotator.workspace.open.annotators import choose
from annotator.workspace.open.project import Project
from annotator.workspace.team import handout as handouts
from annotator.workspace.team.progress import progress
from annotator.workspace.team.training import feedback
from tests.unit.workspace.merged import merge
from tests.unit.workspace.team_making import SIZES, handed_out, lead_project

DAY = "2026-03-{:02d}T10:{:02d}:00.000+00:00"


class Coder:
    """Works in a hand-out; `day` of March is what the clock says."""

    def __init__(self, path):
        self.day, self.came = 2, []
        self.project = Project(path, "A", now=self.now, window=False)

    def now(self):
        return DAY.format(self.day, len(self.came))

    def next(self):
        here = self.project.desk.article
        article = self.project.next_to_do(here)
        if article is not None:
            self.project.open_article(article)
        return article

    def finish(self):
        result = self.project.review.finishing.finish_as_it_is(is_seen_to_end=True)
        assert result.is_finished
        self.came.append(self.project.handout.part(self.project.desk.article))
        return result

    def work(self, most=100):
        """Until nothing comes any more; what came."""
        for _ in range(most):
            if self.next() is None:
                break
            self.finish()
        return self.came


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A lead's project, and the hand-out of its coder A."""
    folder = tmp_path_factory.mktemp("round")
    with lead_project(folder / "lead.annotator.db") as store:
        store.settings.set("suggestions", True)
        handed_out(store, folder, "A")
    return folder


@pytest.fixture
def coder(files, tmp_path):
    for path in files.iterdir():
        shutil.copy(path, tmp_path)
    coder = Coder(tmp_path / "lead-A-round-1.annotator.db")
    yield coder
    coder.project.close()


def parts(project):
    return {x.article: x.part for x in project.store.team.draws()}


def test_training_comes_first_then_the_pilot_then_all_the_rest_and_no_repeat_yet(coder):
    found = coder.work()
    assert found[:4] == [Part.TRAINING] * 2 + [Part.PILOT] * 2
    assert Counter(found[4:]) == {Part.OVERLAP: 6, Part.OWN: 6}
    assert coder.project.handout.more_on() == "2026-03-09"


def test_it_is_told_where_the_pilot_ends(coder):
    told = []
    while coder.next() is not None:
        coder.finish()
        if coder.project.is_pilot_over():
            told.append(coder.came.count(Part.PILOT))
    assert told == [2]
    training = [x for x, part in parts(coder.project).items() if part == Part.TRAINING]
    assert all(coder.project.is_training(x) for x in training) and len(training) == 2


def test_a_repeat_comes_after_its_days_and_then_it_is_like_any_other(coder):
    coder.work()
    coder.day = 8
    assert coder.next() is None
    coder.day = 9
    coder.project.queue.renew()  # as at a start
    assert coder.work()[-2:] == [Part.REPEAT, Part.REPEAT]
    assert coder.project.handout.more_on() == ""
    assert coder.next() is None


def test_a_repeat_comes_at_its_place_after_so_many_articles(tmp_path, monkeypatch):
    from annotator.core import planning

    monkeypatch.setattr(planning, "FEWEST_APART", 3)
    monkeypatch.setattr(handouts, "FEWEST_APART", 3)
    with lead_project(tmp_path / "lead.annotator.db") as store:
        made = handed_out(store, tmp_path, "A")
        wanted = [x.part for x in store.team.draws()]
    coder = Coder(made.files["A"])
    texts = []
    while coder.next() is not None:
        texts.append(coder.project.review.sheet.text)
        coder.finish()
    coder.project.close()
    assert coder.came == wanted
    again = [n for n, text in enumerate(texts) if text in texts[:n]]
    assert len(again) == 2
    assert all(n - texts.index(texts[n]) > 3 for n in again)


def test_no_list_and_no_count_tells_of_repeats(coder):
    project = coder.project
    ids = project.queue.listed(StatusFilter.ALL)
    assert Part.REPEAT not in {project.handout.part(x) for x in ids}
    assert project.counts()["all"] == len(ids) == 16


def test_what_several_code_has_no_suggestions_and_nothing_from_elsewhere(coder):
    project = coder.project
    of = parts(project)
    shared = next(x for x, part in of.items() if part == Part.OVERLAP)
    own = next(x for x, part in of.items() if part == Part.OWN)
    project.open_article(own)
    project.review.walk.to_range(0, 2)
    project.review.deciding.label(1)
    assert project.review.is_waiting  # for the worker
    project.sheets.surfaces.clear()
    review = project.open_article(shared)
    assert not review.is_waiting
    assert review.sheet.knowledge.labels_of("Xi") == {}
    assert project.known_elsewhere("Xi") == {}
    # No worker is asked for it, and what one said would not be stored.
    wanted = {article for article, _ in project.supply.wanted(100)}
    assert wanted and {of[x] for x in wanted} == {Part.OWN}
    project.supply.renew()
    wanted = {article for article, _ in project.supply.wanted(100)}
    assert {of[x] for x in wanted} == {Part.OWN}
    assert not coder.project.is_apart(own)


def test_no_article_of_a_hand_out_is_asked_to_be_read_whole(coder):
    """In what several code that would be missing, and tell which it is."""
    project = coder.project
    ids = project.queue.listed(StatusFilter.ALL)
    assert not any(project.open_article(x).sheet.is_whole for x in ids)


def test_it_is_stored_that_there_were_no_suggestions_and_enter_finishes(coder):
    project = coder.project
    coder.next()
    assert project.review.sheet.is_hiding
    note = coder.finish().note
    assert note.code == NoteCode.FINISHED  # nothing is compared
    review = project.store.reviews.of(project.desk.article, project.annotator)
    assert (review.status, review.shown) == (Status.DONE, Shown.BLIND)


def test_mentions_elsewhere_do_not_follow_into_what_several_code(coder):
    from annotator.core.mentions import occurrences
    from annotator.workspace.open.propagation import Plan, hits_in

    project = coder.project
    own = next(x for x, part in parts(project).items() if part == Part.OWN)
    project.open_article(own)
    plan, hits = Plan(project, "Rome", 2), []
    while not plan.is_complete:
        hits += plan.more()
    assert {parts(project)[x.mention.article] for x in hits} == {Part.OWN}
    assert len(hits) == 6
    # Nor where they are pointed at one by one.
    ids = sorted(parts(project))
    every = hits_in(project, ids, lambda text: occurrences(text.text, "Rome"))
    chosen = Plan.of(project, every, 2)
    chosen.apply(chosen.more())
    done = {x for x in ids if project.store.sheets.read(x, project.annotator).spans}
    assert {parts(project)[x] for x in done} == {Part.OWN} and len(done) == 6


def test_the_order_is_that_of_the_plan(coder):
    coder.project.queue.set_order(Order.RANDOM)
    assert coder.project.queue.order == Order.IMPORTED
    assert coder.project.store.settings.get("order") == "imported"


def test_only_the_coder_works_in_it(coder):
    path = coder.project.path
    with pytest.raises(UserError) as caught:
        Project(path, "R", window=False)
    assert caught.value.notice.code is Unplanned.HANDOUT_OF_ANOTHER
    assert "for A" in str(caught.value)
    with Store.open(path) as store:
        assert choose(store, "R") == "A"


def test_after_training_it_is_told_where_gold_differs_and_why(coder):
    project = coder.project
    coder.next()
    here = project.desk.article
    review = project.review
    review.walk.to_range(3, 6)
    review.deciding.label(1)
    review.remarks.topic(2)
    coder.finish()
    found = feedback(project.store, project.scheme, project.handout, project.annotator, here)
    assert (found.same, found.left) == (0, 1)
    told = [(x.words, x.own, x.gold, x.why) for x in found.told if x.kind != "topic"]
    assert told == [
        ("Xi", "", "PERSON", "Family names alone count"),
        ("met", "PERSON", "", "People by name, without their titles."),
    ]
    assert ("Art", "Art", "", "") in [(x.words, x.own, x.gold, x.why) for x in found.told]
    places = [x.before + x.words + x.after for x in found.told if x.kind != "topic"]
    text = project.store.articles.get(here).text
    assert all(place in text for place in places), places
    own = next(x for x, part in parts(project).items() if part == Part.OWN)
    assert not feedback(project.store, project.scheme, project.handout, project.annotator, own)


def test_what_comes_back_is_merged_and_repeats_are_apart(coder, tmp_path):
    coder.work()
    coder.day = 9
    coder.project.queue.renew()
    coder.work()
    handed = hand_in(coder.project.store, tmp_path / "A.work", DAY.format(10, 0))
    assert handed.finished == 18
    lead = tmp_path / "lead.annotator.db"
    assert merge(lead, tmp_path / "A.work").files[0].proposed == ()
    with Store.open(lead) as store:
        people = {name: number for number, name in store.annotators.all()}
        wanted = {x.article: x.part for x in store.team.draws() if x.part != Part.REPEAT}
        assert set(store.drawing.finished(people["A"])) == wanted.keys()
        again = {x.article for x in store.team.draws() if x.part == Part.REPEAT}
        assert set(store.drawing.finished(people["A (repeat)"])) == again
        assert len(again) == 2
        [row] = progress(store)
        assert (row.done, row.articles, row.handed_in[:10]) == (16, 16, "2026-03-10")
        shared = next(x.article for x in store.team.draws() if x.part == Part.OVERLAP)
        assert store.reviews.of(shared, people["A"]).shown == Shown.BLIND


def test_an_ordinary_project_is_as_before(tmp_path):
    with lead_project(tmp_path / "p.annotator.db") as store:
        handed_out(store, tmp_path, "A", sizes=replace(SIZES, own=2))
    project = Project(tmp_path / "p.annotator.db", "R", window=False)
    assert project.handout is None and not project.is_apart(5)
    project.queue.set_order(Order.RANDOM)
    assert project.queue.order == Order.RANDOM
    project.close()
