"""Finding by typing a part (`ui/kit/fuzzy_find.py`): what fits, what fits better, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.kit import fuzzy_find
from annotator.ui.kit.fuzzy_find import fold, match, ranked

TEXTS = st.text(alphabet="abÄéß İ-日 x1", max_size=20)


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("per", "Person", ["Per"]),
        ("org", "Government organisation", ["org"]),
        ("gpe", "Geo-political entity", ["G", "p", "e"]),
        ("tity", "Geo-political entity", ["tity"]),
        ("prsn", "A person", ["p", "r", "s", "n"]),
        ("ecole", "École normale", ["École"]),
        ("PERSON", "person", ["person"]),
        ("norm éco", "École normale", ["Éco", "norm"]),
    ],
)
def test_what_was_typed_is_found_and_marked(typed: str, text: str, marked: list[str]) -> None:
    found = match(typed, text)
    assert found is not None
    assert [text[start:end] for start, end in found.ranges] == marked


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("pz", "Person"),
        ("per zzz", "Person"),
        ("rp", "person"),
        ("nsp", "person"),
        ("xers", "xa y"),
    ],
)
def test_what_is_not_there_is_not_found(typed: str, text: str) -> None:
    assert match(typed, text) is None


def test_beginnings_come_before_words_initials_middles_and_what_stands_beside() -> None:
    things = ["x: about pol", "depolarise", "place of law", "the police", "politics"]
    found = ranked("pol", things, lambda x: ("x", x[3:]) if x.startswith("x:") else (x, ""))
    assert [thing for thing, _ in found] == [
        "politics", "the police", "place of law", "depolarise", "x: about pol",
    ]  # fmt: skip


def test_equal_ones_keep_their_order() -> None:
    found = ranked("a", ["ab", "aa", "b", "ac"], lambda x: (x, ""))
    assert [thing for thing, _ in found] == ["ab", "aa", "ac"]


def test_nothing_typed_finds_all() -> None:
    assert len(ranked("", ["b", "a"], lambda x: (x, ""))) == 2


def test_beside_counts_and_marks_nothing() -> None:
    found = match("reuters summit", "Summit", beside="Reuters 2024")
    assert found is not None
    assert found.ranges == ((0, 6),)


@given(TEXTS)
def test_folding_keeps_the_length_so_that_places_stay(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(TEXTS, st.data())
def test_any_part_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = match(text[start:end], text)
    assert found is not None
    assert all(0 <= first < last <= len(text) for first, last in found.ranges)


def plain(text: str) -> tuple[str, str]:
    return text, ""


@pytest.mark.parametrize(
    ("typed", "name", "marked"),
    [
        ("politicain", "Politician", ["Politician"]),
        ("polltic", "A politician", ["politic"]),  # the beginning of a word, as it is typed
        ("poiltician", "Politician", ["Politician"]),
        ("polotocian", "Politician", ["Politician"]),
        ("ogranisation", "Government organisation", ["organisation"]),
        ("ecoel normale", "École normale", ["École", "normale"]),
        ("persom", "\N{GRINNING FACE} Person", ["Person"]),
    ],
)
def test_a_typo_finds_the_name_where_nothing_else_does(
    typed: str, name: str, marked: list[str]
) -> None:
    assert match(typed, name) is None
    [(found, fit)] = ranked(typed, ["Place", name, "Event"], plain)
    assert found == name
    assert [name[start:end] for start, end in fit.ranges] == marked


def test_a_letter_left_out_is_found_without_looking_for_typos() -> None:
    assert [name for name, _ in ranked("Plitician", ["Place", "Politician"], plain)] == [
        "Politician"
    ]


@pytest.mark.parametrize("typed", ["pzr", "prsz", "place zzzz", "xxliticxan"])
def test_other_words_are_no_typos(typed: str) -> None:
    assert ranked(typed, ["Person", "Place", "Politician"], plain) == []


def test_no_typo_is_offered_beside_what_fits() -> None:
    assert [x for x, _ in ranked("form", ["Farm", "Form"], plain)] == ["Form"]
    assert [x for x, _ in ranked("form", ["Farm", "Form"], plain, typos=True)] == ["Form", "Farm"]
    assert ranked("firm", ["Farm", "Form"], plain, typos=False) == []


def test_fewer_typos_come_first_then_the_beginning_of_the_name() -> None:
    names = ["Polytychian", "The politician", "Politician"]
    found = ranked("politycian", names, plain)
    assert [name for name, _ in found] == ["Politician", "The politician", "Polytychian"]


@given(
    st.text(alphabet="abÄé x", max_size=6),
    st.lists(st.tuples(TEXTS, TEXTS), max_size=8),
    st.booleans(),
)
def test_among_many_names_the_same_are_found_as_one_by_one(
    typed: str, texts: list[tuple[str, str]], typos: bool
) -> None:
    fits = [(text, match(typed, *text, typos=typos)) for text in texts]
    expected = [(text, fit) for text, fit in fits if fit is not None]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fuzzy_find, "_FEW", 0)
        found = ranked(typed, texts, lambda text: text, typos=typos)
    assert found == sorted(expected, key=lambda pair: pair[1].rank)
