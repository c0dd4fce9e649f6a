"""Computes the figures in a job, one at a time, while the page is open."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from annotator.ui.kit.threads import teller
from annotator.workspace.jobs.process import JobCancelled, JobProcess, Progress
from annotator.workspace.jobs.wire import Request


class Computing(QObject):
    """`computed` gives the report, or None and why not; `progressed` what share is done."""

    computed = Signal(object, object)
    progressed = Signal(float)
    _progress = Signal(object)
    _ended = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: JobProcess[Any] | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._progress.connect(self._on_progress, queued)
        self._ended.connect(self._on_ended, queued)

    @property
    def is_running(self) -> bool:
        """Whether a job computes."""
        return self._job is not None

    def start(self, request: Request[Any]) -> None:
        """Compute; nothing happens while a job does."""
        if self._job is None:
            self._job = JobProcess(request, teller(self._progress), teller(self._ended)).start()

    def stop(self) -> None:
        """Nothing is wanted any more."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _on_progress(self, progress: Progress) -> None:
        if self._job is not None and progress.total:
            self.progressed.emit(progress.done / progress.total)

    def _on_ended(self, report: object, error: object) -> None:
        if self._job is None or isinstance(error, JobCancelled):
            return
        self._job = None
        self.computed.emit(report, error)
