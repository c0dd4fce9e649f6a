"""Searches: a query to the articles of the list, or to the mentions of a concordance."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from annotator.core.codes import SearchKind
from annotator.core.concordance import Mention, MentionStatus, Overlap
from annotator.core.mentions import occurrences
from annotator.core.query import Query, label_ids, parse
from annotator.core.records import Status
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage.occurrences import ArticleText, Places
from annotator.workspace.open.project_parts import SearchedProject
from annotator.workspace.open.propagation import ARTICLES, FIRST_ARTICLES, Hit, hits_in

_OF_ARTICLES = (SearchKind.FORCED, SearchKind.UNSEEN, SearchKind.CONTRADICTED)
"""Kinds that articles are chosen by."""

MOST_ARTICLES = 100_000
"""So many articles are listed that hold some words."""

MOST = 5_000
"""A concordance ends after so many hits: nobody looks at more."""


def find_articles(project: SearchedProject, typed: str) -> array[int]:
    """The articles that a query asks for, as imported. Raises UserError for one that means
    nothing.
    """
    query = parse(typed)
    if query.is_words_only:
        return project.store.search.articles(query.words, MOST_ARTICLES)
    labels = label_ids(query, project.scheme)
    if SearchKind.MISSED in query.kinds:
        raise UserError(Fault.MISSED_IN_LIST)
    found = project.store.filters.articles(query, labels, project.annotator)
    if not query.surfaces:
        return found
    wanted = Concordance(project, typed, most=1 << 30)
    ids = {hit.mention.article for hits in wanted.all() for hit in hits}
    return array("q", (article for article in found if article in ids))


class Concordance:
    """The mentions that a query asks for, found some articles at a time by `more()`.

    A surface, or mere words, is looked for in the texts, marked there or not; anything else lists
    what is marked. `is_by_surface`: the surfaces differ, and each is a section of its own.
    """

    def __init__(self, project: SearchedProject, typed: str, *, most: int = MOST) -> None:
        self.query = parse(typed)
        self.labels = label_ids(self.query, project.scheme)
        self.is_by_surface = bool({SearchKind.MIXED, SearchKind.MISSED} & set(self.query.kinds))
        self.is_complete = False
        self.looked = self.total = 0
        self._project, self._most, self._count = project, most, 0
        self._steps = self._start()

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than are listed."""
        return self._count >= self._most

    def more(self) -> list[Hit]:
        """The next hits; none is no sign of the end."""
        found = next(self._steps, None)
        self.is_complete = found is None or self.is_cut
        found = found or []
        self._count += len(found)
        return found

    def all(self) -> Iterator[list[Hit]]:
        """All that is left, step by step."""
        while not self.is_complete:
            yield self.more()

    def _start(self) -> Iterator[list[Hit]]:
        query = self.query
        if not (query.words or query.surfaces or query.kinds or self.labels) and query == Query():
            return iter(())
        if self.is_by_surface and not query.surfaces:
            return self._of_surfaces(self._surfaces())
        if query.surfaces:
            return self._of_surfaces(query.surfaces)
        if query.words and not self.labels and not query.kinds:
            return self._of_phrase(query.phrase)
        base = self._base(query)
        if SearchKind.CONTRADICTED in query.kinds:
            return self._steps_over(base, None, self._wants, _contradicted)
        return self._steps_over(base, None, self._wants)

    def _surfaces(self) -> Sequence[str]:
        store, who = self._project.store, self._project.annotator
        if SearchKind.MIXED in self.query.kinds:
            return store.filters.mixed_surfaces(who)
        return store.filters.marked_surfaces(who)

    def _of_surfaces(self, surfaces: Sequence[str]) -> Iterator[list[Hit]]:
        base = self._base(self.query)
        narrow = None if base is None else set(base)
        self.total = len(surfaces) if self.is_by_surface else 0
        for surface in surfaces:
            ids = self._project.store.occurrences.candidates(surface)
            if narrow is not None:
                ids = array("q", (article for article in ids if article in narrow))
            places = _finder(surface)
            if self.is_by_surface:
                yield from self._chunks(ids, places, self._wants, _marked)
                self.looked += 1
            else:
                yield from self._steps_over(ids, places, self._wants)

    def _of_phrase(self, phrase: str) -> Iterator[list[Hit]]:
        """Mere words: as they follow each other, in any case."""
        words = [re.escape(word) for word in phrase.split()]
        wanted = re.compile(r"\s+".join(words), re.IGNORECASE)

        def places(text: ArticleText) -> list[tuple[int, int]]:
            return [found.span() for found in wanted.finditer(text.text)]

        return self._steps_over(self._base(self.query), places, lambda _mention: True)

    def _steps_over(
        self,
        ids: Sequence[int] | None,
        places: _Places | None,
        wants: _Wants,
        places_of: _PlacesOf | None = None,
    ) -> Iterator[list[Hit]]:
        if ids is None:
            ids = self._project.store.filters.articles(Query(), (), self._project.annotator)
        self.total += len(ids)
        yield from self._chunks(ids, places, wants, places_of or _marked)

    def _chunks(
        self,
        ids: Sequence[int],
        places: _Places | None,
        wants: _Wants,
        places_of: _PlacesOf,
    ) -> Iterator[list[Hit]]:
        at = 0
        while at < len(ids):
            part = ids[at : at + (ARTICLES if at else FIRST_ARTICLES)]
            at += len(part)
            if not self.is_by_surface:
                self.looked += len(part)
            finder = places or places_of(self._project, part)
            yield [x for x in hits_in(self._project, part, finder) if wants(x.mention)]

    def _base(self, query: Query) -> Sequence[int] | None:
        """The articles that the other keys leave, None for all."""
        kinds = tuple(kind for kind in query.kinds if kind in _OF_ARTICLES)
        rest = replace(query, surfaces=(), labels=(), kinds=kinds)
        if SearchKind.MISSED in query.kinds and not rest.statuses:
            rest = replace(rest, statuses=(Status.DONE,))
        if rest == Query():
            return None
        return self._project.store.filters.articles(rest, (), self._project.annotator)

    def _wants(self, mention: Mention) -> bool:
        kinds = self.query.kinds
        if SearchKind.MISSED in kinds:
            is_bare = mention.standing == MentionStatus.FREE and mention.nearby == Overlap.NOTHING
            return is_bare and mention.is_closed
        if SearchKind.UNSEEN in kinds and not mention.is_unseen:
            return False
        if SearchKind.MIXED in kinds and mention.standing != MentionStatus.SPAN:
            return False
        if not self.labels:
            return True
        is_marked = mention.standing in (MentionStatus.SPAN, MentionStatus.OPEN)
        return is_marked and mention.label in self.labels


_Places = Callable[[ArticleText], Sequence[tuple[int, int]]]
_Wants = Callable[[Mention], bool]
_PlacesOf = Callable[[SearchedProject, Sequence[int]], _Places]


def _finder(surface: str) -> _Places:
    return lambda text: occurrences(text.text, surface)


def _marked(project: SearchedProject, ids: Sequence[int]) -> _Places:
    places: Places = project.store.occurrences.marked(ids, project.annotator)
    return lambda text: places.get(text.id, [])


def _contradicted(project: SearchedProject, ids: Sequence[int]) -> _Places:
    places: Places = project.store.contradictions.places(ids, project.annotator)
    return lambda text: places.get(text.id, [])
