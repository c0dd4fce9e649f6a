"""The page by which a coder hands in: into which file, with times or without."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QPushButton, QWidget

from annotator.errors import AnnotatorError
from annotator.ui.exchange.frame import ExchangeFrame, caption, soft_line
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.kit.fields import Tick
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import px, ui_font
from annotator.ui.words import exchange as exchange_say
from annotator.ui.words import kit as kit_words
from annotator.ui.words import merging as say
from annotator.ui.words.errors import words_of_error
from annotator.workspace.merging import hand_in as handing
from annotator.workspace.open.project import Project

if TYPE_CHECKING:
    from annotator.workspace.jobs.merge_messages import HandInReport

_WIDTH = 720


class HandInPage(ExchangeFrame):
    """Enter writes the file."""

    def __init__(self, parent: QWidget, project: Project, jobs: Jobs) -> None:
        super().__init__(parent, say.HAND_IN(), say.HAND_IN())
        self._project, self._jobs = project, jobs
        self.to = QLineEdit(self)
        self.times = Tick(say.TIMES(), self)
        self.browse_button = QPushButton(exchange_say.BROWSE(), self)
        self._caption = caption(say.FILE(), self.to)
        self.whose = PlainLabel("", self)
        self.whose.setFont(ui_font(1.1))
        self._put_together()
        self.browse_button.clicked.connect(self.browse)
        self.do_button.clicked.connect(self.run)
        self._begin()

    def run(self) -> None:
        """Write the file; the page stays and says what came of it."""
        from annotator.workspace.jobs.merge_messages import HandIn

        to = self.to.text().strip()
        why = self._jobs.why_not() if to else say.NO_PLACE()
        if why:
            self.say(why, is_bad=True)
            return
        self.say(say.HANDING_IN())
        self.do_button.setEnabled(False)
        asked = HandIn(str(self._project.path), to, self._worker, self.times.isChecked())
        self._jobs.start(asked, self._on_end)

    def browse(self) -> None:
        """Ask for the file in the system's own dialog."""
        to, _ = QFileDialog.getSaveFileName(self, say.HAND_IN(), self.to.text().strip())
        if to:
            self.to.setText(to)

    def done(self, code: int) -> None:
        """Closed: what runs goes on."""
        self._jobs.forget(self._on_end)
        super().done(code)

    def _begin(self) -> None:
        project = self._project
        self._worker = ""
        try:
            proposed = handing.proposed(project)
        except AnnotatorError as error:
            self.say(words_of_error(error), is_bad=True)
            self.do_button.setEnabled(False)
            return
        self._worker = proposed.coder
        self.whose.setText(say.whose(proposed.coder))
        self.to.setText(str(proposed.to))
        self.to.setFocus()

    def _on_end(self, report: HandInReport | None, error: Exception | None) -> bool:
        self.do_button.setEnabled(True)
        if report is None:
            assert isinstance(error, AnnotatorError)
            self.say(words_of_error(error), is_bad=True)
            return True
        self.say(say.handed_in(report))
        self.to.setText(str(Path(report.to)))
        return True

    def _put_together(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(20, 18, 20, 14)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        about, of_times = soft_line(self), soft_line(self)
        about.setText(say.ABOUT_FILE())
        of_times.setText(say.ABOUT_TIMES())
        grid.addWidget(self.whose, 0, 0, 1, 2)
        grid.addWidget(about, 1, 0, 1, 2)
        grid.addWidget(self._caption, 2, 0, 1, 2)
        grid.addWidget(self.to, 3, 0)
        grid.addWidget(self.browse_button, 3, 1)
        grid.addWidget(self.times, 4, 0, 1, 2)
        grid.addWidget(of_times, 5, 0, 1, 2)
        grid.setRowStretch(6, 1)
        grid.setColumnStretch(0, 1)
        self.hints.show_hints(
            [
                (kit_words.TAB(), exchange_say.FIELDS_KEY()),
                (kit_words.ENTER(), say.HAND_IN_KEY()),
                (kit_words.ESC(), kit_words.CLOSE_KEY()),
            ]
        )
        self.give_letters(
            {
                self._caption: say.FILE(),
                self.browse_button: exchange_say.BROWSE(),
                self.do_button: say.HAND_IN(),
            }
        )
        order = (self.to, self.browse_button, self.times, self.do_button, self.close_button)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)
        self.put_together((grid,), grid, _WIDTH)
        self.resize(self.width(), self.sizeHint().height() + px(24))
