"""Finding by typing a part: words in any order, beginnings before middles, case and accents
aside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

_START, _WORD, _INITIALS, _MIDDLE, _BESIDE, _LETTERS = range(6)
_FIRST_LETTER = re.compile(r"[^\W_](?<![^\W_][^\W_])")


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text fits what was typed (0 is best), and where it does: code points."""

    rank: int
    ranges: tuple[tuple[int, int], ...] = ()


def match(typed: str, text: str, beside: str = "") -> Match | None:
    """Whether every word typed is found in the text, or in what is said beside it; None if not."""
    folded, aside = fold(text), fold(beside)
    rank = 0
    ranges: list[tuple[int, int]] = []
    for word in fold(typed).split():
        found = _place(word, folded, aside)
        if found is None:
            return None
        rank += found.rank
        ranges += found.ranges
    return Match(rank, tuple(sorted(ranges)))


def ranked(
    typed: str, things: Sequence[T], text_of: Callable[[T], tuple[str, str]]
) -> list[tuple[T, Match]]:
    """The things that fit, the best first, else in their order. `text_of`: text and beside."""
    found = []
    for thing in things:
        fit = match(typed, *text_of(thing))
        if fit is not None:
            found.append((thing, fit))
    return sorted(found, key=lambda pair: pair[1].rank)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The text without case and accents, as long as it was."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFKD", c)[0].casefold()[:1] for c in text)


def _place(word: str, text: str, beside: str) -> Match | None:
    starts = [found.start() for found in _FIRST_LETTER.finditer(text)]
    if text.startswith(word):
        return Match(_START, ((0, len(word)),))
    for at in starts:
        if text.startswith(word, at):
            return Match(_WORD, ((at, at + len(word)),))
    initials = "".join(text[at] for at in starts)
    if len(word) > 1 and (first := initials.find(word)) >= 0:
        chosen = starts[first : first + len(word)]
        return Match(_INITIALS, tuple((at, at + 1) for at in chosen))
    if (at := text.find(word)) >= 0:
        return Match(_MIDDLE, ((at, at + len(word)),))
    if word in beside:
        return Match(_BESIDE)
    return _letters(word, text, starts)


def _letters(word: str, text: str, starts: Sequence[int]) -> Match | None:
    """The letters one after another within one word of the text: "prsn" for "person"."""
    if len(word) < 3:
        return None
    for at in starts:
        places = [at] if text[at] == word[0] else []
        end = re.compile(r"\W|$").search(text, at)
        assert end is not None
        for letter in word[1:] if places else "":
            found = text.find(letter, places[-1] + 1, end.start())
            if found < 0:
                break
            places.append(found)
        if len(places) == len(word):
            return Match(_LETTERS, tuple((place, place + 1) for place in places))
    return None
