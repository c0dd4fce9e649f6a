"""What remarks quote of texts, left out of what goes where the texts don't."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

RUN: Final = 20
"""So many characters in a row are taken from a text; fewer may be there by chance."""

LEFT_OUT: Final = "[…]"
"""What stands for a stretch that is left out."""

# A run of 20 has one of these at a place that this divides, so few places of a text are looked at.
_STEP: Final = 10
_PIECE: Final = RUN - _STEP + 1


class Quotes:
    """Finds what remarks have of texts: `add` the remarks, `look` into every text, then `clean`."""

    def __init__(self, remarks: Iterable[str] = ()) -> None:
        self._pieces: dict[str, list[tuple[str, int]]] = {}
        self._quoted: set[str] = set()
        for remark in remarks:
            self.add(remark)

    def add(self, remark: str) -> None:
        """A remark that may quote a text."""
        if len(remark) >= RUN:
            for at in range(len(remark) - _PIECE + 1):
                self._pieces.setdefault(remark[at : at + _PIECE], []).append((remark, at))

    @property
    def is_any(self) -> bool:
        """Whether a remark is long enough to quote anything."""
        return bool(self._pieces)

    def look(self, text: str) -> None:
        """Note what the remarks have of a text."""
        if not self._pieces:
            return
        for place in range(0, len(text) - _PIECE + 1, _STEP):
            for remark, at in self._pieces.get(text[place : place + _PIECE], ()):
                stretch = _common(remark, at, text, place)
                if len(stretch) >= RUN:
                    self._quoted.add(stretch)

    def clean(self, remark: str) -> str:
        """The remark without what it has of the texts."""
        for stretch in sorted(self._quoted, key=len, reverse=True):
            remark = remark.replace(stretch, LEFT_OUT)
        return remark

    def is_quoting(self, remark: str) -> bool:
        """Whether something of it is left out."""
        return any(stretch in remark for stretch in self._quoted)


def _common(remark: str, at: int, text: str, place: int) -> str:
    """The longest stretch that both have around two places."""
    back = 0
    while back < min(at, place) and remark[at - back - 1] == text[place - back - 1]:
        back += 1
    on = _PIECE
    while at + on < len(remark) and place + on < len(text) and remark[at + on] == text[place + on]:
        on += 1
    return remark[at - back : at + on]
