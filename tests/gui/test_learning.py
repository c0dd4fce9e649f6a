"""When the window trains, and what it says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from annotator.core.judging import Left
from annotator.ui.kit.pressing import settle, wait_for
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobProcess
from annotator.workspace.learning import reviewed_articles as learning
from tests.gui.seat import Seat

SENTENCE = "Captain {} came home to Karsheim."
NAMES = ("Ada", "Ben", "Cara", "Dan", "Eva", "Finn", "Gwen", "Hal")


@pytest.fixture
def taught(
    sit: Callable[[Sequence[tuple[str, None]]], Seat], monkeypatch: pytest.MonkeyPatch
) -> Seat:
    """Eight short articles; the first training is due after two. No worker suggests."""
    monkeypatch.setattr(learning, "_FIRST_DUE", 2)
    monkeypatch.setattr(learning, "_GAPS", ((100, 100),))
    seat = sit([(SENTENCE.format(name), None) for name in NAMES])
    seat.window.project.wants_worker = True
    seat.window.desk.articles.enter_guard_ms = 0
    return seat


def finish(seat: Seat) -> None:
    """Label the first word, and finish the article as it stands."""
    article = seat.window.desk.review.sheet.article.id
    seat.press("p", "Shift+Enter")
    wait_for(lambda: seat.window.desk.review.sheet.article.id != article, "the next article")


def learned(seat: Seat, condition: Callable[[], object], what: str) -> None:
    """Wait until something holds that trainings or judgements bring, however slow they are."""
    learning = seat.window.learning

    def running() -> list[JobProcess]:
        return [job for job in (learning._job, learning._judging) if job is not None]

    while not condition():
        wait_for(lambda: condition() or running(), what)
        for job in running():
            job.wait()
        settle()


def test_a_training_starts_when_it_is_due_and_says_what_came_of_it(taught: Seat) -> None:
    told: list[str] = []
    taught.window.learning.told.connect(told.append)
    project = taught.window.project
    project.store.settings.set("pipeline", "blank:en")
    finish(taught)
    assert not project.store.models.all("corrector")
    finish(taught)
    learned(taught, lambda: bool(project.store.models.all("corrector")), "the training")
    learned(taught, lambda: not taught.window.learning.is_training, "its end")
    assert told[-1].startswith("Corrector 1")
    finish(taught)
    learned(taught, lambda: not taught.window.learning.is_training, "nothing")
    assert len(project.store.models.all("corrector")) == 1


def test_a_training_that_fails_is_told_and_not_tried_again_at_once(taught: Seat) -> None:
    told: list[str] = []
    taught.window.learning.told.connect(told.append)
    taught.window.project.store.settings.set("pipeline", "no_such_pipeline")
    finish(taught)
    finish(taught)
    learned(taught, lambda: any("Not learned" in line for line in told), "the failure")
    assert "no such pipeline" in told[-1]
    for _ in range(3):
        finish(taught)
        learned(taught, lambda: not taught.window.learning.is_training, "nothing")
    assert sum("Not learned" in line for line in told) == 1


def test_what_is_in_use_is_judged_before_the_next_training(
    taught: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In silence, while all stays as it is."""
    monkeypatch.setattr(learning, "LOOKS", 100)  # after each article
    store = taught.window.project.store
    store.settings.set("pipeline", "blank:en")
    for _ in range(2):
        finish(taught)
    learned(taught, lambda: bool(store.models.all("corrector")), "the training")
    learned(taught, lambda: not taught.window.learning.is_training, "its end")
    told: list[str] = []
    taught.window.learning.told.connect(told.append)
    finish(taught)
    learned(taught, lambda: store.settings.get("judged_at") == 3, "the judgement")
    learned(taught, lambda: not taught.window.learning.is_training, "its end")
    assert [version for _, version, _ in store.judgements.all()] == [1]
    assert told == [] and len(store.models.all("corrector")) == 1


def test_what_is_left_between_trainings_is_said_and_used_no_more(taught: Seat) -> None:
    window = taught.window
    told: list[str] = []
    anew: list[object] = []
    window.learning.told.connect(told.append)
    window.learning.learned.connect(anew.append)
    left = Left(7, 6, 13.04, 12.0, 4, is_by_version=True)
    same = messages.JudgeReport(None, is_memory_other=False, speaks=True, spoke=True)
    other = replace(same, is_memory_other=True, speaks=False)
    window.project.supply.news()
    for report in (same, replace(same, left=left), other, replace(same, spoke=False)):
        window.learning._on_judged(window.learning._judging, (report, None))  # type: ignore[arg-type]
    assert told == [
        "Corrector 7 left: 13.0 corrections per article since, corrector 6 12.0",
        "Surfaces decided before are not suggested alone: that was worse",
        "Surfaces decided before are suggested again",
    ]
    assert len(anew) == 3, "the learning page reads anew"


def test_too_little_time_to_learn_is_said_with_what_stays_in_use(taught: Seat) -> None:
    learning = taught.window.learning
    told: list[str] = []
    learning.told.connect(told.append)
    for kept in (0, 3):
        none = messages.TrainReport(0, 0, None, None, 0.0, 0, is_used=False)
        report = replace(none, too_many=1200, kept=kept)
        learning._on_end(learning._job, (report, None))  # type: ignore[arg-type]
    assert told == [
        "Too little time to learn from 1,200 articles: no corrector is in use",
        "Too little time to learn from 1,200 articles: corrector 3 stays in use",
    ]
