"""From an article as a file gives it to rows of the project: names become ids, labels become acts.

All that a record brings is stored in one transaction with its article; the acts of an import are
one undo group. An article that the project has already, with this text and this id outside, is not
stored again, and one that is in the bin comes back from there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace

from annotator.core.article_keys import is_key_of
from annotator.core.codes import IfThere
from annotator.core.records import (
    Act,
    Binned,
    Change,
    Review,
    Scheme,
    Status,
    Suggestion,
)
from annotator.faults import Fault, Unfit
from annotator.formats.articles import (
    GivenArticle,
    Refusal,
)
from annotator.notices import Notice
from annotator.places import Whereabouts
from annotator.storage import NewArticle, Store
from annotator.storage.acts import IMPORT, IMPORTED
from annotator.storage.articles import SameText
from annotator.values import dataclass
from annotator.workspace.exchange.as_chosen import Taking
from annotator.workspace.exchange.id_set import IdSet
from annotator.workspace.exchange.languages import LanguageFinder
from annotator.workspace.exchange.record_rows import RecordRows
from annotator.workspace.exchange.taking_up import Stretch, only_new, stretch_of, updated
from annotator.workspace.jobs.process import JobCancelled
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
    joined: int = 0
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
        self._scheme = GrowingScheme(store, self._commit, known)
        self._make = RecordRows(store, self._scheme)
        self._seen, self._seen_in_file, self._came = IdSet(), IdSet(), IdSet()
        self._keys_out: dict[int, str] | None = None
        self._languages = LanguageFinder()
        self._files = 0
        self.group: int | None = None
        self.tally = ImportCounts()

    def check(self, given: GivenArticle) -> None:
        """Raise UserError for a record that cannot be taken."""
        if self._is_strict:
            self._scheme.check(self._taking.taken(given, self._scheme.version))

    def begin_file(self, annotator: str = "") -> None:
        """The next records are of another file; its name says whose labels it has, or nobody's."""
        self._files += 1
        self._taking = self._usual.of_file(annotator)
        self._seen_in_file = IdSet()

    def take(self, given: GivenArticle) -> None:
        """Store one article with all it brings; the scheme gets what it lacks for that."""
        read, given = given, self._taking.taken(given, self._scheme.version)
        same = self._store.articles.same_text(given.text)
        there = self._there(given, same) or self._alike(given)
        if there is not None:
            if self._if_there == IfThere.REVIEW:
                given = self._taking.taken(read, self._scheme.version, as_review=True)
            self._take_up(given, *there)
        elif (other := self._of_another_file(read, same)) is not None:
            self._seen_in_file.add(other)
            self.tally.joined += 1
            self._add_work(given, other, given.title or given.key)
        else:
            self._add(given, same)

    def _there(self, given: GivenArticle, same: SameText) -> tuple[int, bool] | None:
        """The article of the project that answers for a record, and whether it is in the bin."""
        free = [each for each in same.with_key(given.key) if each[0] not in self._seen]
        if free:
            return free[0]
        numbered = _NUMBERED.fullmatch(given.key)
        if numbered is None:
            return None
        # Where several have one key, or none and one text, they go out with numbers behind it.
        base = "" if is_key_of(numbered[1], given.text) else numbered[1]
        if self._keys_out is None:
            self._keys_out = self._store.article_keys.repeated()
        for article, is_binned in same.with_key(base):
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

    def _of_another_file(self, read: GivenArticle, same: SameText) -> int | None:
        """The article that another file of this import has, too, where somebody labelled it there
        and somebody or some model here; of other files it is a copy.
        """
        is_labelled = read.reviews or read.suggestions or self._taking.is_by_file
        if self._files < 2 or not is_labelled:
            return None
        for article, is_binned in same.with_key(read.key):
            if not is_binned and article in self._seen and article not in self._seen_in_file:
                return article
        return None

    def forget(self) -> None:
        """Take nothing for stored that the store has just taken back."""
        self._make.forget()
        self._scheme.read_again()
        if self.group is not None and not self._store.acts.is_group(self.group):
            self.group = None  # its first act was taken back with the record

    def _add(self, given: GivenArticle, same: SameText) -> None:
        language = given.language
        if not (language or given.is_own):
            language = self._languages.of(given.text)
        self._fit(given)
        is_taken = bool(given.key) and self._store.articles.has_key(given.key)
        article, twin = self._store.articles.add(_new(given, language, self._at), same)
        for seen in (self._seen, self._seen_in_file, self._came):
            seen.add(article)
        ids = self._store.suggestions.next_ids(len(given.suggestions))
        rows = self._make.of(article, given, ids)
        words = given.title or given.key
        who, group = self._make.annotator_id(self._by), self._group()
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
            self._add_work(given, article, words)

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

    def _add_work(self, given: GivenArticle, article: int, words: str) -> None:
        """Add the reviews of annotators who have done nothing there yet, and the suggestions that
        are not there; none, where they would come to an article in which somebody decided before.
        """
        names = [review.annotator for review in given.reviews if not review.is_visit]
        who = self._make.annotator_id
        stored = {x: self._store.reviews.of(article, who(x)) for x in names}
        done = {x for x, row in stored.items() if row is not None and row.status != Status.NEW}
        known = self._known(article) if given.suggestions else {}
        may_suggest = article in self._came or not self._store.suggestions.is_touched(article)
        given, new = only_new(given, done, known, may_suggest=may_suggest)
        if not (given.reviews or new):
            self._tell_left_out(given.where, given.left_out)
            return
        self._fit(given)
        visits = {row.annotator: row for row in stored.values() if row is not None}
        changes = [
            Change(visits.get(x.after.annotator), x.after) if isinstance(x.after, Review) else x
            for x in self._news(article, given, new, known)
        ]
        self._commit(Act(IMPORTED, article, tuple(changes), words))
        self.tally.reviewed += bool(given.reviews)
        self._count(given, len(new))

    def _known(self, article: int) -> dict[Stretch, int]:
        """The suggestions of an article, by what they propose."""
        labels = {number: name for name, number in self._scheme.labels.items()}
        topics = {number: name for name, number in self._scheme.topics.items()}
        found: dict[Stretch, int] = {}
        for each in self._store.suggestions.every(article):
            names = topics if each.start is None else labels
            name = None if each.label is None else names.get(each.label, "")
            found[each.start, each.end, name, each.is_maybe] = each.id
        return found

    def _news(
        self, article: int, given: GivenArticle, new: Collection[int], known: Mapping[Stretch, int]
    ) -> Iterator[Change]:
        """The rows of a record whose suggestions the article has but for the `new` ones."""
        if self._store.suggestions.tokens(article) is not None:
            given = replace(given, tokens=())
        first = min(own_id(article, -1), *known.values(), 0)
        ids = {stretch_of(given.suggestions[x]): first - n for n, x in enumerate(sorted(new), 1)}
        every = {**ids, **known}
        numbers = [every.get(stretch_of(x), 0) for x in given.suggestions]
        for kind, rows in self._make.of(article, given, numbers).items():
            if kind is Suggestion:
                rows = [rows[x] for x in sorted(new)]
            yield from (Change(None, kind(*row)) for row in rows)

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
        for kind, rows in self._make.of(article, given, ids).items():
            yield from (Change(None, kind(*row)) for row in rows)

    def _commit(self, act: Act) -> None:
        who = self._make.annotator_id(self._by)
        self._store.acts.commit(act, who, self._at, group=self._group())

    def _group(self) -> int:
        """The undo group of the import; its first act says what it is."""
        if self.group is None:
            head = Act(IMPORT, None, (), self._name)
            who = self._make.annotator_id(self._by)
            self.group = self._store.imports.begin(head, who, self._at, self._sources)
        elif not self._store.acts.is_open_group(self.group):
            raise JobCancelled(Fault.IMPORT_TAKEN_BACK)
        return self.group

    def end(self) -> None:
        """All that was to be imported has been taken."""
        self._store.imports.end(self._by, self._sources)

    def _count(self, given: GivenArticle, suggestions: int | None = None) -> None:
        self.tally.reviews += sum(not review.is_visit for review in given.reviews)
        self.tally.spans += sum(len(review.spans) for review in given.reviews)
        self.tally.suggestions += len(given.suggestions) if suggestions is None else suggestions
        self.tally.trimmed += given.trimmed
        self._tell_left_out(given.where, given.left_out)
        if given.encoding:
            self.tally.encodings[given.encoding] += 1

    def _tell_left_out(self, where: Whereabouts, left_out: Sequence[Notice]) -> None:
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
