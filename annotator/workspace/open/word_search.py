"""Search by words in an open project, and how much of it the full-text index has seen."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.workspace.open.project import Project


def articles_holding(project: Project, words: str, most: int) -> array[int]:
    """The first articles that hold all the words typed, by their ids."""
    return project.store.search.articles(words, most)


def is_all_indexed(project: Project) -> bool:
    """Whether a search sees every article."""
    return not project.store.search.unindexed()


def is_made_anew(project: Project) -> bool:
    """Whether the index was found broken, and is not whole again."""
    return project.store.search.is_made_anew


def indexed(project: Project) -> tuple[int, int]:
    """How many articles a search sees, and of how many."""
    total = project.store.articles.highest_id()
    return total - project.store.search.unindexed(), total
