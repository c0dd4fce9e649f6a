"""What to suggest of the spans that were judged: what saves repairs, and maybes beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotator.nlp.corrector.candidates import Candidate, choose
from annotator.nlp.corrector.crf import Floats
from annotator.values import dataclass

MAYBE = 0.08
"""The least probability with which a span that was not accepted is still shown as a maybe."""

_TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Found:
    """A span in tokens, with the index of its label; `none` is that nothing in it is an entity."""

    first: int
    end: int
    label: int
    probabilities: Floats
    none: float
    is_maybe: bool = False


def found_of(candidate: Candidate, probabilities: Floats, none: float) -> Found:
    """A candidate under its likeliest label."""
    label = int(probabilities.argmax())
    return Found(candidate.first, candidate.end, label, probabilities, none)


def none_of(candidate: Candidate, no_span: float) -> float:
    """How probable it is that nothing in a candidate is an entity, where it is none itself with the
    probability `no_span`: the CRF tells how much of that are other edges.
    """
    return no_span * min(1.0, candidate.none / max(_TINY, 1 - candidate.any_label))


def marked(judged: Sequence[Found]) -> list[Found]:
    """What to suggest of spans in order of place, without maybes.

    A suggestion that is right saves a repair, one where nothing is costs one, and one that is
    wrong beside that costs what leaving it out would cost.
    """
    gains = [_gain(each) for each in judged]
    return [judged[i] for i in choose([(each.first, each.end) for each in judged], gains)]


def suggested(judged: Sequence[Found]) -> list[Found]:
    """The same, and as maybes what is likely enough beside it."""
    taken = marked(judged)
    covered = {token for each in taken for token in range(each.first, each.end)}
    for each in sorted(judged, key=lambda each: -float(each.probabilities[each.label])):
        if each.probabilities[each.label] < MAYBE:
            break
        if covered.isdisjoint(range(each.first, each.end)):
            taken.append(replace(each, is_maybe=True))
            covered.update(range(each.first, each.end))
    return sorted(taken, key=lambda each: each.first)


def _gain(found: Found) -> float:
    """The repairs that a suggestion saves; edges less likely than a maybe are no suggestion."""
    is_likely = float(found.probabilities.sum()) >= MAYBE
    return float(found.probabilities[found.label]) - found.none if is_likely else -1.0
