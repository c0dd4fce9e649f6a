"""Spans that were accepted unseen: those that prove nothing, and how sure the others are taken.

What is tested: `unseen` in `nlp/corrector/training.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from annotator.core.memory import Memory
from annotator.core.tokens import cut
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.ranking import Judgements, fit_ranker
from annotator.nlp.corrector.training import SURE, TrainingExample, train
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle

NAMES = ["Ann Lee", "Bob Ray", "Eva Holm", "Ida Moss", "Jon Falk", "Kim Dahl", "Leo Brandt"]
PERSON, CLUB, INNER = 5, 8, 9


def review(number: int, label: int, *, is_unsure: bool) -> TrainingExample:
    """Two names; what the second is called was accepted unseen, or not said at all."""
    first, second = f"{NAMES[number % 7]} {number}", f"{NAMES[(number + 3) % 7]} {number + 50}"
    text = f"On Monday {first} spoke to many in town. Later {second} came."
    one, other = ((text.index(x), text.index(x) + len(x)) for x in (first, second))
    read = ParsedArticle(
        cut(text), [0, text.index("Later")], [Entity(*one, "PERSON"), Entity(*other, "PERSON")]
    )
    spans = [(*one, PERSON, 1.0), (*other, label, 0.3)]
    return TrainingExample(
        number, text, CachedParse(read), spans, unobserved_spans=(),
        unseen={other: 0.5} if is_unsure else {},
    )  # fmt: skip


def test_an_unsure_span_teaches_neither_its_label_nor_that_nothing_is_there() -> None:
    """A training with it is one in which nobody has said anything about the place."""
    unsure = [review(n, CLUB, is_unsure=True) for n in range(8)]
    left_out = [
        replace(each, spans=each.spans[:1], unobserved_spans=each.unsure, unseen={})
        for each in unsure
    ]
    trained, other = train(unsure, Memory()), train(left_out, Memory())
    assert trained.labels == other.labels == [PERSON], "nothing else was proved"
    assert trained.features == other.features
    assert trained.lexicon.surfaces == other.lexicon.surfaces
    taken = [review(n, CLUB, is_unsure=False) for n in range(8)]
    assert train(taken, Memory()).labels == [PERSON, CLUB], "where it proves something"


def test_a_proven_name_inside_an_unsure_one_teaches() -> None:
    """As where spans may nest."""
    examples = []
    for each in (review(n, CLUB, is_unsure=True) for n in range(8)):
        start, end = each.unsure[0]
        inner = (start, start + each.text[start:end].index(" "), INNER, 1.0)
        examples.append(replace(each, spans=[*each.spans, inner]))
    trained, new = train(examples, Memory()), review(20, CLUB, is_unsure=True)
    known = trained.suggest(new.text, new.evidence, Memory(), labels={PERSON, CLUB, INNER})
    assert "Eva" in {new.text[x.start : x.end] for x in known if x.label_id == INNER}


def test_what_was_less_than_sure_is_unsure() -> None:
    unseen = {(0, 1): SURE - 0.001, (2, 3): SURE, (4, 5): 1.0}
    assert replace(review(0, CLUB, is_unsure=False), unseen=unseen).unsure == [(0, 1)]


def test_what_was_accepted_unseen_is_taken_as_sure_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not as certain: what the model said of it before is all that is known."""
    given: list[Any] = []
    monkeypatch.setattr(
        "annotator.nlp.corrector.training.fit_ranker",
        lambda *all_of_it: given.append(all_of_it) or fit_ranker(*all_of_it),
    )
    examples = [review(n, PERSON, is_unsure=False) for n in range(24)]
    unseen = [replace(x, unseen={(x.spans[1][0], x.spans[1][1]): 0.95}) for x in examples]
    read = [replace(x, spans=x.spans[:1], unobserved_spans=None) for x in examples[::3]]
    train([*read, *unseen], Memory())
    ((judged, *rest),) = given
    found = [
        (outcome > 0, weight < 0.5, belief)
        for each in judged
        for outcome, weight, belief in zip(each.outcomes, each.weights, each.beliefs, strict=True)
    ]
    assert {belief for is_name, is_unseen, belief in found if is_name and is_unseen} >= {0.95}
    assert {belief for is_name, _, belief in found if not is_name} == {1.0}
    assert sum(belief == 0.95 for _, _, belief in found) == 24

    def fitted(first: list[Judgements], second: list[Judgements]) -> tuple[Any, Any]:
        ranker, held_out = fit_ranker([*first, *second], *rest)
        return ranker.weights, np.concatenate(held_out)

    nothing = [
        replace(x, weights=[0.0] * len(x.weights), calibrating=[0.0] * len(x.weights))
        for x in judged
    ]
    soft = fitted(judged, nothing)
    right, none = [], []
    for each, other in zip(judged, nothing, strict=True):
        sure = [1.0] * len(each.beliefs)
        pairs = list(zip(each.weights, each.beliefs, strict=True))
        right.append(replace(each, beliefs=sure, weights=[w * b for w, b in pairs]))
        weights, outcomes = [w * (1 - b) for w, b in pairs], [0] * len(sure)
        none.append(replace(other, beliefs=sure, weights=weights, outcomes=outcomes))
    for one, same in zip(soft, fitted(right, none), strict=True):
        assert one == pytest.approx(same, abs=1e-3), "as two candidates that share its weight"
    sure = [replace(each, beliefs=[1.0] * len(each.beliefs)) for each in judged]
    assert fitted(sure, nothing)[1][:, 0].sum() < soft[1][:, 0].sum()
