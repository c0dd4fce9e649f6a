"""The learning page: how the corrector does, drawn; which version to use; learning on and off."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QWidget

from annotator.errors import AnnotatorError
from annotator.ui.kit.waiting import FEED_MS
from annotator.ui.learning.frame import LearningFrame
from annotator.ui.learning.training import Learning
from annotator.ui.words import learning as say
from annotator.ui.words.errors import words_of_error
from annotator.workspace.learning.report import Overview
from annotator.workspace.open.project import Project


class LearningPage(LearningFrame):
    """Reads a little at a time; follows a training that runs while it is open."""

    def __init__(self, parent: QWidget, project: Project, learning: Learning) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.found = Overview()
        self._project, self._learning = project, learning
        self._steps: Iterator[Overview] = iter(())
        self._feeding = QTimer(self, interval=0)
        self._feeding.timeout.connect(self._feed)
        self.versions.chosen.connect(self.choose)
        self.learns.clicked.connect(self.set_learns)
        self.learn_button.clicked.connect(self.learn_now)
        learning.learned.connect(self._on_learned)
        learning.told.connect(self._on_told)
        self.versions.setFocus()
        self.read()

    def read(self) -> None:
        """Read all anew; what is shown stays until there is more."""
        self._steps = self._project.learning.survey()
        self._feeding.start()
        self._feed()

    def done(self, code: int) -> None:
        """Closed: nothing more is read, as the project may be closed too."""
        self._feeding.stop()
        super().done(code)

    # -- doing -----------------------------------------------------------------------------

    def choose(self, version: int | None) -> None:
        """Use this version of the corrector; 0: none; None: the newest, while it is better."""

        def do() -> None:
            if not self.found.learns:
                self._project.learning.set_on(True)
            self._project.learning.use_corrector(version)

        self._change(do)

    def set_learns(self, learns: bool) -> None:
        """Switch learning on or off altogether."""
        self._change(lambda: self._project.learning.set_on(learns))

    def learn_now(self) -> None:
        """Start the training, or end the one that runs."""
        if self._learning.is_running:
            self._learning.cancel()
        else:
            self._learning.train()
            self.say(say.LEARNING_BEGINS())
        self._show_state()

    # -- what happens ----------------------------------------------------------------------

    def _change(self, do: Callable[[], object]) -> None:
        try:
            do()
        except AnnotatorError as error:
            self.say(words_of_error(error), is_bad=True)
            return
        self._learning.use_anew()
        self.say(say.SUGGESTED_ANEW())
        self.read()

    def _feed(self) -> None:
        """Read for a few milliseconds; the rest comes with the next turn of the loop."""
        timer = QElapsedTimer()
        timer.start()
        try:
            while timer.elapsed() < FEED_MS:
                self.found = next(self._steps)
        except StopIteration:
            self._feeding.stop()
        except AnnotatorError as error:
            self._feeding.stop()
            self.say(words_of_error(error), is_bad=True)
        if self.found.is_complete or not self.has_shown:
            self.show_overview(self.found, self._project.scheme)
            self._show_state()

    def _show_state(self) -> None:
        self.show_training(self._learning.is_running, can_learn=bool(self.found.done))

    def _on_learned(self, _report: object) -> None:
        self.read()

    def _on_told(self, words: str) -> None:
        self.say(words)
        self._show_state()
