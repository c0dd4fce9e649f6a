"""An open project, as the window uses it: the queue, the article on the desk, undo, suggestions."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotator.core.chance import BLIND_SHARE, is_drawn_blind
from annotator.core.codes import ActKind, Back, NoteCode, Shown
from annotator.core.feeding import digest
from annotator.core.records import Act, Change, Decision, Ruling, Span, Status
from annotator.core.review_state import Knowledge
from annotator.core.sheet import Sheet
from annotator.storage import Order, SheetRows, StatusFilter, Store
from annotator.storage.undo import Step, Undone
from annotator.workspace.learning.control import LearningControl
from annotator.workspace.learning.doubt_levels import DOUBT, thresholds
from annotator.workspace.learning.pipelines import pipeline_of
from annotator.workspace.learning.reviewed_articles import request_training
from annotator.workspace.learning.scheduler import SuggestionScheduler
from annotator.workspace.open.attention import keep_measures
from annotator.workspace.open.change_kinds import is_closing, is_deep_change, names_of
from annotator.workspace.open.damaged_articles import DamagedArticles
from annotator.workspace.open.freshness import Freshness
from annotator.workspace.open.last_place import Place, keep_place, place_in
from annotator.workspace.open.list_rows import ListRows
from annotator.workspace.open.mention_search import find_articles
from annotator.workspace.open.pace import Pace
from annotator.workspace.open.project_file import ProjectFile
from annotator.workspace.open.queue import Queue, beside
from annotator.workspace.open.review import Note, OpenReview, Result
from annotator.workspace.open.undo_notices import UndoNotices, range_of
from annotator.workspace.open.unsaved_acts import UnsavedAct, UnsavedActs

__all__ = ["Order", "Place", "Project", "StatusFilter"]

_LOOKED_THROUGH = 1000  # articles behind a damaged one
FIRST_DAYS = 10
"""In the first articles of a project every surface is looked at once."""


class Project:
    """One open project file and one annotator: a name, or what chooses it once the file is open.
    Raises UserError where the file can't be opened.
    """

    def __init__(
        self,
        path: Path,
        annotator: str | Callable[[Store], str],
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], str] | None = None,
        window: bool = True,
    ) -> None:
        self.path = path
        self.now = now or utc_now
        self.store = Store.open(path, window=window)
        try:
            self.annotator_name = annotator if isinstance(annotator, str) else annotator(self.store)
            self.annotator = self.store.annotators.id_of(self.annotator_name)
        except BaseException:
            self.store.close()
            raise
        self.scheme = self.store.scheme.read()
        self.review: OpenReview | None = None
        self._doubt = str(self.store.settings.get(DOUBT, "some"))
        self._clock = clock
        self._found: array[int] | None = None
        self._focus_before: dict[int, tuple[int, int]] = {}
        self.freshness = Freshness(self.store, self.annotator)
        self._naming = UndoNotices()
        self._blind_share = int(self.store.settings.get(BLIND_SHARE, 0) or 0)
        self.soundness = DamagedArticles(self.store)
        self.file = ProjectFile(self.store)
        self.learning = LearningControl(self.store)
        self.queue = Queue(self.store, self.annotator)
        self.queue.listed("todo")
        self._memory: dict[str, Mapping[int | None, int]] = {}
        self._last_decided: tuple[str, int | None] | None = None
        self._rows = ListRows(self.store, self.annotator, self.is_drawn_blind)
        self.sentence_starts: tuple[int, ...] = ()
        self._pace = Pace()
        self.unsaved = UnsavedActs(self._store, self._read_anew)
        self.supply = SuggestionScheduler(self)
        self.on_learned: Callable[[], None] = lambda: None
        self.on_fed: Callable[[], None] = lambda: None  # other labels are suggested from now on
        self.wants_worker = self.store.settings.get("suggestions", True) is not False

    @property
    def pipeline(self) -> str | None:
        """The pipeline chosen for this project; None: the one that comes with the app."""
        return pipeline_of(self.store)

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(self.path.suffix).removesuffix(".annotator")

    def note_pace(self) -> Note | None:
        """A line when the article just finished, and those before it, went by too fast to be
        read.
        """
        if self.review is None:
            return None
        done = self.review.sheet
        words = len(done.text) // 6
        told = self._pace.finished(words, done.review.seconds, is_forced=done.review.is_forced)
        return None if told is None else Note(told[0], {"count": told[1]})

    def reload_scheme(self) -> None:
        """Take the scheme as it is stored now: an import may have added labels."""
        scheme = self.store.scheme.read()
        if scheme == self.scheme:
            return
        is_fed_anew = digest(scheme) != digest(self.scheme)
        is_any_gone = not names_of(self.scheme) <= names_of(scheme)
        self.scheme = scheme
        if is_any_gone:  # the sheet still names it
            self.reload_sheet()
        elif self.review is not None:
            self.review.sheet.scheme = scheme
            self.review.sheet.know(self._knowledge())
        if is_fed_anew:
            self.supply.feed_anew()
            self.on_fed()

    def close(self) -> None:
        self._keep_measures()
        self.review = None
        self.store.close()

    def _keep_measures(self) -> None:
        if self.review is not None:
            keep_measures(self.review.sheet.review, self.review.attention, self.store)

    def commit(self, act: Act) -> None:
        """Store one act; raises EnvironmentFault when it is not saved.

        Where another program holds the project, or the file is gone, it is kept in `unsaved`.

        Raises StaleState where another process changed the article: it is read anew then, so that
        the act can be repeated.
        """
        focus = self.review.focus if self.review is not None else (0, 0)
        self.unsaved.put(UnsavedAct(act, self.now(), focus))

    def store_unsaved(self) -> bool:
        """Try again to store the acts that wait; whether none is left. Raises StaleState."""
        return self.unsaved.flush()

    def _store(self, kept: UnsavedAct) -> None:
        self.freshness.require(self.review)
        group = self.store.acts.commit(kept.act, self.annotator, kept.at)
        self._focus_before[group] = kept.focus
        self._note_changes(kept.act.changes)

    def _note_changes(self, changes: Sequence[Change]) -> None:
        """Let memory, here and in the worker, follow what was stored."""
        self.freshness.wrote()
        self._naming.told = None
        kept = [c for c in changes if isinstance(c.record, Decision | Span)]
        if kept:
            self._memory.clear()
        has_closed = any(is_closing(change) for change in changes)
        if has_closed:
            self.queue.renew()
            self.supply.renew()
        if self.supply.note(kept) or has_closed:
            self.on_learned()

    def _forget(self) -> None:
        """What memory knew may be another now."""
        self.freshness.wrote()
        self._memory.clear()
        self.queue.renew()
        self.supply.forget()
        self.on_learned()

    def commit_all(self, acts: Sequence[Act]) -> None:
        """Store acts of several articles as one undo group; what is open here takes its part."""
        self.unsaved.require_none()
        self.catch_up()
        self._naming.own.add(self.store.acts.commit_many(acts, self.annotator, self.now()))
        self._forget()
        if self.review is not None:
            here = self.review.sheet.article.id
            self.review.sheet.apply([c for act in acts if act.article == here for c in act.changes])

    def commit_scheme(self, acts: Iterable[Act], joins: int | None, *, is_deep: bool) -> int:
        """Store changes of the scheme as one undo group; deep ones change what articles show."""
        self.unsaved.require_none()
        self.catch_up()
        group = self.store.acts.commit_many(acts, self.annotator, self.now(), group=joins)
        self.freshness.wrote()
        self._naming.own.add(group)
        self.reload_scheme()
        if is_deep:
            request_training(self.store)
            self.reload_sheet()
        return group

    def reload_sheet(self) -> None:
        """Read anew what is stored about the article on the desk; the focus stays."""
        self._memory.clear()
        self._last_decided = None
        self.freshness.read(None if self.review is None else self.review.sheet.article.id)
        if self.review is not None:
            rows = self.store.sheets.read(self.review.sheet.article.id, self.annotator)
            self.review.sheet = self._sheet(rows, self._knowledge())
            for kept in self.unsaved.kept:
                self.review.sheet.apply(kept.act.changes)

    @property
    def last_decided(self) -> tuple[str, int | None] | None:
        """Surface and label (None: rejected) of the last decision, here or in an article before."""
        here = None if self.review is None else self.review.last_decided
        return here or self._last_decided

    def notice(self) -> bool:
        """Take what another process wrote since this was last asked: the scheme, the article on
        the desk; whether any did.
        """
        if not self.freshness.has_foreign_changes():
            return False
        self._memory.clear()
        self.queue.renew()
        self.reload_scheme()
        self.catch_up()
        return True

    def _read_anew(self) -> None:
        """What is shown is not what is stored: take the scheme too, which may be the reason."""
        self.reload_scheme()
        self.reload_sheet()

    def catch_up(self) -> None:
        """Read the article on the desk anew where another process worked on it: before anything
        is done that is applied to what is shown of it.
        """
        self.drop_missing()
        if not self.unsaved.kept and self.freshness.is_changed(self.review):
            self.reload_sheet()

    # -- articles --------------------------------------------------------------------------

    def listed(self, status: StatusFilter) -> array[int]:
        """The ids of the articles with this status, in the order of the queue."""
        self._found = None
        return self.queue.listed(status)

    @property
    def is_list_stale(self) -> bool:
        """Whether the list of articles still to do stands in another order than the queue now."""
        return self._found is None and self.queue.is_stale

    def found(self, query: str, ids: array[int] | None = None) -> array[int]:
        """The ids of the articles that a query asks for, or that were found; they become the list.

        Raises UserError for a query that means nothing.
        """
        self._found = find_articles(self, query) if ids is None else ids
        return self._found

    def rows(self, ids: Sequence[int]) -> list[Any]:
        """What the list shows of these articles."""
        return self._rows.of(ids, None if self.review is None else self.review.sheet)

    def counts(self) -> dict[str, int]:
        return dict(self.store.counts.of(self.annotator))

    def finished_since(self, at: str) -> tuple[int, float]:
        """How many articles were finished since a time, and the seconds of attention in them."""
        return self.store.reviews.finished_since(self.annotator, at)

    def open_article(self, article_id: int, chosen: str = "") -> OpenReview:
        """Put an article on the desk. `chosen` tells why it came; "": the queue let it come.
        Raises Damaged, with the desk as it was, where it is not as it was stored.

        Work that was begun keeps the reason for which it was.
        """
        self.soundness.check(article_id)
        self.unsaved.require_none()
        self.reload_scheme()  # another process may have brought articles with labels of their own
        self._keep_measures()
        self.freshness.read(article_id)
        rows = self.store.sheets.read(article_id, self.annotator)
        if rows.review is not None and rows.review.status != Status.NEW:
            chosen = rows.review.chosen
        chosen = chosen or self.queue.chosen(article_id)
        sheet = self._sheet(rows, self._knowledge())
        self._last_decided = self.last_decided
        self.sentence_starts = tuple(rows.sentence_starts)
        self.review = OpenReview(sheet, self, chosen=chosen, clock=self._clock)
        return self.review

    def sheet_of(self, article_id: int) -> Sheet:
        """An article as it is stored, for work that nobody watches: nothing in it is doubtful."""
        rows = self.store.sheets.read(article_id, self.annotator)
        return self._sheet(rows, Knowledge(), begins=False)

    def _sheet(self, rows: SheetRows, knowledge: Knowledge, *, begins: bool = True) -> Sheet:
        return Sheet(
            rows.article,
            self.scheme,
            self.annotator,
            tokens=rows.tokens,
            suggestions=rows.suggestions,
            topic_suggestions=rows.topic_suggestions,
            decisions=rows.decisions,
            spans=rows.spans,
            topics=rows.topic_answers,
            review=rows.review,
            knowledge=knowledge,
            is_blind=self._is_blind(rows, begins=begins),
            blind=rows.blind,
        )

    def _is_blind(self, rows: SheetRows, *, begins: bool) -> bool:
        """Whether an article goes on being reviewed without suggestions, or begins to be."""
        if rows.review is not None and rows.review.status != Status.NEW:
            return rows.review.shown == Shown.BLIND and rows.review.status != Status.DONE
        if not begins or rows.spans or rows.decisions or rows.topic_answers:
            return False
        return self.is_drawn_blind(rows.article.id) and (
            rows.tokens is not None or self.wants_worker
        )

    def is_drawn_blind(self, article: int) -> bool:
        """Whether chance wants an article to be reviewed without suggestions."""
        return is_drawn_blind(self.queue.seed, article, self._blind_share)

    def reopen_place(self) -> Place | None:
        """Where the person was when the project was closed, if that article is still there."""
        return place_in(self.store)

    def remember_place(self, scroll: int) -> None:
        if self.review is not None:
            article = self.review.sheet.article.id
            keep_place(self.store, Place(article, self.review.focus, scroll, self.review.chosen))

    def next_to_do(self, after: int | None) -> int | None:
        """The next sound article of the queue behind one, round the end; None when all are done."""
        found = self.soundness.first_sound(self.queue.upcoming(after, 1))
        if found is None:
            found = self.soundness.first_sound(self.queue.upcoming(after, _LOOKED_THROUGH))
        return found

    def next_few(self, most: int) -> list[int]:
        """The next articles of the queue that are still to do, behind the one on the desk."""
        here = None if self.review is None else self.review.sheet.article.id
        return self.queue.upcoming(here, most)

    def neighbour(self, article_id: int, way: int) -> int | None:
        """The article before or behind this one in the list, whatever its status."""
        if self._found is not None:
            return beside(self._found, article_id, way)
        return self.queue.neighbour(article_id, way)

    # -- what the project knows ------------------------------------------------------------

    def _knowledge(self) -> Knowledge:
        is_first_days = self.store.counts.of(self.annotator)["done"] < FIRST_DAYS
        return Knowledge(*thresholds(self._doubt), is_first_days, self.labels_of)

    def set_doubt(self, level: str) -> bool:
        """Take how much counts as doubtful: "few", "some" or "most"; whether it is a change."""
        if level == self._doubt:
            return False
        self._doubt = level
        if self.review is not None:
            self.review.sheet.know(self._knowledge())
        return True

    def labels_of(self, surface: str) -> Mapping[int | None, int]:
        """How often a surface was decided as what, in all articles; None: rejected."""
        found = self._memory.get(surface)
        if found is None:
            found = dict(self.store.memory.of(surface))
            self._memory[surface] = found
        return found

    def known_elsewhere(self, surface: str) -> Mapping[int | None, int]:
        """The same in all articles but the one on the desk."""
        here = 0 if self.review is None else self.review.sheet.article.id
        if not self.labels_of(surface):
            return {}
        return self.store.memory.of(surface, but_not_in=here)

    # -- undo ------------------------------------------------------------------------------

    def undo(self) -> tuple[Result, int | None]:
        """Undo the last act, or first only say where it was: (result, article to show)."""
        return self._back(ActKind.UNDO)

    def redo(self) -> tuple[Result, int | None]:
        return self._back(ActKind.REDO)

    def _back(self, kind: Back) -> tuple[Result, int | None]:
        self.unsaved.require_none()
        self.catch_up()
        step = self.next_step(kind)
        if step is None:
            return Result(note=Note(NoteCode(f"nothing to {kind}"))), None
        here = None if self.review is None else self.review.sheet.article.id
        first = self._naming.before(kind, step, here, self.store, self.annotator)
        if first is not None:
            return Result(note=first[0]), first[1]
        group, article = step.group, step.article if step.article == here else None
        act = self.store.history.undo if kind == ActKind.UNDO else self.store.history.redo
        undone = act(self.annotator, self.now())
        if undone is None:
            return Result(note=Note(NoteCode(f"nothing to {kind}"))), None
        self.take_undone(undone)
        if self.review is None:  # it went to the bin with this
            article = None
        else:
            focus = self._focus_before.get(group) or range_of(undone.changes) or self.review.focus
            self.review.set_focus(*(self.review.focus if article is None else focus))
        code = NoteCode.UNDONE if kind == ActKind.UNDO else NoteCode.REDONE
        values = {"words": undone.words, "kind": undone.kind, "left": undone.left}
        done = Act(kind, article, tuple(undone.changes), undone.words)
        return Result(done, Note(code, values)), article

    def take_undone(self, *undone: Undone) -> None:
        """Bring what is open here to what undos or redos, all stored by now, have made of it."""
        changes = [change for each in undone for change in each.changes]
        on_desk = None if self.review is None else self.review.sheet.article.id
        if all(getattr(c.record, "article", None) == on_desk for c in changes):
            self._note_changes(changes)
        else:
            self._forget()
        self.drop_missing()
        if any(is_deep_change(change) for change in changes):
            self.reload_scheme()
            self.reload_sheet()
        elif self.review is not None:
            here = self.review.sheet.article.id
            for each in undone:
                own = [c for c in each.changes if getattr(c.record, "article", None) == here]
                self.review.sheet.apply(own)

    def drop_missing(self) -> None:
        """Take the article from the desk if it is in the bin."""
        review = self.review
        if review is not None and not self.store.articles.has(review.sheet.article.id):
            self._last_decided = self.last_decided
            self.review = None

    def next_step(self, kind: Back) -> Step | None:
        return self.store.history.next_step(self.annotator, kind)

    def can_go_back(self, kind: Back) -> bool:
        return self.next_step(kind) is not None

    # -- marked for later ------------------------------------------------------------------

    def next_flagged(self) -> int | None:
        """The flagged article behind the one on the desk, round the end."""
        here = 0 if self.review is None else self.review.sheet.article.id
        return self.store.reviews.next_flagged(self.annotator, here)

    def next_unsure(self) -> tuple[int, int, int] | None:
        """(article, start, end) of the span marked as unsure behind the focus, round the end."""
        review = self.review
        place = (0, -1) if review is None else (review.sheet.article.id, review.focus[0])
        return self.store.reviews.next_unsure(self.annotator, *place)

    def ruling_about(self, surface: str) -> Ruling | None:
        """The latest ruling about a surface, whoever laid it down."""
        found = self.store.rulings.about(surface)
        return found[0] if found else None

    def rulings(self) -> list[Ruling]:
        """All rulings, the latest first."""
        return self.store.rulings.all()

    def articles_titled(self, typed: str, limit: int = 12) -> list[tuple[int, str]]:
        """(id, title) of the first articles whose titles have words that begin so."""
        ids = self.store.search.titled(typed, limit)
        return [(row.id, row.title) for row in self.rows(ids)]

    # -- suggestions -----------------------------------------------------------------------

    def show_late(self) -> None:
        """Late suggestions never move the focus of one who works, nor change decided articles."""
        review = self.review
        assert review is not None
        rows = self.store.sheets.read(review.sheet.article.id, self.annotator)
        self.sentence_starts = tuple(rows.sentence_starts)
        if rows.tokens is None:
            return
        if review.sheet.is_untouched:
            review.sheet.renew(rows.tokens, rows.suggestions, rows.topic_suggestions)
            self.freshness.read(review.sheet.article.id)
        review.arrived()


def utc_now() -> str:
    """The time of an act: UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
