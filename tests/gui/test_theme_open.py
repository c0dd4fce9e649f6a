"""Another theme dresses an open page as one that is opened in it: no colour is left of the old one.

What is tested: every page of `ui/shell/pages.py`, with what it says at its foot.
"""

from __future__ import annotations

from inspect import signature
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from annotator.core.codes import ActKind
from annotator.core.records import Act, Change, Review
from annotator.storage import Store
from annotator.storage.near_copies import NearCopy
from annotator.ui.kit.pressing import settle, wait_for
from annotator.ui.shell.pages import PageId
from tests.gui.conftest import THREE
from tests.gui.seat import ANNOTATOR, AT

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "grabbing the", extend=True)

BAD, GOOD = "This went wrong.", "This went well."


@pytest.fixture
def seat(sit, qapp, monkeypatch):
    """Article 1 is finished, and 2 is a near copy of it; no caret blinks."""
    flash = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(0)
    seat = sit(THREE)
    with Store.open(seat.path) as store:
        me = store.annotators.id_of(ANNOTATOR)
        change = Change(None, Review(1, me, "done", edited_at=AT))
        store.acts.commit(Act(ActKind.ARTICLE_FINISH, 1, (change,)), me, AT)
        store.near_copies.put_sketches((x, b"") for x in (1, 2))
        store.near_copies.put_pairs([NearCopy(2, 1, 0.9)])
        store.near_copies.compared((1, 2))
    seat.open()
    yield seat
    QApplication.setCursorFlashTime(flash)


def says(page: Any, *, is_bad: bool) -> bool:
    """Let a page say something at its foot, if it does such a thing, good or bad."""
    say = getattr(page, "say", None) or getattr(page, "_say", None)
    if say is None or "is_bad" not in signature(say).parameters:
        return False
    say(BAD if is_bad else GOOD, is_bad=is_bad)
    return True


def speakers(page: QWidget) -> list[QWidget]:
    """The page and the parts of it that say something by themselves."""
    parts = [page, *page.findChildren(QWidget)]
    return [x for x in parts if hasattr(x, "say") or hasattr(x, "_say")]


def picture(page: QWidget) -> QImage:
    """What is painted, when what comes a moment later has come."""
    if page.isWindow():
        page.resize(940, 700)  # some follow the size of the window behind them
    late = [x for x in page.findChildren(QTimer) if x.isSingleShot()]
    wait_for(lambda: not any(x.isActive() for x in late), "what comes late")
    wait_for(lambda: not getattr(page, "is_counting", False), "what is counted beside the window")
    settle()
    return page.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def differing(one: QImage, other: QImage) -> int:
    """How many pixels are not alike."""
    if one.size() != other.size():
        return -1
    pairs = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return sum(a != b for a, b in pairs) if one != other else 0


def test_every_open_page_takes_all_its_colours_from_the_new_theme(seat) -> None:
    window = seat.window

    def opened(page_id: PageId) -> QWidget:
        made = window.pages.page(page_id)
        if not made.isVisible():
            window.commands.run(page_id)
        settle()
        page = window.pages.page(page_id)
        computing = getattr(page, "computing", None)  # in a process; then the page says so
        wait_for(lambda: computing is None or not computing.is_running, "the figures")
        settle()
        return page

    def closed(page: QWidget) -> None:
        page.close() if page.isWindow() else page.hide()
        settle()

    window.preferences.set_theme("dark")
    for page_id in PageId:
        closed(opened(page_id))  # what is made at the first time may change the window's size
    old: dict[str, int] = {}
    for page_id in PageId:
        for is_bad in (True, False):
            window.preferences.set_theme("light")
            page = opened(page_id)
            spoke = [says(each, is_bad=is_bad) for each in speakers(page)]
            window.preferences.set_theme("dark")
            switched = picture(page)
            closed(page)
            page = opened(page_id)
            for each in speakers(page):
                says(each, is_bad=is_bad)
            if (count := differing(switched, picture(page))) != 0:
                old[f"{page_id} {'bad' if is_bad else 'good'}"] = count
            closed(page)
            if not any(spoke):
                break
    assert old == {}
