"""Near copies: articles that share most of their words in the same order, found without comparing
each with each.

Pairs of words of a text are sketched by MinHash (Broder 1997, as datasketch has it). The sketch is
cut into bands; articles that agree in a whole band are compared word by word. Edits of a fifth of
the words leave about .47 of the pairs (Jaccard), which agree in a band with probability .96;
unrelated articles, at .02, with .00001.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

if TYPE_CHECKING:
    from datasketch import MinHash

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
_MOST_ALIKE = 50  # articles of one band with which each is compared, the first ones
# Scripts without spaces: each character counts as a word.
_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    "|[^\\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)


def words_of(text: str) -> list[str]:
    """The words that count: without case and signs."""
    return _WORD.findall(text[: 12 * _LONGEST].casefold())[:_LONGEST]


def sketch(text: str) -> bytes:
    """A text as `BYTES` bytes, a number for each band; b"" for one of too few words."""
    words = words_of(text)
    if len(words) < _LEAST:
        return b""
    hashed = _empty().copy()
    hashed.update_batch({f"{one} {next_}".encode() for one, next_ in pairwise(words)})
    bands = hashed.hashvalues.astype("<u4").reshape(BANDS, _ROWS)
    return np.array([zlib.crc32(band.tobytes()) for band in bands], "<u4").tobytes()


def shared(one: Sequence[str], other: Sequence[str]) -> float:
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
    """Pairs of places in `sketches` (the lower first) that may be near copies, each once.

    At least one of a pair is new: the others were compared before.
    """
    rows = [place for place, each in enumerate(sketches) if len(each) == BYTES]
    if not rows:
        return
    table: NDArray[np.uint32] = np.frombuffer(
        b"".join(sketches[place] for place in rows), "<u4"
    ).reshape(len(rows), BANDS)
    places, new = np.array(rows), np.array(is_new, bool)[rows]
    seen: set[tuple[int, int]] = set()
    for band in range(BANDS):
        for group in _groups(table[:, band], new):
            for pair in _pairs(places[group].tolist(), new[group].tolist()):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


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
        """The places of those that may be near copies, in order, the first ones of each band."""
        found: set[int] = set()
        if len(sketch_) != BYTES or not self._places:
            return []
        numbers = np.frombuffer(sketch_, "<u4")
        for number, column, order in zip(numbers, self._columns, self._orders, strict=True):
            begin = int(np.searchsorted(column, number))
            same = column[begin : begin + _MOST_ALIKE] == number
            if same.any():
                rows = order[begin : begin + len(same)][same]
                found.update(self._places[row] for row in rows.tolist())
        return sorted(found)


def _groups(column: NDArray[np.uint32], new: NDArray[np.bool_]) -> Iterator[NDArray[np.intp]]:
    """The rows with the same number, in order, where there are several and one is new."""
    order = np.argsort(column, kind="stable")
    ranked = column[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)) + 1
    begins = np.concatenate(([0], ends[:-1]))
    news = np.concatenate(([0], np.cumsum(new[order])))
    wanted = (ends - begins > 1) & (news[ends] > news[begins])
    for begin, end in zip(begins[wanted].tolist(), ends[wanted].tolist(), strict=True):
        yield order[begin:end]


def _pairs(places: list[int], new: list[bool]) -> Iterator[tuple[int, int]]:
    """Each with the first ones: what is alike is so with the first of its kind."""
    for at, place in enumerate(places):
        for before in range(min(at, _MOST_ALIKE)):
            if new[at] or new[before]:
                yield places[before], place


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
    words: Callable[[int], Sequence[str]],
    families: Families,
) -> Iterator[tuple[int, int, float]]:
    """The near copies among articles by their place: (earlier, later, shared words).

    What is of one family already is not compared again, so that a family of n has n - 1 pairs.
    """
    for one, other in alike(sketches, is_new):
        if families.first_of(one) == families.first_of(other):
            continue
        share = shared(words(one), words(other))
        if share:
            families.join(one, other)
            yield one, other, share


@cache
def _empty() -> MinHash:
    from datasketch import MinHash

    hashed: Any = zlib.crc32
    return MinHash(num_perm=BANDS * _ROWS, seed=_SEED, hashfunc=hashed)
