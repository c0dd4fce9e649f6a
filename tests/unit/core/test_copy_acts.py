"""Labels of a near copy, suggested here (`core/copy_acts.py`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.core import acts
from annotator.core.acts import DecisionContext
from annotator.core.codes import DoubtReason
from annotator.core.copy_acts import Carried, TakenOver, keep_apart, take_over
from annotator.core.kept_apart import KeptApart
from annotator.core.marks import MarkState
from annotator.core.records import Change, InputMethod, Source, Suggestion, TopicGroup
from annotator.core.sheet import Sheet
from tests.unit.core.making import article, scheme, sheet

TEXT = "the Port Amal met Ben Okoro of Port Amal"
PORT, BEN, AGAIN = (0, 13), (18, 27), (31, 40)
HOW = DecisionContext(InputMethod.KEY, "2024-05-01", True, None)


def suggested(number: int, place: tuple[int, int], label: int) -> Suggestion:
    return Suggestion(number, 1, *place, label)


def take(found, *spans: Carried, topics: Iterable[int] = ()) -> TakenOver:
    act, counts = take_over(found, spans, topics, 7, "#12")
    assert all(x.before is None and isinstance(x.after, Suggestion) for x in act.changes)
    found.apply(act.changes)
    return counts


def shown(found) -> list[tuple[int, int, int | None, str]]:
    return [(m.start, m.end, m.label, str(m.doubt)) for m in found.marks]


def test_they_are_suggested_and_nothing_else_changes() -> None:
    found = sheet(TEXT)
    assert take(found, Carried(*BEN, 1), Carried(*AGAIN, 2)) == TakenOver(taken=2)
    assert not found.spans and not found.decisions and found.review.status == "new"
    assert {x.source for x in found.suggestions.values()} == {Source.COPY}
    assert {x.run for x in found.suggestions.values()} == {7}
    # ORG is a doubtful kind, and “the” at an edge a doubt: not where the person said so before.
    assert shown(found) == [(*BEN, 1, DoubtReason.NONE), (*AGAIN, 2, DoubtReason.NONE)]


def test_the_own_label_comes_before_what_a_model_says_until_it_is_decided() -> None:
    found = sheet(TEXT, [suggested(1, (4, 13), 3), suggested(2, BEN, 2), suggested(3, AGAIN, 3)])
    assert take(found, Carried(*PORT, 2), Carried(*BEN, 1)) == TakenOver(taken=2)
    places = [(m.start, m.end, m.label) for m in found.marks]
    assert places == [(*PORT, 2), (*BEN, 1), (*AGAIN, 3)]
    found.apply(acts.reject(found, *PORT, HOW).changes)
    assert (4, 13, 3) in [(m.start, m.end, m.label) for m in found.marks]
    found.apply(acts.label(found, *BEN, 1, HOW, follow=False).changes)
    assert [(m.start, m.end, m.label) for m in found.marks if m.state == MarkState.SPAN] == [
        (*BEN, 1)
    ]


def test_what_was_decided_here_stays() -> None:
    found = sheet(TEXT, [suggested(1, BEN, 1), suggested(2, AGAIN, 3)])
    found.apply(acts.reject(found, *BEN, HOW).changes)
    found.apply(acts.label(found, *AGAIN, 3, HOW).changes)
    spans = Carried(*BEN, 1), Carried(*AGAIN, 2), Carried(*PORT, 3)
    assert take(found, *spans) == TakenOver(taken=1, decided=2)
    assert take(found, *spans) == TakenOver(there=1, decided=2)
    assert found.span_at(*AGAIN).label == 3


def test_over_each_other_only_where_the_scheme_says_so() -> None:
    spans = Carried(*PORT, 2), Carried(4, 13, 3)
    assert take(sheet(TEXT), *spans) == TakenOver(taken=1)
    assert take(sheet(TEXT, nested=True), *spans) == TakenOver(taken=2)


def topics(found) -> dict[int, tuple[str, float | None]]:
    return {x: (str(each.source), each.score) for x, each in found.topic_suggestions.items()}


def test_topics_are_suggested_unless_something_was_said_of_them() -> None:
    found = sheet(TEXT)
    assert take(found, Carried(*BEN, 1), topics=(11, 12)) == TakenOver(taken=1, topics=2)
    assert topics(found) == {11: (Source.COPY, None), 12: (Source.COPY, None)}
    assert not found.topics
    assert take(found, topics=(11, 12)) == TakenOver(there=2)
    found = sheet(TEXT)
    found.apply(acts.answer_topic(found, 11, False, HOW).changes)
    assert take(found, topics=(11, 12)) == TakenOver(decided=1, topics=1)
    found = sheet(TEXT)
    found.apply(acts.no_topic(found, HOW).changes)
    assert take(found, topics=(11, 12)) == TakenOver(decided=2)


def test_a_question_of_one_answer_that_was_answered_gets_no_other() -> None:
    one = replace(scheme(), groups=(TopicGroup(1, "Subject", several=False),))
    found = Sheet(article(TEXT), one, 1)
    found.apply(acts.answer_topic(found, 11, True, HOW).changes)
    assert take(found, topics=(12,)) == TakenOver(decided=1)


def test_a_model_says_the_topic_again_once_the_copy_is_undone() -> None:
    """The model's answer came later, over that of the near copy."""
    proposed = Suggestion(5, 1, None, None, 11, score=0.4)
    found = sheet(TEXT)
    act, _ = take_over(found, (), (11,), 7, "#12")
    found.apply(act.changes)
    (copied,) = (change.after for change in act.changes)
    assert isinstance(copied, Suggestion) and copied.start is None
    found.renew(found.tokens, (), (copied, proposed))
    assert topics(found) == {11: (Source.COPY, None)}
    found.apply([change.inverse() for change in act.changes])
    assert topics(found) == {11: (Source.PIPELINE, 0.4)}
    assert found.own_id() < copied.id


def test_marks_that_come_together_are_as_those_of_an_article_opened_anew() -> None:
    """Few are shown one by one, many at once: what stands there in the end is the same."""
    given_ = [suggested(1, (4, 13), 3), suggested(2, BEN, 2), suggested(3, AGAIN, 3)]
    for spans in ([Carried(*PORT, 2)], [Carried(*PORT, 2), Carried(*BEN, 1), Carried(31, 35, 1)]):
        few, many = sheet(TEXT, given_), sheet(TEXT, given_)
        act, _ = take_over(few, spans, (), 7, "#12")
        few.apply(act.changes)
        many.apply(act.changes, is_of_all=True)
        anew = Sheet(few.article, few.scheme, 1, suggestions=few.suggestions.values())
        assert shown(few) == shown(many) == shown(anew)
        for each in (few, many):
            each.apply([change.inverse() for change in act.changes])
        assert shown(few) == shown(many) == shown(sheet(TEXT, given_))


def test_two_articles_are_kept_apart_in_whatever_order() -> None:
    for one, other in ((5, 12), (12, 5)):
        act = keep_apart(one, other)
        assert act.changes == (Change(None, KeptApart(12, 5)),) and act.article == one


def places(found) -> list[tuple[int, int, int | None, int, int | None]]:
    return [(m.start, m.end, m.label, int(m.state), m.suggestion) for m in found.marks]


PLACES = st.sampled_from([PORT, (4, 13), (0, 8), BEN, (18, 21), AGAIN, (31, 35)])
LABELS = st.sampled_from([1, 2, 3])


@given(
    st.lists(st.tuples(PLACES, LABELS), max_size=6),
    st.lists(st.tuples(PLACES, LABELS), max_size=6),
    st.lists(st.tuples(PLACES, st.sampled_from(["label", "reject"])), max_size=3),
    st.booleans(),
    st.sets(st.sampled_from([11, 12])),
)
def test_undone_everything_is_as_it_was(there, carried, done, nested, of_copy) -> None:
    given_ = [suggested(n, place, label) for n, (place, label) in enumerate(there, 1)]
    found = sheet(TEXT, given_, nested)
    for place, what in done:
        if what == "reject" and found.marks.exactly(*place) is not None:
            found.apply(acts.reject(found, *place, HOW).changes)
        elif what == "label":
            found.apply(acts.label(found, *place, 1, HOW, follow=False).changes)
    before = places(found), dict(found.suggestions), dict(found.decisions), found.spans
    spans = [Carried(*place, x) for place, x in carried]
    act, counts = take_over(found, spans, of_copy, 7, "#12")
    found.apply(act.changes)
    assert counts.taken == len(act.changes) - len(of_copy) <= len(carried)
    assert set(found.topic_suggestions) == of_copy
    assert found.spans == before[3] and found.decisions == before[2]
    again = sheet(TEXT, found.suggestions.values(), nested)
    again.apply([Change(None, x) for x in (*found.decisions.values(), *found.spans)])
    assert places(again) == places(found)
    found.apply([change.inverse() for change in act.changes])
    after = places(found), dict(found.suggestions), dict(found.decisions), found.spans
    assert after == before and not found.topic_suggestions
