"""The hand-out that is open: what each of its articles is for, and which come a second time now.

In what several code (training, pilot, overlap, repeats) suggestions are as they were handed out:
nothing that was learned here has a part in them, and nothing that was decided elsewhere follows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from annotator.core.codes import Part
from annotator.core.planning import DAYS_APART, FEWEST_APART
from annotator.core.team import InOverlap, Origin
from annotator.storage import Store

Clock = Callable[[], str]


class OpenHandout:
    """What the window asks of it; `now` gives the time as acts have it."""

    def __init__(self, store: Store, coder: int, origin: Origin, now: Clock) -> None:
        self.origin = origin
        self._store, self._coder, self._now = store, coder, now
        draws = store.team.draws(annotator=coder)
        self._parts = {each.article: Part(each.part) for each in draws}
        self._repeats = [(x.position, x.article) for x in draws if x.part == Part.REPEAT]
        self._repeats.sort()
        self._firsts = store.drawing.originals([article for _, article in self._repeats])
        self._due: list[int] | None = None

    @property
    def has_suggestions(self) -> bool:
        """Whether there are any in what several code."""
        return self.origin.suggestions != InOverlap.ABSENT

    def part(self, article: int) -> Part | None:
        """What an article is for; None for one that was not handed out."""
        return self._parts.get(article)

    def is_apart(self, article: int) -> bool:
        """Whether others code it too, or the coder a second time."""
        return self._parts.get(article, Part.OWN) != Part.OWN

    def to_train(self) -> frozenset[int]:
        """The articles for training."""
        return frozenset(x for x, part in self._parts.items() if part == Part.TRAINING)

    def is_last_of_pilot(self, article: int) -> bool:
        """Whether an article is of the pilot, and all of that is closed."""
        if self._parts.get(article) != Part.PILOT:
            return False
        pilot = {x for x, part in self._parts.items() if part == Part.PILOT}
        return pilot <= self._store.drawing.closed(self._coder).keys()

    def due(self) -> list[int]:
        """The repeats whose turn it is: at their place in the queue, and so many articles or days
        after the first time.
        """
        if self._due is None:
            self._due = self._found()
        return self._due

    def renew(self) -> None:
        """Something was finished or taken back."""
        self._due = None

    def more_on(self) -> str:
        """The day (ISO) from which articles come again, where all others are done; "" for none."""
        closed = self._store.drawing.closed(self._coder)
        days = [
            closed[first][1]
            for _, article in self._repeats
            if article not in closed and (first := self._firsts[article]) in closed
            and closed[first][0]
        ]  # fmt: skip
        return "" if not days else _days_after(min(days))[:10]

    def _found(self) -> list[int]:
        if not self._repeats:
            return []
        closed, found = self._store.drawing.closed(self._coder), []
        times = sorted(at for _, at in closed.values())
        for position, article in self._repeats:
            first = closed.get(self._firsts[article])
            if article in closed or first is None or not first[0]:
                continue
            since = sum(at > first[1] for at in times)
            is_long_ago = since >= FEWEST_APART or self._now() >= _days_after(first[1])
            if position <= len(closed) + 1 and is_long_ago:
                found.append(article)
        return found


def _days_after(at: str) -> str:
    """The time DAYS_APART later; of what is no time, never."""
    try:
        then = datetime.fromisoformat(at) + timedelta(days=DAYS_APART)
    except ValueError:
        return "9999"
    return then.isoformat(timespec="milliseconds")
