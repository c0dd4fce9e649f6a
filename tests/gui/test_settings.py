"""Settings: what is kept, what a damaged file costs, and keys that are recorded, shown, refused."""

from __future__ import annotations

import json

import pytest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from annotator import paths
from annotator.ui.actions import with_keys
from annotator.ui.kit.pressing import press, settle, type_text
from annotator.ui.settings import table as stored
from annotator.ui.settings.dialog import SettingsDialog
from annotator.ui.settings.key_sheet import KeySheet, sections_of
from annotator.ui.settings.table import Settings, clash
from annotator.ui.shell.commands import TABLE
from annotator.ui.shell.pages import PageId
from annotator.ui.shell.window import Window
from tests.gui.seat import SCHEME


def shown(kind):
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind))


@pytest.fixture
def dialog(seat):
    seat.press("Ctrl+,")
    found = shown(SettingsDialog)
    yield found
    if isValid(found):
        found.close()
    settle()


@pytest.fixture
def keys(dialog):
    dialog.tabs.setCurrentWidget(dialog.keys)
    dialog.keys.field.setFocus()
    settle()
    return dialog.keys


def record(keys, action_title, *pressed):
    keys.field.setFocus()
    keys.field.setText(action_title)
    press(keys, "Enter")
    for each in pressed:
        press(keys, each)


def in_file():
    return json.loads(paths.settings_file().read_text("utf-8"))


# -- the file --------------------------------------------------------------------------------


def test_without_a_file_there_are_defaults_and_nothing_to_tell():
    assert stored.read(TABLE) == (Settings(), "")


def test_what_is_written_is_read():
    mine = Settings("dark", 22, "all", "most", "Mira", {"article.flag": ("F9", "!")})
    stored.write(mine)
    assert stored.read(TABLE) == (mine, "")


@pytest.mark.parametrize(
    "content", ["{", "[]", "\udcff", '{"theme": ', "[" * 100_000], ids=range(5)
)
def test_a_damaged_file_is_one_line_and_defaults(content):
    paths.settings_file().parent.mkdir(parents=True)
    paths.settings_file().write_bytes(content.encode("utf-8", "surrogateescape"))
    settings, told = stored.read(TABLE)
    assert settings == Settings()
    assert told == "The settings file is damaged; the defaults are used"


def test_only_what_is_wrong_is_lost():
    paths.settings_file().parent.mkdir(parents=True)
    wrong = {
        "theme": "pink",
        "text_px": True,
        "tags": "none",
        "annotator": 3,
        "new": 1,
        "keys": {"article.flag": ["F9"], "nothing.like.it": ["F8"], "article.note": ["Ctrl+Z"]},
    }
    paths.settings_file().write_text(json.dumps(wrong))
    settings, told = stored.read(TABLE)
    assert settings == Settings(tags="none", keys={"article.flag": ("F9",)})
    for name in ("theme", "text_px", "annotator", "nothing.like.it", "article.note"):
        assert name in told
    assert "\n" not in told


def test_keys_that_change_places_are_kept():
    changed = {"article.flag": ("Ctrl+E",), "article.note": ("Ctrl+D",)}
    stored.write(Settings(keys=changed))
    assert stored.read(TABLE) == (Settings(keys=changed), "")


def test_the_window_tells_of_a_damaged_file(qapp):
    paths.settings_file().parent.mkdir(parents=True)
    paths.settings_file().write_text("{")
    window = Window("light")
    assert window.strip.message == "The settings file is damaged; the defaults are used"
    assert window.strip.is_warning
    window.close()
    window.deleteLater()
    settle()


@pytest.mark.may_stall("larger text lays out every part of the window: some 70 ms at rest")
def test_a_file_that_cannot_be_written_is_told(seat):
    paths.settings_file().parent.parent.mkdir(parents=True, exist_ok=True)
    paths.settings_file().parent.write_text("in the way")
    seat.press("Ctrl++")
    assert seat.window.strip.is_warning
    assert seat.window.view.text_px == 19


# -- general ---------------------------------------------------------------------------------


def test_each_change_counts_at_once_and_is_kept(seat, dialog):
    fields = dialog.general.fields
    fields["theme"].buttons.button(2).click()
    assert seat.window.preferences.theme.name == "dark"
    fields["tags"].buttons.button(1).click()
    assert seat.window.view.tags == "all"
    fields["text_px"].setValue(24)
    assert seat.window.view.text_px == 24
    fields["doubt"].buttons.button(2).click()
    assert seat.window.desk.review.sheet.knowledge.threshold == 0.8
    fields["annotator"].setText("Ada")
    fields["annotator"].editingFinished.emit()
    kept = in_file()
    assert (kept["theme"], kept["text_px"], kept["tags"]) == ("dark", 24, "all")
    assert (kept["doubt"], kept["annotator"]) == ("most", "Ada")


def test_another_name_is_another_annotator_at_once(seat, dialog):
    seat.press("l")
    dialog.general.fields["annotator"].setText("Ada")
    dialog.general.fields["annotator"].editingFinished.emit()
    assert seat.window.project.annotator_name == "Ada"
    assert seat.window.desk.review.sheet.spans == []
    assert seat.article == 1


def test_the_dialog_shows_every_line_of_the_table(dialog):
    assert list(dialog.general.fields) == [setting.name for setting in stored.TABLE]


# -- keys ------------------------------------------------------------------------------------


def test_a_recorded_key_works_everywhere(seat, keys):
    record(keys, "Flag the article", "F9")
    assert in_file()["keys"] == {"article.flag": ["F9"]}
    keys.window().close()
    settle()
    seat.press("F9")
    assert seat.review()["flagged"] == 1
    seat.press("Ctrl+D")
    assert seat.review()["flagged"] == 1
    assert seat.window.menus.actions["article.flag"].shortcuts()[0].toString() == "F9"
    seat.press("Ctrl+K")
    type_text(seat.window, "flag the")
    assert seat.window.pages.page(PageId.PALETTE).current.keys == ("F9",)


def test_a_key_of_the_text_can_be_changed(seat, keys):
    record(keys, "Next doubtful", "!")
    keys.window().close()
    settle()
    before = seat.focus_range
    seat.press(".")
    assert seat.focus_range == before
    seat.press("!")
    assert seat.focus_range != before
    assert "\t!" in seat.window.menus.actions["focus.next_doubtful"].text()


@pytest.mark.parametrize(
    ("pressed", "told"),
    [
        ("Ctrl+Z", "Not changed: Ctrl+Z is “Undo, anything”"),
        ("/", "Not changed: / is “Jump"),
        ("p", "Not changed: P is the label PERSON"),
        ("Shift+p", "Not changed: SHIFT+P is the label PERSON"),
        ("z", "Not changed: Z: letters are for labels"),
        ("1", "Not changed: 1 is the topic Trade"),
        ("Ctrl+V", "Not changed: Ctrl+V always does the same"),
    ],
)
def test_a_clash_is_refused_and_named(seat, keys, pressed, told):
    record(keys, "Flag the article", pressed)
    assert keys.line.text().startswith(told)
    assert keys.settings == Settings()
    assert seat.kinds() == []


def test_esc_leaves_a_recording(keys):
    record(keys, "Flag the article", "Esc")
    assert keys.recording == ""
    assert keys.settings == Settings()
    assert keys.window().isVisible()


def test_esc_itself_stays(keys):
    record(keys, "Back to the text")
    assert keys.recording == ""


def test_a_key_is_added_removed_and_reset(keys):
    record(keys, "Flag the article")
    press(keys, "Esc")
    keys.record(adds=True)
    press(keys, "F9")
    assert keys.settings.keys == {"article.flag": ("Ctrl+D", "F9")}
    keys.remove()
    assert keys.settings.keys == {"article.flag": ()}
    keys.reset()
    assert keys.settings.keys == {}


def test_reset_is_refused_where_the_default_has_another_action(keys):
    record(keys, "Flag the article", "F9")
    record(keys, "Note", "Ctrl+D")
    assert keys.settings.keys["article.note"] == ("Ctrl+D",)
    keys.field.setText("Flag the article")
    keys.reset()
    assert keys.settings.keys["article.flag"] == ("F9",)
    assert "Ctrl+D is “Note”" in keys.line.text()
    keys.reset_all()
    assert keys.settings.keys == {}


def test_a_list_of_keys_narrows_by_name_and_by_key(keys):
    keys.field.setText("ctrl+d")
    assert "Flag the article" in [row.text for row in keys.model.rows]
    assert len(keys.model.rows) < 5


def test_every_default_is_free_for_its_own_action():
    for action in TABLE:
        others = [key for key in action.keys if clash(key, action.id, TABLE, SCHEME)]
        assert all(key in ("Esc", "0") for key in others), action.id


# -- the key sheet ---------------------------------------------------------------------------


def test_the_key_sheet_has_every_key_and_closes_by_its_own(seat):
    seat.press("?")
    sheet = shown(KeySheet)
    told = sheet.sheet.accessibleDescription()
    for action in TABLE:
        assert not action.keys or f"{' '.join(action.keys)}: {action.title}" in told
    assert "P O L: " in told
    press(sheet, "?")
    assert not sheet.isVisible()
    settle()
    seat.press("F1")
    sheet = shown(KeySheet)
    press(sheet, "Esc")
    assert not isValid(sheet) or not sheet.isVisible()
    settle()


@pytest.mark.parametrize("size", [(1000, 640), (1600, 1000), (700, 500)])
def test_the_key_sheet_is_as_wide_as_its_dialog(seat, size):
    seat.window.resize(*size)
    settle()
    seat.press("?")
    dialog = shown(KeySheet)
    page = dialog.sheet
    assert page.width() == page.parentWidget().width(), "nothing is cut off at the right"
    assert page.height() >= page.heightForWidth(page.width())
    dialog.resize(600, 400)
    settle()
    assert page.width() == page.parentWidget().width()
    assert page.height() >= page.heightForWidth(page.width()), "nor at the bottom"
    press(dialog, "Esc")
    settle()


def test_the_key_sheet_shows_changed_keys():
    actions = with_keys(TABLE, {"article.flag": ("F9",)})
    rows = [row for section in sections_of(actions, SCHEME) for row in section.rows]
    assert (("F9",), "Flag the article") in rows
