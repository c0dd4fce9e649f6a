"""Near copies, looked for in the background when articles have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from annotator.core.codes import JobName
from annotator.ui.desk.presenter import Presenter
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.kit.threads import teller
from annotator.ui.words import jobs as say
from annotator.ui.words.translating import dotted
from annotator.workspace.jobs.process import JobProcess

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import NearCopiesReport


class FindingCopies(QObject):
    """At most one search at a time, low in priority; one that was broken off goes on when the
    project is opened again. `ended` comes when one is over, however.
    """

    ended = Signal()
    _over = Signal(object, object)

    def __init__(self, presenter: Presenter, jobs: Jobs) -> None:
        super().__init__(presenter)
        self._presenter, self._jobs = presenter, jobs
        self._job: JobProcess[NearCopiesReport] | None = None
        self._said = ""
        self._over.connect(self._on_over, Qt.ConnectionType.QueuedConnection)
        jobs.ended.connect(self._on_job_ended)

    def start(self) -> None:
        """Compare what is new with all articles, if there is anything new."""
        from annotator.workspace.jobs.messages import NearCopies

        project = self._presenter.project
        if self._job is not None or project is None or not project.copies.may_be_left():
            return
        if project.handout is not None:
            return  # a repeat is one, and what several code is not compared with anything
        self._said = self._presenter.strip.message
        over = teller(self._over)
        job = JobProcess(NearCopies(str(project.path)), on_end=lambda found, _: over(job, found))
        self._job = job
        job.start()

    def go_on(self) -> None:
        """Go on with what was broken off; a project in which none was ever begun is left alone."""
        project = self._presenter.project
        if project is not None and project.copies.is_begun():
            self.start()

    def ask(self) -> None:
        """Look for them as a job that the person follows."""
        from annotator.workspace.jobs.messages import NearCopies

        project = self._presenter.project
        if project is not None and not self._jobs.why_not():
            self.stop()
        if project is not None:
            self._jobs.start(NearCopies(str(project.path)))

    def stop(self) -> None:
        """The project is closed; what is left is compared at the next start."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _on_job_ended(self, kind: str) -> None:
        if kind == JobName.IMPORT:
            self.start()
        elif kind == JobName.NEAR_COPIES:
            self.ended.emit()

    def _on_over(self, job: JobProcess[NearCopiesReport], found: NearCopiesReport | None) -> None:
        """Tell what was found beside what was told of the import, if nothing else was since."""
        if job is not self._job:
            return
        self._job = None
        strip = self._presenter.strip
        if found is not None and found.new and strip.message == self._said:
            strip.say(dotted(self._said, say.near_copies_found(found.new)))
        self.ended.emit()
