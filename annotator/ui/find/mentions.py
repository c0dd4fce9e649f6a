"""Find mentions and act on them: a query, its concordance, and label keys for those chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.core.query import quoted
from annotator.errors import AnnotatorError
from annotator.ui.desk.articles import Articles
from annotator.ui.find.concordance import Group, HitList
from annotator.ui.find.hit_rows import Look, heading_of
from annotator.ui.find.preview import on_paper, show_preview
from annotator.ui.kit.hints import Hints, stack
from annotator.ui.kit.plain import PlainLabel, set_tip
from annotator.ui.kit.theme import ui_font
from annotator.ui.kit.waiting import FEED_MS
from annotator.ui.kit.window_state import fit_dialog
from annotator.ui.words import find as say
from annotator.ui.words import kit as kit_words
from annotator.ui.words.errors import words_of_error
from annotator.workspace.open.mention_search import Concordance
from annotator.workspace.open.mentions_beside import ConcordanceBeside
from annotator.workspace.open.project import Project
from annotator.workspace.open.propagation import Hit, Plan
from annotator.workspace.open.review import Result

_SHOWN_EVERY_MS = 150
_LOOK_MS = 10  # for what is found in a thread


class Finding(QDialog):
    """A field above a list. Down goes to the list, Up from its first row back to the field.

    `articles_asked`: the articles that fit are to be the list of the window.
    """

    articles_asked = Signal(str)

    def __init__(self, parent: QWidget, articles: Articles, project: Project) -> None:
        super().__init__(parent)
        self.project = project
        self._articles, self._presenter = articles, articles.presenter
        self._search: Concordance | ConcordanceBeside | None = None
        self._groups: dict[str, list[Hit]] = {}
        self._is_going = False  # to the list, as soon as there is something in it
        self._since_shown = QElapsedTimer()
        self._feeding = QTimer(self, interval=0)
        self._feeding.timeout.connect(self._feed)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say.FIND_MENTIONS())
        self.field = _Field(self)
        self.ready = [_Ready(query, name, self) for query, name in self._ready_made()]
        self.about = PlainLabel(self)
        self.about.setProperty("soft", True)
        self.list = HitList(self)
        self.list.hits.look = Look(project.scheme)
        self.hints = Hints(self)
        self._put_together()
        self._connect()
        self._show_start()
        fit_dialog(self, min(1180, max(760, parent.width() - 100)), 760)

    def open(self) -> None:
        """Show it with the mentions of what has the focus. The keys are in the field at first: who
        types a search there must not label by it.
        """
        review = self._presenter.review
        surface = "" if review is None else review.sheet.text[slice(*review.focus)]
        super().open()
        if surface.strip() and "\n" not in surface:
            self.ask(quoted("surface", surface))
            self.to_field()

    def ask(self, typed: str) -> None:
        """Search for this, and go to what was found."""
        self.field.setText(typed)
        self._start()

    @property
    def targets(self) -> list[Hit]:
        """What a label key acts on: the hits that are on, else the current one."""
        current = self.list.current_hit()
        return self.list.hits.chosen() or ([current] if current is not None else [])

    # -- putting together ------------------------------------------------------------------

    def _ready_made(self) -> tuple[tuple[str, str], ...]:
        return (
            ("is:mixed", say.SEVERAL_LABELS()),
            ("is:missed", say.UNMARKED_ELSEWHERE()),
            ("is:unseen", say.ACCEPTED_UNSEEN()),
            ("is:forced", say.FORCED()),
            ("is:contradicted", say.CONTRADICTED()),
        )

    def _put_together(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(6)
        for chip in self.ready:
            chips.addWidget(chip)
        chips.addStretch(1)
        chips.addWidget(self.about)
        head = QVBoxLayout()
        head.setContentsMargins(18, 16, 18, 11)
        head.setSpacing(9)
        head.addWidget(self.field)
        head.addLayout(chips)
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 8, 18, 10)
        foot.addWidget(self.hints)
        stack(self, (head, on_paper(self.list), foot), self.list)

    def _connect(self) -> None:
        self.field.returnPressed.connect(self._start)
        self.field.textEdited.connect(self._on_edited)
        self.field.went_down = self._to_list
        self.field.listed = self._list_articles
        for chip in self.ready:
            chip.clicked.connect(lambda _=False, query=chip.query: self.ask(query))
        self.list.changed.connect(self._tell)
        self.list.typed.connect(self._on_typed)
        self.list.entered.connect(lambda: self._go(self.list.current_hit()))
        self.list.opened.connect(self._go)
        self.list.went_up.connect(self.to_field)
        self.list.left.connect(self.to_field)
        self.field.focused = self._show_hints
        self._show_hints(True)

    def _show_hints(self, is_in_field: bool) -> None:
        """The keys as they are in the field, or in the list."""
        own = (
            ((kit_words.ENTER(), say.SEARCH_KEY()), ("↓", say.TO_LIST_KEY()))
            if is_in_field
            else (
                (kit_words.LETTER(), say.LABEL_KEY()),
                ("⌫", say.REMOVE_KEY()),
                (kit_words.SPACE(), say.CHOOSE_KEY()),
                ("Ctrl+A", say.ALL_KEY()),
                (kit_words.ENTER(), say.GO_KEY()),
                ("Ctrl+F", say.SEARCH_KEY()),
            )
        )
        esc = kit_words.CLOSE_KEY() if is_in_field else say.BACK_KEY()
        rest = (("Ctrl+Enter", say.AS_LIST_KEY()), (kit_words.ESC(), esc))
        self.hints.show_hints((*own, *rest))

    def _on_edited(self) -> None:
        self._is_going = False
        self.about.setText(say.ENTER_SEARCHES())

    # -- searching -------------------------------------------------------------------------

    def _start(self) -> None:
        typed = self.field.text().strip()
        self._stop()
        self._groups = {}
        self.list.hits.on = set()
        self.list.show_groups(())
        if not typed:
            self._show_start()
            return
        try:
            beside = self.project.queue.is_long
            self._search = (ConcordanceBeside if beside else Concordance)(self.project, typed)
        except AnnotatorError as error:
            self.list.empty_text = words_of_error(error)
            self.about.clear()
            self.list.viewport().update()
            return
        self.list.empty_text = say.LOOKING()
        self._since_shown.start()
        self._feeding.start(_LOOK_MS if beside else 0)
        self._is_going = True
        self._feed()

    def _feed(self) -> None:
        """Find more for a few milliseconds; the rest comes with the next turn of the loop."""
        search = self._search
        if search is None:
            return
        timer = QElapsedTimer()
        timer.start()
        while not search.is_complete and timer.elapsed() < FEED_MS:
            found = search.more()
            for hit in found:
                self._groups.setdefault(self._heading(hit), []).append(hit)
            if search.is_beside and not found:
                break
        if search.is_complete:
            self._feeding.stop()
            search.stop()
            self.list.empty_text = say.NOTHING_FOUND()
        is_first = bool(self._groups) and not self.list.hits.rows
        is_due = is_first or self._since_shown.elapsed() > _SHOWN_EVERY_MS
        if search.is_complete or is_due:
            self._since_shown.start()
            self.list.show_groups(Group(name, hits) for name, hits in self._groups.items())
            self._tell()
            if self._is_going and self.list.hits.rows:
                self._to_list()

    def _stop(self) -> None:
        """Nothing is searched for any more."""
        self._feeding.stop()
        if self._search is not None:
            self._search.stop()
            self._search = None

    def _heading(self, hit: Hit) -> str:
        state = heading_of(hit.mention, self.project.scheme)
        is_by_surface = self._search is not None and self._search.is_by_surface
        return f"{' '.join(hit.mention.surface.split())} · {state}" if is_by_surface else state

    def _tell(self) -> None:
        search = self._search
        if search is None:
            return
        total, on = sum(map(len, self._groups.values())), len(self.list.hits.chosen())
        text = say.found(total, on or None, search.is_complete and search.is_cut)
        is_looking = not search.is_complete
        text = f"{text} …" if is_looking else text
        self.about.setText(text if total or is_looking else "")

    def _show_start(self) -> None:
        self.about.clear()
        self.list.empty_text = say.ABOUT_SEARCH()
        self.list.viewport().update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is looked for any more, unless it is only out of sight for a while."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._stop()

    # -- acting ----------------------------------------------------------------------------

    def _on_typed(self, key: str) -> None:
        targets = self.targets
        if not targets:
            return
        if key == "Backspace":
            self._preview(targets, None)
            return
        label = self.project.scheme.label_with_key(key)
        if label is None:
            self.about.setText(say.no_label_with_key(key.upper()))
        else:
            self._preview(targets, label.id)

    def _preview(self, targets: list[Hit], label: int | None) -> None:
        plan = Plan.of(self.project, targets, label)
        preview = show_preview(self, plan, self.project.scheme, self._on_applied)
        preview.finished.connect(lambda _code: self.list.setFocus())

    def _on_applied(self, result: Result) -> None:
        self._presenter.show_result(result)
        self._start()

    def _go(self, hit: Hit | None) -> None:
        """To the article, with the mention in focus."""
        if hit is None:
            return
        place = hit.mention.place
        self.accept()
        self._articles.open(hit.mention.article, "picked")
        self._presenter.do(lambda review: review.walk.to_range(*place))

    def _list_articles(self) -> None:
        """What the query asks for as the list of the window."""
        typed = self.field.text().strip()
        self.accept()
        self.articles_asked.emit(typed)

    def _to_list(self) -> None:
        self._is_going = False
        if self.list.hits.rows:
            self.list.setFocus()

    def to_field(self) -> None:
        self._is_going = False
        self.field.setFocus()
        self.field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+A chooses all in the list, once more none; Ctrl+Enter: articles, Ctrl+F: field."""
        is_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_ctrl and event.key() == Qt.Key.Key_A and self.list.hasFocus():
            is_all = len(self.list.hits.chosen()) == len(self.list.everything())
            self.list.set_all(not is_all)
        elif is_ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._list_articles()
        elif is_ctrl and event.key() == Qt.Key.Key_F:
            self.to_field()
        else:
            super().keyPressEvent(event)


class _Field(QLineEdit):
    """Enter searches, Down goes to the list, Ctrl+Enter makes the articles the list."""

    def __init__(self, parent: Finding) -> None:
        super().__init__(parent)
        self.went_down: Callable[[], None] = lambda: None
        self.listed: Callable[[], None] = lambda: None
        self.focused: Callable[[bool], None] = lambda _is_here: None
        self.setPlaceholderText(say.SEARCH_HINT())
        self.setAccessibleName(say.FIND_MENTIONS())
        self.setFont(ui_font(1.1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.listed()
        elif event.key() == Qt.Key.Key_Down:
            self.went_down()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused(False)


class _Ready(QPushButton):
    """A search that is ready made."""

    def __init__(self, query: str, name: str, parent: Finding) -> None:
        super().__init__(name, parent)
        self.query = query
        self.setAutoDefault(False)
        set_tip(self, query)
        self.setFont(ui_font(0.92))
        self.setStyleSheet("QPushButton { padding: 3px 10px; border-radius: 11px; }")
