"""Searches: a query to the articles of the list, or to the mentions of a concordance."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from annotator.core.codes import SearchKind
from annotator.core.concordance import Mention, MentionStatus, Overlap, Places
from annotator.core.mentions import occurrences
from annotator.core.query import Query, label_ids, parse
from annotator.core.records import Status
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage.occurrences import ArticleText
from annotator.workspace.open.project_parts import SearchedProject
from annotator.workspace.open.propagation import ARTICLES, FIRST_ARTICLES, Hit, hits_in

_OF_ARTICLES = (SearchKind.FORCED, SearchKind.UNSEEN, SearchKind.CONTRADICTED)
"""Kinds that articles are chosen by."""

MOST = 5_000
"""A concordance ends after so many hits: nobody looks at more."""


def find_articles(project: SearchedProject, typed: str) -> array[int]:
    """The articles that a query asks for, as imported. Raises UserError for one that means
    nothing.
    """
    found = array("q")
    for part in find_steps(project, typed):
        found += part
    return found


def find_steps(project: SearchedProject, typed: str) -> Iterator[array[int]]:
    """The same, some or none at a time."""
    query, labels = checked(project, typed)
    found = project.store.filters.steps(query, labels, project.annotator, query.surfaces)
    if not query.surfaces:
        return found
    wanted = Concordance(project, typed)
    return (wanted.among(part) for ids in found for part in _parts(ids))


def checked(project: SearchedProject, typed: str) -> tuple[Query, frozenset[int]]:
    """A query for articles and its labels; UserError for one that means nothing."""
    query = parse(typed)
    labels = label_ids(query, project.scheme)
    if SearchKind.MISSED in query.kinds:
        raise UserError(Fault.MISSED_IN_LIST)
    return query, labels


def lists_surfaces(query: Query) -> bool:
    """Whether a query asks for surfaces that it does not name."""
    return bool({SearchKind.MIXED, SearchKind.MISSED} & set(query.kinds))


class Concordance:
    """The mentions that a query asks for, found some articles at a time by `more()`.

    A surface, or mere words, is looked for in the texts, marked there or not; anything else lists
    what is marked. `is_by_surface`: the surfaces differ, and each is a section of its own.
    """

    is_beside = False

    def __init__(self, project: SearchedProject, typed: str, *, most: int = MOST) -> None:
        self.query = parse(typed)
        self.labels = label_ids(self.query, project.scheme)
        self.is_by_surface = lists_surfaces(self.query)
        self.is_complete = False
        self.looked = self.total = 0
        self._project, self._most, self._count = project, most, 0
        self._steps = self._start()

    def stop(self) -> None:
        """Nothing is to be let go of."""

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

    def among(self, ids: Sequence[int]) -> array[int]:
        """Those of some articles that have a mention of the surfaces that is asked for."""
        left, found = list(ids), set[int]()
        for surface in self.query.surfaces:
            hits = hits_in(self._project, left, _finder(surface))
            found |= {hit.mention.article for hit in hits if self._wants(hit.mention)}
            left = [each for each in left if each not in found]
        return array("q", filter(found.__contains__, ids))

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
        base = self._base()
        if SearchKind.CONTRADICTED in query.kinds:
            return self._steps_over(base, None, self._wants, _contradicted)
        return self._steps_over(base, None, self._wants)

    def _surfaces(self) -> Sequence[str]:
        store, who = self._project.store, self._project.annotator
        if SearchKind.MIXED in self.query.kinds:
            return store.filters.mixed_surfaces(who)
        return store.filters.marked_surfaces(who)

    def _of_surfaces(self, surfaces: Sequence[str]) -> Iterator[list[Hit]]:
        self.total = len(surfaces) if self.is_by_surface else 0
        for surface in surfaces:
            places = _finder(surface)
            if self.is_by_surface:
                yield from self._chunks(self._base(surface), places, self._wants, _marked)
                self.looked += 1
            else:
                yield from self._steps_over(self._base(surface), places, self._wants)

    def _of_phrase(self, phrase: str) -> Iterator[list[Hit]]:
        """Mere words: as they follow each other, in any case."""
        words = [re.escape(word) for word in phrase.split()]
        wanted = re.compile(r"\s+".join(words), re.IGNORECASE)

        def places(text: ArticleText) -> list[tuple[int, int]]:
            return [found.span() for found in wanted.finditer(text.text)]

        return self._steps_over(self._base(), places, lambda _mention: True)

    def _steps_over(
        self,
        ids: Iterable[Sequence[int]],
        places: _Places | None,
        wants: _Wants,
        places_of: _PlacesOf | None = None,
    ) -> Iterator[list[Hit]]:
        def counted() -> Iterator[Sequence[int]]:
            for found in ids:
                self.total += len(found)
                yield found

        yield from self._chunks(counted(), places, wants, places_of or _marked)

    def _chunks(
        self,
        ids: Iterable[Sequence[int]],
        places: _Places | None,
        wants: _Wants,
        places_of: _PlacesOf,
    ) -> Iterator[list[Hit]]:
        """The hits in articles that are found step by step, few articles at first."""
        is_first = True
        for found in ids:
            if not found:
                yield []
            for part in _parts(found, is_first=is_first):
                if not self.is_by_surface:
                    self.looked += len(part)
                finder = places or places_of(self._project, part)
                yield [x for x in hits_in(self._project, part, finder) if wants(x.mention)]
            is_first = is_first and not found

    def _base(self, surface: str = "") -> Iterator[array[int]]:
        """The articles that the other keys leave, those that can't have the surface left out."""
        query = self.query
        kinds = tuple(kind for kind in query.kinds if kind in _OF_ARTICLES)
        rest = replace(query, surfaces=(), labels=(), kinds=kinds)
        if SearchKind.MISSED in query.kinds and not rest.statuses:
            rest = replace(rest, statuses=(Status.DONE,))
        holding = (surface,) if surface else ()
        return self._project.store.filters.steps(rest, (), self._project.annotator, holding)

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


def _parts(ids: Sequence[int], *, is_first: bool = False) -> Iterator[Sequence[int]]:
    """Ids by as many articles as are looked at in one step."""
    at = 0
    while at < len(ids):
        size = FIRST_ARTICLES if is_first and not at else ARTICLES
        yield ids[at : at + size]
        at += size


def _finder(surface: str) -> _Places:
    return lambda text: occurrences(text.text, surface)


def _marked(project: SearchedProject, ids: Sequence[int]) -> _Places:
    places: Places = project.store.occurrences.marked(ids, project.annotator)
    return lambda text: places.get(text.id, [])


def _contradicted(project: SearchedProject, ids: Sequence[int]) -> _Places:
    places: Places = project.store.contradictions.places(ids, project.annotator)
    return lambda text: places.get(text.id, [])
