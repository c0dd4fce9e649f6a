"""Topics as a person meets them: with few answers, wrong ones, and a scheme that changes."""

import random
from collections.abc import Iterable
from dataclasses import replace

import pytest

from annotator.core.keywords import suggested_topics
from annotator.core.records import Scheme, Topic, TopicGroup
from annotator.nlp.topics.training import TopicExample, TopicModel
from tests.unit.nlp.test_topics import (
    HEALTH,
    ONE,
    SCHEME,
    SPORT,
    TRADE,
    examples,
    said,
    text_of,
    trained,
)


def keys_saved(found: Iterable[int], topics: Iterable[int]) -> int:
    """What a person need not press where suggestions count, less what is to be taken back."""
    return len(set(topics)) - len(set(found) ^ set(topics))


@pytest.mark.parametrize(("scheme", "trusted"), [(ONE, True), (SCHEME, False)])
def test_a_person_is_never_worse_off_than_with_keywords(scheme: Scheme, trusted: bool) -> None:
    """In turn: suggest, let the person answer, learn. Where keywords are not to be trusted, one of
    them stands in all articles; one answer in ten is wrong. Two keys are chance.
    """
    rng = random.Random(7)
    learned = by_keywords = 0
    given: list[TopicExample] = []
    model = TopicModel()
    for i in range(30):
        topics = rng.choice([(SPORT,), (TRADE,), (HEALTH,)])
        right = [k for t in topics for k in scheme.topic(t).keywords]
        text = " ".join([*(right if trusted else ["stadium"]), "and", text_of(topics, i)] * 2)
        learned += keys_saved(said(model, text, scheme), topics)
        by_keywords += keys_saved((r[0] for r in suggested_topics(text, scheme.topics)), topics)
        told = topics if rng.random() > 0.1 else (rng.choice([SPORT, TRADE, HEALTH]),)
        given.append(TopicExample(i, text, {t.id: t.id in told for t in scheme.topics}))
        if i in (0, 3, 14):
            model = trained(given, scheme)
    assert learned >= by_keywords + (-2 if trusted else 4)


def test_topics_merged_or_split_in_mid_project() -> None:
    """What the new ones were not asked about is missing; the old one is retired."""
    before = [e._replace(answers={9: not e.answers[HEALTH]}) for e in examples(12)]
    both = tuple(replace(topic, keywords=()) for topic in SCHEME.topics)
    old = Topic(9, "Sport and trade", 1, retired=True)
    scheme = replace(SCHEME, topics=(*both, old))
    model = trained([*before, *examples(8)], scheme)
    assert 9 not in {part.topic for part in model.parts}
    assert {part.yes + part.no for part in model.parts} == {8}
    merged = replace(SCHEME, topics=(replace(old, retired=False), *both[2:3]))
    told = [e._replace(answers={9: not e.answers[HEALTH], HEALTH: e.answers[HEALTH]})
            for e in examples(24, kinds=((SPORT,), (TRADE,), (HEALTH,)))]  # fmt: skip
    model = trained(told, merged)
    for topics, topic in (((SPORT,), 9), ((TRADE,), 9), ((HEALTH,), HEALTH)):
        assert said(model, text_of(topics, 60), merged) == [topic]


def test_an_article_of_a_megabyte_and_answers_in_another_language() -> None:
    long = TopicExample(90, text_of((SPORT,), 90) * (1_000_000 // 400), {SPORT: True, TRADE: False})
    foreign = TopicExample(91, "球队在比赛中进球获胜裁判" * 3, {SPORT: True, TRADE: False})
    model = trained([long, foreign, *examples(2)])
    assert said(model, long.text) == [SPORT]
    text = "a tariff and the tariff again, said officials"
    assert TRADE in said(model, text)


@pytest.mark.parametrize("several", [True, False])
def test_a_group_of_one_never_has_two_suggestions(several: bool) -> None:
    """Nor where the keywords alone speak."""
    scheme = replace(SCHEME, groups=(TopicGroup(1, "Subject", several=several),))
    text = "a tariff at the stadium under the volcano, tariff, stadium, volcano"
    for model in (TopicModel(), trained(examples(1), scheme), trained(examples(24), scheme)):
        found = said(model, text, scheme)
        assert len(found) == len(set(found)) and (several or len(found) <= 1)
    assert len(said(TopicModel(), text, scheme)) == (3 if several else 1)
