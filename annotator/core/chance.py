"""Chance that comes out the same again: by a project's seed, on every machine."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from random import Random

SEED = "seed"
"""The setting of a project with the number that all its chance comes from."""

BLIND_SHARE = "blind_share"
"""The setting with how many articles one is reviewed among without suggestions; 0: none is."""

SHOWN_FIRST = 5
"""So many articles, in the order of their import, always come with suggestions."""

WHOLE_FIRST = 16
"""So many articles of an annotator are to be read whole, whatever is doubtful in them: ten that a
first version has not learned from tell what stays where one looks only where asked."""

WHOLE_ONE_IN = 10
"""Later one in so many is, at random."""

_AT_ONCE = 50_000

RANDOM_ONE_IN = 10
"""Of a queue that goes by doubt, one article in so many comes at random."""


def is_drawn(seed: int, purpose: str, number: int, one_in: int) -> bool:
    """Whether a number is among the one in `one_in` that are drawn; never where that is 0."""
    if one_in <= 0:
        return False
    told = f"{seed} {purpose} {number}".encode()
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest()) % one_in == 0


def is_drawn_blind(seed: int, article: int, one_in: int) -> bool:
    """Whether an article is to be reviewed without suggestions: never one of a project's first,
    where who does not know the app yet would miss them, unless all are.
    """
    is_shown = article <= SHOWN_FIRST and one_in > 1
    return not is_shown and is_drawn(seed, "blind", article, one_in)


def is_drawn_whole(seed: int, article: int) -> bool:
    """Whether an article is to be read whole, not only where the focus stops."""
    return is_drawn(seed, "whole", article, WHOLE_ONE_IN)


def draws(seed: int, count: int) -> array[float]:
    """A number from 0 to 1 for each of 0 to `count`; those of a smaller count are the same."""
    draw = Random(seed).random
    found = array("d")
    while len(found) <= count:  # lists are made in half the time that a generator takes
        found.extend([draw() for _ in range(min(_AT_ONCE, count + 1 - len(found)))])
    return found


class Drawn:
    """The draws of a seed, made once for as many as are asked for."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._draws = array("d")

    def up_to(self, count: int) -> array[float]:
        """As `draws`, of at least so many."""
        if len(self._draws) <= count:
            self._draws = draws(self.seed, count)
        return self._draws

    def is_below(self, share: float) -> Callable[[int], bool]:
        """What tells of a number whether its draw is below a share."""

        def is_so(number: int) -> bool:
            draws_made = self._draws if number < len(self._draws) else self.up_to(number)
            return draws_made[number] < share

        return is_so


def mixed(rest: Iterable[int], share: Iterable[int], done: int) -> Iterator[int]:
    """Both in their orders, with one of `share` at each tenth place; `done` places are behind."""
    between = RANDOM_ONE_IN - 1
    others = iter(rest)
    yield from islice(others, (between - done) % RANDOM_ONE_IN)
    for each in share:
        yield each
        yield from islice(others, between)
    yield from others
