"""The welcome page: one key to the sample, and a new project without the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.ui.welcome import Welcome

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
    found.set_schemes(SCHEMES)
    found.set_folder(str(tmp_path), ".annotator")
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
    welcome.set_recent([("Foreign affairs", "/a/one.annotator"), ("Ports", "/a/two.annotator")])
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
    assert asked.args == [str(tmp_path / "Press- 1-2.annotator"), "news", 20]


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
