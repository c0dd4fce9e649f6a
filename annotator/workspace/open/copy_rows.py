"""Near copies in a list: what a row tells of each."""

from __future__ import annotations

from annotator.core.records import Status
from annotator.storage.listing import ArticleRow
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A near copy of an article. `share` is how much of their words they have in common (0 to 1),
    None where it is one only by way of another; `is_done` whether the annotator finished it.
    """

    id: int
    title: str
    published: str
    share: float | None
    is_done: bool


def copy_row(row: ArticleRow, share: float | None) -> CopyRow:
    """A near copy by its row in the list of articles."""
    return CopyRow(row.id, row.title, row.published, share, row.status == Status.DONE)
