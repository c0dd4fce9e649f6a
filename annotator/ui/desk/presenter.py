"""The presenter: does things with the open review, and shows in the views what changed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from annotator.core.records import InputMethod
from annotator.errors import AnnotatorError, UserError
from annotator.ui.article.topic_bar import TopicBar
from annotator.ui.article.view import ArticleView
from annotator.ui.desk import focus_words
from annotator.ui.desk.opening import Opening
from annotator.ui.desk.strip import Strip, StripState
from annotator.ui.lists.side_panel import SidePanel
from annotator.ui.words import desk as say
from annotator.ui.words.errors import words_of_error
from annotator.ui.words.notes import words_of
from annotator.workspace.open.change_kinds import ALL, NOTHING, Touched, articles_of, touched
from annotator.workspace.open.project import Project
from annotator.workspace.open.review import Note, OpenReview, Result

_JUDGED_AT_ONCE = 300  # marks: 1 to 2 ms


class Presenter(QObject):
    """One project's open review in the views of one window.

    `acted` names the article of an act, `many_acted` tells of an act over many; `saved` whether
    all is stored, and the words where the usual ones don't do. `shown` comes when what changed is
    on screen, before anything is told of it. `gone` tells that the article that was shown has been
    removed elsewhere: nothing is on the desk.
    """

    acted = Signal(int)
    many_acted = Signal()
    saved = Signal(bool, str)
    shown = Signal()
    judged = Signal()
    gone = Signal()

    def __init__(
        self, view: ArticleView, strip: Strip, side: SidePanel, topics: TopicBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.view, self.strip, self.side, self.topics = view, strip, side, topics
        self.project: Project | None = None
        self.key_of: Callable[[str], str] = lambda _action_id: ""  # as it is now
        self.opening = Opening(view, self.show_focus)
        self._judging = QTimer(self, singleShot=True, interval=0)
        self._judging.timeout.connect(self._judge_on)
        view.place_picked.connect(self._on_place)
        view.range_picked.connect(self._on_range)
        view.seen.connect(self._on_seen)
        side.label_picked.connect(self.give_label)
        side.place_picked.connect(self._on_range)
        side.topic_picked.connect(self.pick_topic)
        topics.topic_picked.connect(self.pick_topic)
        topics.none_picked.connect(lambda: self.do(lambda r: r.remarks.no_topic()))

    @property
    def review(self) -> OpenReview | None:
        return None if self.project is None else self.project.review

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

    def do_for(self, asked: OpenReview, what: Callable[[OpenReview], Result]) -> Result | None:
        """The same where a dialog was open since: what is done is about the article that was on
        the desk then, which may have been removed elsewhere, or it is not done.
        """
        project = self.project
        if self.review is not asked and project is not None:
            self.guarded(lambda: project.require_there(asked.article.id))
            return None
        return self.do(what)

    def guarded(self, what: Callable[[], object]) -> None:
        """Do something; a mistake becomes a line in the strip."""
        try:
            what()
        except AnnotatorError as error:
            self.complain(error)

    def give_label(self, label_id: int) -> None:
        self.do(lambda r: r.deciding.label(label_id, way=InputMethod.MOUSE))
        self.view.setFocus()

    def pick_topic(self, topic_id: int) -> None:
        self.do(lambda r: r.remarks.topic(topic_id, way=InputMethod.MOUSE))
        self.view.setFocus()

    # -- showing ---------------------------------------------------------------------------

    def show_result(self, result: Result) -> None:
        """Show what a key changed, and in each view only that."""
        self._leave_removed()
        review = self.review
        if review is None:
            return
        changed = NOTHING if result.act is None else touched(result.act.changes, review.sheet)
        if self.view.sheet is not review.sheet:  # read anew where the scheme has changed
            self.view.sheet, changed = review.sheet, ALL
        is_about_focus = result.act is not None and result.act.kind.startswith("span.")
        self.show_focus(scroll=is_about_focus or review.focus != self.view.focus)
        if result.act is not None:
            articles = articles_of(result.act, review.sheet.article.id)
            is_noted = review.sheet.review.note != self.view.heading.note
            if (
                review.sheet.is_blind or is_noted or len(articles) > 1
            ) and self.project is not None:
                self.view.show_heading(focus_words.heading(self.project, review))
            self.view.refresh()
            if changed.topics:
                self.topics.show_sheet(review.sheet)
            self._tell_saved()
            for article in articles:
                self.acted.emit(article)
            if result.act.article is None:
                self.many_acted.emit()
        self.show_side(changed)
        self.shown.emit()
        if result.note is not None:
            self.tell(result.note)
        elif result.act is not None:
            self.strip.say("")  # what stands there was about another act

    def tell_left(self, article: int) -> None:
        """An article was finished, and another is shown: nobody looks at what it came to."""
        self._tell_saved()
        self.acted.emit(article)

    def show_review(self) -> None:
        """Show an article that was opened, from its beginning."""
        review = self.review
        if review is None or self.project is None:
            return
        self.view.sentence_starts = self.project.desk.sentence_starts
        self.strip.say("")
        self.opening.leave()
        self.view.show_sheet(review.sheet, focus_words.heading(self.project, review))
        self.topics.show_sheet(review.sheet)
        self.view.refresh()
        self.opening.at_top(review)
        self.show_side(ALL)

    def show_nothing(self) -> None:
        """No article is open."""
        self.view.show_sheet(None)
        self.side.show_sheet(None)
        self.topics.show_sheet(None)
        self.strip.show_focus(StripState())

    def arrived(self) -> None:
        """Suggestions of the open article came, or it was read anew: show it."""
        review = self.review
        if review is not None:
            self.opening.begin(review)
            self.topics.show_sheet(review.sheet)
            self.show_result(Result())
            self.show_side(ALL)
            self.view.refresh()

    def show_focus(self, *, scroll: bool = True) -> None:
        review = self.review
        if review is None or self.project is None:
            return
        state = focus_words.strip_state(self.project, review)
        self.view.show_focus(review.focus, focus_words.beside(state), scroll=scroll)
        self.strip.show_focus(state)
        if not review.sheet.marks.is_judged:
            self._judging.start()
        if QAccessible.isActive():
            text = focus_words.announcement(review)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.view, text))

    def show_side(self, changed: Touched = NOTHING) -> None:
        """The panel at the side: what changed, and the guideline of the label in focus."""
        review = self.review
        if review is not None:
            label = None if review.mark is None else review.mark.label
            self.side.show_sheet(review.sheet, label, changed)

    def to_text(self) -> None:
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- telling ---------------------------------------------------------------------------

    def tell(self, note: Note) -> None:
        """A line in the strip."""
        if self.project is not None:
            self.strip.say(words_of(note, self.project.scheme), note.key)

    def complain(self, error: AnnotatorError) -> None:
        """Bad input or a fault of the machine: one line, and the fault stays visible.

        Where the article had to be read anew, what it is now is shown; where it was removed, the
        next one.
        """
        self._leave_removed()
        if self.review is not None and self.view.sheet is not self.review.sheet:
            self.arrived()
        self.strip.say(words_of_error(error), is_warning=not isinstance(error, UserError))
        if not isinstance(error, UserError):
            logging.getLogger(__name__).warning("%s", error)
            self.saved.emit(False, words_of_error(error))

    # -- private ---------------------------------------------------------------------------

    def _leave_removed(self) -> None:
        """Show no more of an article that was found removed."""
        if self.project is not None and self.review is None and self.view.sheet is not None:
            self.show_nothing()
            self.gone.emit()

    def _judge_on(self) -> None:
        """Judge the marks that nobody looked at yet while nothing else is to be done: what is told
        of all of them waits for that.
        """
        review = self.review
        if review is None or review.sheet.marks.is_judged:
            return
        if review.sheet.marks.judge_some(_JUDGED_AT_ONCE):
            self.judged.emit()
        else:
            self._judging.start()

    def _tell_saved(self) -> None:
        is_waiting = self.project is not None and bool(self.project.unsaved)
        self.saved.emit(not is_waiting, say.NOT_SAVED_YET() if is_waiting else "")

    def _on_place(self, position: int) -> None:
        review = self.review
        if review is not None:
            review.walk.to_position(position)
            review.attention.touch()
            self.show_focus()
            self.show_side()

    def _on_range(self, start: int, end: int) -> None:
        review = self.review
        if review is not None:
            review.walk.set_focus(start, end)
            self.show_focus()
            self.show_side()
            QTimer.singleShot(0, self.to_text)

    def _on_seen(self, share: float) -> None:
        review = self.review
        if review is not None:
            review.attention.saw(share)
