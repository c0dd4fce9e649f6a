"""What is told of an answer beside gold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.training import Comparison, Kind, SpanDifference, TopicDifference, compared


def test_marks_are_paired_with_what_shares_most_and_topics_without_an_answer_are_no():
    own = [(0, 5, 1), (10, 20, 1), (30, 35, 2), (50, 60, 1)]
    gold = [(0, 5, 1), (12, 20, 1), (30, 35, 1), (52, 54, 2), (70, 75, 1)]
    found = compared(own, gold, {1: True, 2: True, 3: False}, {1: True, 3: True})
    assert found.same == 2  # a mark and a topic
    assert [(x.kind, x.place) for x in found.spans] == [
        (Kind.EDGES, (10, 20)),
        (Kind.LABEL, (30, 35)),
        (Kind.BOTH, (50, 60)),
        (Kind.MISSED, (70, 75)),
    ]
    assert found.topics == (TopicDifference(2, False), TopicDifference(3, True))
    assert found.count == 6
    assert SpanDifference((1, 2, 1), None).kind == Kind.EXTRA


_MARKS = st.lists(st.builds(lambda a, n, x: (a, a + n, x), *(st.integers(1, 9) for _ in "abc")))


@given(_MARKS, _MARKS)
def test_each_mark_is_told_once_and_the_other_way_round_it_is_the_same(own, gold):
    found, back = compared(own, gold, {}, {}), compared(gold, own, {}, {})
    told = [x for each in found.spans for x in (each.own, each.gold) if x is not None]
    assert len(told) == len(set(own) ^ set(gold))
    assert found.same == back.same == len(set(own) & set(gold))
    assert compared(own, own, {1: True}, {1: True}) == Comparison(len(set(own)) + 1)
