"""The page of an export: what goes out, in which format, where to; and what came of it.

What each format would leave behind is counted by a job while one chooses. The command that does
the same stands below, to be copied.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.ui.exchange.command_line import CommandLine
from annotator.ui.exchange.counting import Counting
from annotator.ui.exchange.export_choice import ExportChoice
from annotator.ui.exchange.export_details import ExportResult, FormatDetails
from annotator.ui.exchange.format_list import FormatList
from annotator.ui.exchange.frame import ExchangeFrame, caption, heading
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.kit import file_places
from annotator.ui.kit.hints import upright
from annotator.ui.kit.scrolled import scrolled
from annotator.ui.kit.theme import px
from annotator.ui.words import exchange as say
from annotator.ui.words import jobs as jobs_say
from annotator.ui.words import kit as kit_words
from annotator.ui.words.errors import words_of_error
from annotator.workspace.exchange.commands import as_typed, export_command, next_command
from annotator.workspace.exchange.export_target import Format, formats_to_write
from annotator.workspace.open.project import Project

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import Export, ExportReport, LossesReport

_LEFT, _LIST = 288, 340


class ExportPage(ExchangeFrame):
    """Enter exports; a change of anything shows what would go out then."""

    def __init__(self, parent: QWidget, project: Project, jobs: Jobs) -> None:
        super().__init__(parent, jobs_say.EXPORT(), say.EXPORT_NOW())
        self._project, self._jobs = project, jobs
        self.choice = ExportChoice(self, project.people())
        self.formats = FormatList(self, formats_to_write())
        self.details, self.outcome = FormatDetails(self), ExportResult(self)
        self.right = QStackedWidget(self)
        for page in (self.details, self.outcome):
            self.right.addWidget(scrolled(page))
        self.to = QLineEdit(self)
        self.browse_button = QPushButton(say.BROWSE(), self)
        self.command = CommandLine(self)
        self._captions: dict[QWidget, str] = {
            caption(words, field): words
            for words, field in ((say.TO(), self.to), (say.COMMAND(), self.command.field))
        }
        self._ending, self._is_running = "", False
        self._counting = Counting(self)
        self._put_together()
        self._connect()
        self._show_format()
        self._ask_counts()
        self.formats.setFocus()

    @property
    def request(self) -> Export:
        """The export that Enter would run."""
        from annotator.workspace.jobs.messages import Export

        return Export(
            str(self._project.path),
            self.to.text().strip(),
            self.formats.format.name,
            options=self.details.options.values,
            **self.choice.chosen,
        )

    def run(self) -> None:
        """Export, or stop what runs."""
        if self._is_running:
            self._jobs.cancel()
            return
        if not self.to.text().strip():
            self.say(say.NO_PLACE(), is_bad=True)
            self.to.setFocus()
            return
        why = self._jobs.why_not()
        if why:
            self.say(why, is_bad=True)
            return
        request = self.request
        file_places.remember("export", str(Path(request.to).parent))
        self.say(say.EXPORTING())
        self._set_running(True)
        self._jobs.start(request, self._on_end)

    def browse(self) -> None:
        """Ask for the place in the system's own dialog."""
        begin = self.to.text().strip() or str(self._proposed(self.formats.format))
        to, _ = QFileDialog.getSaveFileName(self, jobs_say.EXPORT(), begin)
        if to:
            self.to.setText(to)

    def done(self, code: int) -> None:
        """Closed: nothing is counted any more; an export that runs goes on."""
        self._counting.stop()
        self._jobs.forget(self._on_end)
        super().done(code)

    # -- what is chosen --------------------------------------------------------------------

    def _on_changed(self) -> None:
        """Something else would go out."""
        self._show_choice()
        self._ask_counts()

    def _show_choice(self) -> None:
        """The command for what is chosen; what was said of an export before is over."""
        self.right.setCurrentIndex(0)
        if not self._is_running:
            self.say("")
        line = as_typed(export_command(self.request, self.formats.format))
        self.command.show_command(line)

    def _show_format(self) -> None:
        format_ = self.formats.format
        self.details.show_format(format_)
        self.details.show_losses(self.formats.lost, is_empty=self.formats.is_empty)
        self._propose(format_)
        self._show_choice()
        self._name_fields()

    def _propose(self, format_: Format) -> None:
        """The place for this format: where it is typed already, with another ending."""
        text, ending = self.to.text().strip(), format_.proposed_ending
        if not text:
            self.to.setText(str(self._proposed(format_)))
        elif self._ending and text.endswith(self._ending):
            self.to.setText(text.removesuffix(self._ending) + ending)
        self._ending = ending

    def _proposed(self, format_: Format) -> Path:
        name = f"{self._project.name}{format_.proposed_ending}"
        return file_places.begin_in("export") / name

    # -- counting --------------------------------------------------------------------------

    def _ask_counts(self) -> None:
        from annotator.workspace.jobs.messages import CountLosses

        self.formats.show_losses({})
        self.details.show_losses(None)
        self.choice.counted.setText(say.COUNTING())
        path = str(self._project.path)
        self._counting.ask(CountLosses(path, **self.choice.chosen))

    def _on_counted(
        self, _request: object, report: LossesReport | None, error: AnnotatorError | None
    ) -> None:
        if report is None:
            self.choice.counted.setText(words_of_error(error) if error is not None else "")
            self.details.losses.show_lines(())
            return
        self.formats.show_losses(report.formats, is_empty=not report.articles)
        self.details.show_losses(self.formats.lost, is_empty=self.formats.is_empty)
        self.choice.counted.setText(say.would_go_out(report.articles, report.spans, report.undated))

    # -- running ---------------------------------------------------------------------------

    def _on_progress(self, words: str, share: float | None) -> None:
        if words and self._is_running:
            self.say(say.progress(words, share))

    def _on_end(self, report: ExportReport | None, error: Exception | None) -> bool:
        """Tell it here, not in the window below."""
        self._set_running(False)
        if report is None:
            assert isinstance(error, AnnotatorError)
            self.say(words_of_error(error), is_bad=True)
            return True
        command = next_command(self.formats.format, report.to)
        self.outcome.show_report(report, as_typed(command) if command else "")
        self.right.setCurrentIndex(1)
        self.say(jobs_say.exported(report))
        return True

    def _set_running(self, is_running: bool) -> None:
        """The button stops what runs."""
        self._is_running = is_running
        self._name_fields()

    # -- putting together ------------------------------------------------------------------

    def _connect(self) -> None:
        self.choice.changed.connect(self._on_changed)
        self.formats.moved.connect(self._show_format)
        self.details.options.changed.connect(self._show_choice)
        self.to.textChanged.connect(self._show_choice)
        self.browse_button.clicked.connect(self.browse)
        self.do_button.clicked.connect(self.run)
        self._counting.counted.connect(self._on_counted)
        self._jobs.progressed.connect(self._on_progress)
        self.command.copied.connect(lambda: self.say(say.COPIED()))
        self.outcome.told.connect(self.say)

    def _name_fields(self) -> None:
        """Letters for Alt; those of the options are others with each format."""
        does = say.STOP() if self._is_running else say.EXPORT_NOW()
        self.give_letters(
            {
                self.do_button: does,
                **self.choice.titles,
                **self.details.options.titles,
                **self._captions,
                self.browse_button: say.BROWSE(),
                self.command.copy_button: say.COPY(),
                self.outcome.open_button: say.OPEN_FOLDER(),
            }
        )
        self._order()

    def _order(self) -> None:
        """Tab goes from what goes out to the format, its options, the place, the command."""
        order = [
            *self.choice.fields, self.formats, *self.details.options.fields.values(),
            self.outcome.open_button, self.outcome.next.field, self.outcome.next.copy_button,
            self.to, self.browse_button, self.command.field, self.command.copy_button,
            self.do_button, self.close_button,
        ]  # fmt: skip
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _put_together(self) -> None:
        left = scrolled(self.choice)
        bar = left.verticalScrollBar().sizeHint().width()
        left.setFixedWidth(max(px(_LEFT), self.choice.minimumSizeHint().width() + bar))
        self.formats.setMinimumWidth(min(px(_LIST), self.formats.wanted_width()))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(left)
        middle.addWidget(upright(self))
        middle.addLayout(_under_heading(say.FORMAT(), self.formats), 3)
        middle.addWidget(upright(self))
        middle.addWidget(self.right, 4)
        low = QGridLayout()
        low.setContentsMargins(16, 10, 14, 10)
        low.setHorizontalSpacing(10)
        low.setVerticalSpacing(8)
        labels = list(self._captions)
        low.addWidget(labels[0], 0, 0)
        low.addWidget(self.to, 0, 1)
        low.addWidget(self.browse_button, 0, 2)
        low.addWidget(labels[1], 1, 0)
        low.addWidget(self.command, 1, 1, 1, 2)
        low.setColumnStretch(1, 1)
        self.hints.show_hints(
            (
                ("↑ ↓", say.FORMAT_KEY()),
                (kit_words.TAB(), say.FIELDS_KEY()),
                (kit_words.ENTER(), say.EXPORT_KEY()),
                (kit_words.ESC(), kit_words.CLOSE_KEY()),
            )
        )
        self.put_together((middle, low), middle)


def _under_heading(words: str, below: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 14, 0, 0)
    column.setSpacing(8)
    title = heading(words, below.parentWidget() or below)
    title.setContentsMargins(16, 0, 16, 0)
    column.addWidget(title)
    column.addWidget(below, 1)
    return column
