"""A concordance that is found in a thread of its own, where there are so many articles that a key
would have to wait.
"""

from __future__ import annotations

from queue import Empty, SimpleQueue

from annotator.core.query import label_ids, parse
from annotator.storage.beside import Beside, BesideStore
from annotator.storage.first_words import FirstWords
from annotator.workspace.open.asked_beside import AskedBeside
from annotator.workspace.open.list_beside import SearchedBeside, SearchWanted
from annotator.workspace.open.mention_search import Concordance, lists_surfaces
from annotator.workspace.open.project import Project
from annotator.workspace.open.propagation import Hit


class ConcordanceBeside(AskedBeside[SearchWanted]):
    """Like a `Concordance`, for one search: `more()` gives what the thread has found since, and
    nothing while it looks. `stop` it. Raises UserError for a query that means nothing.
    """

    is_beside = True

    def __init__(self, project: Project, typed: str) -> None:
        query = parse(typed)
        label_ids(query, project.scheme)
        self.is_by_surface = lists_surfaces(query)
        self.is_complete = self.is_cut = False
        self._window, self._typed = project, typed
        self._given = 0
        self._here: Concordance | None = None
        self._came: SimpleQueue[list[Hit] | _End] = SimpleQueue()
        super().__init__(project.path)
        self.ask(SearchWanted(typed, project.scheme, project.annotator))

    def more(self) -> list[Hit]:
        """The next hits; none is no sign of the end."""
        if self._here is not None:
            return self._found_here(self._here)
        try:
            found = self._came.get_nowait()
        except Empty:
            return []
        if isinstance(found, list):
            self._given += len(found)
            return found
        if found.is_read:
            self.is_complete, self.is_cut = True, found.is_cut
        else:
            self._here = Concordance(self._window, self._typed)
        return []

    def answer(self, wanted: SearchWanted, reading: Beside) -> None:
        """Find all mentions, in the thread."""
        store = BesideStore(reading, FirstWords())
        searched = SearchedBeside(store, wanted.scheme, wanted.annotator)
        search = Concordance(searched, wanted.typed)
        for found in search.all():
            if self.is_outdated:
                return
            self._came.put(found)
        self._came.put(_End(is_cut=search.is_cut))

    def leave(self, wanted: SearchWanted) -> None:  # noqa: ARG002  # there is one only
        """The window looks itself."""
        self._came.put(_End(is_read=False))

    def _found_here(self, search: Concordance) -> list[Hit]:
        """What the window finds, without what the thread had found before."""
        found = search.more()
        self.is_complete, self.is_cut = search.is_complete, search.is_cut
        known = min(self._given, len(found))
        self._given -= known
        return found[known:]


class _End:
    """Nothing more comes; where it is not `is_read`, the thread could not read the project."""

    def __init__(self, *, is_cut: bool = False, is_read: bool = True) -> None:
        self.is_cut, self.is_read = is_cut, is_read
