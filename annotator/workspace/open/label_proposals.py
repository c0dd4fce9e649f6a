"""Which labels the strip offers for a range, likeliest first."""

from __future__ import annotations

from collections import Counter

from annotator.core.marks import Mark, MarkState
from annotator.core.sheet import Sheet
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """A label and, where a model gave one, its probability (0–1). One that nothing speaks for only
    `fills` a place: there are others, and the scheme has it first.
    """

    label: int
    probability: float | None = None
    fills: bool = False


def proposals(sheet: Sheet, start: int, end: int, most: int = 3) -> list[Proposal]:
    """The label that it has or is suggested, its rivals, what memory knows, what is usual here.

    The first is what Space takes; rivals come with their probabilities, the likeliest first.
    """
    surface = sheet.text[start:end]
    mark = sheet.marks.exactly(start, end)
    known = {label.id for label in sheet.scheme.labels if not label.retired}
    found: dict[int, float | None] = {}
    readings = _readings(sheet, mark)
    if mark is not None and mark.label is not None:
        found[mark.label] = readings.get(mark.label)
    for label, probability in readings.items():
        if label is not None and label in known:
            found.setdefault(label, probability)
    for label in _without_probability(sheet, mark, surface):
        found.setdefault(label)
    if mark is None or mark.state == MarkState.MAYBE:
        for label in _of_the_same_name(sheet, surface):
            found.setdefault(label)
    spoken_for = found.keys() & known if len(known) > 1 else known
    if len(found) < most and len(readings) < 2:  # rivals say enough
        for each in sheet.scheme.labels:
            found.setdefault(each.id)
    offered = [Proposal(x, p, x not in spoken_for) for x, p in found.items() if x in known]
    return offered[:most]


def _without_probability(sheet: Sheet, mark: Mark | None, surface: str) -> list[int]:
    """What shares the pipeline's label, then what the surface was decided as, here and before."""
    fed: tuple[int, ...] = ()
    if mark is not None and mark.label is not None and mark.score is None:
        fed = sheet.rivals.get(mark.label, ())
    here = Counter(sheet.decided_labels(surface)).most_common()
    remembered = {} if sheet.is_hiding else dict(sheet.knowledge.labels_of(surface))
    known = [*here, *Counter(remembered).most_common()]
    return [*fed, *(label for label, _ in known if label is not None)]


def none_probability(sheet: Sheet, start: int, end: int) -> float | None:
    """How likely no entity is here; None where no model said so."""
    return _readings(sheet, sheet.marks.exactly(start, end)).get(None)


def _readings(sheet: Sheet, mark: Mark | None) -> dict[int | None, float]:
    """What a model gave the range of a mark, the likeliest first; None: no entity.

    Of a suggestion that was moved nothing is known: its readings are of its own range.
    """
    suggestion = None if mark is None else sheet.suggestions.get(mark.suggestion or 0)
    if mark is None or suggestion is None:
        return {}
    if (suggestion.start, suggestion.end) != (mark.start, mark.end):
        return {}
    readings = dict(sorted(suggestion.others, key=lambda pair: -pair[1]))
    if not readings and suggestion.score is not None:
        readings = {suggestion.label: suggestion.score}
    return readings


def _of_the_same_name(sheet: Sheet, surface: str) -> list[int]:
    """Labels of marks whose surface holds this one as a word, or is held by it."""
    words = set(surface.split())
    labels: Counter[int] = Counter()
    for index, mark in enumerate(sheet.marks):
        if index > 500:
            break
        if mark.label is not None and words & set(mark.surface.split()):
            labels[mark.label] += 1
    return [label for label, _ in labels.most_common()]
