"""`Ctrl+Shift+F`: mentions found by a query, relabelled and removed where they are chosen."""

from __future__ import annotations

import pytest

from annotator.ui.find.hit_rows import Section
from annotator.ui.find.mentions import Finding
from annotator.ui.find.preview import Preview
from annotator.ui.kit.pressing import press, settle, type_text, wait_for
from annotator.workspace.open import queue
from tests.gui.seat import SHORT, TEXT, USUAL, Proposed

MORE = (
    (TEXT, USUAL),
    (SHORT, (Proposed("Ben Okoro", "ORG"), Proposed("Sarn", "PLACE"))),
    ("Port Amal sleeps. Ben Okoro too.", ()),
)


@pytest.fixture(params=["here", "beside"])
def office(sit, request, monkeypatch):
    """What is found is found in the window's thread, or as in a large project in another."""
    if request.param == "beside":
        monkeypatch.setattr(queue, "MANY", 0)
    seat = sit(MORE)
    with_index = seat.window.project.store
    while with_index.search.index_some():
        pass
    return seat


def finding(seat) -> Finding:
    seat.press("Ctrl+Shift+F")
    found = seat.window.findChild(Finding)
    assert found is not None
    assert found.field.hasFocus()
    press(complete(found), "Down")
    return found


def complete(dialog: Finding) -> Finding:
    wait_for(lambda: dialog._search is None or dialog._search.is_complete, "the search")
    settle()
    return dialog


def press_in(dialog, *keys: str) -> None:
    for key in keys:
        press(dialog, key)
        settle()


def ask(dialog: Finding, typed: str) -> list[str]:
    dialog.field.setFocus()
    dialog.field.clear()
    type_text(dialog, typed)
    press_in(dialog, "Enter")
    return shown(complete(dialog))


def shown(dialog: Finding) -> list[str]:
    return [
        f"# {row.text}" if isinstance(row, Section) else f"{row.mention.surface} {row.title[-1]}"
        for row in dialog.list.hits.rows
    ]


def apply(dialog: Finding, key: str) -> None:
    """Press a label's key, and Enter in the preview that comes."""
    press_in(dialog, key)
    preview = dialog.findChild(Preview)
    assert preview is not None
    wait_for(lambda: preview.plan.is_complete, "the preview")
    press_in(preview, "Enter")
    complete(dialog)


def test_the_concordance_of_the_focus(office):
    dialog = finding(office)
    assert dialog.field.text() == 'surface:"Port Amal"'
    assert shown(dialog) == [
        "# ORG, suggested",
        "Port Amal 1",
        "Port Amal 1",
        "# Unmarked",
        "Port Amal 1",
        "Port Amal 3",
    ]
    assert dialog.list.hasFocus()
    assert dialog.about.text() == "4 mentions"


def test_a_label_key_acts_on_the_current_mention(office):
    dialog = finding(office)
    press_in(dialog, "End")
    apply(dialog, "l")
    assert office.spans(3) == [("Port Amal", "PLACE")]
    assert office.decisions(3) == [("Port Amal", "confirmed", "bulk", 0)]
    assert shown(dialog)[-2:] == ["# PLACE", "Port Amal 3"]
    assert dialog.isVisible()


def test_chosen_mentions_are_relabelled_together_and_undone_together(office):
    dialog = finding(office)
    press_in(dialog, "Ctrl+A")
    assert dialog.about.text() == "4 of 4 mentions chosen"
    apply(dialog, "l")
    assert office.spans(1) == [("Port Amal", "PLACE")] * 3
    press_in(dialog, "Ctrl+A")
    apply(dialog, "o")
    assert office.spans(1) + office.spans(3) == [("Port Amal", "ORG")] * 4
    press_in(dialog, "Esc", "Esc")
    assert office.window.findChild(Finding) is None
    office.press("Ctrl+Z")
    assert office.spans(1) + office.spans(3) == [("Port Amal", "PLACE")] * 4
    office.press("Ctrl+Z")
    assert office.rows("SELECT count(*) FROM spans") == [(0,)]
    assert office.rows("SELECT count(*) FROM decisions") == [(0,)]


def test_backspace_removes_spans_and_rejects_suggestions(office):
    office.focus("Ben Okoro").press("p")
    dialog = finding(office)
    ask(dialog, 'surface:"Ben Okoro"')
    press_in(dialog, "Ctrl+A")
    apply(dialog, "Backspace")
    assert office.spans(1) == []
    assert office.decisions(2) == [("Ben Okoro", "rejected", "bulk", 0)]


def test_esc_in_the_preview_changes_nothing(office):
    dialog = finding(office)
    press_in(dialog, "p", "Esc")
    assert office.kinds() == []
    assert dialog.list.hasFocus()


def test_keys_narrow(office):
    dialog = finding(office)
    assert ask(dialog, "label:PLACE") == ["# PLACE, suggested", "Sarn 2"]
    assert ask(dialog, "label:org status:done") == []
    assert ask(dialog, "sleeps") == ["# Unmarked", "sleeps 3"]
    assert ask(dialog, 'surface:"Ben Okoro" label:ORG') == ["# ORG, suggested", "Ben Okoro 2"]


def test_a_query_that_means_nothing_is_told(office):
    dialog = finding(office)
    assert ask(dialog, "lable:ORG") == []
    assert "there is no search by “lable”" in dialog.list.empty_text
    assert "label" in dialog.list.empty_text


def test_no_label_has_that_key(office):
    dialog = finding(office)
    press_in(dialog, "x")
    assert dialog.about.text() == "No label has the key X"


def test_enter_goes_to_the_mention(office):
    dialog = finding(office)
    press_in(dialog, "End", "Enter")
    assert office.article == 3
    assert office.focused == "Port Amal"
    assert office.window.findChild(Finding) is None


def test_up_from_the_list_is_the_field_and_down_the_list(office):
    dialog = finding(office)
    press_in(dialog, "Home", "Up")
    assert dialog.field.hasFocus()
    press_in(dialog, "Down")
    assert dialog.list.hasFocus()


def test_surfaces_under_two_labels(office):
    office.focus("Ben Okoro").press("p")
    office.window.desk.articles.open(2)
    office.focus("Ben Okoro").press("o")
    dialog = finding(office)
    assert ask(dialog, "is:mixed") == [
        "# Ben Okoro · PERSON",
        "Ben Okoro 1",
        "# Ben Okoro · ORG",
        "Ben Okoro 2",
    ]


def test_marked_here_and_unmarked_there(office):
    office.press("l")
    office.window.desk.articles.open(3)
    wait_for(
        lambda: office.window.desk.articles.painted_at is not None, "the article to be painted"
    )
    office.press("Enter")
    dialog = finding(office)
    assert ask(dialog, "is:missed") == ["# Port Amal · Unmarked", "Port Amal 3"]
    apply(dialog, "l")
    assert office.spans(3) == [("Port Amal", "PLACE")]


def test_accepted_unseen_and_forced(office):
    for _ in range(20):
        if office.review(1).get("status") != "done":
            office.press("Enter")
    unseen = [x[0] for x in office.decisions(1) if x[1] == "accepted" and not x[3]]
    assert unseen
    assert office.review(1)["is_forced"]
    dialog = finding(office)
    found = [x for x in ask(dialog, "is:unseen") if x[0] != "#"]
    assert sorted(found) == sorted(f"{x} 1" for x in unseen)
    found = [x for x in ask(dialog, "is:forced") if x[0] != "#"]
    assert len(found) == len(office.spans(1))


def test_ctrl_enter_makes_the_articles_the_list(office):
    dialog = finding(office)
    ask(dialog, 'surface:"Ben Okoro" label:ORG')
    press_in(dialog, "Ctrl+Enter")
    wait_for(lambda: office.window.listing.is_whole, "the list")
    assert list(office.window.list.model.ids) == [2]
    assert office.window.list.search.text() == 'surface:"Ben Okoro" label:ORG'


def test_the_search_field_of_the_list_understands_it(office):
    office.press("Ctrl+F")
    type_text(office.window, "label:PLACE")
    office.press("Enter")
    wait_for(lambda: office.window.listing.is_whole, "the list")
    assert list(office.window.list.model.ids) == [2]
    office.press("Ctrl+F")
    type_text(office.window, "flag:perhaps")
    office.press("Enter")
    wait_for(lambda: office.window.listing.is_whole, "the list")
    assert "flag:perhaps means nothing" in office.message


def test_what_is_typed_after_opening_is_a_search_and_labels_nothing(office):
    office.focus("Ben Okoro").press("Ctrl+Shift+F")
    dialog = complete(office.window.findChild(Finding))
    type_text(dialog, "port")
    assert (dialog.field.text(), dialog.findChild(Preview)) == ("port", None)
    press(dialog, "Enter")
    complete(dialog)
    assert dialog.list.hasFocus()
    press(dialog, "Ctrl+F")
    assert dialog.field.hasFocus() and dialog.field.selectedText() == "port"
    assert office.spans() == []
