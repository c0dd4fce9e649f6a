"""The window in the pseudo-locale: nothing untranslated, nothing cut though it is 40 % longer."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTabWidget,
    QWidget,
)

from annotator import paths
from annotator.app import Opener
from annotator.core.codes import TopicState
from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.storage import Store
from annotator.storage.near_copies import NearCopy
from annotator.ui.actions import ACTIONS
from annotator.ui.copies.page import CopiesPage
from annotator.ui.kit import badges, theme
from annotator.ui.kit.asking import AnnotatorQuestion, SkipQuestion, TrustQuestion
from annotator.ui.kit.pressing import settle, wait_for
from annotator.ui.lists.side_rows import TopicRow
from annotator.ui.shell.window import Window
from annotator.workspace.exchange.export_target import formats_to_write
from annotator.workspace.scheme import files as schemes
from tests.gui.seat import ANNOTATOR, Proposed, Seat, make_project, reviewed

SCREEN = QSize(1366, 768)

# Data in capitals and digits: what is in small letters and in no brackets is a word of ours.
DATA = Scheme(
    name="DATA",
    labels=(
        Label(1, "PER", "PER", "orange", "p", guideline="AB."),
        Label(2, "ORG", "ORG", "blue", "o"),
        Label(3, "LOC", "LOC", "green", "l", retired=True),
    ),
    groups=(TopicGroup(1, "SUBJECT"), TopicGroup(2, "TONE", several=False)),
    topics=(Topic(11, "TRADE", 1, "1"), Topic(12, "HEALTH", 1, "2"), Topic(13, "CALM", 2, "3")),
)
TEXT = "IN SARN, ANNA MOREAU MET BEN OKORO. MOREAU PRAISED SARN AND ANNA MOREAU."
COPY = "ON MONDAY " + TEXT.replace("PRAISED", "SAW")
MARKS = (Proposed("SARN", "ORG", 0.2), Proposed("ANNA MOREAU", "PER"), Proposed("BEN OKORO", "PER"))

PAGES = {
    "edit.palette": "", "edit.history": "", "bin.show": "", "article.go": "", "label.name": "",
    "edit.settings": "", "help.keys": "", "scheme.edit": "", "learning.page": "",
    "edit.mentions": "", "file.export": "", "file.import": "", "file.release": "",
}  # fmt: skip
QUESTIONS: dict[str, Callable[[QWidget], QDialog]] = {
    "skip": SkipQuestion,
    "annotator": lambda parent: AnnotatorQuestion(parent, [("MIRA", 3), ("BEN", 1)], "ANN"),
    "trust": lambda parent: TrustQuestion(parent, "/A/B"),
}
NAMES = (
    "Article", "Annotator", "Ctrl", "Shift", "Alt", "PageUp", "PageDown", "Space", "Enter", "Tab",
    "Backspace", "Delete", "Left", "Right", "Home", "End", "Down", "Cancel", "Esc", "orange",
    "surface:",
)  # fmt: skip
"""Titles of the project's articles, names of keys and colours, and Qt's own button."""
PRESETS = {
    words
    for preset in schemes.presets()
    for title in [preset.title, preset.description]
    for words in (title, *title.split(", "))
}
"""Schemes that come along are data, in the language that they are in."""

PRESETS |= {
    words
    for each in formats_to_write()
    for words in (each.title, *(x.help.rstrip(".") for x in each.writing), *each.endings)
    if len(words) > 3
}
"""So are formats, which bring names of their own, where `ui/words` has none in their place."""


@pytest.fixture
def elided(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Words that were painted: how many pixels they lacked."""
    painted: dict[str, float] = {}
    paint = badges.paint_text

    def note(painter, rect, text, colour, font, **more):
        if text and rect.width() >= 4:
            lacks = QFontMetricsF(font).horizontalAdvance(text) - rect.width()
            painted[text] = min(painted.get(text, lacks), lacks)
        return paint(painter, rect, text, colour, font, **more)

    monkeypatch.setattr(badges, "paint_text", note)
    return painted


@pytest.fixture
def seat(pseudo, qapp, tmp_path, monkeypatch) -> Iterator[Seat]:
    monkeypatch.setattr(paths, "state_file", lambda: tmp_path / "state.json")
    window = Window("light", rooms=lambda: [QRect(0, 0, SCREEN.width(), SCREEN.height())])
    window.resize(SCREEN)
    project = make_project(tmp_path / "M.db", [(TEXT, MARKS), (COPY, ())], DATA)
    yield Seat(Opener(window, ANNOTATOR.upper()), project)
    window.close()
    window.deleteLater()
    theme.set_scale_for(theme.USUAL_TEXT_PX)
    theme.apply(qapp, theme.load("light"))
    settle()


def said_by(widget: QWidget) -> list[str]:
    """The words of a widget that a person sees, hears or gets as a tip."""
    found = [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    if isinstance(widget, QLabel | QAbstractButton):
        found.append(widget.text())
    if isinstance(widget, QLineEdit):
        found.append(widget.placeholderText())
    if isinstance(widget, QGroupBox):
        found.append(widget.title())
    if isinstance(widget, QTabWidget):
        found += [widget.tabText(n) for n in range(widget.count())]
    if widget.isWindow():
        found.append(widget.windowTitle())
    return [re.sub(r"<[^>]*>", "", words) for words in found if words]


def untranslated(words: str) -> bool:
    """Whether something in small letters stands outside of the pseudo-locale's brackets."""
    rest, before = words, ""
    while rest != before:
        before, rest = rest, re.sub(r"\[[^\[\]]*\]", "", rest)
    rest = re.sub(r"\S*/\S*|\b(is|surface):\S*", "", rest)  # files, and words of the search
    rest = re.sub(r"\[[^\]]*$", "", rest)  # the longest titles of actions end early in the palette
    if any(words in each for each in PRESETS) or words.startswith("annotator "):
        return False  # commands are typed alike in every language
    for name in NAMES:
        rest = rest.replace(name, "")
    return re.search(r"[a-z]{3,}", rest) is not None


def shown(window: Window) -> list[QWidget]:
    tops = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    found = [*tops, *(child for top in tops for child in top.findChildren(QWidget))]
    return [each for each in found if each.isVisible() and not each.objectName().startswith("qt_")]


def cut_off(widget: QWidget) -> str:
    """The words of a label or button that has no room for them; "" where it has."""
    if isinstance(widget, QAbstractButton) and widget.text():
        if type(widget).paintEvent is not QAbstractButton.paintEvent and not widget.text():
            return ""
        is_short = widget.width() < widget.minimumSizeHint().width()
        return widget.text() if is_short else ""
    if isinstance(widget, QLabel) and widget.text() and not widget.wordWrap():
        return widget.text() if widget.width() < widget.minimumSizeHint().width() else ""
    if isinstance(widget, QLabel) and widget.text():
        is_low = widget.height() < widget.heightForWidth(widget.width())
        return widget.text() if is_low else ""
    return ""


def look(seat: Seat, painted: dict[str, float]) -> tuple[list[str], list[str]]:
    """What is not translated, and what is cut."""
    painted.clear()
    settle()
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            top.grab()
    widgets = shown(seat.window)
    said = {words for each in widgets for words in said_by(each)} | set(painted)
    cut = {text for text, lacks in painted.items() if lacks > 1 and text.startswith("[")}
    cut |= {words for each in widgets if (words := cut_off(each))}
    return sorted(filter(untranslated, said)), sorted(cut)


def close_all(seat: Seat) -> None:
    for top in QApplication.topLevelWidgets():
        if isinstance(top, QDialog) and top.isVisible():
            top.close()
    seat.window.pages.hide_all()
    settle()


@pytest.mark.parametrize("page", ["", *PAGES])
def test_a_page_is_translated_and_nothing_is_cut(seat, elided, page):
    if page:
        seat.window.commands.run(page)
    assert look(seat, elided) == ([], [])
    close_all(seat)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_translated_and_nothing_is_cut(seat, elided, name):
    question = QUESTIONS[name](seat.window)
    question.show()
    assert look(seat, elided) == ([], [])
    close_all(seat)


@pytest.mark.parametrize("is_done", [False, True])
def test_near_copies_side_by_side_are_translated_and_nothing_is_cut(seat, elided, is_done):
    """Also what is said at the foot, where a difference is looked at, and in the narrowest page."""
    with Store.open(seat.path) as store:
        store.near_copies.put_pairs([NearCopy(2, 1, 0.9)])
        store.near_copies.put_sketches([(1, b""), (2, b"")])
        store.near_copies.compared((1, 2))
    if is_done:
        reviewed(seat, 1)
    seat.window.desk.articles.open(2)
    settle()
    seat.window.commands.run("copies.compare")
    (page,) = (x for x in QApplication.topLevelWidgets() if isinstance(x, CopiesPage))
    wait_for(lambda: page.is_complete, "both texts")
    assert page.take_button.isEnabled() == is_done
    assert look(seat, elided) == ([], [])
    page.pair.step(+1)
    page.resize(page.minimumSizeHint())
    assert look(seat, elided) == ([], [])
    page.take_over()
    wait_for(lambda: not page.isVisible() or not page.message.isHidden(), "what came of it")
    assert look(seat, elided) == ([], [])
    close_all(seat)


def test_welcome_and_new_project_are_translated_and_nothing_is_cut(seat, elided):
    seat.window.leave_project()
    assert look(seat, elided) == ([], [])
    seat.window.welcome.start_new()
    assert look(seat, elided) == ([], [])


def test_every_action_and_menu_is_translated(seat):
    for action in seat.window.menus.actions.values():
        assert not untranslated(action.text().replace("&", "").partition("\t")[0]), action.text()
    assert len(seat.window.menus.actions) >= len(ACTIONS)


def test_what_stands_in_for_a_damaged_label_is_translated(seat):
    path = seat.path
    seat.window.leave_project()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE labels SET leave_out = '{' WHERE id = 1")
        connection.execute("UPDATE topics SET keywords = '{' WHERE id = 11")
        connection.execute("UPDATE topic_groups SET position = 'x' WHERE id = 2")
        connection.commit()
    seat.opener.open_path(path)
    scheme = seat.window.project.scheme
    (group,) = (x for x in scheme.groups if x.id == 2)
    for name in (scheme.label(1).shown_name, scheme.topic(11).name, group.name):
        assert name.startswith("[") and not untranslated(name), name


def test_how_a_topic_stands_is_read_out_in_the_language_of_the_window(seat):
    pills = seat.window.topics.pills.values()
    assert pills
    names = [pill.accessibleName() for pill in pills]
    names += [TopicRow(1, "TRADE", "1", state, 0.5).text for state in TopicState]
    assert [x for x in names if untranslated(x)] == []
