"""The page of the settings where keys are changed: press to record; a clash is refused by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.core.records import Scheme
from annotator.ui.actions import MENUS, Action, CommandId, with_keys
from annotator.ui.kit.fuzzy_find import Match, ranked
from annotator.ui.kit.key_names import chord_of
from annotator.ui.kit.overlay_rows import NamedRows, Row
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import set_look
from annotator.ui.settings.table import Settings, clash, with_action_keys
from annotator.ui.words import settings as say


class KeysPage(QWidget):
    """All actions with their keys. Enter or a double click on one, then the new key."""

    changed = Signal(object)

    def __init__(self, settings: Settings, table: Sequence[Action], scheme: Scheme | None) -> None:
        super().__init__()
        self.settings, self._scheme = settings, scheme
        self._table = {action.id: action for action in table}
        self._adds = False
        self.recording = ""  # the action whose key is being pressed
        self.field = QLineEdit(placeholderText=say.FIND_KEY())
        self.field.setClearButtonEnabled(True)
        self.table = NamedRows(self, 30)
        self.model = self.table.rows
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.table.doubleClicked.connect(lambda _: self.record())
        self.line = PlainLabel()
        self.line.setWordWrap(True)
        self.line.setMinimumHeight(36)
        self._put_together()
        self.field.textChanged.connect(lambda _: self.show_rows())
        self.field.installEventFilter(self)
        self.table.installEventFilter(self)
        self.show_rows()

    @property
    def current(self) -> str:
        """The id of the action that has the mark, or ""."""
        row = self.table.row
        return "" if row is None else str(row.value or "")

    def show_rows(self) -> None:
        """The actions that fit what is typed, by menu."""
        kept, typed = self.current, self.field.text()
        rows: list[Row] = []
        actions = self._actions()
        fits = {action.id: fit for action, fit in ranked(typed, actions, _words_of)}
        for menu in MENUS:
            found = [self._row(a, fits[a.id]) for a in actions if a.menu == menu and a.id in fits]
            if found:
                rows += [Row(_of_table(menu)), *found]
        self.model.show_rows(rows)
        self._mark(kept)

    def record(self, *, adds: bool = False) -> None:
        """Wait for a key for the marked action, instead of those it has or beside them."""
        if not self.current:
            return
        if self.current == CommandId.VIEW_TEXT:
            self._say(say.ESC_IS_FIXED(), is_bad=True)
            return
        self.recording, self._adds = self.current, adds
        title = _of_table(self._table[self.recording].title)
        self._say(say.press_key_for(title))
        self.show_rows()
        self.table.setFocus()

    def reset(self) -> None:
        """The default keys of the marked action, where they are free."""
        if not self.current:
            return
        keys = self._table[self.current].keys
        taken = [clash(k, self.current, self._actions(), None) for k in keys]
        taken = [words for key, words in zip(keys, taken, strict=True) if words and len(key) > 1]
        others = [a for a in self._actions() if a.id != self.current]
        if any(key in other.keys for key in keys for other in others):
            self._say((taken or [say.KEY_IS_TAKEN()])[0], is_bad=True)
        else:
            self._set(self.current, keys, say.IS_DEFAULT())

    def reset_all(self) -> None:
        self.settings = replace(self.settings, keys={})
        self.changed.emit(self.settings)
        self._say(say.ALL_ARE_DEFAULT())
        self.show_rows()

    def remove(self) -> None:
        """Take the keys of the marked action away; menu and palette still have it."""
        if self.current and self.current != CommandId.VIEW_TEXT:
            self._set(self.current, (), say.HAS_NO_KEY())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a key is recorded it reaches nothing else."""
        is_press = event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if not is_press or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if self.recording:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self._press(event)
            return True
        if event.type() == QEvent.Type.KeyPress and self._moves(watched, event):
            return True
        return super().eventFilter(watched, event)

    # -- private ---------------------------------------------------------------------------

    def _put_together(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.field)
        column.addWidget(self.table, 1)
        column.addWidget(self.line)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for words, does in (
            (say.CHANGE(), self.record),
            (say.ADD_KEY(), lambda: self.record(adds=True)),
            (say.NO_KEY(), self.remove),
            (say.RESET(), self.reset),
        ):
            buttons.addWidget(_button(words, does))
        buttons.addStretch(1)
        buttons.addWidget(_button(say.RESET_ALL(), self.reset_all))
        column.addLayout(buttons)

    def _row(self, action: Action, fit: Match) -> Row:
        is_changed = action.id in self.settings.keys
        keys: tuple[str, ...] = action.keys[:4]
        if action.id == self.recording:
            keys = ("…",) if not self._adds else (*keys[:3], "…")
        detail = say.CHANGED() if is_changed else ""
        return Row(_of_table(action.title), action.id, detail, keys, ranges=fit.ranges)

    def _press(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.recording = ""
            self._say("")
            self.show_rows()
            return
        key = chord_of(event)
        if not key or event.isAutoRepeat():
            return
        action_id, own = self.recording, self._keys_of(self.recording)
        taken = clash(key, action_id, self._actions(), self._scheme)
        self.recording = ""
        if taken and key not in own:
            self._say(say.not_changed(why=taken), is_bad=True)
            self.show_rows()
            return
        keys = tuple(dict.fromkeys((*own, key))) if self._adds else (key,)
        self._set(action_id, keys, "")

    def _actions(self) -> tuple[Action, ...]:
        return with_keys(self._table.values(), self.settings.keys)

    def _keys_of(self, action_id: str) -> tuple[str, ...]:
        return next(a.keys for a in self._actions() if a.id == action_id)

    def _set(self, action_id: str, keys: Sequence[str], said: str) -> None:
        self.settings = with_action_keys(self.settings, self._table[action_id], keys)
        self.changed.emit(self.settings)
        self._say(said)
        self.show_rows()
        self._mark(action_id)

    def _moves(self, watched: QObject, event: QKeyEvent) -> bool:
        """Enter records; Down leads from the field into the list, Delete takes the keys away."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.record()
        elif watched is self.field and key == Qt.Key.Key_Down:
            self.table.setFocus()
        elif watched is self.table and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        else:
            return False
        return True

    def _mark(self, action_id: str) -> None:
        rows = [n for n, row in enumerate(self.model.rows) if row.value == action_id]
        first = [n for n, row in enumerate(self.model.rows) if not row.is_heading]
        typed = self.field.text().casefold()
        exact = [n for n in first if self.model.rows[n].text.casefold() == typed]
        self.table.mark((rows or exact or first or [-1])[0])

    def _say(self, text: str, *, is_bad: bool = False) -> None:
        set_look(self.line, "ink", "warn" if is_bad else "ink_soft")
        self.line.setText(text)


def _button(words: str, does: Callable[[], None]) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: does())
    return button


def _words_of(action: Action) -> tuple[str, str]:
    return _of_table(action.title), " ".join(action.keys)


def _of_table(text: str) -> str:
    return QCoreApplication.translate("Actions", text)
