"""Fuzzy find: which names fit what was typed, the best first, and where. Words in any order,
beginnings before middles, case and accents aside; where no name fits, those that a typo hides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from annotator.values import dataclass

T = TypeVar("T")

_START, _WORD, _INITIALS, _MIDDLE, _BESIDE, _LETTERS, _TYPO = range(7)
_FIRST_LETTER = re.compile(r"[^\W_](?<![^\W_][^\W_])")
_WORD_END = re.compile(r"\W|$")
_LEAST_FOR_A_TYPO, _LEAST_FOR_TWO = 4, 8  # letters typed
_FEW = 300  # names that are looked at before a library is loaded (30 ms, once)
_KEPT = 1 << 15  # names whose folding is kept: all of a scheme, and of the articles nearby


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text fits what was typed (0 is best), and where it does: code points."""

    rank: int
    ranges: tuple[tuple[int, int], ...] = ()


def match(typed: str, text: str, beside: str = "", *, typos: bool = False) -> Match | None:
    """Whether every word typed is found in the text, or in what is said beside it; None if not."""
    return _match(fold(typed).split(), text, beside, typos)


def _match(words: Sequence[str], text: str, beside: str, typos: bool) -> Match | None:
    folded, aside = fold(text), fold(beside)
    rank = 0
    ranges: list[tuple[int, int]] = []
    for word in words:
        found = _place(word, folded, aside) or (_misspelt(word, folded) if typos else None)
        if found is None:
            return None
        rank += found.rank
        ranges += found.ranges
    return Match(rank, tuple(sorted(ranges)))


def ranked(
    typed: str,
    things: Sequence[T],
    text_of: Callable[[T], tuple[str, str]],
    *,
    typos: bool | None = None,
) -> list[tuple[T, Match]]:
    """The things that fit, the best first, else in their order. `text_of`: text and beside.

    `typos`: whether names with other letters fit too; None: only where nothing else does.
    """
    words = fold(typed).split()
    if not words:
        return [(thing, Match(0)) for thing in things]
    texts = [text_of(thing) for thing in things]
    found = []
    for at in _likely(words, texts, bool(typos)):
        fit = _match(words, *texts[at], bool(typos))
        if fit is not None:
            found.append((things[at], fit))
    if typos is None and not found:
        return ranked(typed, things, text_of, typos=True)
    return sorted(found, key=lambda pair: pair[1].rank)


@lru_cache(maxsize=_KEPT)
def fold(text: str) -> str:
    """The text without case and accents, as long as it was."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFKD", c)[0].casefold()[:1] for c in text)


def _likely(words: Sequence[str], texts: Sequence[tuple[str, str]], typos: bool) -> Sequence[int]:
    """Where those texts are that may fit, in their order: they have each word's letters one after
    another, but for the typos. Only these are worth a closer look.
    """
    if len(texts) <= _FEW and not typos:
        return range(len(texts))
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import extract_iter

    left = {at: f"{fold(text)}\n{fold(beside)}" for at, (text, beside) in enumerate(texts)}
    for word in words:
        least = len(word) - (_typos_in(word) if typos else 0)
        fits = extract_iter(word, left, scorer=LCSseq.similarity, score_cutoff=least)
        left = {at: text for text, _, at in fits}
    return list(left)


def _place(word: str, text: str, beside: str) -> Match | None:
    if text.startswith(word):
        return Match(_START, ((0, len(word)),))
    starts, initials = _starts(text)
    middle = text.find(word)
    if middle >= 0:
        for at in starts:
            if text.startswith(word, at):
                return Match(_WORD, ((at, at + len(word)),))
    if len(word) > 1 and (first := initials.find(word)) >= 0:
        chosen = starts[first : first + len(word)]
        return Match(_INITIALS, tuple((at, at + 1) for at in chosen))
    if middle >= 0:
        return Match(_MIDDLE, ((middle, middle + len(word)),))
    if word in beside:
        return Match(_BESIDE)
    return _letters(word, text, starts)


@lru_cache(maxsize=_KEPT)
def _starts(text: str) -> tuple[tuple[int, ...], str]:
    """Where the words begin, and their initials."""
    starts = tuple(found.start() for found in _FIRST_LETTER.finditer(text))
    return starts, "".join(text[at] for at in starts)


def _letters(word: str, text: str, starts: Sequence[int]) -> Match | None:
    """The letters one after another within one word of the text: "prsn" for "person"."""
    if len(word) < 3:
        return None
    for at in starts:
        if text[at] != word[0]:
            continue
        places = [at]
        end = _word_end(text, at)
        for letter in word[1:]:
            found = text.find(letter, places[-1] + 1, end)
            if found < 0:
                break
            places.append(found)
        if len(places) == len(word):
            return Match(_LETTERS, tuple((place, place + 1) for place in places))
    return None


def _misspelt(word: str, text: str) -> Match | None:
    """A word, or the beginning of one, with a letter more, less, other or swapped: "plitic" for
    "politician".
    """
    from rapidfuzz.distance import OSA

    most = _typos_in(word)
    found = []
    for at in _starts(text)[0] if most else ():
        end = _word_end(text, at)
        for stop in range(at + len(word) - most, min(at + len(word) + most, end) + 1):
            typos = OSA.distance(word, text[at:stop], score_cutoff=most)
            if typos <= most:
                found.append((typos, abs(stop - at - len(word)), at, stop))
    if not found:
        return None
    typos, _, at, stop = min(found)
    return Match(_TYPO + 2 * typos + (at > 0), ((at, stop),))


def _typos_in(word: str) -> int:
    return (len(word) >= _LEAST_FOR_A_TYPO) + (len(word) >= _LEAST_FOR_TWO)


def _word_end(text: str, at: int) -> int:
    end = _WORD_END.search(text, at)
    assert end is not None
    return end.start()
