"""The full-text index, completed in the background where an import was broken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.threads import teller
from annotator.ui.words import shell as say
from annotator.workspace.jobs.process import JobProcess
from annotator.workspace.open.word_search import indexed, is_all_indexed, is_made_anew

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import IndexReport


class Indexing(QObject):
    """At most one job at a time, low in priority. `ended` comes when one is over, however."""

    ended = Signal()
    _over = Signal(object)

    def __init__(self, presenter: Presenter) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._job: JobProcess[IndexReport] | None = None
        self._over.connect(self._on_over, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Complete the index of the open project, if something is missing in it."""
        project = self._presenter.project
        if self._job is not None or project is None or is_all_indexed(project):
            return
        from annotator.workspace.jobs.messages import Index  # some 50 ms, just after the start

        over = teller(self._over)
        job = JobProcess(Index(str(project.path)), on_end=lambda *_: over(job))
        self._job = job
        job.start()

    def stop(self) -> None:
        """The project is closed; what is left is indexed at the next start."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def words(self) -> str:
        """How much of the project a search sees, while it does not see all; "" when it does."""
        project = self._presenter.project
        if project is None or is_all_indexed(project):
            return ""
        seen, total = indexed(project)
        return say.searching(seen, total, is_anew=is_made_anew(project))

    def _on_over(self, job: JobProcess[IndexReport]) -> None:
        if job is self._job:
            self._job = None
            self.ended.emit()
