"""Which labels the strip offers for a range, likeliest first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from annotator.core.marks import MarkState
from annotator.core.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Proposal:
    """A label and, where a model gave one, its probability (0–1)."""

    label: int
    probability: float | None = None


def proposals(sheet: Sheet, start: int, end: int, most: int = 3) -> list[Proposal]:
    """The label that it has or is suggested, then what memory knows, then what is usual here."""
    surface = sheet.text[start:end]
    mark = sheet.marks.exactly(start, end)
    found: dict[int, float | None] = {}
    if mark is not None and mark.label is not None:
        found[mark.label] = mark.score
    for label, _ in Counter(sheet.decided_labels(surface)).most_common():
        if label is not None:
            found.setdefault(label)
    for label, _ in Counter(dict(sheet.knowledge.labels_of(surface))).most_common():
        if label is not None:
            found.setdefault(label)
    if mark is None or mark.state == MarkState.MAYBE:
        for label in _of_the_same_name(sheet, surface):
            found.setdefault(label)
    if len(found) < most:
        for known in sheet.scheme.labels:
            found.setdefault(known.id)
    retired = {label.id for label in sheet.scheme.labels if label.retired}
    return [Proposal(label, p) for label, p in found.items() if label not in retired][:most]


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
