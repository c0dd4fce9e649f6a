"""Articles that are removed and come back, by keys and mouse; what undo says before it does it."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from annotator.core.records import Act, Binned, Change
from annotator.storage import Store, connection
from annotator.storage.bin import BinRow
from annotator.ui.history import bin_panel
from annotator.ui.kit.fuzzy_find import match
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.shell.pages import PageId
from annotator.workspace.exchange import importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from tests.gui.seat import ANNOTATOR

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "grabbing the", extend=True)


@pytest.fixture
def panel(seat):
    return seat.window.pages.page(PageId.BIN)


def listed(seat):
    return list(seat.window.list.model.ids)


def titles(panel):
    return [row.text for row in panel.rows_for("")]


def edit_rows(seat):
    """What the Edit menu says of undo and redo."""
    menus = seat.window.menus
    menus._check()
    found = [menus.actions[f"edit.{kind}"].text() for kind in ("undo", "redo")]
    return [text.replace("&", "").split("\t")[0] for text in found]


def test_a_key_removes_the_article_and_undo_brings_it_back_with_its_work(seat):
    seat.press("l")
    before = seat.span_rows(1)
    seat.press("Ctrl+Delete")
    assert "In the bin: Article 1" in seat.message
    assert seat.article == 2
    assert listed(seat) == [2, 3]
    assert not seat.rows("SELECT 1 FROM spans WHERE article = 1")
    assert edit_rows(seat)[0] == "Undo: In the bin: Article 1"
    seat.press("Ctrl+Z")
    assert seat.article == 1
    assert listed(seat) == [1, 2, 3]
    assert seat.span_rows(1) == before
    seat.press("Ctrl+Shift+Z")
    assert listed(seat) == [2, 3]
    assert seat.article == 2


def test_the_bin_is_looked_through_and_gives_back(seat, panel):
    seat.press("Ctrl+Delete", "Ctrl+Delete", "Ctrl+Shift+Delete")
    assert panel.isVisible()
    assert titles(panel) == ["Article 2", "Article 1"]
    for letter in "article 1":
        press(seat.window, "Space" if letter == " " else letter)
    seat.press("Enter")
    assert seat.article == 1
    assert listed(seat) == [1, 3]
    seat.press("Ctrl+Shift+Delete", "Shift+Enter")
    assert listed(seat) == [1, 2, 3]
    seat.press("Ctrl+Shift+Delete")
    assert titles(panel) == ["The bin is empty"]


def test_a_key_in_a_bin_of_thousands_looks_closely_at_a_few(seat, panel, monkeypatch):
    rows = [BinRow(at, f"Réport {at}", 100, 0, 0) for at in range(1, 5001)]
    looked_at = []
    monkeypatch.setattr(bin_panel, "in_bin", lambda _project: rows)
    monkeypatch.setattr(bin_panel, "match", lambda *said: looked_at.append(said) or match(*said))
    seat.press("Ctrl+Shift+Delete")
    found = panel._rows("report 99")
    assert len(found) == sum("99" in str(at) for at in range(1, 5001))
    assert found[0].ranges == ((0, 6), (7, 9))
    assert len(looked_at) < 100


def test_when_all_are_gone_nothing_is_open_and_undo_still_works(seat):
    seat.press(*["Ctrl+Delete"] * 4)
    assert seat.window.desk.review is None
    assert listed(seat) == []
    seat.press("l", "Enter", "Tab", "Ctrl+Z")
    assert listed(seat) == [3]
    assert seat.article == 3


def test_selected_rows_are_removed_by_delete(seat):
    seat.window.list.focus_list()
    view = seat.window.list.view
    for key, held in ((Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier), (Qt.Key.Key_Delete, 0)):
        QTest.keyClick(view, key, Qt.KeyboardModifier(held))
        settle()
    assert listed(seat) == [3]
    assert "2 articles" in seat.message
    seat.press("Ctrl+Z")
    assert listed(seat) == [1, 2, 3]


def test_selected_rows_are_removed_by_mouse(seat):
    view = seat.window.list.view
    places = [view.visualRect(view.model().index(row, 0)).center() for row in range(3)]
    left, control = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(view.viewport(), left, pos=places[1])
    QTest.mouseClick(view.viewport(), left, control, pos=places[2])
    settle()
    assert seat.article == 2
    where = view.viewport().mapToGlobal(places[2])
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, places[2], where)
    QApplication.sendEvent(view.viewport(), event)
    wait_for(lambda: any(menu.isVisible() for menu in view.findChildren(QMenu)), "the menu")
    (menu,) = [each for each in view.findChildren(QMenu) if each.isVisible()]
    assert menu.actions()[0].text() == "Move 2 articles to the bin"
    QTest.mouseClick(menu, left, pos=menu.actionGeometry(menu.actions()[0]).center())
    settle()
    assert listed(seat) == [1]
    assert seat.article == 1


def imported(seat, tmp_path, count=3):
    path = tmp_path / "new.jsonl"
    path.write_text("".join(json.dumps({"text": f"new {n}"}) + "\n" for n in range(count)))
    importing.run(messages.Import(project=str(seat.path), paths=(str(path),), by=ANNOTATOR), Work())
    seat.window.refresh_articles()


def test_undo_names_an_import_before_it_takes_it_back(seat, tmp_path):
    seat.press("l")
    imported(seat, tmp_path)
    assert edit_rows(seat)[0] == "Undo: Import of 3 articles"
    seat.press("Ctrl+Z")
    assert "Once more undoes: Import of 3 articles" in seat.message
    assert listed(seat) == [1, 2, 3, 4, 5, 6]
    seat.press("Ctrl+Z")
    assert "Undone: Import of 3 articles" in seat.message
    assert listed(seat) == [1, 2, 3]
    assert seat.article == 1
    assert edit_rows(seat) == ["Undo: Label for “Port Amal”", "Redo: Import of 3 articles"]
    seat.press("Ctrl+Shift+Z")
    assert listed(seat) == [1, 2, 3, 4, 5, 6]
    assert seat.spans(1)


def test_another_act_between_the_two_presses_asks_again(seat, tmp_path):
    imported(seat, tmp_path)
    seat.press("Ctrl+Z", "l", "Ctrl+Z")
    assert len(listed(seat)) == 6
    assert not seat.spans(1)
    seat.press("Ctrl+Z")
    assert len(listed(seat)) == 6
    seat.press("Ctrl+Z")
    assert len(listed(seat)) == 3


def test_an_import_is_one_row_of_the_history_and_taken_back_there(seat, tmp_path):
    imported(seat, tmp_path, 4)
    seat.press("Ctrl+H")
    model = seat.window.pages.page(PageId.HISTORY).model
    assert "Import of 4 articles" in str(model.data(model.index(0, 0)))
    history = seat.window.pages.page(PageId.HISTORY)
    undone = history._history.take_back(seat.rows("SELECT max(grp) FROM acts")[0][0])
    assert len(undone.changes) == 4


def test_the_window_paints_while_a_large_import_goes_and_comes_back(seat, tmp_path, monkeypatch):
    """In steps, and it says what it is doing; in the bin its articles lie in order all the same."""
    monkeypatch.setattr(connection, "_LONG_SECONDS", -1.0)
    imported(seat, tmp_path, 100)
    store = seat.window.project.store
    seen: list[tuple[int, bool, str]] = []
    store.on_wait = lambda: seen.append(
        (store.counts.info()["articles"], store.is_busy, seat.message)
    )
    seat.press("Ctrl+Z", "Ctrl+Z")
    counts = [count for count, _, _ in seen]
    assert counts == sorted(counts, reverse=True)
    assert set(counts) - {3, 103}
    assert {busy for _, busy, _ in seen} == {True}
    assert {said for _, _, said in seen} == {"Undoing: Import of 100 articles…"}
    assert store.bin.ids() == list(range(4, 104))
    seen.clear()
    seat.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
    assert {count for count, _, _ in seen} - {3, 103}
    assert {said for _, _, said in seen} == {"Doing again: Import of 100 articles…"}
    assert len(listed(seat)) == 103


def test_what_another_process_removes_leaves_the_desk(seat):
    with Store.open(seat.path) as other:
        act = Act("article.remove", None, (Change(None, Binned(1)),), "")
        other.acts.commit(act, other.annotators.id_of("bob"), "now")
    seat.window.watching.look()
    assert listed(seat) == [2, 3]
    assert seat.article == 2
