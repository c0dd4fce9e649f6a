"""Answers the watch over stalls from the window's event loop."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from annotator.stalls import StallWatch


class WatchedLoop(QObject):
    """The event loop of this thread, watched until `stop`, while the program is in front."""

    _asked = Signal()

    def __init__(self, parent: QObject, watch: StallWatch | None = None) -> None:
        super().__init__(parent)
        self._watch = watch or StallWatch(self.ask)
        self._asked.connect(self._watch.answer, Qt.ConnectionType.QueuedConnection)
        self._watch.start()

    def ask(self) -> bool:
        """Send a question through the event loop, from any thread; whether it was sent."""
        application = QCoreApplication.instance()
        if not isinstance(application, QGuiApplication):
            return False
        if application.applicationState() != Qt.ApplicationState.ApplicationActive:
            return False
        self._asked.emit()
        return True

    def stop(self) -> None:
        """Watch no longer."""
        self._watch.stop()
