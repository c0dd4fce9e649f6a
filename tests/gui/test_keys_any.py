"""Any keys in any order keep the rules, and undo to the end leads back to the first state."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.core.sheet import Sheet
from annotator.ui.actions import LABELS, QUEUE, REVIEW
from annotator.ui.kit.asking import LinesQuestion, SkipQuestion, TextQuestion
from annotator.ui.kit.pressing import press, settle
from annotator.ui.shell.commands import TABLE
from tests.gui.seat import UNSURE, Proposed, Seat, make_project

ELSEWHERE = {
    "span.everywhere": "opens the preview, which has tests of its own",
    "label.name": "opens the type-ahead, which takes the keys",
    "scheme.edit": "opens the scheme's page",
    "article.go": "opens the palette",
    "bin.show": "opens the bin, which takes the keys",
    "team.adjudicate": "opens the page of disagreements, which takes the keys",
    "team.agreement": "opens the page of agreement, which takes the keys",
}
"""Actions on the article that are left out here, and why."""

_OF_ARTICLE = [a for a in TABLE if a.menu in (REVIEW, LABELS, QUEUE) and a.id not in ELSEWHERE]
KEYS = [key for action in _OF_ARTICLE for key in action.keys]
LETTERS = ("p", "o", "l", "Shift+l", "x", "z")
DIGITS = ("1", "2", "3", "9", "Shift+2", "Shift+1")
_MOVES = ("Left", "Right", "Tab", "Shift+Tab", ".", "/", "Home")
_EDGES = ("]", "{", "[", "}", "-", "Ctrl+Shift+Right")
_DECISIONS = ("p", "o", "l", "Shift+l", "Space", "Backspace", "=", "Enter", "Ctrl+Z")
any_key = st.sampled_from([*KEYS, *LETTERS, *DIGITS, "Ctrl+Z", "Ctrl+Shift+Z"]).map(lambda k: (k,))
# As people work: to a place, its edges, a decision. Without it little is there to be undone.
repair = st.tuples(*map(st.sampled_from, (_MOVES, _EDGES, _DECISIONS)))
keys = st.lists(st.one_of(any_key, repair, repair), min_size=5, max_size=12).map(
    lambda parts: [key for part in parts for key in part]
)

TEXT = "The Board met Xi in Sarn. the Board 😀 of Sarn, the Union’s\u00a0men, Xi Lan left. 他在。"
OTHER = "Xi left the Board of Sarn."


def scheme(nested: bool) -> Scheme:
    labels = (
        Label(1, "PERSON", "Person", "orange", "p"),
        Label(2, "ORG", "Org", "blue", "o", exceptions=("The Board",)),
        Label(3, "PLACE", "Place", "green", "l"),
        Label(4, "OLD", "Old", "olive", "x", retired=True),
    )
    groups = (TopicGroup(1, "Subject"), TopicGroup(2, "Tone", several=False))
    topics = (Topic(11, "A", 1, "1"), Topic(12, "B", 2, "2"), Topic(13, "C", 2, "3"))
    return Scheme("any", labels=labels, groups=groups, topics=topics, nested=nested)


PROPOSED = (
    Proposed("The Board", "ORG", UNSURE),
    Proposed("Xi", "ORG"),
    Proposed("the Board", "ORG"),
    Proposed("the Union’s", "ORG", UNSURE),
    Proposed("Union’s\u00a0men", "PERSON"),
    Proposed("Sarn", "PLACE", nth=1),
    Proposed("Xi Lan", None, None, is_maybe=True),
)


@pytest.fixture(params=[False, True], ids=["flat", "nested"])
def fresh_seat(request, opener, tmp_path, monkeypatch):
    """A seat that can be had again and again at a fresh copy of one project."""
    made = make_project(
        tmp_path / "made.db",
        [(TEXT, PROPOSED), (OTHER, (Proposed("Xi", "PERSON"),)), (OTHER, None)],
        scheme(request.param),
    )
    monkeypatch.setattr(TextQuestion, "ask", lambda *_: "who?")
    monkeypatch.setattr(LinesQuestion, "ask", lambda *_: "who?")
    monkeypatch.setattr(SkipQuestion, "ask", lambda _: "Other")
    copies = itertools.count()
    seat: list[Seat] = []

    def sit() -> Seat:
        path = tmp_path / f"any{next(copies)}.db"
        shutil.copy(made, path)
        if not seat:
            seat.append(Seat(opener, path))
        else:
            old, seat[0].path = seat[0].path, path
            seat[0].open()
            Path(old).unlink()
        return seat[0]

    return sit


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pressed=keys)
def test_any_keys_keep_the_rules_and_undo_leads_back(fresh_seat, pressed):
    seat = fresh_seat()
    before = everything(seat)
    for key in pressed:
        press(seat.window, key)
        check_rules(seat)
    settle()
    check_marks(seat)
    undo_all(seat)
    assert everything(seat) == before
    check_marks(seat)


def test_all_keys_of_the_table_that_act_on_the_article_are_pressed():
    assert {"span.confirm", "edge.likely", "focus.jump", "article.finish"} <= {
        action.id for action in _OF_ARTICLE
    }
    assert set(ELSEWHERE) <= {action.id for action in TABLE}


def check_rules(seat: Seat) -> None:
    """What is stored about the article on the desk keeps the project's rules."""
    project = seat.window.project
    rows = project.store.sheets.read(seat.article, project.annotator)
    text, usable = rows.article.text, {x.id for x in project.scheme.labels if not x.retired}
    places = sorted((span.start, span.end) for span in rows.spans)
    assert len(set(places)) == len(places)
    for span in rows.spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.surface and span.surface.strip()
        assert span.label in usable
    if not project.scheme.nested:
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))
    suggested = {suggestion.id for suggestion in rows.suggestions}
    assert {decision.suggestion for decision in rows.decisions.values()} <= suggested
    assert {span.suggestion for span in rows.spans} <= {None, *suggested}
    start, end = seat.focus_range
    assert 0 <= start < end <= len(text)


def check_marks(seat: Seat) -> None:
    """What is shown is what would be shown if the article were opened now."""
    sheet = seat.window.desk.review.sheet
    project = seat.window.project
    rows = project.store.sheets.read(seat.article, project.annotator)
    fresh = Sheet(
        rows.article,
        project.scheme,
        project.annotator,
        tokens=rows.tokens,
        suggestions=rows.suggestions,
        decisions=rows.decisions,
        spans=rows.spans,
        topics=rows.topic_answers,
        review=rows.review,
        knowledge=sheet.knowledge,
    )
    assert [mark.order for mark in sheet.marks] == [mark.order for mark in fresh.marks]
    assert sheet.topics == fresh.topics
    assert sheet.review.status == fresh.review.status


def undo_all(seat: Seat) -> None:
    for _ in range(200):
        press(seat.window, "Ctrl+Z")
        settle()
        if seat.message == "Nothing to undo":
            return
        assert "left as they are" not in seat.message
    raise AssertionError("undo has no end")


def everything(seat: Seat) -> dict[str, list[tuple[object, ...]]]:
    """What a person can have changed in the project, as it is stored."""
    queries = {
        "spans": "SELECT article, start, end, label, surface, question FROM spans",
        "decisions": "SELECT article, suggestion, outcome, start, end, label FROM decisions",
        "topics": "SELECT article, topic, is_yes FROM article_topics",
        "suggestions": "SELECT id, article, start, end, label FROM suggestions",
        "rulings": "SELECT surface, text FROM rulings",
        "reviews": "SELECT article, status, reason, flagged, note, is_forced FROM reviews"
        " WHERE status <> 'new' OR flagged OR note <> ''",
    }
    return {name: sorted(seat.rows(sql), key=repr) for name, sql in queries.items()}
