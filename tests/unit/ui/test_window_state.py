"""A window stands inside its screen, whatever was remembered."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect

from annotator import paths
from annotator.ui.kit import window_state
from annotator.ui.kit.window_state import WindowState, placed, shown_panels
from annotator.workspace import state

LAPTOP, LARGE = QRect(0, 0, 1366, 768), QRect(0, 0, 1920, 1080)
HALVED = QRect(0, 0, 683, 384)  # 1366 x 768 pixels at scale 2
SECOND = QRect(1920, 0, 1280, 1024)

sides = st.integers(-5000, 5000)
lengths = st.integers(1, 6000)
rooms = st.builds(QRect, sides, sides, st.integers(320, 4000), st.integers(240, 3000))


@given(st.none() | st.tuples(sides, sides, lengths, lengths), st.lists(rooms, min_size=1))
def test_a_window_is_always_inside_a_screen(place, found):
    area = placed(place, found)
    assert any(room.contains(area) for room in found)


def test_the_first_window_has_the_usual_size_or_what_there_is():
    assert placed(None, [LARGE]).size() == window_state.USUAL_SIZE
    assert LAPTOP.width() - 10 < placed(None, [LAPTOP]).width() <= LAPTOP.width()
    assert placed(None, [HALVED]).size().boundedTo(HALVED.size()) == placed(None, [HALVED]).size()


def test_a_window_comes_back_where_it_was_and_off_a_screen_that_is_gone():
    place = (2000, 100, 1000, 800)
    assert placed(place, [LARGE, SECOND]) == QRect(*place)
    assert LARGE.contains(placed(place, [LARGE]))
    assert placed(place, [LARGE]).size() == QRect(*place).size()


def test_in_a_narrow_window_the_text_comes_first():
    assert shown_panels(1366, frozenset()) == (True, True)
    assert shown_panels(683, frozenset()) == (False, True)
    assert shown_panels(400, frozenset()) == (False, False)
    assert shown_panels(1366, frozenset({"side"})) == (True, False)


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "state_file", lambda: tmp_path / "state" / "state.json")
    return tmp_path / "state" / "state.json"


def test_what_is_kept_comes_back_and_nothing_else_is_lost(home):
    state.keep("recent", ["/a"])
    kept = WindowState((1, 2, 300, 400), True, (200, 600, 220), frozenset({"list"}))
    window_state.keep(kept)
    assert window_state.recalled() == kept
    assert state.recall("recent") == ["/a"]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(), x, max_size=3),
)


@given(
    st.dictionaries(st.sampled_from(["place", "panes", "hidden", "is_maximized"]), values) | values
)
def test_of_a_damaged_state_what_can_be_used_is_used(found):
    read = window_state._read(found) if isinstance(found, dict) else WindowState()
    assert read.place is None or len(read.place) == 4
    assert len(read.panes) in (0, 3)


def test_a_damaged_file_and_a_folder_that_cannot_be_written_are_no_error(home):
    assert window_state.recalled() == WindowState()
    home.parent.mkdir()
    home.write_bytes(b"\xff{")
    assert window_state.recalled() == WindowState()
    home.write_text(json.dumps({"window": 7}))
    assert window_state.recalled() == WindowState()
    home.unlink()
    home.parent.rmdir()
    home.parent.write_text("a file where the folder should be")
    window_state.keep(WindowState())
