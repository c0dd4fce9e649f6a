"""Settling in an open project, without a window.

What is tested: `workspace/open/adjudicating.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.codes import ActKind
from annotator.core.records import Act, Change, Review, Span
from annotator.core.settled import Verdict
from annotator.core.team import Draw, Round
from annotator.storage import NewArticle, Store
from annotator.workspace.open.adjudicating import Adjudicating
from annotator.workspace.open.project import Project
from tests.unit.storage.making import SCHEME

AT = "2024-05-01T10:00:00.000+00:00"
TEXT = "Xi met Putin in Moscow, and Putin met Xi."
XI, PUTIN, AGAIN = (0, 2), (7, 12), (28, 33)
PERSON, ORG, PLACE = 1, 2, 3


def coded(store: Store, article: int, who: int, *places) -> None:
    spans = [Span(article, who, *place, label, TEXT[slice(*place)]) for place, label in places]
    rows = (*spans, Review(article, who, "done", edited_at=AT))
    changes = tuple(Change(None, row) for row in rows)
    store.acts.commit(Act(ActKind.ARTICLE_FINISH, article, changes), who, AT)


@pytest.fixture
def project(tmp_path: Path):
    """Ann and Bea coded two articles; the first was Bea's training."""
    path = tmp_path / "team.annotator.db"
    with Store.create(path, SCHEME, at=AT) as store:
        ann, bea = map(store.annotators.id_of, ("Ann", "Bea"))
        for number in (1, 2):
            article, _ = store.articles.add(NewArticle(TEXT, key=str(number)))
            coded(store, article, ann, (XI, PERSON), (PUTIN, ORG), (AGAIN, ORG))
            coded(store, article, bea, (XI, PERSON), (PUTIN, PLACE), (AGAIN, PLACE))
        store.team.add_round(Round(0, "", "1", AT, 1), [Draw(1, 1, bea, "training")])
    project = Project(path, "Ann")
    yield project
    project.close()


def loaded(project: Project) -> Adjudicating:
    work = Adjudicating(project)
    for _ in work.load():
        pass
    return work


def test_what_a_coder_was_trained_on_is_not_disputed(project: Project) -> None:
    work = loaded(project)
    assert {case.article for kind in work.kinds for case in kind.places} == {2}
    assert (work.summary.articles, work.summary.people, work.summary.cases) == (1, 2, 2)


def test_own_edges_that_lie_over_another_answer_leave_the_case_open(project: Project) -> None:
    work = loaded(project)
    [kind] = work.kinds
    first, second = kind.places
    assert work.settle([second], work.side(0)) == []
    over = work.place(first, (PUTIN[0], AGAIN[0] + 2, ORG))
    assert work.settle([first], over) == [first]
    assert work.places(work.kinds[0]) == (first,)


def test_an_answer_that_a_side_gave_is_that_sides(project: Project) -> None:
    work = loaded(project)
    [kind] = work.kinds
    assert work.settle(kind.places, work.label(ORG)) == []
    assert [x.verdict for x in project.store.gold.all() if x.what == "span"] == [Verdict.SIDE] * 2
    assert work.undo() and not work.undo()
    assert work.settle(kind.places, work.label(1)) == []
    assert [x.verdict for x in project.store.gold.all() if x.what == "span"] == [Verdict.OTHER] * 2


def test_what_was_settled_stays_so_when_it_is_read_again(project: Project) -> None:
    work = loaded(project)
    work.settle(work.kinds[0].places, work.side(1))
    again = loaded(project)
    assert again.kind is None and again.summary.settled == 2
    assert not again.undo()  # it was not settled here


def test_the_review_on_the_desk_is_mine_before_and_after(project: Project) -> None:
    project.open_article(2)
    spans = list(project.desk.sheet.spans)
    work = loaded(project)
    work.fill()
    for step in (project.undoing.undo, project.undoing.redo, project.undoing.undo):
        step()
        assert list(project.desk.sheet.spans) == spans
        assert project.desk.sheet.review.annotator == project.annotator
