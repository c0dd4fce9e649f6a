"""The list of articles: search, filters, and rows that are fetched as they come into view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

Fetch = Callable[[Sequence[int]], Sequence[Any]]


class ArticleList(QWidget):
    """The articles on the left. It holds ids and asks `fetch` for the rows it paints."""

    article_picked = Signal(int)
    status_picked = Signal(str)
    search_asked = Signal(str)
    left = Signal()

    def set_fetch(self, fetch: Fetch) -> None:
        """Who gives the rows of some ids: .id .title .published .status .is_flagged .spans …"""

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show these articles, in this order."""

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many are 'todo', 'done', 'flagged', 'skipped', 'all'."""

    def set_status(self, status: str) -> None:
        """Which filter is on; emits nothing."""

    def set_current(self, article_id: int | None) -> None:
        """Mark the article that is open, and scroll to it."""

    def refresh(self, article_id: int) -> None:
        """Fetch one row again."""

    def refresh_all(self) -> None:
        """Fetch the rows in view again."""

    def focus_search(self) -> None:
        """Go to the search field."""

    def focus_list(self) -> None:
        """Go to the list."""
