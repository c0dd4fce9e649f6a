"""The history panel: what was done, newest first; to go there, or to take it back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.core.codes import NoteCode
from annotator.errors import AnnotatorError
from annotator.ui.desk.articles import Articles
from annotator.ui.desk.removing import show_undone
from annotator.ui.history.rows import HistoryList
from annotator.ui.kit import badges
from annotator.ui.kit.asking import ChoiceQuestion
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import current, heading_font, ui_font
from annotator.ui.words import history as say
from annotator.ui.words.acts import words_of_kind
from annotator.ui.words.errors import words_of_error
from annotator.workspace.open.past_acts import PAGE, Entry, History
from annotator.workspace.open.review import Note

WIDTH = 400
_REST_MS = 60


class HistoryPanel(QWidget):
    """At the right over the window. Enter or a click goes there, Delete takes one back alone,
    Shift+Delete all back to it; Esc leads to the text.
    """

    left = Signal()

    def __init__(self, parent: QWidget, articles: Articles) -> None:
        super().__init__(parent)
        self._articles, self._presenter = articles, articles.presenter
        self._history: History | None = None
        self.table = HistoryList(self)
        self.model = self.table.rows
        self.line = PlainLabel()
        self.line.setWordWrap(True)
        self.back_button = QPushButton(say.UNDO_BACK())
        self.alone_button = QPushButton(say.UNDO_ONLY_THIS())
        self._put_together()
        self._renewing = QTimer(self, singleShot=True, interval=0)
        self._renewing.timeout.connect(self._renew)
        self.table.installEventFilter(self)
        self.table.clicked.connect(lambda _: self.go())
        self._counting = QTimer(self, singleShot=True, interval=_REST_MS)
        self._counting.timeout.connect(self._show_steps)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_what_can_be_done())
        self.back_button.clicked.connect(lambda _=False: self.undo_back())
        self.alone_button.clicked.connect(lambda _=False: self.undo_alone())
        self._presenter.acted.connect(lambda _: self._renew_soon())
        self._presenter.many_acted.connect(self._renew_soon)
        self.hide()

    @property
    def current(self) -> Entry | None:
        """The entry that has the mark."""
        return self.table.row

    def open(self) -> None:
        """Show what was done until now; again: close."""
        project = self._presenter.project
        if self.isVisible() or project is None:
            self.close_quietly()
            return
        self._history = History(project)
        self.table.show_history(self._history, project.scheme)
        self.place()
        self.show()
        self.raise_()
        self._mark(0)
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_quietly(self) -> None:
        if self.isVisible():
            self.hide()
            self._presenter.strip.cover(0)
            self.left.emit()

    def place(self) -> None:
        """Along the right edge, from the menus to the status line."""
        window, view, strip = self.window(), self._presenter.view, self._presenter.strip
        top = view.mapTo(window, view.rect().topLeft()).y()
        bottom = strip.mapTo(window, strip.rect().bottomLeft()).y() + 1
        width = min(max(WIDTH, self.minimumSizeHint().width()), window.width() - 40)
        self.setGeometry(window.width() - width, top, width, bottom - top)
        end = strip.mapTo(window, strip.rect().topRight()).x() + 1
        strip.cover(max(0, end - self.x()))

    def go(self) -> None:
        """Show the article and the place of the marked entry."""
        entry = self.current
        if entry is not None and entry.article is not None:
            self._articles.go_to(entry.article, *(entry.place or (0, 0)))
            self._presenter.to_text()

    def undo_back(self) -> None:
        """Undo this entry and all after it, once the person has agreed to how many that is."""
        entry, history = self.current, self._history
        steps = 0 if entry is None or history is None else history.steps_back(entry.group)
        if entry is None or not steps:
            return
        yes = say.undo_acts(steps)
        title = say.ASK_UNDO_BACK()
        if ChoiceQuestion.ask(self, title, [yes, say.LEAVE_ALL()]) == yes:
            self._undo_more(entry, 0, 0)

    def undo_alone(self) -> None:
        """Take the marked entry back, and leave what came after it."""
        entry, history = self.current, self._history
        if entry is None or history is None or entry.is_undone:
            return
        try:
            undone = history.take_back(entry.group)
        except AnnotatorError as error:
            self._say(words_of_error(error))
            return
        what = words_of_kind(undone.kind, undone.words)
        self._told(Note(NoteCode.TAKEN_BACK, {"what": what, "left": undone.left}, "Ctrl+Z"))

    # -- Qt --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the list has the keyboard, its keys are its own."""
        if isinstance(event, QKeyEvent) and event.key() in _KEYS:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._press(event)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_quietly()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme["panel"])
            painter.fillRect(0, 0, 1, self.height(), theme["field_line"])
            head = QRectF(20, 14, self.width() - 40, 20)
            title = say.HISTORY().upper()
            badges.paint_text(painter, head, title, theme["ink_soft"], heading_font())
            if not self.model.rows:
                line = QRectF(20, 48, self.width() - 40, 24)
                nothing = say.NOTHING_YET()
                badges.paint_text(painter, line, nothing, theme["ink_soft"], ui_font())

    # -- private ---------------------------------------------------------------------------

    def _put_together(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 42, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(20, 12, 20, 16)
        foot.setSpacing(10)
        foot.addWidget(self.line)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.back_button)
        buttons.addWidget(self.alone_button)
        buttons.addStretch(1)
        foot.addLayout(buttons)
        column.addLayout(foot)

    def _press(self, event: QKeyEvent) -> None:
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.close_quietly()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go()
        elif is_shifted:
            self.undo_back()
        else:
            self.undo_alone()

    def _undo_more(self, entry: Entry, count: int, left: int) -> None:
        """Some at a time, so that the window never waits for thousands."""
        if self._history is None:
            return
        try:
            done = self._history.undo_back(entry.group)
        except AnnotatorError as error:
            self._say(words_of_error(error))
            done = []
        count, left = count + len(done), left + sum(undone.left for undone in done)
        if done:
            self._say(say.undoing(count))
            QTimer.singleShot(0, self, lambda: self._undo_more(entry, count, left))
            return
        self._told(Note(NoteCode.UNDONE_BACK, {"count": count, "left": left}, "Ctrl+Shift+Z"))

    def _told(self, note: Note) -> None:
        show_undone(self._articles, note)
        self._renew()

    def _renew_soon(self) -> None:
        if self.isVisible():
            self._renewing.start()

    def _renew(self) -> None:
        """Read again as many entries as are shown; the mark stays where it was."""
        project, at = self._presenter.project, self.table.currentIndex().row()
        if project is None or self._history is None:
            self.close_quietly()
            return
        count = max(PAGE, len(self.model.rows))
        bar = self.table.verticalScrollBar().value()
        self.table.show_history(self._history, project.scheme, min(count, 5 * PAGE))
        self._mark(at)
        self.table.verticalScrollBar().setValue(bar)

    def _mark(self, row: int) -> None:
        self.table.mark(row)
        self._show_what_can_be_done()

    def _show_what_can_be_done(self) -> None:
        entry = self.current
        self.alone_button.setEnabled(entry is not None and not entry.is_undone)
        self._counting.start()
        self._say(say.UNDONE_ALREADY() if entry is not None and entry.is_undone else "")
        self.table.viewport().update()

    def _show_steps(self) -> None:
        """How many acts the way back takes: counted when the mark rests, not at each row."""
        entry, history = self.current, self._history
        steps = 0
        if self.isVisible() and entry is not None and history is not None:
            steps = history.steps_back(entry.group)
        self.back_button.setEnabled(steps > 0)
        self.back_button.setText(say.undo_back(steps) if steps else say.UNDO_BACK())

    def _say(self, text: str) -> None:
        self.line.setText(text)
        self.line.setVisible(bool(text))


_KEYS = (
    Qt.Key.Key_Escape,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
)
