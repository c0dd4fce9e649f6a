"""Token boundaries and name-like runs (`core/tokens.py`)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.tokens import cut, may_go_on, name_run, name_runs

TEXTS = st.text(alphabet="aB é-'’.,_ \n日本ไทย😀12", max_size=40)


@given(TEXTS)
def test_tokens_are_in_order_and_hold_all_but_white_space(text: str) -> None:
    tokens = cut(text)
    reached = 0
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        assert reached <= start < end
        assert not text[reached:start].strip()
        reached = end
    assert not text[reached:].strip()


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_what_is_asked_of_a_place_is_what_a_look_at_all_tokens_says(
    text: str, one: int, other: int
) -> None:
    tokens = cut(text)
    pairs = list(zip(tokens.starts, tokens.ends, strict=True))
    number = {pair: at for at, pair in enumerate(pairs)}
    start, end = min(one, other), max(one, other) + 1
    holding = [number[p] for p in pairs if p[0] <= start < p[1]]
    assert tokens.at(start) == next(iter(holding), None)
    assert tokens.first_from(start) == next((number[p] for p in pairs if p[1] > start), None)
    assert tokens.last_before(start) == next(
        (number[p] for p in reversed(pairs) if p[0] < start), None
    )
    touched = [p for p in pairs if p[0] < end and start < p[1]]
    assert tokens.snap(start, end) == ((touched[0][0], touched[-1][1]) if touched else None)
    assert tokens.is_aligned(start, end) is (
        bool(touched) and (touched[0][0], touched[-1][1]) == (start, end)
    )


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Then Xi Jinping met Joe Biden.", ["Xi Jinping", "Joe Biden"]),
        ("The Bank of England paid.", ["Bank of England"]),
        ("It was Jean-Claude Juncker.", ["Jean-Claude Juncker"]),
        ("He saw Marks & Spencer there", ["Marks & Spencer"]),
        ("Rome\nParis", ["Rome", "Paris"]),
        ("Rome  Paris", ["Rome", "Paris"]),
        ("Rome of old", ["Rome"]),
        ("New York, In Paris", ["New York", "Paris"]),
        ("all in small letters", []),
    ],
)
def test_names_are_runs_of_capitals_on_one_line(text: str, runs: list[str]) -> None:
    found = name_runs(text, cut(text))
    assert [text[start:end] for start, end in found] == runs


@pytest.mark.parametrize(
    ("word", "run"), [("Bank", "Bank of England"), ("of", None), ("The", None)]
)
def test_the_run_around_a_word(word: str, run: str | None) -> None:
    text = "The Bank of England paid. The end"
    tokens = cut(text)
    index = tokens.at(text.index(word))
    assert index is not None
    found = name_run(text, tokens, index)
    assert (
        None if found is None else text[tokens.starts[found[0]] : tokens.ends[found[1] - 1]]
    ) == (run)


def test_a_text_in_capitals_is_not_one_name() -> None:
    text = " ".join(["WORD"] * 50)
    assert max(end - start for start, end in name_runs(text, cut(text))) < 25 * len("WORD ")


@pytest.mark.parametrize(
    ("index", "goes_on"), [(0, True), (1, True), (2, True), (3, False), (4, False), (99, False)]
)
def test_what_a_name_may_go_on_with(index: int, goes_on: bool) -> None:
    text = "Bank of England paid ."
    assert may_go_on(text, cut(text), index) is goes_on
