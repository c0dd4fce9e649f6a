"""What searches and acts over many articles ask of the open project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from annotator.core.records import Act, Scheme
    from annotator.storage import Store
    from annotator.storage.contradictions import ContradictedPlaces
    from annotator.storage.filters import Filters
    from annotator.storage.occurrences import Occurrences


class SearchedStore(Protocol):
    """The parts of a store that a search asks."""

    @property
    def filters(self) -> Filters: ...

    @property
    def occurrences(self) -> Occurrences: ...

    @property
    def contradictions(self) -> ContradictedPlaces: ...


class SearchedProject(Protocol):
    """Whose work is searched, where, and with which labels."""

    @property
    def store(self) -> SearchedStore: ...

    @property
    def scheme(self) -> Scheme: ...

    @property
    def annotator(self) -> int: ...


class ChangedProject(SearchedProject, Protocol):
    """A project in which many articles can be changed at once."""

    @property
    def store(self) -> Store: ...

    def now(self) -> str: ...

    def commit_all(self, acts: Sequence[Act]) -> None:
        """Store acts of several articles as one undo group."""

    def is_apart(self, article: int) -> bool:
        """Whether what is decided elsewhere must not follow in an article."""

    @property
    def last_decided(self) -> tuple[str, int | None] | None:
        """Surface and label (None: rejected) of the last decision."""
