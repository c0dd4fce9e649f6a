"""The window's side of learning: starts the training when it is due, and tells what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.core.codes import JobName
from annotator.errors import AnnotatorError
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.threads import teller
from annotator.ui.words import learning as say
from annotator.ui.words.errors import words_of_error
from annotator.ui.words.jobs import step_of_learning
from annotator.ui.words.translating import dotted
from annotator.workspace.jobs.process import JobCancelled, JobProcess, Progress

if TYPE_CHECKING:
    from annotator.workspace.jobs import messages

_R = TypeVar("_R")
Ended = tuple[_R | None, Exception | None]
"""What a job ended with: its report, or its error."""
_PATIENCE = 5  # articles until a training that failed is tried again
_PAUSE_MS = 500  # after the article is finished: the next one is shown first


class Learning(QObject):
    """Trains the models of the open project in a job, one at a time; in between another judges what
    is in use.

    `replaced` comes when another version is to be used from now on.
    """

    learned = Signal(object)
    replaced = Signal()
    told = Signal(str)
    _progress = Signal(object)
    _end = Signal(object, object)
    _judged = Signal(object, object)

    def __init__(self, presenter: Presenter) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._job: JobProcess[messages.TrainReport] | None = None
        self._judging: JobProcess[messages.JudgeReport] | None = None
        self._failed_at: int | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._progress.connect(self._on_progress, queued)
        self._end.connect(self._on_end, queued)
        self._judged.connect(self._on_judged, queued)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self._train_if_due)
        presenter.acted.connect(lambda _: self._later.start())

    @property
    def is_training(self) -> bool:
        """Whether a training or a judgement is running or about to begin."""
        jobs = (self._job, self._judging)
        return self._later.isActive() or any(job is not None for job in jobs)

    @property
    def is_running(self) -> bool:
        """Whether a training is running."""
        return self._job is not None

    def train(self) -> None:
        """Train now; nothing happens while a training is running."""
        from annotator.workspace.jobs import messages

        project = self._presenter.project
        if project is None or self._job is not None:
            return
        self._stop_judging()
        request = messages.Train(str(project.path))
        end = teller(self._end)
        job = JobProcess(
            request, teller(self._progress), lambda report, error: end(job, (report, error))
        )
        self._job = job.start()

    def cancel(self) -> None:
        """End the training; what was learned before stays in use."""
        if self._job is not None:
            self._job.cancel()

    def use_anew(self) -> None:
        """Another version is to be used: the worker takes it, for the articles that come."""
        project = self._presenter.project
        if project is not None:
            project.supply.forget()
            self.replaced.emit()

    def stop(self) -> None:
        """End the training of a project that is closed; what it had made so far is left."""
        self._later.stop()
        self._stop_judging()
        self._failed_at = None
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _train_if_due(self) -> None:
        project = self._presenter.project
        if project is None or not project.wants_worker:
            return
        try:
            learning = project.learning
            due = None if self._job is not None else learning.due_job
            if due is None or self._has_just_failed(learning.reviewed()):
                return
            if due == JobName.TRAIN:
                self.train()
            elif self._judging is None:
                self._judge(str(project.path))
        except AnnotatorError as error:
            self.told.emit(words_of_error(error))

    def _judge(self, path: str) -> None:
        """Hold what is in use against what was finished since; quietly."""
        from annotator.workspace.jobs import messages

        judged = teller(self._judged)
        job = JobProcess(
            messages.Judge(path), on_end=lambda report, error: judged(job, (report, error))
        )
        self._judging = job.start()

    def _stop_judging(self) -> None:
        job, self._judging = self._judging, None
        if job is not None:
            job.cancel()

    def _on_judged(
        self, job: JobProcess[messages.JudgeReport], ended: Ended[messages.JudgeReport]
    ) -> None:
        if job is not self._judging:  # of a project that is closed, or a training took its place
            return
        self._judging = None
        report, _ = ended
        if self._has_failed(ended) or report is None:
            return
        if report.left or report.is_memory_other:
            self.use_anew()
        words = _words_of_judgement(report)
        if words:
            self.told.emit(words)
            self.learned.emit(report)
        self._later.start()  # more may have been finished meanwhile

    def _has_failed(self, ended: Ended[object]) -> bool:
        """Whether a job brought nothing; how many reviews there were then is kept."""
        project = self._presenter.project
        is_so = project is None or ended[0] is None or ended[1] is not None
        if is_so:
            self._failed_at = None if project is None else project.learning.reviewed()
        return is_so

    def _has_just_failed(self, done: int) -> bool:
        return self._failed_at is not None and done < self._failed_at + _PATIENCE

    def _on_progress(self, progress: Progress) -> None:
        if self._job is None:
            return
        self.told.emit(step_of_learning(progress.what, progress.done, progress.total))

    def _on_end(
        self, job: JobProcess[messages.TrainReport], ended: Ended[messages.TrainReport]
    ) -> None:
        if job is not self._job:  # of a project that is closed
            return
        self._job = None
        report, error = ended
        if self._has_failed(ended) or report is None:
            is_quiet = error is None or isinstance(error, JobCancelled)
            self.told.emit("" if is_quiet else say.not_learned(error))
            return
        self._failed_at = None
        self.told.emit(_words(report))
        self.use_anew()
        self.learned.emit(report)
        self._later.start()  # more may have been finished meanwhile


def _words_of_judgement(report: messages.JudgeReport) -> str:
    """What is not used any more, and why; "" where all stays as it is."""
    return dotted(_left(report), say.memory_words(report.spoke, report.speaks))


def _words(report: messages.TrainReport) -> str:
    """One line: what was left, which version is there, and what it is worth."""
    return dotted(_left(report), _words_of_training(report))


def _left(report: messages.JudgeReport | messages.TrainReport) -> str:
    return say.left_words(report.left) if report.left else ""


def _words_of_training(report: messages.TrainReport) -> str:
    version = report.version
    if not version and not report.too_many:
        return ""
    if not version:
        return say.too_little_time(report.too_many, report.kept)
    return say.trained(version, report.repairs, report.static_repairs, report.is_used)
