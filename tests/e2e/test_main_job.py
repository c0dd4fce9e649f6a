"""The main job: from an empty home to an export, through the real `main()`, by keys alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from annotator import app, cli, paths
from annotator.ui.kit.pressing import press, settle, type_text, wait_for
from annotator.ui.shell.window import Window
from tests.gui.answering import answer_next
from tests.gui.test_import_page import drop
from tests.gui.waiting import Awaited

TEXTS = {
    "1.txt": "date 2024-03-01\n\nAnna Moreau of the Harbor Council met Ben Okoro on Monday."
    " Moreau spoke of the port; Ben Okoro, of Sarn 🚢 and its fog.\n",
    "2.txt": "date 2024-03-02\r\n\r\nThe World Bank lent Kenya $40 million on Tuesday.\r\n",
    "3.txt": "Germany and France signed a treaty in Berlin.",
}

pytestmark = pytest.mark.qt_log_ignore(
    "does not support raise", "does not support grabbing the keyboard", extend=True
)


class Person:
    """Someone who has a keyboard only. What a dialog asks is answered in turn."""

    awaited: Awaited

    @property
    def window(self) -> Window:
        return next(w for w in windows() if w.isVisible())

    @property
    def message(self) -> str:
        return self.window.strip.message

    def press(self, *keys: str) -> None:
        for each in keys:
            press(self.window, each)
            settle()

    def press_and_answer(self, keys: str, *answers: tuple[str, ...]) -> None:
        """A key that opens dialogs, and what is typed into each: texts, or names of keys."""
        given = [answer_next(_typing(each)) for each in answers]
        self.press(keys)
        for each in given:
            assert each.fault is None, each.fault
            assert each.is_given, f"{keys} asked fewer questions than {len(given)}"

    @property
    def page(self) -> Any:
        """The page of an import or export that is open."""
        page = QApplication.activeModalWidget()
        assert page is not None
        return page

    def drop(self, folder: Path) -> None:
        """Drag a folder over the window, let go, and look until all of it is read."""
        assert drop(self.window, folder)
        self.awaited.wait(self.page.do_button.isEnabled, "the look at the files")

    def page_key(self, *keys: str) -> None:
        for each in keys:
            if each in ("Enter", "Esc", "Ctrl+A"):
                press(self.page, each)
            else:
                type_text(self.page, each)
            settle()

    def go_to(self, surface: str) -> None:
        for _ in range(60):
            review = self.window.desk.review
            if review.sheet.text[slice(*review.focus)] == surface:
                return
            self.press("Tab")
        review = self.window.desk.review
        marks = [mark.surface for mark in review.sheet.marks]
        at = review.sheet.text[slice(*review.focus)]
        raise AssertionError(f"{surface} never had the focus: {at} has it, of {marks}")


def _typing(keys: tuple[str, ...]) -> Callable[[QWidget], None]:
    """What gives an answer: names of keys, and texts to type."""

    def act(dialog: QWidget) -> None:
        for each in keys:
            (press if each in ("Down", "Enter", "Tab", "Esc") else type_text)(dialog, each)

    return act


def windows() -> list[Window]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, Window)]


def run_main(script: Callable[[Person], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """`annotator`, and in its event loop a person who follows a script and then quits."""
    monkeypatch.setattr(app, "has_display", lambda: True)
    monkeypatch.setattr(app, "user_name", lambda: "Mira")
    monkeypatch.setattr("sys.argv", ["annotator"])
    person = Person()
    wrong: list[BaseException] = []

    def go() -> None:
        try:
            wait_for(lambda: any(w.isVisible() for w in windows()), "the window")
            person.awaited = Awaited(person.window.suggestions)
            script(person)
        except BaseException as error:
            wrong.append(error)
            QApplication.closeAllWindows()

    QTimer.singleShot(0, go)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    for window in windows():
        window.deleteLater()
    settle()
    if wrong:
        raise wrong[0]
    assert ended.value.code == 0


def test_from_an_empty_home_to_an_export(qapp, monkeypatch, tmp_path):
    articles, exported = tmp_path / "articles", tmp_path / "out" / "news.jsonl"
    articles.mkdir()
    exported.parent.mkdir()
    for name, text in TEXTS.items():
        (articles / name).write_bytes(text.encode())

    def work(person: Person) -> None:
        window = person.window
        assert window.project is None
        person.press("Ctrl+N")
        type_text(window, "Foreign press")
        person.press("Enter")
        wait_for(lambda: window.project is not None, "the project")
        person.drop(articles)
        person.page_key("Enter")
        person.awaited.wait(lambda: window.project.counts()["all"] == 3, "the import")
        person.awaited.wait(lambda: window.desk.review is not None, "the first article")
        person.awaited.wait(lambda: window.suggestions.is_idle, "the suggestions")
        tag(person)
        person.press("Ctrl+Shift+E")
        person.page.to.setFocus()
        person.page_key("Ctrl+A", str(exported), "Enter")
        person.awaited.wait(exported.exists, "the export")
        person.awaited.wait(lambda: person.page.right.currentIndex() == 1, "what was written")
        person.page_key("Esc")
        person.press("Ctrl+Q")

    run_main(work, monkeypatch)
    project = paths.default_projects_dir() / "Foreign press.annotator.db"
    check_project(project)
    check_export(exported)


def tag(person: Person) -> None:
    """Confirm, relabel, add, reject, undo, topics; finish two of three, flag the last."""
    person.window.desk.articles.enter_guard_ms = 0
    person.go_to("Anna Moreau")
    person.press("p")
    person.go_to("Monday")
    person.press("Backspace", "Ctrl+Z")
    step_to(person, "port", "Right")
    person.press("f", "1", "Shift+2")
    finish(person)
    person.press("3")
    finish(person)
    person.press("Ctrl+D")


def step_to(person: Person, surface: str, key: str) -> None:
    for _ in range(60):
        if focus_of(person) == surface:
            return
        person.press(key)
    raise AssertionError(f"{surface} never had the focus")


def finish(person: Person) -> None:
    article = person.window.desk.review.sheet.article.id
    for _ in range(10):
        person.press("Enter")
        if person.window.desk.review.sheet.article.id != article:
            return
    raise AssertionError("the article never came to its end")


def focus_of(person: Person) -> str:
    review = person.window.desk.review
    return review.sheet.text[slice(*review.focus)]


def check_project(path: Path) -> None:
    """What plain sqlite3 finds in the file."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:

        def rows(sql: str) -> list[tuple[object, ...]]:
            return connection.execute(sql).fetchall()

        assert rows("PRAGMA integrity_check") == [("ok",)]
        assert rows("SELECT name FROM annotators") == [("Mira",)]
        texts = dict(rows("SELECT id, text FROM articles"))
        assert len(texts) == 3
        spans = rows("SELECT article, start, end, surface FROM spans")
        assert all(texts[a][start:end] == surface for a, start, end, surface in spans)
        labelled = rows(
            "SELECT s.surface, l.name FROM spans s JOIN labels l ON l.id = s.label"
            " WHERE s.article = 1"
        )
        for each in (("Anna Moreau", "PERSON"), ("Monday", "DATE"), ("port", "FAC")):
            assert each in labelled
        assert rows("SELECT status, flagged FROM reviews ORDER BY article") == [
            ("done", 0),
            ("done", 0),
            ("new", 1),
        ]
        assert rows("SELECT topic IS NOT NULL, is_yes FROM article_topics ORDER BY article") == [
            (1, 1),
            (1, 0),
            (1, 1),
        ]
        assert rows("SELECT count(*) FROM acts WHERE kind = 'article.finish'") == [(2,)]
        assert rows("SELECT count(*) > 5 FROM suggestions") == [(1,)]


def check_export(path: Path) -> None:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) == 2
    for line in lines:
        assert line["entities"]
        for span in line["reviews"][0]["spans"]:
            assert line["text"][span["start"] : span["end"]] == span["surface"]
    assert path.with_name("news.jsonl.manifest.json").is_file()


def test_the_last_project_is_opened_again_where_it_was_left(qapp, monkeypatch, tmp_path):
    seen = []

    def first(person: Person) -> None:
        person.press("Enter")
        wait_for(lambda: person.window.project is not None, "the sample project")
        project = person.window.project
        person.awaited.wait(lambda: project.counts()["all"] == 14, "the samples")
        wait_for(lambda: person.window.desk.review is not None, "an article")
        person.press("Ctrl+PageDown", "Right", "Right")
        seen.append((person.window.desk.review.sheet.article.id, focus_of(person)))
        person.press("Ctrl+Q")

    def second(person: Person) -> None:
        wait_for(lambda: person.window.desk.review is not None, "the article")
        seen.append((person.window.desk.review.sheet.article.id, focus_of(person)))
        person.press("Ctrl+Q")

    run_main(first, monkeypatch)
    run_main(second, monkeypatch)
    assert seen[0] == seen[1]
    assert seen[0][0] == 2
