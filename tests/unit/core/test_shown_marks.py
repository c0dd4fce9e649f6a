"""Which marks an article under review shows (`core/shown_marks.py`)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.marks import MarkState
from annotator.core.records import Decision, InputMethod, Outcome, Source, Span, Suggestion
from annotator.core.sheet import Sheet
from annotator.core.shown_marks import ShownMarks
from annotator.core.tokens import cut
from tests.unit.core.making import article, scheme

TEXT = "Xi met Putin in Moscow.  Putin thanked Xi."
XI, PUTIN, MOSCOW, BLANK = (0, 2), (7, 12), (16, 22), (23, 25)
PERSON, ORG, PLACE = 1, 2, 3


def proposed(number: int, place: tuple[int, int], label: int | None = PERSON, **more) -> Suggestion:
    return Suggestion(number, 1, *place, label, **more)


def decided(number: int, outcome: Outcome, place=None, label: int | None = None) -> Decision:
    start, end = place or (None, None)
    return Decision(number, 1, 1, outcome, InputMethod.KEY, "2024-05-01", start, end, label)


def marked(place: tuple[int, int], label: int = PERSON) -> Span:
    return Span(1, 1, *place, label, TEXT[slice(*place)])


def shown_of(*suggestions: Suggestion, decisions=(), spans=(), in_scheme=None) -> ShownMarks:
    page = Sheet(
        article(TEXT), in_scheme or scheme(), 1, tokens=cut(TEXT),
        suggestions=suggestions, decisions={x.suggestion: x for x in decisions}, spans=spans,
    )  # fmt: skip
    shown = ShownMarks(page)
    shown.fill()
    return shown


def brief(shown: ShownMarks) -> list[tuple[str, int | None, MarkState]]:
    return [(mark.surface, mark.label, mark.state) for mark in shown.marks]


def test_spans_suggestions_and_maybes_are_shown_in_text_order() -> None:
    shown = shown_of(
        proposed(1, MOSCOW, PLACE), proposed(2, PUTIN, None, is_maybe=True), spans=[marked(XI)]
    )
    assert brief(shown) == [
        ("Xi", PERSON, MarkState.SPAN),
        ("Putin", None, MarkState.MAYBE),
        ("Moscow", PLACE, MarkState.SUGGESTED),
    ]


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.CONFIRMED, Outcome.REJECTED])
def test_what_is_decided_is_no_suggestion_any_more(outcome: Outcome) -> None:
    place = None if outcome == Outcome.REJECTED else XI
    assert brief(shown_of(proposed(1, XI), decisions=[decided(1, outcome, place, PERSON)])) == []


def test_what_followed_is_shown_where_and_as_what_it_followed() -> None:
    wider = (PUTIN[0], MOSCOW[1])
    shown = shown_of(proposed(1, PUTIN), decisions=[decided(1, Outcome.FOLLOWED, wider, ORG)])
    assert brief(shown) == [("Putin in Moscow", ORG, MarkState.FOLLOWED)]


def test_a_rejection_that_followed_is_shown_as_suggested() -> None:
    shown = shown_of(proposed(1, PUTIN), decisions=[decided(1, Outcome.FOLLOWED)])
    assert brief(shown) == [("Putin", PERSON, MarkState.SUGGESTED)]


def test_labels_that_are_gone_and_places_without_a_word_are_not_shown() -> None:
    labels = tuple(replace(x, retired=x.id == ORG) for x in scheme().labels)
    shown = shown_of(
        proposed(1, XI, ORG), proposed(2, BLANK), proposed(3, PUTIN),
        in_scheme=replace(scheme(), labels=labels),
    )  # fmt: skip
    assert brief(shown) == [("Putin", PERSON, MarkState.SUGGESTED)]


@pytest.mark.parametrize(
    ("nested", "place", "is_shown"),
    [
        (False, PUTIN, False),
        (False, (10, 22), False),
        (False, MOSCOW, True),
        (True, PUTIN, False),
        (True, (10, 22), True),
    ],
)
def test_a_span_leaves_room_beside_it_and_in_nested_schemes_over_it(
    nested: bool, place: tuple[int, int], is_shown: bool
) -> None:
    shown = shown_of(proposed(1, place, ORG), spans=[marked(PUTIN)], in_scheme=scheme(nested))
    assert (TEXT[slice(*place)], ORG, MarkState.SUGGESTED) in brief(shown) or not is_shown
    assert len(shown.marks) == 1 + is_shown


@pytest.mark.parametrize(
    ("suggestions", "walks"),
    [
        ([], False),
        ([proposed(1, XI)], False),
        ([proposed(1, XI, None, is_maybe=True)], True),
        ([proposed(1, XI), proposed(2, PUTIN, None, is_maybe=True)], False),
        ([proposed(1, XI, None, is_maybe=True), proposed(2, PUTIN, score=0.9)], False),
        ([proposed(1, XI, source=Source.FOLLOW), proposed(2, PUTIN, is_maybe=True)], True),
    ],
)
def test_going_on_stops_at_names_where_few_are_suggested_by_no_model(suggestions, walks) -> None:
    assert shown_of(*suggestions).walks_names is walks


@given(st.lists(st.sampled_from([XI, PUTIN, MOSCOW, (7, 22), (25, 30)]), max_size=12))
def test_marks_that_come_and_go_are_what_is_left(places: list[tuple[int, int]]) -> None:
    """A place that comes again goes: each step renews one mark, and no other."""
    shown, there = shown_of(), set()
    for place in places:
        span = marked(place)
        if place in there:
            shown.drop(span.key_of)
        else:
            shown.show_span(span)
        there ^= {place}
        assert {(mark.start, mark.end) for mark in shown.marks} == there


def test_a_suggestion_is_judged_again_when_its_decision_goes() -> None:
    page = Sheet(
        article(TEXT), scheme(), 1, tokens=cut(TEXT),
        suggestions=[proposed(1, XI)], decisions={1: decided(1, Outcome.REJECTED)},
    )  # fmt: skip
    shown = ShownMarks(page)
    shown.fill()
    shown.refresh([1])
    shown.refresh([99])  # there is none
    assert brief(shown) == []
    page.decisions.clear()
    shown.refresh([1])
    assert brief(shown) == [("Xi", PERSON, MarkState.SUGGESTED)]
