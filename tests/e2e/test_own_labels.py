"""A person's first hour: two articles, labels of one's own made by keys, the real pipeline."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.ui.kit.pressing import activate, press, settle, type_text, wait_for
from annotator.ui.shell.window import Window
from annotator.workspace.open import projects
from annotator.workspace.open.project import Project
from tests.gui.waiting import Awaited

ARTICLES = Path(__file__).parents[2].parent / "shared" / "articles"
FILES = sorted(ARTICLES.glob("*.txt")) if ARTICLES.is_dir() else []


@pytest.fixture
def window(qapp, tmp_path):
    path = projects.create(tmp_path / "own.annotator", "empty")
    with Store.open(path) as store:
        for file in FILES:
            store.articles.add(NewArticle(file.read_text("utf-8"), key=file.stem))
    window = Window("light")
    window.resize(1366, 768)
    window.desk.articles.enter_guard_ms = 0
    window.awaited = Awaited(window.suggestions)
    window.open_project(Project(path, "Mira"))
    window.show()
    activate(window)
    window.view.setFocus()
    yield window
    window.close()
    window.deleteLater()
    settle()


def wait(window: Window) -> None:
    window.awaited.wait(lambda: window.suggestions.is_idle, "all suggestions")
    settle()


def labels(window: Window) -> Counter[str]:
    """How many open suggestions of the article on the desk have each label."""
    sheet = window.desk.review.sheet
    names = {label.id: label.name for label in sheet.scheme.labels}
    return Counter(names[m.label] for m in sheet.marks if m.is_accepted)


@pytest.mark.skipif(len(FILES) < 2, reason="the two articles of ../shared/articles are not there")
def test_labels_of_ones_own_are_suggested_from_the_first_article_on(window):
    wait(window)
    assert not labels(window), "nothing is called so by the pipeline"
    assert window.desk.review.sheet.walks_names
    press(window, "Ctrl+L")
    settle()
    editor = QApplication.activeModalWidget()
    for name in ("Politician", "Party", "Country", "Event"):
        press(editor, "Insert")
        type_text(editor, name)
        press(editor, "Enter")
        settle()
    press(editor, "Esc")
    wait_for(lambda: QApplication.activeModalWidget() is None, "the editor to close")
    wait(window)
    review = window.desk.review
    found = labels(window)
    assert min(found[x] for x in ("Politician", "Party", "Country")) >= 3, found
    assert sum(found.values()) == review.counts()[0]
    assert review.mark is not None and review.mark.needs_eye, "the focus where the eye is needed"
    surface = review.mark.surface
    activate(window)
    wait_for(window.view.hasFocus, "the text to have the keyboard")
    press(window, "Space")
    settle()
    spans = [span.surface for span in review.sheet.spans]
    assert surface in spans, window.strip.message
    press(window, "Ctrl+PageDown")
    settle()
    wait(window)
    assert window.desk.review.sheet.article.id == 2
    assert min(labels(window)[x] for x in ("Politician", "Party", "Country")) >= 3
