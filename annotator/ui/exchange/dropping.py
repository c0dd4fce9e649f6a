"""Files and folders that are dropped on the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from annotator.core.team import WORK_ENDING


def dropped(event: QDropEvent) -> list[Path]:
    """What of the machine's own files and folders is dropped."""
    urls = event.mimeData().urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile() and url.toLocalFile()]


def may_be_merged(path: Path) -> bool:
    """Whether a file is a work file or another project: what is merged, not imported."""
    return path.is_file() and path.name.endswith((WORK_ENDING, ".db"))


class Dropping(QObject):
    """Lets a window take files; `take` gets them, while `can_take` says so."""

    def __init__(
        self, window: QWidget, can_take: Callable[[], bool], take: Callable[[list[Path]], object]
    ) -> None:
        super().__init__(window)
        self._can_take, self._take = can_take, take
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return False
        if not isinstance(event, QDropEvent) or not self._can_take() or not dropped(event):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self._take(dropped(event))
        return True
