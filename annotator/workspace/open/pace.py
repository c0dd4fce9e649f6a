"""Whether articles go by faster than anyone reads: told in one quiet line, never in the way."""

from __future__ import annotations

from collections import deque

from annotator.core.codes import NoteCode

WORDS_A_MINUTE = 600
"""Nobody reads faster than this with understanding (Rayner et al. 2016)."""

FORCED_IN_A_ROW = 5
_WINDOW = 5
_FEWEST = 3


class Pace:
    """The last articles that were finished: their words, seconds of attention, forced or not."""

    def __init__(self) -> None:
        self._last: deque[tuple[int, float]] = deque(maxlen=_WINDOW)
        self._forced = 0

    def finished(
        self, words: int, seconds: float, *, is_forced: bool
    ) -> tuple[NoteCode, int] | None:
        """Note one article; PACE and words a minute, or FORCED and how many, when it is worth a
        line.
        """
        self._last.append((words, seconds))
        self._forced = self._forced + 1 if is_forced else 0
        if self._forced and self._forced % FORCED_IN_A_ROW == 0:
            return NoteCode.FORCED, self._forced
        rate = self._words_a_minute()
        return (NoteCode.PACE, rate) if rate > WORDS_A_MINUTE else None

    def _words_a_minute(self) -> int:
        seconds = sum(seconds for _, seconds in self._last)
        if len(self._last) < _FEWEST or seconds <= 0:
            return 0
        return round(60 * sum(words for words, _ in self._last) / seconds)
