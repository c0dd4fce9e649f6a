"""Labels of one's own, made by keys: what the pipeline knows feeds them from the first article."""

from __future__ import annotations

import pytest

from annotator.core.feeding import digest
from annotator.core.records import Scheme, Source
from annotator.core.tokens import cut
from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.ui.kit.pressing import settle
from annotator.worker_messages import Run, Suggested, SuggestedSpan
from tests.gui.seat import AT, SCHEME, SHORT, TEXT, Proposed, Seat, make_project
from tests.gui.test_scheme_editor import Hands


@pytest.fixture
def seat(opener, tmp_path) -> Seat:
    path = tmp_path / "own.annotator"
    with Store.create(path, Scheme(name="own"), at=AT) as store:
        store.settings.set("suggestions", False)
        store.articles.add(NewArticle(SHORT, title="One", key="a1"))
    return Seat(opener, path)


def made(seat: Seat, *names: str) -> Hands:
    hands = Hands(seat)
    for name in names:
        hands.press("Insert").type(name).press("Enter")
    return hands


def mapped(seat: Seat) -> dict[str, str | None]:
    return dict(
        seat.rows(
            "SELECT m.pipeline_label, l.name FROM label_map m LEFT JOIN labels l ON l.id = m.label"
        )
    )


def test_new_labels_are_fed_by_what_the_pipeline_calls_so(seat):
    hands = made(seat, "Politician")
    assert hands.said.startswith("Suggested as “Politician”: what the pipeline calls PERSON")
    made_more = hands
    for name in ("Party", "Country", "Event", "Vegetable"):
        made_more.press("Insert").type(name).press("Enter")
    assert mapped(seat) == {
        "PERSON": "Politician", "ORG": "Party", "GPE": "Country", "EVENT": "Event",
    }  # fmt: skip
    doubtful = seat.rows("SELECT name FROM labels WHERE doubtful ORDER BY id")
    assert doubtful == [("Party",), ("Event",)]
    hands.press("Ctrl+Z", "Ctrl+Z")
    assert mapped(seat) == {"PERSON": "Politician", "ORG": "Party", "GPE": "Country"}
    hands.close()


def test_what_feeds_a_label_is_chosen_by_keys_and_undone(seat):
    hands = made(seat, "Politician", "Journalist")
    assert mapped(seat) == {"PERSON": "Politician"}
    form = hands.editor.form
    form.fields.feeds.setFocus()
    settle()
    names = form.fields.feeds.names
    assert "PERSON" in names and form.fields.feeds.others["PERSON"] == "Politician"
    hands.press(*["Right"] * names.index("PERSON"), "Space")
    assert seat.rows("SELECT label, also FROM label_map") == [(1, "[2]")]
    assert form.fields.feeds.chosen == ("PERSON",)
    hands.press("Space")
    assert seat.rows("SELECT label, also FROM label_map") == [(1, "[]")]
    hands.press("Right", "Space", "Esc", "Ctrl+Z")
    assert mapped(seat) == {"PERSON": "Politician"}
    hands.close()


def test_what_waits_undecided_is_asked_for_again_at_once(seat):
    asked = []
    project = seat.window.project
    project.wants_worker = True
    project.on_fed = lambda: asked.append(project.supply.wanted())
    made(seat, "Politician").close()
    assert [number for number, _ in asked[-1]] == [1]
    assert project.review.is_waiting
    start = SHORT.index("Ben Okoro")
    span = SuggestedSpan(start, start + 9, 1, Source.PIPELINE)

    def answer(scheme):
        run = Run("en", "1", "f", scheme)
        return Suggested(id=1, run=run, tokens=cut(SHORT), sentences=[0], suggestions=[span])

    project.supply.asked(1)
    made_with_other_labels = answer("1234")
    assert not project.supply.take(1, made_with_other_labels), "they changed meanwhile"
    assert project.review.is_waiting
    assert project.supply.take(1, answer(digest(project.scheme)))
    seat.window.desk.presenter.arrived()
    assert (seat.focused, seat.marks) == ("Ben Okoro", [("Ben Okoro", "SUGGESTED")])


def test_spans_may_lie_over_each_other_by_a_tick_that_is_undone(opener, tmp_path):
    path = tmp_path / "nest.annotator"
    make_project(path, [(TEXT, (Proposed("Port Amal", "ORG"),))], SCHEME)
    seat = Seat(opener, path)
    hands = Hands(seat).press("Alt+O")
    assert seat.rows("SELECT is_nested FROM project") == [(1,)]
    assert seat.window.desk.review.sheet.scheme.nested
    hands.press("Ctrl+Z")
    assert seat.rows("SELECT is_nested FROM project") == [(0,)]
    assert not hands.editor.nesting.isChecked()
    hands.press("Alt+O").close()
    seat.focus("Port Amal").press("l")
    start = seat.text.index("Port")
    seat.window.desk.presenter.do(lambda r: r.walk.to_range(start, start + 4))
    seat.press("o")
    assert sorted(seat.spans()) == [("Port", "ORG"), ("Port Amal", "PLACE")]
    hands = Hands(seat).press("Alt+O")
    assert "lie over each other in 1" in hands.said
    assert seat.rows("SELECT is_nested FROM project") == [(1,)]
    assert hands.editor.nesting.isChecked()
    hands.close()
