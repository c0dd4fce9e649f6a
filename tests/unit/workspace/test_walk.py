"""Where going on and Enter lead: what is doubtful, first times, names that nothing marks.

What is tested: `workspace/open/focus_steps.py`, `workspace/open/walk.py`,
`workspace/open/finishing.py`.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import acts
from annotator.core.acts import DecisionContext
from annotator.core.records import Source, Span, Suggestion
from annotator.core.review_state import Knowledge
from annotator.workspace.open.review import OpenReview
from tests.unit.core.making import sheet

TEXT = "Xi met Putin in Moscow. Later Putin and Modi spoke of Gaza, and Xi left for Delhi."


class Committer:
    """Counts what is stored."""

    def __init__(self) -> None:
        self.acts: list[object] = []

    def commit(self, act: object) -> None:
        self.acts.append(act)

    def now(self) -> str:
        return "2024-01-01T00:00:00"


def given_at(
    number: int,
    surface: str,
    nth: int = 0,
    *,
    label: int | None = 1,
    score: float | None = None,
    is_maybe: bool = False,
) -> Suggestion:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(surface, start + 1)
    source = Source.SHAPE if is_maybe else Source.PIPELINE
    end = start + len(surface)
    return Suggestion(number, 1, start, end, label, source, score, is_maybe)


def review_of(*suggestions: Suggestion, is_first_days: bool = False, **known: Any) -> OpenReview:
    page = sheet(TEXT, suggestions)
    page.know(Knowledge(is_first_days=is_first_days, **known))
    return OpenReview(page, Committer())


def focused(review: OpenReview) -> str:
    return review.sheet.text[slice(*review.focus)]


NAMES = tuple(
    given_at(n, surface, nth, label=None, is_maybe=True)
    for n, (surface, nth) in enumerate(
        [("Xi", 0), ("Putin", 0), ("Moscow", 0), ("Putin", 1), ("Modi", 0), ("Gaza", 0)], 1
    )
)


def test_letters_go_on_through_the_names_of_an_article_without_suggestions() -> None:
    review = review_of(*NAMES)
    walked = [focused(review)]
    for label in (1, 1, 3, 1):
        review.deciding.label(label)
        walked.append(focused(review))
    assert walked == ["Xi", "Putin", "Moscow", "Modi", "Gaza"]
    told = review.deciding.label(3).note
    assert told is not None and told.code == "nothing doubtful" and told.values["names"] == 0


def test_enter_goes_through_the_names_too_and_drops_none_unseen() -> None:
    review = review_of(*NAMES)
    walked = []
    while not (result := review.finishing.finish(is_seen_to_end=True)).is_finished:
        assert result.note is not None and result.note.code == "name here"
        walked.append(focused(review))
    assert walked == ["Putin", "Moscow", "Modi", "Gaza"]
    assert not review.sheet.review.is_forced


def test_where_most_names_are_suggested_the_rest_is_not_gone_through() -> None:
    there = [given_at(1, "Xi"), given_at(2, "Moscow", label=3), given_at(3, "Gaza", label=3)]
    review = review_of(*there, given_at(4, "Modi", label=None, is_maybe=True))
    assert not review.sheet.marks.stops
    assert review.finishing.finish(is_seen_to_end=True).is_finished


def test_names_that_a_model_has_judged_are_not_gone_through() -> None:
    review = review_of(given_at(1, "Modi", label=None, is_maybe=True, score=0.01))
    assert not review.sheet.marks.stops


def test_names_that_nothing_has_judged_are_gone_through_where_a_look_is_cheap() -> None:
    rows = [
        given_at(1, "Xi", score=0.95),
        given_at(2, "Moscow", label=None, is_maybe=True),
        given_at(3, "Modi", label=3, score=0.02, is_maybe=True),
        given_at(4, "Gaza", label=None, is_maybe=True),
    ]
    rejected = {"Gaza": {None: 2}}
    review = review_of(
        *rows, maybe_threshold=0.0, labels_of=lambda surface: rejected.get(surface, {})
    )
    stops = {mark.surface: mark.doubt or mark.stop for mark in review.sheet.marks if mark.is_stop}
    assert stops == {"Moscow": "name", "Modi": "maybe"}, "Gaza was rejected elsewhere"
    assert focused(review) == "Moscow"
    review.walk.step(+1)  # seen, and left as it is
    told = review.deciding.label(3).note
    assert told is not None and told.code == "nothing doubtful"
    assert told.values["names"] == 1, "nothing stopped at Gaza"
    assert not review_of(*rows, maybe_threshold=0.05).sheet.marks.stops


def test_a_doubtful_one_comes_again_until_it_is_decided() -> None:
    review = review_of(*(given_at(n, x, score=0.2) for n, x in enumerate(("Xi", "Modi"), 1)))
    review.walk.step(+1)
    assert focused(review) == "Modi"
    review.deciding.confirm()
    assert focused(review) == "Xi"
    assert review.counts() == (1, 1)
    review.deciding.confirm()
    assert review.counts() == (1, 0)  # the other Xi has followed, and is no longer doubtful


def test_first_times_are_gone_through_once_and_are_not_doubtful() -> None:
    there = [given_at(1, "Xi"), given_at(2, "Putin"), given_at(3, "Putin", 1), given_at(4, "Modi")]
    review = review_of(*there, is_first_days=True)
    assert not review.sheet.marks.doubtful
    assert [m.surface for m in review.sheet.marks if m.stop == "first days"] == [
        "Xi", "Putin", "Modi",
    ]  # fmt: skip
    walked = [focused(review)]
    for _ in range(2):
        review.deciding.confirm()
        walked.append(focused(review))
    assert walked == ["Xi", "Putin", "Modi"]


def test_enter_stops_once_at_first_times_and_says_how_many() -> None:
    there = [given_at(n, x) for n, x in enumerate(("Xi", "Putin", "Modi"), 1)]
    review = review_of(*there, given_at(4, "Gaza", label=2), is_first_days=True)
    assert focused(review) == "Gaza"  # an organisation: often wrong, and so doubtful
    result = review.finishing.finish(is_seen_to_end=True)
    assert result.note is not None
    assert (result.note.code, result.note.values["count"]) == ("first times", 3)
    assert focused(review) == "Xi"
    assert review.finishing.finish(is_seen_to_end=True).is_finished


_ONE = st.tuples(
    st.sampled_from([("Xi", 0), ("Putin", 0), ("Moscow", 0), ("Modi", 0), ("Gaza", 0), ("Xi", 1)]),
    st.sampled_from([None, 1, 2, 3]),
    st.sampled_from([None, 0.1, 0.5, 0.9]),
    st.booleans(),
)


@given(st.lists(_ONE, unique_by=lambda x: x[0]), st.booleans(), st.integers(0, 4))
def test_what_is_counted_is_what_enter_accepts(rows, is_first_days: bool, rejected: int) -> None:
    there = [
        given_at(n, *place, label=label, score=score, is_maybe=is_maybe)
        for n, (place, label, score, is_maybe) in enumerate(rows, 1)
    ]
    review = review_of(*there, is_first_days=is_first_days)
    for mark in list(review.sheet.marks)[:rejected]:
        review.walk.to_range(mark.start, mark.end)
        review.deciding.reject()
    made = [
        c for c in acts.accept_open(review.sheet, DecisionContext()) if isinstance(c.after, Span)
    ]
    is_taken = [mark.is_accepted for mark in review.sheet.marks]
    assert review.counts()[0] == len(made) == sum(is_taken)
    assert review.counts()[1] == sum(mark.needs_eye for mark in review.sheet.marks)


@given(st.lists(_ONE, unique_by=lambda x: x[0]), st.booleans())
def test_enter_always_comes_to_an_end(rows, is_first_days: bool) -> None:
    there = [
        given_at(n, *place, label=label, score=score, is_maybe=is_maybe)
        for n, (place, label, score, is_maybe) in enumerate(rows, 1)
    ]
    review = review_of(*there, is_first_days=is_first_days)
    for _ in range(len(rows) + 2):
        if review.finishing.finish(is_seen_to_end=True).is_finished:
            return
    pytest.fail("Enter goes round in a circle")
