"""How many repairs suggestions need until they are what a person marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.core.pairing import paired
from annotator.values import dataclass

Marked = tuple[int, int, int]
"""Start, end, label id."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing to put right: a wrong suggestion, a missed span, or the two where they overlap."""

    wanted: Marked | None
    suggested: Marked | None

    @property
    def kind(self) -> str:
        if self.suggested is None:
            return "missed"
        if self.wanted is None:
            return "spurious"
        return "label" if self.wanted[:2] == self.suggested[:2] else "edge"


def repairs(gold: Iterable[Marked], suggested: Iterable[Marked]) -> list[Correction]:
    """What is to be put right. Overlapping ones are paired one to one, the most overlap first."""
    wanted, offered = set(gold), set(suggested)
    wanted, offered = wanted - offered, offered - wanted
    pairs = paired(wanted, offered)
    found = [Correction(w, o) for w, o in pairs]
    wanted, offered = wanted - {w for w, _ in pairs}, offered - {o for _, o in pairs}
    found += [Correction(w, None) for w in sorted(wanted)]
    found += [Correction(None, o) for o in sorted(offered)]
    return found


def folded(text: str, found: Sequence[Correction]) -> int:
    """How many repairs are left when the same one on the same surface counts once."""
    return len({_same(text, each) for each in found})


def _same(text: str, repair: Correction) -> tuple[object, ...]:
    def side(marked: Marked | None) -> tuple[object, ...] | None:
        return None if marked is None else (text[marked[0] : marked[1]], marked[2])

    return repair.kind, side(repair.wanted), side(repair.suggested)
