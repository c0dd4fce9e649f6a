"""What the window offers where a project can't be opened: a backup, or what is whole of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from annotator.errors import AnnotatorError
from annotator.ui.kit.asking import ButtonQuestion
from annotator.ui.kit.telling import tell
from annotator.ui.kit.threads import teller
from annotator.ui.words import backups as say
from annotator.ui.words.errors import words_of_error
from annotator.ui.words.translating import dotted

if TYPE_CHECKING:
    from annotator.workspace.backups.keeping import Backup
    from annotator.workspace.backups.ways_out import Saved

OpenNow = Callable[[Path], None]
Complain = Callable[[AnnotatorError], None]


class Rescuing(QObject):
    """Asks once, does what was chosen in a thread, and opens what came of it by `open_now`; what
    goes wrong goes to `complain`.
    """

    _ended = Signal(object, object)

    def __init__(self, window: QWidget, open_now: OpenNow, complain: Complain) -> None:
        super().__init__(window)
        self._window, self._open, self._complain = window, open_now, complain
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        self._then: Callable[..., None] = lambda _found: None

    def offer(self, path: Path, error: AnnotatorError) -> bool:
        """Ask what to do about a project that this error kept from being opened; False where
        nothing can be done, and nobody was told anything.
        """
        from annotator.workspace.backups.ways_out import ways_out

        found = ways_out(path, error)
        if found is None:
            return False
        options = [say.LEAVE_IT()]
        if found.can_save:
            options.insert(0, say.SAVE_WHOLE())
        if found.backup is not None:
            options.insert(0, say.put_back_of(say.time(found.backup.at)))
        text = say.ways_out(words_of_error(error), path.exists())
        chosen = ButtonQuestion.ask(self._window, text, options)
        if chosen == say.SAVE_WHOLE():
            self.save_whole(path)
        elif found.backup is not None and chosen == options[0]:
            self._put_back(path, found.backup)
        return True

    def save_whole(self, path: Path) -> None:
        """Save what is whole of a project, tell what is lost, and open the new one."""
        from annotator.workspace.backups import beside

        self._begin(self._on_saved)
        beside.save_whole(path, teller(self._ended))

    def _put_back(self, path: Path, backup: Backup) -> None:
        from annotator.workspace.backups import beside

        self._begin(partial(self._on_put_back, path, backup))
        beside.put_back(path, backup, teller(self._ended))

    def _begin(self, then: Callable[..., None]) -> None:
        self._then = then
        self._window.setEnabled(False)  # nothing else is opened meanwhile

    def _on_ended(self, found: object, error: AnnotatorError | None) -> None:
        self._window.setEnabled(True)
        if error is not None:
            self._complain(error)
            return
        self._then(found)

    def _on_saved(self, saved: Saved) -> None:
        found = saved.rescued
        words = say.saved(saved.path.name, found.rows, found.lost, len(found.lost_articles))
        self._open(saved.path)
        tell(self._window, words)

    def _on_put_back(self, path: Path, backup: Backup, aside: Path | None) -> None:
        self._open(path)
        words = say.put_back(say.time(backup.at))
        tell(self._window, dotted(words, say.damaged_beside(aside.name) if aside else ""))
