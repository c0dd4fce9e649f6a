"""A finished article says yes or no to every topic of a group that was answered, and no more."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Scheme, Topic, TopicGroup
from annotator.core.topic_answers import (
    UNGROUPED,
    always_yes_f1,
    completed,
    groups_of,
    was_offered,
)

# Subject takes several answers, Tone one; Lost stands in no group that is there.
SUBJECT, TONE = 1, 2
TRADE, WAR, OLD, CALM, SHARP, LOST = 11, 12, 13, 21, 22, 31
SCHEME = Scheme(
    groups=(TopicGroup(SUBJECT, "Subject"), TopicGroup(TONE, "Tone", several=False)),
    topics=(
        Topic(TRADE, "Trade", SUBJECT),
        Topic(WAR, "War", SUBJECT),
        Topic(OLD, "Old", SUBJECT, retired=True),
        Topic(CALM, "Calm", TONE),
        Topic(SHARP, "Sharp", TONE),
        Topic(LOST, "Lost", 9),
    ),
)
IDS = [topic.id for topic in SCHEME.topics]
ANSWERS = st.dictionaries(st.sampled_from([0, *IDS]), st.booleans())
OFFERED = st.frozensets(st.sampled_from(IDS))


def said(answers, *, is_finished=True, scheme=SCHEME):
    return completed(scheme, answers, is_finished=is_finished)


def test_the_other_topics_of_an_answered_group_are_no():
    found = said({TRADE: True})
    assert dict(found.answers) == {TRADE: True, WAR: False}
    assert (found.answered, found.undecided) == ((SUBJECT,), (TONE, UNGROUPED))


def test_a_group_left_undecided_is_missing_not_no():
    assert said({}).answers == {}
    assert said({}).undecided == (SUBJECT, TONE, UNGROUPED)


def test_none_applies_is_an_answer_to_every_group():
    found = said({0: True})
    assert dict(found.answers) == dict.fromkeys([TRADE, WAR, CALM, SHARP, LOST], False)
    assert found.none == found.answered == (SUBJECT, TONE, UNGROUPED)


def test_a_no_stays_and_alone_decides_nothing_about_the_others():
    found = said({TRADE: False})
    assert dict(found.answers) == {TRADE: False}
    assert SUBJECT in found.undecided
    assert said({TRADE: False, WAR: False}).answered == (SUBJECT,)


def test_a_group_of_one_with_two_yes_is_broken_and_teaches_nothing():
    found = said({CALM: True, SHARP: True, TRADE: True})
    assert found.broken == (TONE,)
    assert found.answers[CALM] and found.answers[SHARP]
    assert found.for_training(SCHEME) == {TRADE: True, WAR: False}


def test_a_retired_topic_is_no_example_but_its_yes_answers_the_group():
    found = said({OLD: True})
    assert dict(found.answers) == {OLD: True, TRADE: False, WAR: False}
    assert found.for_training(SCHEME) == {TRADE: False, WAR: False}


def test_before_an_article_is_finished_only_a_group_of_one_says_more_than_was_said():
    found = said({TRADE: True, SHARP: True}, is_finished=False)
    assert dict(found.answers) == {TRADE: True, SHARP: True, CALM: False}


def test_a_topic_that_came_later_is_missing():
    found = completed(
        SCHEME, {TRADE: True}, is_finished=True, was_offered=lambda topic: topic != WAR
    )
    assert dict(found.answers) == {TRADE: True}
    assert found.later == (WAR,)


def test_a_topic_is_offered_from_when_it_was_added_and_not_while_it_was_retired():
    times = {WAR: (("", False), ("2024-01", True), ("2024-03", False), ("2024-05", True))}
    asked = {at: was_offered(times, WAR, at) for at in ("2023", "2024-02", "2024-04", "2024-06")}
    assert asked == {"2023": False, "2024-02": True, "2024-04": False, "2024-06": True}
    assert was_offered(times, TRADE, "2023") and was_offered(times, WAR, "")


@given(answers=ANSWERS, offered=OFFERED, is_finished=st.booleans())
def test_what_was_answered_stays_and_what_follows_is_a_no(answers, offered, is_finished):
    found = completed(SCHEME, answers, is_finished=is_finished, was_offered=offered.__contains__)
    given_ = {topic: is_yes for topic, is_yes in answers.items() if topic}
    assert {topic: found.answers[topic] for topic in given_} == given_
    assert found.answers.keys() - given_.keys() == found.implied
    assert not any(found.answers[topic] for topic in found.implied)
    assert found.implied <= offered - {OLD}
    for group, topics in groups_of(SCHEME).items():
        kinds = [group in found.answered, group in found.undecided, group in found.broken]
        assert sum(kinds) <= 1
        asked = {x.id for x in topics if not x.retired} & (offered | given_.keys())
        if is_finished and group in found.answered:
            assert asked <= found.answers.keys()
        if group in found.undecided or group in found.broken:
            assert not found.implied & {x.id for x in topics}


@given(answers=ANSWERS)
def test_a_model_never_learns_two_topics_of_a_group_of_one(answers):
    training = said(answers).for_training(SCHEME)
    assert sum(training.get(topic, False) for topic in (CALM, SHARP)) <= 1
    assert OLD not in training


def test_always_yes_is_right_as_often_as_a_topic_is():
    given_ = [{"a": True, "b": False}, {"a": False, "b": False}, {"a": True}]
    assert always_yes_f1(given_, "ab") == 0.8  # 2 of 3: precision 2/3, recall 1
    assert always_yes_f1(given_, "b") is None
