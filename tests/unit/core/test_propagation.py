"""Mentions near other marks: what each is, and what an act would do to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core import acts
from annotator.core.acts import DecisionContext
from annotator.core.concordance import MentionStatus, Overlap, Surroundings, read
from annotator.core.propagation import Conflict, act_on, judge, sheet_near
from annotator.core.records import Decision, InputMethod, Outcome, Source, Span, Suggestion
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut
from tests.unit.core.making import article, scheme, sheet

TEXT = "Ana met Ana Ben. Then Ana-Ben left Ana."
PLACES = [(0, 3), (8, 11), (22, 25), (35, 38)]
HOW = DecisionContext(InputMethod.BULK, "2024", False, None)


def near(spans=(), suggestions=(), decisions=None, status="new", text=TEXT) -> Surroundings:
    return Surroundings(1, text, cut(text), status, spans, suggestions, decisions or {})


def span(start: int, end: int, label: int = 1) -> Span:
    return Span(1, 1, start, end, label, TEXT[start:end])


def test_a_part_of_a_longer_name_is_told():
    found = read(near(), PLACES)
    assert [x.standing for x in found] == [MentionStatus.FREE] * 4
    assert [x.nearby for x in found] == ["", Overlap.LONGER, Overlap.LONGER, ""]
    assert (found[1].left, found[1].right[:5]) == ("Ana met ", " Ben.")


def test_within_a_word_is_no_mention():
    assert read(near(text="Banana"), [(1, 4)]) == []


@pytest.mark.parametrize(
    ("other", "nearby", "flat", "nested"),
    [
        ((8, 15), Overlap.NESTS, Conflict.CROSSES, Conflict.BESIDE),
        ((4, 10), Overlap.CROSSES, Conflict.CROSSES, Conflict.CROSSES),
        ((4, 8), Overlap.BESIDE, Conflict.BESIDE, Conflict.BESIDE),
        ((12, 15), Overlap.LONGER, Conflict.LONGER, Conflict.LONGER),
    ],
)
def test_spans_at_its_side(other, nearby, flat, nested):
    (found,) = read(near([span(*other)]), [(8, 11)])
    assert found.nearby == nearby
    assert judge(found, 1, is_nested=False) == flat
    assert judge(found, 1, is_nested=True) == nested


def test_an_open_suggestion_around_it_is_in_the_way_and_a_maybe_is_not():
    around = Suggestion(7, 1, 8, 15, 1)
    (found,) = read(near(suggestions=[around]), [(8, 11)])
    assert found.nearby == Overlap.BESIDE
    (found,) = read(near(suggestions=[replace(around, is_maybe=True)]), [(8, 11)])
    assert found.nearby == Overlap.LONGER


def test_a_follower_stands_where_it_followed_to():
    followed = Decision(7, 1, 1, Outcome.FOLLOWED, InputMethod.FOLLOW, start=0, end=3, label=2)
    (found,) = read(
        near(suggestions=[Suggestion(7, 1, 0, 7, 1)], decisions={7: followed}), [(0, 3)]
    )
    assert (found.standing, found.label, found.suggestion) == (MentionStatus.OPEN, 2, 7)


def test_what_was_decided_in_the_article_is_known_of_all_its_mentions():
    rejected = Decision(7, 1, 1, Outcome.REJECTED, InputMethod.KEY)
    rows = near([span(0, 3, 2)], [Suggestion(7, 1, 35, 38, 1)], {7: rejected})
    found = read(rows, PLACES)
    assert [x.standing for x in found][::3] == [MentionStatus.SPAN, MentionStatus.REJECTED]
    assert {x.decided for x in found} == {frozenset((2, None))}
    snags = [judge(x, 2, is_nested=False) for x in found]
    assert snags == [None, Conflict.LONGER, Conflict.LONGER, Conflict.DECIDED]


def test_chosen_mentions_are_only_kept_from_what_can_not_be():
    rows = near([span(0, 3, 2), span(4, 10)], status="done")
    first, second, *_ = read(rows, PLACES)
    assert judge(first, 1, is_nested=False, is_chosen=True) == Conflict.NONE
    assert judge(second, 1, is_nested=False, is_chosen=True) == Conflict.CROSSES
    assert judge(first, None, is_nested=False) == Conflict.DECIDED
    assert judge(first, None, is_nested=False, is_chosen=True) == Conflict.NONE


def test_own_ids_are_below_those_that_are_not_on_the_sheet():
    small = sheet_near(replace(near(), lowest_id=-(1 << 24) - 9), scheme(), 1)
    act, left = act_on(small, [(0, 3), (0, 3), (35, 38)], 1, HOW)
    made = [c.after for c in act.changes if isinstance(c.after, Suggestion)]
    assert [x.id for x in made] == [-(1 << 24) - 10, -(1 << 24) - 11]
    assert {x.source for x in made} == {Source.FOLLOW}
    assert left == 0


def test_a_topic_with_an_own_id_is_not_met_by_own_ids():
    topic = Suggestion(-(1 << 24) - 3, 1, None, None, 11, Source.IMPORT)
    made = Sheet(article(TEXT), scheme(), 1, topic_suggestions=[topic])
    assert made.own_id() < topic.id


def test_a_hidden_suggestion_can_not_be_rejected():
    old = scheme()
    labels = tuple(replace(x, retired=x.id == 1) for x in old.labels)
    rows = near(suggestions=[Suggestion(7, 1, 0, 3, 1)])
    act, left = act_on(sheet_near(rows, replace(old, labels=labels), 1), [(0, 3)], None, HOW)
    assert left == (0 if act.changes else 1)


def test_an_act_taken_back_is_forgotten_whatever_the_order_of_its_rows():
    made = sheet(TEXT)
    act, _ = act_on(made, [(0, 3)], 1, HOW)
    assert dict(made.decided_labels("Ana")) == {1: 1}
    made.apply([change.inverse() for change in act.changes])
    assert dict(made.decided_labels("Ana")) == {}
    assert acts.label(made, 0, 3, 1, HOW, follow=False).changes
