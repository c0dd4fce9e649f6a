"""Reviews without suggestions, and what comes of comparing them.

What is tested: `core/blind.py`, `core/blind_records.py`.
"""

from __future__ import annotations

import pytest

from annotator.core import acts, blind
from annotator.core.acts import DecisionContext
from annotator.core.marks import MarkState
from annotator.core.records import (
    BlindReview,
    BlindSpan,
    Decision,
    InputMethod,
    Outcome,
    Review,
    Span,
    Status,
    Suggestion,
)
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut
from tests.unit.core.making import article, scheme

TEXT = "Xi Jinping met Ada in Sarn, and Xi Jinping left Sarn by Friday."
PERSON, ORG, PLACE, DATE = 1, 2, 3, 4
HOW = DecisionContext(InputMethod.ENTER, "2024-05-01T12:00:00")
FIRST, ADA, SARN = (0, 10), (15, 18), (22, 26)
TOPIC, OTHER = 11, 12


def place(surface: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(surface, at + 1)
    return at, at + len(surface)


def sheet(*proposed: tuple[tuple[int, int], int | None], nested: bool = False) -> Sheet:
    """A blind article with these suggestions behind it, and one topic."""
    rows = [Suggestion(n, 1, *at, label) for n, (at, label) in enumerate(proposed, 1)]
    topics = [Suggestion(90, 1, None, None, 11)]
    return Sheet(
        article(TEXT),
        scheme(nested),
        1,
        tokens=cut(TEXT),
        suggestions=rows,
        topic_suggestions=topics,
        is_blind=True,
    )


def do(page: Sheet, act: acts.Act) -> acts.Act:
    page.apply(act.changes)
    return act


def compare(page: Sheet) -> acts.Act:
    return do(page, blind.compare(page, HOW, focused=frozenset()))


def opened(page: Sheet) -> list[tuple[tuple[int, int], int | None, str]]:
    return [((m.start, m.end), m.label, m.doubt) for m in page.marks if m.is_open]


def test_nothing_is_shown_before_the_review_is_put_down() -> None:
    page = sheet((FIRST, PERSON), (SARN, PLACE))
    assert page.is_hiding
    assert not list(page.marks)
    assert not page.topic_suggestions
    do(page, acts.label(page, *ADA, PERSON, HOW))
    assert [mark.surface for mark in page.marks] == ["Ada"]
    act = compare(page)
    assert act.kind == blind.COMPARE
    assert page.is_revealed
    assert page.topic_suggestions
    assert opened(page) == [(FIRST, PERSON, "blind"), (SARN, PLACE, "blind")]
    put_down = [c.after for c in act.changes if isinstance(c.after, BlindReview | BlindSpan)]
    assert put_down == [BlindReview(1, 1, HOW.at), BlindSpan(1, 1, *ADA, PERSON)]


def test_hidden_suggestions_do_not_follow_what_is_decided_blind() -> None:
    page = sheet((place("Xi Jinping", 1), ORG))
    act = do(page, acts.label(page, *FIRST, PERSON, HOW))
    followers = [c.after for c in act.changes if isinstance(c.after, Decision)]
    assert [f.suggestion < 0 for f in followers] == [True]
    act = compare(page)
    assert {(s.start, s.end): s.label for s in page.spans} == {
        FIRST: PERSON,
        place("Xi Jinping", 1): PERSON,
    }
    assert opened(page) == [(place("Xi Jinping", 1), ORG, "contested")]


def test_what_is_the_same_is_decided_by_that_and_never_shown() -> None:
    page = sheet((FIRST, PERSON), (ADA, ORG))
    do(page, acts.label(page, *FIRST, PERSON, HOW, follow=False))
    compare(page)
    decision = page.decisions[1]
    assert (decision.outcome, decision.way, decision.focused) == (
        Outcome.CONFIRMED,
        InputMethod.BLIND,
        False,
    )
    assert opened(page) == [(ADA, ORG, "blind")]
    assert page.span_at(*FIRST) == Span(1, 1, *FIRST, PERSON, "Xi Jinping")


def test_where_all_is_the_same_the_article_is_done() -> None:
    page = sheet((FIRST, PERSON))
    do(page, acts.answer_topic(page, TOPIC, True, HOW))
    do(page, acts.label(page, *FIRST, PERSON, HOW, follow=False))
    act = compare(page)
    assert act.kind == "article.finish"
    assert page.review.status == Status.DONE
    assert page.is_revealed


def test_a_topic_that_is_suggested_and_left_open_is_a_difference() -> None:
    page = sheet((FIRST, PERSON))
    do(page, acts.label(page, *FIRST, PERSON, HOW, follow=False))
    do(page, acts.answer_topic(page, OTHER, True, HOW))
    assert blind.contested_topics(page) == (TOPIC,)
    act = compare(page)
    assert act.kind == blind.COMPARE
    assert page.blind == BlindReview(1, 1, HOW.at, (OTHER,))
    assert not opened(page)
    assert blind.contested_topics(page) == (TOPIC,)
    left = acts.finish(page, HOW)
    answer = do(page, acts.answer_topic(page, TOPIC, True, HOW))
    assert blind.contested_topics(page) == ()
    page.apply([c.inverse() for c in reversed(answer.changes)])
    assert blind.contested_topics(page) == (TOPIC,)
    do(page, left)
    assert blind.contested_topics(page) == ()
    assert set(page.topics) == {OTHER}, "what was left is no answer"


@pytest.mark.parametrize("answer", [True, False])
def test_a_topic_that_was_answered_is_not_contested(answer: bool) -> None:
    page = sheet()
    do(page, acts.answer_topic(page, TOPIC, answer, HOW))
    assert compare(page).kind == "article.finish"


def test_none_applies_is_compared_with_what_is_suggested() -> None:
    page = sheet()
    do(page, acts.no_topic(page, HOW))
    assert compare(page).kind == blind.COMPARE
    assert page.blind == BlindReview(1, 1, HOW.at, (0,))
    assert blind.contested_topics(page) == (TOPIC,)


@pytest.mark.parametrize("label", [PERSON, ORG, DATE])
@pytest.mark.parametrize("nested", [False, True])
def test_another_label_at_the_same_place_takes_one_key(label: int, nested: bool) -> None:
    page = sheet((FIRST, ORG), nested=nested)
    do(page, acts.label(page, *FIRST, PERSON, HOW, follow=False))
    compare(page)
    mark = page.marks.exactly(*FIRST)
    assert mark is not None
    assert (mark.is_contested, mark.label) == (True, ORG)
    do(page, acts.label(page, *FIRST, label, HOW, follow=False))
    assert not opened(page)
    assert [(s.start, s.end, s.label) for s in page.spans] == [(*FIRST, label)]
    expected = Outcome.CONFIRMED if label == ORG else Outcome.RELABELLED
    assert page.decisions[1].outcome == expected


@pytest.mark.parametrize("nested", [False, True])
def test_a_rejected_difference_leaves_the_own_answer(nested: bool) -> None:
    page = sheet((FIRST, ORG), ((3, 14), PERSON), nested=nested)
    do(page, acts.label(page, *FIRST, PERSON, HOW, follow=False))
    compare(page)
    for mark in [m for m in page.marks if m.is_open]:
        do(page, acts.reject(page, mark.start, mark.end, HOW))
    assert not opened(page)
    assert [(s.start, s.end, s.label) for s in page.spans] == [(*FIRST, PERSON)]
    assert {d.outcome for d in page.decisions.values()} == {Outcome.REJECTED}
    mark = page.marks.exactly(*FIRST)
    assert mark is not None and mark.state == MarkState.SPAN


def test_other_edges_take_the_place_of_the_own_span() -> None:
    wide = (0, 14)
    page = sheet((wide, PERSON))
    do(page, acts.label(page, *FIRST, PERSON, HOW, follow=False))
    compare(page)
    assert opened(page) == [(wide, PERSON, "contested")]
    do(page, acts.label(page, *wide, PERSON, HOW))
    assert [(s.start, s.end) for s in page.spans] == [wide]
    assert page.decisions[1].outcome == Outcome.CONFIRMED


def test_what_is_left_open_is_accepted_but_not_against_the_own_answer() -> None:
    page = sheet((FIRST, ORG), ((3, 14), PERSON), (ADA, PERSON))
    do(page, acts.label(page, *FIRST, PERSON, HOW, follow=False))
    compare(page)
    do(page, acts.finish(page, DecisionContext(InputMethod.FORCED), is_forced=True))
    assert [(s.start, s.end, s.label) for s in page.spans] == [(*FIRST, PERSON), (*ADA, PERSON)]
    outcomes = {n: d.outcome for n, d in page.decisions.items()}
    assert outcomes == {1: Outcome.REJECTED, 2: Outcome.REJECTED, 3: Outcome.ACCEPTED}


def test_going_back_hides_all_again() -> None:
    page = sheet((FIRST, ORG), (SARN, PLACE))
    before = do(page, acts.label(page, *FIRST, PERSON, HOW))
    start = (list(page.marks), page.spans, dict(page.decisions), dict(page.suggestions))
    act = compare(page)
    step = do(page, acts.reject(page, *FIRST, HOW))
    page.apply([c.inverse() for c in reversed(step.changes)])
    page.apply([c.inverse() for c in reversed(act.changes)])
    assert page.is_hiding
    assert (list(page.marks), page.spans, dict(page.decisions), dict(page.suggestions)) == start
    page.apply([c.inverse() for c in reversed(before.changes)])
    assert not list(page.marks)
    assert len(page.hidden) == 2


def test_late_suggestions_are_hidden_too() -> None:
    page = sheet((FIRST, ORG))
    page.renew(cut(TEXT), [Suggestion(7, 1, *SARN, PLACE)], [])
    assert set(page.hidden) == {7}
    assert not list(page.marks)


def test_an_article_that_is_not_blind_hides_nothing() -> None:
    page = Sheet(article(TEXT), scheme(), 1, suggestions=[Suggestion(1, 1, *FIRST, PERSON)])
    assert not page.is_hiding and not page.is_revealed
    assert page.review == Review(1, 1)
    assert len(page.marks) == 1
