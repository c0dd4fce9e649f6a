"""What other tools say of one text, put together (`formats/gathering.py`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Outcome, Status
from annotator.errors import Bug
from annotator.faults import Unfit
from annotator.formats.articles import BadRecord, GivenArticle, GivenReview, GivenRun, Refusal
from annotator.formats.gathering import (
    Gathering,
    Work,
    back,
    iso_time,
    mark_of,
    number_of,
    review_that_stands,
    seconds_of,
    take_mark,
)

TEXT = "Ann met Joe in Rome."
STATUSES = st.sampled_from([Status.STARTED, Status.DONE, Status.SKIPPED])
REVIEWS = st.builds(
    GivenReview,
    st.sampled_from(["ann", "bob"]),
    STATUSES,
    st.text(max_size=3),
    st.booleans(),
    st.text(max_size=3),
    edited_at=st.sampled_from(["", "2024-05-01T10:00:00"]),
    review_pass=st.integers(1, 3),
)


@given(REVIEWS, STATUSES)
def test_a_mark_puts_right_what_another_tools_record_says(review, status):
    work = Work(review.annotator, status)
    take_mark(mark_of(review, status, ""), work)
    fields = ("status", "reason", "flagged", "note", "edited_at", "review_pass")
    assert [getattr(work, x) for x in fields] == [getattr(review, x) for x in fields]


@pytest.mark.parametrize("mark", [{}, {"status": "new"}, {"status": 1}, {"flagged": 1}, "x"])
def test_a_mark_of_another_shape_tells_no_state(mark):
    work = Work("ann", Status.STARTED)
    assert not take_mark({"annotator_review": mark}, work)
    assert work == Work("ann", Status.STARTED)


@given(st.lists(REVIEWS, max_size=4))
def test_a_finished_review_of_the_last_pass_stands(reviews):
    best = review_that_stands(GivenArticle(TEXT, reviews=tuple(reviews)))
    if best is None:
        assert not reviews
    elif any(each.status == Status.DONE for each in reviews):
        assert best.status == Status.DONE
        done = [each for each in reviews if each.status == Status.DONE]
        assert best.review_pass == max(each.review_pass for each in done)


@given(st.integers(0, 4_000_000_000))
def test_times_are_read_back(seconds):
    assert seconds_of(iso_time(seconds)) == seconds


def test_what_is_no_time_or_number_is_none():
    assert [iso_time(x) for x in (None, "1", True, 1e300, float("nan"))] == [""] * 5
    assert seconds_of("yesterday") is None
    assert [number_of(x) for x in (1, 0.5, True, "1", None)] == [1.0, 0.5, None, None, None]


def test_the_last_word_about_a_suggestion_counts():
    gathering, work = Gathering(TEXT), Work("ann")
    span = gathering.span(0, 3, " PERSON ", "Ann")
    number = gathering.suggest(span, 0.5, GivenRun("model"))
    assert gathering.suggest(span, 0.9, GivenRun("model")) == number
    gathering.decide(work, number, is_taken=True)
    assert [x.origin for x in work.review().spans] == [Outcome.CONFIRMED]
    gathering.decide(work, number, is_taken=False, at="2024")
    review = work.review()
    assert review.spans == ()
    assert [(x.outcome, x.at, x.probability) for x in review.decisions] == [
        (Outcome.REJECTED, "2024", 0.5)
    ]


def test_spans_without_a_place_or_label_are_refused_and_white_space_is_left_out():
    gathering = Gathering(TEXT)
    for start, end, label in ((None, 3, "A"), (True, 3, "A"), (0, 3, " "), (0, 3, 1), (0, 99, "A")):
        with pytest.raises(BadRecord):
            gathering.span(start, end, label)
    assert gathering.span(3, 4, "A") is None
    assert gathering.span(3, 7, "A").start == 4
    found = gathering.article(GivenArticle(TEXT, key="a"), "f:1")
    assert (found.key, found.where, found.trimmed, len(found.left_out)) == ("a", "f:1", 1, 1)


def test_what_is_left_out_is_counted():
    gathering = Gathering(TEXT)
    gathering.leave(Unfit.NO_PLACE_FOR, "relations", 2)
    gathering.leave(Unfit.NO_PLACE_FOR, "relations")
    gathering.leave(Unfit.LABELS_IGNORED, n=0)
    (notice,) = gathering.article(GivenArticle(TEXT), "f:1").left_out
    assert notice == Unfit.NO_PLACE_FOR(what="relations", n=3)


def test_what_was_written_and_is_refused_is_a_bug():
    with pytest.raises(Bug):
        list(back(iter([Refusal("f:1", Unfit.TEXT_EMPTY())])))
