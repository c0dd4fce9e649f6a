"""What is left of a scheme without its damaged rows (`core/damaged_scheme.py`)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.damaged_scheme import is_stand_in, sound
from annotator.core.records import Label, Scheme, Topic, TopicGroup
from tests.unit.core.making import scheme

LABELS, TOPICS = [1, 2, 3, 4], [11, 12]


def damaged(labels: frozenset[int], topics: frozenset[int]) -> Scheme:
    return replace(
        scheme(), also_fed={"PERSON": (2, 3), "ORG": (4,)},
        damaged_labels=labels, damaged_topics=topics,
    )  # fmt: skip


@given(st.frozensets(st.sampled_from(LABELS)), st.frozensets(st.sampled_from(TOPICS)))
def test_nothing_names_a_damaged_label_or_topic_any_more(labels, topics) -> None:
    was = damaged(labels, topics)
    left = sound(was)
    there = {label.id for label in left.labels}
    assert there == set(LABELS) - labels
    assert {topic.id for topic in left.topics} == set(TOPICS) - topics
    assert not left.damaged_labels and not left.damaged_topics
    assert {x for x in left.label_map.values() if x is not None} <= there
    assert {x for also in left.also_fed.values() for x in also} <= there
    assert left.also_fed.keys() <= left.label_map.keys()
    assert left.groups == was.groups and left.nested == was.nested
    assert sound(left) == left


def test_what_is_ignored_stays_ignored() -> None:
    assert sound(damaged(frozenset(LABELS), frozenset())).label_map == {"CARDINAL": None}


def test_a_sound_scheme_is_left_as_it_is() -> None:
    assert sound(scheme()) == scheme()


@pytest.mark.parametrize(
    ("item", "is_one"),
    [
        (Label(1, "PERSON"), True),
        (Label(2, "ORG"), False),
        (Topic(11, "Diplomacy", 1), True),
        (Topic(1, "of a label's number", 1), False),
        (TopicGroup(5, "Subject"), True),
        (TopicGroup(0, "of topics whose group is not known"), True),
        (TopicGroup(1, "Subject"), False),
        ("a word", False),
    ],
)
def test_a_stand_in_is_told_by_its_kind_and_number(item: object, is_one: bool) -> None:
    broken = replace(damaged(frozenset({1}), frozenset({11})), damaged_groups=frozenset({5}))
    assert is_stand_in(broken, item) is is_one
