"""What the project says, to hold what was read back from an export against it.

It is worked out from the rows of the project, apart from the code that makes articles for files of
them: a fault there is found too. Of each article only numbers are kept (hashes, of this process),
so that memory stays flat.
"""

from __future__ import annotations

import os
from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence, Set
from tempfile import TemporaryFile
from typing import IO, cast

from msgspec import Struct

from annotator.core.records import Article, Decision, InputMethod, Outcome, Scheme, Status
from annotator.errors import Bug
from annotator.faults import Fault, Loss
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan
from annotator.formats.base import ReadBack
from annotator.formats.fields import strict_meta
from annotator.formats.losses import LONGEST, flat
from annotator.formats.own import Entity
from annotator.notices import Notice
from annotator.storage.export import Reviewed
from annotator.storage.reviewed_spans import ReviewedSpans
from annotator.workspace.exchange.standing_review import chosen
from annotator.workspace.jobs.article_choice import ArticleChoice

Place = tuple[int, int, str]
_SaidSpans = tuple[
    tuple[int, ...], tuple[int, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]
]
NO_SPANS: _SaidSpans = ((), (), (), (), ())
_BITS = (1 << 64) - 1
_IN_MEMORY = 1 << 16  # numbers
_OF_REVIEWS = {Loss.HISTORY, Loss.ANNOTATORS, Loss.NOTES, Loss.FLAGS, Loss.QUESTIONS}


class SaidReview(Struct, frozen=True):
    """What one annotator says of an article: spans in order, as their starts, ends, labels, origins
    and questions, and the topics that were answered.
    """

    annotator: str
    status: str
    flagged: bool
    note: str
    is_visit: bool
    review_pass: int
    edited_at: str
    spans: _SaidSpans = NO_SPANS
    topics: tuple[tuple[str, bool, str], ...] = ()  # with the way

    @property
    def places(self) -> frozenset[Place]:
        return frozenset(zip(*self.spans[:3], strict=True))

    @property
    def yes(self) -> frozenset[str]:
        return frozenset(topic for topic, is_yes, _ in self.topics if is_yes and topic)


class Truth:
    """What the project's rows say under a choice."""

    def __init__(self, scheme: Scheme, choice: ArticleChoice) -> None:
        self._choice = choice
        self._labels = {label.id: label.name for label in scheme.labels}
        self._has_own_names = len(set(self._labels.values())) == len(self._labels)
        self._topics = {0: ""} | {topic.id: topic.name for topic in scheme.topics}
        single = {group.id for group in scheme.groups if not group.several}
        self._question = {x.name: x.group for x in scheme.topics if x.group in single}
        self._old_labels = {x.id for x in scheme.labels if x.retired and choice.in_use_only}
        self._old_topics = {x.id for x in scheme.topics if x.retired and choice.in_use_only}
        self._retired = {topic.name for topic in scheme.topics if topic.retired}

    def reviews(self, article: Article, work: Iterable[Reviewed]) -> list[SaidReview]:
        """What each annotator says."""
        return [self._review(article.text, each) for each in work]

    def trained_on(self, said: SaidReview) -> frozenset[str]:
        """The topics with a yes from which is learned: in use, of no group that has too many."""
        groups = [self._question[topic] for topic in said.yes if topic in self._question]
        return frozenset(
            topic
            for topic in said.yes - self._retired
            if topic not in self._question or groups.count(self._question[topic]) == 1
        )

    def _review(self, text: str, work: Reviewed) -> SaidReview:
        review = work.review
        spans = self._spans(text, self._wanted(work))
        answers = sorted(
            (self._topics.get(x.topic, ""), x.is_yes, x.way)
            for x in work.topic_answers
            if x.topic not in self._old_topics
        )
        did = work.spans or work.topic_answers or work.decisions or review.edited_at
        return SaidReview(
            work.annotator,
            review.status,
            review.flagged,
            review.note,
            review.status == Status.NEW and not did,
            review.review_pass,
            review.edited_at,
            spans,
            tuple(answers),
        )

    def _wanted(self, work: Reviewed) -> ReviewedSpans:
        """The spans that go out under the choice."""
        wanted, decided = work.spans, work.decisions
        if self._choice.seen_only:
            where = [not _was_taken_along(decided.get(x or 0)) for x in wanted.suggestions]
            wanted = wanted.where(where)
        return wanted.without_labels(self._old_labels) if self._old_labels else wanted

    def _spans(self, text: str, wanted: ReviewedSpans) -> _SaidSpans:
        """The spans without white space at their edges, each once."""
        surfaces = wanted.surfaces  # the text's own, which is held against it in reading
        if not all(surfaces) or surfaces != [*map(str.strip, surfaces)] or not self._has_own_names:
            return self._trimmed(text, wanted)
        names = map(self._labels.__getitem__, wanted.labels)
        columns = wanted.starts, wanted.ends, names, wanted.origins, wanted.questions
        return cast(_SaidSpans, tuple(map(tuple, columns)))

    def _trimmed(self, text: str, wanted: ReviewedSpans) -> _SaidSpans:
        taken = {(span.start, span.end): span.label for span in wanted}
        spans: dict[Place, tuple[str, str]] = {}
        for span in wanted:
            surface = text[span.start : span.end]
            start = span.start + len(surface) - len(surface.lstrip())
            end = span.end - len(surface) + len(surface.rstrip())
            is_trimmed = (start, end) != (span.start, span.end)
            # White space at its edges may be all that told two spans of two labels apart.
            if is_trimmed and taken.setdefault((start, end), span.label) != span.label:
                continue
            if start < end:
                place = start, end, self._labels[span.label]
                spans.setdefault(place, (span.origin, span.question))
        rows = [(*place, *more) for place, more in spans.items()]
        return cast(_SaidSpans, tuple(zip(*rows, strict=True))) if rows else NO_SPANS


def places_in(
    spans: Sequence[GivenSpan] | Sequence[Entity],
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...]]:
    """Where spans begin, where they end, and their labels."""
    starts, ends = [x.start for x in spans], [x.end for x in spans]
    return tuple(starts), tuple(ends), tuple([x.label for x in spans])


def said_in(reviews: Iterable[GivenReview]) -> list[SaidReview]:
    """What reviews say that were read."""
    return [
        SaidReview(
            review.annotator,
            review.status,
            review.flagged,
            review.note,
            review.is_visit,
            review.review_pass,
            review.edited_at,
            (
                *places_in(review.spans),
                tuple([x.origin for x in review.spans]),
                tuple([x.question for x in review.spans]),
            ),
            tuple([(x.topic, x.is_yes, x.way) for x in review.topics]),
        )
        for review in reviews
    ]


def hash_of_project(
    article: Article,
    key: str,
    said: list[SaidReview],
    lost: Set[Loss],
    spelled: Callable[[str], str] = str,
    keep: str = LONGEST,
) -> int:
    """Of all that a file must say of an article, as the project has it, but for what is lost, and
    as its format spells it; of spans that lie over each other `keep` says which stay.
    """
    best = chosen(said)
    spans = best.places if best else frozenset()
    if lost & {Loss.NESTED, Loss.OVERLAPPING}:
        kept = flat((GivenSpan(*place) for place in spans), keep)
        spans = frozenset((x.start, x.end, x.label) for x in kept)
    yes = best.yes if best else frozenset()
    text, key = spelled(article.text), spelled(key)
    return _hash(lost, article, text, key, strict_meta(article.meta), said, (spans, yes))


def hash_of_file(read: ReadBack, lost: Set[Loss]) -> int:
    """The same of what was read."""
    given = read.article
    labels = (read.spans, read.yes)
    return _hash(lost, given, given.text, read.key, given.meta, said_in(given.reviews), labels)


def _hash(
    lost: Set[Loss],
    article: Article | GivenArticle,
    text: str,
    key: str,
    meta: str,
    reviews: list[SaidReview],
    labels: tuple[frozenset[Place], frozenset[str]],
) -> int:
    return hash(
        (
            key,
            Loss.TEXTS in lost or text,
            Loss.HEADINGS in lost or (article.title, article.published, article.source),
            Loss.METADATA in lost or (article.url, article.language, article.source_offset, meta),
            bool(lost & _OF_REVIEWS) or tuple(reviews),
            labels[0],
            Loss.TOPICS in lost or labels[1],
        )
    )


def are_said(
    tables: Sequence[tuple[Sequence[str], Sequence[Sequence[str]]]],
    article: Article,
    key: str,
    reviews: Iterable[SaidReview],
) -> bool:
    """Whether these are the rows that the table of spans must have of each review of an article
    that has spans: the cells that all have in front, with an empty one, and the others of each.
    """
    said = [each for each in reviews if each.spans[0]]
    if len(tables) != len(said):
        return False
    for (front, rows), review in zip(tables, said, strict=True):
        starts, ends, labels, origins, questions = review.spans
        text = article.text
        words = tuple([text[start:end] for start, end in zip(starts, ends, strict=True)])
        wanted = [tuple(map(str, starts)), tuple(map(str, ends)), labels, words, origins, questions]
        ours = key, article.title, article.published, article.source
        if [*front] != [*ours, review.annotator, review.status, ""]:
            return False
        if len(rows) != len(starts) or [*zip(*rows, strict=False)] != wanted:
            return False
    return True


def said_topics(article: Article, key: str, said: SaidReview) -> list[tuple[str, ...]]:
    """The rows that the table of topics must have of a review, of what was answered itself."""
    front = key, article.title, article.published, article.source, said.annotator, said.status
    return [(*front, topic, "yes" if yes else "no", way) for topic, yes, way in said.topics]


def sum_of(items: Iterable[Hashable]) -> int:
    """A number for several things in any order; one of them can be taken off again."""
    return sum(map(hash, items)) & _BITS


class Expected:
    """One number for each record that was written; `check` those that are read, mostly in order.

    To be closed: a table has millions of rows, so most of the numbers are in a file meanwhile.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._numbers = _Numbers()
        self._early: dict[int, list[str]] = {}

    def close(self) -> None:
        self._numbers.close()

    def extend(self, numbers: Iterable[int]) -> None:
        """Add those of some records."""
        self._numbers.extend(numbers)

    def is_next(self, number: int) -> bool:
        """Whether the next record that is read is this one; then the one after it is the next."""
        is_same = self._numbers.first() == number
        if is_same:
            self._numbers.go_on()
        return is_same

    def are_next(self, numbers: Sequence[int]) -> bool:
        """Whether the next records that are read are these; if not, none of them was read."""
        is_same = self._numbers.first_ones(len(numbers)) == array("q", numbers)
        if is_same:
            self._numbers.go_on(len(numbers))
        return is_same

    def check(self, number: int, what: str = "") -> None:
        """Note that a record was read; one out of turn is looked for when its turn comes."""
        self._skip()
        if not self.is_next(number):
            self._early.setdefault(number, []).append(what)

    def end(self) -> None:
        """Raise Bug unless all were read, and nothing else."""
        self._skip()
        read, wanted = self._numbers.passed, self._numbers.count
        left = Counter(self._numbers.rest())
        for number, records in self._early.items():
            if left[number] < len(records):
                if records[0]:
                    raise differs(self._where, records[0])
                raise Bug(Fault.READ_BACK_RECORD, where=self._where, number=read + 1)
            left[number] -= len(records)
        if missing := left.total():
            read = wanted - missing
            raise Bug(Fault.READ_BACK_COUNT, where=self._where, read=read, wanted=wanted)

    def _skip(self) -> None:
        """Go past the records that came before their turn."""
        while self._early:
            number = self._numbers.first()
            if number is None or number not in self._early:
                return
            self._early[number].pop()
            if not self._early[number]:
                del self._early[number]
            self._numbers.go_on()


class _Numbers:
    """Numbers that are looked at in the order in which they came; all but the last in a file."""

    def __init__(self) -> None:
        self.count = 0
        self.passed = 0
        self._front, self._at = array("q"), 0
        self._back = array("q")
        self._file: IO[bytes] | None = None
        self._place = 0  # in the file, behind what is in front

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def extend(self, numbers: Iterable[int]) -> None:
        before = len(self._back)
        self._back.extend(numbers)
        self.count += len(self._back) - before
        if len(self._back) > _IN_MEMORY:
            self._file = self._file or TemporaryFile()  # noqa: SIM115 - see close
            self._file.seek(0, os.SEEK_END)
            self._file.write(self._back.tobytes())
            self._back = array("q")

    def first(self) -> int | None:
        """The first that was not passed, None behind the last."""
        if self._at == len(self._front):
            self._front, self._at = self._next(), 0
        return self._front[self._at] if self._front else None

    def first_ones(self, count: int) -> array[int]:
        """The first so many that were not passed, or all that are left."""
        while len(self._front) - self._at < count and (more := self._next()):
            self._front, self._at = self._front[self._at :] + more, 0
        return self._front[self._at : self._at + count]

    def go_on(self, count: int = 1) -> None:
        """Pass the first."""
        self._at += count
        self.passed += count

    def rest(self) -> Iterator[int]:
        """Those that were not passed, passed one by one."""
        while (number := self.first()) is not None:
            yield number
            self.go_on()

    def _next(self) -> array[int]:
        found = array("q")
        if self._file is not None:
            self._file.seek(self._place)
            found.frombytes(self._file.read(found.itemsize * _IN_MEMORY))
            self._place = self._file.tell()
        if not found:
            found, self._back = self._back, found
        return found


def differs(where: str | Notice, what: str) -> Bug:
    """What to say of a file that does not say what the project says."""
    return Bug(Fault.READ_BACK_DIFFERS, where=where, what=what)


def _was_taken_along(decision: Decision | None) -> bool:
    """Whether a suggestion was accepted with its article without having had the focus."""
    if decision is None:
        return False
    by_enter = decision.way in (InputMethod.ENTER, InputMethod.FORCED)
    return by_enter and decision.outcome == Outcome.ACCEPTED and not decision.focused
