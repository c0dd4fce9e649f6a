"""Whether the article on the desk is as it was read: another process may have worked on it."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.records import Change, Suggestion
from annotator.places import Where
from annotator.storage import StaleState, Store
from annotator.workspace.open.review import OpenReview


class Freshness:
    """What the project was like when the article on the desk was read here, or changed here last.

    Asking costs one look at the file's version, and some more only where another process wrote.
    """

    def __init__(self, store: Store, annotator: int) -> None:
        self._store = store
        self._annotator = annotator
        self._told = self._looked = store.data_version()
        self._last_act = 0
        self._suggested = (0, 0)

    def has_foreign_changes(self) -> bool:
        """Whether another process wrote to the project since this was last asked."""
        version = self._store.data_version()
        is_new = version != self._told
        self._told = version
        return is_new

    def wrote(self, changes: Iterable[Change] = (), article: int | None = None) -> None:
        """Acts with these changes were stored from here, and so are no other process's work, nor
        are the suggestions of the article on the desk that they made or took away.
        """
        self._last_act = self._store.acts.last()
        is_suggesting = any(
            type(each.after) is Suggestion or type(each.before) is Suggestion for each in changes
        )
        if article is not None and is_suggesting and self._store.data_version() == self._looked:
            self._suggested = self._store.suggestions.count_of(article)

    def read(self, article: int | None) -> None:
        """The article on the desk, if there is one, was read anew."""
        self.wrote()
        if article is not None:
            self._suggested = self._store.suggestions.count_of(article)

    def is_changed(self, review: OpenReview | None) -> bool:
        """Whether another process worked on the article on the desk since then, or made other
        suggestions for it.
        """
        if review is None:
            return False
        version, article = self._store.data_version(), review.article.id
        if self._store.acts.has_since(self._last_act, article, self._annotator):
            return True
        if self._store.suggestions.count_of(article) != self._suggested:
            return True
        self._looked = version
        return False

    def require(self, review: OpenReview | None) -> None:
        """Raise StaleState when the article on the desk is no longer as it was read; ArticleRemoved
        when it is in the bin.
        """
        version = self._store.data_version()
        if version == self._looked or review is None:
            return
        self._store.bin.require_none([review.article.id])
        if self.is_changed(review):
            raise StaleState(where=Where.ARTICLE(number=review.article.id))
