"""The order in which articles come.

What is tested: `workspace/open/queue.py`, `workspace/open/article_lists.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.acts import DecisionContext, skip
from annotator.core.records import Label, Scheme, Suggestion
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store
from annotator.workspace.open.project import Project

AT = "2024-05-01T12:00:00.000+00:00"
COUNT = 60


def make(path: Path, order: str, *, seed: int = 5) -> Project:
    with Store.create(path, Scheme(labels=(Label(1, "A", key="a"),)), at=AT) as store:
        store.settings.set("order", order)
        store.settings.set("seed", seed)
        store.settings.set("suggestions", False)
        run = store.suggestions.run_id("en", "1", "f")
        for number in range(1, COUNT + 1):
            text = f"Xi {number}"
            date = f"2024-01-{(number * 7) % 28 + 1:02d}"
            article, _ = store.articles.add(NewArticle(text, published=date))
            score = (number * 37 % COUNT) / COUNT
            if number % 10:
                row = Suggestion(0, article, 0, 2, 1, "corrector", score)
                store.suggestions.put(article, run, cut(text), [0], [row])
    return Project(path, "ann", window=False)


@pytest.fixture
def by_doubt(tmp_path: Path) -> Iterator[Project]:
    project = make(tmp_path / "p.db", "doubt")
    yield project
    project.close()


def doubt(number: int) -> float:
    return 1 - (number * 37 % COUNT) / COUNT if number % 10 else -1.0


def work_off(project: Project, most: int = COUNT) -> list[tuple[int, str]]:
    """Finish what comes: (article, why it came)."""
    found = []
    while len(found) < most:
        here = None if project.review is None else project.review.sheet.article.id
        following = project.next_to_do(here)
        if following is None:
            break
        review = project.open_article(following)
        ahead = project.next_few(2)
        while not review.finishing.finish(is_seen_to_end=True).is_finished:
            pass
        assert project.next_few(2) == ahead
        found.append((following, review.sheet.review.chosen))
    return found


def test_as_imported_and_by_date(tmp_path: Path) -> None:
    for order in ("imported", "date"):
        project = make(tmp_path / f"{order}.db", order)
        rows = {row.id: row.published for row in project.lists.rows(range(1, COUNT + 1))}
        wanted = sorted(rows, key=lambda x: (rows[x] if order == "date" else "", x))
        assert list(project.lists.listed("todo")) == wanted
        assert project.queue.upcoming(wanted[2], 3) == wanted[3:6]
        assert project.queue.upcoming(wanted[-1], 2) == wanted[:2], "round the end"
        assert project.lists.neighbour(wanted[4], +1) == wanted[5]
        assert project.lists.neighbour(wanted[0], -1) is None
        project.close()


def test_at_random_is_the_same_by_the_same_seed(tmp_path: Path) -> None:
    orders = []
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        project = make(tmp_path / f"{name}.db", "random", seed=seed)
        orders.append(list(project.lists.listed("todo")))
        project.close()
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == list(range(1, COUNT + 1)) != orders[0]


def test_by_doubt_one_in_ten_comes_at_random_and_says_so(by_doubt: Project) -> None:
    listed = list(by_doubt.lists.listed("todo"))
    done = work_off(by_doubt)
    assert [article for article, _ in done] == listed
    assert [by_doubt.queue.chosen(article) for article in listed] == [why for _, why in done]
    reasons = [why for _, why in done]
    share = [place for place, reason in enumerate(reasons) if reason == "random"]
    assert share[:2] == [9, 19]
    assert set(reasons) == {"random", "doubt"}
    doubtful = [a for (a, _), why in zip(done, reasons, strict=True) if why == "doubt"]
    assert doubtful == sorted(doubtful, key=lambda x: (-doubt(x), x))


def test_doubt_is_asked_anew_when_an_article_is_finished(by_doubt: Project) -> None:
    work_off(by_doubt, 3)
    here = by_doubt.next_to_do(None)
    assert here is not None
    review = by_doubt.open_article(here)
    (_, second) = by_doubt.next_few(2)
    other = by_doubt.queue.ids[-1]
    while by_doubt.queue.chosen(other) == "random":
        other = by_doubt.queue.ids[list(by_doubt.queue.ids).index(other) - 1]
    worse = Suggestion(0, other, 0, 2, 1, "corrector", 0.0)
    text = review.sheet.text
    run = by_doubt.store.suggestions.run_id("en", "2", "f")
    rows = [worse, replace(worse, start=1)]
    by_doubt.store.suggestions.put(other, run, cut(text), [0], rows)
    assert by_doubt.next_few(2)[1] == second, "not in the middle of an article"
    by_doubt.commit(skip(review.sheet, "x", DecisionContext(at=AT)))
    assert by_doubt.next_few(1) == [other]
    assert by_doubt.lists.is_stale
    assert next(iter(by_doubt.lists.listed("todo"))) == other
    assert not by_doubt.lists.is_stale
    by_doubt.undoing.undo()
    assert here in by_doubt.next_few(COUNT) or here in by_doubt.lists.listed("todo")


def test_what_was_begun_keeps_the_reason_for_which_it_came(by_doubt: Project) -> None:
    first = by_doubt.next_to_do(None)
    assert first is not None
    review = by_doubt.open_article(first)
    review.walk.to_position(0)
    review.deciding.label(1)
    assert by_doubt.open_article(first, "picked").sheet.review.chosen == "doubt"
    by_doubt.open_article(first, "picked").deciding.label(1)
    review = by_doubt.open_article(first)
    review.deciding.reject()
    assert by_doubt.open_article(first).sheet.review.chosen == "doubt"


def test_a_setting_that_nobody_knows_is_the_usual_order(tmp_path: Path) -> None:
    project = make(tmp_path / "p.db", "sideways")
    assert project.queue.order == "imported"
    project.queue.set_order("random")
    project.close()
    again = Project(tmp_path / "p.db", "ann", window=False)
    assert again.queue.order == "random"
    again.close()
