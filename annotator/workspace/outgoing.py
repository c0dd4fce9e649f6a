"""From the rows of a project to articles as files get them: ids become names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from annotator.core.records import (
    Article,
    Decision,
    Outcome,
    Scheme,
    Status,
    Suggestion,
    Way,
    heading_of,
)
from annotator.core.topic_answers import CompletedAnswers
from annotator.formats.articles import (
    GivenArticle,
    GivenBlind,
    GivenDecision,
    GivenReview,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
)
from annotator.storage import Damage, Reviewed, Store
from annotator.workspace.answering import TopicReader
from annotator.workspace.topic_use import TopicUse

_UNSEEN = frozenset({Way.ENTER, Way.FORCED})


@dataclass(slots=True)
class Use:
    """What the articles that went out hold, and how suggestions were used in them."""

    articles: int = 0
    reviews: int = 0
    spans: int = 0
    topics: int = 0
    unseen_left_out: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    answered: TopicUse = field(default_factory=TopicUse)

    def suggestions(self) -> dict[str, int]:
        """Counts by outcome; "added" are spans that nothing had suggested."""
        names = ("confirmed", "relabelled", "moved", "rejected", "accepted", "accepted unseen")
        return {name: self.ways[name] for name in (*names, "added")}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which articles go out: `annotator` by name or "" for all, `status` "done" or "all".

    `seen_only` leaves out spans that were accepted unseen, `in_use_only` retired labels and topics.
    """

    annotator: str = ""
    status: str = "done"
    seen_only: bool = False
    in_use_only: bool = False


class Outgoing:
    """Reads a project from end to end in little memory, counting what it gives."""

    def __init__(self, store: Store, choice: Choice) -> None:
        self._store = store
        self._choice = choice
        self.scheme: Scheme = store.scheme()
        self._labels = {label.id: label.name for label in self.scheme.labels}
        self._topics = {topic.id: topic.name for topic in self.scheme.topics}
        self._old_labels: set[int] = set()
        self._old_topics: set[int] = set()
        if choice.in_use_only:
            self._old_labels = {label.id for label in self.scheme.labels if label.retired}
            self._old_topics = {topic.id for topic in self.scheme.topics if topic.retired}
        self._reader = TopicReader(store, self.scheme)
        self.use = self._nothing()
        self.damage: list[Damage] = []
        self._left_out: set[int] = set()

    def look_for_damage(self) -> None:
        """Find out what differs from its copies in the indexes: those articles are left out."""
        for damage in self._store.damage_of_work():
            self._note(damage)

    def _note(self, damage: Damage) -> None:
        if damage.article is None or damage.article not in self._left_out:
            self.damage.append(damage)
        if damage.article is not None:
            self._left_out.add(damage.article)

    @property
    def total(self) -> int:
        """About how many articles there will be."""
        info = self._store.info()
        return int(info["articles" if self._choice.status == "all" else "done"])

    def articles(
        self, *, with_history: bool = True, with_tokens: bool = False
    ) -> Iterator[GivenArticle]:
        """The articles by id, each with the reviews chosen; with suggestions and tokens if asked.

        `where` is the id of the article, or of the one that it is a duplicate of.
        """
        self.use = self._nothing()
        annotator = None
        if self._choice.annotator:
            names = {name: number for number, name in self._store.annotators()}
            annotator = names.get(self._choice.annotator, -1)
        found_by = self._store.iter_export(annotator, self._choice.status, on_damage=self._note)
        for article, work in found_by:
            if article.id in self._left_out:
                continue
            proposed = self._store.suggestions_of(article.id) if with_history else []
            given = self._given(article, work, proposed)
            found = self._store.tokens(article.id) if with_tokens else None
            if found is None:
                yield given
            else:
                tokens = tuple(zip(found[0].starts, found[0].ends, strict=True))
                yield replace(given, tokens=tokens)

    def _nothing(self) -> Use:
        return Use(answered=TopicUse(self.scheme))

    def _given(
        self, article: Article, work: list[Reviewed], proposed: list[Suggestion]
    ) -> GivenArticle:
        proposed = sorted(proposed, key=self._order)
        places = {suggestion.id: index for index, suggestion in enumerate(proposed)}
        reviews = tuple(self._review(each, places, proposed) for each in work)
        said = tuple(self._reader.of(each) for each in work)
        spans, topics = best_of(reviews)
        best = chosen(reviews)
        cats: dict[str, bool] = {}
        if best is not None:
            complete = said[reviews.index(best)]
            name = article.key or heading_of(article.title, article.text)
            self.use.answered.count(complete, name, is_done=best.status == Status.DONE)
            topics += tuple(GivenTopic(each, False) for each in self._implied(complete))
            training = complete.for_training(self.scheme).items()
            cats = {self._topics[topic]: is_yes for topic, is_yes in training}
        return GivenArticle(
            text=article.text,
            title=article.title,
            key=article.key,
            published=article.published,
            source=article.source,
            url=article.url,
            language=article.language,
            source_offset=article.source_offset,
            meta=article.meta,
            spans=spans,
            topics=topics,
            suggestions=tuple(self._suggestion(each) for each in proposed),
            reviews=self._counted(reviews),
            where=str(article.duplicate_of or article.id),
            implied=tuple(self._implied(each) for each in said),
            cats=tuple(cats.items()),
        )

    def _implied(self, said: CompletedAnswers) -> tuple[str, ...]:
        return tuple(x.name for x in self.scheme.topics if x.id in said.implied)

    def _order(self, row: Suggestion) -> tuple[bool, int, int, str, str, int]:
        """An order of suggestions that does not depend on the ids which a project gave them."""
        start, end = row.start or 0, row.end or 0
        name = self._name(row.label, is_topic=row.start is None) or ""
        return row.start is None, start, -end, name, row.source, abs(row.id)

    def _counted(self, reviews: tuple[GivenReview, ...]) -> tuple[GivenReview, ...]:
        self.use.articles += 1
        self.use.reviews += sum(not review.is_visit for review in reviews)
        self.use.spans += sum(len(review.spans) for review in reviews)
        self.use.topics += sum(len(review.topics) for review in reviews)
        return reviews

    def _suggestion(self, row: Suggestion) -> GivenSuggestion:
        label = self._name(row.label, is_topic=row.start is None)
        others = tuple(
            (None if number is None else self._labels[number], probability)
            for number, probability in row.others
            if number is None or number in self._labels  # others may name a label that is deleted
        )
        return GivenSuggestion(
            row.start, row.end, label, row.source, row.score, row.is_maybe, others=others
        )

    def _review(
        self, work: Reviewed, places: Mapping[int, int], proposed: list[Suggestion]
    ) -> GivenReview:
        review = work.review
        unseen = {number for number, each in work.decisions.items() if _is_unseen(each)}
        self._count_ways(work, unseen)
        wanted = [span for span in work.spans if span.label not in self._old_labels]
        spans = tuple(
            GivenSpan(
                span.start, span.end, self._labels[span.label], span.surface, span.origin,
                None if span.suggestion is None else places.get(span.suggestion), span.question,
            )
            for span in wanted
            if not (self._choice.seen_only and span.suggestion in unseen)
        )  # fmt: skip
        self.use.unseen_left_out += len(wanted) - len(spans)
        answers = [x for x in work.topic_answers if x.topic not in self._old_topics]
        answers.sort(key=lambda answer: answer.topic)
        return GivenReview(
            work.annotator, review.status, review.reason, review.flagged, review.note,
            review.seconds, review.seconds_to_first_act, review.share_seen, review.shown, None,
            review.chosen, review.scheme_version, review.review_pass, review.is_forced,
            review.edited_at,
            spans=spans,
            topics=tuple(
                GivenTopic(self._topics.get(x.topic, ""), x.is_yes, x.way) for x in answers
            ),
            decisions=tuple(
                self._decision(work.decisions[number], places, proposed)
                for number in sorted(work.decisions, key=lambda x: places.get(x, -1))
                if number in places
            ),
            blind=self._blind(work),
        )  # fmt: skip

    def _blind(self, work: Reviewed) -> GivenBlind | None:
        """The review as it was put down; topics by name, as their ids are another project's."""
        if work.blind is None:
            return None
        known = self._topics | {0: ""}
        topics = [known[x] for x in work.blind.topics if x in known]
        spans = [GivenSpan(x.start, x.end, self._labels[x.label]) for x in work.blind_spans]
        return GivenBlind(work.blind.at, tuple(sorted(topics)), tuple(spans))

    def _decision(
        self, row: Decision, places: Mapping[int, int], proposed: list[Suggestion]
    ) -> GivenDecision:
        place = places[row.suggestion]
        is_topic = proposed[place].start is None
        origin = None if row.followed_from is None else places.get(row.followed_from)
        return GivenDecision(
            place, row.outcome, row.way, row.at, row.start, row.end,
            self._name(row.label, is_topic=is_topic), origin, row.focused, row.seconds,
            self._name(row.label_shown, is_topic=is_topic), row.probability, row.threshold,
        )  # fmt: skip

    def _count_ways(self, work: Reviewed, unseen: set[int]) -> None:
        for number, each in work.decisions.items():
            outcome = "accepted unseen" if number in unseen else str(each.outcome)
            self.use.ways[outcome] += 1
        self.use.ways["added"] += sum(span.suggestion is None for span in work.spans)

    def _name(self, number: int | None, *, is_topic: bool) -> str | None:
        if number is None:
            return None
        return (self._topics if is_topic else self._labels).get(number)


def best_of(
    reviews: Iterable[GivenReview],
) -> tuple[tuple[GivenSpan, ...], tuple[GivenTopic, ...]]:
    """The spans and topics that stand for the article: those of the review that is chosen."""
    best = chosen(reviews)
    if best is None:
        return (), ()
    spans = tuple(GivenSpan(x.start, x.end, x.label, x.surface) for x in best.spans)
    return spans, tuple(GivenTopic(x.topic, x.is_yes) for x in best.topics)


def chosen(reviews: Iterable[GivenReview]) -> GivenReview | None:
    """The review that stands for the article: the first done one, else the first."""
    reviews = [x for x in reviews if x.status != Status.SKIPPED and not x.is_visit]
    return next((x for x in reviews if x.status == Status.DONE), next(iter(reviews), None))


def _is_unseen(decision: Decision) -> bool:
    """Whether it was only taken along when the article was finished, and never had the focus."""
    is_taken_along = decision.way in _UNSEEN and decision.outcome == Outcome.ACCEPTED
    return is_taken_along and not decision.focused
