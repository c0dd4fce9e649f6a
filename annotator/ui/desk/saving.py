"""What the window does while acts can't be stored: it says so, tries again, and asks where to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from annotator.errors import AnnotatorError, EnvironmentFault
from annotator.ui.desk.articles import Articles
from annotator.ui.kit.asking import ButtonQuestion
from annotator.ui.kit.telling import tell
from annotator.ui.words import desk as say
from annotator.ui.words.errors import words_of, words_of_error
from annotator.workspace.open.key_results import Result
from annotator.workspace.open.project import Project
from annotator.workspace.open.unsaved_acts import ProjectLocked, named, saved_elsewhere

_RETRY_MS = 60


class Saving(QObject):
    """Keeps what could not be stored of the project in the window until it is."""

    saved_to = Signal(str)

    def __init__(self, articles: Articles, close_project: Callable[[], None]) -> None:
        super().__init__(articles)
        self._articles, self._presenter = articles, articles.presenter
        self._close_project = close_project
        self.saved_as = Path()  # where the work went that was saved elsewhere last
        self._has_said = self._has_offered = False
        self._retry = QTimer(self, singleShot=True, interval=_RETRY_MS)
        self._retry.timeout.connect(self._on_retry)
        self._presenter.acted.connect(self._on_acted)

    def stop(self) -> None:
        """The project is closed."""
        self._retry.stop()
        self._has_said = self._has_offered = False

    def look(self) -> None:
        """Notice that the file is gone, also where nothing was done since."""
        project = self._presenter.project
        if project is None or project.file.is_in_place:
            self._has_offered = False
        elif not self._has_offered:
            self._say(project)
            self._offer()

    def may_close(self) -> bool:
        """Whether the project may be closed: everything is stored, or the person gave it up."""
        project = self._presenter.project
        if project is None:
            return True
        try:
            is_stored = not project.unsaved or project.store_unsaved()
            if is_stored and project.file.is_in_place:
                return True
        except AnnotatorError as error:
            self._presenter.complain(error)
        elsewhere, without, back = (
            say.SAVE_ELSEWHERE(),
            say.CLOSE_WITHOUT(),
            say.GO_BACK(),
        )
        chosen = ButtonQuestion.ask(
            self._presenter.view.window(), self._words(project), [elsewhere, without, back]
        )
        if chosen == without:
            project.unsaved.clear()
            return True
        return chosen == elsewhere and self.save_elsewhere() is not None

    def save_elsewhere(self) -> Path | None:
        """Ask for a file, and write all of the project there; it is closed here then."""
        window, project = self._presenter.view.window(), self._presenter.project
        if project is None:
            return None
        title = say.SAVE_ELSEWHERE_TITLE()
        name, _ = QFileDialog.getSaveFileName(window, title, str(project.path))
        if not name:
            return None
        try:
            half = saved_elsewhere(project, Path(name))
        except (AnnotatorError, OSError) as error:
            tell(window, words_of_error(error))
            return None
        project.unsaved.clear()
        self._close_project()
        to = self.saved_as = named(half, Path(name))
        if to != Path(name):
            tell(window, say.not_replaced(name, to.name))
        return to

    def _on_acted(self) -> None:
        project = self._presenter.project
        if project is None:
            return
        left_out = project.unsaved.take_left_out()
        if left_out is not None:  # of an older act; what the newer one says goes before
            QTimer.singleShot(0, lambda: self._presenter.complain(left_out))
        if not project.unsaved:
            return
        if not self._retry.isActive():
            self._retry.start()
        if self._has_said:
            QTimer.singleShot(0, self._say_again)  # what the act said stood there

    def _on_retry(self) -> None:
        project = self._presenter.project
        if project is None or not project.unsaved:
            return
        try:
            is_stored = not project.file.is_busy and project.store_unsaved()
        except EnvironmentFault:  # the disk is full, say: the line says so
            is_stored = False
        except AnnotatorError as error:
            self._presenter.complain(error)
            is_stored = not project.unsaved
        if not is_stored:
            self._say(project)
            self._retry.start()
            if project.unsaved.is_displaced and not self._has_offered:
                self._offer()
            return
        self._presenter.saved.emit(True, "")
        if self._has_said:
            self._has_said = False
            self._presenter.strip.say(say.SAVED_AGAIN())
        if self._articles.is_closed:  # it was finished meanwhile
            self._articles.go_next(Result(is_finished=True))

    def _say_again(self) -> None:
        project = self._presenter.project
        if project is not None and project.unsaved:
            self._say(project)

    def _say(self, project: Project) -> None:
        words = self._words(project)
        if not self._has_said:
            logging.getLogger(__name__).warning("%s", words)
        self._has_said = True
        self._presenter.strip.say(words, is_warning=True)
        self._presenter.saved.emit(False, say.NOT_SAVED_YET())

    def _offer(self) -> None:
        self._has_offered = True
        QTimer.singleShot(0, self._ask_where)

    def _ask_where(self) -> None:
        project = self._presenter.project
        if project is None:
            return
        options = [say.SAVE_ELSEWHERE(), say.LATER()]
        window = self._presenter.view.window()
        if ButtonQuestion.ask(window, self._words(project), options) == options[0]:
            to = self.save_elsewhere()
            if to is not None:
                self.saved_to.emit(str(to))

    def _words(self, project: Project) -> str:
        name, count, fault = project.path.name, len(project.unsaved), project.unsaved.fault
        if not project.file.is_in_place:
            return say.was_replaced(name) if project.path.exists() else say.is_gone(name)
        if fault is not None and not isinstance(fault, ProjectLocked):
            return say.not_stored(words_of(fault.notice), count)
        return say.is_held(name, count)
