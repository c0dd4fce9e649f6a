"""Tokens the way a Doc wants them: words and spaces that together give the text again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain, count
from operator import lt

from annotator.errors import Bug
from annotator.faults import Fault
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class TokenList:
    """`words`, and whether a space follows each; `starts`, `ends`: a place's index of a token."""

    words: list[str]
    spaces: list[bool]
    starts: dict[int, int]
    ends: dict[int, int]

    @classmethod
    def of(cls, text: str, starts: Sequence[int], ends: Sequence[int]) -> TokenList:
        """From boundaries of tokens without white space, by spaCy's rule.

        One space belongs to the token before it; what white space is left is a token of its own.
        """
        if not all(map(lt, starts, ends)):
            pairs = [(x, y) for x, y in zip(starts, ends, strict=True) if x < y]
            starts, ends = [x for x, _ in pairs], [y for _, y in pairs]
        words = _pieces(text, starts, ends)
        gaps = _pieces(text, [0, *ends], [*starts, len(text)])
        made = cls([], [], {}, {})
        done = 0
        odd = {*gaps} - {"", " "}
        for number in [n for n, gap in enumerate(gaps) if gap in odd or (gap and n == 0)]:
            made._add(words, gaps, starts, ends, slice(done, number))
            made._add_gap(gaps[number])
            done = number
        made._add(words, gaps, starts, ends, slice(done, len(words)))
        if made.text() != text:
            raise Bug(Fault.TOKENS_UNFIT)
        return made

    def _add(
        self,
        words: list[str],
        gaps: list[str],
        starts: Sequence[int],
        ends: Sequence[int],
        which: slice,
    ) -> None:
        """Tokens with at most one space behind each: nearly all of a text."""
        first = len(self.words)
        self.words.extend(words[which])
        self.spaces.extend(map(" ".__eq__, gaps[which.start + 1 : which.stop + 1]))
        self.starts.update(zip(starts[which], count(first), strict=False))
        self.ends.update(zip(ends[which], count(first + 1), strict=False))

    def _add_gap(self, gap: str) -> None:
        """White space that is more than that, behind the last token."""
        if self.words and gap[0] == " ":
            self.spaces[-1] = True
            gap = gap[1:]
        if gap:
            self.words.append(gap)
            self.spaces.append(False)

    def text(self) -> str:
        """The text that these tokens make."""
        spaces = map(("", " ").__getitem__, self.spaces)
        return "".join(chain.from_iterable(zip(self.words, spaces, strict=True)))

    def places(self, starts: Sequence[int], ends: Sequence[int]) -> list[tuple[int, int] | None]:
        """First token and end token of ranges whose edges are edges of tokens, otherwise None."""
        found = zip(map(self.starts.get, starts), map(self.ends.get, ends), strict=True)
        return [
            None if first is None or end is None or first >= end else (first, end)
            for first, end in found
        ]

    def inside_of(self, starts: Sequence[int], ends: Sequence[int]) -> set[int]:
        """Those edges of ranges that no token begins or ends with."""
        if all(map(self.starts.__contains__, starts)) and all(map(self.ends.__contains__, ends)):
            return set()  # as mostly
        edges = {*starts, *ends}
        return {edge for edge in edges if edge not in self.starts and edge not in self.ends}

    def split_at(
        self, edges: Iterable[int], starts: Sequence[int], ends: Sequence[int]
    ) -> tuple[list[int], list[int]]:
        """The boundaries with those edges added that are inside a token of theirs."""
        new = {edge for edge in edges if _is_inside(edge, starts, ends)}
        return sorted(new.union(starts)), sorted(new.union(ends))


def _is_inside(edge: int, starts: Sequence[int], ends: Sequence[int]) -> bool:
    index = bisect_right(starts, edge) - 1
    return index >= 0 and starts[index] < edge < ends[index]


def _pieces(text: str, starts: Sequence[int], ends: Sequence[int]) -> list[str]:
    """What stands in a text from each of the starts to its end."""
    return [*map(text.__getitem__, map(slice, starts, ends))]
