"""The page of a merge: what came of whom, how it would be joined, what is left aside.

A job looks at the files as they are dropped; Enter merges.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.ui.exchange.counting import Counting
from annotator.ui.exchange.dropping import dropped
from annotator.ui.exchange.frame import ExchangeFrame, Lines, heading, soft_line
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.kit import file_places
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.scrolled import scrolled
from annotator.ui.kit.theme import ui_font
from annotator.ui.words import exchange as exchange_say
from annotator.ui.words import jobs as jobs_say
from annotator.ui.words import kit as kit_words
from annotator.ui.words import merging as say
from annotator.ui.words.errors import words_of_error
from annotator.workspace.open.project import Project

if TYPE_CHECKING:
    from annotator.workspace.jobs.merge_messages import Merge, MergedFile, MergeReport

_MOST_TOLD = 12
_WIDTH = 900


class MergePage(ExchangeFrame):
    """Enter merges; files can be dropped here, too."""

    def __init__(self, parent: QWidget, project: Project, jobs: Jobs) -> None:
        super().__init__(parent, say.MERGE(), say.MERGE_NOW())
        self.setAcceptDrops(True)
        self._project, self._jobs = project, jobs
        self.paths: list[Path] = []
        self.report: MergeReport | None = None
        self.files_button = QPushButton(jobs_say.FILES(), self)
        self.summary = PlainLabel("", self)
        self.summary.setFont(ui_font(1.1))
        self.summary.setWordWrap(True)
        self.cards = QWidget(self)
        self._column = QVBoxLayout(self.cards)
        self._counting = Counting(self)
        self._put_together()
        self.files_button.clicked.connect(self.ask_files)
        self.do_button.clicked.connect(self.run)
        self._counting.counted.connect(self._on_seen)
        self._show(None)
        self._make_ready()

    def add(self, paths: Iterable[Path]) -> None:
        """Look at these, too."""
        new = [path for path in paths if path not in self.paths]
        if new:
            self._look([*self.paths, *new])

    def run(self) -> None:
        """Merge, and leave the page: the status line says what came of it."""
        from annotator.workspace.jobs.merge_messages import Merge

        if self.report is None or not self.report.is_any:
            return
        if why := self._jobs.why_not():
            self.say(why, is_bad=True)
            return
        asked = Merge(
            str(self._project.path), tuple(map(str, self.paths)), self._project.annotator_name
        )
        self.accept()
        self._jobs.start(asked)

    def ask_files(self) -> None:
        """Ask for files in the system's own dialog."""
        begin = str(file_places.begin_in("merge"))
        names, _ = QFileDialog.getOpenFileNames(self, say.MERGE(), begin)
        if names:
            file_places.remember("merge", names[0])
            self.add(map(Path, names))

    def done(self, code: int) -> None:
        """Closed: nothing is looked at any more."""
        self._counting.stop()
        super().done(code)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add(dropped(event))

    # -- looking ---------------------------------------------------------------------------

    def _look(self, paths: list[Path]) -> None:
        from annotator.workspace.jobs.merge_messages import Merge

        self.do_button.setEnabled(False)
        if why := self._jobs.why_not():
            self.say(why, is_bad=True)
            return
        self.say(say.LOOKING())
        asked = Merge(
            str(self._project.path),
            tuple(map(str, paths)),
            self._project.annotator_name,
            is_preview=True,
        )
        self._counting.ask(asked)

    def _on_seen(
        self, asked: Merge, report: MergeReport | None, error: AnnotatorError | None
    ) -> None:
        if report is None:  # what was there stays: nothing of the new files is taken
            self._make_ready()
            self.say(words_of_error(error) if error is not None else "", is_bad=True)
            return
        self.paths = [Path(each) for each in asked.paths]
        self.say("")
        self._show(report)
        self._make_ready()

    def _make_ready(self) -> None:
        """Enter merges, if there is something to merge."""
        is_any = self.report is not None and self.report.is_any
        self.do_button.setEnabled(is_any)
        (self.do_button if is_any else self.files_button).setFocus()

    # -- what is shown ---------------------------------------------------------------------

    def _show(self, report: MergeReport | None) -> None:
        self.report = report
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if report is None:
            self.summary.setText(say.DROP_HERE())
            self._column.addStretch(1)
            return
        self.summary.setText(say.summary(report))
        for file in report.files:
            self._add_card(file)
        last = [say.NESTING()] if report.is_nesting else []
        last.append(say.ONE_UNDO() if report.is_any else say.NOTHING_NEW())
        for words in last:
            line = soft_line(self.cards)
            line.setText(words)
            self._column.addWidget(line)
        self._column.addStretch(1)

    def _add_card(self, file: MergedFile) -> None:
        name = PlainLabel(file.coder, self.cards)
        name.setFont(ui_font(1.05, QFont.Weight.DemiBold))
        where = soft_line(self.cards)
        where.setText(say.about(file))
        self._column.addWidget(name)
        self._column.addWidget(where)
        self._add_lines(say.counted(file))
        self._add_lines(say.joined(file))
        if file.left_aside:
            aside = soft_line(self.cards)
            aside.setText(say.left_aside(file))
            self._column.addWidget(aside)
            told = [say.refusal(each) for each in file.told[:_MOST_TOLD]]
            if file.left_aside > _MOST_TOLD:
                told.append(say.and_more(file.left_aside - _MOST_TOLD))
            self._add_lines(told, "warn")
        self._column.addSpacing(16)

    def _add_lines(self, words: list[str], ink: str = "ink") -> None:
        if words:
            lines = Lines(self.cards)
            lines.show_lines(words, ink)
            self._column.addWidget(lines)

    # -- putting together ------------------------------------------------------------------

    def _put_together(self) -> None:
        self._column.setContentsMargins(20, 14, 20, 14)
        self._column.setSpacing(4)
        top = QHBoxLayout()
        top.setContentsMargins(20, 14, 16, 6)
        top.setSpacing(10)
        title = QVBoxLayout()
        title.setSpacing(6)
        title.addWidget(heading(say.WORK(), self))
        title.addWidget(self.summary)
        top.addLayout(title, 1)
        top.addWidget(self.files_button)
        self.hints.show_hints(
            [
                (kit_words.TAB(), exchange_say.FIELDS_KEY()),
                (kit_words.ENTER(), say.MERGE_KEY()),
                (kit_words.ESC(), kit_words.CLOSE_KEY()),
            ]
        )
        self.give_letters({self.do_button: say.MERGE_NOW(), self.files_button: jobs_say.FILES()})
        for before, after in pairwise((self.files_button, self.do_button, self.close_button)):
            self.setTabOrder(before, after)
        middle = scrolled(self.cards)
        self.put_together((top, middle), middle, _WIDTH)
