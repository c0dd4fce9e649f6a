"""The page of an export: what goes out, in which format, where to; and what came of it.

What each format would leave behind is counted by a job while one chooses. The command that does
the same stands below, to be copied.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.ui.exchange.export_details import ExportResult, FormatDetails
from annotator.ui.exchange.format_list import FormatList
from annotator.ui.exchange.frame import heading
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.exchange.outgoing_frame import OutgoingFrame
from annotator.ui.kit import file_places
from annotator.ui.kit.hints import upright
from annotator.ui.kit.theme import px
from annotator.ui.words import exchange as say
from annotator.ui.words import jobs as jobs_say
from annotator.ui.words import kit as kit_words
from annotator.workspace.exchange.commands import as_typed, export_command, next_command
from annotator.workspace.exchange.export_target import Format, formats_to_write
from annotator.workspace.open.project import Project

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import Export, ExportReport, LossesReport

_LIST = 340


class ExportPage(OutgoingFrame):
    """Enter exports; a change of anything shows what would go out then."""

    purpose = "export"

    def __init__(self, parent: QWidget, project: Project, jobs: Jobs) -> None:
        self.details, self.outcome = FormatDetails(parent), ExportResult(parent)
        words = jobs_say.EXPORT(), say.EXPORT_NOW()
        super().__init__(parent, project, jobs, *words, self.details, self.outcome)
        self.formats = FormatList(self, formats_to_write())
        self._ending = ""
        self._put_together()
        self.choice.changed.connect(self._on_changed)
        self.formats.moved.connect(self._show_format)
        self.details.options.changed.connect(self.show_choice)
        self.outcome.told.connect(self.say)
        self._show_format()
        self._ask_counts()
        self.formats.setFocus()

    @property
    def request(self) -> Export:
        """The export that Enter would run."""
        from annotator.workspace.jobs.messages import Export

        return Export(
            str(self.project.path),
            self.to.text().strip(),
            self.formats.format.name,
            options=self.details.options.values,
            **self.choice.chosen,
        )

    def doing(self) -> str:
        return say.EXPORTING()

    def proposed(self) -> Path:
        name = f"{self.project.name}{self.formats.format.proposed_ending}"
        return file_places.begin_in(self.purpose) / name

    def command_shown(self) -> str:
        return as_typed(export_command(self.request, self.formats.format))

    def show_counts(self, report: LossesReport | None) -> None:
        """What each format would leave behind."""
        if report is None:
            self.details.losses.show_lines(())
            return
        self.formats.show_losses(report.formats, is_empty=not report.articles)
        self.details.show_losses(self.formats.lost, is_empty=self.formats.is_empty)
        self.choice.counted.setText(say.would_go_out(report.articles, report.spans, report.undated))

    def show_report(self, report: ExportReport) -> str:
        is_whole = report.counts.get("dev", 1)  # without articles to test on it goes no further
        command = next_command(self.formats.format, report.to) if is_whole else []
        self.outcome.show_report(report, as_typed(command) if command else "")
        return jobs_say.exported(report)

    # -- what is chosen --------------------------------------------------------------------

    def _on_changed(self) -> None:
        """Something else would go out."""
        self.show_choice()
        self._ask_counts()

    def _show_format(self) -> None:
        format_ = self.formats.format
        self.details.show_format(format_)
        self.details.show_losses(self.formats.lost, is_empty=self.formats.is_empty)
        self._propose(format_)
        self.show_choice()
        self.name_fields()

    def _propose(self, format_: Format) -> None:
        """The place for this format: where it is typed already, with another ending."""
        text, ending = self.to.text().strip(), format_.proposed_ending
        if not text:
            self.to.setText(str(self.proposed()))
        elif self._ending and text.endswith(self._ending):
            self.to.setText(text.removesuffix(self._ending) + ending)
        self._ending = ending

    def _ask_counts(self) -> None:
        from annotator.workspace.jobs.messages import CountLosses

        self.formats.show_losses({})
        self.details.show_losses(None)
        self.choice.counted.setText(say.COUNTING())
        path = str(self.project.path)
        self.counting.ask(CountLosses(path, **self.choice.chosen))

    # -- putting together ------------------------------------------------------------------

    def name_fields(self) -> None:
        """Letters for Alt; those of the options are others with each format."""
        self.give_letters(
            {
                self.do_button: self.does_now,
                **self.choice.titles,
                **self.details.options.titles,
                **self.letters,
                self.outcome.open_button: say.OPEN_FOLDER(),
            }
        )
        outcome = self.outcome
        after = outcome.open_button, outcome.next.field, outcome.next.copy_button
        self.order(
            [*self.choice.fields, self.formats, *self.details.options.fields.values(), *after]
        )

    def _put_together(self) -> None:
        self.formats.setMinimumWidth(min(px(_LIST), self.formats.wanted_width()))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.left())
        middle.addWidget(upright(self))
        middle.addLayout(_under_heading(say.FORMAT(), self.formats), 3)
        middle.addWidget(upright(self))
        middle.addWidget(self.right, 4)
        self.show_keys(
            ("↑ ↓", say.FORMAT_KEY()),
            (kit_words.TAB(), say.FIELDS_KEY()),
            (kit_words.ENTER(), say.EXPORT_KEY()),
        )
        self.put_together((middle, self.low()), middle)


def _under_heading(words: str, below: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 14, 0, 0)
    column.setSpacing(8)
    title = heading(words, below.parentWidget() or below)
    title.setContentsMargins(16, 0, 16, 0)
    column.addWidget(title)
    column.addWidget(below, 1)
    return column
