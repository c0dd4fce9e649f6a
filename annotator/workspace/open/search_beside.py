"""Words searched for in a thread of its own, where there are so many articles that a key would have
to wait for it. Only what was asked for last is told.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator.core.query import parse
from annotator.errors import UserError
from annotator.storage.search import SearchBeside
from annotator.workspace.open.mention_search import MOST_ARTICLES

if TYPE_CHECKING:
    from annotator.workspace.open.project import Project

MANY: Final = 5_000
"""Up to so many articles a search takes a few milliseconds."""

OnFound = Callable[[str, "array[int] | None"], None]


def is_long(project: Project, query: str) -> bool:
    """Whether to search beside the window: for mere words, in many articles."""
    try:
        return parse(query).is_words_only and project.store.articles.highest_id() > MANY
    except UserError:
        return False


class WordsBeside:
    """Searches in one project. `on_found` is called in the thread, with the query and the ids, or
    None where the window has to search itself.
    """

    def __init__(self, path: Path, on_found: OnFound) -> None:
        self._search = SearchBeside(path)
        self._on_found = on_found
        self._changed = threading.Condition()
        self._wanted: str | None = None
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="search", daemon=True)
        self._thread.start()

    def ask(self, query: str) -> None:
        """Search for this, and no longer for what was asked before; returns at once."""
        with self._changed:
            self._search.break_off()  # here, so that it never is the new one
            self._wanted = query
            self._changed.notify()

    def stop(self) -> None:
        """Tell nothing more, and let go of the file."""
        with self._changed:
            self._wanted, self._is_over = None, True
            self._changed.notify()
        self._search.break_off()
        self._thread.join()

    def _run(self) -> None:
        while (query := self._next()) is not None:
            found = self._search.articles(parse(query).words, MOST_ARTICLES)
            with self._changed:
                is_last = self._wanted is None and not self._is_over
            if is_last:
                self._on_found(query, found)

    def _next(self) -> str | None:
        """What to search for, when there is something; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted is not None or self._is_over)
            query, self._wanted = self._wanted, None
            return query
