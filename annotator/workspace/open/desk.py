"""The desk of an open project: the article under review, read anew where it is not as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from annotator.core.records import Act, Scheme, Status
from annotator.core.sheet import Sheet
from annotator.storage import Store
from annotator.workspace.open.attention import keep_measures
from annotator.workspace.open.collecting import uncollected
from annotator.workspace.open.freshness import Freshness
from annotator.workspace.open.key_results import Committer, Note
from annotator.workspace.open.last_place import Place, keep_place, place_in
from annotator.workspace.open.pace import Pace
from annotator.workspace.open.review import OpenReview
from annotator.workspace.open.sheets import Sheets


class Desk:
    """`review` is None where nothing is open."""

    def __init__(
        self, store: Store, annotator: int, sheets: Sheets, clock: Callable[[], float]
    ) -> None:
        self.review: OpenReview | None = None
        self.removed: int | None = None  # the article that was here last, if it is in the bin
        self.sentence_starts: tuple[int, ...] = ()
        self.freshness = Freshness(store, annotator)
        self._store = store
        self._annotator = annotator
        self._sheets = sheets
        self._clock = clock
        self._decided_before: tuple[str, int | None] | None = None
        self._pace = Pace()

    @property
    def sheet(self) -> Sheet | None:
        """The article as it is now."""
        return None if self.review is None else self.review.sheet

    @property
    def article(self) -> int | None:
        """The id of the article."""
        return None if self.review is None else self.review.article.id

    @property
    def last_decided(self) -> tuple[str, int | None] | None:
        """Surface and label (None: rejected) of the last decision, here or in an article before."""
        here = None if self.review is None else self.review.repeating.last_decided
        return here or self._decided_before

    def put(
        self, article: int, scheme: Scheme, committer: Committer, chosen: Callable[[int], str]
    ) -> OpenReview:
        """Put an article on the desk; work that was begun keeps the reason for which it was."""
        self.keep_measures()
        self.freshness.read(article)
        with uncollected():
            rows = self._store.sheets.read(article, self._annotator)
            sheet = self._sheets.of(rows, scheme)
        is_begun = rows.review is not None and rows.review.status != Status.NEW
        why = rows.review.chosen if is_begun and rows.review is not None else ""
        self._decided_before = self.last_decided
        self.sentence_starts = tuple(rows.sentence_starts)
        why = why or chosen(article)
        self.review = OpenReview(sheet, committer, chosen=why, clock=self._clock)
        return self.review

    def read_anew(self, scheme: Scheme, unsaved: Iterable[Act]) -> None:
        """Show what is stored, and the acts that can't be stored yet; the focus stays. An article
        that was removed meanwhile is shown no more.
        """
        self.drop_missing()
        self._decided_before = None
        self.freshness.read(self.article)
        if self.review is not None:
            with uncollected():
                rows = self._store.sheets.read(self.review.sheet.article.id, self._annotator)
                self.review.sheet = self._sheets.of(rows, scheme)
            for act in unsaved:
                self.review.sheet.apply(act.changes)

    def drop_missing(self) -> None:
        """Take the article from the desk if it is in the bin."""
        if self.article is not None and not self._store.articles.has(self.article):
            self._decided_before = self.last_decided
            self.removed = self.article
            self.review = None

    def show_late(self) -> None:
        """Late suggestions never move the focus of one who works, nor change decided articles."""
        review = self.review
        assert review is not None
        rows = self._store.sheets.read(review.sheet.article.id, self._annotator)
        self.sentence_starts = tuple(rows.sentence_starts)
        if rows.tokens is None:
            return
        if review.sheet.is_untouched:
            review.sheet.renew(rows.tokens, rows.suggestions, rows.topic_suggestions)
            self.freshness.read(review.sheet.article.id)
        review.arrived()

    def keep_measures(self) -> None:
        """Store how long the article was looked at, before it is left."""
        if self.review is not None:
            keep_measures(self.review.state, self.review.attention, self._store)

    def note_pace(self) -> Note | None:
        """A line when the article just finished, and those before it, went by too fast to be
        read.
        """
        if self.review is None:
            return None
        done, words = self.review.state, len(self.review.article.text) // 6
        told = self._pace.finished(words, done.seconds, is_forced=done.is_forced)
        return None if told is None else Note(told[0], {"count": told[1]})

    def place_before(self) -> Place | None:
        """Where the person was when the project was closed, if that article is still there."""
        return place_in(self._store)

    def remember_place(self, scroll: int) -> None:
        if self.review is not None:
            article = self.review.article.id
            keep_place(self._store, Place(article, self.review.focus, scroll, self.review.chosen))
