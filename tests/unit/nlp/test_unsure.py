"""Spans that were accepted unseen: those that prove nothing, and how sure the others are taken.

What is tested: `nlp/corrector/training_example.py`, and what `nlp/corrector/training.py` and
`nlp/corrector/ranking.py` make of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from annotator.core.memory import Memory
from annotator.core.tokens import cut
from annotator.nlp.corrector.candidates import Candidate
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.ranking import Judgements, fit_ranker
from annotator.nlp.corrector.training import _Training, train
from annotator.nlp.corrector.training_example import SURE, TrainingExample
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
        unseen={other: [(label, 0.5)]} if is_unsure else {},
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
    told = {(0, 1): SURE - 0.001, (2, 3): SURE, (4, 5): 1.0}
    unseen = {place: [(CLUB, chance), (PERSON, 1 - chance)] for place, chance in told.items()}
    assert replace(review(0, CLUB, is_unsure=False), unseen=unseen).unsure == [(0, 1)]


def accepted(number: int, label: int, *readings: tuple[int, float]) -> TrainingExample:
    """A review whose second name was accepted unseen, with what it was told to be."""
    each = review(number, label, is_unsure=False)
    return replace(each, unseen={each.spans[1][:2]: readings})


def ranked(monkeypatch: pytest.MonkeyPatch, examples: Sequence[TrainingExample]) -> Any:
    """What a training gives to the ranker: the judgements, and the rest."""
    given: list[Any] = []
    monkeypatch.setattr(
        "annotator.nlp.corrector.training.fit_ranker",
        lambda *all_of_it: given.append(all_of_it) or fit_ranker(*all_of_it),
    )
    train(examples, Memory())
    return given[-1]


def told(judged: Sequence[Judgements]) -> list[tuple[int, float, float, Mapping[int, float]]]:
    """(class, weight, weight in calibrating, beliefs) of all candidates."""
    return [
        row
        for each in judged
        for row in zip(each.outcomes, each.weights, each.calibrating, each.beliefs, strict=True)
    ]


def test_what_was_accepted_unseen_is_taken_as_sure_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not as certain: what the model said of it before is all that is known."""
    people = [accepted(n, PERSON, (PERSON, 0.85), (CLUB, 0.1), (99, 0.01)) for n in range(12)]
    clubs = [accepted(n, CLUB, (CLUB, 0.9), (PERSON, 0.04)) for n in range(12, 24)]
    unseen = [  # where nobody asked about the first name it is not judged
        replace(x, spans=x.spans[1:], unobserved_spans=(x.spans[0][:2],)) if x.article_id % 5 else x
        for x in (*people, *clubs)
    ]
    read = [
        replace(x, spans=x.spans[:1], unobserved_spans=None, unseen={})
        for x in unseen
        if x.article_id % 5 == 0
    ]
    judged, *rest = ranked(monkeypatch, [*read, *unseen])
    found = told(judged)
    assert Counter(tuple(belief.items()) for _, _, _, belief in found if belief) == {
        ((2, 0.1), (1, 0.85)): 12, ((1, 0.04), (2, 0.9)): 12,
    }  # fmt: skip
    assert {(cls, max(belief, key=belief.get)) for cls, _, _, belief in found if belief} == {
        (1, 1), (2, 2),
    }  # fmt: skip

    def fitted(*parts: Sequence[Judgements]) -> Any:
        ranker, held_out = fit_ranker([each for part in parts for each in part], *rest)
        return ranker.weights, np.concatenate(held_out)[: len(found)]

    def as_if(cls: int) -> list[Judgements]:
        """All of this class, with the weight that is believed of it; what is known in the first."""
        made = []
        for each in judged:
            outcomes, weights = [], []
            for outcome, weight, belief in zip(
                each.outcomes, each.weights, each.beliefs, strict=True
            ):
                chances = {0: 1 - sum(belief.values()), **belief} if belief else {outcome: 1.0}
                outcomes.append(cls if belief else outcome)
                weights.append(weight * chances.get(cls, 0.0) if belief else weight * (cls == 0))
            calibrating = [x * (cls == 0) for x in each.calibrating]
            made.append(
                replace(
                    each,
                    outcomes=outcomes,
                    weights=weights,
                    beliefs=[{}] * len(weights),
                    calibrating=calibrating,
                )
            )
        return made

    idle = [
        replace(
            x,
            weights=[0.0] * len(x.weights),
            calibrating=[0.0] * len(x.weights),
            beliefs=[{}] * len(x.weights),
        )
        for x in judged
    ]
    soft, split = fitted(judged, idle, idle), fitted(as_if(0), as_if(1), as_if(2))
    for one, same in zip(soft, split, strict=True):
        assert one == pytest.approx(same, abs=1e-3), "as candidates that share its weight"


def test_what_is_left_of_a_belief_is_none_though_all_else_is_an_entity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = [accepted(n, PERSON, (PERSON, 0.8)) for n in range(12)]
    clubs = [accepted(n, CLUB, (CLUB, 0.8)) for n in range(12, 24)]
    judged, *rest = ranked(monkeypatch, [*people, *clubs])
    assert {cls for cls, *_ in told(judged)} == {1, 2}
    _, held_out = fit_ranker(judged, *rest[:2])  # and nothing is expected
    is_believed = [bool(belief) for *_, belief in told(judged)]
    none, *labels = np.concatenate(held_out)[is_believed].mean(axis=0)
    assert 0.1 < none < 0.3
    assert sum(labels) == pytest.approx(1 - none)


@pytest.mark.parametrize("weight", [0.3, 0.1])
def test_probabilities_are_calibrated_by_what_was_looked_at_where_enough_was(
    monkeypatch: pytest.MonkeyPatch, weight: float
) -> None:
    """Else the places that were looked at are too doubtful to tell of the others."""
    unseen = [
        replace(x, spans=[x.spans[0], (*x.spans[1][:3], weight)])
        for x in (
            accepted(n, (PERSON, CLUB)[n % 2], ((PERSON, CLUB)[n % 2], 0.9)) for n in range(38)
        )
    ]
    for count, counts in ((1, 1), (2, 0)):
        read = [replace(unseen[n], unobserved_spans=None, unseen={}) for n in range(count)]
        judged, *_ = ranked(monkeypatch, [*read, *unseen])
        shares = {round(used / had, 9) for _, had, used, belief in told(judged) if belief}
        assert shares == {counts}
        assert {used / had for _, had, used, belief in told(judged) if not belief} == {1}


def test_a_decision_inside_or_around_proves_nothing_of_what_was_accepted_unseen() -> None:
    each = accepted(0, CLUB, (CLUB, 0.9))
    start, end, label, _ = each.spans[1]
    inner = (start, start + each.text[start:end].index(" "), INNER, 1.0)
    whole = replace(each, spans=[*each.spans, inner])
    for example, proof in (
        (whole, 0.3),
        (replace(whole, unseen={(start, end): [(label, 0.5)]}), 0),
    ):
        prepared = _Training([example], Memory(), None, None)._prepared[0]
        first, last = prepared.featurizer.tokens.covering(start, end) or (0, 0)
        candidate = Candidate(first, last, np.zeros(3), 0.0)
        assert prepared.weight(candidate) == proof
        assert prepared.weight(replace(candidate, end=first + 1)) == 1, "which was decided"


@pytest.mark.parametrize(("weight", "is_unseen"), [(0.3, True), (0.1, True), (0.6, False)])
def test_words_that_nobody_looked_at_are_those_accepted_unseen_or_forced(
    weight: float, is_unseen: bool
) -> None:
    each = review(0, CLUB, is_unsure=False)
    start, end, label, _ = each.spans[1]
    example = replace(each, spans=[each.spans[0], (start, end, label, weight)])
    for unobserved, expected in (((), is_unseen), (None, False)):
        read = replace(example, unobserved_spans=unobserved)
        prepared = _Training([read], Memory(), None, None)._prepared[0]
        first, last = prepared.featurizer.tokens.covering(start, end) or (0, 0)
        assert prepared.unseen_tokens == (set(range(first, last)) if expected else set())
