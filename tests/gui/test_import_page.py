"""The page of an import, by real keys and drops: what is looked at, chosen, and taken."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QRectF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip, QWidget

from annotator import cli
from annotator.core.codes import LabelsBecome
from annotator.errors import UserError
from annotator.ui.exchange import import_labels
from annotator.ui.exchange import jobs as jobs_module
from annotator.ui.exchange.import_labels import LabelRow, proposals, with_colours
from annotator.ui.exchange.import_page import ImportPage
from annotator.ui.kit import badges
from annotator.ui.kit.fields import Choice
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.kit.row_list import Place
from annotator.ui.shell.window import Window
from annotator.workspace.jobs.import_messages import LabelSeen
from annotator.workspace.scheme.files import new_label
from tests.unit.storage.making import SCHEME

PATIENCE_MS = 120_000
LINES = [
    {"text": "Xi met Joe.", "title": "A meeting", "date": "2024-05-01",
     "entities": [[0, 2, "PER"], [7, 10, "GUEST"]]},
    {"text": "Joe left.", "entities": [[0, 3, "GUEST"]]},
]  # fmt: skip


@pytest.fixture
def labelled(tmp_path):
    path = tmp_path / "with labels.jsonl"
    path.write_text("\n".join(map(json.dumps, LINES)), "utf-8")
    return path


def drop(widget, *paths) -> bool:
    """Drag these over the widget and let go; whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    rest = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), *rest)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPoint(20, 20), *rest))
    settle()
    return enter.isAccepted()


def keys(page, *names) -> None:
    for name in names:
        press(page, name)
        settle()


def seen(page) -> None:
    def is_seen() -> bool:
        return page._counting.job is None and not page._counting._soon.isActive()

    wait_for(is_seen, "the look at the files", PATIENCE_MS)


def page_of(seat, *paths) -> ImportPage:
    """The page, opened by a drop on the window."""
    assert drop(seat.window, *paths)
    page = QApplication.activeModalWidget()
    assert isinstance(page, ImportPage)
    seen(page)
    return page


def imported(seat, page) -> None:
    ended = []
    seat.window.jobs.ended.connect(ended.append)
    keys(page, "Enter")
    wait_for(lambda: ended, "the import", PATIENCE_MS)
    settle()


def spans_of(seat, table="suggestions"):
    return seat.rows(
        f"SELECT l.name FROM {table} s JOIN labels l ON l.id = s.label WHERE s.article > 3"
        " ORDER BY s.article, s.start"
    )


def test_what_is_dropped_is_shown_as_it_will_be_read(seat, labelled):
    page = page_of(seat, labelled)
    (row,) = page.files.rows.rows
    assert (row.name, row.articles, row.encoding) == ("with labels.jsonl", 2, "utf-8")
    assert page.preview.which.currentText() == "1 of 2: A meeting"
    assert page.preview.view.heading.title == "A meeting"
    assert page.preview.view.heading.line.startswith("2024-05-01")
    sheet = page.preview.view.sheet
    assert [(m.surface, sheet.scheme.label(m.label).name) for m in sheet.marks] == [
        ("Xi", "PERSON"), ("Joe", "GUEST"),
    ]  # fmt: skip
    assert [(x.name, x.becomes) for x in page.labels.list.rows.rows] == [
        ("GUEST", "GUEST (new)"), ("PER", "PERSON"),
    ]  # fmt: skip
    assert "--map PER=PERSON" in page.command.field.text()
    keys(page, "Esc")
    assert seat.rows("SELECT count(*) FROM articles") == [(3,)]


def test_a_label_is_mapped_by_keys_and_imported_with_enter(seat, labelled, monkeypatch):
    told = []
    monkeypatch.setattr(jobs_module, "tell", lambda *given: told.append(given))
    page = page_of(seat, labelled)
    page.labels.list.setFocus()
    assert page.labels.list.row.name == "GUEST"
    keys(page, "Tab", "Down")  # from new to the first label of the scheme
    assert page.labels.list.row.target == "PERSON"
    assert page.labels.names(topics=False) == {"GUEST": "PERSON", "PER": "PERSON"}
    assert {m.label for m in page.preview.view.sheet.marks} == {1}
    imported(seat, page)
    assert QApplication.activeModalWidget() is None
    assert spans_of(seat) == [("PERSON",), ("PERSON",), ("PERSON",)]
    assert seat.message.startswith("Articles imported: 2")
    assert told == []


def test_a_label_is_left_out_with_delete_and_the_others_become_reviews(seat, labelled):
    page = page_of(seat, labelled)
    page.labels.list.setFocus()
    keys(page, "Delete")
    assert page.labels.list.row.target == ""
    assert [m.surface for m in page.preview.view.sheet.marks] == ["Xi"]
    keys(page, "Tab", "Tab", "End")
    assert page.labels.become.currentData() == LabelsBecome.REVIEW
    assert page.labels.whose.isEnabled()
    assert "--as review --for Mira" in page.command.field.text()
    imported(seat, page)
    assert spans_of(seat, "spans") == [("PERSON",)]


def test_the_command_shown_asks_for_the_same_import(seat, labelled, monkeypatch):
    page = page_of(seat, labelled)
    page.labels.list.setFocus()
    keys(page, "Delete", "Tab", "Tab", "End")
    line = page.command.field.text()
    choices, asked = page.choices, []

    def ask(request):
        asked.append(request)
        raise UserError(cli.Fault.NO_ARTICLE_TO_EXPORT)

    monkeypatch.setattr(cli, "run", ask)
    with pytest.raises(UserError):
        cli.app(shlex.split(line)[1:], standalone_mode=False)
    for name in ("project", "paths", "become", "annotator", "if_there", "labels", "topics"):
        assert getattr(asked[0], name) == getattr(choices, name), name
    page.close()


LONG = "Der Präsident traf am Dienstag in Berlin die Kanzlerin und sprach mit ihr über den Handel."


def test_the_language_is_told_and_chosen_for_each_file(seat, tmp_path):
    (tmp_path / "a.csv").write_text(f"text\n{LONG}\n", "utf-8")
    (tmp_path / "b.csv").write_text("text\nSarn.\n", "utf-8")
    page = page_of(seat, tmp_path / "a.csv", tmp_path / "b.csv")
    first, second = page.files.rows.rows
    assert (dict(first.languages), dict(second.languages)) == ({"de": 1}, {})
    assert page.details.language.currentText() == "found out: de"
    assert page.preview.view.heading.line == "de"
    keys(page, "Down")
    assert page.details.language.currentText() == "found out"
    box = page.details.language
    box.setFocus()
    keys(page, *["Down"] * (box.findData("pl") - box.currentIndex()))
    seen(page)
    assert box.currentData() == "pl" and "polski (pl)" in box.currentText()
    assert dict(page.files.rows.rows[1].languages) == {"pl": 1}
    assert "--file b.csv:language=pl" in page.command.field.text()
    imported(seat, page)
    assert seat.rows("SELECT language FROM articles WHERE id > 3 ORDER BY id") == [
        ("de",), ("pl",),
    ]  # fmt: skip


def test_what_was_chosen_for_a_file_goes_with_it(seat, tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text("text\nSarn.\n", "utf-8")
    page = page_of(seat, tmp_path / "a.csv", tmp_path / "b.csv")
    box = page.details.language
    box.setFocus()
    keys(page, "Down")
    seen(page)
    assert "--file a.csv:language=en" in page.command.field.text()
    page.files.setFocus()
    keys(page, "Delete")
    seen(page)
    assert [row.name for row in page.files.rows.rows] == ["b.csv"]
    assert "language" not in page.command.field.text() and page.do_button.isEnabled()
    page.close()


def test_by_ctrl_i_and_the_dialog_of_files(seat, labelled, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(labelled)], ""))
    seat.press("Ctrl+I")
    page = QApplication.activeModalWidget()
    assert isinstance(page, ImportPage)
    assert QApplication.focusWidget() is page.files_button
    assert not page.do_button.isEnabled()
    keys(page, "Alt+f")
    seen(page)
    assert [row.name for row in page.files.rows.rows] == ["with labels.jsonl"]
    assert QApplication.focusWidget() is page.files
    keys(page, "Delete")  # off the list
    assert page.files.rows.rows == []
    assert not page.do_button.isEnabled()
    keys(page, "Esc")


def test_a_folder_with_a_bad_file_says_what_is_not_taken(seat, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(jobs_module, "tell", lambda *given: told.append(given))
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "a.txt").write_text("A fine article.", "utf-8")
    (folder / "b.jsonl").write_text('{"text": "One."}\n{"text": 7}\n', "utf-8")
    (folder / "c.xyz").write_text("no article")
    page = page_of(seat, folder)
    assert [(x.name, x.articles, x.refused) for x in page.files.rows.rows] == [
        ("a.txt", 1, 0), ("b.jsonl", 1, 1),
    ]  # fmt: skip
    assert page.message.text() == "2 articles · 1 other file left aside"
    keys(page, "Down")
    assert page.details.refusals.isVisible()
    (line,) = page.details.refusals.lines
    assert "b.jsonl:2" in line
    imported(seat, page)
    assert seat.rows("SELECT count(*) FROM articles") == [(5,)]
    assert len(told) == 1  # what was refused


def test_what_is_no_file_of_ours_is_refused_on_the_page(seat, tmp_path):
    (tmp_path / "x.xyz").write_bytes(b"\0\1")
    page = page_of(seat, tmp_path / "x.xyz")
    assert "x.xyz" in page.message.text()
    assert not page.do_button.isEnabled()
    page.close()


def test_another_encoding_and_column_are_read_at_once(seat, tmp_path):
    (tmp_path / "t.csv").write_bytes("body;remark\nŽlutý kůň.;Úplně nový text\n".encode("cp1250"))
    page = page_of(seat, tmp_path / "t.csv")
    for box, value in (
        (page.details.encoding, "cp1252"),
        (page.details.columns["text_field"], "remark"),
    ):
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        while box.currentData() != value:
            at = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down)
            assert box.currentIndex() != at, value
        seen(page)
    wanted = "Úplně nový text".encode("cp1250").decode("cp1252")  # as it was chosen, not as it is
    assert page.preview.view.sheet.text == wanted
    line = page.command.field.text()
    assert "--encoding cp1252" in line
    assert "--text-field remark" in line
    page.close()


def test_tab_goes_through_all_fields_and_each_has_a_name(seat, labelled):
    page = page_of(seat, labelled)
    found = []
    while (now := QApplication.focusWidget()) not in found:
        found.append(now)
        assert now.accessibleName() or now.text().strip("…&"), now
        QTest.keyClick(now, Qt.Key.Key_Tab)
        assert len(found) < 60
    assert {page.files, page.preview.which, page.labels.list, page.labels.become} <= set(found)
    assert page.do_button in found
    page.close()


def test_two_labels_that_may_mean_the_same_are_not_made_one_unasked():
    """Who imports "Politician" beside "PER" would lose the difference without having chosen it."""
    given = (
        ("PER", "PERSON"),
        ("Politician", "PERSON"),
        ("Firm", "ORG"),
        ("X", ""),
        ("org", "ORG"),
    )
    seen = [LabelSeen(name, False, 1, 0, 0, scheme) for name, scheme in given]
    assert proposals(seen) == ["PERSON", "Politician", "Firm", "X", "ORG"]
    assert proposals(seen[:3]) == ["PERSON", "Politician", "ORG"]


def test_new_labels_have_the_colours_that_the_import_gives_them():
    """In the order in which they come in the files, however the list is sorted."""
    rows = [LabelRow("B", False, 9, "B", is_new=True, place=1), LabelRow("T", True, 1, "T"),
            LabelRow("A", False, 1, "A", is_new=True, place=0), LabelRow("C", False, 1, ""),
            LabelRow("PER", False, 3, SCHEME.labels[0].name, place=2)]  # fmt: skip
    first = new_label(SCHEME, "A")
    second = new_label(replace(SCHEME, labels=(*SCHEME.labels, first)), "B")
    wanted = [second.colour, "", first.colour, "", SCHEME.labels[0].colour]
    assert [x.colour for x in with_colours(rows, SCHEME)] == wanted
    assert len({*wanted}) == 4


def test_an_import_that_is_cancelled_leaves_whole_articles(seat, tmp_path):
    """By the button in the status line, as soon as it is there."""
    lines = [json.dumps({"text": f"Xi met Joe {n}. " * 40, "id": str(n)}) for n in range(4000)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines), "utf-8")
    page = page_of(seat, tmp_path / "many.jsonl")
    ended = []
    seat.window.jobs.ended.connect(ended.append)
    keys(page, "Enter")
    button = seat.window.status.cancel_button
    wait_for(lambda: ended or button.isVisible(), "progress in the status line", PATIENCE_MS)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_for(lambda: ended, "the end", PATIENCE_MS)
    settle()
    stored = seat.rows("SELECT text, key FROM articles WHERE id > 3")
    assert all(text == f"Xi met Joe {key}. " * 40 for text, key in stored)


def test_copying_the_command(seat, labelled):
    page = page_of(seat, labelled)
    QTest.mouseClick(page.command.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == page.command.field.text()
    page.close()


def test_nothing_is_taken_without_a_project(window: Window, labelled):
    window.show()
    assert not drop(window, labelled)
    assert QApplication.activeModalWidget() is None


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_a_choice_that_has_no_room_ends_in_an_ellipsis_and_tells_all_in_a_tip(qapp, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(700, 60)
    box = Choice(parent)
    box.addItem("Stay as they are, whatever the file says of them")
    box.resize(120, 30)
    parent.show()
    settle()
    assert box.shown_text().endswith("…") and len(box.shown_text()) < 20
    place = box.rect().center()
    help_ = QHelpEvent(QEvent.Type.ToolTip, place, box.mapToGlobal(place))
    QApplication.sendEvent(box, help_)
    assert QToolTip.text() == box.currentText()
    QToolTip.hideText()
    box.resize(600, 30)
    assert box.shown_text() == box.currentText()


def test_that_a_label_is_new_is_read_however_long_its_name_is(qapp, monkeypatch):
    said = []
    monkeypatch.setattr(
        badges, "paint_text", lambda _p, _r, text, *_a, **_k: said.append(text) or 0.0
    )
    image = QImage(400, 30, QImage.Format.Format_RGB32)
    row = LabelRow("x", False, 1, "An intergovernmental organisation " * 3, is_new=True)
    with QPainter(image) as painter:
        import_labels._paint(painter, row, Place(QRectF(0, 0, 400, 30), False, False, False, False))
    assert said[-1].endswith("… (new)")
