"""The suggestions of one article, found by id, by surface and by place."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator

from annotator.core.records import Suggestion


class SuggestionIndex:
    """Suggestions that have a range in `text`. Adding and removing cost a memory move.

    `by_id` has them all; `lowest_id` is the lowest number that any of them ever had.
    """

    def __init__(self, text: str) -> None:
        self.by_id: dict[int, Suggestion] = {}
        self.lowest_id = 0
        self._text = text
        self._of_surfaces: dict[str, list[int]] | None = {}  # None: made when it is asked for
        self._ranges: list[tuple[int, int, int]] = []
        self._longest = 0

    def fill(self, suggestions: Iterable[Suggestion]) -> None:
        """Take these in the place of all others."""
        self.by_id = {each.id: each for each in suggestions}
        self._ranges = sorted([(x.start or 0, x.end or 0, x.id) for x in self.by_id.values()])
        self._of_surfaces = None
        self._longest = max([end - start for start, end, _ in self._ranges], default=0)
        self.lowest_id = min(self.lowest_id, min(self.by_id, default=0))

    @property
    def _by_surface(self) -> dict[str, list[int]]:
        if self._of_surfaces is None:
            text, found = self._text, defaultdict[str, list[int]](list)
            for start, end, number in self._ranges:
                found[text[start:end]].append(number)
            self._of_surfaces = dict(found)
        return self._of_surfaces

    def put(self, suggestion: Suggestion) -> None:
        self.by_id[suggestion.id] = suggestion
        self._place(suggestion)

    def drop(self, suggestion: Suggestion) -> None:
        del self.by_id[suggestion.id]
        self._by_surface[self.surface(suggestion)].remove(suggestion.id)
        place = _place_of(suggestion)
        del self._ranges[self._ranges.index(place, bisect_left(self._ranges, place))]

    def surface(self, suggestion: Suggestion) -> str:
        return self._text[suggestion.start : suggestion.end]

    def ids_with_surface(self, surface: str) -> list[int]:
        """The ids of all with exactly this surface, in text order."""
        return self._by_surface.get(surface, [])

    def touching(self, start: int, end: int) -> Iterator[Suggestion]:
        """All that share a character with [start, end), in text order."""
        at = bisect_left(self._ranges, (start - self._longest,))
        while at < len(self._ranges) and self._ranges[at][0] < end:
            if self._ranges[at][1] > start:
                yield self.by_id[self._ranges[at][2]]
            at += 1

    def _place(self, suggestion: Suggestion) -> None:
        start, end, _ = place = _place_of(suggestion)
        self._by_surface.setdefault(self.surface(suggestion), []).append(suggestion.id)
        insort(self._ranges, place)
        self._longest = max(self._longest, end - start)
        self.lowest_id = min(self.lowest_id, suggestion.id)


def _place_of(suggestion: Suggestion) -> tuple[int, int, int]:
    assert suggestion.start is not None and suggestion.end is not None
    return suggestion.start, suggestion.end, suggestion.id
