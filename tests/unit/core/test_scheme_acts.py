"""The rules of changing a scheme, on values alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core import scheme_acts
from annotator.core.records import (
    Change,
    CodingRule,
    Decision,
    Label,
    Mapped,
    Span,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.core.scheme_acts import AffectedRows, Use
from annotator.errors import UserError
from tests.unit.core import making

SCHEME = making.scheme()
PERSON, ORG, GPE, DATE = SCHEME.labels
DIPLOMACY, TRADE = SCHEME.topics


def after(changes):
    return [change.after for change in changes]


def test_a_label_is_added_behind_the_others():
    act = scheme_acts.add(SCHEME, Label(9, "LAW", key="w"))
    assert (act.kind, act.article, act.words) == ("label.add", None, "LAW")
    assert act.changes == (Change(None, Label(9, "LAW", key="w", position=1)),)


def test_a_topic_needs_its_group():
    assert scheme_acts.add(SCHEME, Topic(13, "Sport", 1, "3")).kind == "topic.add"
    with pytest.raises(UserError, match="no such topic group"):
        scheme_acts.add(SCHEME, Topic(13, "Sport", 7))


@pytest.mark.parametrize("name", ["", "  ", " LAW", "a\nb", "x" * 201])
def test_names_are_one_line(name):
    with pytest.raises(UserError):
        scheme_acts.add(SCHEME, Label(9, name))


def test_a_name_is_there_once_whatever_its_case():
    with pytest.raises(UserError, match="there is one called “ORG” already"):
        scheme_acts.add(SCHEME, Label(9, "Org"))
    assert scheme_acts.change(SCHEME, ORG, replace(ORG, name="Org")).changes
    twice = replace(SCHEME, labels=(*SCHEME.labels, Label(9, "org")))
    assert scheme_acts.change(twice, ORG, replace(ORG, guideline="As it came.")).changes


def test_a_clash_of_keys_is_named():
    with pytest.raises(UserError, match="P is the key of PERSON"):
        scheme_acts.change(SCHEME, ORG, replace(ORG, key="p"))
    with pytest.raises(UserError, match="2 is the key of Trade"):
        scheme_acts.change(SCHEME, DIPLOMACY, replace(DIPLOMACY, key="2"))


@pytest.mark.parametrize("key", ["P", "1", "pp", "é", " "])
def test_a_label_s_key_is_a_letter(key):
    with pytest.raises(UserError, match="one letter"):
        scheme_acts.change(SCHEME, ORG, replace(ORG, key=key))


def test_the_key_of_a_retired_label_can_be_taken():
    scheme = replace(SCHEME, labels=(replace(PERSON, retired=True), *SCHEME.labels[1:]))
    act = scheme_acts.change(scheme, ORG, replace(ORG, key="p"))
    assert [(x.name, x.key) for x in after(act.changes)] == [("ORG", "p"), ("PERSON", "")]
    lost = replace(PERSON, retired=True, key="")
    assert scheme_acts.restore(scheme, lost, "x").changes[0].after == replace(PERSON, key="x")


@pytest.mark.parametrize("colour", ["", "#12345", "#1234567", "Blue", "rgb(1)"])
def test_colours_are_of_the_palette_or_six_digits(colour):
    with pytest.raises(UserError, match="not a colour"):
        scheme_acts.change(SCHEME, ORG, replace(ORG, colour=colour))
    assert scheme_acts.change(SCHEME, ORG, replace(ORG, colour="#1a2B3c")).changes


def test_what_a_pipeline_calls_so_still_comes_to_a_renamed_label():
    scheme = replace(SCHEME, label_map={})
    act = scheme_acts.change(scheme, ORG, replace(ORG, name="Body"))
    assert (act.words, act.changes[1]) == ("ORG → Body", Change(None, Mapped("ORG", ORG.id)))
    assert len(scheme_acts.change(SCHEME, ORG, replace(ORG, name="Body")).changes) == 1


def test_nothing_to_change_is_an_act_without_changes():
    assert not scheme_acts.change(SCHEME, ORG, ORG).changes
    assert not scheme_acts.reorder(SCHEME, PERSON, -1).changes
    assert not scheme_acts.reorder(SCHEME, DATE, +1).changes


def test_topics_move_within_their_group():
    groups = (*SCHEME.groups, TopicGroup(2, "Tone"))
    topics = (DIPLOMACY, Topic(21, "Calm", 2), TRADE)
    numbered = tuple(replace(x, position=at) for at, x in enumerate(topics))
    scheme = replace(SCHEME, groups=groups, topics=numbered)
    act = scheme_acts.reorder(scheme, numbered[0], +1)
    assert {(x.name, x.position) for x in after(act.changes)} == {("Diplomacy", 2), ("Trade", 0)}
    assert not scheme_acts.reorder(scheme, numbered[1], +1).changes


def test_only_what_is_not_used_is_deleted():
    for use in (Use(spans=1), Use(suggestions=1), Use(decisions=1), Use(coding_rules=1)):
        with pytest.raises(UserError, match="in use"):
            scheme_acts.delete(SCHEME, ORG, use)
    freed, gone = scheme_acts.delete(SCHEME, ORG, Use())
    assert freed.changes == (Change(Mapped("ORG", 2), Mapped("ORG", None)),)
    assert gone.changes == (Change(ORG, None),)
    with pytest.raises(UserError, match="has topics"):
        scheme_acts.delete(SCHEME, SCHEME.groups[0], Use())


def test_merging_labels():
    one = Span(7, 1, 0, 4, ORG.id, "Sarn", question="a town?")
    twin = Span(7, 1, 0, 4, GPE.id, "Sarn")
    alone = Span(7, 1, 9, 13, ORG.id, "Sarn", suggestion=5)
    proposed = Suggestion(5, 7, 9, 13, ORG.id)
    decision = Decision(5, 1, 7, "confirmed", "key", label=ORG.id, label_shown=ORG.id)
    other = Decision(6, 1, 7, "relabelled", "letter", label=DATE.id, label_shown=ORG.id)
    coding_rule = CodingRule("Sarn", 1, "2024", ORG.id, "a body", 7)
    page = AffectedRows(7, (one, twin, alone), (proposed,), (decision, other))
    acts = list(scheme_acts.merge_labels(SCHEME, ORG, GPE, [page], [coding_rule]))
    assert [(act.kind, act.article) for act in acts] == [
        ("label.merge", None), ("label.merge", 7), ("label.delete", None),
    ]  # fmt: skip
    assert after(acts[0].changes) == [Mapped("ORG", GPE.id), replace(coding_rule, label=GPE.id)]
    assert acts[1].changes == (
        Change(one, None),
        Change(twin, replace(twin, question="a town?")),
        Change(alone, replace(alone, label=GPE.id)),
        Change(proposed, replace(proposed, label=GPE.id)),
        Change(decision, replace(decision, label=GPE.id, label_shown=GPE.id)),
        Change(other, replace(other, label_shown=GPE.id)),
    )
    assert acts[2].changes == (Change(ORG, None),)


def test_merging_topics():
    mine, yours = TopicAnswer(7, 1, 11, True, "mouse"), TopicAnswer(7, 2, 11, False)
    twin = TopicAnswer(7, 1, 12, False)
    proposed = Suggestion(5, 7, None, None, 11)
    page = AffectedRows(7, (), (proposed,), (), (mine, twin, yours))
    first, rows, last = scheme_acts.merge_topics(DIPLOMACY, TRADE, [page])
    assert after(first.changes) == [replace(TRADE, keywords=("tariff", "summit"))]
    assert rows.changes == (
        Change(mine, None),
        Change(twin, replace(twin, is_yes=True, way="mouse")),
        Change(yours, replace(yours, topic=12)),
        Change(proposed, replace(proposed, label=12)),
    )
    assert last.changes == (Change(DIPLOMACY, None),)


def test_what_can_t_be_merged():
    with pytest.raises(UserError, match="itself"):
        list(scheme_acts.merge_labels(SCHEME, ORG, ORG, []))
    with pytest.raises(UserError, match="retired"):
        list(scheme_acts.merge_topics(DIPLOMACY, replace(TRADE, retired=True), []))


def test_a_new_name_is_shown_where_the_old_one_was_the_short_name_too():
    both = replace(ORG, short=ORG.name)
    scheme = replace(SCHEME, labels=(PERSON, both, GPE, DATE))
    renamed = scheme_acts.change(scheme, both, replace(both, name="Body")).changes[0].after
    assert renamed.shown_name == "Body"
    chosen = (
        scheme_acts.change(scheme, both, replace(both, name="Body", short="B")).changes[0].after
    )
    assert chosen.shown_name == "B"


def test_a_key_gives_what_is_in_use_and_never_what_is_retired():
    old, old_topic = replace(PERSON, id=9, retired=True), replace(TRADE, id=19, retired=True)
    shared = replace(SCHEME, labels=(old, *SCHEME.labels), topics=(old_topic, *SCHEME.topics))
    assert (shared.label_with_key("p"), shared.retired_with_key("p")) == (PERSON, old)
    assert shared.topic_with_key("2") == TRADE
    alone = replace(SCHEME, labels=(old,), topics=(old_topic,))
    assert (alone.label_with_key("p"), alone.topic_with_key("2")) == (None, None)
