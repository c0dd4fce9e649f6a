"""Seconds of attention: the time between signs of life, with idle time cut out."""

from __future__ import annotations

from collections.abc import Callable

IDLE_S = 60.0
"""A pause longer than this counts as this much: reading a screen of text takes less."""


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

    def since_shown(self) -> float:
        return round(self._clock() - self._shown_at, 3)

    def saw(self, share: float) -> None:
        """The text was on screen up to this share of it (0–1)."""
        self.share_seen = max(self.share_seen, min(1.0, share))
