"""The list of marks: whatever comes and goes, it holds what a plain list would."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.marks import Mark, MarkList, MarkState


def mark(place: int, label: int, suggestion: int | None, doubt: str) -> Mark:
    """A suggestion has one place and one state."""
    if suggestion is None:
        return Mark(place, 9, label, MarkState.SPAN, "s")
    state = MarkState.SUGGESTED if suggestion == 1 else MarkState.SPAN
    return Mark(suggestion, 9, label, state, "s", doubt, suggestion)


marks = st.builds(
    mark,
    st.integers(0, 3),
    st.integers(1, 2),
    st.none() | st.integers(1, 2),
    st.sampled_from(["", "score"]),
)


@given(st.lists(marks, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_what_is_added_and_removed_leaves_the_rest(given_marks: list[Mark], chance) -> None:
    shown, kept = MarkList(), list(given_marks)
    for mark in given_marks:
        shown.add(mark)
    chance.shuffle(kept)
    while kept:
        shown.remove(kept.pop())
        assert sorted(map(repr, shown)) == sorted(map(repr, kept))
        assert [mark.order for mark in shown] == sorted(mark.order for mark in kept)
        assert shown.open_count == sum(mark.is_open for mark in kept)
        assert shown.doubtful == {mark.suggestion for mark in kept if mark.doubt}
