"""Which ranges of two sets belong together: those that overlap, one to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

R = TypeVar("R", tuple[int, int], tuple[int, int, int])


def in_common(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How much text two ranges share, in code points."""
    return min(one[1], other[1]) - max(one[0], other[0])


def paired(
    wanted: Iterable[R], offered: Iterable[R], worth: Callable[[R, R], float] = in_common
) -> list[tuple[R, R]]:
    """Each wanted one with at most one offered one that it overlaps, the most worth first."""
    left, rest = set(wanted), set(offered)
    found = []
    near = ((w, o) for w in left for o in rest if w[0] < o[1] and o[0] < w[1])
    for _, w, o in sorted((-worth(w, o), w, o) for w, o in near):
        if w in left and o in rest:
            left.discard(w)
            rest.discard(o)
            found.append((w, o))
    return found
