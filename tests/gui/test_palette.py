"""The palette: what it finds, what Enter does, how it closes; and what it shows."""

from __future__ import annotations

import pytest

from annotator.core.listed_names import ListedName
from annotator.core.scheme_acts import take_names
from annotator.ui.kit.asking import TextQuestion
from annotator.ui.kit.fuzzy_find import match
from annotator.ui.kit.pressing import settle, type_text
from annotator.ui.shell.pages import PageId
from tests.gui.seat import TEXT, place_of


@pytest.fixture
def palette(seat):
    """An open palette; titles are in the index."""
    while seat.window.project.store.search.index_some(10):
        pass
    seat.press("Ctrl+K")
    return seat.window.pages.page(PageId.PALETTE)


def texts(palette):
    return [row.text for row in palette.model.rows if not row.is_heading]


def test_ctrl_k_opens_and_closes_it_and_the_text_gets_the_keyboard(seat, palette):
    assert palette.isVisible()
    assert palette.field.hasFocus()
    seat.press("Esc")
    assert not palette.isVisible()
    assert seat.window.view.hasFocus()
    seat.press("Ctrl+K", "Ctrl+K")
    assert not palette.isVisible()
    assert seat.kinds() == []


def test_a_click_beside_it_closes_it(seat, palette):
    seat.click(place_of(TEXT, "small")[0])
    assert not palette.isVisible()


def test_it_lists_all_actions_with_their_keys_then_labels_and_topics(seat, palette):
    rows = palette.model.rows
    assert [row.text for row in rows if row.is_heading] == ["Actions", "Labels and topics"]
    by_value = {row.value: row for row in rows}
    assert len([row for row in rows if row.value and row.value[0] == "action"]) == (
        len(seat.window.commands.actions) - 1
    )
    assert by_value["action", "article.flag"].keys == ("Ctrl+D",)
    assert by_value["label", 1].keys == ("P",)
    assert by_value["topic", 11].detail == "Subject"


def test_words_in_any_order_and_enter_runs(seat, palette):
    type_text(seat.window, "arti flag")
    assert texts(palette)[0] in ("Flag the article", "Next flagged article")
    type_text(seat.window, " the")
    assert texts(palette) == ["Flag the article"]
    seat.press("Enter")
    assert seat.review()["flagged"] == 1
    assert seat.window.view.hasFocus()


def test_a_typo_finds_what_was_meant_where_nothing_fits(seat, palette):
    type_text(seat.window, "falg the artcle")
    assert texts(palette) == ["Flag the article"]
    seat.press("Enter")
    assert seat.review()["flagged"] == 1


def test_down_and_up_choose_another(seat, palette):
    type_text(seat.window, "next")
    first = palette.current
    seat.press("Down")
    assert palette.current != first
    seat.press("Up")
    assert palette.current == first
    seat.press("Up")
    assert palette.current.text == texts(palette)[-1]


def test_what_cannot_be_done_now_is_faint_and_stays(seat, palette):
    type_text(seat.window, "redo")
    assert palette.current.is_faint
    seat.press("Enter")
    assert palette.isVisible()
    seat.press("Esc", "l", "Ctrl+K")
    type_text(seat.window, "undo anything")
    assert not palette.current.is_faint
    seat.press("Enter")
    assert seat.spans() == []


def test_a_label_and_a_topic_by_name(seat, palette):
    type_text(seat.window, "plac")
    seat.press("Enter")
    assert seat.spans() == [("Port Amal", "PLACE")]
    seat.press("Ctrl+K")
    type_text(seat.window, "trade")
    seat.press("Enter")
    assert seat.topics() == {11: True}


def test_an_article_by_its_title(seat, palette):
    type_text(seat.window, "3 artic")
    assert palette.current.value == ("article", 3)
    seat.press("Enter")
    assert seat.article == 3
    assert seat.window.view.hasFocus()


def test_a_coding_rule_is_stored_shown_found_and_undone(seat, monkeypatch):
    asked = []

    def answer(parent, title, question, text="", on_text=None):
        asked.append(text)
        return text.replace("…", "the town, never the club")

    monkeypatch.setattr(TextQuestion, "ask", answer)
    seat.press("l").focus("Port Amal", 1).press("Ctrl+R")
    assert asked == ["‘Port Amal’ …: PLACE"]
    text = "‘Port Amal’ the town, never the club: PLACE"
    assert seat.rows("SELECT surface, label, text, article FROM rulings") == [
        ("Port Amal", 3, text, 1)
    ]
    seat.focus("Monday").focus("Port Amal", 2)
    assert seat.window.strip.focus.known.startswith("coding rule of ")
    assert text in seat.window.strip.focus.known
    seat.press("Ctrl+PageDown", "Ctrl+K")
    type_text(seat.window, "never club")
    seat.press("Enter")
    assert (seat.article, seat.focused) == (1, "Port Amal")
    seat.press("Ctrl+Z")
    assert seat.rows("SELECT count(*) FROM rulings") == [(0,)]


def test_flagged_and_unsure_are_found_again(seat, monkeypatch):
    monkeypatch.setattr(TextQuestion, "ask", lambda *_, **__: "really?")
    seat.press("Ctrl+Shift+D")
    assert seat.message == "No article is flagged"
    seat.press("Ctrl+Shift+U")
    assert seat.message == "No span is marked as unsure"
    seat.focus("Anna Moreau").press("Ctrl+U")
    seat.press("Ctrl+PageDown", "Ctrl+D", "Ctrl+PageDown")
    seat.press("Ctrl+Shift+D")
    assert seat.article == 2
    seat.press("Ctrl+Shift+U")
    assert (seat.article, seat.focused) == (1, "Anna Moreau")


def test_on_the_welcome_page_only_what_can_be_done_there(window):
    window.show()
    settle()
    palette = window.pages.page(PageId.PALETTE)
    palette.open()
    faint = {row.value[1]: row.is_faint for row in palette.model.rows if row.value}
    assert not faint["file.open"]
    assert faint["article.finish"]
    palette.close_quietly()


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("", "Anything", ()),
        ("nfa", "Next flagged article", ((0, 1), (5, 6), (13, 14))),
        ("flag next", "Next flagged article", ((0, 4), (5, 9))),
        ("prsn", "PERSON", ((0, 1), (2, 3), (3, 4), (5, 6))),
        ("uber", "Über alles", ((0, 4),)),
        ("xyz", "Next", None),
    ],
)
def test_what_fits(typed, text, found):
    fit = match(typed, text)
    assert (None if fit is None else fit.ranges) == found


def test_beginnings_come_before_middles():
    ranks = [match("or", text).rank for text in ("Org", "The org", "Report")]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3


def test_rows_tell_a_model_tester_nothing_wrong(seat, palette, qtmodeltester):
    qtmodeltester.check(palette.model)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_painted_in_both_themes(seat, palette, theme):
    seat.window.preferences.set_theme(theme)
    palette.open("next")
    image = palette.grab().toImage()
    ground = image.pixelColor(image.width() // 2, 40).lightness()
    assert (ground > 128) == (theme == "light")
    colours = {image.pixelColor(x, 110).name() for x in range(40, 300)}
    assert len(colours) > 3, "there are letters on the rows"


def test_a_list_of_names_is_there_to_be_removed_and_comes_back(seat):
    store = seat.window.project.store
    names = [ListedName("Anna Moreau", 1, "cabinet.csv"), ListedName("Sarn", 3, "cabinet.csv")]
    store.acts.commit(take_names({"cabinet.csv": ((), names)}), 1, "now")
    seat.press("Ctrl+K")
    type_text(seat.window, "cabinet")
    palette = seat.window.pages.page(PageId.PALETTE)
    (row,) = [row for row in palette.model.rows if not row.is_heading]
    assert (row.text, row.detail) == ("Remove the list of names cabinet.csv", "Names: 2")
    seat.press("Enter")
    assert store.listed_names.lists() == {}
    assert "List of names removed: cabinet.csv" in seat.message
    seat.press("Ctrl+Z")
    assert store.listed_names.lists() == {"cabinet.csv": 2}
