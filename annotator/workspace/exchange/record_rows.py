"""The rows of what a record brings to an article: names become ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from annotator.core.records import (
    BlindReview,
    BlindSpan,
    Decision,
    ImpliedTopics,
    InputMethod,
    Record,
    Review,
    Source,
    Span,
    Suggestion,
    TopicAnswer,
)
from annotator.core.tokens import Tokens
from annotator.core.topic_reader import signed
from annotator.formats.articles import (
    GivenArticle,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
)
from annotator.storage import Store
from annotator.storage.codec import Row
from annotator.workspace.scheme.growing import GrowingScheme


class RecordRows:
    """Makes rows for one import; labels and topics are those of `scheme`, which must have them."""

    def __init__(self, store: Store, scheme: GrowingScheme) -> None:
        self._store = store
        self._scheme = scheme
        self._annotators: dict[str, int] = {}
        self._runs: dict[GivenRun, int] = {}

    def forget(self) -> None:
        """Take no id for stored that the store may just have taken back."""
        self._annotators.clear()
        self._runs.clear()

    def annotator_id(self, name: str) -> int:
        """The id of an annotator, who is added where there is none of this name."""
        if name not in self._annotators:
            self._annotators[name] = self._store.annotators.id_of(name)
        return self._annotators[name]

    def of(
        self, article: int, given: GivenArticle, ids: Sequence[int]
    ) -> dict[type[Record], list[Row]]:
        """All that a record brings, as values of the fields of records: making these would take
        longer than storing them. `ids` are those of the suggestions.
        """
        if given.reviews or any(each.run for each in given.suggestions):
            self._put_tokens(article, given)
        found: dict[type[Record], list[Row]] = defaultdict(list)
        found[Suggestion] = self._suggestions(article, given, ids)
        for review in given.reviews:
            for kind, rows in self._review(article, given, review, ids):
                found[kind] += rows
        return found

    def _suggestions(self, article: int, given: GivenArticle, ids: Sequence[int]) -> list[Row]:
        labels, topics = self._scheme.labels, self._scheme.topics
        rows: list[Row] = []
        last, run = None, None
        for number, each in zip(ids, given.suggestions, strict=True):
            name = each.label
            label = None if name is None else (topics if each.start is None else labels)[name]
            if each.run is not last:  # which mostly is one for all of them
                last, run = each.run, self._run(each.run, each.source)
            others = self._others(each) if each.others else ()
            rows.append((
                number, article, each.start, each.end, label,
                each.source, each.score, each.is_maybe, run, others,
            ))  # fmt: skip
        return rows

    def _others(self, given: GivenSuggestion) -> tuple[tuple[int | None, float], ...]:
        """The readings; a label that nothing else made part of the scheme is left out."""
        if not given.others:
            return ()
        known = self._scheme.labels
        return tuple(
            (None if name is None else known[name], probability)
            for name, probability in given.others
            if name is None or name in known
        )

    def _put_tokens(self, article: int, given: GivenArticle) -> None:
        """Tokens of an earlier pipeline run, and that run as the one that is shown."""
        others = (Source.IMPORT, Source.COPY)
        run = next((x.run for x in given.suggestions if x.run and x.source not in others), None)
        if run is None or not given.tokens:
            return
        starts, ends = zip(*given.tokens, strict=True)
        tokens = Tokens(list(starts), list(ends))
        self._store.suggestions.put(article, self._run(run, "") or 0, tokens, [], [])

    def _review(
        self, article: int, given: GivenArticle, review: GivenReview, ids: Sequence[int]
    ) -> Iterator[tuple[type[Record], list[Row]]]:
        who = self.annotator_id(review.annotator)
        yield Review, [self._review_row(article, who, review)]
        yield Span, self._spans(article, who, given.text, review.spans, ids)
        yield TopicAnswer, [self._answer(article, who, each) for each in review.topics]
        yield ImpliedTopics, self._implied(article, who, review)
        yield from self._blind(article, who, review)
        yield Decision, [self._decision(article, who, given, x, ids) for x in review.decisions]

    def _decision(
        self, article: int, who: int, given: GivenArticle, each: GivenDecision, ids: Sequence[int]
    ) -> Row:
        is_topic = given.suggestions[each.suggestion].start is None
        return (
            ids[each.suggestion], who, article, each.outcome, each.way, each.at,
            each.start, each.end, self._label_of(each.label, is_topic=is_topic),
            None if each.followed_from is None else ids[each.followed_from],
            each.focused, each.seconds,
            self._label_of(each.label_shown, is_topic=is_topic),
            each.probability, each.threshold,
        )  # fmt: skip

    def _implied(self, article: int, who: int, review: GivenReview) -> list[Row]:
        """What the review says of topics with the scheme that it was made with."""
        if review.implied is None:
            return []
        known = self._scheme.topics
        given = [TopicAnswer(*self._answer(article, who, each)) for each in review.topics]
        answers = signed({each.topic: each.is_yes for each in given})
        topics = tuple(sorted(known[name] for name in review.implied if name in known))
        return [(article, who, review.edited_at, answers, topics)]

    def _blind(
        self, article: int, who: int, review: GivenReview
    ) -> Iterator[tuple[type[Record], list[Row]]]:
        """The review as it was before suggestions were compared with it."""
        if review.blind is None:
            return
        topics = sorted(self._scheme.topics[name] if name else 0 for name in review.blind.topics)
        yield BlindReview, [(article, who, review.blind.at, tuple(topics))]
        labels = self._scheme.labels
        spans = review.blind.spans
        yield BlindSpan, [(article, who, x.start, x.end, labels[x.label]) for x in spans]

    def _review_row(self, article: int, who: int, given: GivenReview) -> Row:
        return (
            article, who, str(given.status), given.reason, given.flagged, given.note, given.seconds,
            given.seconds_to_first_act, given.share_seen, given.shown,
            self._run(given.run, ""), given.chosen, given.scheme_version, given.review_pass,
            given.is_forced, given.edited_at, "",
        )  # fmt: skip

    def _spans(
        self, article: int, who: int, text: str, spans: Iterable[GivenSpan], ids: Sequence[int]
    ) -> list[Row]:
        labels = self._scheme.labels
        return [
            (
                article, who, x.start, x.end, labels[x.label], text[x.start : x.end],
                x.origin or "added",
                None if x.suggestion is None else ids[x.suggestion], x.question,
            )
            for x in spans
        ]  # fmt: skip

    def _answer(self, article: int, who: int, given: GivenTopic) -> Row:
        topic = self._scheme.topics[given.topic] if given.topic else 0
        return article, who, topic, given.is_yes, given.way or InputMethod.KEY

    def _label_of(self, name: str | None, *, is_topic: bool) -> int | None:
        if name is None:
            return None
        return (self._scheme.topics if is_topic else self._scheme.labels)[name]

    def _run(self, run: GivenRun | None, source: str) -> int | None:
        if run is None:
            return None
        if source == Source.COPY and not run.corrector:
            return None  # nobody says whose labels they were
        if run not in self._runs and source == Source.COPY:
            whose = self.annotator_id(run.corrector)
            self._runs[run] = self._store.suggestions.run_of_named_copy(run.version, whose)
        elif run not in self._runs:
            kind = "import" if source == Source.IMPORT else "pipeline"
            self._runs[run] = self._store.suggestions.run_id(
                run.pipeline, run.version, run.fingerprint, run.corrector, kind=kind
            )
        return self._runs[run]

    def _annotator_id(self, name: str) -> int:
        if name not in self._annotators:
            self._annotators[name] = self._store.annotators.id_of(name)
        return self._annotators[name]
