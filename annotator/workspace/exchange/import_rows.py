"""From an article as a file gives it to rows of the project: names become ids, labels become acts.

All that a record brings is stored in one transaction with its article; the acts of an import are
one undo group. An article that the project has already, with this text and this id outside, is not
stored again, and one that is in the bin comes back from there.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from annotator.core.article_keys import is_key_of
from annotator.core.codes import IfThere
from annotator.core.records import (
    Act,
    Binned,
    BlindReview,
    BlindSpan,
    Change,
    Decision,
    ImpliedTopics,
    InputMethod,
    Record,
    Review,
    Scheme,
    Source,
    Span,
    Status,
    Suggestion,
    TopicAnswer,
)
from annotator.core.tokens import Tokens
from annotator.faults import Fault, Unfit
from annotator.formats.articles import (
    GivenArticle,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
    Refusal,
)
from annotator.notices import Notice
from annotator.storage import NewArticle, Store
from annotator.storage.acts import IMPORT, IMPORTED
from annotator.storage.codec import Row
from annotator.workspace.exchange.as_chosen import Taking
from annotator.workspace.exchange.id_set import IdSet
from annotator.workspace.exchange.languages import LanguageFinder
from annotator.workspace.exchange.taking_up import only_reviews, updated
from annotator.workspace.jobs.process import JobCancelled
from annotator.workspace.learning.topic_answers import signed
from annotator.workspace.scheme.growing import GrowingScheme

_MOST_TOLD = 1000
_MOST_NAMED = 20

_NUMBERED = re.compile(r"(.+)-[0-9]+")


@dataclass(slots=True)
class ImportCounts:
    """What an import brought so far, and how many spans lost white space or were left out."""

    articles: int = 0
    there: int = 0
    completed: int = 0
    restored: int = 0
    updated: int = 0
    reviewed: int = 0
    clashes: int = 0
    clashing: list[str] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    reviews: int = 0
    spans: int = 0
    suggestions: int = 0
    trimmed: int = 0
    spans_left_out: int = 0
    left_out: list[Refusal] = field(default_factory=list)
    encodings: Counter[str] = field(default_factory=Counter)


class RecordImporter:
    """Takes articles into one project for one import by annotator `by`.

    `taking` is how, as it was chosen: labels without an annotator become finished reviews or
    suggestions, the scheme grows or stays as it is, what is there is passed over or not. `sources`
    is the same for an import of the same: it goes on with one that was cut off. `known` are schemes
    that tell more about labels than their names.
    """

    def __init__(
        self,
        store: Store,
        at: str,
        *,
        by: str,
        name: str,
        sources: str,
        taking: Taking,
        known: Sequence[Scheme] = (),
    ) -> None:
        self._store = store
        self._by = by
        self._at = at
        self._name = name
        self._sources = sources
        self._taking, self._usual = taking, taking
        self._if_there = taking.choices.if_there
        self._is_strict = taking.choices.is_strict
        self._annotators: dict[str, int] = {}
        self._runs: dict[GivenRun, int] = {}
        self._scheme = GrowingScheme(store, self._commit, known)
        self._seen, self._seen_in_file = IdSet(), IdSet()
        self._keys_out: dict[int, str] | None = None
        self._languages = LanguageFinder()
        self.group: int | None = None
        self.tally = ImportCounts()

    def check(self, given: GivenArticle) -> None:
        """Raise UserError for a record that cannot be taken."""
        if self._is_strict:
            self._scheme.check(self._taking.taken(given, self._scheme.version))

    def begin_file(self, annotator: str = "") -> None:
        """The next records are of another file; its name says whose labels it has, or nobody's."""
        self._taking = self._usual.of_file(annotator)
        self._seen_in_file = IdSet()

    def take(self, given: GivenArticle) -> None:
        """Store one article with all it brings; the scheme gets what it lacks for that."""
        read, given = given, self._taking.taken(given, self._scheme.version)
        there = self._there(given) or self._alike(given)
        if there is not None:
            if self._if_there == IfThere.REVIEW:
                given = self._taking.taken(read, self._scheme.version, as_review=True)
            self._take_up(given, *there)
        elif (other := self._of_another_file(given)) is not None:
            self._add_to_another_file_s(given, other)
        else:
            self._add(given)

    def _there(self, given: GivenArticle) -> tuple[int, bool] | None:
        """The article of the project that answers for a record, and whether it is in the bin."""
        likes = self._store.articles.like(given.text, given.key)
        free = [each for each in likes if each[0] not in self._seen]
        if free:
            return free[0]
        numbered = _NUMBERED.fullmatch(given.key)
        if numbered is None:
            return None
        # Where several have one key, or none and one text, they go out with numbers behind it.
        base = "" if is_key_of(numbered[1], given.text) else numbered[1]
        if self._keys_out is None:
            self._keys_out = self._store.article_keys.repeated()
        for article, is_binned in self._store.articles.like(given.text, base):
            if article not in self._seen and self._keys_out.get(article) == given.key:
                return article, is_binned
        return None

    def _alike(self, given: GivenArticle) -> tuple[int, bool] | None:
        """The article that a record is about where what is there is not passed over: the one with
        its text; for what is told about it also the one with its id.
        """
        if self._if_there == IfThere.SKIP:
            return None
        articles = self._store.articles
        found = articles.with_text(given.text)
        if not found and given.key and self._if_there == IfThere.UPDATE:
            found = articles.named(given.key)[:1] if not given.key.startswith("#") else []
        return next(((each, False) for each in found if each not in self._seen), None)

    def _of_another_file(self, given: GivenArticle) -> int | None:
        """The article that another file of this import has, too, where somebody labelled it there
        and somebody here; of other files it is a copy.
        """
        if not (given.reviews or self._taking.is_by_file):
            return None
        for article, is_binned in self._store.articles.like(given.text, given.key):
            if not is_binned and article in self._seen and article not in self._seen_in_file:
                return article
        return None

    def _add_to_another_file_s(self, given: GivenArticle, article: int) -> None:
        """What another person did with an article of another file: one more review of it."""
        self._seen_in_file.add(article)
        if given.reviews:
            self._add_reviews(given, article, given.title or given.key)

    def forget(self) -> None:
        """Take nothing for stored that the store has just taken back."""
        self._annotators.clear()
        self._runs.clear()
        self._scheme.read_again()
        if self.group is not None and not self._store.acts.is_group(self.group):
            self.group = None  # its first act was taken back with the record

    def _add(self, given: GivenArticle) -> None:
        language = given.language
        if not (language or given.is_own):
            language = self._languages.of(given.text)
        self._fit(given)
        is_taken = bool(given.key) and self._store.articles.has_key(given.key)
        article, twin = self._store.articles.add(_new(given, language, self._at))
        self._seen.add(article)
        self._seen_in_file.add(article)
        ids = self._store.suggestions.next_ids(len(given.suggestions))
        rows = self._rows(article, given, ids)
        words = given.title or given.key
        who, group = self._annotator_id(self._by), self._group()
        self._store.acts.commit_imported(article, rows, words, who, self._at, group)
        self.tally.articles += 1
        self.tally.duplicates += twin is not None
        if is_taken:
            self.tally.clashes += 1
            self.tally.clashing += [given.key] if len(self.tally.clashing) < _MOST_NAMED else []
        if language:
            self.tally.languages[language] += 1
        self._count(given)

    def _take_up(self, given: GivenArticle, article: int, is_binned: bool) -> None:
        """Let an article that the project has answer for a record: each answers for one."""
        self._seen.add(article)
        self._seen_in_file.add(article)
        words = given.title or given.key
        if is_binned:
            self._commit(Act(IMPORTED, article, (Change(Binned(article), None),), words))
            self.tally.restored += 1
        else:
            self.tally.there += 1
        if self._if_there == IfThere.UPDATE:
            given = self._update(given, article, words)
        if (given.suggestions or given.reviews) and self._store.articles.is_bare(article):
            self._fit(given)
            self._commit(Act(IMPORTED, article, tuple(self._changes(article, given)), words))
            self.tally.completed += 1
            self._count(given)
        elif given.reviews and self._if_there == IfThere.REVIEW:
            self._add_reviews(given, article, words)

    def _update(self, given: GivenArticle, article: int, words: str) -> GivenArticle:
        """Take what the record tells about an article; without its labels for another text."""
        articles = self._store.articles
        now, text = articles.particulars(article), articles.get(article).text
        news = updated(now, given, text)
        if news != now:
            self._commit(Act(IMPORTED, article, (Change(now, news),), words))
            self.tally.updated += 1
        if text == given.text:
            return given
        self._tell_left_out(given.where, (Unfit.OTHER_TEXT_THERE(key=given.key),))
        return replace(given, suggestions=(), reviews=())

    def _add_reviews(self, given: GivenArticle, article: int, words: str) -> None:
        """Add the reviews of annotators who have done nothing there yet."""
        names = [review.annotator for review in given.reviews if not review.is_visit]
        stored = {x: self._store.reviews.of(article, self._annotator_id(x)) for x in names}
        there = {
            name for name, row in stored.items() if row is not None and row.status != Status.NEW
        }
        given = only_reviews(given, there)
        if not given.reviews:
            self._tell_left_out(given.where, given.left_out)
            return
        self._fit(given)
        visits = {row.annotator: row for row in stored.values() if row is not None}
        changes = [
            Change(visits.get(x.after.annotator), x.after) if isinstance(x.after, Review) else x
            for x in self._changes(article, given)
        ]
        self._commit(Act(IMPORTED, article, tuple(changes), words))
        self.tally.reviewed += 1
        self._count(given)

    def _fit(self, given: GivenArticle) -> None:
        if not self._is_strict:
            self._scheme.fit(given)

    @property
    def scheme(self) -> GrowingScheme:
        """The project's scheme, and what it got."""
        return self._scheme

    # -- the rows --------------------------------------------------------------------------

    def _changes(self, article: int, given: GivenArticle) -> Iterator[Change]:
        """The same rows as changes of an act."""
        ids = [own_id(article, index) for index in range(len(given.suggestions))]
        for kind, rows in self._rows(article, given, ids).items():
            yield from (Change(None, kind(*row)) for row in rows)

    def _rows(
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
        last, run = None, None
        rows: list[Row] = []
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
        run = next((x.run for x in given.suggestions if x.run and x.source != Source.IMPORT), None)
        if run is None or not given.tokens:
            return
        starts, ends = zip(*given.tokens, strict=True)
        tokens = Tokens(list(starts), list(ends))
        self._store.suggestions.put(article, self._run(run, "") or 0, tokens, [], [])

    def _review(
        self, article: int, given: GivenArticle, review: GivenReview, ids: Sequence[int]
    ) -> Iterator[tuple[type[Record], list[Row]]]:
        who = self._annotator_id(review.annotator)
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
        rows = (self._answer(article, who, each) for each in review.topics)
        answers = signed(TopicAnswer(*row) for row in rows)
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
            article, who, given.status, given.reason, given.flagged, given.note, given.seconds,
            given.seconds_to_first_act, given.share_seen, given.shown,
            self._run(given.run, ""), given.chosen, given.scheme_version, given.review_pass,
            given.is_forced, given.edited_at,
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
        if run not in self._runs:
            kind = "import" if source == Source.IMPORT else "pipeline"
            self._runs[run] = self._store.suggestions.run_id(
                run.pipeline, run.version, run.fingerprint, run.corrector, kind=kind
            )
        return self._runs[run]

    def _annotator_id(self, name: str) -> int:
        if name not in self._annotators:
            self._annotators[name] = self._store.annotators.id_of(name)
        return self._annotators[name]

    def _commit(self, act: Act) -> None:
        who = self._annotator_id(self._by)
        self._store.acts.commit(act, who, self._at, group=self._group())

    def _group(self) -> int:
        """The undo group of the import; its first act says what it is."""
        if self.group is None:
            head = Act(IMPORT, None, (), self._name)
            who = self._annotator_id(self._by)
            self.group = self._store.imports.begin(head, who, self._at, self._sources)
        elif not self._store.acts.is_open_group(self.group):
            raise JobCancelled(Fault.IMPORT_TAKEN_BACK)
        return self.group

    def end(self) -> None:
        """All that was to be imported has been taken."""
        self._store.imports.end(self._by, self._sources)

    def _count(self, given: GivenArticle) -> None:
        self.tally.reviews += sum(not review.is_visit for review in given.reviews)
        self.tally.spans += sum(len(review.spans) for review in given.reviews)
        self.tally.suggestions += len(given.suggestions)
        self.tally.trimmed += given.trimmed
        self._tell_left_out(given.where, given.left_out)
        if given.encoding:
            self.tally.encodings[given.encoding] += 1

    def _tell_left_out(self, where: str, left_out: Sequence[Notice]) -> None:
        self.tally.spans_left_out += len(left_out)
        room = _MOST_TOLD - len(self.tally.left_out)
        self.tally.left_out += [Refusal(where, each) for each in left_out[:room]]


def own_id(article: int, index: int) -> int:
    """The id of a suggestion that an act brings: negative, by article, as a sheet counts them."""
    return -(article << 24) - 1 - index


def _new(given: GivenArticle, language: str, at: str) -> NewArticle:
    return NewArticle(
        given.text,
        given.title,
        given.key,
        given.published,
        given.source,
        given.url,
        language,
        given.source_offset,
        json.loads(given.meta) if given.meta != "{}" else {},
        at,
    )
