"""What the scheme editor asks before it takes something away. Tests replace the `ask`s."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.codes import SchemeCommand
from annotator.core.records import Label, Topic
from annotator.ui.kit.hints import Hints
from annotator.ui.kit.overlay import ROW_HEIGHT
from annotator.ui.kit.overlay_rows import NamedRows, Row
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import px, ui_font
from annotator.ui.words import kit as kit_words
from annotator.ui.words import scheme as say
from annotator.workspace.open.scheme_editing import SchemeEditing

_WIDTH = 460
_MOST_ROWS = 9

Way = tuple[SchemeCommand, str, str]
"""What can be done, its words, and a detail of it."""


def ask_removal(
    parent: QWidget, editing: SchemeEditing, item: Label | Topic
) -> SchemeCommand | None:
    """What to do: delete where nothing has it; else merge or retire; None: leave it."""
    use = editing.use(item)
    if not use.is_any:
        title, said = say.ask_delete(item.name), say.NOTHING_LOST()
        ways = [(SchemeCommand.DELETE, say.DELETE_IT(), "")]
    else:
        title, said = say.is_in_use(item.name), say.would_lose(use)
        ways = [(SchemeCommand.MERGE, say.merge_into_another(item), "")]
        if not item.retired:
            ways.append((SchemeCommand.RETIRE, say.RETIRE_IT(), say.ABOUT_RETIRING()))
    return WayQuestion.ask(parent, title, said, ways)


def ask_retirement(parent: QWidget, editing: SchemeEditing, item: Label | Topic) -> bool:
    """Whether to retire it, knowing what has it."""
    title, said = say.ask_retire(item.name), say.retiring(item, editing.use(item))
    return (
        WayQuestion.ask(parent, title, said, [(SchemeCommand.RETIRE, say.RETIRE_IT(), "")])
        is not None
    )


def ask_merge(parent: QWidget, editing: SchemeEditing, item: Label | Topic) -> Label | Topic | None:
    """Into which other to merge it, knowing what that does."""
    targets = {target.id: target for target in editing.targets(item)}
    use = editing.use(item)
    rows = [
        Row(x.name, x.id, "", (x.key.upper(),) if x.key else (), x.colour) for x in targets.values()
    ]

    def preview(number: object) -> str:
        target = targets[int(str(number))]
        return say.merging(item, target, use, editing.twins(item, target))

    found = MergeQuestion.ask(parent, say.ask_merge(item.name), rows, preview)
    return None if found is None else targets[int(str(found))]


class _Question(QDialog):
    """A heading, rows to choose from, and what the current one would touch."""

    def __init__(self, parent: QWidget, title: str, verb: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setFixedWidth(_WIDTH)
        heading = PlainLabel(title, self)
        heading.setFont(ui_font(1.15, QFont.Weight.DemiBold))
        heading.setWordWrap(True)
        self.preview = PlainLabel(self)
        self.preview.setProperty("soft", True)
        self.preview.setWordWrap(True)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.table = NamedRows(self, ROW_HEIGHT)
        self.model = self.table.rows
        self.table.installEventFilter(self)
        self.table.clicked.connect(self._on_clicked)
        hints = Hints(self)
        hints.show_hints([(kit_words.ENTER(), verb), (kit_words.ESC(), kit_words.CANCEL_KEY())])
        self.foot = QHBoxLayout()
        self.foot.addWidget(hints, 1)
        self.add_button(kit_words.CANCEL(), self.reject)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addLayout(self.body)
        column.addLayout(self.foot)

    def add_button(self, words: str, does: Callable[[], object]) -> None:
        """A button for the mouse; the keys are those of the hints."""
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _: does())
        self.foot.addWidget(button)

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.model.show_rows(rows)
        self.table.setCurrentIndex(self.model.index(0, 0))

    @property
    def value(self) -> object:
        """What the current row stands for; None where there is none."""
        return None if self.table.row is None else self.table.row.value

    def put(self) -> object:
        """Ask now; None when the person turned away."""
        is_accepted = self.exec() == QDialog.DialogCode.Accepted
        found = self.value
        self.deleteLater()
        return found if is_accepted else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move, Enter takes, wherever the keyboard is."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            way = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            count = len(self.model.rows)
            if way is not None and count:
                self.table.step(way, goes_round=True)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if count:
                    self.accept()
                return True
        return super().eventFilter(watched, event)

    def _on_clicked(self) -> None:
        self.accept()


class WayQuestion(_Question):
    """What to do with a label: a few ways, one a row, under what they touch."""

    def __init__(self, parent: QWidget, title: str, preview: str, ways: Sequence[Way]) -> None:
        super().__init__(parent, title, say.CHOOSE_KEY())
        self.preview.setText(preview)
        self.table.setFixedHeight(px(ROW_HEIGHT) * len(ways))
        self.body.addWidget(self.preview)
        self.body.addWidget(self.table)
        self.show_rows([Row(words, code, detail) for code, words, detail in ways])
        self.table.setFocus()

    @staticmethod
    def ask(parent: QWidget, title: str, preview: str, ways: Sequence[Way]) -> SchemeCommand | None:
        """The one that was chosen, None for none."""
        found = WayQuestion(parent, title, preview, ways).put()
        return None if found is None else SchemeCommand(str(found))


class MergeQuestion(_Question):
    """Into which other label, by a part of its name; below stands what would become of it."""

    def __init__(
        self, parent: QWidget, title: str, rows: Sequence[Row], preview_of: Callable[[object], str]
    ) -> None:
        super().__init__(parent, title, say.MERGE_KEY())
        self._all, self._preview_of = rows, preview_of
        self.field = QLineEdit(self, placeholderText=say.PART_OF_NAME())
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._narrow)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setFixedHeight(px(ROW_HEIGHT) * min(_MOST_ROWS, len(rows)))
        self.preview.setMinimumHeight(self.preview.fontMetrics().lineSpacing() * 3)
        for part in (self.field, self.table, self.preview):
            self.body.addWidget(part)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.table.doubleClicked.connect(lambda _: self.accept())
        self.add_button(say.MERGE(), self._take)
        self._narrow("")
        self.field.setFocus()

    @staticmethod
    def ask(
        parent: QWidget, title: str, rows: Sequence[Row], preview_of: Callable[[object], str]
    ) -> object:
        """The value of the chosen row, or None."""
        return MergeQuestion(parent, title, rows, preview_of).put()

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        self.show_rows([x for x in self._all if all(w in x.text.casefold() for w in words)])
        self._tell()

    def _tell(self) -> None:
        nothing = kit_words.NOTHING_OF_THAT_NAME()
        self.preview.setText(nothing if self.value is None else self._preview_of(self.value))

    def _take(self) -> None:
        if self.value is not None:
            self.accept()

    def _on_clicked(self) -> None:
        """A click only shows what would become of it."""
        self.table.viewport().update()
