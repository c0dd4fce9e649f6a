"""Jump targets, their hints, and likely edges."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core import acts
from annotator.core.acts import DecisionContext
from annotator.core.jump import (
    base,
    chosen,
    first_targets,
    has_capitals,
    letter_targets,
    make_hints,
    run_targets,
    stretch,
    token_targets,
)
from annotator.core.likely import likely_edges
from annotator.core.records import Suggestion
from tests.unit.core.making import sheet

HOW = DecisionContext(at="2025-01-01T00:00:00")
TEXT = "The visit of Ilan Moreau to Port Amal pleased Karsia. Élodie met محمد in Amal."


def place(surface: str) -> tuple[int, int]:
    at = TEXT.index(surface)
    return at, at + len(surface)


def test_digits_stand_at_unmarked_runs() -> None:
    page = sheet(TEXT, [Suggestion(1, 1, *place("Port Amal"), 3)])
    found = [(t.hint, TEXT[t.start : t.end]) for t in run_targets(page, 0, len(TEXT))]
    assert found == [("1", "Ilan Moreau"), ("2", "Karsia"), ("3", "Élodie"), ("4", "Amal")]


def test_letters_stand_at_marks_those_first_that_are_not_doubtful() -> None:
    page = sheet(
        TEXT,
        [
            Suggestion(1, 1, *place("Ilan Moreau"), 1, score=0.1),
            Suggestion(2, 1, *place("Port Amal"), 3, score=0.9),
            Suggestion(3, 1, *place("Karsia"), 3, score=0.9),
        ],
    )
    found = first_targets(page, 0, len(TEXT), place("Ilan Moreau"))
    assert [(t.hint, TEXT[t.start : t.end]) for t in found] == [
        ("1", "Élodie"),
        ("2", "Amal"),
        ("f", "Port Amal"),
        ("j", "Karsia"),
    ]
    assert not any(target.is_open_ended for target in found if target.hint.isalpha())
    found = first_targets(page, 0, len(TEXT), place("Karsia"))
    letters = {t.hint: TEXT[t.start : t.end] for t in found if t.hint.isalpha()}
    assert letters == {"f": "Port Amal", "j": "Ilan Moreau"}, "the focus itself has none"


def test_without_capitals_all_tokens_have_letters() -> None:
    text = "他在北京见了马云。"
    page = sheet(text, [Suggestion(1, 1, 2, 4, 3)])
    found = {t.hint: (text[t.start : t.end], t.is_open_ended) for t in first_targets(page, 0, 9)}
    assert sorted(found.values()) == [
        ("了", True),
        ("云", True),
        ("他", True),
        ("北京", False),
        ("在", True),
        ("见", True),
        ("马", True),
    ]
    assert found["f"] == ("北京", False), "marks first"
    assert has_capitals(TEXT) and has_capitals("") and not has_capitals("محمد in")


def test_with_letters_on_all_tokens_those_of_a_span_lead_to_the_whole_of_it() -> None:
    text = "the fog of port amal lay low"
    page = sheet(text)
    page.apply(acts.label(page, 11, 20, 3, HOW).changes)
    found = {text[t.start : t.end] for t in token_targets(page, 0, len(text), (0, 3))}
    assert found == {"the", "fog", "of", "port amal", "lay", "low"}
    nested = sheet(text, nested=True)
    nested.apply(acts.label(nested, 11, 20, 3, HOW).changes)
    found = {text[t.start : t.end] for t in token_targets(nested, 0, len(text), (0, 3))}
    assert {"port", "amal"} < found, "a span may lie in another"


def test_what_is_near_has_the_short_hints() -> None:
    page = sheet("w " * 100)
    targets = token_targets(page, 0, 200, (100, 101))
    assert [t.start for t in targets[:3]] == [100, 102, 98], "what lies behind counts double"
    assert all(abs(t.start - 100) <= 32 for t in targets if len(t.hint) == 1)


def test_a_stretch_ends_with_the_text() -> None:
    page = sheet("one two three")
    assert stretch(page, 4, 1) == (4, 7)
    assert stretch(page, 4, 2) == stretch(page, 4, 9) == (4, 13)


def test_a_letter_leads_to_the_mark_or_the_whole_run() -> None:
    page = sheet(TEXT, [Suggestion(1, 1, *place("Port Amal"), 3)])
    surfaces = {TEXT[t.start : t.end] for t in letter_targets(page, 0, len(TEXT), "a")}
    assert surfaces == {"Port Amal", "Amal"}
    assert {TEXT[t.start : t.end] for t in letter_targets(page, 0, len(TEXT), "m")} == {
        "Ilan Moreau",
        "met",
    }


def test_letters_are_found_in_any_script_and_without_their_marks() -> None:
    page = sheet(TEXT)
    assert [TEXT[t.start : t.end] for t in letter_targets(page, 0, len(TEXT), "م")] == ["محمد"]
    assert "Élodie" in {TEXT[t.start : t.end] for t in letter_targets(page, 0, len(TEXT), "e")}
    assert base("É") == "e"


@given(st.integers(0, 676))
def test_no_hint_begins_another(count: int) -> None:
    hints = make_hints(count)
    assert len(set(hints)) == len(hints) == count
    beginnings = {hint[:1] for hint in hints if len(hint) == 2}
    assert not beginnings & set(hints)


@given(st.integers(61, 600))
def test_typing_a_hint_leaves_one_target(count: int) -> None:
    page = sheet("wa " * count)
    targets = token_targets(page, 0, len(page.text))
    for target in targets[:: max(1, count // 20)]:
        assert chosen(targets, target.hint) == [target]


def test_more_targets_than_hints_leave_the_last_ones_out() -> None:
    page = sheet("中" * 2000)
    assert len(token_targets(page, 0, 2000)) == 26 * 26


@given(st.text(max_size=80))
def test_targets_are_ranges_of_the_text(text: str) -> None:
    page = sheet(text)
    targets = first_targets(page, 0, len(text)) + token_targets(page, 0, len(text))
    for target in [*targets, *letter_targets(page, 0, len(text), "a")]:
        assert 0 <= target.start < target.end <= len(text)
        assert text[target.start : target.end].strip()


def test_likely_edges_of_a_name_cut_short() -> None:
    page = sheet(TEXT)
    start = TEXT.index("Moreau")
    assert likely_edges(page, start, start + 6)[0] == place("Ilan Moreau")


def test_likely_edges_leave_out_articles_and_possessives() -> None:
    text = "So the White House’s view"
    page = sheet(text)
    first = likely_edges(page, 3, 20)[0]
    assert text[slice(*first)] == "White House"


def test_likely_edges_know_what_was_decided_before() -> None:
    text = "met Amal Group of Nine. Then Amal Group of Nine Ltd left."
    page = sheet(text)
    act = acts.label(page, 4, 22, 2, DecisionContext(at="t"), follow=False)
    page.apply(act.changes)
    at = text.rindex("Amal")
    found = [text[s:e] for s, e in likely_edges(page, at, at + 4)]
    assert "Amal Group of Nine" in found


def test_a_text_in_capitals_is_not_one_name() -> None:
    page = sheet("WORD " * 3000)
    assert all(t.end - t.start < 200 for t in run_targets(page, 0, len(page.text)))


def test_likely_edges_part_what_is_joined_and_reach_over_a_comma() -> None:
    text = "Born in Charleston, South Carolina to Amal and Ben Okoro."
    page = sheet(text)

    def first(surface: str) -> list[str]:
        at = text.index(surface)
        return [text[s:e] for s, e in likely_edges(page, at, at + len(surface))]

    assert first("Amal and Ben Okoro")[:2] == ["Amal", "Ben Okoro"]
    assert "Charleston, South Carolina" in first("Charleston")[:2]


def test_likely_edges_reach_to_punctuation_where_words_are_not_parted() -> None:
    text = "他在北京大学，见了"
    page = sheet(text)
    assert [text[s:e] for s, e in likely_edges(page, 2, 3)] == ["北京大学"]
    assert likely_edges(page, 8, 9) == []
    assert likely_edges(sheet("2024 ran"), 0, 4) == []


_WORDS = st.sampled_from(
    ["Xi", "Jinping", "the", "of", ",", ",", ";", "Council", "’s", "met", "(", ")", "Beijing", "."]
)


@given(st.lists(_WORDS, min_size=1, max_size=14), st.data())
def test_no_likely_edge_is_at_a_comma_or_the_like(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words).replace(" ,", ",").replace(" ’", "’").replace("( ", "(")
    page = sheet(text)
    if not len(page.tokens):
        return
    first = data.draw(st.integers(0, len(page.tokens) - 1))
    last = data.draw(st.integers(first, min(first + 4, len(page.tokens) - 1)))
    for start, end in likely_edges(page, page.tokens.starts[first], page.tokens.ends[last]):
        assert text[start] not in ",;:)’. " and text[end - 1] not in ",;:( "


def test_the_place_behind_a_comma_and_a_part_do_not_begin_with_the_comma() -> None:
    text = "in Beijing, China today"
    page = sheet(text)
    at = text.index("Beijing")
    offered = [text[s:e] for s, e in likely_edges(page, at, at + len("Beijing, China"))]
    assert "China" in offered and not any(x.startswith(",") for x in offered)
