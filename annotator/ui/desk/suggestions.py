"""The window's side of the suggestion worker: asks in the order of the queue, stores the
answers.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from annotator.core.codes import WorkerState
from annotator.core.records import Scheme
from annotator.errors import AnnotatorError
from annotator.notices import Value
from annotator.ui.kit.asking import TrustQuestion
from annotator.ui.kit.threads import teller
from annotator.ui.words import desk as say
from annotator.ui.words.errors import words_at, words_of_error
from annotator.workspace.learning.pipeline_trust import is_refused, is_trusted, refuse, trust
from annotator.workspace.open.project import Project
from annotator.workspace.open.unsaved_acts import ProjectLocked

if TYPE_CHECKING:
    from annotator.worker_messages import Suggested
    from annotator.workspace.learning.worker import SuggestionWorker

_LATER_MS = 50
_LOCKED_MS = 500
_PAUSE_MS = 800  # while the text is painted, the person is at work: nothing is asked again


class Suggestions(QObject):
    """Keeps a few articles ahead of the person supplied with suggestions."""

    arrived = Signal()
    stored = Signal(int)
    told = Signal(str)
    explained = Signal(int, object)  # the question's number; places, or None: can't be told
    _answered = Signal(int, int, object)  # the number of the worker comes first
    _state = Signal(int, str, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.worker: SuggestionWorker | None = None
        self._project: Project | None = None
        self._scheme: Scheme | None = None
        self._pending: set[int] = set()  # asked for, and the answer not taken yet
        self._number = 0  # of the worker: what an earlier one still says is dropped
        self._is_off = False
        queued = Qt.ConnectionType.QueuedConnection
        self._answered.connect(self._on_answer, queued)
        self._state.connect(self._on_state, queued)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._later.timeout.connect(self.ask_more)

    def start(self, project: Project) -> None:
        """Start the worker for a project that is open; returns at once."""
        self.stop()
        self._is_off = not project.wants_worker
        if self._is_off:
            return
        from annotator.workspace.learning.worker import SuggestionWorker

        self._project, self._scheme = project, project.scheme
        number = self._number
        self.worker = SuggestionWorker(
            self._allowed(project.pipeline),
            project.scheme,
            partial(teller(self._answered), number),
            partial(teller(self._state), number),
            project.path,
        )
        project.on_learned = self._later.start
        project.on_fed = lambda: QTimer.singleShot(0, self.ask_more)
        self.worker.start()
        self.ask_more()

    def _allowed(self, name: str | None) -> str | None:
        """The project's pipeline, if it may be loaded; asked once where it is a stranger's folder.

        Otherwise the one that comes along suggests.
        """
        if name is None or is_trusted(name):
            return name
        if not is_refused(name):
            if TrustQuestion.ask(QApplication.activeWindow(), name):
                trust(name)
                return name
            refuse(name)
        self.told.emit(say.not_trusted(name))
        return None

    def stop(self) -> None:
        """End the worker; answers under way are dropped."""
        self._later.stop()
        self._pending.clear()
        self._number += 1
        worker, self.worker, self._project = self.worker, None, None
        if worker is not None:
            worker.close()

    @property
    def is_idle(self) -> bool:
        """Whether all suggestions that are wanted are there, made from all that is known."""
        if self.worker is None or self._project is None:
            return self._is_off
        is_asking = self._later.isActive() or bool(self._pending) or not self.worker.is_idle
        return not is_asking and not self._project.supply.wanted()

    @property
    def is_fresh(self) -> bool:
        """Whether the next articles have suggestions made from all that is known by now."""
        if self.worker is None or self._project is None:
            return self._is_off
        return not self._later.isActive() and self._project.supply.is_fresh

    def explain(self, question: int, topic: int, text: object) -> None:
        """Ask which words of a text speak for a topic; `explained` comes later, from a thread."""
        if self.worker is None:
            self.explained.emit(question, None)
            return
        self.worker.explain(topic, str(text), partial(teller(self.explained), question))

    def put_off(self) -> None:
        """The text was painted: what grew old is asked for again when the hands rest."""
        if self._later.isActive():
            self._later.start()

    def ask_more(self) -> None:
        """Ask for the article on the desk first, then for the next ones."""
        if self.worker is None or self._project is None or self._project.file.is_busy:
            return
        if self._scheme is not self._project.scheme:
            self._scheme = self._project.scheme
            self.worker.set_scheme(self._scheme)
        news = self._project.supply.news()
        if news is not None and news.surfaces is None:
            self.worker.learn_anew()
        elif news is not None and news.surfaces is not None:
            self.worker.remember(news.surfaces, news.usage)
        for article, text in self._project.supply.wanted():
            # an answer that waits to be taken would count as made from what is known now
            if article not in self._pending:
                self._project.supply.asked(article)
                self._pending.add(article)
                self.worker.ask(article, text)

    def _on_answer(self, number: int, article: int, answer: Suggested) -> None:
        project = self._project
        if project is None or number != self._number:
            return
        if project.file.is_busy:  # a merge is being stored: this comes after it
            QTimer.singleShot(_LATER_MS, lambda: self._on_answer(number, article, answer))
            return
        try:
            is_here = project.supply.take(article, answer)
        except ProjectLocked:  # another program holds it: this answer waits as acts do
            QTimer.singleShot(_LOCKED_MS, lambda: self._on_answer(number, article, answer))
            return
        except AnnotatorError as error:
            self._pending.discard(article)
            self.told.emit(words_of_error(error))
            return
        self._pending.discard(article)
        self.stored.emit(article)
        if is_here:
            self.arrived.emit()
        self.ask_more()

    def _on_state(self, number: int, code: str, detail: Value) -> None:
        if number != self._number:
            return
        if code == WorkerState.ARTICLE_FAILED and self.worker is not None:
            self._pending = {x for x in self._pending if self.worker.is_asked(x)}
        if code == WorkerState.READY and self.worker is not None and self._project is not None:
            run = self.worker.run
            self._project.supply.read_by("" if run is None else run.fingerprint)
            self.ask_more()
        if words := say.of_worker(WorkerState(code), words_at("", detail)):
            self.told.emit(words)
