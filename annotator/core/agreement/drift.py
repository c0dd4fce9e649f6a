"""Whether a coder codes otherwise as time goes on: agreement by windows, and sums of residuals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

WINDOW = 20
"""Articles in a row, in the order of work."""
PERMUTATIONS = 2000


def windows(values: Sequence[float], size: int = WINDOW) -> list[float]:
    """The means of so many values in a row; a rest of less than half a window joins the last."""
    ends = list(range(size, len(values) + 1, size)) or [len(values)]
    if len(values) - ends[-1] >= size / 2:
        ends.append(len(values))
    ends[-1] = len(values)
    starts = [0, *ends[:-1]]
    return [
        sum(values[start:end]) / (end - start)
        for start, end in zip(starts, ends, strict=True)
        if end > start
    ]


def largest_sum(residuals: Sequence[float]) -> tuple[float, int]:
    """How far the running sum of residuals, less their mean, goes from zero at the most; and after
    how many of them. Page's CUSUM, Biometrika 41 (1954), of a series that is whole.
    """
    if not residuals:
        return 0.0, 0
    mean = sum(residuals) / len(residuals)
    sums = list(accumulate(each - mean for each in residuals))
    at = max(range(len(sums)), key=lambda i: abs(sums[i]))
    return abs(sums[at]), at + 1
