"""A stranger's names are words on the screen: nothing in them is laid out, nothing is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel

from annotator.app import Opener
from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.storage import NewArticle, Store
from annotator.ui.kit.plain import MarkedLabel, PlainLabel, bold, plain_box, square, tip
from annotator.ui.kit.pressing import press, settle
from annotator.ui.shell.window import Window
from tests.gui.seat import AT


@pytest.fixture
def image(tmp_path: Path) -> str:
    """An image of 500 × 500 points, as a name may hold it."""
    path = tmp_path / "big.png"
    picture = QImage(500, 500, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    assert picture.save(str(path))
    return f'<img src="{path}">'


def test_a_label_shows_an_image_as_words(qtbot, image):
    plain, guessing = PlainLabel(image), QLabel(image)
    for label in (plain, guessing):
        qtbot.addWidget(label)
    assert guessing.sizeHint().height() >= 500  # what Qt does with it
    assert plain.sizeHint().height() < 50


def test_a_marked_label_shows_names_as_words(qtbot, image):
    label = MarkedLabel()
    qtbot.addWidget(label)
    label.show_marked("Label {surface} as {label}", surface=bold(image), label=square("#123456"))
    assert label.sizeHint().height() < 50
    document = QTextDocument()
    document.setHtml(label.text())
    assert document.toPlainText() == f"Label {image} as ■"


@pytest.mark.parametrize("text", ["plain & simple", "a < b", "<b>x</b>", "&lt;b&gt;", "x\n  <i>y"])
def test_a_tip_reads_as_it_was_written(text):
    made, document = tip(text), QTextDocument()
    if "<" in text:
        document.setHtml(made)
        assert document.toPlainText().replace("\u2028", "\n") == text
    else:
        assert made == text


def test_a_message_is_plain(qtbot, image):
    box = plain_box(None, image)
    qtbot.addWidget(box)
    assert box.textFormat() == Qt.TextFormat.PlainText


def test_every_label_and_tip_about_a_strangers_project_is_plain(
    window: Window, opener: Opener, tmp_path: Path, image: str
) -> None:
    """Neither in the window nor in what opens over it."""
    path = tmp_path / "p.db"
    scheme = Scheme(
        name=image,
        labels=(Label(1, image, image[:30], "orange", "p", guideline=image),),
        groups=(TopicGroup(1, image),),
        topics=(Topic(11, image, 1, "1", guideline=image),),
    )
    with Store.create(path, scheme, at=AT) as store:
        for number in range(3):
            made = NewArticle(f"{image} {number}", title=image, source=image, imported_at=AT)
            store.articles.add(made)
    opener.open_path(path)
    window.show()
    settle()
    for keys in ("Ctrl+L", "Esc", "Ctrl+H", "Esc", "Ctrl+,", "Esc", "Ctrl+K", "Esc"):
        press(QApplication.activeWindow() or window, keys)
        settle()
    found = [each for each in QApplication.allWidgets() if isinstance(each, QLabel)]
    assert found
    for label in found:
        if isinstance(label, PlainLabel):
            assert label.textFormat() == Qt.TextFormat.PlainText
        else:
            assert "<img" not in label.text()
    assert not [w for w in QApplication.allWidgets() if "<img" in w.toolTip()]
