"""From an article as a file gives it to rows of the project: names become ids, labels become acts.

All that a record brings is stored in one transaction with its article, and its annotations in one
act; the acts of an import are one undo group.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from annotator.core.records import (
    Act,
    Change,
    Decision,
    Label,
    Review,
    Scheme,
    Source,
    Span,
    Status,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
    Way,
)
from annotator.core.tokens import Tokens
from annotator.errors import UserError
from annotator.formats.articles import (
    GivenArticle,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
)
from annotator.storage import NewArticle, Store
from annotator.workspace import schemes

_GROUP = "Topics"


@dataclass(slots=True)
class Tally:
    """What an import brought so far."""

    articles: int = 0
    duplicates: int = 0
    reviews: int = 0
    spans: int = 0
    suggestions: int = 0
    labels_added: list[str] = field(default_factory=list)
    topics_added: list[str] = field(default_factory=list)
    became_nested: bool = False
    encodings: Counter[str] = field(default_factory=Counter)


class Intake:
    """Takes articles into one project for one import.

    `as_review`: given spans and topics become finished reviews of `annotator`; otherwise they
    become suggestions. Records with reviews of their own keep those either way. With `is_strict`
    a record with labels that the scheme lacks, or overlaps that it forbids, is a UserError.
    """

    def __init__(
        self,
        store: Store,
        annotator: str,
        at: str,
        *,
        name: str,
        as_review: bool = False,
        is_strict: bool = False,
        group: int | None = None,
    ) -> None:
        self._store = store
        self._annotator = annotator
        self._at = at
        self._name = name
        self._as_review = as_review
        self._is_strict = is_strict
        self._annotators: dict[str, int] = {}
        self._runs: dict[GivenRun, int] = {}
        self._use(store.scheme())
        self.group = group
        self.tally = Tally()

    def check(self, given: GivenArticle) -> None:
        """Raise UserError for a record that a strict import does not take."""
        if not self._is_strict:
            return
        given = self._with_review(given)
        labels, topics = self._unknown(given)
        if labels or topics:
            kind = "label" if labels else "topic"
            raise UserError(f"the scheme has no {kind} “{(labels or topics)[0]}”")
        if self._needs_nesting(given):
            raise UserError("spans overlap, which the scheme does not allow")

    def take(self, given: GivenArticle) -> None:
        """Store one article with all it brings; the scheme gets what it lacks for that."""
        given = self._with_review(given)
        self._fit_scheme(given)
        article, twin = self._store.add_article(_new(given, self._at))
        changes = list(self._changes(article, given))
        if changes:
            act = Act("article.import", article, tuple(changes), given.title or given.key)
            self._commit(act)
        self._count(given, twin)

    def _with_review(self, given: GivenArticle) -> GivenArticle:
        """The record with its bare labels as a review or as suggestions."""
        if given.reviews or not (given.spans or given.topics or self._as_review):
            return given
        if self._as_review:
            review = GivenReview(
                self._annotator,
                Status.DONE,
                edited_at=self._at,
                scheme_version=self._scheme.version,
                spans=tuple(replace(span, origin=Way.IMPORT) for span in given.spans),
                topics=tuple(replace(topic, way=Way.IMPORT) for topic in given.topics),
            )
            return replace(given, reviews=(review,))
        return replace(given, suggestions=(*given.suggestions, *self._suggested(given)))

    def _suggested(self, given: GivenArticle) -> Iterator[GivenSuggestion]:
        run = GivenRun(self._name, self._at)
        for span in given.spans:
            yield GivenSuggestion(span.start, span.end, span.label, Source.IMPORT, run=run)
        for topic in given.topics:
            if topic.is_yes and topic.topic:
                yield GivenSuggestion(None, None, topic.topic, Source.IMPORT, run=run)

    # -- the scheme ------------------------------------------------------------------------

    def _use(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._labels = {label.name: label.id for label in scheme.labels}
        self._topics = {topic.name: topic.id for topic in scheme.topics}

    def _fit_scheme(self, given: GivenArticle) -> None:
        """Add the labels and topics that the scheme lacks, and allow overlaps that are there."""
        labels, topics = self._unknown(given)
        for name in labels:
            self._add_label(name)
        for name in topics:
            self._add_topic(name)
        if self._needs_nesting(given):
            self._store.set_scheme(nested=True)
            self.tally.became_nested = True
            self._use(self._store.scheme())

    def _unknown(self, given: GivenArticle) -> tuple[list[str], list[str]]:
        labels = [name for name in label_names(given) if name not in self._labels]
        topics = [name for name in topic_names(given) if name not in self._topics]
        return labels, topics

    def _needs_nesting(self, given: GivenArticle) -> bool:
        return not self._scheme.nested and any(_overlap(each) for each in _layers(given))

    def _add_label(self, name: str) -> None:
        label: Label = schemes.new_label(self._scheme, name)
        self._commit(Act("label.add", None, (Change(None, label),), name))
        self._use(replace(self._scheme, labels=(*self._scheme.labels, label)))
        self.tally.labels_added.append(name)

    def _add_topic(self, name: str) -> None:
        changes: list[Change] = []
        groups = self._scheme.groups
        if not groups:
            groups = (TopicGroup(1, _GROUP),)
            changes.append(Change(None, groups[0]))
        topic: Topic = schemes.new_topic(self._scheme, name, groups[0].id)
        changes.append(Change(None, topic))
        self._commit(Act("topic.add", None, tuple(changes), name))
        topics = (*self._scheme.topics, topic)
        self._use(replace(self._scheme, groups=groups, topics=topics))
        self.tally.topics_added.append(name)

    # -- the rows --------------------------------------------------------------------------

    def _changes(self, article: int, given: GivenArticle) -> Iterator[Change]:
        ids = [own_id(article, index) for index in range(len(given.suggestions))]
        if given.reviews or any(each.run for each in given.suggestions):
            self._put_tokens(article, given)
        for number, each in zip(ids, given.suggestions, strict=True):
            label = self._label_of(each.label, is_topic=each.start is None)
            run = self._run(each.run, each.source)
            yield Change(
                None,
                Suggestion(
                    number, article, each.start, each.end, label,
                    each.source, each.score, each.is_maybe, run,
                ),
            )  # fmt: skip
        for review in given.reviews:
            yield from self._review(article, given, review, ids)

    def _put_tokens(self, article: int, given: GivenArticle) -> None:
        """Tokens of an earlier pipeline run, and that run as the one that is shown."""
        run = next((x.run for x in given.suggestions if x.run and x.source != Source.IMPORT), None)
        if run is None or not given.tokens:
            return
        starts, ends = zip(*given.tokens, strict=True)
        tokens = Tokens(list(starts), list(ends))
        self._store.put_suggestions(article, self._run(run, "") or 0, tokens, [], [])

    def _review(
        self, article: int, given: GivenArticle, review: GivenReview, ids: list[int]
    ) -> Iterator[Change]:
        who = self._annotator_id(review.annotator)
        yield Change(None, self._review_row(article, who, review))
        for span in review.spans:
            yield Change(None, self._span(article, who, given.text, span, ids))
        for answer in review.topics:
            yield Change(None, self._answer(article, who, answer))
        for each in review.decisions:
            is_topic = given.suggestions[each.suggestion].start is None
            yield Change(
                None,
                Decision(
                    ids[each.suggestion], who, article, each.outcome, each.way, each.at,
                    each.start, each.end, self._label_of(each.label, is_topic=is_topic),
                    None if each.followed_from is None else ids[each.followed_from],
                    each.focused, each.seconds,
                    self._label_of(each.label_shown, is_topic=is_topic),
                    each.probability, each.threshold,
                ),
            )  # fmt: skip

    def _review_row(self, article: int, who: int, given: GivenReview) -> Review:
        return Review(
            article, who, given.status, given.reason, given.flagged, given.note, given.seconds,
            given.seconds_to_first_act, given.share_seen, given.shown,
            self._run(given.run, ""), given.chosen, given.scheme_version, given.review_pass,
            given.is_forced, given.edited_at,
        )  # fmt: skip

    def _span(self, article: int, who: int, text: str, span: GivenSpan, ids: list[int]) -> Span:
        return Span(
            article,
            who,
            span.start,
            span.end,
            self._labels[span.label],
            text[span.start : span.end],
            span.origin or "added",
            None if span.suggestion is None else ids[span.suggestion],
            span.question,
        )

    def _answer(self, article: int, who: int, given: GivenTopic) -> TopicAnswer:
        topic = self._topics[given.topic] if given.topic else 0
        return TopicAnswer(article, who, topic, given.is_yes, given.way or Way.KEY)

    def _label_of(self, name: str | None, *, is_topic: bool) -> int | None:
        if name is None:
            return None
        return (self._topics if is_topic else self._labels)[name]

    def _run(self, run: GivenRun | None, source: str) -> int | None:
        if run is None:
            return None
        if run not in self._runs:
            kind = "import" if source == Source.IMPORT else "pipeline"
            self._runs[run] = self._store.run_id(
                run.pipeline, run.version, run.fingerprint, run.corrector, kind=kind
            )
        return self._runs[run]

    def _annotator_id(self, name: str) -> int:
        if name not in self._annotators:
            self._annotators[name] = self._store.annotator_id(name)
        return self._annotators[name]

    def _commit(self, act: Act) -> None:
        who = self._annotator_id(self._annotator)
        self.group = self._store.commit(act, who, self._at, group=self.group)

    def _count(self, given: GivenArticle, twin: int | None) -> None:
        self.tally.articles += 1
        self.tally.duplicates += twin is not None
        self.tally.reviews += len(given.reviews)
        self.tally.spans += sum(len(review.spans) for review in given.reviews)
        self.tally.suggestions += len(given.suggestions)
        if given.encoding:
            self.tally.encodings[given.encoding] += 1


def own_id(article: int, index: int) -> int:
    """The id of a suggestion that an act brings: negative, by article, as a sheet counts them."""
    return -(article << 24) - 1 - index


def label_names(given: GivenArticle) -> dict[str, None]:
    """The entity labels that a record uses, in the order they come."""
    names = [span.label for review in given.reviews for span in review.spans]
    names += [x.label for x in given.suggestions if x.start is not None and x.label is not None]
    names += _decided(given, is_topic=False)
    return dict.fromkeys(names)


def topic_names(given: GivenArticle) -> dict[str, None]:
    """The topics that a record uses, in the order they come."""
    names = [x.topic for review in given.reviews for x in review.topics if x.topic]
    names += [x.label for x in given.suggestions if x.start is None and x.label is not None]
    names += _decided(given, is_topic=True)
    return dict.fromkeys(names)


def _decided(given: GivenArticle, *, is_topic: bool) -> list[str]:
    return [
        name
        for review in given.reviews
        for each in review.decisions
        if (given.suggestions[each.suggestion].start is None) == is_topic
        for name in (each.label, each.label_shown)
        if name is not None
    ]


def _layers(given: GivenArticle) -> Iterator[list[tuple[int, int]]]:
    """The ranges that must not overlap in a flat scheme: of each review, and of what was given."""
    for review in given.reviews:
        yield [(span.start, span.end) for span in review.spans]
    yield [(span.start, span.end) for span in given.spans]


def _overlap(ranges: Iterable[tuple[int, int]]) -> bool:
    reached = 0
    for start, end in sorted(ranges):
        if start < reached:
            return True
        reached = end
    return False


def _new(given: GivenArticle, at: str) -> NewArticle:
    return NewArticle(
        given.text,
        given.title,
        given.key,
        given.published,
        given.source,
        given.url,
        given.language,
        given.source_offset,
        json.loads(given.meta) if given.meta != "{}" else {},
        at,
    )
