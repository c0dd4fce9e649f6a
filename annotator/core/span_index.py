"""The spans of one review of an article, found by bisection."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

from annotator.core.records import Span

MAX_SPAN = 2000
"""The longest span in code points; longer ones are refused with a clear line."""


class SpanIndex:
    """Spans by range and label, in text order. Adding and removing cost a memory move."""

    def __init__(self) -> None:
        self._spans: dict[tuple[int, int, int], Span] = {}
        self._ranges: list[tuple[int, int, int]] = []

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[Span]:
        return (self._spans[place] for place in self._ranges)

    def put(self, span: Span) -> None:
        place = (span.start, span.end, span.label)
        if place not in self._spans:
            insort(self._ranges, place)
        self._spans[place] = span

    def drop(self, span: Span) -> None:
        place = (span.start, span.end, span.label)
        del self._spans[place]
        del self._ranges[bisect_left(self._ranges, place)]

    def change(self, gone: Iterable[Span], come: Iterable[Span]) -> None:
        """Let many go and come at once."""
        for span in gone:
            del self._spans[(span.start, span.end, span.label)]
        for span in come:
            self._spans[(span.start, span.end, span.label)] = span
        self._ranges = sorted(self._spans)

    def has(self, start: int, end: int, label: int) -> bool:
        return (start, end, label) in self._spans

    def at(self, start: int, end: int) -> Span | None:
        """The span with exactly this range."""
        at = bisect_left(self._ranges, (start, end))
        if at < len(self._ranges) and self._ranges[at][:2] == (start, end):
            return self._spans[self._ranges[at]]
        return None

    def touching(self, start: int, end: int, *, is_nested: bool) -> list[Span]:
        """The spans that share a character with [start, end), in order. Where none lie over each
        other (not `is_nested`) the look back ends with the first that does not.
        """
        found = []
        at = bisect_left(self._ranges, (end,)) - 1
        floor = start - MAX_SPAN  # longer ones are refused by the acts
        while at >= 0 and self._ranges[at][0] > floor:
            if self._ranges[at][1] > start:
                found.append(self._spans[self._ranges[at]])
            elif not is_nested:
                break
            at -= 1
        return found[::-1]
