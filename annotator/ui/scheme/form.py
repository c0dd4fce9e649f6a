"""The form of the scheme editor: what is typed about one item, and when it is told."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.core.records import Scheme
from annotator.core.scheme_acts import Item
from annotator.ui.scheme.form_fields import LINES, TICKS, WORDS, FormFields
from annotator.ui.words import scheme as say

PAUSE_MS = 800
"""What is typed is stored after a pause of this length, and whenever the field is left."""


class SchemeForm(QWidget):
    """Shows an item; what is changed is told by `edited`, with a number that is the same as long
    as one field keeps the keyboard. A name typed for something new is told by `named`.
    """

    edited = Signal(str, object, int)
    fed = Signal(object, int)
    named = Signal(str)
    left = Signal()
    entered = Signal()
    back_asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.item: Item | None = None
        self.draft: type[Item] | None = None
        self.visit = 0
        self._dirty: dict[str, None] = {}
        self._is_filling = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(lambda: self.flush(but="name"))
        self.fields = FormFields(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.fields)
        self._connect()
        self.show_item(None, Scheme())

    def show_item(self, item: Item | None, scheme: Scheme) -> None:
        """Show an item as it is now. What is being typed is left alone in the same item."""
        is_same = item is not None and type(item) is type(self.item)
        is_same = is_same and item is not None and self.item is not None and item.id == self.item.id
        if not is_same:
            self._dirty.clear()
        self.item, self.draft = item, None
        self._fill(scheme, item, keep=tuple(self._dirty) if is_same else ())
        self.fields.show_kind(None if item is None else type(item), is_draft=False)

    def show_draft(self, kind: type[Item], scheme: Scheme) -> None:
        """Ask for the name of something new."""
        self._dirty.clear()
        self.item, self.draft = None, kind
        self._fill(scheme, None)
        self.fields.show_kind(kind, is_draft=True)
        self.fields.name.setPlaceholderText(say.NEW_NAMES[kind]())
        self.fields.about.setText(say.ABOUT_NEW())
        self.fields.name.setFocus()

    def settle_draft(self) -> bool:
        """Make what was being named, if it has a name yet; False where that was refused."""
        name = self.fields.name.text().strip()
        if self.draft is not None and name:
            self.named.emit(name)
        return self.draft is None or not name

    def show_feeds(
        self, names: Sequence[str], chosen: Sequence[str], others: dict[str, str]
    ) -> None:
        """Which of the pipeline's labels feed the label that is shown."""
        self.fields.feeds.show_feeds(names, chosen, others)

    def edit_name(self) -> None:
        self.fields.name.setFocus()
        self.fields.name.selectAll()

    def flush(self, but: str = "") -> None:
        """Tell of what was typed and not told yet."""
        self._pause.stop()
        self.fields.colour.take()
        for field in [field for field in self._dirty if field != but]:
            self._dirty.pop(field, None)
            value = self.fields.typed(field)
            if self.item is not None and value != getattr(self.item, field):
                self.edited.emit(field, value, self.visit)

    def keep(self, field: str) -> None:
        """A change could not be stored: it is told again at the next flush."""
        if self.fields.is_typed(field):
            self._dirty[field] = None

    @property
    def has_unstored(self) -> bool:
        return bool(self._dirty)

    def forget(self, field: str) -> None:
        """A change was refused: show what is stored; a name can be mended while it is typed."""
        if self.item is not None and not (field == "name" and self.fields.name.hasFocus()):
            self._is_filling = True
            self.fields.put(field, getattr(self.item, field))
            self._is_filling = False
        elif field == "name":
            self.fields.name.selectAll()

    # -- Qt --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving a field stores it; Esc and Enter go back to the list."""
        if event.type() == QEvent.Type.FocusIn:
            self.visit += 1
            self.entered.emit()
        elif event.type() == QEvent.Type.FocusOut and watched is not self:
            self._on_field_left(watched)
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.draft = None
                self.flush()
                self.left.emit()
                return True
            if event.matches(QKeySequence.StandardKey.Undo) and not _has_typed(watched):
                self.back_asked.emit("undo")
                return True
            is_text = isinstance(watched, QPlainTextEdit)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not is_text:
                self._on_enter()
                return True
        return super().eventFilter(watched, event)

    # -- private ---------------------------------------------------------------------------

    def _on_enter(self) -> None:
        if self.draft is not None:
            self.settle_draft()
            return
        self.flush()
        is_stored = self.item is None or self.fields.name.text().strip() == self.item.name
        if is_stored or not self.fields.name.hasFocus():
            self.left.emit()

    def _on_field_left(self, watched: QObject) -> None:
        if self.draft is not None and watched is self.fields.name and self.isVisible():
            if self.fields.name.text().strip():
                self.named.emit(self.fields.name.text().strip())
            else:
                self.draft = None
                self.left.emit()
        elif self.draft is None:
            self.flush()
            if watched is self.fields.name and self.item is not None:
                self.forget("name")

    def _touch(self, field: str) -> None:
        if not self._is_filling and self.draft is None and self.item is not None:
            self._dirty[field] = None
            self._pause.start()

    def _tell(self, field: str, value: object) -> None:
        """A choice is told at once."""
        if not self._is_filling and self.item is not None and self.draft is None:
            self.edited.emit(field, value, self.visit)

    def _fill(self, scheme: Scheme, item: Item | None, keep: Sequence[str] = ()) -> None:
        self._is_filling = True
        self.fields.fill(scheme, item, keep)
        self._is_filling = False

    def _connect(self) -> None:
        fields = self.fields
        for name, field in fields.all:
            if name in (*LINES, *WORDS, "guideline"):
                field.textChanged.connect(lambda *_, name=name: self._touch(name))
            elif name in TICKS:
                field.toggled.connect(lambda on, name=name: self._tell(name, on))
            field.installEventFilter(self)
        fields.key.key_picked.connect(lambda key: self._tell("key", key))
        fields.colour.colour_picked.connect(lambda colour: self._tell("colour", colour))
        fields.group.activated.connect(lambda _: self._tell("group", fields.group.currentData()))
        fields.feeds.feeds_picked.connect(lambda names: self.fed.emit(names, self.visit))
        for part in (fields.colour.swatches, fields.colour.hex, fields.feeds):
            part.installEventFilter(self)


def _has_typed(field: QObject) -> bool:
    """Whether a field has something typed of its own to take back."""
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable()
    return isinstance(field, QPlainTextEdit) and field.document().isUndoAvailable()
