"""Beside the list of formats: what the chosen one leaves behind, its options; what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.ui.exchange.command_line import CommandLine
from annotator.ui.exchange.frame import Lines, caption, heading, soft_line
from annotator.ui.exchange.jobs import lines_of_export, lines_of_release
from annotator.ui.exchange.option_fields import OptionFields
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import ui_font
from annotator.ui.words import exchange as say
from annotator.ui.words import jobs as jobs_say
from annotator.ui.words import release as release_say
from annotator.workspace.exchange.export_target import Format

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import ExportReport, ReleaseReport

_MOST_FILES, _MOST_LINES = 8, 20


class FormatDetails(QWidget):
    """The chosen format."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.title, self.files = _bold(self), soft_line(self)
        self.needs, self.losses = Lines(self), Lines(self)
        self.options = OptionFields(self)
        self._options_title = heading(say.OPTIONS(), self)
        column = _column(self)
        column.addWidget(self.title)
        column.addWidget(self.files)
        column.addWidget(self.needs)
        column.addSpacing(14)
        column.addWidget(heading(say.CANNOT_HOLD(), self))
        column.addWidget(self.losses)
        column.addSpacing(14)
        column.addWidget(self._options_title)
        column.addSpacing(2)
        column.addWidget(self.options)
        column.addStretch(1)

    def show_format(self, format_: Format) -> None:
        self.title.setText(jobs_say.title_of(format_.name, format_.title))
        self.files.setText(say.files_of(format_.parts, format_.endings[0]))
        needs = format_.missing
        self.needs.show_lines([say.how_to_install(needs)] if needs else [], "warn")
        self.needs.setVisible(bool(needs))
        self.options.show_options(format_.writing)
        self._options_title.setVisible(bool(format_.writing))

    def show_losses(self, lost: Mapping[str, int] | None, *, is_empty: bool = False) -> None:
        """What it has no place for; None: that is being counted. `is_empty`: nothing goes out."""
        if is_empty:
            self.losses.show_lines([say.NOTHING_GOES_OUT()], "ink_soft")
            return
        ink = "ok" if lost == {} else "ink_soft" if lost is None else "ink"
        self.losses.show_lines(say.lost_in_full(lost), ink)


class ExportResult(QWidget):
    """What an export has written, and what can be done next."""

    told = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder = Path()
        self.title, self.counts, self.files = _bold(self), soft_line(self), Lines(self)
        self.notes = Lines(self)
        self._notes_title = heading(say.REMARKS(), self)
        self.open_button = QPushButton(say.OPEN_FOLDER(), self)
        self.next = CommandLine(self)
        self._next_title = caption(say.NEXT_COMMAND(), self.next.field)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        column = _column(self)
        for widget in (self.title, self.counts, self.files):
            column.addWidget(widget)
        column.addSpacing(10)
        column.addLayout(buttons)
        column.addSpacing(14)
        column.addWidget(self._next_title)
        column.addWidget(self.next)
        column.addSpacing(14)
        column.addWidget(self._notes_title)
        column.addWidget(self.notes)
        column.addStretch(1)
        self.open_button.clicked.connect(self.open_folder)
        self.next.copied.connect(lambda: self.told.emit(say.COPIED()))

    def show_report(self, report: ExportReport, command: str) -> None:
        """What this export wrote; `command` goes on with it, "" where none does."""
        to = Path(report.to)
        self._folder = to if to.is_dir() else to.parent
        self.title.setText(say.WRITTEN())
        self.counts.setText(jobs_say.of_export(report))
        self.files.show_lines(say.some_files(report.files[:_MOST_FILES], len(report.files)))
        notes = jobs_say.notes_of_export(report) + lines_of_export(report)[:_MOST_LINES]
        self._show_notes(notes)
        self._show_next(command, say.NEXT_COMMAND())

    def show_release(self, report: ReleaseReport, command: str) -> None:
        """What this release is; `command` verifies it."""
        self._folder = Path(report.to)
        self.title.setText(say.WRITTEN())
        self.counts.setText(release_say.of_release(report))
        self.files.show_lines(say.some_files(report.files[:_MOST_FILES], len(report.files)))
        self._show_notes([*release_say.notes(report), *lines_of_release(report)[:_MOST_LINES]])
        self._show_next(command, release_say.VERIFY())

    def _show_notes(self, notes: Sequence[str]) -> None:
        self.notes.show_lines(notes)
        self._notes_title.setVisible(bool(notes))

    def _show_next(self, command: str, title: str) -> None:
        self.next.show_command(command)
        self._next_title.setText(title)
        self.next.field.setAccessibleName(title)
        for widget in (self._next_title, self.next):
            widget.setVisible(bool(command))

    def open_folder(self) -> None:
        """In the system's own browser of files."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self.told.emit(say.not_opened(str(self._folder)))


def _bold(parent: QWidget) -> PlainLabel:
    label = PlainLabel("", parent)
    label.setFont(ui_font(1.12, QFont.Weight.DemiBold))
    label.setWordWrap(True)
    return label


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(20, 14, 18, 14)
    column.setSpacing(4)
    return column
