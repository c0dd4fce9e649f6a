"""The window's side of learning: starts the training when it is due, and tells what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.errors import AnnotatorError
from annotator.workspace.jobs.process import JobCancelled, JobProcess, Progress

if TYPE_CHECKING:
    from annotator.ui.shell.window import Window

_PATIENCE = 5  # articles until a training that failed is tried again
_PAUSE_MS = 500  # after the article is finished: the next one is shown first


class Learning(QObject):
    """Trains the models of the open project in a job, one at a time."""

    learned = Signal(object)
    told = Signal(str)
    _progress = Signal(object)
    _end = Signal(object, object)

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._job: JobProcess | None = None
        self._failed_at: int | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._progress.connect(self._on_progress, queued)
        self._end.connect(self._on_end, queued)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self._train_if_due)
        window.desk.acted.connect(lambda _: self._later.start())

    @property
    def is_training(self) -> bool:
        """Whether a training is running or about to begin."""
        return self._job is not None or self._later.isActive()

    @property
    def is_running(self) -> bool:
        """Whether a training is running."""
        return self._job is not None

    def train(self) -> None:
        """Train now; nothing happens while a training is running."""
        project = self._window.project
        if project is None or self._job is not None:
            return
        request = {"job": "train", "project": str(project.path)}
        job = JobProcess(
            request, self._progress.emit, lambda report, error: self._end.emit(job, (report, error))
        )
        self._job = job.start()

    def cancel(self) -> None:
        """End the training; what was learned before stays in use."""
        if self._job is not None:
            self._job.cancel()

    def use_anew(self) -> None:
        """Another version is to be used: the worker takes it, for the articles that come."""
        project = self._window.project
        if project is not None:
            project.supply.forget()
            self._window.suggestions.ask_more()

    def stop(self) -> None:
        """End the training of a project that is closed; what it had made so far is left."""
        self._later.stop()
        self._failed_at = None
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _train_if_due(self) -> None:
        project = self._window.project
        if project is None or not project.wants_worker:
            return
        try:
            learning = project.learning
            if learning.is_due and not self._has_just_failed(learning.reviewed()):
                self.train()
        except AnnotatorError as error:
            self.told.emit(str(error))

    def _has_just_failed(self, done: int) -> bool:
        return self._failed_at is not None and done < self._failed_at + _PATIENCE

    def _on_progress(self, progress: Progress) -> None:
        if self._job is None:
            return
        words = progress.what.capitalize()
        if not words.startswith("Learning"):
            words = self.tr("Learning: {what}").format(what=progress.what)
        if progress.total:
            words += f" {100 * progress.done // progress.total} %"
        self.told.emit(words)

    def _on_end(
        self, job: JobProcess, ended: tuple[dict[str, Any] | None, Exception | None]
    ) -> None:
        if job is not self._job:  # of a project that is closed
            return
        self._job = None
        report, error = ended
        project = self._window.project
        if error is not None or report is None or project is None:
            self._failed_at = None if project is None else project.learning.reviewed()
            is_quiet = error is None or isinstance(error, JobCancelled)
            self.told.emit("" if is_quiet else self.tr("Not learned: {why}").format(why=error))
            return
        self._failed_at = None
        self.told.emit(_words(self, report))
        self.use_anew()
        self.learned.emit(report)
        self._later.start()  # more may have been finished meanwhile


def _words(self: QObject, report: dict[str, Any]) -> str:
    """One line: which version, and what it is worth."""
    version, now, before = report["version"], report["repairs"], report["static_repairs"]
    if not version:
        return _too_little_time(self, report["too_many"], report["kept"])
    if now is None or before is None:
        return self.tr("Corrector {version}").format(version=version)
    if not report["is_used"]:
        return self.tr("Corrector {version}: not better yet").format(version=version)
    return self.tr("Corrector {version}: {now} repairs an article, was {before}").format(
        version=version, now=f"{now:.1f}", before=f"{before:.1f}"
    )


def _too_little_time(self: QObject, articles: int, kept: int) -> str:
    if kept:
        words = self.tr("Too little time to learn from {n} articles: corrector {kept} stays in use")
    else:
        words = self.tr("Too little time to learn from {n} articles: no corrector is in use")
    return words.format(n=f"{articles:,}", kept=kept)
