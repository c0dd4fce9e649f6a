"""A second start with a project that is open: its window is asked to come to the front.

The window listens under a name made from the project's path. Where nobody answers in time, since
there is no window or it hangs, the start goes on and is refused as before.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

from annotator import leftovers
from annotator.workspace.open.annotators import login_name

PATIENCE_MS = 1500
_SHOW, _DONE = b"show\n", b"done\n"


def bring_to_front(project: Path, patience_ms: int = PATIENCE_MS) -> bool:
    """Ask the window that has this project open to come to the front; whether it did."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(project))
    if not socket.waitForConnected(patience_ms):
        return False
    socket.write(_SHOW)
    socket.flush()
    is_answered = socket.waitForReadyRead(patience_ms)
    answer = bytes(socket.readAll().data()) if is_answered else b""
    socket.abort()
    return answer == _DONE


def name_of(project: Path) -> str:
    """Where the window of a project listens; the same for all ways to write its path."""
    whole = f"{login_name()}\n{project.expanduser().resolve()}"
    return "annotator-" + hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:24]


class Listener(QObject):
    """Listens for a window, as long as it has a project open."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_asked)

    def listen(self, project: Path) -> None:
        """Listen for this project; who holds its lock may take what a crash has left."""
        self.stop()
        QLocalServer.removeServer(name_of(project))
        if self._server.listen(name_of(project)):
            leftovers.note(self._place)

    def stop(self) -> None:
        """The project is closed: nobody is to be told that it is open here."""
        if self._server.isListening():
            place = self._place
            self._server.close()
            leftovers.forget(place)

    @property
    def _place(self) -> Path:
        """The file of the name, where the system makes one; a killed window can't remove it."""
        return Path(self._server.fullServerName())

    def _on_asked(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        window = self._window
        state = window.windowState() & ~Qt.WindowState.WindowMinimized
        window.setWindowState(state | Qt.WindowState.WindowActive)
        window.show()
        window.raise_()
        window.activateWindow()
        socket.write(_DONE)
        socket.flush()
