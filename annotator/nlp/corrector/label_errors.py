"""Where a corrector that was not taught by an article is sure of another answer than its review."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from annotator.core.edges import trim
from annotator.core.header import read_header
from annotator.core.memory import Memory
from annotator.core.records import Scheme
from annotator.core.repairs import Marked
from annotator.nlp.corrector.candidates import nothing_in
from annotator.nlp.corrector.choosing import Found
from annotator.nlp.corrector.crf import Lattice
from annotator.nlp.corrector.features import CachedParse, Featurizer
from annotator.nlp.corrector.model import Corrector
from annotator.values import dataclass

SURE = 0.95


@dataclass(frozen=True, slots=True)
class LabelError:
    """A place (code points) where the corrector says `said`, a label id or None for no entity.

    `reviewed` is the review's label there, None where it has no span.
    """

    start: int
    end: int
    reviewed: int | None
    said: int | None
    probability: float


def opinions(
    corrector: Corrector,
    text: str,
    evidence: CachedParse,
    memory: Memory,
    gold: Sequence[Marked],
    scheme: Scheme,
    *,
    labels: Collection[int],
    offered: Iterable[Marked] = (),
) -> list[LabelError]:
    """What the corrector holds against the spans of a review, in order of place.

    `memory` must not know the article; `offered` is what the pipeline alone suggests. A span under
    edges that the scheme would trim off is no other answer, and neither is anything in the date
    line.
    """
    if not len(evidence) or not corrector.labels:
        return []
    featurizer = Featurizer(text, evidence, offered)
    judged, lattice = corrector.judge(featurizer, memory, labels=labels)
    found = _surely_said(corrector, featurizer, judged, gold, text, scheme)
    contested = [(each.start, each.end) for each in found]
    for span in gold:
        if all(span[1] <= start or end <= span[0] for start, end in contested):
            probability = _nothing(span, featurizer, judged, lattice)
            if probability >= SURE:
                found.append(LabelError(span[0], span[1], span[2], None, probability))
    return sorted(found, key=lambda each: each.start)


def _surely_said(
    corrector: Corrector,
    featurizer: Featurizer,
    judged: Sequence[Found],
    gold: Sequence[Marked],
    text: str,
    scheme: Scheme,
) -> list[LabelError]:
    body = read_header(text).body_start
    known = set(gold)
    found = []
    for each in judged:
        probability = float(each.probabilities[each.label])
        if probability < SURE:
            continue
        label = corrector.labels[each.label]
        start, end = featurizer.tokens.starts[each.first], featurizer.tokens.ends[each.end - 1]
        trimmed = trim(
            text,
            start,
            end,
            scheme.label(label),
            tokens=featurizer.tokens,
            reviewed=corrector.lexicon.surfaces,
        )
        if {(start, end, label), (*trimmed, label)} & known or trimmed[0] < body:
            continue
        over = [span for span in gold if span[0] < trimmed[1] and trimmed[0] < span[1]]
        same = [span for span in over if span[:2] == trimmed]
        reviewed = (same or over)[0][2] if over else None
        found.append(LabelError(*trimmed, reviewed, label, min(1.0, probability)))
    return found


def _nothing(
    span: Marked, featurizer: Featurizer, judged: Sequence[Found], lattice: Lattice
) -> float:
    """How sure the corrector is that there is no entity in the range of a span."""
    cover = featurizer.tokens.covering(span[0], span[1])
    if cover is None:
        return 0.0
    inside = [x for x in judged if x.first < cover[1] and cover[0] < x.end]
    sure = min((x.none for x in inside), default=1.0)
    return min(sure, nothing_in(lattice, *cover))
