"""The preview of an act over many articles: what it would do, in context; Enter does it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QPushButton,
    QWidget,
)

from annotator.core.codes import NoteCode
from annotator.core.propagation import Conflict
from annotator.core.records import Scheme
from annotator.errors import AnnotatorError
from annotator.ui.desk.presenter import Presenter
from annotator.ui.find.concordance import Group, HitList
from annotator.ui.find.hit_rows import Look
from annotator.ui.kit.hints import Hints, in_column, in_row, stack
from annotator.ui.kit.plain import MarkedLabel, PlainLabel, bold, square
from annotator.ui.kit.theme import current, set_look, ui_font
from annotator.ui.kit.waiting import FEED_MS
from annotator.ui.kit.window_state import fit_dialog
from annotator.ui.words import find as say
from annotator.ui.words import kit as kit_words
from annotator.ui.words.errors import words_of_error
from annotator.workspace.open.propagation import Hit, Plan
from annotator.workspace.open.review import Note, Result

_SHOWN_EVERY_MS = 120
_ORDER = (
    Conflict.NONE,
    Conflict.CLOSED,
    Conflict.KNOWN,
    Conflict.LONGER,
    Conflict.BESIDE,
    Conflict.DECIDED,
    Conflict.CROSSES,
)


def propagate(presenter: Presenter) -> None:
    """`+`: the last act for its other mentions in the project, with a preview."""
    project = presenter.project
    plan = None if project is None else Plan.last_act(project)
    if project is None or plan is None:
        presenter.tell(Note(NoteCode.NOTHING_TO_APPLY))
        return
    preview = Preview(presenter.view.window(), plan, project.scheme)
    preview.applied = presenter.show_result
    if preview.is_empty:
        preview.deleteLater()
        presenter.tell(Note(NoteCode.NO_MENTIONS_ANYWHERE, {"surface": plan.surface}))
    else:
        preview.open()


def show_preview(
    parent: QWidget, plan: Plan, scheme: Scheme, done: Callable[[Result], None]
) -> Preview:
    """Open the preview over a window; `done` gets what came of it, unless the person left."""
    preview = Preview(parent.window(), plan, scheme)
    preview.applied = done
    preview.open()
    return preview


class Preview(QDialog):
    """Hits in sections. Space turns one on or off, A all, N none, Enter applies, Esc leaves."""

    def __init__(self, parent: QWidget, plan: Plan, scheme: Scheme) -> None:
        super().__init__(parent)
        self.plan = plan
        self.applied: Callable[[Result], None] = lambda _result: None
        self._scheme = scheme
        self._by_snag: dict[Conflict, list[Hit]] = {snag: [] for snag in _ORDER}
        self._since_shown = QElapsedTimer()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say.REPEAT_TITLE())
        self.title, self.about = MarkedLabel(self), PlainLabel(self)
        self.list = HitList(self)
        self.list.hits.look = Look(scheme, plan.label)
        self.list.empty_text = say.LOOKING()
        self.hints = Hints(self)
        self.button = QPushButton(self)
        self.leave = QPushButton(kit_words.CANCEL(), self)
        self._put_together()
        self._connect()
        self._name_it()
        self._feeding = QTimer(self, interval=0)
        self._feeding.timeout.connect(self._feed)
        self._feeding.start()
        self._feed()
        fit_dialog(self, min(1120, max(720, parent.width() - 120)), 720)
        self.list.setFocus()

    @property
    def chosen(self) -> list[Hit]:
        return self.list.hits.chosen()

    @property
    def is_empty(self) -> bool:
        """Whether all was looked through and nothing was found."""
        return self.plan.is_complete and not self.list.everything()

    # -- private ---------------------------------------------------------------------------

    def _put_together(self) -> None:
        self.title.setFont(ui_font(1.25))
        self.about.setProperty("soft", True)
        self.button.setDefault(True)
        for button in (self.button, self.leave):
            button.setAutoDefault(button is self.button)
        head = in_column(self.title, self.about, margins=(18, 16, 18, 12), spacing=3)
        row = self.hints, self.leave, self.button
        foot = in_row(*row, margins=(18, 10, 18, 12), spacing=10, wide=[self.hints])
        stack(self, (head, on_paper(self.list), foot), self.list)

    def _connect(self) -> None:
        self.list.changed.connect(self._tell)
        self.list.entered.connect(self._apply)
        self.list.left.connect(self.reject)
        self.list.typed.connect(self._on_typed)
        self.button.clicked.connect(self._apply)
        self.leave.clicked.connect(self.reject)
        self.hints.show_hints(
            (
                (kit_words.SPACE(), say.TOGGLE_KEY()),
                ("A", say.ALL_KEY()),
                ("N", say.NONE_KEY()),
                (kit_words.ENTER(), say.APPLY_KEY()),
                (kit_words.ESC(), kit_words.CANCEL_KEY()),
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has another colour of the label."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._name_it()

    def _name_it(self) -> None:
        surface = say.quoted(self.plan.surface) if self.plan.surface else say.SEVERAL_SURFACES()
        if self.plan.label is None:
            self.title.show_marked(say.reject("{surface}"), surface=bold(surface))
            return
        label = self._scheme.label(self.plan.label)
        name = f"{square(current().label_colour(label.colour).name())} {bold(label.shown_name)}"
        words = say.label_as("{surface}", "{label}")
        self.title.show_marked(words, surface=bold(surface), label=name)

    def _feed(self) -> None:
        """Find more for a few milliseconds; the rest comes with the next turn of the loop."""
        timer = QElapsedTimer()
        timer.start()
        while not self.plan.is_complete and timer.elapsed() < FEED_MS:
            for hit in self.plan.more():
                self._by_snag[hit.snag].append(hit)
                if hit.snag is Conflict.NONE:
                    self.list.hits.on.add(hit.key)
        if self.plan.is_complete:
            self._feeding.stop()
        is_due = not self._since_shown.isValid() or self._since_shown.elapsed() > _SHOWN_EVERY_MS
        if self.plan.is_complete or is_due:
            self._show()

    def _show(self) -> None:
        self._since_shown.start()
        if self.plan.is_complete:
            self.list.empty_text = say.NO_OTHER_MENTION()
        names = self._names()
        self.list.show_groups(
            Group(names[snag], self._by_snag[snag], snag.is_locked) for snag in _ORDER
        )
        self._tell()

    def _names(self) -> dict[Conflict, str]:
        return {
            Conflict.NONE: say.UNDECIDED() if not self.plan.is_chosen else say.CHOSEN(),
            Conflict.CLOSED: say.LEFT_UNMARKED(),
            Conflict.KNOWN: say.ARTICLE_DIFFERS(),
            Conflict.LONGER: say.IN_LONGER_NAME(),
            Conflict.BESIDE: say.TOUCHES_MARK(),
            Conflict.DECIDED: say.DIFFERS(),
            Conflict.CROSSES: say.OVERLAPS(),
        }

    def _tell(self) -> None:
        chosen = self.chosen
        count, articles = len(chosen), len({hit.mention.article for hit in chosen})
        self.button.setText(say.repeat_on(count))
        self.button.setEnabled(bool(count) and self.plan.is_complete)
        total = len(self.list.everything())
        looked_at = None if self.plan.is_complete else (self.plan.looked, self.plan.total)
        self.about.setText(say.previewed(count, total, articles, looked_at))

    def _on_typed(self, key: str) -> None:
        if key in ("a", "n"):
            self.list.set_all(key == "a")

    def _apply(self) -> None:
        chosen = self.chosen
        if not chosen or not self.plan.is_complete:
            return
        try:
            result = self.plan.apply(chosen)
        except AnnotatorError as error:
            self.about.setText(words_of_error(error))
            return
        self.accept()
        self.applied(result)


def on_paper(view: HitList) -> HitList:
    """The list on the ground of the text."""
    set_look(view, "ground", "paper")
    return view
