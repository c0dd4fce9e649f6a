"""A second start brings the window of an open project to the front."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket

from annotator.app import Opener, _is_shown_elsewhere
from annotator.ui.kit.pressing import wait_for
from annotator.ui.shell.hand_over import bring_to_front, name_of
from annotator.workspace.clearing import clear_leftovers
from tests.gui.conftest import THREE
from tests.gui.seat import ANNOTATOR, Seat, make_project
from tests.gui.waiting import HOUR_MS

# What the off-screen platform says of a window that is to come to the front.
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)
SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from annotator.ui.shell.hand_over import bring_to_front
application = QCoreApplication([])
print(bring_to_front(Path(sys.argv[1]), 600_000))
"""


LISTENS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QWidget
from annotator.ui.shell.hand_over import Listener
application = QApplication([])
listener = Listener(QWidget())
listener.listen(Path(sys.argv[1]))
print(listener._server.fullServerName(), flush=True)
sys.stdin.readline()
"""


def start(path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def test_a_second_start_brings_the_window_back(seat):
    seat.window.hide()
    other = start(seat.path)
    wait_for(lambda: other.poll() is not None, "the other start to end", HOUR_MS)
    assert other.stdout is not None and other.stdout.read() == "True\n"
    other.stdout.close()
    assert seat.window.isVisible()


def test_a_window_that_hangs_does_not_hold_the_start_up(seat):
    # Asked from the window's own thread, which can't answer meanwhile: as one that hangs.
    assert not bring_to_front(seat.path, 50)


def test_a_project_that_is_not_open_is_opened_as_ever(tmp_path):
    assert not bring_to_front(tmp_path / "none.db", 50)


def is_answered(path) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(name_of(path))
    found = socket.waitForConnected(50)
    socket.abort()
    return found


def test_a_project_that_was_closed_is_not_said_to_be_open(seat):
    assert is_answered(seat.path)
    seat.window.leave_project()
    assert not is_answered(seat.path)
    seat.open()
    assert is_answered(seat.path)


def test_what_a_killed_window_listened_at_is_removed_at_the_next_start(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", LISTENS, str(tmp_path / "a.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        place = Path(child.stdout.readline().strip())
        clear_leftovers()
        assert place.is_socket(), "it lives"
        child.kill()
    assert place.is_socket()
    clear_leftovers()
    assert not place.exists()


def test_one_project_has_one_name_however_its_path_is_written(tmp_path):
    assert name_of(tmp_path / "a" / ".." / "b.db") == name_of(tmp_path / "b.db")
    assert name_of(tmp_path / "a.db") != name_of(tmp_path / "b.db")


def test_an_account_without_a_name_has_windows_too(tmp_path, monkeypatch):
    def unknown() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert name_of(tmp_path / "a.db").startswith("annotator-")


def test_the_window_opens_where_the_library_for_networks_lacks(window, tmp_path, monkeypatch):
    for name in ("annotator.ui.shell.hand_over", "PySide6.QtNetwork"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delattr("annotator.ui.shell.hand_over")
    seat = Seat(Opener(window, ANNOTATOR), make_project(tmp_path / "news.db", THREE))
    assert seat.article == 1
    assert not _is_shown_elsewhere(seat.path)
