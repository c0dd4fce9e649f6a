"""The desk: it passes keys and clicks to the open review, and what changed to the views."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QKeyEvent

from annotator.core.codes import ActKind, Back, NoteCode
from annotator.core.records import Act, InputMethod, Status
from annotator.errors import AnnotatorError, EnvironmentFault, UserError
from annotator.ui.actions import ACTIONS, WITHOUT_PROJECT, Action, by_key
from annotator.ui.article.topic_bar import TopicBar
from annotator.ui.article.view import ArticleView
from annotator.ui.desk import focus_words
from annotator.ui.desk import removing as moving
from annotator.ui.desk.evidence import TopicWords
from annotator.ui.desk.jumping import Jumping
from annotator.ui.desk.opening import Opening
from annotator.ui.desk.saving import saved_state
from annotator.ui.desk.strip import Strip
from annotator.ui.kit.asking import ask_skip_reason
from annotator.ui.kit.key_names import names_of
from annotator.ui.kit.theme import current
from annotator.ui.lists.side_panel import SidePanel
from annotator.ui.words.errors import words_of_error
from annotator.ui.words.notes import words_of
from annotator.workspace.open.project import Order, Project
from annotator.workspace.open.review import Note, OpenReview, Result

ENTER_GUARD_MS = 300
"""Enter is ignored this long after a new article's first paint: it was meant for the one before."""


class Desk(QObject):
    """Joins one project to the views of one window."""

    window_asked = Signal(str)
    article_shown = Signal(int)
    acted = Signal(int)
    saved = Signal(bool, str)
    many_acted = Signal()
    search_asked = Signal(str)
    order_changed = Signal()
    articles_moved = Signal()

    def __init__(
        self, view: ArticleView, strip: Strip, side: SidePanel, topics: TopicBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.view, self.strip, self.side, self.topics = view, strip, side, topics
        self.project: Project | None = None
        self.enter_guard_ms = ENTER_GUARD_MS
        self.panels: frozenset[str] = frozenset()
        self.set_actions(ACTIONS)
        self._painted_at: float | None = None
        self.opening = Opening(view, self._show_focus)
        self.jumping: Jumping = Jumping(self)
        self.topic_words: TopicWords = TopicWords(self)
        view.on_key = self.press
        view.painted.connect(self._on_painted)
        view.place_picked.connect(self._on_place)
        view.range_picked.connect(self._on_range)
        view.seen.connect(self._on_seen)
        side.label_picked.connect(self.give_label)
        side.place_picked.connect(self._on_range)
        side.topic_picked.connect(self.pick_topic)
        topics.topic_picked.connect(self.pick_topic)
        topics.none_picked.connect(lambda: self.do(lambda r: r.no_topic()))

    @property
    def review(self) -> OpenReview | None:
        return None if self.project is None else self.project.review

    # -- keys ------------------------------------------------------------------------------

    def set_actions(self, actions: tuple[Action, ...]) -> None:
        """Take the table with the keys as they are now."""
        self.actions = actions
        self._keys = by_key(actions)

    def can_run(self, action: Action) -> bool:
        """Whether an action has something to do now, as far as that is known."""
        if self.project is None:
            return action.id in WITHOUT_PROJECT
        if action.needs_article and self.review is None:
            return False
        return action.can is None or action.can(self)

    def can_go_back(self, kind: Back) -> bool:
        return self.project is not None and self.project.can_go_back(kind)

    @property
    def has_mark(self) -> bool:
        return self.review is not None and self.review.mark is not None

    @property
    def is_closed(self) -> bool:
        """Whether the open article is done or skipped."""
        status = None if self.review is None else self.review.sheet.review.status
        return status in (Status.DONE, Status.SKIPPED)

    @property
    def is_flagged(self) -> bool:
        return self.review is not None and self.review.sheet.review.flagged

    @property
    def is_by_sentence(self) -> bool:
        return self.view.is_by_sentence

    @property
    def is_dark(self) -> bool:
        return current().is_dark

    def is_shown(self, panel: str) -> bool:
        """Whether a panel of the window is shown: "list" or "side"."""
        return panel in self.panels

    def is_order(self, order: Order) -> bool:
        """Whether the articles come in this order."""
        return self.project is not None and self.project.queue.order == order

    @property
    def can_repeat(self) -> bool:
        return self.review is not None and self.review.can_repeat

    def press(self, event: QKeyEvent) -> bool:
        """A key in the text. True when the table, a label or a topic knows it."""
        review = self.review
        if review is not None:
            review.attention.touch()
        if self.jumping.press(event):
            return True
        self.topic_words.press(event)
        names = names_of(event)
        for name in names:
            action = self._keys.get(name)
            if action is not None:
                if not (action.decides and event.isAutoRepeat()):
                    self.run(action.id)
                return True
        return any(self._press_scheme(name, event.isAutoRepeat()) for name in names)

    def run(self, action_id: str) -> None:
        """Run an action of the table; a mistake becomes a line in the strip."""
        action = next(a for a in self.actions if a.id == action_id)
        if action.needs_article and self.review is None:
            return
        self.guarded(lambda: action.run(self))

    def guarded(self, what: Callable[[], object]) -> None:
        """Do something; a mistake becomes a line in the strip."""
        try:
            what()
        except AnnotatorError as error:
            self.complain(error)

    def _press_scheme(self, name: str, is_repeat: bool) -> bool:
        with_shift = name.startswith("Shift+")
        key = name.removeprefix("Shift+")
        if self.project is None or self.review is None or len(key) != 1 or not key.isalnum():
            return False
        if is_repeat:
            return True
        if key.isdigit():
            topic = self.project.scheme.topic_with_key(key)
            if topic is None:
                self.tell(Note(NoteCode.NO_SUCH_TOPIC, {"key": key}))
            else:
                self.do(lambda r: r.topic(topic.id, no=with_shift))
            return True
        label = self.project.scheme.label_with_key(key)
        if label is None:
            retired = self.project.scheme.retired_with_key(key)
            values = {"key": key.upper()} if retired is None else {"label": retired.id}
            self.tell(
                Note(NoteCode.NO_SUCH_LABEL if retired is None else NoteCode.RETIRED_LABEL, values)
            )
        else:
            self.do(lambda r: r.label(label.id, alone=with_shift))
        return True

    # -- doing -----------------------------------------------------------------------------

    def do(self, what: Callable[[OpenReview], Result]) -> Result | None:
        """Do something with the open review, and show what came of it; None when it failed."""
        review = self.review
        if review is None:
            return None
        try:
            result = what(review)
        except AnnotatorError as error:
            self.complain(error)
            return None
        self.show_result(result)
        return result

    def show_result(self, result: Result) -> None:
        """Show what a key changed: each view repaints only what is its own."""
        review = self.review
        if review is None:
            return
        self.view.sheet = review.sheet  # read anew where the scheme has changed
        is_about_focus = result.act is not None and result.act.kind.startswith("span.")
        self._show_focus(scroll=is_about_focus or review.focus != self.view.focus)
        if result.act is not None:
            is_noted = review.sheet.review.note != self.view.heading.note
            if (review.sheet.is_blind or is_noted) and self.project is not None:
                self.view.show_heading(focus_words.heading(self.project, review))
            self.view.refresh()
            self.topics.show_sheet(review.sheet)
            self.saved.emit(*saved_state(self.project))
            self.acted.emit(review.sheet.article.id)
            if result.act.article is None:
                self.many_acted.emit()
        self.side.show_sheet(review.sheet, self._focus_label())
        self.topic_words.renew()
        if result.note is not None:
            self.tell(result.note)
        elif result.act is not None:
            self.strip.say("")  # what stands there was about another act

    def tell(self, note: Note) -> None:
        """A line in the strip."""
        if self.project is not None:
            self.strip.say(words_of(note, self.project.scheme), note.key)

    def complain(self, error: AnnotatorError) -> None:
        """Bad input or a fault of the machine: one line, and the fault stays visible.

        Where the article had to be read anew, what it is now is shown.
        """
        if self.review is not None and self.view.sheet is not self.review.sheet:
            self.arrived()
        self.strip.say(words_of_error(error), is_warning=not isinstance(error, UserError))
        if not isinstance(error, UserError):
            logging.getLogger(__name__).warning("%s", error)
            self.saved.emit(False, words_of_error(error))

    def ask_window(self, what: str) -> None:
        """Something that is the window's business: "import", "search", "keys" and the like."""
        self.window_asked.emit(what)

    def give_label(self, label_id: int) -> None:
        self.do(lambda r: r.label(label_id, way=InputMethod.MOUSE))
        self.view.setFocus()

    def pick_topic(self, topic_id: int) -> None:
        self.do(lambda r: r.topic(topic_id, way=InputMethod.MOUSE))
        self.view.setFocus()

    def show_undone(self, note: Note) -> None:
        """Show what was undone from the history, in this article and others."""
        if self.review is not None:
            self.topics.show_sheet(self.review.sheet)
        moving.show_listed(self, Result(Act(ActKind.UNDO, None, ()), note))

    def undo(self) -> None:
        moving.go_back(self, ActKind.UNDO)

    def redo(self) -> None:
        moving.go_back(self, ActKind.REDO)

    def copy(self) -> None:
        review = self.review
        if review is not None:
            QGuiApplication.clipboard().setText(review.sheet.text[slice(*review.focus)])

    # -- moving ----------------------------------------------------------------------------

    def move_visually(self, way: int) -> None:
        """Left and Right go where the arrow points: in right-to-left text backwards in reading
        order.
        """
        review = self.review
        assert review is not None
        if self.view.is_right_to_left(review.focus[0]):
            way = -way
        self.do(lambda r: r.step_token(way))

    def move_line(self, way: int) -> None:
        review = self.review
        assert review is not None
        found = self.view.character_on_line(review.focus[0], way)
        if found is not None:
            review.focus_position(found)
            self.show_result(Result())

    def move_edge(self, side: str, way: int, *, by_character: bool = False) -> None:
        """Move an edge by a token, or by what the reader sees as a character."""
        if not by_character:
            self.do(lambda r: r.move_edge_by_token(side, way))
            return
        review = self.review
        assert review is not None
        start, end = review.focus
        if side == "end":
            end = self.view.next_grapheme(end, way)
        else:
            start = self.view.next_grapheme(start, way)
        self.do(lambda r: r.move_edges(start, end))

    def scroll(self, unit: str, way: int) -> None:
        bar = self.view.verticalScrollBar()
        if unit == "end":
            self.view.scroll_to(math.inf if way > 0 else 0)
        else:
            page = int(self.view.viewport().height() * 0.85)
            self.view.scroll_to(bar.value() + way * page)

    def zoom(self, way: int) -> None:
        self.view.set_text_px(self.view.text_px + way)
        self.window_asked.emit("view")

    def toggle_sentences(self) -> None:
        if self.project is not None:
            self.view.set_by_sentence(not self.view.is_by_sentence, self.project.sentence_starts)

    def next_tags(self) -> None:
        order = ("open", "all", "none")
        self.view.tags = order[(order.index(self.view.tags) + 1) % 3]
        self.view.refresh()
        self.window_asked.emit("view")

    def to_text(self) -> None:
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- articles --------------------------------------------------------------------------

    def set_order(self, order: Order) -> None:
        """Let the articles come in another order from now on; the one on the desk stays."""
        if self.project is not None:
            self.project.queue.set_order(order)
            self.order_changed.emit()

    def open_article(self, article_id: int, chosen: str = "") -> None:
        """Show an article from its top; the focus stands where the eye is needed first there."""
        if self.project is None:
            return
        try:
            review = self.project.open_article(article_id, chosen)
        except EnvironmentFault as error:  # what was done here can't be stored yet
            self.complain(error)
            return
        self.view.sentence_starts = self.project.sentence_starts
        self._painted_at = None
        self.jumping.leave()
        self.topic_words.leave()
        self.strip.say("")
        self.view.show_sheet(review.sheet, focus_words.heading(self.project, review))
        self.topics.show_sheet(review.sheet)
        self.view.refresh()
        self.opening.at_top(review)
        self.side.show_sheet(review.sheet, self._focus_label())
        if review.sheet.is_hiding:
            self.tell(Note(NoteCode.BLIND, key="Enter"))
        self.article_shown.emit(article_id)

    def arrived(self) -> None:
        """Suggestions of the open article came, or it was read anew: show it."""
        review = self.review
        if review is not None:
            self.opening.begin(review)
            self.topics.show_sheet(review.sheet)
            self.show_result(Result())
            self.view.refresh()

    def finish(self, *, as_it_is: bool = False) -> None:
        """Finish the article, by its missing steps one a press, or whatever is missing."""
        if (
            self._painted_at is None
            or (time.monotonic() - self._painted_at) * 1000 < self.enter_guard_ms
        ):
            return
        review = self.review
        assert review is not None and self.project is not None
        is_seen = self.view.is_seen_to_end()
        finish = review.finish_as_it_is if as_it_is else review.finish
        result = finish(is_seen_to_end=is_seen)
        self.show_result(result)
        if result.wants_page:
            self.scroll("page", +1)
        if result.is_finished:
            self.go_next(result)

    def skip(self) -> None:
        reason = ask_skip_reason(self.view)
        result = self.do(lambda r: r.skip(reason)) if reason else None
        if result is not None:
            self.go_next(result)

    def go_next(self, result: Result) -> None:
        """The next article of the queue that is still to do."""
        assert self.project is not None and self.project.review is not None
        if self.project.unsaved:
            return  # it is gone on from here when they are stored
        pace = self.project.note_pace() if result.is_finished else None
        following = self.project.next_to_do(self.project.review.sheet.article.id)
        passed_over = self.project.soundness.news()
        if following is None:
            if passed_over:
                self.strip.say(passed_over, is_warning=True)
            else:
                self.tell(Note(NoteCode.ALL_DONE))
            return
        self.open_article(following)
        if passed_over:
            self.strip.say(passed_over, is_warning=True)
            return
        note = pace or (None if self.project.review.sheet.is_hiding else result.note)
        if note is not None:
            self.tell(note)

    def go_neighbour(self, way: int) -> None:
        assert self.project is not None and self.project.review is not None
        found = self.project.neighbour(self.project.review.sheet.article.id, way)
        if found is None:
            self.tell(Note(NoteCode.NO_MORE))
        else:
            self.open_article(found, "picked")

    def go_flagged(self) -> None:
        """The next flagged article, round the end."""
        if self.project is None:
            return
        found = self.project.next_flagged()
        if found is None:
            self.tell(Note(NoteCode.NO_FLAGGED))
        else:
            self.open_article(found, "picked")

    def go_unsure(self) -> None:
        """The next span that is marked as unsure, in this article or the next that has one."""
        if self.project is None:
            return
        found = self.project.next_unsure()
        if found is None:
            self.tell(Note(NoteCode.NO_UNSURE))
        else:
            self.go_to_place(*found)

    def go_to_place(self, article: int, start: int, end: int) -> None:
        """Show an article with the focus at a range."""
        review = self.review
        if review is None or review.sheet.article.id != article:
            self.open_article(article, "picked")
        if end > start:
            self.do(lambda r: r.focus_range(start, end))

    # -- private ---------------------------------------------------------------------------

    def _focus_label(self) -> int | None:
        mark = None if self.review is None else self.review.mark
        return None if mark is None else mark.label

    def _show_focus(self, *, scroll: bool = True) -> None:
        review = self.review
        if review is None or self.project is None:
            return
        state = focus_words.strip_state(self.project, review)
        self.view.show_focus(review.focus, focus_words.beside(state), scroll=scroll)
        self.strip.show_focus(state)
        if QAccessible.isActive():
            text = focus_words.announcement(review)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.view, text))

    def _on_painted(self) -> None:
        if self._painted_at is None:
            self._painted_at = time.monotonic()

    def _on_place(self, position: int) -> None:
        review = self.review
        if review is not None:
            self.jumping.leave()
            review.focus_position(position)
            review.attention.touch()
            self._show_focus()
            self.side.show_sheet(review.sheet, self._focus_label())

    def _on_range(self, start: int, end: int) -> None:
        review = self.review
        if review is not None:
            self.jumping.leave()
            review.set_focus(start, end)
            self._show_focus()
            self.side.show_sheet(review.sheet, self._focus_label())
            QTimer.singleShot(0, self.to_text)

    def _on_seen(self, share: float) -> None:
        review = self.review
        if review is not None:
            review.attention.saw(share)
