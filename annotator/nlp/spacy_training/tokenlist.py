"""Tokens the way a Doc wants them: words and spaces that together give the text again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.errors import Bug
from annotator.faults import Fault


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
        places = [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
        gaps = _gaps(text, places)
        made = cls([], [], {}, {})
        done = 0
        for number in [n for n, gap in enumerate(gaps) if gap and (gap != " " or n == 0)]:
            made._add(text, places[done:number], gaps[done + 1 : number + 1])
            made._add_gap(gaps[number])
            done = number
        made._add(text, places[done:], gaps[done + 1 :])
        if made.text() != text:
            raise Bug(Fault.TOKENS_UNFIT)
        return made

    def _add(self, text: str, places: list[tuple[int, int]], gaps: list[str]) -> None:
        """Tokens with at most one space behind each: nearly all of a text."""
        first = len(self.words)
        self.words.extend([text[start:end] for start, end in places])
        self.spaces.extend([gap == " " for gap in gaps])
        self.starts.update({start: n for n, (start, _) in enumerate(places, first)})
        self.ends.update({end: n for n, (_, end) in enumerate(places, first + 1)})

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
        pairs = zip(self.words, self.spaces, strict=True)
        return "".join([word + " " if space else word for word, space in pairs])

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """First token and end token of a range whose edges are edges of tokens, otherwise None."""
        first, end_token = self.starts.get(start), self.ends.get(end)
        if first is None or end_token is None or first >= end_token:
            return None
        return first, end_token

    def inside_of(self, edges: Iterable[int]) -> set[int]:
        """Those edges that no token begins or ends with."""
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


def _gaps(text: str, places: list[tuple[int, int]]) -> list[str]:
    """What stands before each of the places, and behind the last."""
    befores = [0, *(end for _, end in places)]
    afters = [*(start for start, _ in places), len(text)]
    return [text[end:start] for end, start in zip(befores, afters, strict=True)]
