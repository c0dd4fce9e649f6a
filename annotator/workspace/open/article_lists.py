"""Which articles are listed: those of the queue by their status, or those that were found."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Protocol

from annotator.core.codes import StatusFilter
from annotator.storage import Store
from annotator.workspace.open.desk import Desk
from annotator.workspace.open.list_beside import Part, SearchWanted
from annotator.workspace.open.list_rows import ListRows
from annotator.workspace.open.project_parts import SearchedProject
from annotator.workspace.open.queue import Queue, QueueWanted, beside


class ListedProject(SearchedProject, Protocol):
    """The project whose articles are listed."""

    @property
    def store(self) -> Store: ...

    @property
    def queue(self) -> Queue: ...

    @property
    def desk(self) -> Desk: ...


class ArticleLists:
    """The list as it was asked for last, and what is shown in it."""

    def __init__(self, project: ListedProject, rows: ListRows) -> None:
        self._project = project
        self._rows = rows
        self._found: array[int] | None = None

    def listed(self, status: StatusFilter) -> array[int]:
        """The ids of the articles with this status, in the order of the queue."""
        self._found = None
        return self._project.queue.listed(status)

    def found(self, query: str) -> array[int]:
        """The ids of the articles that a query asks for; they become the list.

        Raises UserError for a query that means nothing.
        """
        from annotator.workspace.open.mention_search import find_articles

        self._found = find_articles(self._project, query)
        return self._found

    def wanted(self, status: StatusFilter) -> QueueWanted:
        """What to ask for the same as `listed` beside the window."""
        return self._project.queue.wanted(status)

    def search_wanted(self, query: str) -> SearchWanted:
        """What to ask for the same as `found` beside the window, and raises what that does."""
        from annotator.workspace.open.mention_search import checked

        checked(self._project, query)
        return SearchWanted(query, self._project.scheme, self._project.annotator)

    def take(self, part: Part) -> int:
        """A part of what was asked for beside the window is there: it becomes the list, or comes
        to it. How many articles it has now.
        """
        if isinstance(part.wanted, QueueWanted):
            self._found = None
            self.know(part)
            return len(self._project.queue.ids)
        before = array("q") if part.is_first or self._found is None else self._found
        self._found = before + part.ids
        return len(self._found)

    def know(self, part: Part) -> None:
        """Let the queue know a part of a list, whichever is shown."""
        if isinstance(part.wanted, QueueWanted):
            self._project.queue.take(
                part.wanted, part.ids, is_first=part.is_first, is_last=part.is_last
            )

    @property
    def is_stale(self) -> bool:
        """Whether the list of articles still to do stands in another order than the queue now."""
        return self._found is None and self._project.queue.is_stale

    def neighbour(self, article: int, way: int) -> int | None:
        """The article before or behind this one in the list, whatever its status."""
        if self._found is not None:
            return beside(self._found, article, way)
        return self._project.queue.neighbour(article, way)

    def rows(self, ids: Sequence[int]) -> list[Any]:
        """What the list shows of these articles."""
        return self._rows.of(ids, self._project.desk.sheet)

    def titled(self, typed: str, limit: int = 12) -> list[tuple[int, str]]:
        """(id, title) of the first articles whose titles have words that begin so."""
        found = self._project.store.search.titled(typed, limit)
        return [(row.id, row.title) for row in self.rows(found)]
