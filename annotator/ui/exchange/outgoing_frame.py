"""What the pages of exports and releases have in common: the place, the command, the job."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.ui.exchange.command_line import CommandLine
from annotator.ui.exchange.counting import Counting
from annotator.ui.exchange.export_choice import ExportChoice
from annotator.ui.exchange.frame import ExchangeFrame, caption
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.kit import file_places
from annotator.ui.kit.scrolled import scrolled
from annotator.ui.kit.theme import px
from annotator.ui.words import exchange as say
from annotator.ui.words import kit as kit_words
from annotator.ui.words.errors import words_of_error
from annotator.workspace.open.project import Project

if TYPE_CHECKING:
    from annotator.workspace.jobs.wire import Request

_LEFT = 288


class OutgoingFrame(ExchangeFrame):
    """A page on which something is chosen and counted, and goes out by a job.

    `right` shows `details` before that and `outcome` afterwards. `does` are the words of the
    button, `doing` of the line while it runs; `purpose` says which folder is remembered.
    """

    purpose = ""

    def __init__(
        self,
        parent: QWidget,
        project: Project,
        jobs: Jobs,
        title: str,
        does: str,
        details: QWidget,
        outcome: QWidget,
    ) -> None:
        super().__init__(parent, title, does)
        self._does, self._title = does, title
        self.project, self.jobs = project, jobs
        self.choice = ExportChoice(self, project.people())
        self.right = QStackedWidget(self)
        for page in (details, outcome):
            self.right.addWidget(scrolled(page))
        self.to = QLineEdit(self)
        self.browse_button = QPushButton(say.BROWSE(), self)
        self.command = CommandLine(self)
        self.captions: dict[QWidget, str] = {
            caption(words, field): words
            for words, field in ((say.TO(), self.to), (say.COMMAND(), self.command.field))
        }
        self.is_running = False
        self.counting = Counting(self)
        self.to.textChanged.connect(self.show_choice)
        self.browse_button.clicked.connect(self.browse)
        self.do_button.clicked.connect(self.run)
        self.counting.counted.connect(self._on_counted)
        jobs.progressed.connect(self._on_progress)
        self.command.copied.connect(lambda: self.say(say.COPIED()))

    # -- what each page says of itself -----------------------------------------------------

    @property
    def request(self) -> Request[Any]:
        """The job that Enter would run."""
        raise NotImplementedError

    def proposed(self) -> Path:
        """Where it would go if nobody said."""
        raise NotImplementedError

    def command_shown(self) -> str:
        """The command that does what Enter would."""
        raise NotImplementedError

    def what_lacks(self) -> tuple[str, QWidget] | None:
        """What must be said before it can run, and the field for it."""
        return None if self.to.text().strip() else (say.NO_PLACE(), self.to)

    def doing(self) -> str:
        """What it does while it runs."""
        raise NotImplementedError

    def show_counts(self, report: Any) -> None:
        """Show what was counted, or None: it could not be."""
        raise NotImplementedError

    def show_report(self, report: Any) -> str:
        """Show what was written; returns it in a line."""
        raise NotImplementedError

    def name_fields(self) -> None:
        """Letters for Alt."""
        raise NotImplementedError

    # -- running ---------------------------------------------------------------------------

    @property
    def does_now(self) -> str:
        """What the button does: it stops what runs."""
        return say.STOP() if self.is_running else self._does

    def run(self) -> None:
        """Do it, or stop what runs."""
        if self.is_running:
            self.jobs.cancel()
            return
        if lacks := self.what_lacks():
            self.say(lacks[0], is_bad=True)
            lacks[1].setFocus()
            return
        if why := self.jobs.why_not():
            self.say(why, is_bad=True)
            return
        request = self.request
        file_places.remember(self.purpose, str(Path(self.to.text().strip()).parent))
        self.say(self.doing())
        self._set_running(True)
        self.jobs.start(request, self._on_end)

    def browse(self) -> None:
        """Ask for the place in the system's own dialog."""
        begin = self.to.text().strip() or str(self.proposed())
        to, _ = QFileDialog.getSaveFileName(self, self._title, begin)
        if to:
            self.to.setText(to)

    def done(self, code: int) -> None:
        """Closed: nothing is counted any more; what runs goes on."""
        self.counting.stop()
        self.jobs.forget(self._on_end)
        super().done(code)

    def show_choice(self) -> None:
        """The command for what is chosen; what was said of a run before is over."""
        self.right.setCurrentIndex(0)
        if not self.is_running:
            self.say("")
        self.command.show_command(self.command_shown())

    def _on_counted(self, _request: object, report: object, error: AnnotatorError | None) -> None:
        if report is None:
            self.choice.counted.setText(words_of_error(error) if error is not None else "")
        self.show_counts(report)

    def _on_progress(self, words: str, share: float | None) -> None:
        if words and self.is_running:
            self.say(say.progress(words, share))

    def _on_end(self, report: Any, error: Exception | None) -> bool:
        """Tell it here, not in the window below."""
        self._set_running(False)
        if report is None:
            assert isinstance(error, AnnotatorError)
            self.say(words_of_error(error), is_bad=True)
            return True
        line = self.show_report(report)
        self.right.setCurrentIndex(1)
        self.say(line)
        return True

    def _set_running(self, is_running: bool) -> None:
        self.is_running = is_running
        self.name_fields()

    # -- putting together ------------------------------------------------------------------

    @property
    def letters(self) -> dict[QWidget, str]:
        """The fields and buttons that both pages have, with their words."""
        return {
            **self.captions,
            self.browse_button: say.BROWSE(),
            self.command.copy_button: say.COPY(),
        }

    def order(self, fields: Sequence[QWidget]) -> None:
        """Tab goes through these, then to the place, the command and the foot."""
        order = [
            *fields, self.to, self.browse_button, self.command.field, self.command.copy_button,
            self.do_button, self.close_button,
        ]  # fmt: skip
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def left(self) -> QWidget:
        """What goes out, as wide as it needs to be."""
        left = scrolled(self.choice)
        bar = left.verticalScrollBar().sizeHint().width()
        left.setFixedWidth(max(px(_LEFT), self.choice.minimumSizeHint().width() + bar))
        return left

    def low(self) -> QGridLayout:
        """The place and the command."""
        low = QGridLayout()
        low.setContentsMargins(16, 10, 14, 10)
        low.setHorizontalSpacing(10)
        low.setVerticalSpacing(8)
        labels = list(self.captions)
        low.addWidget(labels[0], 0, 0)
        low.addWidget(self.to, 0, 1)
        low.addWidget(self.browse_button, 0, 2)
        low.addWidget(labels[1], 1, 0)
        low.addWidget(self.command, 1, 1, 1, 2)
        low.setColumnStretch(1, 1)
        return low

    def show_keys(self, *keys: tuple[str, str]) -> None:
        """The line of hints."""
        close = (kit_words.ESC(), kit_words.CLOSE_KEY())
        self.hints.show_hints((*keys, close))
