"""Backups from the window: made at opening, each hour and before large changes, and put back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.core.codes import BackupReason
from annotator.errors import AnnotatorError
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.asking import ButtonQuestion
from annotator.ui.kit.threads import teller
from annotator.ui.words import backups as say
from annotator.ui.words.errors import words_of_error
from annotator.ui.words.translating import dotted

if TYPE_CHECKING:
    from annotator.workspace.backups.beside import BackupsBeside
    from annotator.workspace.backups.keeping import Backup
    from annotator.workspace.backups.restoring import Difference
    from annotator.workspace.open.project import Project

_AFTER_OPENING_MS = 3_000
_EVERY_MS = 3_600_000


class BackingUp(QObject):
    """Backs the open project up, in a thread. `restoring` comes when a backup shall take the place
    of the project, which has to be closed for it; `rescuing` when what is whole of it shall be
    saved into a new one.
    """

    restoring = Signal(object)
    rescuing = Signal()
    _made = Signal(object, object, object)
    _compared = Signal(object, object, object)
    _put_back = Signal(object, object, object, object)

    def __init__(self, presenter: Presenter) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._beside: BackupsBeside | None = None
        self._reason = BackupReason.OPENED
        self.soon = QTimer(self, singleShot=True, interval=_AFTER_OPENING_MS)
        self.soon.timeout.connect(partial(self._begin, BackupReason.OPENED))
        self.hourly = QTimer(self, interval=_EVERY_MS)
        self.hourly.timeout.connect(partial(self._begin, BackupReason.HOUR))
        queued = Qt.ConnectionType.QueuedConnection
        self._made.connect(self._on_made, queued)
        self._compared.connect(self._on_compared, queued)
        self._put_back.connect(self._on_put_back, queued)

    @property
    def is_running(self) -> bool:
        """Whether one is being made."""
        return self._beside is not None and self._beside.is_running

    def start(self, project: Project) -> None:
        """A project is open: back it up soon, then each hour, and before large changes."""
        project.before_many = partial(self._begin, BackupReason.MANY)
        self.soon.start()
        self.hourly.start()

    def stop(self) -> None:
        """The project is closed; a backup that is being made is broken off."""
        self.soon.stop()
        self.hourly.stop()
        if self._beside is not None:
            self._beside.stop()
            self._beside = None

    def back_up_now(self) -> None:
        """Because the person asked for it; what comes of it is told."""
        self._begin(BackupReason.ASKED)

    def ask(self, backup: Backup) -> None:
        """Show what would change if a backup was put back, and ask whether to."""
        from annotator.workspace.backups import beside

        project = self._presenter.project
        if project is None:
            return
        if project.unsaved:
            self._presenter.strip.say(say.UNSAVED(), is_warning=True)
            return
        self._presenter.strip.say(say.COMPARING())
        compared = partial(teller(self._compared), backup)
        beside.compare(project.path, backup, compared)

    def put_back(self, path: Path, backup: Backup, then: Callable[..., None]) -> None:
        """Put a backup in the place of a project that is closed now; `then` is called with words
        about it, and what went wrong.
        """
        from annotator.workspace.backups import beside

        beside.put_back(path, backup, partial(teller(self._put_back), backup, then))

    def _on_put_back(
        self,
        backup: Backup,
        then: Callable[..., None],
        aside: Path | None,
        error: AnnotatorError | None,
    ) -> None:
        words = say.put_back(say.time(backup.at))
        then(dotted(words, say.damaged_beside(aside.name) if aside else ""), error)

    def _begin(self, reason: BackupReason) -> None:
        from annotator.workspace.backups.beside import BackupsBeside

        project = self._presenter.project
        if project is None:
            return
        if self._beside is None:
            self._beside = BackupsBeside(project.path)
        self._beside.on_end = partial(teller(self._made), reason)
        self._beside.begin(reason)

    def _on_made(
        self, reason: BackupReason, made: Backup | None, error: AnnotatorError | None
    ) -> None:
        strip = self._presenter.strip
        if error is not None:
            strip.say(words_of_error(error), is_warning=True)
        elif reason == BackupReason.ASKED:
            strip.say(say.IS_SAME() if made is None else say.BACKED_UP())

    def _on_compared(
        self, backup: Backup, found: Difference | None, error: AnnotatorError | None
    ) -> None:
        strip = self._presenter.strip
        if error is not None or found is None:
            strip.say("" if error is None else words_of_error(error), is_warning=True)
            return
        strip.say("")
        articles, finished, spans, topics = (
            found.articles, found.finished, found.spans, found.topics
        )  # fmt: skip
        lost = say.counts(
            found.acts, articles.lost, finished.lost, spans.lost, topics.lost, found.labels
        )
        back = say.counts(
            0, articles.back, finished.back, spans.back, topics.back, found.labels_back
        )
        text = say.question(say.time(backup.at), lost, back)
        options = (say.PUT_BACK(), say.LEAVE())
        if ButtonQuestion.ask(self._presenter.view.window(), text, options) == options[0]:
            self.restoring.emit(backup)
