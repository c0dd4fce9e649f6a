"""What is measured on a visit is kept, whether anything was done there or not.

What is tested: `workspace/open/attention.py`, `workspace/open/recording.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.records import Label, Scheme, Suggestion
from annotator.core.tokens import cut
from annotator.errors import EnvironmentFault
from annotator.faults import Fault
from annotator.formats.articles import GivenReview, GivenSpan, GivenTopic
from annotator.storage import NewArticle, Store
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.standing_review import best_of
from annotator.workspace.jobs.article_choice import ArticleChoice
from annotator.workspace.open.attention import AWAY_S, THOUGHT_S, WORDS_A_SECOND, Attention
from annotator.workspace.open.project import Project

AT = "2024-05-01T12:00:00.000+00:00"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_project(tmp_path: Path, clock: Clock) -> Iterator[Callable[[], Project]]:
    path = tmp_path / "p.db"
    with Store.create(path, Scheme(labels=(Label(1, "A", key="a"),)), at=AT) as store:
        store.settings.set("suggestions", False)
        run = store.suggestions.run_id("en", "1", "f")
        for _ in range(3):
            article, _ = store.articles.add(NewArticle("Xi met Joe"))
            rows = [Suggestion(0, article, 0, 2, 1), Suggestion(0, article, 7, 10, 1)]
            store.suggestions.put(article, run, cut("Xi met Joe"), [0], rows)
    opened: list[Project] = []

    def again() -> Project:
        for project in opened:
            project.close()
        opened[:] = [Project(path, "ann", clock=clock, window=False)]
        return opened[0]

    yield again
    opened[0].close()


def stored(project: Project) -> list[tuple[object, ...]]:
    """(article, status, seconds, share seen) of the reviews."""
    with closing(sqlite3.connect(project.path)) as connection:
        sql = "SELECT article, status, seconds, share_seen FROM reviews ORDER BY article"
        return connection.execute(sql).fetchall()


def visit(project: Project, clock: Clock, seconds: float, share: float = 1.0) -> None:
    review = project.open_article(1)
    clock.now += seconds
    review.attention.saw(share)


def test_a_visit_without_an_act_is_kept_and_starts_nothing(open_project, clock) -> None:
    project = open_project()
    visit(project, clock, 8, 0.5)
    project.open_article(2)
    assert stored(project) == [(1, "new", 8.0, 0.5)]
    assert [row.status for row in project.lists.rows([1])] == ["new"]
    assert 1 in project.lists.listed("todo")
    assert list(project.store.export.articles(status="started")) == []
    visit(project, clock, 4, 0.25)
    project = open_project()
    assert stored(project) == [(1, "new", 12.0, 0.5)], "closing leaves the article too"
    review = project.open_article(1)
    clock.now += 3
    review.finishing.finish_as_it_is(is_seen_to_end=True)
    assert stored(project)[0][1:3] == ("done", 15.0)


def test_what_comes_after_the_first_act_counts_too(open_project, clock) -> None:
    project = open_project()
    review = project.open_article(1)
    clock.now += 2
    review.deciding.confirm()
    clock.now += 20
    review.attention.touch()
    clock.now += 10
    review.deciding.confirm()
    clock.now += 5
    project.open_article(2)
    assert stored(project) == [(1, "started", 37.0, 0.0)]
    clock.now += 1000
    project.open_article(3)
    assert stored(project)[1] == (2, "new", AWAY_S, 0.0)


def test_pauses_count_for_seconds() -> None:
    clock = Clock()
    attention = Attention(clock, words=300)
    for pause in (11.0, 55.0, 11.0, 300.0, 11.0):
        clock.now += pause
        attention.touch()
    assert attention.take() == 33 + 2 * AWAY_S


def test_reading_what_came_on_screen_counts_in_full() -> None:
    clock = Clock()
    attention = Attention(clock, words=300)
    attention.saw(0.5)
    reading = 150 / WORDS_A_SECOND
    clock.now += reading
    attention.touch()
    clock.now += THOUGHT_S
    attention.touch()
    assert attention.take() == reading + THOUGHT_S
    clock.now += THOUGHT_S + 1  # nothing new is there to read
    assert attention.take() == AWAY_S
    attention.saw(0.4)
    clock.now += reading
    assert attention.take() == AWAY_S


def test_undo_does_not_take_the_time_back(open_project, clock) -> None:
    project = open_project()
    review = project.open_article(1)
    review.deciding.confirm()
    clock.now += 9
    project.open_article(2)
    project.open_article(1)
    project.undoing.undo()
    assert stored(project) == [(1, "new", 9.0, 0.0)]
    project.undoing.redo()
    assert stored(project) == [(1, "started", 9.0, 0.0)]


def test_a_glance_and_what_is_left_after_the_last_act_are_not_written(open_project, clock) -> None:
    project = open_project()
    visit(project, clock, 0.5)
    review = project.open_article(2)
    review.finishing.finish_as_it_is(is_seen_to_end=True)
    before = project.store._db.connection.total_changes
    clock.now += 0.5
    project.open_article(3)
    assert project.store._db.connection.total_changes == before
    assert [row[0] for row in stored(project)] == [2]


def test_a_fault_keeps_nobody_from_going_on(open_project, clock, monkeypatch) -> None:
    project = open_project()
    visit(project, clock, 8)

    def full(_review: object) -> None:
        raise EnvironmentFault(Fault.UNSAVED_DISK_FULL)

    monkeypatch.setattr(project.store.reviews, "save_measures", full)
    assert project.open_article(2).sheet.article.id == 2
    monkeypatch.undo()


def test_a_visit_is_no_review_of_an_export(open_project, clock) -> None:
    project = open_project()
    visit(project, clock, 8)
    project.open_article(2)
    outgoing = ArticleExporter(project.store, ArticleChoice(status="all"))
    first, *_ = outgoing.articles()
    assert [(x.status, x.seconds, x.is_visit) for x in first.reviews] == [("new", 8.0, True)]
    assert (outgoing.use.articles, outgoing.use.reviews) == (3, 0)
    looked = GivenReview("ann", "new", seconds=8.0)
    worked = GivenReview("ben", "started", spans=(GivenSpan(0, 2, "A"),), topics=(GivenTopic("T"),))
    assert best_of([looked, worked]) == best_of([worked])
