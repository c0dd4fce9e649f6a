"""Seconds of attention: the time between signs of life, with idle time cut out.

A pause counts in full while it may be reading: what came on screen since the last sign of life, and
a moment of thought. Beyond that the person was away, and it counts for some seconds only.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from annotator.core.records import Review
from annotator.errors import EnvironmentFault
from annotator.storage import Store

THOUGHT_S = 20.0
"""A pause of this length counts in full, whatever is on screen."""
AWAY_S = 5.0
"""A pause longer than thought and reading count for this much."""
WORDS_A_SECOND = 3.0
"""Slow, careful reading: 180 words a minute (Brysbaert 2019 has 238 on average)."""
GLANCE_S = 1.0
"""A visit shorter than this, or what is left of one after its last act, is not worth a write."""


class Attention:
    """How long, and how much of its text, an article was looked at."""

    def __init__(self, clock: Callable[[], float], words: int = 0) -> None:
        self._clock = clock
        self._words = words
        self._unread = 0.0
        self._shown_at = clock()
        self._last = self._shown_at
        self._seconds = 0.0
        self.share_seen = 0.0

    def touch(self) -> None:
        """A sign of life: a key, the mouse, scrolling."""
        now = self._clock()
        pause = now - self._last
        may_last = THOUGHT_S + self._unread / WORDS_A_SECOND
        self._seconds += pause if pause <= may_last else AWAY_S
        self._unread = max(0.0, self._unread - pause * WORDS_A_SECOND)
        self._last = now

    def take(self) -> float:
        """Seconds since the last time they were taken."""
        self.touch()
        seconds, self._seconds = self._seconds, 0.0
        return seconds

    def added_to(self, review: Review) -> Review:
        """The review with the seconds since they were last taken, and the share seen."""
        return replace(
            review,
            seconds=round(review.seconds + self.take(), 3),
            share_seen=max(review.share_seen, self.share_seen),
        )

    def since_shown(self) -> float:
        return round(self._clock() - self._shown_at, 3)

    def saw(self, share: float) -> None:
        """The text was on screen up to this share of it (0–1)."""
        share = min(1.0, share)
        if share > self.share_seen:
            self._unread += (share - self.share_seen) * self._words
            self.share_seen = share


def keep_measures(before: Review, attention: Attention, store: Store) -> None:
    """Store how long the article that is left was looked at since its last act, and how far.

    That is no work: a fault that keeps it from being stored keeps nobody from going on.
    """
    after = attention.added_to(before)
    if after.seconds - before.seconds >= GLANCE_S:
        with suppress(EnvironmentFault):
            store.reviews.save_measures(after)
