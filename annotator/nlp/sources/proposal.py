"""A suggestion on its way to the store."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """A suggestion that has no row yet: `label` is a label's id, None for a bare maybe.

    `alternatives` are the range's other readings with their probabilities, the best first.
    """

    start: int
    end: int
    label: int | None
    source: str
    score: float | None = None
    is_maybe: bool = False
    alternatives: Sequence[tuple[int | None, float]] = ()
