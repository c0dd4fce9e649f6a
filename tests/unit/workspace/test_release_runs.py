"""What a release without texts withholds: whatever shares a run of characters with any text.

What is tested: `workspace/release/text_free.py`.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.workspace.release.text_free import RUN, Runs

LETTERS = st.text("ab /é😀", min_size=0, max_size=3 * RUN)


def shares_a_run(string: str, texts: list[str]) -> bool:
    runs = [string[at : at + RUN] for at in range(len(string) - RUN + 1)]
    return any(run in text for run in runs for text in texts)


@st.composite
def texts_and_strings(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    texts = draw(st.lists(LETTERS, min_size=1, max_size=3))
    strings = draw(st.lists(LETTERS, max_size=3))
    text = draw(st.sampled_from(texts))
    start = draw(st.integers(0, max(0, len(text) - RUN)))
    return texts, [*strings, draw(LETTERS) + text[start : start + RUN + draw(st.integers(0, 3))]]


@given(texts_and_strings(), st.sampled_from([0, 3, 500]))
def test_nothing_that_a_text_has_goes_out_and_all_else_does(
    drawn: tuple[list[str], list[str]], most_asked: int
) -> None:
    texts, strings = drawn
    runs = Runs(most_asked)
    for number, text in enumerate(texts):
        runs.see(text, strings[number :: len(texts)])
    for text in texts:
        runs.look(text)
    for string in strings:
        if shares_a_run(string, texts):
            assert runs.is_in_texts(string)
        elif most_asked == 500:
            assert not runs.is_in_texts(string)
