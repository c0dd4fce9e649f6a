"""What an import would bring, looked at and not stored: the job "preview"."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import field
from pathlib import Path
from typing import BinaryIO, Protocol

from annotator.core.codes import IfThere, JobStep, ThereAs
from annotator.core.label_meanings import likely_feeds
from annotator.core.records import Scheme
from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Unfit
from annotator.formats import encoding, registry
from annotator.formats.articles import GivenArticle, GivenSpan, Refusal, refused
from annotator.formats.base import Columns
from annotator.notices import as_json
from annotator.places import Where
from annotator.storage import Store
from annotator.values import dataclass
from annotator.workspace.exchange.by_file import whose_files
from annotator.workspace.exchange.languages import LanguageFinder
from annotator.workspace.exchange.sources import File, find, require_named
from annotator.workspace.jobs.import_messages import (
    NEAR_LOOKED,
    ArticleSeen,
    FileSeen,
    LabelSeen,
    Preview,
    PreviewReport,
    SpanSeen,
)
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.learning import pipelines

_MOST_TOLD = 20
_LONGEST_SHOWN = 20_000
_MOST_NAMES = 10_000


class NearCopies(Protocol):
    """Knows the articles of a project."""

    def has_like(self, text: str) -> bool:
        """Whether one of them is a near copy of a text."""


def run(
    request: Preview, work: Work, near: Callable[[Store], NearCopies] | None = None
) -> PreviewReport:
    """Read what an import would read; JobCancelled when it is cancelled.

    `near` finds near copies; without it there are none.
    """
    if request.format:
        registry.to_read(request.format)
    found = find([Path(path) for path in request.paths], request.of_file)
    require_named(found, request.files)
    with Store.open(request.project) as store:
        look = _Look(store, request, work, total=sum(file.size for file in found.files))
        if near is not None and not request.first and store.near_copies.is_begun():
            look.near = near(store)
        whose = whose_files(found.files)
        files = tuple(look.at(x, whose.get(n, "")) for n, x in enumerate(found.files))
        scheme = store.scheme.read()
        language = pipelines.language_of(pipelines.pipeline_of(store))
    return PreviewReport(
        files=files,
        articles=tuple(look.articles),
        labels=tuple(look.names.told(scheme)),
        people=dict(look.people.most_common(_MOST_NAMES)),
        ignored=found.ignored,
        refusals=tuple(each.as_dict() for each in found.refusals[:_MOST_NAMES]),
        pipeline_language=language,
    )


@dataclass(slots=True)
class _Counts:
    """What one file has, so far."""

    numbers: Counter[str] = field(default_factory=Counter)
    """By the fields of FileSeen."""
    near_looked: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    left_out_first: list[Refusal] = field(default_factory=list)
    encodings: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    @property
    def records(self) -> int:
        """How many were read."""
        return sum(self.numbers[x] for x in ("articles", "joined", "refused"))

    def refuse(self, refusal: Refusal) -> None:
        self.numbers["refused"] += 1
        if len(self.refusals) < _MOST_TOLD:
            self.refusals.append(refusal)

    def add(self, given: GivenArticle, there: ThereAs) -> None:
        self.numbers.update(
            articles=int(there != ThereAs.WORK),
            there=int(there == ThereAs.SAME),
            twins=int(there == ThereAs.TEXT),
            joined=int(there == ThereAs.WORK),
            clashes=int(there == ThereAs.KEY),
            reviews=len(given.reviews),
            spans=len(given.spans) + sum(len(review.spans) for review in given.reviews),
            suggestions=len(given.suggestions),
            trimmed=given.trimmed,
            left_out=len(given.left_out),
        )
        room = _MOST_TOLD - len(self.left_out_first)
        self.left_out_first += [Refusal(given.where, each) for each in given.left_out[:room]]
        if given.encoding:
            self.encodings[given.encoding] += 1


class _Look:
    """Goes through the files, and keeps the first articles and all names."""

    def __init__(self, store: Store, request: Preview, work: Work, total: int) -> None:
        self._store = store
        self._request = request
        self._work = work
        self._total = total
        self._before = 0
        self._texts, self._keys, self._came, self._came_in_file = (Digests() for _ in range(4))
        self._is_by_file = False
        self.articles: list[ArticleSeen] = []
        self.near: NearCopies | None = None
        self._languages = LanguageFinder()
        self.names = _Names()
        self.people: Counter[str] = Counter()

    def at(self, file: File, annotator: str = "") -> FileSeen:
        """What one file would bring; `annotator` is who labelled it, where its name says so."""
        counts, is_whole = _Counts(), True
        self._is_by_file, self._came_in_file = bool(annotator), Digests()
        columns = _columns(file)
        try:
            with file.open() as stream:
                for item in self._items(file, stream, counts):
                    if self._request.first and counts.records >= self._request.first:
                        is_whole = False
                        break
                    self._see(file, item, counts)
        except JobCancelled:
            raise
        except UserError as error:
            counts.refuse(Refusal(file.name, error.notice))
        except OSError as error:
            counts.refuse(Refusal(file.name, Unfit.FILE_NOT_READ(reason=reason_of(error))))
        self._before += file.size
        encoding_, encodings = self._encoding(file, counts)
        return FileSeen(
            name=file.name,
            path=str(file.path),
            size=file.size,
            format=file.format.name,
            could_be=tuple(
                each.name
                for each in registry.could_be(file.name, file.head)
                if each.name != file.format.name
            ),
            looks_like=file.looks_like,
            encoding=encoding_,
            encodings=encodings,
            is_whole=is_whole,
            languages=dict(counts.languages.most_common()),
            refusals=tuple(each.as_dict() for each in counts.refusals),
            left_out_first=tuple(each.as_dict() for each in counts.left_out_first),
            **counts.numbers,
            columns=columns.names,
            text_column=columns.text,
            uses=dict(columns.uses),
        )

    def _items(
        self, file: File, stream: BinaryIO, counts: _Counts
    ) -> Iterator[GivenArticle | Refusal]:
        try:
            for item in file.articles(stream, file.options()):
                self._work.check()
                self._work.tell(self._before + stream.tell(), self._total, JobStep.READING)
                yield item
        except (UserError, EnvironmentFault, OSError):
            raise
        except Exception as error:  # the rest of this file is lost, but not the other files
            where = Where.AFTER_ARTICLES(file=file.name, count=counts.numbers["articles"])
            yield refused(where, error)

    def _see(self, file: File, item: GivenArticle | Refusal, counts: _Counts) -> None:
        if isinstance(item, Refusal):
            counts.refuse(item)
            return
        there = self._there(item)
        counts.add(item, there)
        self._look_near(item, there, counts)
        language = item.language
        if not (language or item.is_own or self._request.first):
            language = self._languages.of(item.text)
        if language and there != ThereAs.WORK:
            counts.languages[language] += 1
        self.names.add(item)
        self.people.update(review.annotator for review in item.reviews)
        if len(self.articles) < self._request.shown:
            self.articles.append(_seen(file, item, there, language))

    def _look_near(self, given: GivenArticle, there: ThereAs, counts: _Counts) -> None:
        """Whether the project has a near copy of a text that it does not have."""
        is_new = there in (ThereAs.NOT, ThereAs.KEY)
        if self.near is None or not is_new or counts.near_looked >= NEAR_LOOKED:
            return
        counts.near_looked += 1
        counts.numbers["near"] += self.near.has_like(given.text)

    def _there(self, given: GivenArticle) -> ThereAs:
        """Whether the project, or what came before, has this article, its text or its id."""
        digest = hashlib.sha256(given.text.encode("utf-8", "replace")).digest()
        key = hashlib.sha256(given.key.encode("utf-8", "replace")).digest()
        came = self._texts.add(digest)
        came_from_file = self._came_from_another_file(digest + key)
        is_work = bool(given.reviews or given.suggestions or self._is_by_file)
        key_came = bool(given.key) and self._keys.add(key)
        if (came_from_file and is_work) or self._gets_review(given):
            return ThereAs.WORK
        if self._store.articles.like(given.text, given.key):
            return ThereAs.SAME
        if came or self._store.articles.with_hash(digest.hex()) is not None:
            return ThereAs.TEXT
        if key_came or (given.key and self._store.articles.named(given.key)):
            return ThereAs.KEY
        return ThereAs.NOT

    def _came_from_another_file(self, both: bytes) -> bool:
        """Whether a file before has a text with its id, too, as often as this one has so far."""
        times = hashlib.sha256(both).digest()
        while self._came_in_file.add(times):
            times = hashlib.sha256(times).digest()
        return self._came.add(times)

    def _gets_review(self, given: GivenArticle) -> bool:
        """Whether labels are to become a review of an article that is there."""
        if self._request.if_there != IfThere.REVIEW:
            return False
        is_labelled = given.reviews or given.spans or given.topics
        return bool(is_labelled) and bool(self._store.articles.with_text(given.text))

    def _encoding(self, file: File, counts: _Counts) -> tuple[str, tuple[str, ...]]:
        """How the file was decoded, and as what else it might be."""
        if not file.format.has_encoding or file.choices.encoding:
            return file.choices.encoding, ()
        try:
            with file.open() as stream:
                found = encoding.guessed(stream)
        except OSError:
            return "", ()
        used = next(iter(counts.encodings), found.name)
        return used, found.others


def _columns(file: File) -> Columns:
    """The columns of a table; none where the format has none, or the file is not one."""
    if file.format.columns is None:
        return Columns(())
    try:
        with file.open() as stream:
            return file.format.columns(stream, file.name, file.options())
    except Exception:  # what is wrong is told where the file is read
        return Columns(())


def _seen(file: File, given: GivenArticle, there: ThereAs, language: str) -> ArticleSeen:
    bare = [("given", span) for span in given.spans]
    reviewed = [(f"review:{x.annotator}", span) for x in given.reviews for span in x.spans]
    spans = [*map(_span, [*bare, *reviewed])]
    spans += [
        SpanSeen(x.start, x.end, x.label or "", "suggestion")
        for x in given.suggestions
        if x.start is not None and x.end is not None
    ]
    topics = [x.topic for x in given.topics if x.is_yes and x.topic]
    topics += [x.topic for y in given.reviews for x in y.topics if x.is_yes and x.topic]
    topics += [x.label for x in given.suggestions if x.start is None and x.label]
    text = given.text[:_LONGEST_SHOWN]
    return ArticleSeen(
        file=file.name,
        where=as_json(given.where),
        text=text,
        length=len(given.text),
        title=given.title,
        key=given.key,
        published=given.published,
        source=given.source,
        language=language,
        there=there,
        spans=tuple(span for span in spans if span.end <= len(text)),
        topics=tuple(dict.fromkeys(topics)),
    )


def _span(of: tuple[str, GivenSpan]) -> SpanSeen:
    return SpanSeen(of[1].start, of[1].end, of[1].label, of[0])


class _Names:
    """Every label and topic of the files, with how often it comes and as what."""

    def __init__(self) -> None:
        self._given: Counter[tuple[str, bool]] = Counter()
        self._reviewed: Counter[tuple[str, bool]] = Counter()
        self._suggested: Counter[tuple[str, bool]] = Counter()

    def add(self, given: GivenArticle) -> None:
        """Count what an article has."""
        self._given.update((span.label, False) for span in given.spans)
        self._given.update((x.topic, True) for x in given.topics if x.topic)
        for review in given.reviews:
            self._reviewed.update((span.label, False) for span in review.spans)
            self._reviewed.update((x.topic, True) for x in review.topics if x.topic)
        self._suggested.update((x.label, x.start is None) for x in given.suggestions if x.label)

    def told(self, scheme: Scheme) -> Iterator[LabelSeen]:
        """All of them, the most frequent first, with what of the scheme each may be."""
        every = self._given + self._reviewed + self._suggested
        labels, topics = ({x.name for x in y} for y in (scheme.labels, scheme.topics))
        places = {name: place for place, name in enumerate(every)}
        for (name, is_topic), count in sorted(every.items(), key=lambda x: (-x[1], x[0]))[
            :_MOST_NAMES
        ]:
            yield LabelSeen(
                name=name,
                is_topic=is_topic,
                count=count,
                in_reviews=self._reviewed[name, is_topic],
                in_suggestions=self._suggested[name, is_topic],
                scheme=_meant(name, topics if is_topic else labels, is_topic=is_topic),
                place=places[name, is_topic],
            )


def _meant(name: str, known: set[str], *, is_topic: bool) -> str:
    """What of the scheme has this name, or but for its case, or most likely means it."""
    if name in known:
        return name
    by_case = {each.casefold(): each for each in sorted(known)}
    if name.casefold() in by_case:
        return by_case[name.casefold()]
    return next(iter(() if is_topic else likely_feeds(name, sorted(known))), "")


class Digests:
    """A set of digests by their first 64 bits, in at most 20 bytes each."""

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * 1024))
        self._count = 0

    def add(self, digest: bytes) -> bool:
        """Add a digest; whether it was there."""
        value = int.from_bytes(digest[:8], "big") or 1
        place = self._place(value)
        if self._slots[place]:
            return True
        self._slots[place] = value
        self._count += 1
        if self._count * 5 > len(self._slots) * 4:
            self._grow()
        return False

    def _place(self, value: int) -> int:
        mask = len(self._slots) - 1
        place = value & mask
        while self._slots[place] not in (0, value):
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("Q", bytes(16 * len(old)))
        for value in old:
            if value:
                self._slots[self._place(value)] = value
