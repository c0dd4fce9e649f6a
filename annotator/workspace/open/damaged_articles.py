"""Articles that are damaged are passed over: the rest of a project goes on being worked on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.faults import Line
from annotator.notices import Notice
from annotator.storage import Damaged, Store


class DamagedArticles:
    """Which articles were found damaged since the project was opened."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sound: int | None = None
        self._damaged: dict[int, Damaged] = {}
        self._told: set[int] = set()

    def check(self, article: int) -> None:
        """Raise Damaged where an article can't be opened as it was stored."""
        if article == self._sound:
            return
        try:
            self._store.damage.check_article(article)
        except Damaged as error:
            self._damaged[article] = error
            raise
        self._sound = article

    def first_sound(self, articles: Iterable[int]) -> int | None:
        """The first of the articles that can be opened."""
        for article in articles:
            try:
                self.check(article)
            except Damaged:
                continue
            return article
        return None

    @property
    def is_any(self) -> bool:
        """Whether an article was found damaged."""
        return bool(self._damaged)

    def news(self) -> Notice | None:
        """A line about what was passed over since this was asked last; None for nothing."""
        new = [article for article in self._damaged if article not in self._told]
        self._told.update(new)
        if not new:
            return None
        why = self._damaged[new[0]].in_full
        if len(new) > 1:
            return Line.ARTICLES_LEFT_OUT(count=len(new), why=why)
        return Line.ARTICLE_LEFT_OUT(why=why)


def first_damage(project: Path) -> Notice | None:
    """What is damaged in a project, to tell why something failed; None where nothing is."""
    if not project.is_file():
        return None
    try:
        with Store.open(project, checks=False) as store:
            found = next(iter(store.damage.all()), None)
    except AnnotatorError:
        return None
    return None if found is None else found.notice
