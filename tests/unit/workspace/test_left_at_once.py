"""Between trainings: what is worse on what came after it is left at once, and it is said why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.judging import Left
from annotator.core.records import Scheme
from annotator.storage import Store
from annotator.ui.words.learning import headline, left_words, subline, worth_of
from annotator.workspace.children import judge_job, train_job
from annotator.workspace.children.judge import judged_of
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work, run_job
from annotator.workspace.learning import versions_in_use as models
from annotator.workspace.learning.report import overview
from annotator.workspace.learning.reviewed_articles import due_job, next_due, remembered
from tests.unit.workspace.judged import add_version, finish
from tests.unit.workspace.test_learning_weighed import SCHEME, fill, review

BLANK = "Captain {} sailed home on day 40."
NAMES = ("Gus Hart", "Ida Knox", "Leo Marsh", "Mia North", "Ned Otis", "Pia Quinn")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "left.annotator.db"
    Store.create(path, SCHEME, at="2024-05-01").close()
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "judged.db", Scheme(labels=SCHEME.labels), at="2024-05-01") as it:
        yield it


def learn(path: Path) -> messages.TrainReport:
    """In this process: what a child loads anew each time is loaded once."""
    return train_job.run(messages.Train(str(path), "blank:en"), Work())


def judge(path: Path) -> messages.JudgeReport:
    return judge_job.run(messages.Judge(str(path), "blank:en"), Work())


def used(store: Store) -> int:
    model = models.model_in_use(store, "corrector")
    return 0 if model is None else model.version


def finish_until_left(path: Path, marks: dict[str, int] | None) -> tuple[int, list[object]]:
    """Finish articles and judge as the window does, until a training is due: after how many the
    version was left, and what was told.
    """
    told: list[object] = []
    for number, name in enumerate(NAMES, 1):
        with Store.open(path) as store:
            spans = {name: 1} if marks is None else marks
            review(store, BLANK.format(name), spans)
            due = due_job(store)
        if due == "train":
            return 0, told
        assert due == "judge"
        told.append(judge(path).left)
        if told[-1]:
            return number, told
    return 0, told


def test_a_version_that_is_worse_on_each_later_article_is_left_before_the_next_training(
    project: Path,
) -> None:
    """Names are no entities any more: it suggests one in each article, the pipeline none."""
    fill(project, 30)
    assert learn(project).is_used
    count, told = finish_until_left(project, {})
    assert count == 2 < next_due(30) - 30
    assert told == [None, Left(1, 0, 1.0, 0.0, 2)]
    with Store.open(project) as store:
        assert used(store) == 0
        found = overview(store)
        assert subline(found).startswith(
            "Corrector 1 left: 1.0 corrections per article since, 0.0 without it"
        )
        assert worth_of(found.versions[0]) == "left: 1.0 corrections, 0.0 without · 2 articles"


def test_a_version_that_does_well_stays(project: Path) -> None:
    fill(project, 30)
    assert learn(project).is_used
    count, told = finish_until_left(project, None)
    assert (count, told) == (0, [None] * 3)
    with Store.open(project) as store:
        assert used(store) == 1
        assert len(list(store.judgements.all())) == 3


def test_one_that_is_worse_than_the_version_before_gives_way_to_it(
    project: Path, tmp_path: Path
) -> None:
    """The new one knows nothing; the pipeline does not either."""
    empty = tmp_path / "empty.annotator.db"
    Store.create(empty, SCHEME, at="2024-05-01").close()
    with Store.open(empty) as store:
        for name in NAMES:
            review(store, BLANK.format(name), {})
    learn(empty)
    with Store.open(empty) as store:
        nothing = store.models.weights("corrector", 1)
    fill(project, 30)
    assert learn(project).is_used
    with Store.open(project) as store:
        (first,) = store.models.all("corrector")
        store.models.add(
            "corrector", nothing or b"", {"follows": 1}, at=first.made_at, is_better=True,
            fingerprint=first.fingerprint, trained_on=store.models.trained_on("corrector", 1),
        )  # fmt: skip
        assert used(store) == 2
    count, told = finish_until_left(project, None)
    assert count == 2
    assert told[-1] == Left(2, 1, 1.0, 0.0, 2, is_by_version=True)
    with Store.open(project) as store:
        assert used(store) == 1
        assert headline(overview(store)).startswith("Corrector 1")
        assert subline(overview(store)).startswith("Corrector 2 left")
        models.choose_version(store, "corrector", 2)
        assert used(store) == 2, "a choice of the person's stays"


def test_memory_that_does_worse_on_what_comes_is_silent_before_the_next_training(
    project: Path,
) -> None:
    """Each name is one in an article, and none in the next."""
    names = [f"{first}{end}" for first in ("Bel", "Dor", "Fen") for end in ("ora", "ix", "um")]
    before = "Nobody"
    with Store.open(project) as store:
        for name in names[:2]:
            review(store, f"We saw {name} there, where {before} is not.", {name: 1})
            before = name
    learn(project)
    with Store.open(project) as store:
        assert remembered(store).speaks
        for name in names[2:]:
            review(store, f"We saw {name} there, where {before} is not.", {name: 1})
            before = name
    told = judge(project)
    assert (told.spoke, told.speaks, told.is_memory_other) == (True, False, True)
    with Store.open(project) as store:
        assert not remembered(store).speaks
    again = run_job(messages.Judge(project=str(project), pipeline="blank:en"))
    assert (again.spoke, again.speaks, again.is_memory_other) == (False, False, False)


# -- which version is used then ------------------------------------------------------------


def judged(store: Store, version: int, outcomes: list[tuple[int, int, int]]) -> None:
    """(by the others, learned, by the version before) of new articles."""
    texts = [("One word after the other.", {"One": 1})] * len(outcomes)
    told = {
        article: {"static": other, "memory": other, "learned": learned, "before": before}
        for article, (other, learned, before) in zip(finish(store, texts), outcomes, strict=True)
    }
    store.judgements.put(told, version)


def settle(store: Store) -> Left | None:
    rows = [judged_of(outcome, version) for _, version, outcome in store.judgements.all()]
    return models.leave_if_worse(store, "corrector", rows)


def versions(store: Store) -> None:
    """Three versions, of which each took the place of the one before it."""
    for number in (1, 2, 3):
        add_version(store, [number], 9.0, 12.0)
    rows = store._db
    rows.connection.execute("UPDATE models SET report = json_set(report, '$.follows', version - 1)")
    rows.connection.commit()


def test_the_version_before_is_used_until_it_is_worse_too(store: Store) -> None:
    versions(store)
    judged(store, 3, [(12, 15, 11)])
    assert settle(store) is None and used(store) == 3
    judged(store, 3, [(12, 15, 11)])
    assert settle(store) == Left(3, 2, 15.0, 11.0, 2, is_by_version=True)
    assert used(store) == 2 and settle(store) is None
    judged(store, 3, [(12, 15, 19)] * 4)
    assert settle(store) == Left(2, 0, 16.33, 12.0, 6)
    assert used(store) == 0 and settle(store) is None
    assert left_words(Left(2, 0, 16.33, 12.0, 6)) == (
        "Corrector 2 left: 16.3 corrections per article since, 12.0 without it"
    )


def test_where_the_one_before_is_worse_too_none_is_used(store: Store) -> None:
    versions(store)
    judged(store, 3, [(12, 15, 14)] * 3)
    assert settle(store) == Left(3, 0, 15.0, 12.0, 3)
    assert used(store) == 0


def test_what_stands_in_stays_while_the_next_is_not_better(store: Store) -> None:
    versions(store)
    judged(store, 3, [(12, 15, 8)] * 2)
    settle(store)
    add_version(store, [4], 9.0, 12.0, is_better=False)
    assert used(store) == 2
    add_version(store, [5], 9.0, 12.0)
    assert used(store) == 5
    add_version(store, [6], 9.0, 12.0, is_better=False)
    assert used(store) == 0, "what stood in before knows too little of what came since"
