"""What the scheme editor is put together from: list, form, buttons, and the lines below."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.core.codes import SchemeCommand
from annotator.core.records import Label, Topic, TopicGroup
from annotator.core.scheme_acts import Item
from annotator.ui.kit.fields import Tick
from annotator.ui.kit.hints import Hints, in_row, rule, stack, upright
from annotator.ui.kit.plain import PlainLabel, set_tip
from annotator.ui.kit.scrolled import scrolled
from annotator.ui.kit.theme import px, set_look, ui_font
from annotator.ui.kit.window_state import fit_dialog
from annotator.ui.scheme.form import SchemeForm
from annotator.ui.scheme.rows import SchemeList
from annotator.ui.words import kit as kit_words
from annotator.ui.words import scheme as say

_ADDING = (SchemeCommand.LABEL, SchemeCommand.TOPIC, SchemeCommand.GROUP)
_MOVING = (SchemeCommand.UP, SchemeCommand.DOWN)


class SchemeFrame(QDialog):
    """The widgets in their places; `does` gives what each button does, by its name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(say.LABELS_AND_TOPICS())
        self.list, self.form = SchemeList(self), SchemeForm(self)
        self.nesting = Tick(say.NESTING(), self)
        set_tip(self.nesting, say.ABOUT_NESTING())
        self.use, self.message, self.hints = PlainLabel(self), PlainLabel(self), Hints(self)
        self.buttons: dict[str, QPushButton] = {}
        self._make_buttons()
        self._lay_out()
        self.show_hints("list")
        fit_dialog(self, px(1000), px(700))

    def does(self) -> dict[SchemeCommand, Callable[[], object]]:
        raise NotImplementedError

    def say(self, text: str, key: str = "", *, is_bad: bool = False) -> None:
        """A line at the bottom, and a key that goes with it; hints that don't fit beside it go."""
        set_look(self.message, "ink", "warn" if is_bad else "ink")
        said = f"{text}   {key}" if key else text
        is_short = self.message.fontMetrics().horizontalAdvance(said) < self.width() // 2
        self.message.setText(said)
        self.message.setWordWrap(not is_short)
        wide = QSizePolicy.Policy.Preferred if is_short else QSizePolicy.Policy.Ignored
        self.message.setSizePolicy(wide, QSizePolicy.Policy.Preferred)
        self.message.setVisible(bool(text))
        self.hints.setVisible(is_short)

    def enable(self, item: Item | None) -> None:
        """Show the buttons that do something with an item."""
        is_leaf = item is not None and not isinstance(item, TopicGroup)
        for name in (SchemeCommand.MERGE, SchemeCommand.RETIRE):
            self.buttons[name].setVisible(is_leaf)
        self.buttons[SchemeCommand.DELETE].setVisible(item is not None)
        is_retired = isinstance(item, Label | Topic) and item.retired
        self.buttons[SchemeCommand.RETIRE].setText(say.USE_AGAIN() if is_retired else say.RETIRE())

    def show_hints(self, place: str) -> None:
        """The keys of the "list", of a field of the "form", or of the name of a "draft"."""
        enter, esc = kit_words.ENTER(), kit_words.ESC()
        hints = {
            "list": [
                (kit_words.INSERT(), say.NEW_KEY()), (enter, say.CHANGE_KEY()),
                (kit_words.DELETE_KEY(), say.DELETE_KEY()), ("Ctrl+↑↓", say.MOVE_KEY()),
                ("Ctrl+M", say.MERGE_KEY()), ("Ctrl+R", say.RETIRE_KEY()),
                ("Ctrl+Z", kit_words.UNDO_KEY()), (esc, kit_words.CLOSE_KEY()),
            ],
            "form": [
                (kit_words.TAB(), say.NEXT_FIELD_KEY()), (esc, say.TO_LIST_KEY()),
                ("Ctrl+Z", kit_words.UNDO_KEY()),
            ],
            "draft": [(enter, say.ADD_KEY()), (esc, kit_words.CANCEL_KEY())],
        }  # fmt: skip
        self.hints.show_hints(hints[place])

    # -- private ---------------------------------------------------------------------------

    def _make_buttons(self) -> None:
        words = {
            SchemeCommand.LABEL: say.ADD_LABEL(), SchemeCommand.TOPIC: say.ADD_TOPIC(),
            SchemeCommand.GROUP: say.ADD_GROUP(), SchemeCommand.MERGE: say.MERGE_INTO(),
            SchemeCommand.RETIRE: say.RETIRE(), SchemeCommand.DELETE: say.DELETE(),
            SchemeCommand.UP: "↑", SchemeCommand.DOWN: "↓",
            SchemeCommand.UNDO: kit_words.UNDO(), SchemeCommand.CLOSE: kit_words.CLOSE(),
        }  # fmt: skip
        for name, does in self.does().items():
            button = self.buttons[name] = QPushButton(words[name], self)
            button.setAutoDefault(False)
            button.setFlat(name in (*_ADDING, *_MOVING))
            button.clicked.connect(lambda _=False, does=does: does())
            chord = QKeySequence.mnemonic(words[name])
            if not chord.isEmpty():  # a button's own shortcut comes 100 ms late, after letters
                button.setShortcut(QKeySequence())
                QShortcut(chord, self, does)
        for name, tip in ((SchemeCommand.UP, say.MOVE_UP()), (SchemeCommand.DOWN, say.MOVE_DOWN())):
            self.buttons[name].setFixedWidth(34)
            set_tip(self.buttons[name], tip)
            self.buttons[name].setAccessibleName(tip)
            self.buttons[name].setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _lay_out(self) -> None:
        self.use.setProperty("soft", True)
        self.use.setWordWrap(True)
        self.message.hide()
        for line in (self.use, self.message):
            line.setFont(ui_font(0.92))
        left = QVBoxLayout()
        left.setContentsMargins(0, 6, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.list, 1)
        left.addWidget(rule(self))
        below = _row(self.buttons[x] for x in _ADDING)
        for name in _MOVING:
            below.addWidget(self.buttons[name])
        left.addLayout(below)
        left.addWidget(rule(self))
        left.addLayout(in_row(self.nesting, margins=(14, 6, 8, 8)))
        paper = QFrame(self)
        set_look(paper, "ground", "paper")
        right = QVBoxLayout(paper)
        right.setContentsMargins(24, 18, 24, 14)
        right.setSpacing(12)
        right.addWidget(scrolled(self.form), 1)
        right.addWidget(rule(self))
        right.addWidget(self.use)
        foot = QHBoxLayout()
        for name in (SchemeCommand.MERGE, SchemeCommand.RETIRE, SchemeCommand.DELETE):
            foot.addWidget(self.buttons[name])
        foot.addStretch(1)
        for name in (SchemeCommand.UNDO, SchemeCommand.CLOSE):
            foot.addWidget(self.buttons[name])
        right.addLayout(foot)
        middle = in_row(left, upright(self), paper, wide=[paper])
        margins = (16, 7, 16, 9)
        low = in_row(self.message, self.hints, margins=margins, spacing=24, wide=[self.hints])
        stack(self, (middle, low), middle)
        self.list.setFixedWidth(304)


def _row(buttons: Iterable[QPushButton]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(8, 6, 8, 6)
    row.setSpacing(2)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
