"""The page where an article stands beside a near copy of it, and what is done about that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPushButton, QWidget

from annotator.core.codes import NoteCode
from annotator.core.records import Article
from annotator.errors import AnnotatorError
from annotator.ui.article.heading import Heading
from annotator.ui.copies.compared_text import Legend
from annotator.ui.copies.pair import Pair
from annotator.ui.desk.articles import Articles
from annotator.ui.desk.focus_words import title_over
from annotator.ui.kit.hints import Hints, in_column, in_row, stack
from annotator.ui.kit.mnemonics import with_mnemonics
from annotator.ui.kit.plain import PlainLabel, set_tip
from annotator.ui.kit.theme import px, set_look, ui_font
from annotator.ui.kit.window_state import fit_page
from annotator.ui.words import copies as say
from annotator.ui.words import kit as kit_words
from annotator.ui.words.errors import words_of_error
from annotator.ui.words.notes import words_of
from annotator.ui.words.translating import dotted, listed
from annotator.workspace.open.copy_rows import CopyRow
from annotator.workspace.open.key_results import Note, Result
from annotator.workspace.open.project import Project

if TYPE_CHECKING:
    from annotator.workspace.open.comparison import Comparison

_WIDTH, _HEIGHT = 1320, 860


class CopiesPage(QDialog):
    """Of several near copies the box above chooses one; those that are finished come first."""

    def __init__(self, parent: QWidget, articles: Articles, project: Project) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say.NEAR_COPIES())
        self._articles, self._presenter, self._project = articles, articles.presenter, project
        self._rows: Sequence[CopyRow] = ()
        self.comparison: Comparison | None = None
        self.is_complete = self._is_busy = False
        self._steps: Iterator[None] = iter(())
        self._feeding = QTimer(self, interval=0)
        self._feeding.timeout.connect(self._feed)
        self.which = QComboBox(self)
        self.which.setAccessibleName(say.WHICH())
        self.which.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.which.setMinimumContentsLength(20)
        self.facts = PlainLabel(self)
        self.legend, self.pair = Legend(self), Pair(self)
        self.message, self.hints = PlainLabel(self), Hints(self)
        self.take_button = QPushButton(say.TAKE_OVER(), self)
        self.skip_button = QPushButton(say.SKIP(), self)
        self.apart_button = QPushButton(say.KEEP_APART(), self)
        self.close_button = QPushButton(kit_words.CLOSE(), self)
        self._put_together()
        self._connect()
        fit_page(self, parent, px(_WIDTH), px(_HEIGHT))

    def open(self) -> None:
        """Show the article on the desk beside the first of its near copies; without any, say so."""
        here = self._articles.here
        self._rows = () if here is None else self._project.copies.of(here)
        if not self._rows:
            self._presenter.tell(Note(NoteCode.NO_COPIES))
            self.finished.emit(0)
            self.deleteLater()
            return
        self.which.blockSignals(True)
        self.which.addItems([_called(row) for row in self._rows])
        others = [("Ctrl+PageDown", say.OTHERS_KEY())] if len(self._rows) > 1 else []
        esc = kit_words.ESC(), kit_words.CLOSE_KEY()
        keys = ("↑ ↓", say.SCROLL_KEY()), (". ,", say.DIFFERENCES_KEY())
        self.hints.show_hints((*keys, *others, esc))
        self.which.blockSignals(False)
        self._show_chosen()
        super().open()
        self.pair.setFocus()

    # -- what is done ----------------------------------------------------------------------

    def take_over(self) -> None:
        """Suggest the labels of the near copy here, a step at a time; until then the page stays."""
        if self.comparison is None or self._is_busy:
            return
        self._allow(None)
        self._is_busy = True
        self._steps = self._taken(self.comparison)
        self._feeding.start()

    def keep_apart(self) -> None:
        """Say that the two are no near copies."""
        if self.comparison is not None and not self._is_busy:
            try:
                self._show_result(self._project.copies.keep_apart(self.comparison))
            except AnnotatorError as error:
                self._complain(error)

    def skip(self) -> None:
        """Skip the article, and go on to the next."""
        if self.comparison is None:
            return
        reason = say.reason(self.comparison.row.id)
        result = self._presenter.do(lambda review: review.finishing.skip(reason))
        if result is not None:
            self.accept()
            self._articles.go_next(result)

    def _taken(self, comparison: Comparison) -> Iterator[None]:
        result: Result | None = None
        try:
            for step in self._project.copies.take_over(comparison):
                result = step
                yield
        except AnnotatorError as error:
            self._complain(error)
        self._is_busy = False
        self._allow(comparison)
        if result is not None:
            self._show_result(result)

    def _show_result(self, result: Result) -> None:
        if result.act is not None:
            self.accept()
            self._presenter.show_result(result)
        elif result.note is not None:
            self.say(words_of(result.note, self._project.scheme))

    def _complain(self, error: AnnotatorError) -> None:
        self.say(words_of_error(error), is_bad=True)
        self._presenter.complain(error)

    # -- what is shown ---------------------------------------------------------------------

    def say(self, text: str, *, is_bad: bool = False) -> None:
        """A line at the foot, over the hints."""
        set_look(self.message, "ink", "warn" if is_bad else "ink")
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def done(self, code: int) -> None:
        """Closed: nothing more is read, as the project may be closed too."""
        self._feeding.stop()
        super().done(code)

    def reject(self) -> None:
        """Closed by a key, but not while labels are taken over."""
        if not self._is_busy:
            super().reject()

    def _show_chosen(self) -> None:
        """Begin to compare; what can be done about it is known at the end."""
        self.comparison, self.is_complete = None, False
        self._allow(None)
        self.say("")
        self._steps = self._shown(self._rows[max(0, self.which.currentIndex())])
        self._feeding.start()

    def _feed(self) -> None:
        """A step; the next comes with the next turn of the loop."""
        try:
            next(self._steps)
        except StopIteration:
            self._feeding.stop()
        except AnnotatorError as error:
            self._feeding.stop()
            self.say(words_of_error(error), is_bad=True)

    def _shown(self, row: CopyRow) -> Iterator[None]:
        """Compare with a near copy and show it, a step at a time."""
        found: Comparison | None = None
        for step in self._project.copies.compare(row):
            found = step
            yield
        if found is None:
            return
        here, there = found.here.article, found.there.article
        state = say.DONE_BY_YOU() if row.is_done else say.NOT_FINISHED()
        names = (found.here.scheme.topic(each).name for each in found.topics)
        topics = listed(name.replace("/", " › ") for name in names)
        headings = _heading(there, state, topics), _heading(here, say.THIS_ARTICLE())
        yield from self.pair.show_comparison(found, *headings)
        self.comparison = found
        self._allow(found)
        self._show_facts()
        self.is_complete = True

    def _allow(self, found: Comparison | None) -> None:
        """What can be done about a comparison; None while there is none, or something is done."""
        for button in (self.take_button, self.skip_button, self.apart_button):
            button.setEnabled(False)
        if found is None:
            return
        self.skip_button.setEnabled(True)
        why = self._project.copies.why_not(found)
        self.take_button.setEnabled(why is None)
        words = say.ABOUT_TAKE_OVER() if why is None else words_of(why, self._project.scheme)
        set_tip(self.take_button, words)
        is_direct = found.row.share is not None
        self.apart_button.setEnabled(is_direct)
        set_tip(self.apart_button, say.ABOUT_APART() if is_direct else say.NOT_DIRECT())

    def _show_facts(self, number: int = 0) -> None:
        found = self.comparison
        if found is None:
            return
        count = len(self.pair.differences)
        if not count:
            differing = say.NO_DIFFERENCES()
        elif number:
            differing = say.difference(number, count)
        else:
            differing = say.differences(count)
        words = dotted(say.share(found.share), say.IS_CUT() if found.is_cut else "", differing)
        self.facts.setText(words)
        spoken = dotted(differing, *self.pair.words())
        self.pair.setAccessibleDescription(spoken if number else words)

    def _step_copy(self, way: int) -> None:
        if self._is_busy:
            return
        self.which.setCurrentIndex((self.which.currentIndex() + way) % max(1, len(self._rows)))

    # -- putting together ------------------------------------------------------------------

    def _put_together(self) -> None:
        self.facts.setFont(ui_font(0.92))
        self.facts.setProperty("soft", True)
        self.message.setWordWrap(True)
        self.message.hide()
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 16, 10)
        top.setSpacing(18)
        top.addWidget(self.which, 1)
        top.addWidget(self.facts)
        top.addWidget(self.legend)
        buttons = (self.take_button, self.skip_button, self.apart_button, self.close_button)
        for button in buttons:
            button.setAutoDefault(button is self.take_button)
        self.take_button.setDefault(True)
        set_tip(self.skip_button, say.ABOUT_SKIP())
        marked = with_mnemonics([button.text() for button in buttons])
        for button, text in zip(buttons, marked, strict=True):
            button.setText(text)
            chord = QKeySequence.mnemonic(text)
            button.setShortcut(QKeySequence())  # its own comes late
            if not chord.isEmpty():
                QShortcut(chord, self, button.click)
        keys = in_row(self.hints, *buttons, spacing=10, wide=(self.hints,))
        foot = in_column(self.message, keys, margins=(16, 8, 14, 10), spacing=8)
        stack(self, (top, self.pair, foot), self.pair)
        order = (self.pair, self.which, *buttons)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        self.which.currentIndexChanged.connect(lambda _: self._show_chosen())
        self.pair.stepped.connect(self._show_facts)
        self.take_button.clicked.connect(self.take_over)
        self.skip_button.clicked.connect(self.skip)
        self.apart_button.clicked.connect(self.keep_apart)
        self.close_button.clicked.connect(self.reject)
        for chord, way in (("Ctrl+PgDown", +1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(chord), self, lambda way=way: self._step_copy(way))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, else the one that takes over."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        now = self.focusWidget()
        button = now if isinstance(now, QPushButton) else self.take_button
        if button.isEnabled() and not event.isAutoRepeat():
            button.click()


def _called(row: CopyRow) -> str:
    state = say.DONE_BY_YOU() if row.is_done else say.NOT_FINISHED()
    share = "" if row.share is None else f"{int(100 * row.share)} %"
    return dotted(say.article(row.id, row.title), share, state)


def _heading(article: Article, state: str, topics: str = "") -> Heading:
    given = say.topics(topics) if topics else ""
    line = dotted(f"#{article.id}", article.published, article.source, state, given)
    return Heading(line, line if given else "", title_over(article), "")
