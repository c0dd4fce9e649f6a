"""What is asked of the worker, and when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.records import (
    Change,
    Decision,
    InputMethod,
    Label,
    Outcome,
    Scheme,
    Source,
    Suggestion,
)
from annotator.core.tokens import Tokens, cut
from annotator.storage import NewArticle, Store
from annotator.worker_messages import Run, Suggested
from annotator.workspace.learning.scheduler import MemoryUpdate
from annotator.workspace.open.project import Project

AT = "2024-05-01T12:00:00.000+00:00"
TEXTS = [f"Xi met Putin on day {day}." for day in range(6)]
SUGGESTED = 4  # of them have suggestions


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "news.db"
    with Store.create(path, Scheme(labels=(Label(1, "PERSON", key="p"),)), at=AT) as store:
        run = store.suggestions.run_id("en", "1", "f")
        for number, text in enumerate(TEXTS):
            article, _ = store.articles.add(NewArticle(text))
            if number < SUGGESTED:
                row = Suggestion(0, article, 0, 2, 1, Source.PIPELINE)
                store.suggestions.put(article, run, cut(text), [0], [row])
    opened = Project(path, "anna", window=False)
    opened.open_article(1)
    yield opened
    opened.close()


def wanted(project: Project) -> list[int]:
    return [article for article, _ in project.supply.wanted()]


def test_what_is_stored_is_not_asked_for_again_until_something_is_decided(project: Project) -> None:
    assert wanted(project) == [5, 6]
    assert project.supply.is_fresh
    assert project.review is not None
    project.review.deciding.label(1)
    assert project.supply.news() == MemoryUpdate({"Xi": {1: 1}}, {})
    assert wanted(project)[:2] == [2, 3]
    assert not project.supply.is_fresh


def test_what_is_usual_is_told_when_an_article_is_finished(project: Project) -> None:
    assert project.supply.news() is None
    assert project.review is not None
    project.review.finishing.finish_as_it_is(is_seen_to_end=True)
    assert project.supply.news() == MemoryUpdate({}, {1: 1})
    assert project.supply.news() is None
    assert wanted(project)[0] == 2


def test_what_another_pipeline_suggested_is_old(project: Project) -> None:
    """Wherever one comes to it, and whether the change was just now or before the start."""
    project.supply.read_by("f")
    assert project.supply.is_fresh
    project.supply.read_by("g")
    assert wanted(project)[:2] == [2, 3] and not project.supply.is_fresh
    run = project.store.suggestions.run_id("de", "1", "g")
    for article in (2, 3):
        project.store.suggestions.put(article, run, cut(TEXTS[article - 1]), [0], [])
    assert project.supply.is_fresh
    project.open_article(2)
    assert wanted(project)[0] == 4


@pytest.mark.parametrize(
    ("way", "outcome", "is_news"),
    [
        (InputMethod.KEY, Outcome.CONFIRMED, True),
        (InputMethod.KEY, Outcome.REJECTED, True),
        (InputMethod.KEY, Outcome.FOLLOWED, False),
        (InputMethod.FOLLOW, Outcome.FOLLOWED, False),
        (InputMethod.ENTER, Outcome.ACCEPTED, False),
    ],
)
def test_memory_is_renewed_by_what_was_decided_and_not_by_what_only_followed(
    project: Project, way: InputMethod, outcome: Outcome, is_news: bool
) -> None:
    """Memory holds what a person said, so the rest is no reason to ask for articles again."""
    (suggestion,) = project.store.suggestions.of(1)
    taken = (None, None, None) if outcome == Outcome.REJECTED else (0, 2, 1)
    decision = Decision(suggestion.id, 1, 1, outcome, way, AT, *taken)
    assert project.supply.note([Change(None, decision)]) is is_news
    news = project.supply.news()
    assert (news is not None and news.surfaces == {"Xi": {}}) is is_news


def test_what_has_been_asked_for_is_not_asked_for_twice(project: Project) -> None:
    for article in wanted(project):
        project.supply.asked(article)
    assert wanted(project) == []


def test_an_answer_for_the_article_on_the_desk_is_dropped(project: Project) -> None:
    before = project.store.suggestions.of(1)
    run, tokens = Run("en", "1", "f"), Tokens([0], [2])
    answer = Suggested(id=1, run=run, tokens=tokens, sentences=[0], suggestions=[])
    assert not project.supply.take(1, answer)
    assert project.store.suggestions.of(1) == before
    assert not project.supply.take(2, answer)
    assert project.store.suggestions.of(2) == []
