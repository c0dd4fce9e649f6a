"""What a format can't hold (`formats/losses.py`): each kind is counted, and flat is flat."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Scheme, Topic, TopicGroup
from annotator.faults import Loss
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, GivenTopic
from annotator.formats.losses import count, flat

SPANS = (GivenSpan(0, 9, "A"), GivenSpan(2, 4, "B"), GivenSpan(8, 12, "A", question="who?"))
SCHEME = Scheme(
    groups=(TopicGroup(1, "Subject"), TopicGroup(2, "Tone")),
    topics=(
        Topic(1, "War", 1),
        Topic(2, "Trade", 1),
        Topic(3, "Calm", 2),
        Topic(4, "Old", 2, retired=True),
    ),
)  # fmt: skip
FULL = GivenArticle(
    "Xi met Joe in Rome.\0",
    "Title",
    "k",
    source="AP",
    url="http://x.example",
    meta='{"a":1}',
    spans=SPANS,
    topics=(GivenTopic("War"), GivenTopic("Trade", False)),
    reviews=(
        GivenReview("ann", note="n", flagged=True, spans=SPANS, topics=(GivenTopic("War"),)),
        GivenReview("bob", "started", note="m", edited_at="t"),
        GivenReview("cy", "new"),
    ),
)
BARE = GivenArticle("Xi", reviews=(GivenReview("ann", "new"),))


@pytest.mark.parametrize(
    ("kind", "of_full", "of_bare"),
    [
        (Loss.TEXTS, 1, 1),
        (Loss.HEADINGS, 1, 0),
        (Loss.METADATA, 1, 0),
        (Loss.UNMARKED, 0, 1),
        (Loss.UNREVIEWED, 0, 1),
        (Loss.UNFINISHED, 0, 1),
        (Loss.ANNOTATORS, 1, 0),
        (Loss.HISTORY, 2, 0),
        (Loss.NOTES, 2, 0),
        (Loss.FLAGS, 1, 0),
        (Loss.QUESTIONS, 1, 0),
        (Loss.NESTED, 1, 0),
        (Loss.OVERLAPPING, 1, 0),
        (Loss.TOPICS, 1, 0),
        (Loss.UNDECIDED, 1, 0),
    ],
)
def test_each_kind_is_counted(kind: Loss, of_full: int, of_bare: int) -> None:
    assert count(FULL, SCHEME, {kind})[kind] == of_full
    assert count(BARE, SCHEME, {kind})[kind] == of_bare


def test_every_kind_can_be_counted_and_only_what_is_asked_for_is() -> None:
    none = {Loss.UNMARKED, Loss.UNREVIEWED, Loss.UNFINISHED}
    assert set(count(FULL, SCHEME, set(Loss))) == set(Loss) - none
    assert count(FULL, SCHEME, {Loss.NOTES}) == {Loss.NOTES: 2}
    assert count(FULL, SCHEME, set()) == {}


def _lap(one: GivenSpan, other: GivenSpan) -> bool:
    return one.start < other.end and other.start < one.end


RANGES = st.tuples(st.integers(0, 12), st.integers(1, 6), st.sampled_from("AB"))


@given(st.lists(RANGES, max_size=8, unique=True))
def test_what_is_kept_of_overlaps_is_the_longest(ranges: list[tuple[int, int, str]]) -> None:
    spans = [GivenSpan(start, start + length, label) for start, length, label in ranges]
    kept = flat(spans)
    assert kept == sorted(kept, key=lambda x: x.start)
    assert not any(_lap(*pair) for pair in pairwise(kept))
    for span in spans:
        over = [x for x in kept if _lap(x, span)]
        assert span in kept or any(x.end - x.start >= span.end - span.start for x in over)
    lost = count(
        GivenArticle("x" * 20, spans=tuple(spans)), SCHEME, {Loss.NESTED, Loss.OVERLAPPING}
    )
    assert lost.total() == len(spans) - len(kept)
    assert flat(kept) == kept
