"""What a coder is told after an article for training: each place where gold differs, and why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.training import Kind
from annotator.ui.desk.articles import Articles
from annotator.ui.kit.hints import Hints, in_row, rule, stack
from annotator.ui.kit.plain import MarkedLabel, PlainLabel, bold
from annotator.ui.kit.scrolled import scrolled
from annotator.ui.kit.theme import px, set_look, ui_font
from annotator.ui.kit.window_state import fit_dialog
from annotator.ui.words import team as say
from annotator.workspace.open.review import Result
from annotator.workspace.team.training import Feedback, Told

_WIDTH, _HEIGHT, _NAMES = 760, 620, 64


def show_training(articles: Articles, told: Feedback, result: Result) -> None:
    """Show it over the window; closed, it goes on to the next article."""
    page = TrainingPage(articles.presenter.view.window(), told)
    page.finished.connect(lambda _code: articles.go_next(result))
    page.open()


class TrainingPage(QDialog):
    """Enter, Space or Esc go on."""

    def __init__(self, parent: QWidget, told: Feedback) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say.TRAINING_TITLE())
        self.told = told
        self.heading, self.line = PlainLabel(told.heading, self), PlainLabel("", self)
        self.go_button = QPushButton(say.GO_ON(), self)
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self.accept)
        self.hints = Hints(self)
        self.hints.show_hints([("Enter", say.GO_ON_KEY())])
        self._put_together()
        fit_dialog(self, min(px(_WIDTH), parent.width() - 40), px(_HEIGHT))
        self.go_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that finished the article go on from here too."""
        keys = Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space
        if event.key() in keys and not event.isAutoRepeat():
            self.accept()
        elif event.key() not in keys:
            super().keyPressEvent(event)

    def _put_together(self) -> None:
        told = self.told
        self.heading.setFont(ui_font(1.12))
        self.heading.setWordWrap(True)
        words = say.compared(told.same, len(told.told), told.left)
        self.line.setText(words if told.told else f"{say.ALL_SAME()} {words}")
        self.line.setProperty("soft", True)
        self.line.setWordWrap(True)
        head = QVBoxLayout()
        head.setContentsMargins(20, 14, 20, 12)
        head.setSpacing(4)
        head.addWidget(self.heading)
        head.addWidget(self.line)
        if told.note:
            note = PlainLabel(told.note, self)
            note.setWordWrap(True)
            head.addWidget(note)
        cards = QWidget(self)
        column = QVBoxLayout(cards)
        column.setContentsMargins(20, 4, 20, 14)
        column.setSpacing(0)
        for at, each in enumerate(told.told):
            if at:
                column.addWidget(rule(cards))
            column.addWidget(Card(cards, each))
        column.addStretch(1)
        foot = in_row(
            self.hints, self.go_button, margins=(16, 8, 14, 10), spacing=10, wide=[self.hints]
        )
        area = scrolled(cards)
        stack(self, (head, area, foot), area)


class Card(QWidget):
    """One difference: the words in their place, what was said, what gold says, what decides it."""

    def __init__(self, parent: QWidget, told: Told) -> None:
        super().__init__(parent)
        self.told = told
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(6)
        top = QHBoxLayout()
        place = MarkedLabel(self)
        place.setWordWrap(True)
        begins, ends = ("… " if told.before else ""), (" …" if told.after else "")
        place.show_marked(
            "{before}{at}{after}",
            before=_plain(begins + told.before),
            at=bold(told.words),
            after=_plain(told.after + ends),
        )
        kind = PlainLabel(say.kind(told), self)
        kind.setFont(ui_font(0.92))
        kind.setProperty("soft", True)
        kind.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        top.addWidget(place, 1)
        top.addSpacing(16)
        top.addWidget(kind)
        column.addLayout(top)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, px(_NAMES))
        grid.setColumnStretch(1, 1)
        nothing = say.NO_TOPIC() if told.kind == Kind.TOPIC else say.NOTHING()
        for row, (who, what) in enumerate(((say.YOU(), told.own), (say.GOLD(), told.gold))):
            name, said = PlainLabel(who, self), PlainLabel(what or nothing, self)
            name.setProperty("soft", True)
            said.setWordWrap(True)
            set_look(said, "ink", "ink" if what else "ink_soft")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(said, row, 1)
        column.addLayout(grid)
        if told.why:
            why = PlainLabel(told.why, self)
            why.setWordWrap(True)
            why.setFont(ui_font(0.96))
            set_look(why, "ink", "ink_soft")
            column.addWidget(why)


def _plain(text: str) -> str:
    """Words that a marked label shows as they are."""
    import html

    return html.escape(text, quote=False)
