"""Which articles need suggestions, in what order, and what becomes of the answers.

Suggestions grow old: with each explicit decision memory knows more, with each finished article
which labels are usual of late, and a new version of a model sees all anew. The next articles of
the queue are asked for again before they are opened; the one on the desk never changes under the
hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from annotator.core.feeding import digest
from annotator.core.memory import Usage
from annotator.core.records import (
    Change,
    Decision,
    InputMethod,
    Outcome,
    Record,
    Scheme,
    Span,
    Status,
    Suggestion,
)
from annotator.core.sheet import Sheet
from annotator.storage import Damaged
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.storage import Store
    from annotator.worker_messages import Run, Suggested, SuggestedSpan, SuggestedTopic

_AHEAD = 2  # how many of the next articles are kept fresh
_MOST = 3

Remembered = Mapping[str, Mapping[int | None, int]]
"""Surface to how often it was decided as which label; None: rejected."""


class ReviewOnDesk(Protocol):
    """What is asked of the review that is open; `is_waiting`: suggestions may still come for it."""

    is_waiting: bool

    @property
    def sheet(self) -> Sheet: ...


class OpenProject(Protocol):
    """What is asked of the project that is kept supplied."""

    store: Store
    scheme: Scheme

    @property
    def review(self) -> ReviewOnDesk | None: ...

    @property
    def wants_worker(self) -> bool: ...

    def next_few(self, most: int) -> list[int]:
        """The next articles of the queue."""

    def is_apart(self, article: int) -> bool:
        """Whether suggestions of an article stay as they were handed out."""

    def show_late(self) -> None:
        """Show in the open review the suggestions that came for it."""


@dataclass(frozen=True, slots=True)
class MemoryUpdate:
    """What is to be told: what memory knows of some surfaces (None: of all), and what is usual."""

    surfaces: Remembered | None
    usage: Usage


class SuggestionScheduler:
    """Keeps the store supplied with suggestions for what comes next."""

    def __init__(self, project: OpenProject) -> None:
        self._project = project
        self._age = 0  # grows with every change of what suggestions are made from
        self._ages: dict[int, int] = {}  # of articles asked for: the age at which they were
        self._fresh: dict[int, int] = {}  # and of those answered: the age of what is stored
        self._run: int | None = None
        self._behind: int | None = None
        self._surfaces: set[str] | None = set()
        self._has_news = False
        self._reader = ""  # the fingerprint of the pipeline that reads the articles, once known

    # -- what suggestions are made from ----------------------------------------------------

    def note(self, changes: Iterable[Change]) -> bool:
        """Take notice of changes that were stored; whether memory is another now."""
        surfaces = {x for change in changes for x in self._surfaces_of(change) if x}
        if surfaces and self._surfaces is not None:
            self._surfaces |= surfaces
        if surfaces:
            self.renew()
        return bool(surfaces)

    def renew(self) -> None:
        """Suggestions would be others now: something was decided, or an article finished."""
        self._age += 1
        self._has_news = True

    def forget(self) -> None:
        """Everything may be another now: a change of many articles, or a new model."""
        self.renew()
        self._surfaces = None

    def feed_anew(self) -> None:
        """Other labels are suggested now: the article on the desk is asked for again too, where
        nothing was decided in it.
        """
        self.renew()
        review = self._project.review
        if review is None or not self._project.wants_worker or not review.sheet.is_untouched:
            return
        is_apart = self._project.is_apart(review.sheet.article.id)
        if review.sheet.review.status in (Status.NEW, Status.STARTED) and not is_apart:
            review.is_waiting = True

    def read_by(self, fingerprint: str) -> None:
        """This pipeline reads the articles now: what another one suggested is old."""
        self._reader = fingerprint

    def news(self) -> MemoryUpdate | None:
        """What memory and usage are since the last call; None: as they were."""
        if not self._has_news:
            return None
        surfaces, self._surfaces, self._has_news = self._surfaces, set(), False
        store = self._project.store
        known = None if surfaces is None else {each: store.memory.of(each) for each in surfaces}
        return MemoryUpdate(known, store.memory.usage())

    def _surfaces_of(self, change: Change) -> Iterator[str]:
        """The surfaces about which a change lets memory know more or less: with edges that move,
        the one before and the one from now on.
        """
        for side in (change.before, change.after):
            if isinstance(side, Span) and side.suggestion is None:
                yield side.surface
            elif isinstance(side, Decision) and _is_explicit(side):
                yield self._surface_of(side)

    def _surface_of(self, decision: Decision) -> str:
        """What was taken or, for a rejection, what was suggested; "" where that is not known."""
        review = self._project.review
        if review is None or review.sheet.article.id != decision.article:
            return ""
        if decision.start is not None:
            return review.sheet.text[decision.start : decision.end]
        shown = review.sheet.suggestions.get(decision.suggestion)
        return "" if shown is None else review.sheet.surface(shown)

    # -- asking and taking -----------------------------------------------------------------

    def wanted(self, most: int = _MOST) -> list[tuple[int, str]]:
        """(id, text) of the articles to ask for: the one on the desk, the next ones of the queue,
        then those without suggestions, then those whose suggestions another version made.
        """
        project, store = self._project, self._project.store
        here = 0 if project.review is None else project.review.sheet.article.id
        ids: list[int] = []
        if project.review is not None and project.review.is_waiting:
            ids.append(here)
        ids += [number for number in project.next_few(_AHEAD) if not self._is_fresh(number)]
        ids = self._old(ids)
        for after in (here, 0):
            if len(ids) < most:
                ids = self._old([*ids, *store.suggestions.next_without(after, most)])
        if len(ids) < most:
            ids = self._old([*ids, *(number for number in self._outdated(most) if number != here)])
        return list(_texts(store, ids[:most]))

    def _outdated(self, most: int) -> list[int]:
        """The next articles still to do whose suggestions another version made; each but once."""
        if self._run is None or self._behind is None:
            return []
        outdated = self._project.store.suggestions.next_to_renew(self._run, self._behind, most)
        self._behind = outdated[0] - 1 if outdated else None
        return outdated

    def asked(self, article: int) -> None:
        """An article has been asked for: its answer will be of this age."""
        self._ages[article] = self._age

    @property
    def is_fresh(self) -> bool:
        """Whether the next articles of the queue have suggestions made from all that is known."""
        return all(self._is_fresh(x) for x in self._project.next_few(_AHEAD))

    def _is_fresh(self, article: int) -> bool:
        """What is stored holds until something is decided: a session does not begin by asking."""
        if self._project.is_apart(article):
            return True
        if self._age:
            return self._fresh.get(article) == self._age
        reader = self._project.store.suggestions.reader_of(article)
        return bool(reader) and self._reader in ("", reader)

    def _old(self, articles: Iterable[int]) -> list[int]:
        """Those not asked for since the last change of what suggestions are made from."""
        is_apart = self._project.is_apart
        asked = dict.fromkeys(articles)
        return [x for x in asked if self._ages.get(x) != self._age and not is_apart(x)]

    def take(self, article_id: int, answer: Suggested) -> bool:
        """Store a worker's answer; True when it changed the article on the desk.

        What is on the desk already has its suggestions: an answer that comes for it is dropped.
        """
        project = self._project
        review = project.review
        is_here = review is not None and review.sheet.article.id == article_id
        if is_here and review is not None and not review.is_waiting:
            return False
        if answer.run.scheme not in ("", digest(project.scheme)):
            return False  # the labels changed meanwhile: it is asked for again
        run_id = run_of(project.store, answer.run)
        put_suggested(project.store, article_id, answer)
        self._fresh[article_id] = self._ages.get(article_id, -1)
        if run_id != self._run:
            self._run, self._behind = run_id, 0
        if is_here:
            project.show_late()
        return is_here


def run_kind(scheme: str) -> str:
    """The kind of a pipeline's run: with another scheme its suggestions have other labels."""
    return f"pipeline {scheme}".strip()


def run_of(store: Store, run: Run) -> int:
    """The id of a run as a worker tells of it."""
    return store.suggestions.run_id(
        run.pipeline, run.version, run.fingerprint, run.corrector, kind=run_kind(run.scheme)
    )


def put_suggested(store: Store, article: int, answer: Suggested) -> bool:
    """Store what a worker said of an article; whether it is shown to anyone."""
    return store.suggestions.put(
        article,
        run_of(store, answer.run),
        answer.tokens,
        answer.sentences,
        [_suggestion(article, each) for each in answer.suggestions],
        [_topic(article, each) for each in answer.topics],
    )


def _suggestion(article: int, span: SuggestedSpan) -> Suggestion:
    return Suggestion(
        0,
        article,
        span.start,
        span.end,
        span.label,
        span.source,
        span.score,
        span.is_maybe,
        others=tuple(span.others),
    )


def _topic(article: int, topic: SuggestedTopic) -> Suggestion:
    return Suggestion(0, article, None, None, topic.topic, topic.source, topic.score)


_EXPLICIT_WAYS = frozenset((InputMethod.KEY, InputMethod.LETTER, InputMethod.MOUSE))


def is_teaching(change: Change) -> bool:
    """Whether memory may know more or less by a change: of an explicit decision, or of a span that
    no suggestion was. What was only accepted with its article teaches nothing.
    """
    before, after = change.before, change.after
    return (after is not None and _teaches(after)) or (before is not None and _teaches(before))


def _teaches(side: Record) -> bool:
    if type(side) is Decision:
        return _is_explicit(side)
    return type(side) is Span and side.suggestion is None


def _is_explicit(decision: Decision) -> bool:
    return decision.way in _EXPLICIT_WAYS and decision.outcome != Outcome.FOLLOWED


def _texts(store: Store, ids: Iterable[int]) -> Iterator[tuple[int, str]]:
    """The texts of articles; a damaged one is not asked for."""
    for number in ids:
        with suppress(Damaged):
            yield number, store.articles.get(number).text
