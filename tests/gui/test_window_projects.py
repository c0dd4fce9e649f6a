"""Projects that can't be opened: one line through the one door, and the open one stays."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

import pytest
from PySide6.QtWidgets import QFileDialog

from annotator.core.records import Act, Change, Review
from annotator.errors import UserError
from annotator.storage import Store
from annotator.ui.kit import asking, telling
from annotator.ui.kit.asking import AnnotatorQuestion
from annotator.workspace.open.project import Project
from tests.gui.answering import answer_next, by_keys
from tests.gui.seat import ANNOTATOR, SHORT, Seat, make_project

_ASK = AnnotatorQuestion.ask  # before the fixtures of a test answer it


def text_file(path, _good):
    path.write_text("Not a project at all.\n" * 50)


def other_program(path, _good):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE birds (name TEXT)")
        connection.commit()


def newer(path, good):
    path.write_bytes(good.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")


def truncated(path, good):
    path.write_bytes(good.read_bytes()[:20_000])


def empty(path, _good):
    path.touch()


def read_only(path, good):
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        pytest.skip("root may write everything")
    path.write_bytes(good.read_bytes())
    path.chmod(0o444)


def missing(_path, _good):
    pass


BAD = {
    text_file: "this is not a project file",
    other_program: "belongs to another program",
    newer: "made by a newer program",
    truncated: "the project file is damaged",
    empty: "the file is empty",
    read_only: "the file is read-only",
    missing: "there is no such file",
}


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """What was told by the one door for messages, or by a question that is turned away."""
    found: list[str] = []
    monkeypatch.setattr(telling, "tell", lambda _parent, text, _details=(): found.append(text))

    def turned_away(_parent, text, options):
        found.append(text.partition("\n\n")[0])
        return options[-1]

    monkeypatch.setattr(asking.ButtonQuestion, "ask", staticmethod(turned_away))
    return found


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_a_bad_project_is_told_in_one_line_and_the_open_one_stays(
    seat, tmp_path, monkeypatch, told, spoil
):
    good, bad = make_project(tmp_path / "good.db", [(SHORT, ())]), tmp_path / "bad.db"
    spoil(bad, good)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(bad), ""))
    before = bad.read_bytes() if bad.exists() else b""
    seat.press("Ctrl+O")
    assert len(told) == 1
    assert BAD[spoil] in told[0]
    assert "\n" not in told[0]
    assert "Traceback" not in told[0]
    assert (bad.read_bytes() if bad.exists() else b"") == before
    seat.press("l")
    assert seat.spans() == [("Port Amal", "PLACE")]


@pytest.mark.parametrize("file", ["Ports.annotator.db", "Ports.annotator", "Ports.db"])
def test_the_window_says_a_project_by_its_name_without_the_endings_of_its_file(
    opener, tmp_path, file
):
    seat = Seat(opener, make_project(tmp_path / file, [(SHORT, ())]))
    assert seat.window.windowTitle() == "Ports — Annotator"


def test_a_project_open_in_another_window_is_refused(seat, tmp_path, monkeypatch, told):
    other = make_project(tmp_path / "other.db", [(SHORT, ())])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    with Store.open(other, window=True):
        seat.press("Ctrl+O")
        assert "open in another window" in told[0]
        assert seat.window.windowTitle().startswith("news")
    seat.press("Ctrl+O")
    assert len(told) == 1
    assert seat.window.windowTitle().startswith("other")


def test_the_open_project_can_be_picked_again(seat, monkeypatch, told):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(seat.path), ""))
    seat.press("l", "Ctrl+O")
    assert told == []
    assert seat.spans() == [("Port Amal", "PLACE")]
    seat.press("Ctrl+Z")
    assert seat.spans() == []


def test_a_last_project_that_is_damaged_leaves_the_welcome_page(opener, tmp_path, told):
    good = make_project(tmp_path / "good.db", [(SHORT, ())])
    opener.open_path(good)
    opener._window.close_project()
    good.write_bytes(good.read_bytes()[:20_000])
    opener._window.show_welcome()
    opener.open_last()
    assert len(told) == 1
    assert opener._window.project is None
    assert opener._window._stack.currentIndex() == 0


def test_a_new_project_shows_nothing_of_the_one_before(seat, tmp_path):
    seat.focus("Ben Okoro").press("p", "1")
    window = seat.window
    assert window.topics.pills and window.strip.focus.surface
    seat.opener.open_path(make_project(tmp_path / "empty.db", ()))
    assert window.view.sheet is None
    assert (len(window.side.entities.rows.rows), window.topics.pills) == (0, {})
    assert (window.strip.focus.surface, window.strip.focus.options) == ("", ())
    assert {row.count for row in window.side.labels.rows.rows} == {0}
    assert window.strip.message == "The project has no articles yet"


@pytest.fixture
def theirs(tmp_path):
    """A project in which ann_a finished one article."""
    path = make_project(tmp_path / "theirs.db", [("Ben Okoro left Sarn.", ()), ("Sarn.", ())])
    with Store.open(path) as store:
        who = store.annotators.id_of("ann_a")
        review = Review(1, who, status="done", edited_at="2024-05-01T10:00:00")
        store.acts.commit(Act("article.finish", 1, (Change(None, review),)), who, "2024-05-01")
    return path


def answered(monkeypatch, *keys):
    """What asks as whom to go on is answered with these keys; how often it asked."""
    asked = []
    ask = AnnotatorQuestion.exec

    def soon(self):
        asked.append(self)
        answer_next(by_keys(*keys))
        return ask(self)

    monkeypatch.setattr(AnnotatorQuestion, "exec", soon)
    monkeypatch.setattr(AnnotatorQuestion, "ask", staticmethod(_ASK))
    return asked


def test_the_work_of_another_is_gone_on_with_and_asked_about_once(opener, theirs, monkeypatch):
    window = opener._window
    window.show()
    asked = answered(monkeypatch, "Enter")
    opener.open_path(theirs)
    assert window.project.annotator_name == "ann_a"
    assert window.status.text().startswith("Saved · ann_a")
    assert window.project.counts()["done"] == 1
    window.close_project()
    opener.open_path(theirs)
    assert window.project.annotator_name == "ann_a"
    assert len(asked) == 1


def test_a_new_annotator_begins_at_the_beginning(opener, theirs, monkeypatch):
    opener._window.show()
    answered(monkeypatch, "Down", "Enter")
    opener.open_path(theirs)
    assert opener._window.project.annotator_name == ANNOTATOR
    assert opener._window.project.counts()["done"] == 0


def test_who_turns_away_opens_nothing_and_locks_nothing(opener, theirs, monkeypatch, told):
    opener._window.show()
    answered(monkeypatch, "Esc")
    with pytest.raises(UserError, match="nobody said who annotates"):
        opener.open_path(theirs)
    assert opener._window.project is None
    Project(theirs, "x").close()


def test_the_annotator_can_be_changed_from_the_menu(seat, monkeypatch):
    asked = answered(monkeypatch, "Down", "Tab", "b", "Enter")
    seat.press("o", "Enter")
    seat.window.commands.run("file.annotator")
    assert len(asked) == 1
    assert seat.window.project.annotator_name == "b"
