"""Handing in: what a person did in a project, as a file without the texts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import annotator
from annotator import leftovers
from annotator.core.codes import Part
from annotator.core.quotes import Quotes
from annotator.core.records import Article, Scheme, Status
from annotator.core.team import Origin
from annotator.core.topic_reader import AnswersReader
from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault, Unmerged
from annotator.formats import work_file
from annotator.formats.work_file import (
    GoneItem,
    WorkBlind,
    WorkHead,
    WorkItem,
    WorkReview,
    WorkSpans,
)
from annotator.storage import Store
from annotator.storage.export import Reviewed
from annotator.values import dataclass
from annotator.workspace.open.annotators import login_name, remembered

if TYPE_CHECKING:
    from annotator.workspace.open.project import Project


@dataclass(frozen=True, slots=True)
class Worker:
    """Whose work it is; `again` is the annotator of the repeats."""

    id: int
    name: str
    again: int | None = None

    @property
    def ids(self) -> list[int]:
        return [self.id] if self.again is None else [self.id, self.again]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What a file holds: so many reviews, of which so many are finished, and so many remarks of
    which a stretch was left out, because a text has it.
    """

    to: str
    coder: str
    reviews: int
    finished: int
    bytes: int
    cleaned: int
    digest: str


def hand_in(
    store: Store, to: Path | None, at: str, *, annotator: str = "", with_times: bool = False
) -> HandedIn:
    """Write the work of the hand-out's coder, or of an annotator, to a file: a new one beside the
    project, or `to`, which may be there. The file has its name when it is whole.

    Raises UserError where nothing was done, or it is not clear whose work is meant.
    """
    worker = worker_of(store, annotator)
    made = Handing(store, worker, with_times=with_times)
    head = made.head(at)
    path = to.expanduser() if to is not None else free_name(store, worker, at)
    half = path.with_name(f".annotator-{os.getpid()}-{path.name[:80]}.new")
    try:
        leftovers.make_file(half)
        try:
            with half.open("wb") as stream:
                count, digest = work_file.write(stream, head, made.reviews())
                stream.flush()
                os.fsync(stream.fileno())
            if not made.finished:
                raise UserError(Unmerged.NOTHING_DONE, name=worker.name)
            size = half.stat().st_size
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
            leftovers.forget(half)
    except OSError as error:
        raise EnvironmentFault(Fault.NOT_MADE, where=str(path), reason=reason_of(error)) from error
    return HandedIn(str(path), worker.name, count, made.finished, size, made.cleaned, digest)


@dataclass(frozen=True, slots=True)
class Proposed:
    """Whose work a project would hand in, and into which file."""

    coder: str
    to: Path


def proposed(project: Project) -> Proposed:
    """What handing in would be in an open project; UserError where it is not clear whose work."""
    store = project.store
    worker = worker_of(store, "" if store.team.origin is not None else project.annotator_name)
    return Proposed(worker.name, free_name(store, worker, project.now()))


def worker_of(store: Store, annotator: str = "") -> Worker:
    """Whose work goes out: the coder of the hand-out, or who is named, or the only one there is.

    Raises UserError where that is not clear.
    """
    people = {name: number for number, name in store.team.people()}
    again = {of: number for number, of in store.team.repeats().items()}
    origin = store.team.origin
    name = annotator or ("" if origin is None else origin.coder)
    if not name:
        worked = [each.name for each in store.counts.work() if each.name in people]
        mine = remembered(store)
        if len(worked) > 1 and not mine:
            raise UserError(Unmerged.SEVERAL_WORK_HERE, known=", ".join(sorted(worked)))
        name = mine or (worked[0] if worked else login_name())
    if name not in people:
        raise UserError(Unmerged.NOTHING_DONE, name=name)
    return Worker(people[name], name, again.get(people[name]))


def _repeats_in(store: Store, worker: Worker) -> frozenset[int]:
    """The articles of a hand-out that are there for the second time, with rows of their own."""
    if store.team.origin is None:
        return frozenset()
    drawn = store.team.draws(annotator=worker.id)
    return frozenset(each.article for each in drawn if each.part == Part.REPEAT)


class Handing:
    """The head and the lines of one person's work; the same for the same project.

    `finished` and `cleaned` are known when all reviews were asked for.
    """

    def __init__(self, store: Store, worker: Worker, *, with_times: bool) -> None:
        self._store, self._worker, self._with_times = store, worker, with_times
        self._scheme = store.scheme.read()
        times = store.export.topic_times() if self._scheme.topics else {}
        self._reader = AnswersReader(self._scheme, times, store.articles.imported_at)
        self._labels = {x.id: place for place, x in enumerate(self._scheme.labels)}
        self._topics = {x.id: place for place, x in enumerate(self._scheme.topics)} | {0: -1}
        self._quotes = _quotes_of(store, worker, self._scheme)
        self._repeats = _repeats_in(store, worker)
        self.finished = 0
        self.cleaned = 0

    def head(self, at: str, origin: Origin | None = None) -> WorkHead:
        """What the file says of itself; `at` is the time of handing in."""
        origin = origin or self._store.team.origin
        return WorkHead(
            project=self._store.team.project_uid,
            coder=self._worker.name,
            made_at=at,
            round="" if origin is None else origin.round,
            handout="" if origin is None else origin.handout,
            program=annotator.__version__,
            has_times=self._with_times,
            labels=tuple(
                self._item(x, short=x.short, colour=x.colour) for x in self._scheme.labels
            ),
            groups=tuple(
                WorkItem(x.uid, x.name, several=x.several, required=x.required)
                for x in self._scheme.groups
            ),
            topics=tuple(
                self._item(
                    x,
                    colour=x.colour,
                    group=next(n for n, g in enumerate(self._scheme.groups) if g.id == x.group),
                    keywords=tuple(y for y in x.keywords if not self._quotes.is_quoting(y)),
                )
                for x in self._scheme.topics
            ),
            gone=tuple(self._gone()),
        )

    def reviews(self) -> Iterator[WorkReview]:
        """Every review that was begun, by its article."""
        for who in self._worker.ids:
            read = self._store.export.articles(
                who, Status.STARTED, with_decisions=False, with_bounds=False
            )
            for article, work in read:
                for each in work:
                    self.finished += each.review.status == Status.DONE
                    yield self._review(article, each)

    def _item(self, item: object, **more: object) -> WorkItem:
        guideline = self._clean(str(getattr(item, "guideline", "")))
        values = {x: getattr(item, x) for x in ("uid", "name", "retired")}
        return WorkItem(**values, guideline=guideline, **more)  # type: ignore[arg-type]

    def _gone(self) -> Iterator[GoneItem]:
        items = {
            False: {x.name: x.uid for x in self._scheme.labels},
            True: {x.name: x.uid for x in self._scheme.topics},
        }
        for each in self._store.merging.gone():
            into = items[each.is_topic].get(each.into)
            if into is not None:
                yield GoneItem(each.uid, each.name, into, each.is_topic)

    def _review(self, article: Article, work: Reviewed) -> WorkReview:
        review = work.review
        spans = [
            (x.start, x.end, self._labels[x.label], x.origin, self._clean(x.question))
            for x in work.spans
        ]
        answers = {x.topic: x.is_yes for x in work.topic_answers}
        said = self._reader.read(review, answers, work.implied)
        is_done = review.status == Status.DONE
        return WorkReview(
            text=self._store.articles.hash_of(article.id),
            edited_at=review.edited_at,
            key=work_file.key_hash(article.key),
            is_again=review.annotator == self._worker.again or article.id in self._repeats,
            status=str(review.status),
            reason=self._clean(review.reason),
            flagged=review.flagged,
            note=self._clean(review.note),
            seconds=round(review.seconds, 1) if self._with_times else 0.0,
            seconds_to_first_act=review.seconds_to_first_act if self._with_times else None,
            share_seen=round(review.share_seen, 3),
            shown=str(review.shown),
            chosen=str(review.chosen),
            scheme_version=review.scheme_version,
            review_pass=review.review_pass,
            is_forced=review.is_forced,
            spans=work_file.spans_of(spans) if spans else WorkSpans(),
            topics=[(self._topics[x.topic], x.is_yes, str(x.way)) for x in work.topic_answers],
            blind=self._blind(work),
            implied=sorted(self._topics[x] for x in said.implied) if is_done and answers else None,
        )

    def _blind(self, work: Reviewed) -> WorkBlind | None:
        if work.blind is None:
            return None
        spans = [(x.start, x.end, self._labels[x.label], "", "") for x in work.blind_spans]
        topics = sorted(self._topics[x] for x in work.blind.topics)
        return WorkBlind(work.blind.at, topics, work_file.spans_of(spans))

    def _clean(self, remark: str) -> str:
        cleaned = self._quotes.clean(remark) if remark else remark
        self.cleaned += cleaned != remark
        return cleaned


def _quotes_of(store: Store, worker: Worker, scheme: Scheme) -> Quotes:
    """What is quoted of any text of the project in what the worker and the scheme say."""
    said = [x.guideline for x in scheme.labels] + [x.guideline for x in scheme.topics]
    said += [word for topic in scheme.topics for word in topic.keywords]
    quotes = Quotes([*store.merging.remarks(worker.ids), *said])
    if quotes.is_any:
        for _, text in store.merging.texts():
            quotes.look(text)
    return quotes


def free_name(store: Store, worker: Worker, at: str) -> Path:
    """A name beside the project that nothing has: whose work, of which day."""
    stem = store.path.name.removesuffix(".db").removesuffix(".annotator")
    name = stem if worker.name in stem else f"{stem} {worker.name}"
    name = "".join(x if x.isalnum() or x in " -_" else "_" for x in f"{name} {at[:10]}")
    path, number = store.path.with_name(name + work_file.ENDING), 2
    while path.exists():
        path = path.with_name(f"{name} {number}{work_file.ENDING}")
        number += 1
    return path
