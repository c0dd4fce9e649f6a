"""The status line: what it says, what it drops first, and the job's way out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.ui.shell.status_line import StatusLine


@pytest.fixture
def status(qtbot):
    found = StatusLine()
    qtbot.addWidget(found)
    found.resize(1366, found.sizeHint().height())
    found.set_people("M. Keller")
    found.set_model("Corrector 7")
    found.set_progress(46, 228)
    found.set_today("today 12")
    found.set_hints([("Space", "confirm"), ("Enter", "accept 13"), ("?", "keys")])
    found.show()
    qtbot.waitExposed(found)
    return found


def test_it_says_everything(status):
    assert status.text() == (
        "Saved · M. Keller, Corrector 7, 46 of 228, today 12, "
        "Space confirm, Enter accept 13, ? keys"
    )
    assert status.accessibleName() == status.text()


def test_a_failed_save_stays_visible(status):
    status.set_saved(False)
    status.set_today("today 13")
    assert status.text().startswith("Not saved")
    status.set_saved(False, "The disk is full")
    assert status.text().startswith("The disk is full")
    status.set_saved(True)
    assert status.text().startswith("Saved")


@pytest.mark.parametrize("width", [300, 600, 1000, 1366])
def test_nothing_overlaps(status, width):
    status.resize(width, 30)
    pieces = status._arranged()
    ends = [x + piece.width for x, piece in pieces]
    assert all(end < x for end, (x, _piece) in zip(ends, pieces[1:], strict=False))
    assert pieces[0][1].rank == 0


def test_the_truth_about_enter_goes_last(status):
    status.resize(330, 30)
    assert [piece.rank for _x, piece in status._arranged()] == [0, 2]


def test_what_the_corrector_is_worth_goes_before_its_name(status):
    def widths():
        return [round(piece.width) for _x, piece in status._arranged() if piece.rank == 5]

    status.set_model("Corrector 7")
    (name,) = widths()
    status.set_model("Corrector 7: 8.2 repairs an article, was 14.6")
    (whole,) = widths()
    seen = []
    for width in range(1366, 300, -20):
        status.resize(width, 30)
        if not seen or seen[-1] != widths():
            seen.append(widths())
    assert seen == [[whole], [name], []]


def test_a_job_can_be_cancelled(status, qtbot):
    assert not status.cancel_button.isVisible()
    status.set_job("Importing 1,200 of 5,000", 0.24)
    assert "Importing" in status.text()
    with qtbot.waitSignal(status.cancel_asked):
        QTest.mouseClick(status.cancel_button, Qt.MouseButton.LeftButton)
    status.set_job("")
    assert not status.cancel_button.isVisible()
    assert "46 of 228" in status.text()
