"""The rows of the list of articles, as far as they are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from annotator.core.records import Status
from annotator.core.sheet import Sheet
from annotator.storage import Store
from annotator.storage.listing import ArticleRow

_KEPT = 500


class ListRows:
    """Fetches what the list shows of articles, and keeps some of it."""

    def __init__(self, store: Store, annotator: int, is_drawn_blind: Callable[[int], bool]) -> None:
        self._store = store
        self._annotator = annotator
        self._is_drawn_blind = is_drawn_blind
        self._kept: dict[int, ArticleRow] = {}

    def of(self, ids: Sequence[int], sheet: Sheet | None) -> list[ArticleRow]:
        """The rows of these articles.

        Of the one on the desk its sheet tells it: counting 20,000 suggestions takes 50 ms a key.
        """
        if sheet is not None and list(ids) == [sheet.article.id] and ids[0] in self._kept:
            return self._with_copies([_row_of(sheet, self._kept[ids[0]])])
        found = self._store.lists.rows(ids, self._annotator)
        if len(self._kept) > _KEPT:
            self._kept.clear()
        # How much is suggested in an article is not told before it is reviewed blind.
        found = [
            replace(row, open_suggestions=0)
            if row.status == Status.NEW and self._is_drawn_blind(row.id)
            else row
            for row in found
        ]
        found = self._with_copies(found)
        self._kept.update((row.id, row) for row in found)
        return found

    def _with_copies(self, rows: Sequence[ArticleRow]) -> list[ArticleRow]:
        """The rows, told which article each is a near copy of, as it is now."""
        near = self._store.near_copies.nearest(row.id for row in rows)
        return [
            replace(row, copy_of=near[row.id].beside(row.id), copy_share=near[row.id].share)
            if row.id in near
            else replace(row, copy_of=0, copy_share=0.0)
            if row.copy_of
            else row
            for row in rows
        ]


def _row_of(sheet: Sheet, row: ArticleRow) -> ArticleRow:
    """The row of an article as its sheet is now."""
    return replace(
        row,
        status=sheet.review.status,
        is_flagged=sheet.review.flagged,
        spans=sheet.span_count,
        open_suggestions=sheet.marks.open_count,
    )
