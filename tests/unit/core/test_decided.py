"""What is stored with a decision, and when other mentions follow it."""

from __future__ import annotations

import pytest

from annotator.core import acts
from annotator.core.acts import DecisionContext
from annotator.core.marks import MarkState
from annotator.core.records import Act, Decision, InputMethod, Outcome, Source, Suggestion
from annotator.core.review_state import Knowledge
from annotator.core.sheet import Sheet
from tests.unit.core.making import sheet

TEXT = "Xi met Biden. Later Biden rang Xi."
XI, BIDEN = (0, 2), (7, 12)
PERSON, ORG = 1, 2
THRESHOLD = 0.37


def page(score: float | None = None) -> Sheet:
    source = Source.PIPELINE if score is None else Source.CORRECTOR
    made = sheet(TEXT, [Suggestion(7, 1, *XI, PERSON, source, score)])
    made.know(Knowledge(THRESHOLD))
    return made


def do(on: Sheet, act: Act) -> Decision:
    on.apply(act.changes)
    return on.decisions[7]


@pytest.mark.parametrize("outcome", [Outcome.CONFIRMED, Outcome.RELABELLED, Outcome.ACCEPTED])
def test_a_span_that_is_removed_again_is_a_rejected_suggestion(outcome: Outcome) -> None:
    on = page(0.9)
    how, later = (
        DecisionContext(InputMethod.KEY, "2025-01-01"),
        DecisionContext(InputMethod.MOUSE, "2025-01-02", is_focused=False),
    )
    if outcome == Outcome.ACCEPTED:
        before = do(on, acts.finish(on, how))
    else:
        label = PERSON if outcome == Outcome.CONFIRMED else ORG
        before = do(on, acts.label(on, *XI, label, how, follow=False))
    assert before.outcome == outcome
    after = do(on, acts.reject(on, *XI, later))
    assert after.outcome == Outcome.REJECTED
    assert (after.start, after.end, after.label) == (None, None, None)
    assert (after.way, after.at, after.focused) == (InputMethod.MOUSE, "2025-01-02", False)
    assert (after.label_shown, after.probability) == (PERSON, 0.9)
    assert on.decided_labels("Xi") == {None: 1}
    assert not on.spans
    assert on.marks.exactly(*XI) is None


@pytest.mark.parametrize("act", [acts.reject, acts.finish, acts.label, acts.move])
@pytest.mark.parametrize(("score", "stored"), [(0.9, THRESHOLD), (None, None)])
def test_a_decision_keeps_the_probability_that_was_asked_for(
    act: object, score: float | None, stored: float | None
) -> None:
    on, how = page(score), DecisionContext()
    made = {
        acts.reject: lambda: acts.reject(on, *XI, how),
        acts.finish: lambda: acts.finish(on, how),
        acts.label: lambda: acts.label(on, *XI, ORG, how),
        acts.move: lambda: acts.move(on, XI, (0, 6), how),
    }[act]()  # type: ignore[index]
    decision = do(on, made)
    assert (decision.probability, decision.threshold) == (score, stored)


@pytest.mark.parametrize(
    ("known", "follows"),
    [
        ({}, True),
        ({PERSON: 3}, True),
        ({ORG: 3}, True),
        ({PERSON: 3, None: 2}, True),
        ({PERSON: 3, ORG: 1}, False),
    ],
)
@pytest.mark.parametrize("is_moved", [False, True])
def test_nothing_follows_where_memory_knows_two_labels(
    known: dict[int | None, int], follows: bool, is_moved: bool
) -> None:
    on = page()
    on.know(Knowledge(labels_of=lambda surface: known if surface == "Biden" else {}))
    if is_moved:  # from a slip to the name that stands elsewhere
        slip = (BIDEN[0], BIDEN[1] - 1)
        on.apply(acts.label(on, *slip, PERSON, DecisionContext(), follow=False).changes)
        on.apply(acts.move(on, slip, BIDEN, DecisionContext()).changes)
    else:
        on.apply(acts.label(on, *BIDEN, PERSON, DecisionContext()).changes)
    followed = [mark.surface for mark in on.marks if mark.state == MarkState.FOLLOWED]
    assert followed == ["Biden"] * follows
