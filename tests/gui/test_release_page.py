"""The page of a release, by real keys: what is chosen, what is counted, what comes of it."""

from __future__ import annotations

import shlex
import shutil
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator import cli
from annotator.ui.exchange import jobs as jobs_module
from annotator.ui.exchange.release_page import ReleasePage
from annotator.ui.kit import file_places
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.workspace.children import near_copies_job
from annotator.workspace.jobs.messages import NearCopies
from annotator.workspace.jobs.process import Work
from annotator.workspace.release.verifying import unlike
from tests.gui.seat import Seat
from tests.unit.workspace.released import hashes, made

PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def press_project(tmp_path_factory):
    path = made(tmp_path_factory.mktemp("project") / "it's news.db")
    near_copies_job.run(NearCopies(str(path)), Work())
    return path


@pytest.fixture
def at(opener, press_project, tmp_path, monkeypatch) -> Seat:
    monkeypatch.setattr(file_places, "begin_in", lambda *_: tmp_path)
    path = tmp_path / press_project.name
    shutil.copy(press_project, path)
    return Seat(opener, path)


def page_of(seat) -> ReleasePage:
    """The page, opened from the palette, with its counts."""
    seat.press("Ctrl+K")
    for letter in "release":
        press(QApplication.focusWidget(), letter)
    settle()
    press(QApplication.focusWidget(), "Enter")
    settle()
    page = QApplication.activeModalWidget()
    assert isinstance(page, ReleasePage)
    counted(page)
    return page


def counted(page) -> None:
    wait_for(lambda: page.data.counted.lines, "the counts", PATIENCE_MS)


def keys(page, *names) -> None:
    for name in names:
        press(page, name)
        settle()


def test_what_is_counted_is_what_is_released_and_the_command_makes_the_same(at, tmp_path):
    page = page_of(at)
    assert page.choice.counted.text() == "12 articles go out · 24 spans"
    assert page.data.counted.lines == (
        "train 10 · dev 1 · test 1",
        "3 near copies stay together. Parted, 1 held out would have a copy in train.",
    )
    for name in ("parquet", "spacy"):
        page.data.formats[name].setFocus()
        keys(page, "Space")
    keys(page, "Alt+l", *"odbl", "Tab", *"me")
    line = page.command.field.text()
    to = tmp_path / "it's news-release"
    assert shlex.split(line) == [
        "annotator", "release", str(at.path), "--to", str(to), "--formats", "jsonl,csv",
        "--title", "it's news", "--license", "odbl", "--creator", "me",
    ]  # fmt: skip
    keys(page, "Enter")
    wait_for(lambda: page.right.currentIndex() == 1, "the release", PATIENCE_MS)
    assert page.outcome.counts.text() == "12 articles · 24 spans · train 10 · dev 1 · test 1"
    assert page.message.text().startswith("Released and read back: ")
    assert shlex.split(page.outcome.next.field.text()) == ["annotator", "verify", str(to)]
    assert list(unlike(to)) == []
    first = hashes(to)
    shutil.rmtree(to)
    page.close()
    cli.app(shlex.split(line)[1:], standalone_mode=False)
    assert hashes(to) == first


def test_the_parts_are_counted_anew_and_what_can_not_be_is_said(at):
    page = page_of(at)
    keys(page, "Alt+e", "Down", "Down", "Down")  # by source
    assert "--split-by source" in page.command.field.text()
    wait_for(lambda: page.data.counted.lines, "the counts", PATIENCE_MS)
    assert "too few sources to divide 12 articles by: 2" in page.data.counted.lines[0]
    page.close()


def test_without_texts_nothing_of_them_is_released(at, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(jobs_module, "tell", lambda *given: told.append(given))
    page = page_of(at)
    keys(page, "Alt+x", "Down")
    assert "--text-free" in page.command.field.text()
    assert "annotator rebuild" in page.data.about.text()
    page.to.setFocus()
    keys(page, "Enter")
    wait_for(lambda: page.right.currentIndex() == 1, "the release", PATIENCE_MS)
    assert not (tmp_path / "it's news-release/data").exists()
    assert told == []
    keys(page, "Alt+a", "Down")  # another choice: what it would be now
    assert (page.right.currentIndex(), page.message.text()) == (0, "")
    page.close()
    assert "Released and read back: " in at.message


def test_what_is_there_stays_and_another_place_is_proposed(at, tmp_path):
    (tmp_path / "it's news-release").mkdir()
    (tmp_path / "it's news-release/mine.txt").write_text("mine")
    page = page_of(at)
    assert page.to.text() == str(tmp_path / "it's news-release-2")
    page.to.setText(str(tmp_path / "it's news-release"))
    keys(page, "Enter")
    wait_for(lambda: "not empty" in page.message.text(), "the refusal", PATIENCE_MS)
    assert [x.name for x in (tmp_path / "it's news-release").iterdir()] == ["mine.txt"]
    page.to.clear()
    keys(page, "Enter")
    assert page.message.text() == "Say where to write it"
    assert QApplication.focusWidget() is page.to
    for tick in page.data.formats.values():
        tick.setChecked(False)
    keys(page, "Enter")
    assert page.message.text() == "Choose at least one format"
    page.close()


def test_it_can_be_stopped_and_leaves_nothing(at, tmp_path):
    page = page_of(at)
    ended = []
    at.window.jobs.ended.connect(ended.append)
    keys(page, "Enter")
    assert page.do_button.text().replace("&", "") == "Stop"
    keys(page, "Enter")
    wait_for(lambda: ended, "the end", PATIENCE_MS)
    assert page.do_button.text().replace("&", "") == "Release"
    if page.right.currentIndex() == 0:  # it had not ended before
        assert not (tmp_path / "it's news-release").exists()
        assert not [x for x in tmp_path.iterdir() if x.name.startswith(".annotator")]
    page.close()


def test_each_field_is_reached_by_tab_and_by_a_letter_of_its_own(at, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    page = page_of(at)
    tick = page.data.formats["parquet"]
    assert not tick.isEnabled()
    assert "needs pyarrow" in tick.accessibleName()
    assert "--formats" not in page.command.field.text()  # all that can be written
    seen = []
    while (now := QApplication.focusWidget()) not in seen:
        seen.append(now)
        assert now.accessibleName() or now.text().strip("…&"), now
        QTest.keyClick(now, Qt.Key.Key_Tab)
    wanted = {*page.choice.fields, *page.data.fields, page.card.name, page.to, page.do_button}
    assert wanted - {tick} <= set(seen)
    texts = [x.text() for x in page.findChildren(type(page.message)) if x.buddy() is not None]
    texts += [x.text() for x in (page.do_button, page.browse_button, page.command.copy_button)]
    texts += [x.text() for x in page.data.formats.values()]
    letters = [x[x.index("&") + 1].casefold() for x in texts if "&" in x]
    assert len(letters) >= 16
    assert len(set(letters)) == len(letters)
    keys(page, "Alt+m")
    assert QApplication.focusWidget() is page.command.field
    page.command.copy_button.click()
    assert QGuiApplication.clipboard().text() == page.command.field.text()
    page.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (800, 600)])
def test_nothing_is_cut_off(at, width, height):
    at.window.resize(width, height)
    page = page_of(at)
    page.to.setText("/somewhere/" + "long " * 80)
    page.card.name.setText("long " * 80)
    page.resize(width - 20, height - 60)
    settle()
    assert page.minimumSizeHint().width() <= 760
    assert page.minimumSizeHint().height() <= 560
    for part in (page.choice, page.data, page.card):
        area = part.parentWidget()
        assert part.width() <= area.width()
        for field in part.findChildren(type(page.to)):
            right = field.mapTo(part, field.rect().topRight()).x()
            assert right <= part.width(), field
    page.close()
