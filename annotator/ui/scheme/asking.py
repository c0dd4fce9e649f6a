"""What the scheme editor asks before it takes something away. Tests replace the `ask`s."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.core.records import Label, Topic
from annotator.ui.kit import badges
from annotator.ui.kit.hints import Hints
from annotator.ui.kit.overlay import ROW_HEIGHT
from annotator.ui.kit.overlay_rows import Row, RowModel, RowPainter
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import px, ui_font
from annotator.ui.words.scheme import kind_words, merge_words, retire_words, use_words
from annotator.workspace.open.scheme_editing import SchemeEditing

_WIDTH = 460
_MOST_ROWS = 9


def ask_removal(parent: QWidget, editing: SchemeEditing, item: Label | Topic) -> str | None:
    """What to do: "delete" where nothing has it; else "merge" or "retire"; None: leave it."""
    use = editing.use(item)
    if not use.is_any:
        title, said = _tr("Delete “{name}”?"), _tr("Nothing has it, so nothing else is touched.")
        ways = [("delete", _tr("Delete it"), "")]
    else:
        title = _tr("“{name}” is in use")
        said = _tr("It can't be deleted, because {what} would lose it.")
        said = said.format(what=use_words(use))
        merge = _tr("Merge it into another {kind} …").format(kind=kind_words(item))
        ways = [("merge", merge, "")]
        if not item.retired:
            ways.append(("retire", _tr("Retire it"), _tr("kept, but offered no more")))
    return WayQuestion.ask(parent, title.format(name=item.name), said, ways)


def ask_retirement(parent: QWidget, editing: SchemeEditing, item: Label | Topic) -> bool:
    """Whether to retire it, knowing what has it."""
    title = _tr("Retire “{name}”?").format(name=item.name)
    ways = [("retire", _tr("Retire it"), "")]
    return WayQuestion.ask(parent, title, retire_words(item, editing.use(item)), ways) is not None


def ask_merge(parent: QWidget, editing: SchemeEditing, item: Label | Topic) -> Label | Topic | None:
    """Into which other to merge it, knowing what that does."""
    targets = {target.id: target for target in editing.targets(item)}
    use = editing.use(item)
    rows = [
        Row(x.name, x.id, "", (x.key.upper(),) if x.key else (), x.colour) for x in targets.values()
    ]

    def preview(number: object) -> str:
        target = targets[int(str(number))]
        return merge_words(item, target, use, editing.twins(item, target))

    found = MergeQuestion.ask(
        parent, _tr("Merge “{name}” into").format(name=item.name), rows, preview
    )
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
        self.model = RowModel(self)
        self.table = QTableView(self)
        badges.set_up_rows(self.table, ROW_HEIGHT)
        self.table.setModel(self.model)
        self.table.setItemDelegate(RowPainter(self.table))
        self.table.installEventFilter(self)
        self.table.clicked.connect(self._on_clicked)
        hints = Hints(self)
        hints.show_hints([(self.tr("Enter"), verb), (self.tr("Esc"), self.tr("leave it"))])
        self.foot = QHBoxLayout()
        self.foot.addWidget(hints, 1)
        self.add_button(self.tr("Cancel"), self.reject)
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
        at = self.table.currentIndex().row()
        return self.model.rows[at].value if 0 <= at < len(self.model.rows) else None

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
                self._show(self.model.index((self.table.currentIndex().row() + way) % count, 0))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if count:
                    self.accept()
                return True
        return super().eventFilter(watched, event)

    def _show(self, index: object) -> None:
        self.table.setCurrentIndex(index)  # type: ignore[arg-type]
        self.table.scrollTo(index)  # type: ignore[arg-type]
        self.table.viewport().update()

    def _on_clicked(self) -> None:
        self.accept()


class WayQuestion(_Question):
    """What to do with a label: a few ways, one a row, under what they touch."""

    def __init__(
        self, parent: QWidget, title: str, preview: str, ways: Sequence[tuple[str, str, str]]
    ) -> None:
        super().__init__(parent, title, self.tr("do it"))
        self.preview.setText(preview)
        self.table.setFixedHeight(px(ROW_HEIGHT) * len(ways))
        self.body.addWidget(self.preview)
        self.body.addWidget(self.table)
        self.show_rows([Row(words, code, detail) for code, words, detail in ways])
        self.table.setFocus()

    @staticmethod
    def ask(
        parent: QWidget, title: str, preview: str, ways: Sequence[tuple[str, str, str]]
    ) -> str | None:
        """The code of the way that was chosen, of (code, words, detail)s; None for none."""
        found = WayQuestion(parent, title, preview, ways).put()
        return None if found is None else str(found)


class MergeQuestion(_Question):
    """Into which other label, by a part of its name; below stands what would become of it."""

    def __init__(
        self, parent: QWidget, title: str, rows: Sequence[Row], preview_of: Callable[[object], str]
    ) -> None:
        super().__init__(parent, title, self.tr("merge"))
        self._all, self._preview_of = rows, preview_of
        self.field = QLineEdit(self, placeholderText=self.tr("A part of the name"))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._narrow)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setFixedHeight(px(ROW_HEIGHT) * min(_MOST_ROWS, len(rows)))
        self.preview.setMinimumHeight(self.preview.fontMetrics().lineSpacing() * 3)
        for part in (self.field, self.table, self.preview):
            self.body.addWidget(part)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.table.doubleClicked.connect(lambda _: self.accept())
        self.add_button(self.tr("Merge"), self._take)
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
        nothing = self.tr("Nothing is called like that")
        self.preview.setText(nothing if self.value is None else self._preview_of(self.value))

    def _take(self) -> None:
        if self.value is not None:
            self.accept()

    def _on_clicked(self) -> None:
        """A click only shows what would become of it."""
        self.table.viewport().update()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Scheme", text)
