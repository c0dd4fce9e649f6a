"""The labels that the strip offers, and in what order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.acts import DecisionContext, label
from annotator.core.records import Span, Suggestion
from annotator.core.review_state import Knowledge
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut
from annotator.workspace.open.label_proposals import Proposal, none_probability, proposals
from tests.unit.core.making import article, scheme

TEXT = "The Hague met Washington."
PERSON, ORG, GPE, DATE = 1, 2, 3, 4


def sheet(*suggestions: Suggestion, memory: dict[int | None, int] | None = None) -> Sheet:
    knowledge = Knowledge(labels_of=lambda _surface: memory or {})
    return Sheet(
        article(TEXT),
        scheme(),
        1,
        tokens=cut(TEXT),
        suggestions=suggestions,
        knowledge=knowledge,
    )


def test_rivals_come_by_their_probability_and_none_apart() -> None:
    others = ((ORG, 0.71), (None, 0.07), (PERSON, 0.02), (GPE, 0.2))
    shown = sheet(Suggestion(7, 1, 14, 24, ORG, "corrector", 0.71, others=others))
    assert proposals(shown, 14, 24) == [
        Proposal(ORG, 0.71),
        Proposal(GPE, 0.2),
        Proposal(PERSON, 0.02),
    ]
    assert none_probability(shown, 14, 24) == 0.07


GONE = 99


@pytest.mark.parametrize("gone", [GPE, GONE])
@pytest.mark.parametrize("why", ["read", "known", "decided", "name", "rival", "own", "nothing"])
def test_a_label_that_is_retired_or_gone_is_not_offered(gone: int, why: str) -> None:
    full = scheme()
    labels = tuple(replace(x, retired=x.id == GPE) for x in full.labels)
    others = ((ORG, 0.6), (gone, 0.3), (DATE, 0.1)) if why == "read" else ()
    text = "Acme Washington met Washington and Washington."
    open_one, again, last = (5, 15), (20, 30), (35, 45)
    span = Span(1, 1, *(open_one if why == "own" else again), gone, "Washington")
    shown = Sheet(
        article(text),
        replace(full, labels=labels, also_fed={"ORG": (gone,)} if why == "rival" else {}),
        1,
        tokens=cut(text),
        suggestions=[Suggestion(7, 1, *open_one, ORG, "pipeline", others=others)],
        spans=[span] if why in ("decided", "own", "name") else (),
        knowledge=Knowledge(labels_of=lambda _surface: {gone: 9} if why == "known" else {}),
    )
    place = last if why == "name" else open_one
    found = [each.label for each in proposals(shown, *place, most=9)]
    assert sorted(found) == ([ORG, DATE] if why == "read" else [PERSON, ORG, DATE])
    assert not any(each.label in (GPE, GONE) for each in proposals(shown, *place))


def test_memory_comes_after_the_rivals_without_a_probability() -> None:
    shown = sheet(
        Suggestion(7, 1, 14, 24, ORG, "corrector", 0.6, others=((ORG, 0.6), (GPE, 0.3))),
        memory={DATE: 4, None: 2},
    )
    assert proposals(shown, 14, 24) == [Proposal(ORG, 0.6), Proposal(GPE, 0.3), Proposal(DATE)]


def test_a_decided_span_keeps_the_readings_of_its_range_but_not_of_others() -> None:
    others = ((ORG, 0.6), (GPE, 0.3), (None, 0.1))
    shown = sheet(Suggestion(7, 1, 0, 9, ORG, "corrector", 0.6, others=others))
    shown.apply(label(shown, 0, 9, GPE, DecisionContext()).changes)
    assert proposals(shown, 0, 9)[:2] == [Proposal(GPE, 0.3), Proposal(ORG, 0.6)]
    moved = sheet(Suggestion(7, 1, 0, 9, ORG, "corrector", 0.6, others=others))
    moved.apply(label(moved, 4, 9, ORG, DecisionContext()).changes)
    assert proposals(moved, 4, 9)[0] == Proposal(ORG)
    assert none_probability(moved, 4, 9) is None


def test_a_score_alone_is_told_of_the_label_it_belongs_to() -> None:
    shown = sheet(Suggestion(7, 1, 14, 24, ORG, "pipeline", 0.4))
    assert proposals(shown, 14, 24)[0] == Proposal(ORG, 0.4)
    shown.apply(label(shown, 14, 24, GPE, DecisionContext()).changes)
    assert proposals(shown, 14, 24)[0] == Proposal(GPE)
