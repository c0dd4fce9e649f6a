"""Disagreements of people who coded one article, by kind, and what settling them makes gold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.adjudication import Case, disputed, kinds_of
from annotator.core.agreement.codings import CodedArticle, Coding
from annotator.core.codes import ActKind
from annotator.core.gold import (
    Gold,
    Settling,
    fill,
    give_reason,
    is_in_the_way,
    settle,
)
from annotator.core.records import Change, Review, Scheme, Span, Status, Topic, TopicAnswer
from annotator.core.records import TopicGroup as Group
from annotator.core.settled import Reason, Verdict

ORG, GPE = 1, 2
GOLD, ME, AT = 7, 3, "2026-01-01T00:00:00.000+00:00"
SCHEME = Scheme(
    groups=(Group(1, "Tone", several=False), Group(2, "Subject")),
    topics=(Topic(11, "good", 1), Topic(12, "bad", 1), Topic(21, "war", 2), Topic(22, "trade", 2)),
)
TEXT = "The Pentagon met Reuters. the Senate of Paris met Reuters again in Paris."


def coded(*people, article=1, **more):
    """An article with what each person marked; the roles of the last ones may be given."""
    return CodedArticle(
        article,
        tuple(
            Coding(article, n, f"p{n}", frozenset(spans), **more) for n, spans in enumerate(people)
        ),
    )


def words(case: Case, text: str = TEXT) -> str:
    return text[case.start : case.end]


def place(surface: str, label: int, nth: int = 0, text: str = TEXT):
    at = -1
    for _ in range(nth + 1):
        at = text.index(surface, at + 1)
    return at, at + len(surface), label


def said(case: Case):
    return {side.said[0]: side.coders for side in case.sides}


def test_what_all_marked_is_agreed_and_each_place_that_differs_is_one_case() -> None:
    same, short, long = place("Reuters", ORG), place("Pentagon", ORG), place("The Pentagon", ORG)
    found = disputed(coded([same, short], [same, long]), SCHEME)
    (case,) = found.cases
    assert found.agreed == {same}
    assert (case.start, case.end) == (0, 12) and case.is_span
    assert said(case) == {(short,): ("p0",), (long,): ("p1",)}


def test_a_third_person_makes_no_third_side_where_they_said_the_same() -> None:
    one, other = place("Paris", ORG), place("Paris", GPE)
    (case,) = disputed(coded([one], [other], [one]), SCHEME).cases
    assert said(case) == {(one,): ("p0", "p2"), (other,): ("p1",)}


def test_what_only_one_found_is_a_case_with_an_empty_side() -> None:
    (case,) = disputed(coded([place("Paris", GPE)], []), SCHEME).cases
    assert said(case) == {(place("Paris", GPE),): ("p0",), (): ("p1",)}


def test_gold_and_what_was_said_a_second_time_are_no_sides() -> None:
    one = Coding(1, 1, "a", frozenset([place("Paris", GPE)]))
    two = Coding(1, 2, "b", frozenset([place("Paris", GPE)]))
    gold = Coding(1, 3, "gold", frozenset([place("Paris", ORG)]), role="gold")
    again = Coding(1, 4, "a (repeat)", role="repeat", of=1)
    found = disputed(CodedArticle(1, (one, two, gold, again)), SCHEME)
    assert found.cases == () and found.agreed == {place("Paris", GPE)}


SPANS = st.sets(st.tuples(st.integers(0, 8), st.integers(1, 3), st.integers(1, 2)))


@given(st.lists(SPANS, min_size=2, max_size=3))
def test_every_span_is_agreed_or_in_one_case_and_cases_do_not_touch(people) -> None:
    spans = [{(start, start + size, label) for start, size, label in each} for each in people]
    found = disputed(coded(*spans), SCHEME)
    for place in set().union(*spans):
        inside = [case for case in found.cases if case.start <= place[0] and place[1] <= case.end]
        sides = [side for case in inside for side in case.sides if place in side.spans]
        assert (place in found.agreed) == (not sides) or place in found.agreed
        assert place in found.agreed or len(inside) == 1
    ends = [(case.start, case.end) for case in found.cases]
    assert all(one[1] <= other[0] for one, other in pairwise(ends))
    for case in found.cases:
        assert len(case.sides) > 1
        by = sorted(x for side in case.sides for x in side.coders)
        assert by == [f"p{n}" for n in range(len(people))]


def of_topics(*people):
    codings = [Coding(1, n, f"p{n}", topics=said) for n, said in enumerate(people)]
    return disputed(CodedArticle(1, tuple(codings)), SCHEME)


def test_a_question_with_one_answer_is_one_case_and_others_are_one_a_topic() -> None:
    one, other = {11: True, 12: False, 21: True}, {11: False, 12: True, 21: False}
    found = of_topics({**one, 22: False}, {**other, 22: False})
    assert [case.what for case in found.cases] == ["group 1", "topic 21"]
    assert found.answers == {22: False}


def test_who_did_not_answer_says_nothing() -> None:
    found = of_topics({21: True}, {}, {11: True, 12: False})
    assert found.cases == () and found.answers == {21: True, 11: True, 12: False}


def test_the_same_words_answers_and_edges_are_one_kind_the_largest_first() -> None:
    first = disputed(
        coded([place("Reuters", ORG), place("Reuters", ORG, 1), place("Paris", GPE)], []), SCHEME
    )
    second = disputed(coded([], [place("Reuters", ORG)], article=2), SCHEME)
    kinds = kinds_of([*first.cases, *second.cases], words)
    assert [[(x.article, words(x)) for x in kind.places] for kind in kinds] == [
        [(1, "Reuters"), (1, "Reuters"), (2, "Reuters")],
        [(1, "Paris")],
    ]
    assert len({tuple(bool(side.spans) for side in x.sides) for x in kinds[0].places}) == 1


def test_other_labels_are_another_kind() -> None:
    one = disputed(coded([place("Paris", GPE)], [place("Paris", ORG, 1)]), SCHEME).cases
    assert len(kinds_of(one, words)) == 2


def test_what_has_no_like_stands_beside_others_of_its_sort() -> None:
    first = coded([place("Reuters", ORG), place("Paris", GPE), place("Pentagon", ORG)], [])
    second = coded([], [place("Senate", ORG)], article=2)
    cases = [case for each in (first, second) for case in disputed(each, SCHEME).cases]
    kinds = kinds_of(cases, words)
    assert [[words(x) for x in kind.places] for kind in kinds] == [
        ["Pentagon", "Reuters", "Senate"],
        ["Paris"],
    ]
    assert [kind.is_sort for kind in kinds] == [True, False]
    assert len({bool(x.sides[0].spans) for x in kinds[0].places}) == 1


def test_one_edge_is_one_kind_whatever_the_name() -> None:
    text = "the Pentagon, the Senate, the big Senate"
    short = [place("Pentagon", ORG, text=text), place("Senate", ORG, text=text)]
    long = [place("the Pentagon", ORG, text=text), place("the Senate", ORG, text=text)]
    cases = disputed(coded(short, long), SCHEME).cases
    (kind,) = kinds_of(cases, lambda case: words(case, text))
    assert {len({x.sides[n].spans[0][0] - x.start for x in kind.places}) for n in (0, 1)} == {1}
    apart = [place("Senate", ORG, 1, text)], [place("big Senate", ORG, text=text)]
    other = disputed(coded(*apart), SCHEME)
    assert len(kinds_of([*cases, *other.cases], lambda case: words(case, text))) == 2


def test_an_article_in_front_that_nobody_disputes_makes_no_other_words() -> None:
    text = "The Pentagon, the Pentagon, Pentagon, the big Pentagon"
    names = ("The Pentagon", "the Pentagon", "the big Pentagon")
    cases = disputed(coded([place(x, ORG, text=text) for x in names], []), SCHEME).cases
    cases += disputed(coded([place("Pentagon", ORG, 2, text)], [], article=2), SCHEME).cases
    kinds = kinds_of(cases, lambda case: words(case, text))
    assert [[words(x, text) for x in kind.places] for kind in kinds] == [
        ["The Pentagon", "the Pentagon", "Pentagon"],
        ["the big Pentagon"],
    ]
    assert not any(kind.is_sort for kind in kinds)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (("the Pentagon", "Pentagon"), ("The Senate", "Senate"), True),
        (("President Xi", "Xi"), ("Foreign Secretary Johnson", "Johnson"), True),
        (("the President Xi", "Xi"), ("President Xi", "Xi"), False),
        (("China's", "China"), ("Iran’s", "Iran"), True),
        (("the Pentagon", "Pentagon"), ("China's", "China"), False),
        (("Mr Xi", "Xi"), ("big Senate", "Senate"), False),
        (("big Senate", "Senate"), ("big House", "House"), True),
        (("12 May", "May"), ("31 May", "May"), True),
        (("China.", "China"), ("Iran,", "Iran"), False),
    ],
)
def test_what_one_has_more_at_an_edge_is_the_kind_whatever_the_name(
    one: tuple[str, str], other: tuple[str, str], is_one: bool
) -> None:
    cases, texts = [], dict(enumerate((one, other), 1))
    for number, (long, short) in texts.items():
        spans = [place(x, ORG, text=long) for x in (long, short)]
        cases += disputed(coded(spans[:1], spans[1:], article=number), SCHEME).cases
    kinds = kinds_of(cases, lambda case: words(case, texts[case.article][0]))
    assert (len(kinds[0].places) == 2 and not kinds[0].is_sort) == is_one


def test_edges_of_one_label_and_label_and_edge_at_once_are_of_a_sort() -> None:
    text = "big Senate, old House, Senate of Rome"
    edge = [("big Senate", "Senate"), ("old House", "House"), ("Senate", "Senate of Rome")]
    for labels in ((ORG, ORG), (ORG, GPE)):
        cases = []
        for number, names in enumerate(edge, 1):
            at = 1 if number == 3 else 0
            spans = [
                place(x, label, at * (x == "Senate"), text)
                for x, label in zip(names, labels, strict=True)
            ]
            cases += disputed(coded(spans[:1], spans[1:], article=number), SCHEME).cases
        kinds = kinds_of(cases, lambda case: words(case, text))
        assert [(kind.is_sort, [x.article for x in kind.places]) for kind in kinds] == [
            (True, [1, 2]),
            (False, [3]),
        ]


def test_questions_about_articles_are_never_one_kind_but_stand_side_by_side() -> None:
    cases = [*of_topics({21: True}, {21: False}).cases]
    cases += [Case(2, 0, 0, x.what, x.sides) for x in cases]
    other = of_topics({22: True}, {22: False}).cases
    kinds = kinds_of([*cases, *other], words)
    assert [(len(kind.places), kind.is_sort) for kind in kinds] == [(2, True), (1, False)]


def test_the_sides_change_places_by_the_seed_alone() -> None:
    cases = [
        disputed(coded([place("Paris", GPE)], [], article=n), SCHEME).cases[0] for n in range(40)
    ]
    firsts = [bool(kinds_of([x], words, 5)[0].first.sides[0].spans) for x in cases]
    assert 10 < sum(firsts) < 30
    assert firsts == [bool(kinds_of([x], words, 5)[0].first.sides[0].spans) for x in cases]


# -- gold ------------------------------------------------------------------------------------


def applied(gold: Gold, act) -> Gold:
    """Gold as an act leaves it; each row must be as the act says it was."""
    rows = {x.key_of: x for x in (*gold.spans, *gold.settled.values())}
    rows |= {("topic", *x.key_of): x for x in gold.answers.values()}
    rows |= {("review",): gold.review}
    for change in act.changes:
        key = change.record.key_of
        if isinstance(change.record, Review):
            key = ("review",)
        elif isinstance(change.record, TopicAnswer):
            key = ("topic", *key)
        assert rows.get(key) == change.before
    return gold.after(act.changes)


def places_of(gold: Gold):
    return {(x.start, x.end, x.label) for x in gold.spans}


def by_side(case: Case, number: int) -> Settling:
    side = case.sides[number]
    return Settling(Verdict.SIDE, ME, AT, side.spans, side.answers)


EMPTY = Gold(1, GOLD)
DISPUTE = disputed(
    coded(
        [place("Reuters", ORG), place("Paris", GPE), place("Pentagon", ORG)],
        [place("Reuters", ORG), place("Paris", ORG), place("The Pentagon", ORG)],
    ),
    SCHEME,
)
PENTAGON, PARIS = DISPUTE.cases


def test_what_all_said_is_taken_over_by_one_act() -> None:
    act = fill(EMPTY, DISPUTE, TEXT, ME, AT)
    gold = applied(EMPTY, act)
    assert act.kind == ActKind.GOLD_FILL
    assert places_of(gold) == {place("Reuters", ORG)}
    assert gold.review == Review(1, GOLD, Status.STARTED, edited_at=AT)
    assert gold.is_filled and all(gold.is_open(case) for case in DISPUTE.cases)


def test_without_a_disagreement_the_article_is_done() -> None:
    dispute = disputed(coded([], []), SCHEME)
    gold = applied(EMPTY, fill(EMPTY, dispute, TEXT, ME, AT))
    assert gold.review is not None and gold.review.status == Status.DONE


def test_with_the_last_case_the_article_is_done_and_all_is_gold() -> None:
    one = applied(EMPTY, settle(EMPTY, DISPUTE, TEXT, [(PARIS, by_side(PARIS, 0))]))
    assert one.review is not None and one.review.status == Status.STARTED
    assert one.is_open(PENTAGON) and not one.is_open(PARIS)
    done = applied(one, settle(one, DISPUTE, TEXT, [(PENTAGON, by_side(PENTAGON, 1))]))
    assert done.review is not None and done.review.status == Status.DONE
    assert places_of(done) == {
        place("Reuters", ORG), *PARIS.sides[0].spans, *PENTAGON.sides[1].spans,
    }  # fmt: skip
    assert not done.is_taken_over


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3)), min_size=1, max_size=8))
def test_the_last_answer_to_each_case_is_gold_and_undo_leads_back(steps) -> None:
    gold, before, last = EMPTY, [EMPTY], {}
    for number, answer in steps:
        case = DISPUTE.cases[number]
        own = ((case.start, case.end, GPE),)
        how = [
            by_side(case, 0),
            by_side(case, 1),
            Settling(Verdict.NONE, ME, AT),
            Settling(Verdict.OTHER, ME, AT, own),
        ][answer]
        act = settle(gold, DISPUTE, TEXT, [(case, how)])
        gold = applied(gold, act)
        before.append(gold)
        last[number] = how.spans
        back = [Change(x.after, x.before) for x in act.changes]
        undone = applied(gold, type(act)(act.kind, 1, tuple(back)))
        assert places_of(undone) == places_of(before[-2])
        assert undone.settled == before[-2].settled and undone.review == before[-2].review
    assert places_of(gold) == {place("Reuters", ORG)}.union(*last.values())


def test_a_case_is_open_again_when_people_say_something_else() -> None:
    gold = applied(EMPTY, settle(EMPTY, DISPUTE, TEXT, [(PARIS, by_side(PARIS, 0))]))
    now = disputed(coded([place("Paris", GPE)], []), SCHEME).cases[0]
    assert now.key == PARIS.key and gold.is_open(now)


def test_who_said_it_and_on_which_side_it_stood_does_not_open_a_case() -> None:
    gold = applied(EMPTY, settle(EMPTY, DISPUTE, TEXT, [(PARIS, by_side(PARIS, 0))]))
    other = Case(*PARIS.key[:1], PARIS.start, PARIS.end, PARIS.what, PARIS.sides[::-1])
    assert not gold.is_open(other)


def test_what_was_made_gold_as_a_whole_is_not_asked_about() -> None:
    span = Span(1, GOLD, *place("Paris", GPE), "Paris")
    gold = Gold(1, GOLD, Review(1, GOLD, Status.DONE), (span,))
    assert gold.is_taken_over and not any(gold.is_open(case) for case in DISPUTE.cases)


def test_a_reason_changes_only_what_is_told_of_the_case() -> None:
    gold = applied(EMPTY, settle(EMPTY, DISPUTE, TEXT, [(PARIS, by_side(PARIS, 0))]))
    act = give_reason(gold, DISPUTE.cases, Reason.CODEBOOK)
    assert act.kind == ActKind.GOLD_REASON and len(act.changes) == 1
    told = applied(gold, act)
    assert told.settled[PARIS.key].reason == "codebook gap"
    assert places_of(told) == places_of(gold)
    assert give_reason(told, DISPUTE.cases, Reason.CODEBOOK).changes == ()


def test_an_answer_may_not_lie_over_what_all_said_or_another_case() -> None:
    long = (place("Pentagon met Reuters", ORG),)
    assert is_in_the_way(EMPTY, DISPUTE, PENTAGON, long)
    assert not is_in_the_way(EMPTY, DISPUTE, PENTAGON, PENTAGON.sides[0].spans)
    gold = applied(EMPTY, settle(EMPTY, DISPUTE, TEXT, [(PENTAGON, by_side(PENTAGON, 0))]))
    assert not is_in_the_way(gold, DISPUTE, PENTAGON, PENTAGON.sides[1].spans)


def test_topics_of_a_side_are_gold_and_nobody_can_tell_leaves_them_open() -> None:
    dispute = of_topics({11: True, 12: False}, {11: False, 12: True})
    (case,) = dispute.cases
    gold = applied(EMPTY, settle(EMPTY, dispute, TEXT, [(case, by_side(case, 0))]))
    assert {x.topic: x.is_yes for x in gold.answers.values()} == dict(case.sides[0].answers)
    unclear = Settling(Verdict.UNCLEAR, ME, AT)
    gold = applied(gold, settle(gold, dispute, TEXT, [(case, unclear)]))
    assert gold.answers == {} and gold.settled[case.key].verdict == "unclear"
