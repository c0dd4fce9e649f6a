"""Which article is on the desk: opened, finished, skipped, and the next one of the queue."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal

from annotator.core.codes import NoteCode, Order
from annotator.core.records import Status
from annotator.errors import EnvironmentFault
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.asking import SkipQuestion
from annotator.ui.words.errors import words_at
from annotator.workspace.open.review import Note, Result

ENTER_GUARD_MS = 300
"""Enter is ignored this long after a new article's first paint: it was meant for the one before."""


class Articles(QObject):
    """Opens one article after the other.

    `leaving` comes before another one is shown, `shown` afterwards; `moved` when there may be
    other articles than before, `order_changed` when they come in another order. `trained` comes
    with what is told of an article for training and with what came of its last key: it is gone on
    from there when that was read.
    """

    leaving = Signal()
    shown = Signal(int)
    moved = Signal()
    order_changed = Signal()
    trained = Signal(object, object)

    def __init__(self, presenter: Presenter) -> None:
        super().__init__(presenter)
        self.presenter = presenter
        self.enter_guard_ms = ENTER_GUARD_MS
        self.painted_at: float | None = None
        presenter.view.painted.connect(self._on_painted)
        presenter.gone.connect(self.moved)

    def open(self, article_id: int, chosen: str = "") -> None:
        """Show an article; the focus stands where the eye is needed first."""
        project = self.presenter.project
        if project is None:
            return
        try:
            project.open_article(article_id, chosen)
        except EnvironmentFault as error:  # what was done here can't be stored yet
            self.presenter.complain(error)
            return
        self.painted_at = None
        self.leaving.emit()
        self.presenter.show_review()
        note = self._how_to_review()
        if note is not None:
            self.presenter.tell(note)
        self.shown.emit(article_id)

    def _how_to_review(self) -> Note | None:
        """What is to be known of the article on the desk before it is begun, if anything."""
        project, here = self.presenter.project, self.here
        if project is None or project.review is None or here is None:
            return None
        sheet = project.review.sheet
        if sheet.is_hiding:
            return None if project.is_apart(here) else Note(NoteCode.BLIND, key="Enter")
        is_asked = sheet.is_whole and not self.is_closed and project.sheets.is_drawn_whole(here)
        return Note(NoteCode.WHOLE) if is_asked else None

    def go_to(self, article: int, start: int, end: int) -> None:
        """Show an article with the focus at a range."""
        if self.here != article:
            self.open(article, "picked")
        if end > start:
            self.presenter.do(lambda r: r.walk.to_range(start, end))

    @property
    def _is_special(self) -> bool:
        review = self.presenter.review
        return review is not None and (review.sheet.is_hiding or self._how_to_review() is not None)

    @property
    def here(self) -> int | None:
        """The article on the desk."""
        review = self.presenter.review
        return None if review is None else review.article.id

    @property
    def is_closed(self) -> bool:
        """Whether the open article is done or skipped."""
        review = self.presenter.review
        status = None if review is None else review.sheet.review.status
        return status in (Status.DONE, Status.SKIPPED)

    def finish(self, *, as_it_is: bool = False) -> None:
        """Finish the article, by its missing steps one a press, or whatever is missing."""
        if (
            self.painted_at is None
            or (time.monotonic() - self.painted_at) * 1000 < self.enter_guard_ms
        ):
            return
        review, view = self.presenter.review, self.presenter.view
        assert review is not None
        is_seen = view.is_seen_to_end()
        finish = review.finishing.finish_as_it_is if as_it_is else review.finishing.finish
        result = finish(is_seen_to_end=is_seen)
        if result.is_finished:
            self._go_on(result)
            return
        self.presenter.show_result(result)
        if result.wants_page:
            view.scroll_page(+1)

    def skip(self) -> None:
        """Ask why, and go on to the next."""
        review = self.presenter.review
        reason = SkipQuestion.ask(self.presenter.view)
        if not reason or review is None:
            return
        result = self.presenter.do_for(review, lambda r: r.finishing.skip(reason))
        if result is not None:
            self.go_next(result)

    def go_next(self, result: Result, *, is_shown: bool = True) -> None:
        """The next article of the queue that is still to do. What came of the last key is shown
        only where there is none, if it was not `is_shown` yet.
        """
        project = self.presenter.project
        assert project is not None and project.review is not None
        if project.unsaved:  # it is gone on from here when they are stored
            if not is_shown:
                self.presenter.show_result(result)
            return
        here = project.review.article.id
        pace = project.desk.note_pace() if result.is_finished else None
        following = project.next_to_do(here)
        passed_over = project.soundness.news()
        if following is not None:
            self.open(following)
        if not is_shown and self.here == here:
            self.presenter.show_result(result)
        elif not is_shown:
            self.presenter.tell_left(here)
        if passed_over:
            self.presenter.strip.say(words_at("", passed_over), is_warning=True)
        elif following is None:
            self.presenter.tell(self._all_done())
        elif note := pace or (None if self._is_special else result.note):
            self.presenter.tell(note)

    def go_neighbour(self, way: int) -> None:
        """The article behind this one in the queue (+1), or before it (-1)."""
        project = self.presenter.project
        assert project is not None and self.here is not None
        self._pick(project.lists.neighbour(self.here, way), NoteCode.NO_MORE)

    def go_flagged(self) -> None:
        """The next flagged article, round the end."""
        project = self.presenter.project
        if project is not None:
            self._pick(project.later.next_flagged(project.desk.article or 0), NoteCode.NO_FLAGGED)

    def go_unsure(self) -> None:
        """The next span that is marked as unsure, in this article or the next that has one."""
        project = self.presenter.project
        if project is None:
            return
        start = -1 if project.review is None else project.review.focus[0]
        found = project.later.next_unsure(project.desk.article or 0, start)
        if found is None:
            self.presenter.tell(Note(NoteCode.NO_UNSURE))
        else:
            self.go_to(*found)

    def set_order(self, order: Order) -> None:
        """Let the articles come in another order from now on; the one on the desk stays."""
        if self.presenter.project is not None:
            self.presenter.project.queue.set_order(order)
            self.order_changed.emit()

    def is_order(self, order: Order) -> bool:
        """Whether the articles come in this order."""
        project = self.presenter.project
        return project is not None and project.queue.order == order

    # -- private ---------------------------------------------------------------------------

    def _go_on(self, result: Result) -> None:
        """To the next article; after one for training when what is told of it was read."""
        project = self.presenter.project
        told = None if project is None else project.feedback()
        if told is None:
            is_pilot_over = project is not None and project.is_pilot_over()
            self.go_next(result, is_shown=False)
            if is_pilot_over:
                self.presenter.tell(Note(NoteCode.PILOT_OVER))
            return
        self.presenter.show_result(result)
        self.trained.emit(told, result)

    def _all_done(self) -> Note:
        """Nothing is left to do, or nothing before some day."""
        project = self.presenter.project
        handout = None if project is None else project.handout
        day = "" if handout is None else handout.more_on()
        return Note(NoteCode.MORE_LATER, {"day": day}) if day else Note(NoteCode.ALL_DONE)

    def _pick(self, article: int | None, otherwise: NoteCode) -> None:
        if article is None:
            self.presenter.tell(Note(otherwise))
        else:
            self.open(article, "picked")

    def _on_painted(self) -> None:
        if self.painted_at is None:
            self.painted_at = time.monotonic()
