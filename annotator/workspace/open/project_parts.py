"""What searches and acts over many articles ask of the open project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from annotator.core.records import Act, Scheme
from annotator.storage import Store


class SearchedProject(Protocol):
    """Whose work is searched, where, and with which labels."""

    @property
    def store(self) -> Store: ...

    @property
    def scheme(self) -> Scheme: ...

    @property
    def annotator(self) -> int: ...


class ChangedProject(SearchedProject, Protocol):
    """A project in which many articles can be changed at once."""

    def now(self) -> str: ...

    def commit_all(self, acts: Sequence[Act]) -> None:
        """Store acts of several articles as one undo group."""

    @property
    def last_decided(self) -> tuple[str, int | None] | None:
        """Surface and label (None: rejected) of the last decision."""
