"""What a job's thread has to tell when the window is gone: nothing breaks, and nobody hears it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, Signal

from annotator.ui.desk import suggestions
from annotator.ui.desk.presenter import Presenter
from annotator.ui.exchange import counting as exchange
from annotator.ui.exchange import jobs
from annotator.ui.kit.threads import teller
from annotator.ui.learning import training
from annotator.ui.shell import finding_copies, indexing
from annotator.workspace.jobs.messages import CountLosses
from annotator.workspace.learning import worker


class Told(QObject):
    """What is told is kept in `values`."""

    came = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.values: list[tuple[int, object]] = []
        self.came.connect(lambda *values: self.values.append(values))


def test_what_is_told_comes_as_long_as_the_object_is_there(qapp):
    told = Told()
    tell = teller(told.came)
    tell(1, "one")
    assert told.values == [(1, "one")]
    shiboken6.delete(told)
    tell(2, "two")
    assert told.values == [(1, "one")]


class Job:
    """A job that never runs; `calls` are what its thread would do."""

    calls: list[Callable[[], None]] = []  # noqa: RUF012

    def __init__(self, _request: Any, on_progress: Any = None, on_end: Any = None) -> None:
        self.calls.append(partial(on_end, None, None))
        if on_progress is not None:
            self.calls.append(partial(on_progress, None))

    def start(self) -> Job:
        return self

    def cancel(self) -> None:
        """Nothing runs."""


class Worker(Job):
    """A worker that never runs."""

    is_idle = True

    def __init__(self, _pipeline: str, _scheme: Any, answer: Any, state: Any, _path: Any) -> None:
        self.calls += [partial(answer, 1, {}), partial(state, "ready", "")]

    def is_asked(self, _article: int) -> bool:
        return True

    def explain(self, _topic: int, _text: str, on_told: Any) -> None:
        self.calls.append(partial(on_told, None))


def exporting(presenter: Presenter) -> QObject:
    made = jobs.Jobs(presenter)
    made.export("jsonl", presenter.project.path.with_name("out"))
    return made


def indexed(presenter: Presenter) -> QObject:
    made = indexing.Indexing(presenter)
    made.start()
    return made


def looked_for(presenter: Presenter) -> QObject:
    made = finding_copies.FindingCopies(presenter, jobs.Jobs(presenter))
    made.start()
    return made


def trained(presenter: Presenter) -> QObject:
    made = training.Learning(presenter)
    made.train()
    made._judge(str(presenter.project.path))
    return made


def suggested(presenter: Presenter) -> QObject:
    made = suggestions.Suggestions(presenter)
    presenter.project.wants_worker = True
    made.start(presenter.project)
    made.explain(1, 2, "text")
    return made


def counted(presenter: Presenter) -> QObject:
    counting = exchange.Counting(presenter.view)
    counting.ask(CountLosses(str(presenter.project.path)))
    counting._start()
    return counting


@pytest.mark.parametrize(
    ("begin", "count"),
    [(exporting, 2), (indexed, 1), (looked_for, 1), (trained, 3), (suggested, 3), (counted, 1)],
)
def test_no_thread_breaks_when_its_window_is_gone(seat, monkeypatch, begin, count):
    for module in (jobs, indexing, finding_copies, training, exchange):
        monkeypatch.setattr(module, "JobProcess", Job)
    monkeypatch.setattr(worker, "SuggestionWorker", Worker)
    monkeypatch.setattr(indexing, "is_all_indexed", lambda _project: False)
    monkeypatch.setattr(Job, "calls", [])
    shiboken6.delete(begin(seat.opener.jobs._presenter))
    assert len(Job.calls) == count
    for call in Job.calls:
        call()
