"""Code points to Qt positions and back. Qt counts UTF-16 units; nothing outside `ui/` does."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Positions:
    """Both ways for one text, by bisection over its characters beyond U+FFFF."""

    def __init__(self, text: str) -> None:
        self._astral: Sequence[int] = (
            () if text.isascii() else [found.start() for found in _ASTRAL.finditer(text)]
        )
        self._astral_qt: Sequence[int] = [place + n for n, place in enumerate(self._astral)]

    def to_qt(self, position: int) -> int:
        """The Qt position of a code point."""
        return position + bisect_left(self._astral, position)

    def to_code_point(self, qt_pos: int) -> int:
        """The code point at a Qt position; the middle of a pair counts as its character."""
        before = bisect_left(self._astral_qt, qt_pos)
        position = qt_pos - before
        if before and self._astral_qt[before - 1] + 1 == qt_pos:
            return self._astral[before - 1]
        return position
