"""Counts in a job, soon after something changed: what was asked before is given up."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.errors import AnnotatorError
from annotator.ui.kit.threads import teller
from annotator.workspace.jobs.process import JobCancelled, JobProcess
from annotator.workspace.jobs.wire import Request

_SOON_MS = 150


class Counting(QObject):
    """One request at a time. `counted` gives the request with its report, or None and why not."""

    counted = Signal(object, object, object)
    _ended = Signal(object, object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._request: Request[Any] | None = None
        self.job: JobProcess[Any] | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._start)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def ask(self, request: Request[Any]) -> None:
        """Count this, soon; what is counted now is not wanted any more."""
        self.stop()
        self._request = request
        self._soon.start()

    def stop(self) -> None:
        """Nothing is wanted any more."""
        self._soon.stop()
        self._request = None
        if self.job is not None:
            self.job.cancel()
            self.job = None

    def _start(self) -> None:
        request = self._request
        if request is not None:
            self.job = JobProcess(request, on_end=partial(teller(self._ended), request))
            self.job.start()

    def _on_ended(self, request: object, report: object, error: AnnotatorError | None) -> None:
        if request is self._request and not isinstance(error, JobCancelled):
            self.job = None
            self.counted.emit(request, report, error)
