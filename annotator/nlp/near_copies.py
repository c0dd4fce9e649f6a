"""Near copies: articles that share most of their words in the same order, found without comparing
each with each.

Pairs of words of a text are sketched by MinHash (Broder 1997, with datasketch's permutations). The
sketch is cut into bands; articles that agree in a whole band are compared word by word. Edits of a
fifth of the words leave about .47 of the pairs (Jaccard), which agree in a band with probability
.96; unrelated articles, at .02, with .00001. Of the many that agree in a band, as articles with one
standing end do, each is compared with a few only, so that the work grows as the articles do.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

SHARE: Final = 0.7
"""Of two near copies at least so much of the longer one's words stand in both, in one order; or…"""
INSIDE: Final = 0.9
"""…so much of the shorter one's, where it has at least half as many."""
BANDS, _ROWS = 64, 4
BYTES: Final = 4 * BANDS
"""The length of a sketch."""

_SEED = 1
_LONGEST = 20_000  # words that are compared: of a book the beginning tells
_LEAST = 5  # words; shorter texts are alike by chance
_FIRST, _BEFORE = 2, 3  # of one band each is compared with the first ones, and those before it
_MOST_IN_VAIN = 100  # comparisons of one article that found nothing, until it is left
_MOST_WORDS = 100_000  # whose numbers are kept
_FIRST_KNOWN = 10  # of one band, with which a further text is compared
_AT_ONCE = 1000  # pairs of words that are sketched
_OF_ROWS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F], np.uint32)
# Scripts without spaces: each character counts as a word.
_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    "|[^\\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)


class _Numbers(dict[str, int]):
    """Words as numbers of 32 bits, the same on every machine."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST_WORDS:
            self.clear()
        number = self[word] = zlib.crc32(word.encode("utf-8", "surrogatepass"))
        return number


_NUMBERS = _Numbers()


def words_of(text: str) -> list[int]:
    """The words that count, without case and signs, as numbers."""
    found = _WORD.findall(text[: 12 * _LONGEST].casefold())[:_LONGEST]
    return list(map(_NUMBERS.__getitem__, found))


def sketch(text: str) -> bytes:
    """A text as `BYTES` bytes, a number for each band; b"" for one of too few words."""
    words = np.array(words_of(text), np.uint32)
    if len(words) < _LEAST:
        return b""
    pairs = _mixed(words[:-1]) + words[1:]
    bands = min_hash(pairs).reshape(BANDS, _ROWS)
    made: NDArray[np.uint32] = _mixed(bands * _OF_ROWS).sum(axis=1, dtype=np.uint32)
    return made.astype("<u4").tobytes()


def min_hash(numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The least of the numbers under each of the permutations.

    As `MinHash.update` of datasketch has it, which takes three times as long: it asks a function
    for each number, and its least ones stand across the memory.
    """
    factors, summands = _permutations()
    least = np.full(BANDS * _ROWS, 0xFFFFFFFF, np.uint32)
    numbers = _mixed(numbers)
    for at in range(0, len(numbers), _AT_ONCE):
        permuted = numbers[at : at + _AT_ONCE] * factors
        permuted += summands
        np.minimum(least, permuted.min(axis=1), out=least)
    return least


def _mixed(numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Numbers that are alike as numbers that are not (the last step of MurmurHash3)."""
    numbers = numbers ^ (numbers >> np.uint32(16))
    numbers *= np.uint32(0x85EBCA6B)
    numbers ^= numbers >> np.uint32(13)
    numbers *= np.uint32(0xC2B2AE35)
    numbers ^= numbers >> np.uint32(16)
    return numbers


def shared(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of words that two texts have in one order, 0 to 1; 0 where they are no near copies.

    Of the longer text; of the shorter, where nearly all of it stands in the longer.
    """
    shorter, longer = sorted((len(one), len(other)))
    if shorter < _LEAST or 2 * shorter < longer:
        return 0.0
    least = min(INSIDE * shorter, SHARE * longer)
    same = LCSseq.similarity(one, other, score_cutoff=int(least))
    if same >= SHARE * longer:
        return same / longer
    return same / shorter if same >= INSIDE * shorter else 0.0


def alike(sketches: Sequence[bytes], is_new: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Pairs of places in `sketches` (the lower first) that may be near copies; a pair may come
    again, from another band.

    At least one of a pair is new: the others were compared before. Of many that agree each comes
    with the first ones and with those before it, so that there are at most some hundred pairs an
    article.
    """
    rows = [place for place, each in enumerate(sketches) if len(each) == BYTES]
    if not rows:
        return
    table: NDArray[np.uint32] = np.frombuffer(
        b"".join(sketches[place] for place in rows), "<u4"
    ).reshape(len(rows), BANDS)
    places, new = np.array(rows), np.array(is_new, bool)[rows]
    for band in range(BANDS):
        order, group = _groups(table[:, band])
        for one, other in _links(group):
            earlier, later = order[one], order[other]
            wanted = new[earlier] | new[later]
            lower, higher = places[earlier[wanted]], places[later[wanted]]
            yield from zip(lower.tolist(), higher.tolist(), strict=True)


class Known:
    """Sketches in which a further one is looked up, a text at a time: in 100,000 in half a
    millisecond, with 50 MB.
    """

    def __init__(self, sketches: Sequence[bytes]) -> None:
        self._places = [place for place, each in enumerate(sketches) if len(each) == BYTES]
        joined = b"".join(sketches[place] for place in self._places)
        table: NDArray[np.uint32] = np.frombuffer(joined, "<u4").reshape(-1, BANDS)
        orders = (np.argsort(table[:, band], kind="stable") for band in range(BANDS))
        self._orders = [order.astype("<u4") for order in orders]
        self._columns = [table[order, band] for band, order in enumerate(self._orders)]

    def alike(self, sketch_: bytes) -> list[int]:
        """The places of those that may be near copies, those first that agree in most bands; of
        each band the first ones.
        """
        found = Counter[int]()
        if len(sketch_) != BYTES or not self._places:
            return []
        numbers = np.frombuffer(sketch_, "<u4")
        for number, column, order in zip(numbers, self._columns, self._orders, strict=True):
            begin = int(np.searchsorted(column, number))
            same = column[begin : begin + _FIRST_KNOWN] == number
            if same.any():
                rows = order[begin : begin + len(same)][same]
                found.update(self._places[row] for row in rows.tolist())
        return sorted(found, key=lambda place: (-found[place], place))


_Rows = NDArray[np.intp]


def _groups(column: NDArray[np.uint32]) -> tuple[_Rows, _Rows]:
    """The rows that have their number with others, those of a number together and in order; and for
    each where its group begins among them.
    """
    order = np.argsort(column, kind="stable")
    ranked = column[order]
    is_as_before = np.concatenate(([False], ranked[1:] == ranked[:-1]))
    has_others = is_as_before | np.append(is_as_before[1:], False)
    order, is_as_before = order[has_others], is_as_before[has_others]
    at = np.arange(len(order))
    return order, np.maximum.accumulate(np.where(is_as_before, 0, at))


def _links(begins: _Rows) -> Iterator[tuple[_Rows, _Rows]]:
    """Pairs of places within groups, of which each tells where it begins: with the first ones, then
    with those before.
    """
    at = np.arange(len(begins))
    since = at - begins
    for first in range(_FIRST):
        later = at[since > first]
        yield begins[later] + first, later
    for before in range(1, _BEFORE + 1):
        later = at[since >= _FIRST + before]
        yield later - before, later


class Families:
    """Which articles are near copies of each other, over any number of steps (a union-find)."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def first_of(self, article: int) -> int:
        """The first article of the family; the article itself where it is alone."""
        at = article
        while (above := self._first.get(at, at)) != at:
            at = above
        while article != at:
            article, self._first[article] = self._first.get(article, at), at
        return at

    def join(self, one: int, other: int) -> bool:
        """Let two be of one family; whether they were not yet."""
        one, other = self.first_of(one), self.first_of(other)
        if one == other:
            return False
        self._first[max(one, other)] = min(one, other)
        return True


def found(
    sketches: Sequence[bytes],
    is_new: Sequence[bool],
    words: Callable[[int], Sequence[int]],
    families: Families,
) -> Iterator[tuple[int, int, float]]:
    """The near copies among articles by their place: (earlier, later, shared words).

    What is of one family already is not compared again, so that a family of n has n - 1 pairs; nor
    is an article that was compared with very many in vain.
    """
    in_vain: dict[int, set[int]] = {}
    for one, other in alike(sketches, is_new):
        if families.first_of(one) == families.first_of(other):
            continue
        vain = in_vain.get(other, ())
        if one in vain or len(vain) >= _MOST_IN_VAIN:
            continue
        share = shared(words(one), words(other))
        if share:
            families.join(one, other)
            yield one, other, share
        else:
            in_vain.setdefault(other, set()).add(one)


@cache
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Factors and summands, a column each: those of datasketch, whose import takes longer than the
    sketches of 2,000 articles.
    """
    chance, count = np.random.RandomState(_SEED), BANDS * _ROWS
    factors = chance.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    summands = chance.randint(0, 1 << 32, count, dtype=np.uint32)
    return factors.reshape(-1, 1), summands.reshape(-1, 1)
