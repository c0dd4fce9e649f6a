"""The welcome page: one key to the sample, and a new project without the mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator import paths
from annotator.ui.kit import file_places
from annotator.ui.shell.welcome import Welcome
from annotator.workspace.open import projects
from tests.gui.seat import rows

SCHEMES = [
    ("news", "News", "Who, where and when", [("PERSON", "orange"), ("ORG", "blue")]),
    ("empty", "Empty", "Nothing", []),
    ("long", "Long", "Many labels " * 20, [(f"LABEL_{n}", "teal") for n in range(25)]),
]


@pytest.fixture
def welcome(qtbot, tmp_path):
    found = Welcome()
    qtbot.addWidget(found)
    found.resize(1000, 760)
    found.set_choices(lambda: SCHEMES, str(tmp_path), ".annotator")
    found.show()
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    found.setFocus()
    return found


def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def test_one_key_opens_the_sample(welcome, qtbot):
    with qtbot.waitSignal(welcome.sample_asked):
        press(Qt.Key.Key_Return)


def test_ctrl_o_and_the_button_open(welcome, qtbot):
    with qtbot.waitSignal(welcome.open_asked):
        press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(welcome.open_asked):
        QTest.mouseClick(welcome.home.open_button, Qt.MouseButton.LeftButton)


def test_recent_projects_open_by_click_and_by_key(welcome, qtbot):
    welcome.set_recent(
        [("Foreign", "/a/one.annotator", False), ("Ports", "/a/two.annotator", False)]
    )
    with qtbot.waitSignal(welcome.project_picked) as picked:
        QTest.mouseClick(welcome.home.recent_buttons[1], Qt.MouseButton.LeftButton)
    assert picked.args == ["/a/two.annotator"]
    welcome.home.recent_buttons[0].setFocus()
    with qtbot.waitSignal(welcome.project_picked) as picked:
        press(Qt.Key.Key_Enter)
    assert picked.args == ["/a/one.annotator"]
    welcome.set_recent([])
    assert not welcome.home.recent_heading.isVisible()


def test_a_new_project_by_keys_alone(welcome, qtbot, tmp_path):
    press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget(), "Press: 1/2")
    with qtbot.waitSignal(welcome.project_asked) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [str(tmp_path / "Press- 1-2.annotator"), "news", 20, ()]


def test_tab_goes_down_the_page_of_a_new_project(welcome):
    press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page = welcome.new_project
    QTest.keyClicks(page.name_field, "Ports")
    met = []
    for _ in range(8):
        met.append(QApplication.focusWidget())
        QTest.keyClick(met[-1], Qt.Key.Key_Tab)
    card = page.cards["news"]
    fields = [page.name_field, page.folder_field, page.folder_button, card, page.own_field]
    assert met == [*fields, page.blind, page.create_button, page.back_button]


def test_labels_of_ones_own_by_keys_take_the_place_of_a_scheme(welcome, qtbot, tmp_path):
    QTest.mouseClick(welcome.home.new_button, Qt.MouseButton.LeftButton)
    page = welcome.new_project
    QTest.keyClicks(page.name_field, "Ports")
    page.own_field.setFocus()
    QTest.keyClicks(page.own_field, "Politician, Party,, party, Vegetable")
    assert page.fed.text() == "Politician ← PERSON   Party ← ORG   Vegetable"
    assert page.scheme == ""
    with qtbot.waitSignal(welcome.project_asked) as asked:
        QTest.keyClick(page.own_field, Qt.Key.Key_Return)
    assert asked.args[3] == ("Politician", "Party", "Vegetable")
    made = projects.create(tmp_path / "own.annotator", asked.args[1], own=asked.args[3])
    fed = rows(
        made,
        "SELECT m.pipeline_label, l.name, l.doubtful FROM label_map m JOIN labels l"
        " ON l.id = m.label ORDER BY l.id",
    )
    assert fed == [("PERSON", "Politician", 0), ("ORG", "Party", 1)]
    QTest.mouseClick(page.cards["long"], Qt.MouseButton.LeftButton)
    assert (page.own, page.scheme) == ((), "long")


def test_a_new_project_without_a_blind_share(welcome, qtbot):
    QTest.mouseClick(welcome.home.new_button, Qt.MouseButton.LeftButton)
    page = welcome.new_project
    QTest.keyClicks(page.name_field, "Ports")
    assert page.blind.text() == "1 in 20 articles without suggestions"
    page.blind.setFocus()
    QTest.keyClick(page.blind, Qt.Key.Key_Space)
    with qtbot.waitSignal(welcome.project_asked) as asked:
        QTest.keyClick(page.blind, Qt.Key.Key_Return)
    assert asked.args[2] == 0


def test_another_scheme_by_click(welcome, qtbot):
    QTest.mouseClick(welcome.home.new_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(welcome.new_project.name_field, "Ports")
    QTest.mouseClick(welcome.new_project.cards["long"], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(welcome.project_asked) as asked:
        QTest.mouseClick(welcome.new_project.create_button, Qt.MouseButton.LeftButton)
    assert asked.args[1] == "long"


def test_no_name_and_a_name_that_is_taken_create_nothing(welcome, qtbot, tmp_path):
    (tmp_path / "Ports.annotator").touch()
    welcome.start_new()
    for name in ("", "  ", "Ports"):
        welcome.new_project.name_field.setText(name)
        with qtbot.assertNotEmitted(welcome.project_asked):
            press(Qt.Key.Key_Return)
    assert "already" in welcome.new_project.where.text()


def test_the_folder_is_chosen(welcome, tmp_path, monkeypatch):
    other = tmp_path / "other"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    welcome.start_new()
    QTest.mouseClick(welcome.new_project.folder_button, Qt.MouseButton.LeftButton)
    welcome.new_project.name_field.setText("Ports")
    assert welcome.new_project.path == other / "Ports.annotator"


def test_escape_goes_back(welcome, qtbot):
    welcome.start_new()
    press(Qt.Key.Key_Escape)
    with qtbot.waitSignal(welcome.sample_asked):
        press(Qt.Key.Key_Return)


def test_a_project_that_is_gone_says_so_and_can_be_taken_off_the_list(welcome, qtbot):
    welcome.set_recent([("Ports", "/a/two.annotator", True)])
    button = welcome.home.recent_buttons[0]
    assert "not there any more" in button.said
    assert button.accessibleDescription() == button.said
    button.setFocus()
    with qtbot.waitSignal(welcome.project_forgotten) as told:
        QTest.keyClick(button, Qt.Key.Key_Delete)
    assert told.args == ["/a/two.annotator"]
    with qtbot.waitSignal(welcome.project_forgotten):
        place = button.cross().center().toPoint()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=place)


def test_the_list_remembers_what_was_taken_off(opener, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "state_file", lambda: tmp_path / "state.json")
    kept, gone = tmp_path / "kept.db", tmp_path / "gone.db"
    kept.touch()
    for path in (kept, gone):
        projects.remember(path)
    opener._show_recent()
    buttons = opener._window.welcome.home.recent_buttons
    assert [(button.path, button.is_gone) for button in buttons] == [
        (str(gone), True),
        (str(kept), False),
    ]
    buttons[0].forgotten.emit(str(gone))
    assert projects.remembered() == [kept]
    assert len(opener._window.welcome.home.recent_buttons) == 1


def test_a_last_project_that_is_gone_opens_no_other_in_silence(opener, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "state_file", lambda: tmp_path / "state.json")
    projects.remember(tmp_path / "gone.db")
    opener.open_last()
    assert opener._window.project is None


def test_dialogs_begin_in_documents_or_where_one_was_last(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "state_file", lambda: tmp_path / "state.json")
    documents, texts = tmp_path / "Documents", tmp_path / "texts"
    monkeypatch.setattr(paths, "documents_dir", lambda: documents)
    assert file_places.begin_in("import") == Path.home()
    documents.mkdir()
    assert file_places.begin_in("import") == documents
    texts.mkdir()
    (texts / "a.txt").touch()
    file_places.remember("import", str(texts / "a.txt"))
    file_places.remember("import", "")
    assert file_places.begin_in("import") == texts
    assert file_places.begin_in("export") == documents
    (texts / "a.txt").unlink()
    texts.rmdir()
    assert file_places.begin_in("import") == documents


@pytest.mark.parametrize("width", [760, 1000, 1366])
def test_a_scheme_says_all_that_it_is_for_in_its_card(welcome, width):
    welcome.resize(width, 700)
    press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    card = welcome.new_project.cards["long"]
    assert " ".join(card.lines(card.width())) == ("Many labels " * 20).strip()
    assert card.height() >= card.heightForWidth(card.width())
    assert len({x.height() for x in welcome.new_project.cards.values()}) <= 2, "as tall in a row"
