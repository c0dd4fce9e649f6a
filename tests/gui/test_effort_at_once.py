"""The effort measure without waiting: the window learns in this process, and is told in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from annotator.nlp.corrector import training
from annotator.nlp.corrector.time_budget import Plan
from annotator.nlp.sources import base
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.ui.learning import training as window_training
from annotator.workspace.jobs import messages
from annotator.workspace.learning import reviewed_articles, worker_child
from annotator.workspace.learning import worker as window_worker
from annotator.workspace.learning.doubt_levels import USUAL
from tests.bench.effort import at_once, project
from tests.bench.effort.hand import Hand, Tally, row_of
from tests.bench.effort.oracle import Gold
from tests.bench.effort.oracle_plan import Effort

SENTENCE = "captain {} came home to Karsheim and told {} of the sea."
NAMES = ("Ada", "Ben", "Cara", "Dan", "Eva", "Finn", "Gwen", "Hal")


def gold(name: str, other: str) -> Gold:
    text = SENTENCE.format(name, other)
    places = {name: "PERSON", "Karsheim": "PLACE", other: "PERSON"}
    return Gold(text, {(text.index(x), text.index(x) + len(x)): y for x, y in places.items()})


GOLDS = [gold(*pair) for pair in zip(NAMES, reversed(NAMES), strict=True)]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> at_once.AtOnce:
    """Everything in this process, with a pipeline that only cuts words."""
    for module, name in (
        (training, "train"),
        (base, "open_source"),
        (window_worker, "WorkerChild"),
        (window_training, "JobProcess"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))  # put back when the test is over
    made = at_once.AtOnce(at_once.ReadOnce(base.open_source("blank:en")))
    made.replace_children()
    return made


@pytest.fixture
def hand(
    qapp: QApplication, here: at_once.AtOnce, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Hand]:
    """A hand with eight articles; the first training is due after two."""
    monkeypatch.setattr(reviewed_articles, "_FIRST_DUE", 2)
    monkeypatch.setattr(reviewed_articles, "_GAPS", ((100, 2),))
    path = project.make(GOLDS, pipeline="blank:en", learn=True, step="most", suggest=here.suggest)

    def refused(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(worker_child, "start_child", refused)
    made = Hand(path, GOLDS, Effort(1, 1), may_force=True, at_once=here)
    yield made
    made.driver.close()


def finish_one(hand: Hand) -> dict[str, Any]:
    hand.wait()
    given = GOLDS[hand.article - 1]
    hand.tally = Tally(hand.article)
    hand.do_all(given)
    hand.finish()
    return row_of(hand, given)


def test_what_counts_as_doubtful_is_as_the_run_has_it(hand: Hand) -> None:
    assert hand.review.sheet.knowledge.threshold == USUAL["most"].mark


def test_each_training_is_there_for_the_article_after_the_next(hand: Hand) -> None:
    store = hand.review and hand.window.project.store
    versions = []
    for _ in GOLDS[:6]:
        row = finish_one(hand)
        assert row["is_equal"]
        versions.append([model.version for model in store.models.all("corrector")][:1])
    assert versions == [[], [], [1], [1], [2], [2]]
    assert all(store.suggestions.of(number) for number in (5, 6)), "nothing was learned"


def test_a_training_that_takes_longer_comes_later(
    here: at_once.AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(request: messages.Train, _work: object) -> messages.TrainReport:
        training.train([], None)
        return messages.TrainReport(1, 2, None, None, 70.0, 1, is_used=True)

    def learn(_examples: object, _memory: object, on_plan: Callable[[Plan], None], **_: object):
        on_plan(Plan(2, 2, 60, 25, 70.0))

    monkeypatch.setattr(training, "train", learn)
    here.replace_children()
    monkeypatch.setitem(at_once._RUNS, "train", run)
    told: list[object] = []
    job = window_training.JobProcess(
        messages.Train("none"), None, lambda *ended: told.append(ended)
    )
    job.start()
    counts = []
    for _ in range(3):
        here.count_article()
        counts.append(len(told))
    assert counts == [0, 1, 1], "74 seconds are two articles more"
    assert told[0][0].version == 1
    assert here.late_articles == [2]


def test_a_text_is_read_once_and_not_at_all_where_it_is_known(here: at_once.AtOnce) -> None:
    asked = []

    class Counting(at_once.ReadOnce):
        def read(self, text: str) -> ParsedArticle:
            asked.append(text)
            return super().read(text)

    known = {"Known.": here.source.read("Known.")}
    reading = at_once.ReadOnce(Counting(here.source), known)
    list(reading.read_many(["One.", "Known.", "One.", "Two."]))
    reading.read("Two.")
    assert asked == ["One.", "Two."]
