"""A second start brings the window of an open project to the front."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys

import pytest

from annotator.app import Opener, _is_shown_elsewhere
from annotator.ui.kit.pressing import wait_for
from annotator.ui.shell.hand_over import bring_to_front, name_of
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
