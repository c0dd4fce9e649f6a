"""From reviews of work files to rows of the project, many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import Any, Final

from annotator.core.codes import Chosen, Shown
from annotator.core.columns import made
from annotator.core.records import (
    BlindReview,
    BlindSpan,
    ImpliedTopics,
    Record,
    Review,
    Scheme,
    Span,
    TopicAnswer,
)
from annotator.core.topic_reader import signed
from annotator.errors import UserError
from annotator.faults import Unmerged
from annotator.formats.work_file import WorkReview, WorkSpans
from annotator.storage.arriving import NewColumns
from annotator.storage.codec import Columns, names_of
from annotator.workspace.merging.joining import Joined, with_changes

_SHOWN: Final = frozenset(map(str, Shown))
_CHOSEN: Final = frozenset(map(str, Chosen))
_SPAN: Final = tuple(Span.__slots__)


class Rows:
    """The rows of several reviews, side by side."""

    def __init__(self, joined: Joined, came: str) -> None:
        self._labels, self._topics = joined.labels, joined.topics
        self._came = came
        scheme = with_changes(joined.scheme, joined.changes)
        self._single = _single_choices(scheme)
        self._spans: dict[str, list[Any]] = {name: [] for name in _SPAN}
        self._others: list[Record] = []

    def has_two_answers(self, review: WorkReview) -> bool:
        """Whether a review says yes twice where one answer may be given here."""
        yes = {self._topics[x] for x, is_yes, _ in review.topics if is_yes and x >= 0}
        counted = Counter(self._single[topic] for topic in yes if topic in self._single)
        return any(count > 1 for count in counted.values())

    def add(self, article: int, annotator: int, text: str, review: WorkReview, where: str) -> None:
        """The rows of a review; UserError where a span is outside of the text."""
        self._others.append(self._review(article, annotator, review))
        self._add_spans(article, annotator, text, review.spans, where)
        answers = self._answers(article, annotator, review)
        self._others += answers
        if review.implied is not None:
            topics = tuple(sorted({self._topics[x] for x in review.implied} - {0}))
            known = signed({x.topic: x.is_yes for x in answers})
            self._others.append(ImpliedTopics(article, annotator, review.edited_at, known, topics))
        if review.blind is not None:
            yes = tuple(sorted({self._topic(x) for x in review.blind.topics}))
            self._others.append(BlindReview(article, annotator, review.blind.at, yes))
            places = {
                (start, end, self._labels[label])
                for start, end, label in review.blind.spans.places()
            }
            _require_inside(places, text, where)
            self._others += [BlindSpan(article, annotator, *each) for each in sorted(places)]

    def records(self) -> list[Record]:
        """All of them."""
        return [*self._others, *made(Span, len(self._spans["article"]), self._spans)]

    def columns(self) -> NewColumns:
        """The same side by side: by kind all values of each field."""
        found: dict[type[Record], Columns] = {}
        for kind in dict.fromkeys(map(type, self._others)):
            rows = [x for x in self._others if type(x) is kind]
            found[kind] = [[getattr(x, name) for x in rows] for name in names_of(kind)]
        if self._spans["article"]:
            found[Span] = [*self._spans.values()]
        return found

    def _review(self, article: int, annotator: int, review: WorkReview) -> Review:
        return Review(
            article,
            annotator,
            review.status,
            review.reason,
            review.flagged,
            review.note,
            review.seconds,
            review.seconds_to_first_act,
            review.share_seen,
            review.shown if review.shown in _SHOWN else Shown.NONE_YET,
            None,
            review.chosen if review.chosen in _CHOSEN else Chosen.QUEUE,
            review.scheme_version,
            review.review_pass,
            review.is_forced,
            review.edited_at,
            self._came,
        )

    def _add_spans(
        self, article: int, annotator: int, text: str, spans: WorkSpans, where: str
    ) -> None:
        if not spans.steps:
            return
        starts, ends = spans.edges()
        labels = [self._labels[label] for label in spans.labels]
        origins = [spans.origins[kind] for kind in spans.kinds]
        questions = [spans.questions.get(number, "") for number in range(len(starts))]
        if max(ends) > len(text):
            raise UserError(Unmerged.SPAN_OUTSIDE, where=where)
        surfaces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        if not all(map(str.strip, surfaces)):
            raise UserError(Unmerged.SPAN_OUTSIDE, where=where)
        count, columns = len(starts), self._spans
        columns["article"] += repeat(article, count)
        columns["annotator"] += repeat(annotator, count)
        columns["start"] += starts
        columns["end"] += ends
        columns["label"] += labels
        columns["surface"] += surfaces
        columns["origin"] += origins
        columns["suggestion"] += repeat(None, count)
        columns["question"] += questions

    def _answers(self, article: int, annotator: int, review: WorkReview) -> list[TopicAnswer]:
        found: dict[int, TopicAnswer] = {}
        for place, is_yes, way in review.topics:
            topic = self._topic(place)
            if topic not in found or (is_yes and not found[topic].is_yes):
                found[topic] = TopicAnswer(article, annotator, topic, is_yes, way)
        return [found[topic] for topic in sorted(found)]

    def _topic(self, place: int) -> int:
        return 0 if place < 0 else self._topics[place]


def _require_inside(places: Iterable[tuple[int, int, int]], text: str, where: str) -> None:
    if any(end > len(text) for _, end, _ in places):
        raise UserError(Unmerged.SPAN_OUTSIDE, where=where)


def _single_choices(scheme: Scheme) -> Mapping[int, int]:
    """The group of each topic of which one answer is taken."""
    single = {group.id for group in scheme.groups if not group.several}
    return {topic.id: topic.group for topic in scheme.topics if topic.group in single}
