"""The lead of a label over its kin, where the pipeline itself gives that label.

Beside "politician", what was learned takes many a person for one: in sum that saves repairs, but
whoever cares for "person" gets worse suggestions than without learning. So where the pipeline's
own label proved better in articles that were held out, another one must be likelier by a factor,
as long as that costs few repairs in all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from annotator.core.memory import Memory
from annotator.core.repairs import Marked, repairs
from annotator.nlp.corrector.choosing import Found, marked
from annotator.nlp.corrector.crf import Floats
from annotator.values import dataclass

MOST = 3.0
"""The greatest lead: the logarithm of a factor of 20."""

_STEP = 0.125
_LEAST = 15  # entities of a label; fewer prove nothing
_COST = 0.02  # of the repairs in all that leads may cost


@dataclass(frozen=True, slots=True)
class HeldOut:
    """An article that was held out: what would be suggested of it, what is right, what the pipeline
    alone suggests (`offered`), and what of it may have a lead (`undecided`); first token, end
    token, index of the label, which is -1 for one that no review has.
    """

    judged: Sequence[Found]
    spans: Sequence[Marked]
    offered: Sequence[Marked]
    undecided: Sequence[Marked]


def undecided(offered: Iterable[Marked], text: str, memory: Memory) -> list[Marked]:
    """What the pipeline suggests where nobody decided anything about the surface: a lead never
    stands against a decision.
    """
    return [each for each in offered if not memory.about(text[each[0] : each[1]])]


def with_leads(
    judged: Sequence[Found], own: Sequence[Marked], leads: Mapping[int, float]
) -> list[Found]:
    """Spans as they are judged where labels, by their index, have a lead in their `own` places.
    That something is an entity does not become likelier by it.
    """
    led_places = {(first, end): label for first, end, label in own if leads.get(label)}
    found = []
    for each in judged:
        label = led_places.get((each.first, each.end))
        if label is not None and each.probabilities[label] > 0:
            led = each.probabilities.copy()
            led[label] *= np.exp(leads[label])
            led *= each.probabilities.sum() / led.sum()
            each = replace(each, label=int(led.argmax()), probabilities=led)
        found.append(each)
    return found


def fit_leads(articles: Sequence[HeldOut], count: int) -> dict[int, float]:
    """The leads of `count` labels, by their index: raised step by step for the label that needs the
    most repairs beyond what it needs without learning, until it needs none more, or all labels
    together need too many.
    """
    if not any(each.offered for each in articles):
        return {}
    outcomes = _Outcomes.of(articles, count)
    static = outcomes.static
    leads, closed = np.zeros(count), outcomes.wanted_in_all < _LEAST
    needed = outcomes.repairs(leads)
    most = (1 + _COST) * needed.sum()
    steps = np.zeros(count)  # since a step last changed anything
    while True:
        behind = np.where(closed, 0, needed - static)
        label = int((behind / np.maximum(1, outcomes.wanted_in_all)).argmax())
        if behind[label] <= 0:
            return {int(i): float(leads[i]) for i in np.flatnonzero(leads)}
        raised = leads.copy()
        raised[label] += (steps[label] + 1) * _STEP
        then = outcomes.repairs(raised)
        if raised[label] > MOST or then.sum() > most:
            closed[label] = True
        elif (then != needed).any():
            leads, needed, steps[label] = raised, then, 0
        else:
            steps[label] += 1


@dataclass(frozen=True, slots=True)
class _Outcomes:
    """Each span that would be suggested: its probabilities, the label that the pipeline gives it,
    the label that is right there, and the one that is wanted there, with whatever edges (-1: none).
    By label: how many were missed, are wanted in all, and need repairs without learning.
    """

    probabilities: Floats
    own: NDArray[np.int_]
    right: NDArray[np.int_]
    wanted: NDArray[np.int_]
    missed: NDArray[np.int_]
    wanted_in_all: NDArray[np.int_]
    static: NDArray[np.int_]

    @classmethod
    def of(cls, articles: Sequence[HeldOut], count: int) -> _Outcomes:
        rows: list[tuple[int, int, int]] = []
        probabilities: list[Floats] = []
        missed: Counter[int] = Counter()
        static: Counter[int] = Counter()
        for article in articles:
            chosen = marked(article.judged)
            gold = {span[:2]: span[2] for span in article.spans}
            own = {span[:2]: span[2] for span in article.undecided}
            near: dict[tuple[int, int], int] = {}
            for pair in repairs(_places(gold), _places((x.first, x.end) for x in chosen)):
                if pair.wanted and pair.suggested:
                    near[pair.suggested[:2]] = gold[pair.wanted[:2]]
                elif pair.wanted:
                    missed[gold[pair.wanted[:2]]] += 1
            for each in chosen:
                place = (each.first, each.end)
                right = gold.get(place, -1)
                rows.append((own.get(place, -1), right, near.get(place, right)))
                probabilities.append(each.probabilities)
            for pair in repairs(article.spans, article.offered):
                side = pair.wanted or pair.suggested
                static.update([] if side is None else [side[2]])
        own_labels, right_labels, wanted = np.array(rows, int).reshape(-1, 3).T
        in_all = Counter(span[2] for article in articles for span in article.spans)
        return cls(
            np.array(probabilities).reshape(-1, count),
            own_labels,
            right_labels,
            wanted,
            *(np.array([of[label] for label in range(count)]) for of in (missed, in_all, static)),
        )

    def repairs(self, leads: Floats) -> NDArray[np.int_]:
        """How many each label needs where labels have these leads."""
        led = self.probabilities.copy()
        on = np.flatnonzero(self.own >= 0)
        led[on, self.own[on]] *= np.exp(leads[self.own[on]])
        said = led.argmax(axis=1)
        wrong = said != self.right
        whose = np.where(self.wanted >= 0, self.wanted, said)[wrong]
        return np.bincount(whose, minlength=len(self.missed)) + self.missed


def _places(places: Iterable[tuple[int, int]]) -> list[Marked]:
    """As spans that differ by their places alone."""
    return [(first, end, 0) for first, end in places]
