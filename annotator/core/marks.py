"""What an article shows: one mark for each span and each open suggestion, kept in order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from annotator.core.codes import DoubtReason


class MarkState(IntEnum):
    """How a mark stands; drawn by shape as well as colour."""

    SPAN = 0
    SUGGESTED = 1
    FOLLOWED = 2
    MAYBE = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the article with what is known of it.

    `doubt` is "" or the reason why the eye is needed; `stop` is "" or the reason why going on
    stops here once though nothing speaks against it; `suggestion` the suggestion's id, None for a
    span without one. `proposed_none` says that rejecting it is what the app proposes,
    `is_contested` that a span which it overlaps is the annotator's own answer, given blind: then
    it comes before that span until it is decided.
    """

    start: int
    end: int
    label: int | None
    state: MarkState
    surface: str
    doubt: DoubtReason = DoubtReason.NONE
    suggestion: int | None = None
    score: float | None = None
    proposed_none: bool = False
    question: str = ""
    is_contested: bool = False
    stop: DoubtReason = DoubtReason.NONE

    @property
    def is_open(self) -> bool:
        """Whether finishing the article would accept it."""
        return self.state is _SUGGESTED or self.state is _FOLLOWED

    @property
    def is_accepted(self) -> bool:
        """Whether Enter accepts it as it stands; what is not is dropped."""
        is_open = self.state is _SUGGESTED or self.state is _FOLLOWED
        return is_open and self.label is not None and not self.is_contested

    @property
    def is_stop(self) -> bool:
        """Whether going on stops here: it is doubtful, or to be seen once."""
        return bool(self.doubt or self.stop)

    @property
    def needs_eye(self) -> bool:
        """Whether it is doubtful: it has the focus before the article is finished."""
        return bool(self.doubt)

    @property
    def order(self) -> tuple[int, int, int, int]:
        state = -1 if self.is_contested else int(self.state)
        return (self.start, self.end, state, self.suggestion or self.label or 0)


_SUGGESTED, _FOLLOWED = MarkState.SUGGESTED, MarkState.FOLLOWED


class MarkList:
    """Marks in text order, found by bisection. Adding and removing cost a memory move.

    `open_count` is how many Enter accepts, `doubtful` the suggestions of those in doubt, `stops`
    of those at which going on stops.
    """

    def __init__(self) -> None:
        self.open_count = 0
        self.doubtful: set[int | None] = set()
        self.stops: set[int | None] = set()
        self._marks: list[Mark] = []
        self._orders: list[tuple[int, int, int, int]] = []
        self._longest = 0

    def __len__(self) -> int:
        return len(self._marks)

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._marks)

    def fill(self, marks: list[Mark]) -> None:
        """Replace everything."""
        self._marks = sorted(marks, key=lambda mark: mark.order)
        self._orders = [mark.order for mark in self._marks]
        self._longest = max((mark.end - mark.start for mark in marks), default=0)
        self.open_count = sum(mark.is_accepted for mark in marks)
        self.doubtful = {mark.suggestion for mark in marks if mark.doubt}
        self.stops = {mark.suggestion for mark in marks if mark.is_stop}

    def add(self, mark: Mark) -> None:
        at = bisect_left(self._orders, mark.order)
        self._orders.insert(at, mark.order)
        self._marks.insert(at, mark)
        self._longest = max(self._longest, mark.end - mark.start)
        self.open_count += mark.is_accepted
        if mark.doubt:
            self.doubtful.add(mark.suggestion)
        if mark.is_stop:
            self.stops.add(mark.suggestion)

    def remove(self, mark: Mark) -> None:
        """Take this very mark away: while an act is undone, two may stand in the same order."""
        at = self._marks.index(mark, bisect_left(self._orders, mark.order))
        del self._orders[at], self._marks[at]
        self.open_count -= mark.is_accepted
        if mark.doubt and not any(x.doubt for x in self._alike(mark)):
            self.doubtful.discard(mark.suggestion)
        if mark.is_stop and not any(x.is_stop for x in self._alike(mark)):
            self.stops.discard(mark.suggestion)

    def _alike(self, mark: Mark) -> Iterator[Mark]:
        """The marks in the same order, of the same suggestion."""
        first, last = bisect_left(self._orders, mark.order), bisect_right(self._orders, mark.order)
        return (x for x in self._marks[first:last] if x.suggestion == mark.suggestion)

    def touching(self, start: int, end: int) -> list[Mark]:
        """The marks that share a character with [start, end), in order."""
        found = []
        for index in range(bisect_left(self._orders, (start - self._longest,)), len(self._marks)):
            mark = self._marks[index]
            if mark.start >= end:
                break
            if mark.end > start:
                found.append(mark)
        return found

    def exactly(self, start: int, end: int) -> Mark | None:
        """The mark with just this range, a span before a suggestion."""
        at = bisect_left(self._orders, (start, end))
        if at < len(self._marks) and (self._marks[at].start, self._marks[at].end) == (start, end):
            return self._marks[at]
        return None

    def after(self, start: int, end: int) -> Iterator[Mark]:
        """The marks behind the range (start, end) in reading order."""
        at = bisect_left(self._orders, (start, end, 1 << 30))
        for index in range(at, len(self._marks)):
            yield self._marks[index]

    def before(self, start: int, end: int) -> Iterator[Mark]:
        """The marks in front of the range (start, end), nearest first."""
        at = bisect_left(self._orders, (start, end))
        for index in range(at - 1, -1, -1):
            yield self._marks[index]

    def __reversed__(self) -> Iterator[Mark]:
        return reversed(self._marks)
