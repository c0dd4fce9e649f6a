"""How an article opens: at its top, or where the person left it."""

from __future__ import annotations

from collections.abc import Callable

from annotator.ui.article.view import ArticleView
from annotator.workspace.open.review import OpenReview

_TAG_PX = 18


class Opening:
    """Keeps what is asked for until the article was painted: the window may get another size
    before that.
    """

    def __init__(self, view: ArticleView, show_focus: Callable[..., None]) -> None:
        self._view, self._show_focus = view, show_focus
        self._review: OpenReview | None = None
        self._scroll: int | None = None
        view.fresh_resized.connect(self._again)

    def at_top(self, review: OpenReview) -> None:
        """Show the beginning, with the focus in it: a text is read from its first line, and what
        has the focus is in view, since every key acts on it.
        """
        self._review, self._scroll = review, None
        self.begin(review)

    def leave(self) -> None:
        """Another article is about to be shown."""
        self._review = self._scroll = None

    def at(self, scroll: int) -> None:
        """Show the part of the text that was in view when it was left."""
        self._scroll = scroll
        self._again()

    def begin(self, review: OpenReview) -> None:
        """Show the focus: where nothing was done yet, it stands where the eye is needed first of
        what is in view.
        """
        start, end = self._view.characters.in_view(below=_TAG_PX)
        review.walk.begin(start, end if end > start else None)
        is_in_view = start <= review.focus[0] and review.focus[1] <= end
        self._show_focus(scroll=not is_in_view)

    def _again(self) -> None:
        if self._scroll is not None:
            self._show_focus()
            self._view.scroll_to(self._scroll)
        elif self._review is not None:
            self.begin(self._review)
