"""Import and export from the window: one job at a time, with progress and cancel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from annotator.errors import AnnotatorError
from annotator.notices import from_json, notice_from
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit import file_places
from annotator.ui.kit.asking import ChoiceQuestion
from annotator.ui.kit.telling import tell
from annotator.ui.kit.threads import teller
from annotator.ui.shell.export_question import ask_format
from annotator.ui.words import jobs as say
from annotator.ui.words.errors import words_at, words_of, words_of_error
from annotator.ui.words.jobs import words_of_step
from annotator.ui.words.translating import dotted
from annotator.workspace.exchange.export_target import formats_to_write
from annotator.workspace.jobs.process import JobCancelled, JobProcess, Progress

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import CopyReport, ExportReport, ImportReport
    from annotator.workspace.jobs.wire import Request


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
            self._run(replace(asked, **options))

    def export(self, name: str, to: Path, **options: Any) -> None:
        """Export the open project's labels in a format of the registry."""
        from annotator.workspace.jobs.messages import Export

        project = self._presenter.project
        if project is not None:
            self._run(Export(str(project.path), str(to), name, **options))

    def ask_import(self) -> None:
        """Ask what to import: files, or a folder."""
        files, folder = say.FILES(), say.FOLDER()
        chosen = ChoiceQuestion.ask(self._presenter.view.window(), say.IMPORT(), [files, folder])
        title, begin = say.IMPORT(), str(file_places.begin_in("import"))
        if chosen == files:
            names, _ = QFileDialog.getOpenFileNames(self._presenter.view.window(), title, begin)
        elif chosen == folder:
            names = [QFileDialog.getExistingDirectory(self._presenter.view.window(), title, begin)]
        else:
            return
        file_places.remember("import", names[0] if names else "")
        paths = [Path(name) for name in names if name]
        if paths:
            self.import_paths(paths)

    def ask_export(self) -> None:
        """Ask for the format and the place."""
        project = self._presenter.project
        if project is None:
            return
        window = self._presenter.view.window()
        chosen = ask_format(window, formats_to_write(), str(project.path))
        if chosen is None or self._presenter.project is None:
            return
        name = f"{self._presenter.project.name}{chosen.proposed_ending}"
        proposed = file_places.begin_in("export") / name
        to, _ = QFileDialog.getSaveFileName(window, say.EXPORT(), str(proposed))
        file_places.remember("export", str(Path(to).parent) if to else "")
        if to:
            self.export(chosen.name, Path(to))

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
            self._run(Copy(str(project.path), to, replace=True))  # the dialog has asked

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _run(self, request: Request[Any]) -> None:
        project = self._presenter.project
        if project is None:
            return
        if self._job is not None:
            self._presenter.strip.say(say.STILL_RUNNING(), is_warning=True)
            return
        try:
            project.unsaved.require_none()  # what comes out, or is added to, would lack them
        except AnnotatorError as error:
            self._presenter.complain(error)
            return
        self._kind = request.job
        self._job = JobProcess(request, teller(self._progress), teller(self._end))
        self._job.start()

    def _on_progress(self, progress: Progress) -> None:
        share = progress.done / progress.total if progress.total else None
        self.progressed.emit(words_of_step(progress.what), share)

    def _on_end(self, report: Any, error: Exception | None) -> None:
        self._job = None
        self.progressed.emit("", None)
        self.over.emit(self._kind)
        if isinstance(error, JobCancelled):
            self._presenter.strip.say(words_of_error(error))
        elif error is not None:
            tell(self._presenter.view.window(), words_of_error(error))
        elif report is not None:
            self._say_report(report)
        self.ended.emit(self._kind)

    def _say_report(self, report: ImportReport | CopyReport | ExportReport) -> None:
        from annotator.workspace.jobs.messages import CopyReport, ImportReport

        trimmed = 0
        if isinstance(report, ImportReport):
            facts, trimmed = [say.imported(report)], report.trimmed
            places = [*report.refusals, *report.left_out, *report.misnamed]
            if places:
                lines = [_words_of_refusal(each) for each in places]
                tell(self._presenter.view.window(), facts[0], lines)
        elif isinstance(report, CopyReport):
            facts = [say.copied(report.to)]
            facts += [words_at("", from_json(each)) for each in report.told]
        else:
            counts, trimmed = report.counts, report.counts["trimmed"]
            facts = [say.exported(counts["articles"], counts["spans"], report.to)]
            facts += [
                say.undecided(name, use["undecided"])
                for name, use in report.topic_groups["groups"].items()
                if use["answered"] and use["undecided"]
            ]
            if report.cannot_hold:
                facts.append(say.losses(report.cannot_hold))
            self._tell_amiss(dotted(*facts), report)
        if trimmed:
            facts.append(say.trimmed(trimmed))
        self._presenter.strip.say(dotted(*facts))

    def _tell_amiss(self, text: str, report: ExportReport) -> None:
        """Name what is damaged, the spans that did not go out as they are, and the articles that
        have several topics of a group that takes one.
        """
        broken, damaged = report.topic_groups["broken"], report.damaged
        lines = [
            *(words_of(notice_from(each)) for each in damaged),
            *(say.remark(each) for each in report.remarks),
            *(say.several_in(x["article"], x["group"], x["topics"]) for x in broken),
        ]
        if not lines:
            return
        facts = [
            say.damaged(len(damaged)) if damaged else "",
            say.remarked(report.remarked) if report.remarked else "",
            say.several_topics(len(broken)) if broken else "",
        ]
        tell(self._presenter.view.window(), dotted(text, *facts), lines)


def _words_of_refusal(refusal: Mapping[str, Any]) -> str:
    return words_at(from_json(refusal["where"]), from_json(refusal["reason"]))
