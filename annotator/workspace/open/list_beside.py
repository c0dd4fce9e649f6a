"""Lists and searches in a thread of their own, where there are so many articles that a key would
have to wait. Their first articles are told at once, the others as they are found, and only of what
was asked for last.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.core.records import Scheme
from annotator.storage.beside import BesideAProject, BesideStore, NotRead
from annotator.storage.first_words import FirstWords
from annotator.workspace.open.mention_search import find_steps
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
class _Searched:
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


class ListBeside:
    """Reads the lists of one project. `tell` is called in the thread, with what was asked for and
    a part of it, or None where the window has to read it itself.
    """

    def __init__(self, path: Path, tell: Callable[[Wanted, Part | None], None]) -> None:
        self._project = BesideAProject(path)
        self._tell = tell
        self._first = FirstWords()
        self._changed = threading.Condition()
        self._wanted: Wanted | None = None
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="lists", daemon=True)
        self._thread.start()

    def ask(self, wanted: Wanted) -> None:
        """Read this, and no longer what was asked for before; returns at once."""
        with self._changed:
            self._project.break_off()  # here, so that it never is the new one
            self._wanted = wanted
            self._changed.notify()

    def stop(self) -> None:
        """Tell nothing more, and let go of the file."""
        with self._changed:
            self._wanted, self._is_over = None, True
            self._changed.notify()
        self._project.break_off()
        self._thread.join()

    def _run(self) -> None:
        while (wanted := self._next()) is not None:
            try:
                with self._project.opened() as reading:
                    self._read(wanted, BesideStore(reading, self._first))
            except NotRead:  # broken off, or a broken index
                self._put(wanted, None)
        self._first.close()

    def _read(self, wanted: Wanted, store: BesideStore) -> None:
        due = time.monotonic() + _SOON_SECONDS
        ids, is_first = array("q"), True
        for step in _steps(wanted, store):
            if self._is_outdated:
                return
            ids += step
            is_enough = is_first and len(ids) >= _ENOUGH
            if ids and (is_enough or time.monotonic() >= due):
                self._put(wanted, Part(wanted, ids, is_first, is_last=False))
                due = time.monotonic() + _LATER_SECONDS
                ids, is_first = array("q"), False
        self._put(wanted, Part(wanted, ids, is_first, is_last=True))

    def _put(self, wanted: Wanted, part: Part | None) -> None:
        if not self._is_outdated:
            self._tell(wanted, part)

    @property
    def _is_outdated(self) -> bool:
        with self._changed:
            return self._wanted is not None or self._is_over

    def _next(self) -> Wanted | None:
        """What to read, when there is something; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted is not None or self._is_over)
            wanted, self._wanted = self._wanted, None
            return wanted


def _steps(wanted: Wanted, store: BesideStore) -> Iterator[array[int]]:
    if isinstance(wanted, QueueWanted):
        return wanted.steps(store.lists)
    if isinstance(wanted, NamedWanted):
        return _named(wanted, store)
    return find_steps(_Searched(store, wanted.scheme, wanted.annotator), wanted.typed)


def _named(wanted: NamedWanted, store: BesideStore) -> Iterator[array[int]]:
    yield array("q", store.words.titled(wanted.typed, wanted.most))
    if len(wanted.typed) > 1:
        yield store.words.articles(wanted.typed, wanted.most)
