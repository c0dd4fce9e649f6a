"""What is left of a review without its damaged labels (`workspace/exchange/damaged_labels.py`)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.records import (
    BlindReview,
    BlindSpan,
    Decision,
    InputMethod,
    Outcome,
    Review,
    Scheme,
    Suggestion,
    TopicAnswer,
)
from annotator.storage.export import Reviewed
from annotator.storage.reviewed_spans import ReviewedSpan, ReviewedSpans
from annotator.workspace.exchange.damaged_labels import suggested_without, without_damaged
from tests.unit.storage.making import SCHEME

GOOD, BAD = 1, 2  # both are numbers of a label and of a topic
PROPOSED = (
    Suggestion(1, 1, 0, 2, GOOD),
    Suggestion(2, 1, 7, 12, BAD),
    Suggestion(3, 1, None, None, GOOD),
    Suggestion(4, 1, None, None, BAD),
    Suggestion(5, 1, 16, 22, None, is_maybe=True),
)


def damaged(labels: set[int] = frozenset(), topics: set[int] = frozenset()) -> Scheme:
    return replace(SCHEME, damaged_labels=frozenset(labels), damaged_topics=frozenset(topics))


def decision(number: int, label: int | None, shown: int | None = None) -> Decision:
    way = InputMethod.KEY
    return Decision(number, 1, 1, Outcome.CONFIRMED, way, label=label, label_shown=shown)


def work() -> Reviewed:
    given = [decision(1, GOOD), decision(2, BAD), decision(3, GOOD), decision(4, BAD)]
    given.append(decision(5, GOOD, shown=BAD))
    return Reviewed(
        "ann",
        Review(1, 1),
        ReviewedSpans.of([ReviewedSpan(0, 2, GOOD, "Xi"), ReviewedSpan(7, 12, BAD, "Putin")]),
        [TopicAnswer(1, 1, GOOD, True), TopicAnswer(1, 1, BAD, False)],
        {each.suggestion: each for each in given},
        BlindReview(1, 1, "", (GOOD, BAD)),
        [BlindSpan(1, 1, 0, 2, GOOD), BlindSpan(1, 1, 7, 12, BAD)],
    )


def test_a_sound_scheme_leaves_a_review_as_it_is() -> None:
    left = work()
    assert without_damaged(damaged(), left, PROPOSED) == ()
    assert left == work()
    assert suggested_without(damaged(), PROPOSED) == list(PROPOSED)


def test_what_has_a_damaged_label_goes_and_topics_of_its_number_stay() -> None:
    left = work()
    gone = without_damaged(damaged(labels={BAD}), left, PROPOSED)
    assert gone == (ReviewedSpan(7, 12, BAD, "Putin"),)
    assert [span.label for span in left.spans] == [GOOD]
    assert [span.label for span in left.blind_spans] == [GOOD]
    assert set(left.decisions) == {1, 3, 4}  # 5 was shown under it
    assert (left.topic_answers, left.blind) == (work().topic_answers, work().blind)


def test_what_has_a_damaged_topic_goes_and_labels_of_its_number_stay() -> None:
    left = work()
    assert without_damaged(damaged(topics={BAD}), left, PROPOSED) == ()
    assert left.spans == work().spans and left.blind_spans == work().blind_spans
    assert [answer.topic for answer in left.topic_answers] == [GOOD]
    assert set(left.decisions) == {1, 2, 3, 5}
    assert left.blind is not None and left.blind.topics == (GOOD,)


def test_a_review_that_was_never_blind_has_no_topics_to_leave_out() -> None:
    left = replace(work(), blind=None)
    without_damaged(damaged(topics={BAD}), left, PROPOSED)
    assert left.blind is None


@pytest.mark.parametrize(
    ("labels", "topics", "kept"),
    [({BAD}, set(), [1, 3, 4, 5]), (set(), {BAD}, [1, 2, 3, 5]), ({BAD}, {BAD}, [1, 3, 5])],
)
def test_suggestions_of_sound_labels_and_topics_are_kept(labels, topics, kept) -> None:
    left = suggested_without(damaged(labels, topics), PROPOSED)
    assert [each.id for each in left] == kept
