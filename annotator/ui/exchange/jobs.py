"""Import and export from the window: one job at a time, with progress and cancel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from annotator.errors import AnnotatorError
from annotator.notices import from_json, notice_from
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.telling import tell
from annotator.ui.kit.threads import teller
from annotator.ui.words import jobs as say
from annotator.ui.words import merging as merging_say
from annotator.ui.words import release as release_say
from annotator.ui.words import team as team_say
from annotator.ui.words.errors import words_at, words_of, words_of_error
from annotator.ui.words.jobs import words_of_step
from annotator.ui.words.translating import dotted
from annotator.workspace.jobs.process import JobCancelled, JobProcess, Progress

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import (
        CopyReport,
        ExportReport,
        HandInReport,
        HandOutReport,
        ImportReport,
        MergeReport,
        NearCopiesReport,
        ReleaseReport,
    )
    from annotator.workspace.jobs.wire import Request

Listener = Callable[[Any, Exception | None], bool]
"""Hears of a report, or of what went wrong; says whether it has told the person."""


class Jobs(QObject):
    """Runs jobs for the open project. `over` comes before it is told what came of one, `ended`
    afterwards, however it ended; `progressed` says what is done and how much of it, 0 to 1.
    """

    over = Signal(str)
    ended = Signal(str)
    progressed = Signal(str, object)
    _progress = Signal(object)
    _end = Signal(object, object)

    def __init__(self, presenter: Presenter) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._job: JobProcess[Any] | None = None
        self._listener: Listener | None = None
        self._kind = ""
        queued = Qt.ConnectionType.QueuedConnection
        self._progress.connect(self._on_progress, queued)
        self._end.connect(self._on_end, queued)

    def import_paths(self, chosen: Sequence[Path], **options: Any) -> None:
        """Import files and folders into the open project."""
        from annotator.workspace.jobs.messages import Import

        project = self._presenter.project
        if project is not None:
            who = project.annotator_name
            asked = Import(str(project.path), tuple(map(str, chosen)), annotator=who, by=who)
            self.start(replace(asked, **options))

    def export(self, name: str, to: Path, **options: Any) -> None:
        """Export the open project's labels in a format of the registry."""
        from annotator.workspace.jobs.messages import Export

        project = self._presenter.project
        if project is not None:
            self.start(Export(str(project.path), str(to), name, **options))

    def ask_copy(self) -> None:
        """Ask where a copy of the project shall be; it is whole, at any moment."""
        from annotator.workspace.jobs.messages import Copy

        project = self._presenter.project
        if project is None:
            return
        title = say.COPY()
        name, double = project.path.name, ".annotator.db"
        ending = double if name.endswith(double) else project.path.suffix
        stem = name.removesuffix(ending)
        proposed = project.path.with_name(f"{say.name_of_copy(stem)}{ending}")
        to, _ = QFileDialog.getSaveFileName(self._presenter.view.window(), title, str(proposed))
        if to:
            self.start(Copy(str(project.path), to, replace=True))  # the dialog has asked

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def why_not(self) -> str:
        """Why no job can be started now, "" where one can."""
        project = self._presenter.project
        if self._job is not None:
            return say.STILL_RUNNING()
        try:
            if project is not None:
                project.unsaved.require_none()  # what comes out, or is added to, would lack them
        except AnnotatorError as error:
            self._presenter.complain(error)
            return words_of_error(error)
        return ""

    def start(self, request: Request[Any], listener: Listener | None = None) -> None:
        """Run a job for the open project; the `listener` may tell what came of it."""
        if self._presenter.project is None:
            return
        why = self.why_not()
        if why:
            self._presenter.strip.say(why, is_warning=True)
            return
        self._kind, self._listener = request.job, listener
        self._job = JobProcess(request, teller(self._progress), teller(self._end))
        self._job.start()

    def forget(self, listener: Listener) -> None:
        """It is not there any more: the end of its job is told in the window."""
        if self._listener == listener:
            self._listener = None

    def _on_progress(self, progress: Progress) -> None:
        share = progress.done / progress.total if progress.total else None
        self.progressed.emit(words_of_step(progress.what), share)

    def _on_end(self, report: Any, error: Exception | None) -> None:
        self._job = None
        listener, self._listener = self._listener, None
        self.progressed.emit("", None)
        self.over.emit(self._kind)
        is_told = listener is not None and listener(report, error)
        if isinstance(error, JobCancelled):
            self._presenter.strip.say(words_of_error(error))
        elif error is not None and is_told:
            self._presenter.strip.say(words_of_error(error), is_warning=True)
        elif error is not None:
            tell(self._presenter.view.window(), words_of_error(error))
        elif report is not None:
            self._say_report(report, is_told)
        self.ended.emit(self._kind)

    def _say_report(
        self,
        report: ImportReport
        | CopyReport
        | ReleaseReport
        | ExportReport
        | NearCopiesReport
        | HandOutReport
        | HandInReport
        | MergeReport,
        is_told: bool,
    ) -> None:
        from annotator.workspace.jobs.messages import (
            CopyReport,
            HandInReport,
            HandOutReport,
            ImportReport,
            MergeReport,
            NearCopiesReport,
            ReleaseReport,
        )

        lines: list[str] = []
        if isinstance(report, ImportReport):
            first, notes = say.imported(report), say.notes_of_import(report)
            places = [*report.refusals, *report.left_out, *report.doubtful]
            lines = [_words_of_refusal(each) for each in places]
            said = first
        elif isinstance(report, CopyReport):
            first = say.copied(report.to)
            notes = [words_at("", from_json(each)) for each in report.told]
            said = first
        elif isinstance(report, HandOutReport):
            first, notes = team_say.made(report), []
            said = first
        elif isinstance(report, HandInReport):
            first, notes = merging_say.handed_in(report), []
            said = first
        elif isinstance(report, MergeReport):
            first, notes = merging_say.merged(report), []
            said = first
        elif isinstance(report, NearCopiesReport):
            first, notes = say.compared(report), []
            said = first
        elif isinstance(report, ReleaseReport):
            first, notes = release_say.released(report), release_say.notes(report)
            lines = lines_of_release(report)
            said = dotted(first, *notes)
        else:
            first, notes = say.exported(report), say.notes_of_export(report)
            lines = lines_of_export(report)
            said = dotted(first, *notes)
        if lines and not is_told:
            tell(self._presenter.view.window(), said, lines)
        self._presenter.strip.say(dotted(first, *notes))


def lines_of_export(report: ExportReport) -> list[str]:
    """What is damaged, the spans that did not go out as they are, the articles that have several
    topics of a group that takes one.
    """
    broken = report.topic_groups["broken"]
    return [
        *(words_of(notice_from(each)) for each in report.damaged),
        *(say.remark(each) for each in report.remarks),
        *(say.several_in(x["article"], x["group"], x["topics"]) for x in broken),
    ]


def lines_of_release(report: ReleaseReport) -> list[str]:
    """What is damaged, and was left out."""
    return [words_of(notice_from(each)) for each in report.damaged]


def _words_of_refusal(refusal: Mapping[str, Any]) -> str:
    return words_at(from_json(refusal["where"]), from_json(refusal["reason"]))
