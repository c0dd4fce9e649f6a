"""From the rows of a project to articles as files get them: ids become names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from annotator.core.article_keys import key_of_text
from annotator.core.codes import StatusFilter
from annotator.core.damaged_scheme import sound
from annotator.core.export_codes import RemarkReason
from annotator.core.records import (
    Article,
    Decision,
    InputMethod,
    Outcome,
    Scheme,
    Source,
    Status,
    Suggestion,
)
from annotator.core.remarks import Remark
from annotator.core.topic_answers import CompletedAnswers
from annotator.faults import Loss
from annotator.formats import losses
from annotator.formats.articles import (
    NEAR_COPY,
    Fitting,
    GivenArticle,
    GivenBlind,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
)
from annotator.formats.fields import strict_meta
from annotator.storage import Damage, Store
from annotator.storage.export import Reviewed
from annotator.storage.reviewed_spans import ReviewedSpan, ReviewedSpans
from annotator.storage.suggestions import CopiedFrom
from annotator.values import dataclass
from annotator.workspace.exchange.ahead import Ahead
from annotator.workspace.exchange.damaged_labels import suggested_without, without_damaged
from annotator.workspace.exchange.of_whom import OfWhom
from annotator.workspace.exchange.standing_review import chosen, said_by
from annotator.workspace.exchange.topic_use import TopicUse
from annotator.workspace.jobs.article_choice import ArticleChoice
from annotator.workspace.learning.topic_answers import TopicReader

_UNSEEN = frozenset({InputMethod.ENTER, InputMethod.FORCED})


@dataclass(slots=True)
class Use:
    """What the articles that went out hold, and how suggestions were used in them."""

    articles: int = 0
    reviews: int = 0
    spans: int = 0
    topics: int = 0
    unseen_left_out: int = 0
    trimmed: int = 0
    undated: int = 0
    left_out: list[Remark] = field(default_factory=list)
    ways: Counter[str] = field(default_factory=Counter)
    answered: TopicUse = field(default_factory=TopicUse)
    whose: Counter[str] = field(default_factory=Counter)
    finished_by_several: int = 0
    lost: Counter[Loss] = field(default_factory=Counter)

    def cannot_hold(self, kinds: Collection[Loss]) -> dict[str, int]:
        """How much there is of each of these kinds, by the kind's name, without those of none."""
        return {x.name.lower(): self.lost[x] for x in Loss if x in kinds and self.lost[x]}

    def suggestions(self) -> dict[str, int]:
        """Counts by outcome; "added" are spans that nothing had suggested."""
        names = ("confirmed", "relabelled", "moved", "rejected", "accepted", "accepted unseen")
        return {name: self.ways[name] for name in (*names, "added")}


class ArticleExporter:
    """Reads a project from end to end in little memory, counting what it gives, and of it what is
    of the kinds in `lost`; of spans that lie over each other `keep` says which stay. With `only`
    it reads these articles, by their ids, of those that are chosen.
    """

    def __init__(
        self,
        store: Store,
        choice: ArticleChoice,
        lost: Collection[Loss] = frozenset(),
        keep: str = losses.LONGEST,
        only: Collection[int] | None = None,
    ) -> None:
        self.only = only
        self._lost = frozenset(lost)
        self._keep = keep
        self.store = store
        self.choice = choice
        self._stored_scheme = store.scheme.read()
        self.scheme: Scheme = sound(self._stored_scheme)
        self._labels = {label.id: label.name for label in self.scheme.labels}
        self._has_own_names = len(set(self._labels.values())) == len(self._labels)
        self._topics = {topic.id: topic.name for topic in self.scheme.topics}
        self._old_labels: set[int] = set()
        self._old_topics: set[int] = set()
        if choice.in_use_only:
            self._old_labels = {label.id for label in self.scheme.labels if label.retired}
            self._old_topics = {topic.id for topic in self.scheme.topics if topic.retired}
        self._reader = TopicReader(store, self.scheme)
        self._repeated_keys = store.article_keys.repeated()
        self._tokens_ahead = Ahead(store.suggestions.tokens_of_range)
        self._with_bounds = True
        self._annotators = dict(store.annotators.all())
        self.whose = self._of_whom()
        self._copies: dict[int | None, GivenRun | None] = {}
        self.use = self._nothing()
        self.damage: list[Damage] = []
        self._left_out: set[int] = set()

    def look_for_damage(self) -> None:
        """Find out what differs from its copies in the indexes: those articles are left out."""
        for damage in self.store.damage.of_work(is_quick=True):
            self._note(damage)

    def _note(self, damage: Damage) -> None:
        if damage.article is None or damage.article not in self._left_out:
            self.damage.append(damage)
        if damage.article is not None:
            self._left_out.add(damage.article)

    def _of_whom(self) -> OfWhom:
        return OfWhom.of(self.store, self.choice, has_room=Loss.ANNOTATORS not in self._lost)

    def lost(self) -> dict[str, int]:
        """How much there was of each kind in `lost`, as `Use.cannot_hold`."""
        return self.use.cannot_hold(self._lost)

    @property
    def total(self) -> int:
        """About how many articles there will be."""
        info = self.store.counts.info()
        return int(info["articles" if self.choice.status == StatusFilter.ALL else "done"])

    def articles(
        self, *, with_history: bool = True, with_tokens: bool = False
    ) -> Iterator[GivenArticle]:
        """The articles by id, each with the reviews chosen; with suggestions and tokens if asked.

        `where` is the id of the article, or of the one that it is a duplicate of.
        """
        pairs = self.with_rows(with_history=with_history, with_tokens=with_tokens)
        return (given for given, _, _ in pairs)

    def with_rows(
        self, *, with_history: bool = True, with_tokens: bool = False, with_bounds: bool = False
    ) -> Iterator[tuple[GivenArticle, Article, list[Reviewed]]]:
        """The same articles, each with the rows of the project that it was made of. `with_bounds`
        who asks for the boundaries of its tokens by `bounds_of`.
        """
        self.use = self._nothing()
        annotator = None
        if self.choice.annotator:
            names = {name: number for number, name in self.store.annotators.all()}
            annotator = names.get(self.choice.annotator, -1)
        suggestions = Ahead(self.store.suggestions.of_range)
        self._tokens_ahead = Ahead(self.store.suggestions.tokens_of_range)
        self._with_bounds = with_tokens or with_bounds
        self.whose = self._of_whom()
        for article, work in self.whose.among(self.found(annotator), self.key_of):
            if article.id in self._left_out:
                continue
            if not self.choice.is_of_days(article.published):
                self.use.undated += not article.published
                continue
            work.sort(key=lambda each: each.annotator)  # ids come in another order elsewhere
            found = (suggestions.of(article.id) or []) if with_history else []
            proposed = self._shown(found)
            if self._has_damaged:
                proposed = suggested_without(self._stored_scheme, proposed)
                for each in work:
                    self._tell_left_out(
                        article, without_damaged(self._stored_scheme, each, proposed)
                    )
            given = self._given(article, work, proposed)
            if with_tokens and (tokens := self.tokens_of(article.id)):
                given = replace(given, tokens=tokens)
            if lost := losses.count(given, self.scheme, self._lost, self._keep):
                self.use.lost.update(lost)
            yield given, article, work

    def _shown(self, proposed: list[Suggestion]) -> list[Suggestion]:
        """Suggestions without those from near copies of whoever's work does not go out."""
        if not self.choice.annotator:
            return proposed
        return [x for x in proposed if x.source != Source.COPY or self._is_chosen(x.run)]

    def _is_chosen(self, run: int | None) -> bool:
        copied = self._copied(run)
        return copied is not None and copied.corrector == self.choice.annotator

    def _copied(self, run: int | None) -> GivenRun | None:
        """The near copy and the annotator of a suggestion by the names that they go out with."""
        if run not in self._copies:
            copied = None if run is None else self.store.suggestions.copied_from(run)
            self._copies[run] = None if copied is None else self._run_of(copied)
        return self._copies[run]

    def _run_of(self, copied: CopiedFrom) -> GivenRun:
        key, articles = copied.key, self.store.articles
        if copied.article is not None and articles.has(copied.article):
            key = self.key_of(articles.get(copied.article))
        return GivenRun(NEAR_COPY, key, corrector=self._annotators.get(copied.annotator, ""))

    def found(self, annotator: int | None) -> Iterator[tuple[Article, list[Reviewed]]]:
        """The rows that articles are made of, by the number of an annotator or None for all."""
        return self.store.export.articles(
            annotator, self.choice.status, on_damage=self._note, only=self.only,
            with_bounds=self._with_bounds,
        )  # fmt: skip

    def tokens_of(self, article: int) -> tuple[tuple[int, int], ...]:
        """The bounds of the tokens of an article, as far as a pipeline has cut it."""
        found = self._tokens_ahead.of(article)
        return () if found is None else tuple(zip(found.starts, found.ends, strict=True))

    def bounds_of(self, article: int) -> tuple[Sequence[int], Sequence[int]]:
        """The same: where they start, and where they end."""
        found = self._tokens_ahead.of(article)
        return ((), ()) if found is None else (found.starts, found.ends)

    @property
    def _has_damaged(self) -> bool:
        return bool(self._stored_scheme.damaged_labels or self._stored_scheme.damaged_topics)

    def _tell_left_out(self, article: Article, spans: Iterable[ReviewedSpan]) -> None:
        for span in spans:
            name = self._stored_scheme.label(span.label).name
            where = span.start, span.end, name, span.surface
            why = RemarkReason.LABEL_DAMAGED
            self.use.left_out.append(Remark(self.key_of(article), *where, why))

    def key_of(self, article: Article) -> str:
        """The key by which the article goes out: its own, or one that is made of its text.

        No two articles of a project have the same.
        """
        if article.id == self.whose.apart:
            return article.key
        own = self._repeated_keys.get(article.id) or article.key
        return own or key_of_text(article.text)

    def _nothing(self) -> Use:
        return Use(answered=TopicUse(self.scheme))

    def _given(
        self, article: Article, work: list[Reviewed], proposed: list[Suggestion]
    ) -> GivenArticle:
        fitting = Fitting(article.text)
        proposed = sorted(self._fitted(proposed, fitting), key=self._order)
        places = {suggestion.id: index for index, suggestion in enumerate(proposed)}
        said = [self._reader.of(each) for each in work]
        implied = [self._implied(each) for each in said]
        reviews = tuple(
            [
                self._review(article, each, places, proposed, names)
                for each, names in zip(work, implied, strict=True)
            ]
        )
        best = chosen(reviews)
        spans, topics = said_by(best)
        cats: dict[str, bool] = {}
        if best is not None:
            number = reviews.index(best)
            complete = said[number]
            name = article.key or article.heading if complete.broken else ""
            self.use.answered.count(complete, name, is_done=best.status == Status.DONE)
            topics += tuple([GivenTopic(each, False) for each in implied[number]])
            if complete.answers:
                training = complete.for_training(self.scheme).items()
                cats = {self._topics[topic]: is_yes for topic, is_yes in training}
        self._count(reviews, best)
        return GivenArticle(
            text=article.text,
            title=article.title,
            key=self.key_of(article),
            published=article.published,
            source=article.source,
            url=article.url,
            language=article.language,
            source_offset=article.source_offset,
            meta=strict_meta(article.meta),
            spans=spans,
            topics=topics,
            suggestions=tuple([self._suggestion(each) for each in proposed]),
            reviews=reviews,
            where=str(article.duplicate_of or article.id),
            implied=tuple(implied),
            cats=tuple(cats.items()),
        )

    def _implied(self, said: CompletedAnswers) -> tuple[str, ...]:
        if not said.implied:
            return ()
        return tuple(sorted(x.name for x in self.scheme.topics if x.id in said.implied))

    def _order(self, row: Suggestion) -> tuple[bool, int, int, str, str, int]:
        """An order of suggestions that does not depend on the ids which a project gave them."""
        start, end = row.start or 0, row.end or 0
        name = self._name(row.label, is_topic=row.start is None) or ""
        return row.start is None, start, -end, name, row.source, abs(row.id)

    def _count(self, reviews: tuple[GivenReview, ...], stands: GivenReview | None) -> None:
        use = self.use
        use.articles += 1
        finished = 0
        for review in reviews:
            use.reviews += not review.is_visit
            use.spans += len(review.spans)
            use.topics += len(review.topics)
            finished += review.status == Status.DONE
        use.finished_by_several += finished > 1
        if stands is not None:
            use.whose[stands.annotator] += 1

    def _suggestion(self, row: Suggestion) -> GivenSuggestion:
        label = self._name(row.label, is_topic=row.start is None)
        others = tuple(
            (None if number is None else self._labels[number], probability)
            for number, probability in row.others
            if _finite(probability) is not None
            and (
                number is None or number in self._labels
            )  # others may name a label that is deleted
        )
        run = self._copied(row.run) if row.source == Source.COPY else None
        score, is_maybe = _finite(row.score), row.is_maybe
        return GivenSuggestion(
            row.start, row.end, label, row.source, score, is_maybe, run, others=others
        )

    def _fitted(self, proposed: list[Suggestion], fitting: Fitting) -> Iterator[Suggestion]:
        """The suggestions without white space at their edges, and without those of nothing else."""
        for each in proposed:
            if each.start is None or each.end is None:
                yield each
                continue
            place = fitting.place(each.start, each.end)
            if place == (each.start, each.end):
                yield each
            elif place is not None:
                yield replace(each, start=place[0], end=place[1])

    def _spans(
        self, article: Article, wanted: ReviewedSpans, places: Mapping[int, int]
    ) -> tuple[GivenSpan, ...]:
        """The spans as a file gets them: none has white space at its edges or is there twice, and
        none that loses white space gets to where another label stands.
        """
        surfaces = wanted.surfaces  # which stand in the text: that was looked at
        if not self._has_own_names or surfaces != [*map(str.strip, surfaces)]:
            return self._mended_spans(article, wanted, places)
        names = map(self._labels.__getitem__, wanted.labels)
        made_of: Iterable[int | None] = wanted.suggestions
        if places or any(made_of):
            made_of = [None if x is None else places.get(x) for x in made_of]
        starts, ends, origins = wanted.starts, wanted.ends, wanted.origins
        return tuple(
            map(GivenSpan, starts, ends, names, surfaces, origins, made_of, wanted.questions)
        )

    def _mended_spans(
        self, article: Article, wanted: ReviewedSpans, places: Mapping[int, int]
    ) -> tuple[GivenSpan, ...]:
        fitting = Fitting(article.text)
        taken = {(span.start, span.end): span.label for span in wanted}
        found: dict[tuple[int, int, str], GivenSpan] = {}
        for span in wanted:
            place = fitting.place(span.start, span.end)
            label = self._labels[span.label]
            is_trimmed = place != (span.start, span.end)
            if place is None or (is_trimmed and taken.setdefault(place, span.label) != span.label):
                is_blank = place is None
                why = RemarkReason.ONLY_WHITE_SPACE if is_blank else RemarkReason.OTHER_LABEL
                where = span.start, span.end, label, span.surface
                self.use.left_out.append(Remark(self.key_of(article), *where, why))
                continue
            surface = span.surface
            if is_trimmed:
                self.use.trimmed += 1
                surface = article.text[slice(*place)]
            origin = None if span.suggestion is None else places.get(span.suggestion)
            given = GivenSpan(*place, label, surface, span.origin, origin, span.question)
            found.setdefault((*place, label), given)
        return tuple(found.values())

    def _review(
        self,
        article: Article,
        work: Reviewed,
        places: Mapping[int, int],
        proposed: list[Suggestion],
        implied: tuple[str, ...],
    ) -> GivenReview:
        review = work.review
        fitting = Fitting(article.text)
        unseen = {number for number, each in work.decisions.items() if _is_unseen(each)}
        self._count_ways(work, unseen)
        wanted = work.spans
        if self._old_labels:
            wanted = wanted.without_labels(self._old_labels)
        if self.choice.seen_only:
            seen = wanted.where([number not in unseen for number in wanted.suggestions])
            self.use.unseen_left_out += len(wanted) - len(seen)
            wanted = seen
        spans = self._spans(article, wanted, places)
        answers = [x for x in work.topic_answers if x.topic not in self._old_topics]
        answers.sort(key=lambda answer: self._topics.get(answer.topic, ""))  # ids differ elsewhere
        return GivenReview(
            work.annotator, review.status, review.reason, review.flagged, review.note,
            _finite(review.seconds) or 0.0, _finite(review.seconds_to_first_act),
            _finite(review.share_seen) or 0.0, review.shown, None,
            review.chosen, review.scheme_version, review.review_pass, review.is_forced,
            review.edited_at,
            spans=spans,
            topics=tuple(
                [GivenTopic(self._topics.get(x.topic, ""), x.is_yes, x.way) for x in answers]
            ),
            decisions=tuple(
                [
                    self._decision(work.decisions[number], places, proposed, fitting)
                    for number in sorted(work.decisions, key=lambda x: places.get(x, -1))
                    if number in places
                ]
            ),
            blind=self._blind(work, fitting),
            implied=implied,
        )  # fmt: skip

    def _blind(self, work: Reviewed, fitting: Fitting) -> GivenBlind | None:
        """The review as it was put down; topics by name, as their ids are another project's."""
        if work.blind is None:
            return None
        known = self._topics | {0: ""}
        topics = [known[x] for x in work.blind.topics if x in known]
        spans = dict.fromkeys(
            GivenSpan(*place, self._labels[x.label])
            for x in work.blind_spans
            if (place := fitting.place(x.start, x.end)) is not None
        )
        return GivenBlind(work.blind.at, tuple(sorted(topics)), tuple(spans))

    def _decision(
        self,
        row: Decision,
        places: Mapping[int, int],
        proposed: list[Suggestion],
        fitting: Fitting,
    ) -> GivenDecision:
        place = places[row.suggestion]
        is_topic = proposed[place].start is None
        origin = None if row.followed_from is None else places.get(row.followed_from)
        start = end = None
        if row.start is not None and row.end is not None:
            start, end = fitting.place(row.start, row.end) or (None, None)
        return GivenDecision(
            place, row.outcome, row.way, row.at, start, end,
            self._name(row.label, is_topic=is_topic), origin, row.focused, _finite(row.seconds),
            self._name(row.label_shown, is_topic=is_topic),
            _finite(row.probability), _finite(row.threshold),
        )  # fmt: skip

    def _count_ways(self, work: Reviewed, unseen: set[int]) -> None:
        for number, each in work.decisions.items():
            outcome = "accepted unseen" if number in unseen else str(each.outcome)
            self.use.ways[outcome] += 1
        self.use.ways["added"] += work.spans.suggestions.count(None)

    def _name(self, number: int | None, *, is_topic: bool) -> str | None:
        if number is None:
            return None
        return (self._topics if is_topic else self._labels).get(number)


def _is_unseen(decision: Decision) -> bool:
    """Whether it was only taken along when the article was finished, and never had the focus."""
    is_taken_along = decision.way in _UNSEEN and decision.outcome == Outcome.ACCEPTED
    return is_taken_along and not decision.focused


def _finite(number: float | None) -> float | None:
    """Infinity and NaN are no numbers in a file; projects of earlier versions may hold them."""
    return number if number is not None and math.isfinite(number) else None
