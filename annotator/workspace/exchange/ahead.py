"""What articles have beside their rows, read for many at a time: they come by their ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

_T = TypeVar("_T")
_PAGE = 100


class Ahead(Generic[_T]):
    """Asks `read` for a range of ids, both ends included, as soon as an article is outside of the
    last one.
    """

    def __init__(self, read: Callable[[int, int], Mapping[int, _T]]) -> None:
        self._read = read
        self._range = range(0)
        self._found: Mapping[int, _T] = {}

    def of(self, article: int) -> _T | None:
        """What this article has."""
        if article not in self._range:
            self._range = range(article, article + _PAGE)
            self._found = self._read(article, article + _PAGE - 1)
        return self._found.get(article)
