"""Whether what was learned is better than what it would replace, judged on reviews it never saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from annotator.core.repairs import Marked, folded, repairs

RECENT = 60
"""So many of the last judged articles speak: older ones tell of older versions."""

_LEAST = 3  # articles
_SURE = 1.0  # standard errors by which the sum of differences must stand out
BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One article: repairs that the pipeline's suggestions need, those with memory, the learned."""

    static: int
    remembered: int
    learned: int


def is_better(judged: Sequence[Judged], *, was_better: bool = False) -> bool:
    """Whether the learned suggestions needed fewer repairs than the better of the others; or, where
    they proved better before, did not need more, beyond noise. A new version knows what the judged
    one before it did wrong, so some bad articles do not speak against it.

    The differences in the last `RECENT` articles are summed, each over its own spread, so that one
    long list does not outvote the others; the spread of the sum is the noise. To ask for more than
    noise also in the beginning would leave half of the first gains unused.
    """
    recent = judged[-RECENT:]
    if len(recent) < _LEAST:
        return was_better
    others = [[each.static for each in recent], [each.remembered for each in recent]]
    pairs = zip(min(others, key=sum), recent, strict=True)
    gains = [(other - x.learned) / sqrt(other + x.learned + 1) for other, x in pairs]
    noise = _SURE * sqrt(sum(gain * gain for gain in gains))
    return sum(gains) >= -noise if was_better else sum(gains) > 0


def repairs_of(text: str, gold: Iterable[Marked], suggested: Iterable[Marked]) -> tuple[int, int]:
    """Repairs, and repairs when the same one on the same surface counts once."""
    found = repairs(gold, suggested)
    return len(found), folded(text, found)


def binned(scored: Iterable[tuple[float, bool]]) -> list[list[float]]:
    """(probability, was right) in `BINS` bins: [how many, sum of probabilities, how many right]."""
    bins = [[0, 0.0, 0] for _ in range(BINS)]
    for probability, is_right in scored:
        at = min(int(probability * BINS), BINS - 1)
        bins[at][0] += 1
        bins[at][1] += probability
        bins[at][2] += is_right
    return bins


def calibration_error(bins: Sequence[Sequence[float]]) -> float | None:
    """The expected calibration error (0–1) of `binned` probabilities; None where there are none."""
    total = sum(count for count, _, _ in bins)
    if not total:
        return None
    return sum(abs(promised - right) for _, promised, right in bins) / total
