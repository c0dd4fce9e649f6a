"""Acts on a sheet: the rules hold after any of them, and undo leads back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import acts, others
from annotator.core.acts import DecisionContext
from annotator.core.marks import MarkState
from annotator.core.records import (
    Act,
    CodingRule,
    Label,
    Outcome,
    Scheme,
    Status,
    Suggestion,
    Topic,
    TopicGroup,
)
from annotator.core.review_state import Knowledge
from annotator.core.sheet import Sheet
from annotator.errors import UserError
from tests.unit.core.making import article, scheme, sheet

TEXT = "Xi met Biden. Then Xi left. The Hague hosts Xi Jinping. Xi spoke; Biden 😀 replied to Xi."
HOW = DecisionContext(at="2025-01-01T00:00:00")


def place(surface: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(surface, at + 1)
    return at, at + len(surface)


def state(of: Sheet) -> object:
    return (
        of.spans,
        dict(of.decisions),
        dict(of.topics),
        of.review,
        list(of.marks),
        set(of.suggestions),
    )


def do(on: Sheet, act: Act) -> Act:
    on.apply(act.changes)
    return act


def undo(on: Sheet, act: Act) -> None:
    on.apply([change.inverse() for change in reversed(act.changes)])


def with_suggestions(*marked: tuple[tuple[int, int], int], nested: bool = False) -> Sheet:
    rows = [Suggestion(n + 1, 1, s, e, label) for n, ((s, e), label) in enumerate(marked)]
    return sheet(TEXT, suggestions=rows, nested=nested)


def test_a_label_on_a_run_makes_a_span_and_its_mentions_follow_open() -> None:
    page = with_suggestions((place("Biden"), 1))
    do(page, acts.label(page, *place("Xi"), 1, HOW))
    assert [(s.start, s.surface) for s in page.spans] == [(0, "Xi")]
    followed = [m for m in page.marks if m.state == MarkState.FOLLOWED]
    assert [(m.start, m.end) for m in followed] == [place("Xi", 1), place("Xi", 3), place("Xi", 4)]


def test_a_mention_inside_a_longer_name_does_not_follow() -> None:
    page = with_suggestions()
    do(page, acts.label(page, *place("Xi"), 1, HOW))
    assert not page.marks.touching(*place("Xi Jinping"))


def test_this_mention_only() -> None:
    page = with_suggestions()
    do(page, acts.label(page, *place("Xi"), 1, HOW, follow=False))
    assert len(page.marks) == 1


def test_a_contrary_decision_on_a_follower_makes_the_surface_mixed() -> None:
    page = with_suggestions((place("Xi"), 1), (place("Xi", 1), 1), (place("Xi", 3), 1))
    do(page, acts.label(page, *place("Xi"), 1, HOW))
    do(page, acts.label(page, *place("Xi", 1), 2, HOW))
    third = page.marks.exactly(*place("Xi", 3))
    assert page.is_mixed("Xi") and third is not None and third.label == 1 and third.doubt == "mixed"


def test_rejection_does_not_follow_but_the_others_are_doubtful() -> None:
    page = with_suggestions((place("Biden"), 1), (place("Biden", 1), 1))
    do(page, acts.reject(page, *place("Biden"), HOW))
    other = page.marks.exactly(*place("Biden", 1))
    assert other is not None and other.doubt == "rejected" and other.proposed_none
    do(page, others.reject_others(page, *place("Biden"), HOW))
    assert not list(page.marks)


def test_an_edge_moved_is_followed_for_the_same_old_surface() -> None:
    page = with_suggestions((place("Biden"), 1), (place("Biden", 1), 1))
    old, new = place("Biden"), (place("Biden")[0], place("Biden")[1] - 2)
    do(page, acts.move(page, old, new, HOW))
    other = page.marks.touching(*place("Biden", 1))
    assert page.spans[0].surface == "Bid"
    assert (other[0].state, other[0].surface) == (MarkState.FOLLOWED, "Bid")


def test_an_edge_moved_outward_is_followed_only_where_the_same_words_stand() -> None:
    page = with_suggestions((place("Biden"), 1), (place("Biden", 1), 1))
    old, new = place("Biden"), (place("Biden")[0] - 4, place("Biden")[1])
    do(page, acts.move(page, old, new, HOW))
    other = page.marks.touching(*place("Biden", 1))
    assert page.spans[0].surface == "met Biden"
    assert (other[0].state, other[0].surface) == (MarkState.SUGGESTED, "Biden")


def test_what_followed_the_old_edges_and_can_not_go_along_is_let_go() -> None:
    """Of what the words had followed by, a suggestion is open as before, and the rest is gone."""
    page = with_suggestions((place("Xi", 1), 1))
    do(page, acts.label(page, *place("Xi"), 1, HOW))
    before = state(page)
    moved = do(page, acts.move(page, place("Xi"), place("Xi met"), HOW))
    assert [s.surface for s in page.spans] == ["Xi met"]
    marks = [(m.start, m.end, m.state) for m in page.marks if m.state != MarkState.SPAN]
    assert marks == [(*place("Xi", 1), MarkState.SUGGESTED)]
    assert list(page.suggestions) == [1]
    undo(page, moved)
    assert state(page) == before


def test_what_followed_stays_where_the_words_are_decided_so_elsewhere_too() -> None:
    page = with_suggestions()
    do(page, acts.label(page, *place("Xi"), 1, HOW))
    do(page, acts.label(page, *place("Xi", 1), 1, HOW))
    do(page, acts.move(page, place("Xi"), place("Xi met"), HOW))
    followed = [(m.start, m.end) for m in page.marks if m.state == MarkState.FOLLOWED]
    assert followed == [place("Xi", 3), place("Xi", 4)]


CUTS = "The Port Board met. THE\tHarbour Union’s boat hit the Union pier. The Hague, the Sea"


def cut_page(*surfaces: tuple[str, int], label: Label, nested: bool = False) -> Sheet:
    rows = []
    for number, (surface, label_id) in enumerate(surfaces, 1):
        at = CUTS.index(surface)
        rows.append(Suggestion(number, 1, at, at + len(surface), label_id))
    labels = (label, Label(2, "PLACE"))
    return Sheet(article(CUTS), Scheme(labels=labels, nested=nested), 1, suggestions=rows)


def cut_off(page: Sheet, old: str, new: str) -> str:
    before = (CUTS.index(old), CUTS.index(old) + len(old))
    start = before[0] + old.index(new)
    after = (start, start + len(new))
    do(page, acts.move(page, before, after, HOW))
    act, words = others.cut_others(page, *after, before, HOW)
    do(page, act)
    return words


def test_what_was_cut_off_one_is_cut_off_all_open_ones_of_the_label() -> None:
    page = cut_page(
        ("The Port Board", 1),
        ("THE\tHarbour Union’s", 1),
        ("the Sea", 2),
        ("The Hague", 1),
        label=Label(1, "ORG", exceptions=("The Hague",)),
    )
    assert cut_off(page, "The Port Board", "Port Board") == "The"
    assert [span.surface for span in page.spans] == ["Port Board", "Harbour Union’s"]
    assert [m.surface for m in page.marks if m.is_open] == ["The Hague", "the Sea"]
    assert [page.decisions[n].outcome for n in (1, 2)] == [Outcome.MOVED] * 2
    assert [page.decisions[n].focused for n in (1, 2)] == [True, False]


def test_only_whole_words_are_cut_off_others() -> None:
    page = cut_page(("Port Board", 1), ("Harbour Union’s boat", 1), label=Label(1, "ORG"))
    assert cut_off(page, "Port Board", "Port Boar") == ""
    assert [span.surface for span in page.spans] == ["Port Boar"]


def test_what_overlaps_is_cut_once() -> None:
    surfaces = (("The Port Board", 1), ("THE\tHarbour Union’s", 1), ("THE\tHarbour", 1))
    page = cut_page(*surfaces, label=Label(1, "ORG"))
    cut_off(page, "The Port Board", "Port Board")
    assert all(a.end <= b.start for a, b in itertools.pairwise(page.spans))
    page = cut_page(*surfaces, label=Label(1, "ORG"), nested=True)
    cut_off(page, "The Port Board", "Port Board")
    assert [s.surface for s in page.spans] == ["Port Board", "Harbour", "Harbour Union’s"]


def test_a_new_span_over_a_suggestion_counts_as_moved() -> None:
    page = with_suggestions((place("Hague"), 3))
    do(page, acts.label(page, *place("The Hague"), 3, HOW))
    assert page.decisions[1].outcome == Outcome.MOVED and page.spans[0].suggestion == 1


def test_finish_accepts_what_is_open_and_tells_it_apart() -> None:
    page = with_suggestions((place("Biden"), 1), (place("The Hague"), 3))
    do(
        page,
        acts.finish(
            page, DecisionContext(way=acts.InputMethod.ENTER, at="t"), focused=frozenset({1})
        ),
    )
    assert page.review.status == Status.DONE
    assert {d.suggestion: (d.outcome, d.focused) for d in page.decisions.values()} == {
        1: (Outcome.ACCEPTED, True),
        2: (Outcome.ACCEPTED, False),
    }
    assert [span.origin for span in page.spans] == ["accepted", "accepted"]


@pytest.mark.parametrize("bad", [(5, 5), (7, 3), (-1, 2), (0, 10_000), (2, 3)])
def test_bad_ranges_are_refused(bad: tuple[int, int]) -> None:
    with pytest.raises(UserError):
        acts.label(with_suggestions(), *bad, 1, HOW)


def test_a_group_of_one_answer_has_one_yes() -> None:
    one = Scheme(
        labels=scheme().labels,
        groups=(TopicGroup(1, "Kind", several=False),),
        topics=(Topic(11, "a", 1), Topic(12, "b", 1)),
    )
    page = Sheet(article(TEXT), one, 1)
    do(page, acts.answer_topic(page, 11, True, HOW))
    do(page, acts.answer_topic(page, 12, True, HOW))
    assert {t.topic for t in page.topics.values() if t.is_yes} == {12}
    do(page, acts.no_topic(page, HOW))
    assert {t.topic for t in page.topics.values() if t.is_yes} == {0}


def test_a_retired_label_is_refused() -> None:
    retired = Scheme(labels=(Label(1, "OLD", retired=True),))
    with pytest.raises(UserError, match="retired"):
        acts.label(Sheet(article(TEXT), retired, 1), 0, 2, 1, HOW)


ranges = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 14)).map(
    lambda pair: (pair[0], min(len(TEXT), pair[0] + pair[1]))
)
suggested = st.lists(st.tuples(ranges, st.integers(1, 4)), max_size=12)
KINDS = "label move reject others cut finish topic none flag note".split()
steps = st.lists(st.tuples(st.sampled_from(KINDS), ranges, ranges, st.integers(1, 4)), max_size=14)


@given(suggested, steps, st.booleans())
def test_any_acts_keep_the_rules_and_undo_leads_back(
    marked: list[tuple[tuple[int, int], int]],
    todo: list[tuple[str, tuple[int, int], tuple[int, int], int]],
    nested: bool,
) -> None:
    page = with_suggestions(*marked, nested=nested)
    states, done = [state(page)], []
    for kind, old, new, label in todo:
        try:
            act = choose(page, kind, old, new, label)
        except UserError:
            continue
        done.append(do(page, act))
        states.append(state(page))
        check_rules(page)
        check_marks_equal_fresh_ones(page)
    for act, before in zip(reversed(done), reversed(states[:-1]), strict=True):
        undo(page, act)
        assert state(page) == before
    for act, after in zip(done, states[1:], strict=True):
        do(page, act)
        assert state(page) == after


def choose(page: Sheet, kind: str, old: tuple[int, int], new: tuple[int, int], label: int) -> Act:
    touched = page.marks.touching(*old)
    if touched:
        old = (touched[0].start, touched[0].end)
    return {
        "label": lambda: acts.label(page, *old, label, HOW),
        "move": lambda: acts.move(page, old, new, HOW),
        "reject": lambda: acts.reject(page, *old, HOW),
        "others": lambda: others.label_others(page, *old, HOW),
        "cut": lambda: others.cut_others(page, *old, new, HOW)[0],
        "finish": lambda: acts.finish(page, HOW),
        "topic": lambda: acts.answer_topic(page, 11, bool(label % 2), HOW),
        "none": lambda: acts.no_topic(page, HOW),
        "flag": lambda: acts.flag(page, HOW),
        "note": lambda: acts.note(page, "n" * label, HOW),
    }[kind]()


def check_rules(page: Sheet) -> None:
    spans = page.spans
    for span in spans:
        assert 0 <= span.start < span.end <= len(TEXT)
        assert TEXT[span.start : span.end] == span.surface and span.surface.strip()
    if not page.scheme.nested:
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


def check_marks_equal_fresh_ones(page: Sheet) -> None:
    fresh = Sheet(
        page.article,
        page.scheme,
        page.annotator,
        tokens=page.tokens,
        suggestions=page.suggestions.values(),
        decisions=page.decisions,
        spans=page.spans,
        topics=page.topics.values(),
        review=page.review,
        knowledge=Knowledge(),
    )
    assert sorted(m.order for m in page.marks) == sorted(m.order for m in fresh.marks)
    assert {(m.order, m.doubt == "mixed") for m in page.marks} == {
        (m.order, m.doubt == "mixed") for m in fresh.marks
    }


# -- what an article is made of beside its spans ---------------------------------------------


def back_to(page: Sheet, act: Act, before: object) -> bool:
    """Whether undoing the act leads to where it began."""
    undo(page, act)
    return state(page) == before


@pytest.mark.parametrize("close", [acts.finish, lambda page, how: acts.skip(page, "junk", how)])
def test_a_closed_article_is_reopened_and_an_open_one_has_nothing_to_reopen(close) -> None:  # type: ignore[no-untyped-def]
    page = with_suggestions()
    assert acts.reopen(page, HOW).changes == ()
    do(page, close(page, HOW))
    closed = state(page)
    act = do(page, acts.reopen(page, HOW))
    assert page.review.status == Status.STARTED
    assert back_to(page, act, closed)


def test_a_skipped_article_keeps_its_reason_and_its_suggestions_open() -> None:
    page = with_suggestions((place("Biden"), 1))
    before = state(page)
    act = do(page, acts.skip(page, "no news", HOW))
    assert (page.review.status, page.review.reason) == (Status.SKIPPED, "no news")
    assert [mark.state for mark in page.marks] == [MarkState.SUGGESTED]
    assert back_to(page, act, before)


def test_a_flag_is_set_and_taken_away_by_the_same_act() -> None:
    page = with_suggestions()
    do(page, acts.flag(page, HOW))
    assert page.review.flagged
    do(page, acts.flag(page, HOW))
    assert not page.review.flagged
    assert page.review.status == Status.NEW


def test_a_note_is_written_once() -> None:
    page = with_suggestions()
    before = state(page)
    act = do(page, acts.note(page, "see p. 3", HOW))
    assert page.review.note == "see p. 3"
    assert acts.note(page, "see p. 3", HOW).changes == ()
    assert back_to(page, act, before)


def test_a_question_confirms_a_suggestion_in_the_same_act() -> None:
    page = with_suggestions((place("Biden"), 1))
    before = state(page)
    act = do(page, acts.ask(page, *place("Biden"), "which one?", HOW))
    assert [(s.surface, s.question) for s in page.spans] == [("Biden", "which one?")]
    assert page.decisions[1].outcome == Outcome.CONFIRMED
    assert acts.ask(page, *place("Biden"), "which one?", HOW).changes == ()
    do(page, acts.ask(page, *place("Biden"), "", HOW))
    assert [s.question for s in page.spans] == [""]
    do(page, acts.ask(page, *place("Biden"), "which one?", HOW))
    assert back_to(page, act, before)


def test_no_question_leaves_a_suggestion_open_and_where_nothing_is_none_can_be_asked() -> None:
    page = with_suggestions((place("Biden"), 1))
    assert acts.ask(page, *place("Biden"), "", HOW).changes == ()
    with pytest.raises(UserError, match="no span here"):
        acts.ask(page, *place("Hague"), "what?", HOW)


def test_a_coding_rule_says_what_holds_for_a_surface() -> None:
    page = with_suggestions()
    (change,) = acts.rule(page, *place("Hague"), 3, "  a place  ", HOW).changes
    coding_rule = change.after
    assert isinstance(coding_rule, CodingRule)
    assert (coding_rule.surface, coding_rule.label, coding_rule.text) == ("Hague", 3, "a place")
    with pytest.raises(UserError, match="no words"):
        acts.rule(page, *place("Hague"), 3, "  ", HOW)


def test_that_no_topic_applies_takes_the_yes_of_all_and_comes_off_again() -> None:
    page = with_suggestions()
    do(page, acts.answer_topic(page, 11, True, HOW))
    do(page, acts.answer_topic(page, 12, False, HOW))
    before = state(page)
    act = do(page, acts.no_topic(page, HOW))
    assert {topic: a.is_yes for topic, a in page.topics.items()} == {0: True, 12: False}
    assert back_to(page, act, before)
    do(page, acts.no_topic(page, HOW))
    do(page, acts.no_topic(page, HOW))
    assert set(page.topics) == {12}


def test_a_topic_that_applies_takes_back_that_none_does() -> None:
    page = with_suggestions()
    do(page, acts.no_topic(page, HOW))
    do(page, acts.answer_topic(page, 11, True, HOW))
    assert set(page.topics) == {11}
    do(page, acts.answer_topic(page, 11, None, HOW))
    assert page.topics == {}


def test_edges_are_moved_of_what_has_a_label_to_where_no_span_is() -> None:
    page = with_suggestions((place("Xi Jinping"), 1), nested=True)
    do(page, acts.label(page, *place("Xi Jinping"), 1, HOW))
    do(page, acts.label(page, *place("Jinping"), 1, HOW))
    with pytest.raises(UserError, match="edges already"):
        acts.move(page, place("Jinping"), place("Xi Jinping"), HOW)
    with pytest.raises(UserError, match="no span here"):
        acts.move(page, place("hosts"), place("hosts Xi"), HOW)
    assert acts.move(page, place("Jinping"), place("Jinping"), HOW).changes == ()


def test_nothing_can_be_rejected_where_nothing_is() -> None:
    with pytest.raises(UserError, match="nothing is marked"):
        acts.reject(with_suggestions(), *place("hosts"), HOW)


def test_a_retired_topic_is_refused() -> None:
    known = scheme()
    old = Scheme(topics=(Topic(11, "Diplomacy", 1, retired=True),), labels=known.labels)
    with pytest.raises(UserError, match="Diplomacy is retired"):
        acts.answer_topic(Sheet(article(TEXT), old, 1), 11, True, HOW)


def test_neighbours_that_touch_are_both_accepted_and_both_stay() -> None:
    page = sheet("ParisRome", [Suggestion(1, 1, 0, 5, 3), Suggestion(2, 1, 5, 9, 3)])
    do(page, acts.finish(page, HOW))
    assert [(s.start, s.end) for s in page.spans] == [(0, 5), (5, 9)]
    do(page, acts.label(page, 5, 9, 1, HOW, follow=False))
    assert [(s.start, s.label) for s in page.spans] == [(0, 3), (5, 1)]
