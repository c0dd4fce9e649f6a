"""`+`: the last act over the project, looked at first, done at once, taken back at once."""

from __future__ import annotations

import pytest

from annotator.ui.find.hit_rows import Section
from annotator.ui.find.preview import Preview
from annotator.ui.kit import theme
from annotator.ui.kit.pressing import press, settle, wait_for
from tests.gui.seat import SHORT, TEXT, USUAL, Proposed, place_of

MORE = (
    (TEXT, USUAL),
    (SHORT, (Proposed("Ben Okoro", "ORG"), Proposed("Sarn", "PLACE"))),
    ("Ben Okoro spoke. Old Ben Okoro Square is far.", ()),
    ("Nobody came to Karsheim.", ()),
)
TABLES = ("spans", "decisions", "suggestions", "reviews")


@pytest.fixture
def office(sit):
    """A seat at four articles, the first mention of Ben Okoro labelled as a person."""
    seat = sit(MORE)
    seat.focus("Ben Okoro").press("p")
    return seat


def preview(seat) -> Preview:
    seat.press("+")
    found = seat.window.findChild(Preview)
    assert found is not None
    wait_for(lambda: found.plan.is_complete, "the preview to be complete")
    return found


def press_in(dialog, *keys: str) -> None:
    for key in keys:
        press(dialog, key)
        settle()


def show(seat, article: int) -> None:
    seat.window.desk.articles.open(article)
    wait_for(lambda: seat.window.desk.articles.painted_at is not None, "the article to be painted")


def shown(dialog) -> list[str]:
    rows = dialog.list.hits.rows
    return [f"# {x.text} {x.on}/{x.count}" if isinstance(x, Section) else x.title for x in rows]


def dump(seat) -> list[list[tuple]]:
    return [sorted(seat.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES]


def test_the_other_mentions_are_listed_and_the_longer_name_apart(office):
    dialog = preview(office)
    assert shown(dialog) == [
        "# Undecided 3/3",
        "Article 1",
        "Article 2",
        "Article 3",
        "# Part of a longer name 0/1",
        "Article 3",
    ]
    assert dialog.list.hasFocus()
    assert dialog.about.text() == "3 of 4 mentions, in 3 articles"
    assert "[Ben Okoro] left Sarn." in dialog.list.hits.index(2, 0).data()
    assert "ORG" not in dialog.title.text()
    assert "PERSON" in dialog.title.text()


def test_enter_applies_and_one_undo_takes_all_back(office):
    before = dump(office)
    press_in(preview(office), "Enter")
    assert office.window.findChild(Preview) is None
    assert office.message == "PERSON: 3 “Ben Okoro” · in 3 articles"
    assert office.spans(2) == [("Ben Okoro", "PERSON")]
    assert office.decisions(2) == [("Ben Okoro", "relabelled", "bulk", 0)]
    assert office.decisions(3) == [("Ben Okoro", "confirmed", "bulk", 0)]
    assert office.spans(1) == [("Ben Okoro", "PERSON")] * 2, "here as well"
    assert office.marks.count(("Ben Okoro", "SPAN")) == 2, "and on screen"
    assert office.window.focusWidget() is office.window.view
    here = office.article
    office.press("Ctrl+Z")
    assert dump(office) == before
    assert office.article == here
    assert office.marks.count(("Ben Okoro", "SPAN")) == 1
    office.press("Ctrl+Shift+Z")
    assert office.spans(3) == [("Ben Okoro", "PERSON")]


def test_the_list_shows_the_articles_anew(office):
    model = office.window.list.model
    at = model.row_of(3)
    assert model.row_at(at).spans == 0
    press_in(preview(office), "Enter")
    assert model.row_at(model.row_of(3)).spans == 1


def test_a_new_sheet_shows_it(office):
    press_in(preview(office), "Enter")
    office.window.desk.articles.open(3)
    assert office.marks == [("Ben Okoro", "SPAN")]


def test_esc_leaves_all_as_it_is(office):
    before = dump(office)
    press_in(preview(office), "Esc")
    assert office.window.findChild(Preview) is None
    assert dump(office) == before
    assert len(office.kinds()) == 1


def test_space_arrows_a_and_n_choose(office):
    dialog = preview(office)
    press_in(dialog, "Down", "Space")
    assert [hit.title for hit in dialog.chosen] == ["Article 1", "Article 3"]
    press_in(dialog, "n")
    assert dialog.chosen == []
    assert not dialog.button.isEnabled()
    press_in(dialog, "Enter")
    assert dialog.isVisible(), "there is nothing to apply"
    press_in(dialog, "a")
    assert len(dialog.chosen) == 4, "a conflict may be overruled, but by hand"
    press_in(dialog, "End", "Up", "Space")
    assert [hit.snag for hit in dialog.chosen] == [""] * 3, "Space on a heading is for its section"
    press_in(dialog, "Home", "Space", "Down", "Down", "Space", "Enter")
    assert office.spans(2) == [("Ben Okoro", "PERSON")]
    assert office.spans(3) == []


def test_what_was_decided_otherwise_is_listed_and_stays(office):
    office.window.desk.articles.open(2)
    office.focus("Ben Okoro").press("o")
    office.window.desk.articles.open(1)
    office.focus("Ben Okoro", 1).press("p")
    dialog = preview(office)
    assert shown(dialog) == [
        "# Undecided 1/1",
        "Article 3",
        "# Part of a longer name 0/1",
        "Article 3",
        "# Decided differently: stays as it is 0/1",
        "Article 2",
    ]
    press_in(dialog, "End", "Space", "a", "Enter")
    assert office.spans(2) == [("Ben Okoro", "ORG")]
    assert office.spans(3) == [("Ben Okoro", "PERSON")] * 2


def test_a_done_article_is_off_until_it_is_chosen(office):
    show(office, 3)
    office.press("Enter")
    assert office.review(3)["status"] == "done"
    office.window.desk.articles.open(1)
    office.focus("Ben Okoro", 1).press("p")
    dialog = preview(office)
    heading = "# Left unmarked in articles that are done or skipped 0/1"
    assert heading in shown(dialog)
    press_in(dialog, "a", "Enter")
    assert office.spans(3) == [("Ben Okoro", "PERSON")] * 2
    assert office.review(3)["status"] == "done"


def test_a_rejection_is_applied_to_suggestions(office):
    office.focus("Ben Okoro", 1).press("Backspace")
    dialog = preview(office)
    assert "Reject" in dialog.title.text()
    assert shown(dialog) == [
        "# Undecided 1/1",
        "Article 2",
        "# Decided differently: stays as it is 0/1",
        "Article 1",
    ]
    press_in(dialog, "Enter")
    assert office.decisions(2) == [("Ben Okoro", "rejected", "bulk", 0)]
    assert office.message == "Rejected: 1 “Ben Okoro” · in 1 article"


def test_without_an_act_it_says_so(seat):
    seat.press("+")
    assert seat.window.findChild(Preview) is None
    assert seat.message == "There is no act to repeat on other mentions"


def test_the_last_act_counts_in_the_next_article(office):
    office.window.desk.articles.open(4)
    assert preview(office).plan.surface == "Ben Okoro"


def test_both_themes_tell_chosen_from_not(office, qapp):
    for name in ("light", "dark"):
        theme.apply(qapp, theme.load(name))
        dialog = preview(office)
        rect = dialog.list.visualRect(dialog.list.hits.index(2, 0))
        place = place_of(SHORT, "Ben Okoro")
        assert place[0] == 0
        on = dialog.list.viewport().grab(rect).toImage()
        press_in(dialog, "Down", "Space")
        assert dialog.list.viewport().grab(rect).toImage() != on
        press_in(dialog, "Esc")


def test_a_surface_that_stands_nowhere_else_is_told_in_the_strip(sit):
    seat = sit([(SHORT, (Proposed("Sarn", "PLACE"),))])
    seat.focus("Sarn").press("l", "+")
    assert seat.window.findChild(Preview) is None
    assert seat.message == "“Sarn” has no other mention in the project"
