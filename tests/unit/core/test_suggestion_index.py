"""Suggestions are found by id, by surface and by place (`core/suggestion_index.py`)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Suggestion
from annotator.core.suggestion_index import SuggestionIndex

TEXT = "Xi met Xi and 😀 Putin met Xi in Moscow, where Putin lives."
Place = tuple[int, int]


@st.composite
def places(draw: st.DrawFn) -> Place:
    start = draw(st.integers(0, len(TEXT) - 1))
    return start, draw(st.integers(start + 1, len(TEXT)))


def proposed(number: int, place: Place) -> Suggestion:
    return Suggestion(number, 1, *place, 1)


def in_text_order(suggestions: list[Suggestion]) -> list[Suggestion]:
    return sorted(suggestions, key=lambda each: (each.start, each.end, each.id))


@given(
    st.lists(places(), max_size=12),
    st.lists(places(), max_size=8),
    st.sets(st.integers(1, 12), max_size=6),
    places(),
)
def test_what_is_found_is_what_a_search_of_all_finds(
    first: list[Place], later: list[Place], gone: set[int], asked: Place
) -> None:
    kept = {number: proposed(number, each) for number, each in enumerate(first, 1)}
    index = SuggestionIndex(TEXT)
    index.fill(kept.values())
    for number, each in enumerate(later, 1):
        kept[-number] = proposed(-number, each)
        index.put(kept[-number])
    for number in gone & kept.keys():
        index.drop(kept.pop(number))

    assert index.by_id == kept
    touching = [x for x in kept.values() if x.start < asked[1] and x.end > asked[0]]
    assert list(index.touching(*asked)) == in_text_order(touching)
    surface = TEXT[slice(*asked)]
    alike = [x.id for x in kept.values() if TEXT[x.start : x.end] == surface]
    assert sorted(index.ids_with_surface(surface)) == sorted(alike)


def test_those_of_one_surface_come_in_text_order() -> None:
    found = [at for at in range(len(TEXT)) if TEXT.startswith("Xi", at)]
    index = SuggestionIndex(TEXT)
    index.fill(proposed(10 - n, (at, at + 2)) for n, at in enumerate(reversed(found)))
    assert index.ids_with_surface("Xi") == sorted(index.by_id)[: len(found)]
    assert index.ids_with_surface("nobody") == []


def test_a_number_is_never_given_twice_though_its_suggestion_is_gone() -> None:
    index = SuggestionIndex(TEXT)
    index.put(proposed(-3, (0, 2)))
    index.drop(proposed(-3, (0, 2)))
    index.put(proposed(-1, (0, 2)))
    assert index.lowest_id == -3
    index.fill([])
    assert index.lowest_id == -3 and not index.by_id
    assert list(index.touching(0, len(TEXT))) == []
