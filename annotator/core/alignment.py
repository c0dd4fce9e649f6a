"""Two texts with mostly the same words, side by side: what stands in both, and what differs.

Which words are the same is found outside (`workspace/open/comparing.py`); here it becomes stretches
of both texts, and ranges of one text are carried over to the other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from annotator.core.tokens import Tokens
from annotator.values import dataclass

Block = tuple[int, int, int]
"""So many tokens that are the same: the first one's index in one text, in the other, how many."""


class Differs(Enum):
    """How a stretch of one text stands to the other."""

    NOT = 0
    CHANGED = 1  # other words stand there
    ONLY_FIRST = 2
    ONLY_SECOND = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """A range in each text, in code points; empty in one that has nothing there."""

    kind: Differs
    first: tuple[int, int]
    second: tuple[int, int]

    def of(self, is_second: bool) -> tuple[int, int]:
        """The range in one of the two."""
        return self.second if is_second else self.first


@dataclass(frozen=True, slots=True)
class Alignment:
    """`blocks` are in order in both texts, and none touches another in both. Of texts that are too
    long only the first `compared` tokens were looked at.
    """

    first: Tokens
    second: Tokens
    blocks: Sequence[Block]
    compared: int

    @property
    def same(self) -> int:
        """How many tokens stand in both texts, in one order."""
        return sum(count for _, _, count in self.blocks)

    def stretches(self) -> list[Stretch]:
        """Both texts from their first compared token to their last one, without a gap but for white
        space. The same words between two changes that are larger than they count as changed: by
        chance they stand in both.
        """
        return [self._stretch(*part) for part in _joined(self._parts())]

    def carried(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a range of the first text stands in the second; None where one of its tokens is
        not there, or others stand between them.
        """
        cover = self.first.covering(start, end)
        if cover is None or start < self.first.starts[cover[0]]:
            return None  # it begins or, below, ends in white space
        if end > self.first.ends[cover[1] - 1]:
            return None
        number = bisect_right(self.blocks, (cover[0], len(self.second), 0)) - 1
        if number < 0:
            return None
        begin, other, count = self.blocks[number]
        if cover[1] > begin + count or cover[0] < begin:
            return None
        head, tail = other + cover[0] - begin, other + cover[1] - 1 - begin
        new_start = self.second.starts[head] + start - self.first.starts[cover[0]]
        new_end = self.second.ends[tail] + end - self.first.ends[cover[1] - 1]
        return new_start, new_end

    def _parts(self) -> Iterator[_Part]:
        """(is the same, range of tokens in the first text, in the second), in turn."""
        at, other = 0, 0
        ends = min(self.compared, len(self.first)), min(self.compared, len(self.second))
        for begin, begin_other, count in (*self.blocks, (*ends, 0)):
            if begin > at or begin_other > other:
                yield False, (at, begin), (other, begin_other)
            at, other = begin + count, begin_other + count
            if count:
                yield True, (begin, at), (begin_other, other)

    def _stretch(self, is_same: bool, one: tuple[int, int], other: tuple[int, int]) -> Stretch:
        kind = Differs.NOT if is_same else Differs.CHANGED
        if not is_same and one[0] == one[1]:
            kind = Differs.ONLY_SECOND
        elif not is_same and other[0] == other[1]:
            kind = Differs.ONLY_FIRST
        return Stretch(kind, _range(self.first, *one), _range(self.second, *other))


_Part = tuple[bool, tuple[int, int], tuple[int, int]]


def _range(tokens: Tokens, begin: int, end: int) -> tuple[int, int]:
    """The code points of tokens; of none the place where they would stand."""
    if begin < end:
        return tokens.starts[begin], tokens.ends[end - 1]
    at = tokens.ends[begin - 1] if begin else 0
    return at, at


def _joined(parts: Iterable[_Part]) -> list[_Part]:
    """Changes with what little stands between them as one change."""
    found: list[_Part] = []
    for part in parts:
        found.append(part)
        while len(found) > 2 and not found[-1][0] and not found[-3][0]:
            before, same, after = found[-3:]
            if _size(same) > min(_size(before), _size(after)):
                break
            del found[-3:]
            found.append((False, (before[1][0], after[1][1]), (before[2][0], after[2][1])))
    return found


def _size(part: _Part) -> int:
    """How many tokens a part has, of the text with more of them."""
    return max(part[1][1] - part[1][0], part[2][1] - part[2][0])


class Places:
    """Which place of one text stands beside which of the other, for scrolling them together."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._edges = [
            [0, *(edge for each in stretches for edge in each.of(is_second))]
            for is_second in (False, True)
        ]

    def beside(self, position: int, *, is_second: bool) -> int:
        """The place in the other text for one in the first, or in the second."""
        own, other = self._edges[is_second], self._edges[not is_second]
        at = bisect_left(own, position)
        if at == len(own):
            return other[-1] + position - own[-1]
        if own[at] == position:
            return other[at]
        share = (position - own[at - 1]) / (own[at] - own[at - 1])
        return round(other[at - 1] + share * (other[at] - other[at - 1]))
