"""A whole round by keys through the real `main()`: planned, handed out, coded by two, handed in,
merged, settled, reported.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.core.codes import Part
from annotator.core.records import Status
from annotator.storage import Store
from annotator.ui.kit.pressing import press, settle, type_text, wait_for
from annotator.ui.team.training_page import TrainingPage
from annotator.workspace import checking
from annotator.workspace.open import projects
from tests.e2e.test_main_job import Person, run_main
from tests.gui.answering import answer_next, by_keys
from tests.gui.test_import_page import drop
from tests.unit.workspace.team_making import lead_project

PATIENCE_MS = 120_000
ARTICLES, DONE = 9, 2

pytestmark = pytest.mark.qt_log_ignore(
    "does not support raise", "does not support grabbing the keyboard", extend=True
)


_NAMED = ("Enter", "Esc", "Space")


def keys(*names: str) -> None:
    """Keys, and texts to type, for the page that is open."""
    for name in names:
        page = QApplication.activeModalWidget()
        (press if len(name) == 1 or "+" in name or name in _NAMED else type_text)(page, name)
        settle()


def until(is_so, what: str) -> None:
    wait_for(is_so, what, PATIENCE_MS)
    settle()


class Team:
    """The lead and two coders, at one machine; `chosen` is what the next file dialog answers."""

    def __init__(self, person: Person, folder: Path) -> None:
        self.person, self.folder = person, folder
        self.work: list[str] = []

    def open(self, path: Path) -> None:
        CHOSEN.append(str(path))
        self.person.press("Ctrl+O")
        desk = self.person.window.desk
        desk.articles.enter_guard_ms = 0
        until(lambda: desk.articles.painted_at is not None, "the paint")
        assert self.person.window.project.path == path

    def plan(self) -> None:
        self.person.press("Ctrl+Shift+T")
        page = self.person.page
        until(lambda: page.table.ticks, "the figures")
        keys("a, b")
        page.to.setText(str(self.folder / "out"))
        keys("Enter")
        until(lambda: not page.is_running, "the hand-outs")
        assert page.message.text() == "Round 1 · 2 hand-outs made"
        keys("Esc")

    def code(self, name: str, letters: str) -> None:
        """All that comes: the name at the beginning gets one of the letters, in turn."""
        answer_next(by_keys("Enter"))  # that it is worked on as this coder
        self.open(self.folder / "out" / f"lead-{name}-round-1.annotator.db")
        person = self.person
        assert person.window.project.annotator_name == name
        for turn in range(ARTICLES):
            person.press("Home", letters[turn % len(letters)], "Shift+Enter")
            told = QApplication.activeModalWidget()
            assert isinstance(told, TrainingPage) == (turn < DONE)
            if told is not None:
                keys("Enter")
        assert person.message.startswith("Done for now. More articles come on")
        person.press("Ctrl+Shift+H")
        page = person.page
        self.job_by("Enter", "the work file")
        self.work.append(page.to.text())
        keys("Esc")

    def merge(self, lead: Path) -> None:
        self.open(lead)
        assert self.person.window.project.annotator_name == "Mira"
        assert drop(self.person.window, *map(Path, self.work))
        until(self.person.page.do_button.isEnabled, "the look at the files")
        self.job_by("Enter", "the merge")

    def settle(self) -> None:
        self.person.press("Ctrl+Shift+J")
        page = self.person.page
        until(lambda: page.is_ready, "what was coded")
        keys("Enter")  # where both say the same, that is gold
        for _ in range(2 * ARTICLES):
            if page.title.text().startswith("All is settled"):
                break
            keys("1")
        assert page.title.text().startswith("All is settled")
        keys("Esc")

    def report(self) -> None:
        self.person.press("Ctrl+Shift+A")
        page = self.person.page
        until(lambda: not page.computing.is_running, "the figures")
        page.report_button.setFocus()
        keys("Space")
        until(lambda: not page.reporting.is_running, "the report")
        keys("Esc")

    def job_by(self, key: str, what: str) -> None:
        ended: list[str] = []
        self.person.window.jobs.ended.connect(ended.append)
        keys(key)
        until(lambda: ended, what)


CHOSEN: list[str] = []


def test_a_round_from_the_plan_to_the_report(qapp, monkeypatch, tmp_path):
    lead = tmp_path / "lead.annotator.db"
    lead_project(lead, ARTICLES, DONE, who="Mira").close()
    projects.remember(lead)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (CHOSEN.pop(), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))

    def script(person: Person) -> None:
        until(lambda: person.window.project is not None, "the project")
        team = Team(person, tmp_path)
        team.plan()
        team.code("a", "p")
        team.code("b", "po")
        team.merge(lead)
        team.settle()
        team.report()
        person.press("Ctrl+Q")

    run_main(script, monkeypatch)

    with Store.open(lead) as store:
        people = {name: number for number, name in store.annotators.all()}
        both = {x.article for x in store.team.draws() if x.part in (Part.PILOT, Part.OVERLAP)}
        assert len(both) == ARTICLES - DONE
        gold = set(store.drawing.finished(people["gold"]))
        assert both <= gold
        for article in both:
            [span] = store.sheets.read(article, people["gold"]).spans
            assert span.surface == "Xi"
        assert store.reviews.of(1, people["Mira"]).status == Status.DONE
        assert not list(checking.damages(store))
    with closing(sqlite3.connect(lead)) as plain:
        assert plain.execute("SELECT count(*) FROM handouts").fetchone() == (2,)
        assert plain.execute("SELECT count(*) FROM hand_ins").fetchone() == (2,)
    assert list(tmp_path.rglob("methods.md"))
