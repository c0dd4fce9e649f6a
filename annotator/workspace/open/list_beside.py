"""Lists and searches in a thread of their own, where there are so many articles that a key would
have to wait. Their first articles are told at once, the others as they are found, and only of what
was asked for last.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

from annotator.core.records import Scheme
from annotator.storage.beside import Beside, BesideStore
from annotator.storage.first_words import FirstWords
from annotator.values import dataclass
from annotator.workspace.open.asked_beside import AskedBeside
from annotator.workspace.open.queue import QueueWanted

_ENOUGH = 64  # rows fill every window
_SOON_SECONDS, _LATER_SECONDS = 0.02, 0.2


@dataclass(frozen=True, slots=True)
class SearchWanted:
    """What is searched for, and whose work it is about."""

    typed: str
    scheme: Scheme
    annotator: int


@dataclass(frozen=True, slots=True)
class SearchedBeside:
    """A project as searches ask it, in the thread."""

    store: BesideStore
    scheme: Scheme
    annotator: int


@dataclass(frozen=True, slots=True)
class NamedWanted:
    """The first so many articles whose titles have words that begin so, then those that hold them.
    Each is a step.
    """

    typed: str
    most: int


Wanted = QueueWanted | SearchWanted | NamedWanted


@dataclass(frozen=True, slots=True)
class Part:
    """The next articles of a list; together the parts from the first to the last are all of it."""

    wanted: Wanted
    ids: array[int]
    is_first: bool
    is_last: bool


class ListBeside(AskedBeside[Wanted]):
    """Reads the lists of one project. `tell` is called in the thread, with what was asked for and
    a part of it, or None where the window has to read it itself.
    """

    def __init__(self, path: Path, tell: Callable[[Wanted, Part | None], None]) -> None:
        self._tell = tell
        self._first = FirstWords()
        super().__init__(path)

    def answer(self, wanted: Wanted, reading: Beside) -> None:
        """Read a list, and tell its parts."""
        due = time.monotonic() + _SOON_SECONDS
        ids, is_first = array("q"), True
        for step in _steps(wanted, BesideStore(reading, self._first)):
            if self.is_outdated:
                return
            ids += step
            is_enough = is_first and len(ids) >= _ENOUGH
            if ids and (is_enough or time.monotonic() >= due):
                self._put(wanted, Part(wanted, ids, is_first, is_last=False))
                due = time.monotonic() + _LATER_SECONDS
                ids, is_first = array("q"), False
        self._put(wanted, Part(wanted, ids, is_first, is_last=True))

    def leave(self, wanted: Wanted) -> None:
        """The window reads it."""
        self._tell(wanted, None)

    def _put(self, wanted: Wanted, part: Part) -> None:
        if not self.is_outdated:
            self._tell(wanted, part)


def _steps(wanted: Wanted, store: BesideStore) -> Iterator[array[int]]:
    if isinstance(wanted, QueueWanted):
        return wanted.steps(store.lists)
    if isinstance(wanted, NamedWanted):
        return _named(wanted, store)
    from annotator.workspace.open.mention_search import find_steps  # a start needs none of it

    return find_steps(SearchedBeside(store, wanted.scheme, wanted.annotator), wanted.typed)


def _named(wanted: NamedWanted, store: BesideStore) -> Iterator[array[int]]:
    yield array("q", store.words.titled(wanted.typed, wanted.most))
    if len(wanted.typed) > 1:
        yield store.words.articles(wanted.typed, wanted.most)
