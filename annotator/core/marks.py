"""What an article shows: one mark for each span and each open suggestion, kept in order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from itertools import repeat
from operator import itemgetter
from typing import cast

from annotator.core.codes import DoubtReason
from annotator.values import dataclass


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
    def order(self) -> Order:
        state = -1 if self.is_contested else int(self.state)
        return (self.start, self.end, state, self.suggestion or self.label or 0)


_SUGGESTED, _FOLLOWED = MarkState.SUGGESTED, MarkState.FOLLOWED


Order = tuple[int, int, int, int]
"""Start, end, state and number of a mark: where it stands among the others."""


class MarkList:
    """Marks in text order, found by bisection. Adding and removing cost a memory move.

    `open_count` is how many Enter accepts, `doubtful` the suggestions of those in doubt, `stops`
    of those at which going on stops. Of a long article most marks wait: their place is known, and
    each is judged when it is looked at, by what `fill` was given. What is asked of all of them
    judges all.
    """

    def __init__(self) -> None:
        self.open_count = 0
        self._doubtful: set[int | None] = set()
        self._stops: set[int | None] = set()
        self._marks: list[Mark | None] = []  # None: it waits
        self._orders: list[Order] = []
        self._longest = 0
        self._waiting = 0
        self._judged_to = 0
        self._judge: Callable[[int], Mark] = _no_judge

    def __len__(self) -> int:
        return len(self._marks)

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._all())

    def __reversed__(self) -> Iterator[Mark]:
        return reversed(self._all())

    def fill(
        self,
        marks: list[Mark],
        waiting: Sequence[Order] = (),
        judge: Callable[[int], Mark] | None = None,
        open_count: int = 0,
    ) -> None:
        """Replace everything. Those of `waiting` are open suggestions that `judge` makes marks of,
        by their numbers; `open_count` of them Enter accepts.
        """
        entries: list[tuple[Order, Mark | None]] = [(mark.order, mark) for mark in marks]
        entries += zip(waiting, repeat(None))
        entries.sort(key=itemgetter(0))
        self._orders = [order for order, _ in entries]
        self._marks = [mark for _, mark in entries]
        self._longest = max([end - start for start, end, _, _ in self._orders], default=0)
        self._waiting, self._judged_to = len(waiting), 0
        self._judge = judge or _no_judge
        self.open_count = open_count + sum(mark.is_accepted for mark in marks)
        self._doubtful = {mark.suggestion for mark in marks if mark.doubt}
        self._stops = {mark.suggestion for mark in marks if mark.doubt or mark.stop}

    # -- all of them -----------------------------------------------------------------------

    @property
    def doubtful(self) -> set[int | None]:
        self.judge_all()
        return self._doubtful

    @property
    def stops(self) -> set[int | None]:
        self.judge_all()
        return self._stops

    @property
    def is_judged(self) -> bool:
        """Whether no mark waits any more."""
        return not self._waiting

    def judge_some(self, most: int) -> bool:
        """Judge the next that wait, so many at most; whether none is left."""
        while self._waiting and most and self._judged_to < len(self._marks):
            most -= self._marks[self._judged_to] is None
            self._at(self._judged_to)
            self._judged_to += 1
        if self._waiting and self._judged_to >= len(self._marks):
            self._judged_to = 0  # marks were added in front of the place
        return not self._waiting

    def judge_all(self) -> None:
        """Judge all that wait."""
        for at in range(len(self._marks)) if self._waiting else ():
            self._at(at)

    def _all(self) -> list[Mark]:
        self.judge_all()
        return cast(list[Mark], self._marks)

    def _at(self, at: int) -> Mark:
        mark = self._marks[at]
        if mark is None:
            mark = self._marks[at] = self._judge(self._orders[at][3])
            self._waiting -= 1
            self._note(mark)
        return mark

    def _note(self, mark: Mark) -> None:
        if mark.doubt:
            self._doubtful.add(mark.suggestion)
        if mark.is_stop:
            self._stops.add(mark.suggestion)

    # -- changes ---------------------------------------------------------------------------

    def add(self, mark: Mark) -> None:
        at = bisect_left(self._orders, mark.order)
        self._orders.insert(at, mark.order)
        self._marks.insert(at, mark)
        self._longest = max(self._longest, mark.end - mark.start)
        self.open_count += mark.is_accepted
        self._note(mark)

    def remove(self, mark: Mark) -> None:
        """Take this very mark away: while an act is undone, two may stand in the same order."""
        at = self._marks.index(mark, bisect_left(self._orders, mark.order))
        del self._orders[at], self._marks[at]
        self.open_count -= mark.is_accepted
        if mark.doubt and not any(x.doubt for x in self._alike(mark)):
            self._doubtful.discard(mark.suggestion)
        if mark.is_stop and not any(x.is_stop for x in self._alike(mark)):
            self._stops.discard(mark.suggestion)

    def remove_waiting(self, order: Order, *, is_accepted: bool) -> None:
        """Take away a mark that waits."""
        at = self._marks.index(None, bisect_left(self._orders, order))
        assert self._orders[at] == order
        del self._orders[at], self._marks[at]
        self._waiting -= 1
        self.open_count -= is_accepted

    def _alike(self, mark: Mark) -> Iterator[Mark]:
        """The marks in the same order, of the same suggestion."""
        first, last = bisect_left(self._orders, mark.order), bisect_right(self._orders, mark.order)
        same = (self._marks[at] for at in range(first, last))
        return (x for x in same if x is not None and x.suggestion == mark.suggestion)

    # -- some of them ----------------------------------------------------------------------

    def touching(self, start: int, end: int) -> list[Mark]:
        """The marks that share a character with [start, end), in order."""
        return [self._at(at) for at in self._places(start, end)]

    def open_numbers(self, start: int, end: int) -> list[int]:
        """The numbers of the open suggestions among those; none is judged for it."""
        orders = (self._orders[at] for at in self._places(start, end))
        return [number for _, _, state, number in orders if state != MarkState.SPAN]

    def _places(self, start: int, end: int) -> Iterator[int]:
        for at in range(bisect_left(self._orders, (start - self._longest,)), len(self._orders)):
            place = self._orders[at]
            if place[0] >= end:
                break
            if place[1] > start:
                yield at

    def exactly(self, start: int, end: int) -> Mark | None:
        """The mark with just this range, a span before a suggestion."""
        at = bisect_left(self._orders, (start, end))
        if at < len(self._orders) and self._orders[at][:2] == (start, end):
            return self._at(at)
        return None

    def after(self, start: int, end: int) -> Iterator[Mark]:
        """The marks behind the range (start, end) in reading order."""
        at = bisect_left(self._orders, (start, end, 1 << 30))
        for index in range(at, len(self._marks)):
            yield self._at(index)

    def before(self, start: int, end: int) -> Iterator[Mark]:
        """The marks in front of the range (start, end), nearest first."""
        at = bisect_left(self._orders, (start, end))
        for index in range(at - 1, -1, -1):
            yield self._at(index)

    def part(self, first: int, count: int) -> list[Mark]:
        """So many marks from the `first` on, which counts from 0."""
        return [self._at(at) for at in range(first, min(first + count, len(self._marks)))]


def _no_judge(number: int) -> Mark:
    raise LookupError(number)
