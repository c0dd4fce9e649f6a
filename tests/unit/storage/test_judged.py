"""Undo of a review (`storage/judged.py`): what was decided goes back, what was measured stays."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Change, Review
from annotator.storage.judged import is_same_judgement, merged, with_measures_of

REVIEWS = st.builds(
    Review,
    st.just(1),
    st.just(2),
    st.sampled_from(("new", "started", "done")),
    flagged=st.booleans(),
    note=st.sampled_from(("", "see")),
    seconds=st.sampled_from((0.0, 7.5)),
    chosen=st.sampled_from(("queue", "random")),
)


@given(REVIEWS, REVIEWS, REVIEWS)
def test_what_was_altered_goes_back_and_measures_stay(
    before: Review, after: Review, now: Review
) -> None:
    present = with_measures_of(after, now)
    found = merged(Change(after, before), present)
    assert found is not None
    assert is_same_judgement(found.after, before)
    assert isinstance(found.after, Review)
    assert with_measures_of(found.after, present) == found.after


@given(REVIEWS, REVIEWS, REVIEWS)
def test_what_somebody_altered_since_is_left_alone(
    before: Review, after: Review, now: Review
) -> None:
    found = merged(Change(after, before), now)
    altered = [x for x in ("status", "flagged", "note") if getattr(before, x) != getattr(after, x)]
    is_touched = any(getattr(now, x) != getattr(after, x) for x in altered)
    assert (found is None) is is_touched
    for name in ("status", "flagged", "note"):
        if found is not None and name not in altered:
            assert getattr(found.after, name) == getattr(now, name)


def test_a_row_goes_only_where_nothing_was_measured_since() -> None:
    made = Review(1, 2, "started")
    undone = merged(Change(made, None), made)
    assert undone == Change(made, None)
    measured = replace(made, seconds=3.0)
    kept = merged(Change(made, None), measured)
    assert kept is not None
    assert kept.after == replace(Review(1, 2), seconds=3.0)


def test_no_row_is_an_untouched_review() -> None:
    assert is_same_judgement(None, Review(1, 2))
    assert is_same_judgement(Review(1, 2, seconds=9), Review(5, 6))
    assert not is_same_judgement(None, Review(1, 2, flagged=True))
    assert merged(Change(None, Review(1, 2, "done")), None) == Change(None, Review(1, 2, "done"))
