"""Seconds of attention: the time between signs of life, with idle time cut out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.core.records import Review
from annotator.errors import EnvironmentFault
from annotator.storage import Store

if TYPE_CHECKING:
    from annotator.workspace.review import OpenReview

IDLE_S = 60.0
"""A pause longer than this counts as this much: reading a screen of text takes less."""
GLANCE_S = 1.0
"""A visit shorter than this, or what is left of one after its last act, is not worth a write."""


class Attention:
    """How long, and how much of its text, an article was looked at."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._shown_at = clock()
        self._last = self._shown_at
        self._seconds = 0.0
        self.share_seen = 0.0

    def touch(self) -> None:
        """A sign of life: a key, the mouse, scrolling."""
        now = self._clock()
        self._seconds += min(IDLE_S, now - self._last)
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
        self.share_seen = max(self.share_seen, min(1.0, share))


def keep_measures(review: OpenReview | None, store: Store) -> None:
    """Store how long the article that is left was looked at since its last act, and how far.

    That is no work: a fault that keeps it from being stored keeps nobody from going on.
    """
    if review is None:
        return
    before = review.sheet.review
    after = review.attention.added_to(before)
    if after.seconds - before.seconds >= GLANCE_S:
        with suppress(EnvironmentFault):
            store.save_measures(after)
