"""Keys that can't do what they are for: a quiet line in the strip, no dialog, nothing changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from annotator.core import acts
from annotator.core.acts import DecisionContext
from annotator.core.records import Label
from annotator.core.sheet import Sheet
from annotator.storage import Store
from annotator.ui.kit.pressing import hold, settle
from tests.gui.seat import ANNOTATOR, AT, SCHEME, TEXT, Seat, make_project, place_of

OKORO = place_of(TEXT, "Ben Okoro")
BEN = (OKORO[0], OKORO[0] + 3)


@pytest.fixture
def is_quiet(seat):
    """Tells whether the last keys left all as it was, and no dialog open."""
    view = seat.window.view

    def tell() -> bool:
        has_dialog = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        return not has_dialog and view.hasFocus() and not seat.window.strip.is_warning

    return tell


@pytest.mark.parametrize("key", ["p", "Space", "Shift+l"])
def test_a_label_without_text_to_act_on(sit, key):
    seat = sit([(" \n ", ())])
    seat.press(key)
    assert seat.message == "there is no text here; move to a word first"
    assert (seat.kinds(), seat.window.view.hasFocus()) == ([], True)


@pytest.mark.parametrize("key", ["Backspace", "=", "-", "]", "Tab", ".", "/", "Shift+Space"])
def test_other_keys_without_text_to_act_on(sit, key):
    seat = sit([("", ())])
    seat.press(key)
    assert seat.message
    assert (seat.kinds(), seat.window.strip.is_warning) == ([], False)


def test_keys_in_a_project_without_articles(opener, tmp_path):
    opener.open_path(make_project(tmp_path / "empty.db", ()))
    opener._window.show()
    settle()
    for key in ("p", "Space", "/", "1", "Enter", "Ctrl+Z"):
        hold(opener._window, key, repeats=1)
        settle()
        assert opener._window.strip.message
        assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("keys", [("/", "z"), ("/", "/", "Shift+9"), ("/", "0"), ("/", "Enter")])
def test_a_jump_that_matches_nothing(seat, is_quiet, keys):
    seat.press(*keys)
    assert seat.message == "There is nothing to jump to with that"
    assert seat.window.view.hints == []
    assert (seat.article, seat.focused, seat.kinds()) == (1, "Port Amal", [])
    assert is_quiet()
    assert seat.press("Tab").focused == "Anna Moreau", "the next key is an ordinary one"


def test_the_key_of_a_retired_label(opener, tmp_path):
    old = Label(9, "OLD", "Old", "olive", "x", retired=True)
    scheme = replace(SCHEME, labels=(*SCHEME.labels, old))
    seat = Seat(opener, make_project(tmp_path / "old.db", [(TEXT, ())], scheme))
    seat.press("x")
    assert seat.message == "The label Old is retired"
    seat.press("Shift+x")
    assert (seat.message, seat.kinds()) == ("The label Old is retired", [])


@pytest.mark.parametrize("key", ["o", "Space", "Backspace", "]", "Enter"])
def test_an_act_on_an_article_that_another_process_has_just_changed(seat, is_quiet, key):
    seat.press(".").focus("Ben Okoro")
    ground = seat.ground(*BEN)
    elsewhere(seat)
    seat.press(key)
    assert "the article has just been changed by another process" in seat.message
    assert (seat.article, seat.kinds()) == (1, ["span.label"])
    assert seat.spans() == [("Ben Okoro", "PLACE")]
    assert is_quiet()
    assert ("Ben Okoro", "SPAN") in seat.marks, "the article was read anew"
    assert seat.ground(*BEN) != ground, "and is painted so"
    seat.press("o")
    assert seat.spans() == [("Ben Okoro", "ORG")], "the act can be repeated"


def test_what_another_process_added_is_not_overlapped(seat, is_quiet):
    seat.focus("again").press("Shift+Right")
    elsewhere(seat, place_of(TEXT, "waited again"))
    assert seat.press("p").spans() == [("waited again", "PLACE")]
    assert "just been changed by another process" in seat.message
    assert is_quiet()
    seat.press("p")
    assert "waited again" in seat.message, "what goes is said first"
    seat.press("p")
    assert seat.spans() == [("again for", "PERSON")], "now that it is seen"


def test_what_another_process_does_in_other_articles_is_no_matter(seat):
    seat.press("Ctrl+PageDown")
    assert seat.article == 2
    elsewhere(seat, place_of(TEXT, "waited again"), article=1)
    seat.press("Space")
    assert len(seat.spans(2)) == 1


def elsewhere(seat, place=OKORO, article=None) -> None:
    """Another process labels a range of an article as a place, the first Ben Okoro by default."""
    with Store.open(seat.path) as store:
        annotator = store.annotators.id_of(ANNOTATOR)
        rows = store.sheets.read(article or seat.article, annotator)
        sheet = Sheet(
            rows.article,
            SCHEME,
            annotator,
            tokens=rows.tokens,
            suggestions=rows.suggestions,
            decisions=rows.decisions,
            review=rows.review,
        )
        store.acts.commit(
            acts.label(sheet, *place, 3, DecisionContext(at=AT), follow=False), annotator, AT
        )


def test_undo_and_redo_with_nothing_to_undo(seat, is_quiet):
    for key, line in (("Ctrl+Z", "Nothing to undo"), ("Ctrl+Shift+Z", "Nothing to redo")):
        seat.press(key)
        assert seat.message == line
    assert (seat.focused, seat.kinds()) == ("Port Amal", [])
    assert is_quiet()


@pytest.mark.parametrize("key", ["x", "9", "/", "="])
def test_a_key_held_down_that_has_nothing_to_do(seat, is_quiet, key):
    hold(seat.window, key, repeats=6)
    settle()
    assert seat.kinds() == []
    assert is_quiet()
    seat.press("Esc")
    assert seat.window.view.hints == []
    assert seat.press("Tab").focused == "Anna Moreau"


def test_a_hint_held_down_does_not_label(seat, is_quiet):
    seat.press("/")
    (hint,) = [t.hint for t in seat.window.view.hints if t.start == OKORO[0]]
    hold(seat.window, hint, repeats=6)
    settle()
    assert (seat.focus_range, seat.kinds()) == (OKORO, [])
    assert is_quiet()
