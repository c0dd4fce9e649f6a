"""Cuts words into the pieces that a language model knows: of all ways the likeliest.

A unigram model, as in Kudo (2018, "Subword Regularization", ACL) and SentencePiece: each piece has
a log probability, and a word is cut where their sum is greatest (Viterbi).
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

WORD_START = "\u2581"
"""Stands before a word that white space or the text's start is in front of."""

_MOST_LETTERS = 100  # of a longer word the first
_UNKNOWN_BELOW = 10.0  # what an unknown letter costs more than the least likely piece
_BLANKS = WORD_START + "\u061c\u200b\u200c\u200d\u200e\u200f\ufeff\ufffd"  # beside white space
_NOTHING = dict.fromkeys((*range(9), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F))
_AFTER_ALL = b"\xff"  # no UTF-8 has this byte


class WordPieces:
    """The numbers of a word's pieces.

    `pieces` are all of them in UTF-8, sorted and without gaps: the one at i from `bounds[i]` to
    `bounds[i + 1]`, with `numbers[i]` and the log probability `scores[i]`. `unknown` is the number
    of what no piece fits.
    """

    def __init__(
        self,
        pieces: bytes,
        bounds: NDArray[np.uint32],
        numbers: NDArray[np.uint32],
        scores: NDArray[np.float32],
        unknown: int,
    ) -> None:
        if len(bounds) != len(scores) + 1 or len(numbers) != len(scores) or not len(scores):
            raise ValueError("not what it says")
        self._pieces = pieces
        # single numbers come faster out of a memoryview than out of an array
        self._bounds, self._numbers = bounds.data, numbers.data
        self._scores = scores.data
        self._unknown = unknown
        self._unknown_score = float(scores.min()) - _UNKNOWN_BELOW

    def of(self, word: str) -> tuple[int, ...]:
        """The pieces of a word as it is written; () where nothing of it is to be seen."""
        letters = _cleaned(word)[:_MOST_LETTERS]
        best = [0.0] + [float("-inf")] * len(letters)
        cuts = [(0, self._unknown)] * (len(letters) + 1)
        for first in range(len(letters)):
            for end, number, score in self._beginning_at(letters, first):
                if best[first] + score > best[end]:
                    best[end], cuts[end] = best[first] + score, (first, number)
        return tuple(self._found(cuts))[::-1]

    def _found(self, cuts: list[tuple[int, int]]) -> Iterator[int]:
        """The pieces of the best way from the last to the first; unknown letters side by side are
        one.
        """
        end, before = len(cuts) - 1, -1
        while end:
            end, number = cuts[end]
            if number != self._unknown or before != self._unknown:
                yield number
            before = number

    def _beginning_at(self, letters: str, first: int) -> Iterator[tuple[int, int, float]]:
        """End, number and score of each piece that the letters from `first` on begin with."""
        yield first + 1, self._unknown, self._unknown_score
        low, high, begun = 0, len(self._scores), b""
        for end in range(first + 1, len(letters) + 1):
            begun += letters[end - 1].encode("utf-8", "replace")
            low = bisect_left(range(high), begun, low, key=self._piece)
            high = bisect_left(range(high), begun + _AFTER_ALL, low, key=self._piece)
            if low == high:
                return
            if self._piece(low) == begun:
                yield end, self._numbers[low], self._scores[low]

    def _piece(self, i: int) -> bytes:
        return self._pieces[self._bounds[i] : self._bounds[i + 1]]


def _cleaned(word: str) -> str:
    """As SentencePiece's rule nmt_nfkc has it: each letter in its usual form, without control
    characters; white space and what is invisible as a start of a word, one for many.
    """
    usual = unicodedata.normalize("NFKC", word).translate(_NOTHING)
    blanks = "".join(" " if c.isspace() or c in _BLANKS else c for c in usual)
    begun = WORD_START if blanks[:1] == " " and blanks.strip(" ") else ""
    return begun + WORD_START.join(blanks.split())
