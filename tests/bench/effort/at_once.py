"""What the window lets other processes do, done in this one when it is waited for: so a run takes
the time of the work alone.

The window asks, is answered and is told as ever, by the same messages; only the processes and the
waiting are left out. The pauses after an act or a paint, in which a person's hands rest, end when
the oracle is done with an article. A training is done at once, and tells so as many articles later
as a person finishes while it runs, by the pace of one machine: as in `tests.bench.learning`.
"""

from __future__ import annotations

import os
import queue
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the suggestion worker does it
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from annotator.core.codes import JobName
from annotator.errors import AnnotatorError
from annotator.nlp.corrector import training
from annotator.nlp.corrector.time_budget import Plan
from annotator.nlp.sources import base
from annotator.nlp.sources.parsed_article import ParsedArticle
from annotator.nlp.worker import Worker
from annotator.storage import Store
from annotator.ui.kit import pressing
from annotator.ui.learning import training as window_training
from annotator.ui.shell.window import Window
from annotator.worker_messages import (
    Answer,
    Load,
    Request,
    SetScheme,
    Suggest,
    Suggested,
    answer_from,
    to_bytes,
)
from annotator.workspace.children import judge_job, train_job
from annotator.workspace.jobs.process import OnEnd, OnProgress, Work
from annotator.workspace.jobs.wire import Request as JobRequest
from annotator.workspace.jobs.wire import from_wire, to_wire
from annotator.workspace.learning import worker as window_worker
from annotator.workspace.learning.scheduler import put_suggested
from tests.bench.learning.__main__ import ARTICLE_SECONDS, LOADING_SECONDS, pace_of
from tests.bench.learning.gold import readings

_LONGEST_MS = 900_000
_NEVER_MS = 1 << 30
_RUNS: dict[str, Callable[[Any, Work], Any]] = {
    JobName.TRAIN: train_job.run,
    JobName.JUDGE: judge_job.run,
}


class ReadOnce:
    """A pipeline that reads no text twice, and none of those that are known."""

    def __init__(
        self, source: base.SuggestionSource, known: Mapping[str, ParsedArticle] | None = None
    ) -> None:
        self.name, self.version = source.name, source.version
        self.fingerprint, self.labels, self.note = source.fingerprint, source.labels, source.note
        self._source = source
        self._known = dict(known or {})

    def read(self, text: str) -> ParsedArticle:
        if text not in self._known:
            self._known[text] = self._source.read(text)
        return self._known[text]

    def read_many(self, texts: Sequence[str]) -> Iterator[ParsedArticle]:
        return map(self.read, texts)

    def close(self) -> None:
        """It stays: the next job wants it too."""


class AtOnce:
    """All that runs in this process in the place of children, for one window."""

    def __init__(self, source: ReadOnce) -> None:
        self.source = source
        self._inbox: deque[tuple[_WorkerHere, Callable[[], Iterable[Request]]]] = deque()
        self._late: list[_JobHere] = []  # done, and not told yet
        self._seconds = 0.0  # of the trainings of a job, as reckoned
        self.late_articles: list[int] = []
        """By how many articles later than the next one each training came that did so."""

        self.processor_seconds: dict[str, float] = defaultdict(float)

    def replace_children(self) -> None:
        """From now on no process is started for learning and suggesting."""
        taught = training.train

        def train(examples: Sequence[Any], memory: Any, **given: Any) -> Any:
            labels = {span[2] for each in examples for span in each.spans}
            told: Callable[[Plan], None] | None = given.pop("on_plan", None)

            def on_plan(plan: Plan) -> None:
                self._seconds += plan.seconds
                if told is not None:
                    told(plan)

            return taught(examples, memory, pace=pace_of(len(labels)), on_plan=on_plan, **given)

        # modules, whose names are given to others
        learner: Any = training
        sources: Any = base
        worker: Any = window_worker
        jobs: Any = window_training
        learner.train = train
        sources.open_source = lambda name=None: self.source
        worker.WorkerChild = partial(_WorkerHere, self)
        jobs.JobProcess = partial(_JobHere, self)

    def suggest(self, path: Path) -> None:
        """What the job that suggests in all articles does with a new project."""
        worker, number = Worker(), 0
        with Store.open(path) as store:
            worker.answer(to_bytes(Load(id=0, pipeline=None)))
            worker.answer(to_bytes(SetScheme(id=0, scheme=store.scheme.read())))
            while following := store.suggestions.next_without(number, 1):
                number = following[0]
                asked = Suggest(id=0, text=store.articles.get(number).text)
                answer = answer_from(worker.answer(to_bytes(asked)))
                assert isinstance(answer, Suggested), answer
                put_suggested(store, number, answer)

    # -- what the hand does when an article is read ------------------------------------------

    def still(self, window: Window) -> None:
        """No pause of a person's hands ends by itself."""
        for timer in (window.learning._later, window.suggestions._later):
            timer.setInterval(_NEVER_MS)

    def rest(self, window: Window) -> None:
        """The hands rest: what is due is done, and the next articles are suggested for."""
        self.count_article()
        learning, suggestions = window.learning, window.suggestions

        def has_learned() -> bool:
            if _end_pause(learning._later) or learning._judging is not None:
                return False
            job: Any = learning._job
            return job is None or job in self._late

        def is_fresh() -> bool:
            return not _end_pause(suggestions._later) and suggestions.is_fresh

        self.wait_for(has_learned, "the training")
        self.wait_for(is_fresh, "new suggestions")

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        """Let the worker answer one request after the other until it is so."""
        pressing.wait_for(lambda: condition() or self._answer_one(), what, _LONGEST_MS)

    def _answer_one(self) -> bool:
        if self._inbox:
            worker, make = self._inbox.popleft()
            with self._timed("suggesting"):
                worker.answer(make())
        return False

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        began = time.process_time()
        yield
        self.processor_seconds[what] += time.process_time() - began

    # -- what the children call --------------------------------------------------------------

    def put(self, worker: _WorkerHere, make: Callable[[], Iterable[Request]]) -> None:
        """Let the worker answer these when their turn comes."""
        self._inbox.append((worker, make))

    def run(self, job: _JobHere) -> None:
        """Do a job, and tell of it, or later if a person would have gone on meanwhile."""
        self._seconds = LOADING_SECONDS
        with self._timed(job.name):
            job.do()
        job.articles = int(self._seconds / ARTICLE_SECONDS)
        if job.articles:
            self.late_articles.append(job.articles)
            self._late.append(job)
        else:
            job.tell()

    def drop(self, job: _JobHere) -> None:
        """It was cancelled: nobody wants to hear of it any more."""
        self._late = [each for each in self._late if each is not job]

    def count_article(self) -> None:
        """An article is read: what comes now is told."""
        for job in list(self._late):
            job.articles -= 1
            if not job.articles:
                self.drop(job)
                job.tell()


class _WorkerHere:
    """The suggestion worker's child: what it is asked waits until the hands rest."""

    process_id = 0

    def __init__(self, here: AtOnce) -> None:
        self._here = here
        self._worker = Worker()
        self._answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()

    def begin_writing(self) -> None:
        pass

    def put(self, make: Callable[[], Iterable[Request]]) -> None:
        self._here.put(self, make)

    def answer(self, requests: Iterable[Request]) -> None:
        for request in requests:
            self._answers.put(answer_from(self._worker.answer(to_bytes(request))))

    def answers(self) -> Iterator[Answer]:
        while (answer := self._answers.get()) is not None:
            yield answer

    def kill(self) -> None:
        self._answers.put(None)

    def end(self) -> None:
        pass


class _JobHere:
    """A training or a judgement as a window's job."""

    def __init__(
        self,
        here: AtOnce,
        request: JobRequest[Any],
        on_progress: OnProgress | None = None,
        on_end: OnEnd[Any] | None = None,
    ) -> None:
        self._here = here
        self._request = request
        self._on_end = on_end
        self._ended: tuple[Any, AnnotatorError | None] = None, None
        self.articles = 0  # that are finished until it tells

    @property
    def name(self) -> str:
        return str(self._request.job)

    def start(self) -> _JobHere:
        self._here.run(self)
        return self

    def cancel(self) -> None:
        self._here.drop(self)

    def do(self) -> None:
        request = from_wire(type(self._request), to_wire(self._request))
        try:
            report = _RUNS[request.job](request, Work())
            self._ended = from_wire(request.report, to_wire(report)), None
        except AnnotatorError as error:
            self._ended = None, error

    def tell(self) -> None:
        if self._on_end is not None:
            self._on_end(*self._ended)


def _end_pause(timer: Any) -> bool:
    """Let a pause that goes on be over; whether there was one."""
    is_active: bool = timer.isActive()
    if is_active:
        timer.stop()
        timer.timeout.emit()
    return is_active


def at_once(gold: Path, pipeline: str | None, cache: Path | None) -> AtOnce:
    """The pipeline's readings of a gold file are kept in the folder `cache`, if there is one."""
    known = {} if cache is None else readings(gold, pipeline, cache)
    return AtOnce(ReadOnce(base.open_source(pipeline), known))
