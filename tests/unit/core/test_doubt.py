"""What is doubtful (`core/doubt.py`): each rule by itself, and what speaks before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core import acts
from annotator.core.acts import DecisionContext
from annotator.core.records import (
    BlindReview,
    Decision,
    InputMethod,
    Outcome,
    Source,
    Span,
    Suggestion,
)
from annotator.core.review_state import Knowledge
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut
from tests.unit.core.making import article, scheme, sheet

TEXT = "Xi met Putin in Moscow."


def scored(number: int, surface: str, score: float, *, is_maybe: bool = False) -> Suggestion:
    start = TEXT.index(surface)
    end = start + len(surface)
    return Suggestion(number, 1, start, end, 1, Source.CORRECTOR, score, is_maybe)


@pytest.mark.parametrize(
    ("thresholds", "doubtful"),
    [
        ((0.4, 1.0), set()),
        ((0.6, 0.3), {"Putin", "Moscow"}),
        ((0.95, 0.1), {"Xi", "Putin", "Moscow"}),
    ],
)
def test_what_is_unlikely_and_what_is_nearly_likely_needs_the_eye(
    thresholds: tuple[float, float], doubtful: set[str]
) -> None:
    marks = [
        scored(1, "Xi", 0.9),
        scored(2, "Putin", 0.55),
        scored(3, "Moscow", 0.35, is_maybe=True),
    ]
    page = sheet(TEXT, marks)
    page.know(Knowledge(*thresholds))
    assert {mark.surface for mark in page.marks if mark.needs_eye} == doubtful
    assert len(page.marks.doubtful) == len(doubtful)
    assert page.marks.open_count == 2


def test_a_doubtful_maybe_is_not_accepted_with_the_article() -> None:
    page = sheet(TEXT, [scored(1, "Xi", 0.9), scored(2, "Moscow", 0.45, is_maybe=True)])
    assert page.marks.doubtful == {2}
    act = acts.finish(page, DecisionContext(InputMethod.ENTER, "2024-01-01"))
    page.apply(act.changes)
    assert [span.surface for span in page.spans] == ["Xi"]


PERSON, ORG, PLACE, DATE = 1, 2, 3, 4
KNOWN = {"Ada": {PERSON: 2}, "Bonn": {PLACE: 2, ORG: 1}, "the Sea": {PLACE: 1}, "Acme": {ORG: 1}}
ONLY = DecisionContext(InputMethod.KEY, "2024-01-01")


def proposed(
    text: str, label: int | None, *surfaces: str, score: float | None = None, is_maybe: bool = False
) -> list[Suggestion]:
    """Suggestions of one label for the first place of each surface."""
    source = Source.PIPELINE if score is None else Source.CORRECTOR
    places = [(text.index(each), text.index(each) + len(each)) for each in surfaces]
    return [Suggestion(n, 1, *at, label, source, score, is_maybe) for n, at in enumerate(places, 1)]


def doubt_of(page: Sheet, surface: str) -> str:
    """Why the first open mark of a surface is doubtful."""
    return next(m.doubt for m in page.marks if m.surface == surface and m.suggestion is not None)


def read(text: str, suggestions: list[Suggestion], **more: object) -> Sheet:
    page = Sheet(article(text), scheme(), 1, tokens=cut(text), suggestions=suggestions, **more)  # type: ignore[arg-type]
    page.know(Knowledge(labels_of=lambda surface: KNOWN.get(surface, {})))
    return page


@pytest.mark.parametrize(
    ("reason", "text", "label", "surface"),
    [
        ("", "Later Eva left.", PERSON, "Eva"),
        ("two labels", "Later Bonn voted.", PLACE, "Bonn"),
        ("", "Later Ada left.", PERSON, "Ada"),
        ("no label", "Later Ada left.", None, "Ada"),
        ("kind", "Later Apex left.", ORG, "Apex"),
        ("", "Later Acme left.", ORG, "Acme"),
        ("edge", "Beside the Rhine it rained.", PLACE, "the Rhine"),
        ("edge", "Beside A Port it rained.", PLACE, "A Port"),
        ("edge", "Later An Inn burned.", PLACE, "An Inn"),
        ("edge", "Later Eva's left.", PERSON, "Eva's"),
        ("edge", "Later Eva’s left.", PERSON, "Eva’s"),
        ("", "Later The Hague voted.", PLACE, "The Hague"),
        ("", "Beside the Sea it rained.", PLACE, "the Sea"),
        ("cut short", "Later Eva Moreau left.", PERSON, "Eva"),
        ("cut short", "Later Eva-Lena left.", PERSON, "Eva"),
        ("", "Later Eva, Moreau left.", PERSON, "Eva"),
    ],
)
def test_each_rule_speaks_alone(reason: str, text: str, label: int | None, surface: str) -> None:
    assert doubt_of(read(text, proposed(text, label, surface)), surface) == reason


def test_a_name_that_another_suggestion_takes_up_is_not_cut_short() -> None:
    text = "Later Eva Moreau left."
    assert doubt_of(read(text, proposed(text, PERSON, "Eva", "Moreau")), "Eva") == ""
    maybe = Suggestion(2, 1, 10, 16, PERSON, is_maybe=True)
    assert doubt_of(read(text, [*proposed(text, PERSON, "Eva"), maybe]), "Eva") == "cut short"


def test_what_was_decided_two_ways_is_doubtful_and_what_was_rejected_is() -> None:
    text = "Eva, Eva, Eva and Eva"
    at = [(n, n + 3) for n in (0, 5, 10, 18)]
    open_one = [Suggestion(9, 1, *at[3], PERSON)]
    spans = [Span(1, 1, *at[n], label, "Eva") for n, label in enumerate((PERSON, DATE))]
    assert doubt_of(read(text, open_one, spans=spans[:1]), "Eva") == ""
    assert doubt_of(read(text, open_one, spans=spans), "Eva") == "mixed"
    rejected = {1: Decision(1, 1, 1, Outcome.REJECTED, InputMethod.KEY)}
    two = [Suggestion(1, 1, *at[0], PERSON), *open_one]
    page = read(text, two, decisions=rejected)
    assert doubt_of(page, "Eva") == "rejected"
    assert [mark.proposed_none for mark in page.marks] == [True]
    page = read(text, two, decisions=rejected, spans=spans[1:])
    assert doubt_of(page, "Eva") == "mixed"


def test_what_follows_a_decision_is_not_doubtful_by_the_rules() -> None:
    text = "the Rhine, the Rhine"
    page = read(text, [])
    page.apply(acts.label(page, 0, 9, ORG, ONLY).changes)
    assert doubt_of(page, "the Rhine") == ""


def test_labels_that_share_one_of_the_pipeline_are_doubtful_until_one_is_decided_here() -> None:
    text = "Later Eva left. Eva"
    shared = replace(scheme(), also_fed={"PERSON": (DATE,)})
    page = Sheet(article(text), shared, 1, tokens=cut(text), suggestions=proposed(text, 1, "Eva"))
    assert doubt_of(page, "Eva") == "rivals"
    page.apply(acts.label(page, 16, 19, PERSON, ONLY, follow=False).changes)
    assert doubt_of(page, "Eva") == ""


@pytest.mark.parametrize(("score", "reason"), [(0.59, "score"), (0.6, "")])
def test_a_score_speaks_instead_of_the_rules(score: float, reason: str) -> None:
    text = "Later the Bonn Apex left."
    for label, surface in ((ORG, "the Bonn"), (None, "Apex"), (PLACE, "Bonn")):
        assert doubt_of(read(text, proposed(text, label, surface, score=score)), surface) == reason


def test_after_a_blind_review_all_that_was_hidden_is_doubtful() -> None:
    text = "Later Eva Moreau left with Ada."
    blind = BlindReview(1, 1, "2024-01-01")
    own = [Span(1, 1, 6, 9, PERSON, "Eva")]
    hidden = proposed(text, PERSON, "Eva Moreau", "Ada", score=0.9)
    page = read(text, hidden, blind=blind, spans=own)
    assert (doubt_of(page, "Eva Moreau"), doubt_of(page, "Ada")) == ("contested", "blind")


@pytest.mark.parametrize("score", [None, 0.5])
def test_after_a_blind_review_maybes_are_not_asked_about(score: float | None) -> None:
    text = "Later Eva Moreau left with Ada."
    maybe = proposed(text, PERSON, "Ada", score=score, is_maybe=True)
    page = read(text, maybe, blind=BlindReview(1, 1, "2024-01-01"))
    page.know(Knowledge(maybe_threshold=0.0))
    assert not page.marks.stops


@pytest.mark.parametrize(
    ("label", "score", "reason"),
    [(PERSON, 0.1, "maybe"), (PERSON, 0.09, ""), (None, 0.9, ""), (PERSON, None, "")],
)
def test_a_maybe_is_doubtful_by_its_score_alone(
    label: int | None, score: float | None, reason: str
) -> None:
    text = "Later the Bonn left."
    made = proposed(text, label, "the Bonn", score=score, is_maybe=True)
    assert doubt_of(read(text, made), "the Bonn") == reason
