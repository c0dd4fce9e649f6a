"""The form of the scheme editor: the fields of one label, topic group or topic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.core.scheme_acts import Item
from annotator.ui.kit.fields import (
    Choice,
    ColourField,
    FeedsField,
    KeyField,
    TextField,
    Tick,
    WordsField,
)
from annotator.ui.kit.plain import PlainLabel, set_tip
from annotator.ui.kit.theme import ui_font
from annotator.ui.words import scheme as say

PAUSE_MS = 800
"""What is typed is stored after a pause of this length, and whenever the field is left."""

_FIELDS: dict[type[Item], tuple[str, ...]] = {
    Label: ("name", "short", "key", "colour", "guideline", "leave_out", "exceptions", "doubtful"),
    TopicGroup: ("name", "several", "required"),
    Topic: ("name", "key", "group", "colour", "guideline", "keywords"),
}


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
        self._make_fields()
        self._get, self._set = self._ways()
        self._captions: dict[str, QLabel] = {}
        self._lay_out()
        self._connect()
        self.show_item(None, Scheme())

    def show_item(self, item: Item | None, scheme: Scheme) -> None:
        """Show an item as it is now. What is being typed is left alone in the same item."""
        is_same = item is not None and type(item) is type(self.item)
        is_same = is_same and item is not None and self.item is not None and item.id == self.item.id
        if not is_same:
            self._dirty.clear()
        self.item, self.draft = item, None
        self._fill(scheme, item, keep=self._dirty if is_same else {})
        self._show_fields(type(item) if item is not None else None)

    def show_draft(self, kind: type[Item], scheme: Scheme) -> None:
        """Ask for the name of something new."""
        self._dirty.clear()
        self.item, self.draft = None, kind
        self._fill(scheme, None, keep={})
        self._show_fields(kind)
        self.name.setPlaceholderText(say.NEW_NAMES[kind]())
        self.about.setText(say.ABOUT_NEW())
        self.name.setFocus()

    def settle_draft(self) -> bool:
        """Make what was being named, if it has a name yet; False where that was refused."""
        name = self.name.text().strip()
        if self.draft is not None and name:
            self.named.emit(name)
        return self.draft is None or not name

    def show_feeds(
        self, names: Sequence[str], chosen: Sequence[str], others: dict[str, str]
    ) -> None:
        """Which of the pipeline's labels feed the label that is shown."""
        self.feeds.show_feeds(names, chosen, others)

    def edit_name(self) -> None:
        self.name.setFocus()
        self.name.selectAll()

    def flush(self, but: str = "") -> None:
        """Tell of what was typed and not told yet."""
        self._pause.stop()
        self.colour.take()
        for field in [field for field in self._dirty if field != but]:
            self._dirty.pop(field, None)
            value = self._typed(field)
            if self.item is not None and value != getattr(self.item, field):
                self.edited.emit(field, value, self.visit)

    def keep(self, field: str) -> None:
        """A change could not be stored: it is told again at the next flush."""
        if field in self._get:
            self._dirty[field] = None

    @property
    def has_unstored(self) -> bool:
        return bool(self._dirty)

    def forget(self, field: str) -> None:
        """A change was refused: show what is stored; a name can be mended while it is typed."""
        if self.item is not None and not (field == "name" and self.name.hasFocus()):
            self._is_filling = True
            self._set[field](getattr(self.item, field))
            self._is_filling = False
        elif field == "name":
            self.name.selectAll()

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
        is_stored = self.item is None or self.name.text().strip() == self.item.name
        if is_stored or not self.name.hasFocus():
            self.left.emit()

    def _on_field_left(self, watched: QObject) -> None:
        if self.draft is not None and watched is self.name and self.isVisible():
            if self.name.text().strip():
                self.named.emit(self.name.text().strip())
            else:
                self.draft = None
                self.left.emit()
        elif self.draft is None:
            self.flush()
            if watched is self.name and self.item is not None:
                self.forget("name")

    def _touch(self, field: str) -> None:
        if not self._is_filling and self.draft is None and self.item is not None:
            self._dirty[field] = None
            self._pause.start()

    def _tell(self, field: str, value: object) -> None:
        """A choice is told at once."""
        if not self._is_filling and self.item is not None and self.draft is None:
            self.edited.emit(field, value, self.visit)

    def _make_fields(self) -> None:
        self.name, self.short, self.key = QLineEdit(self), QLineEdit(self), KeyField(self)
        self.name.setFont(ui_font(1.0, QFont.Weight.DemiBold))
        self.group, self.colour, self.about = Choice(self), ColourField(self), PlainLabel(self)
        self.about.setProperty("soft", True)
        self.about.setWordWrap(True)
        self.feeds = FeedsField(self)
        self.guideline, self.keywords = TextField(self, 7), WordsField(self, 4)
        self.leave_out, self.exceptions = WordsField(self, 3), WordsField(self, 3)
        self.doubtful = Tick(say.OFTEN_WRONG(), self)
        self.several = Tick(say.SEVERAL(), self)
        self.required = Tick(say.REQUIRED(), self)

    def _ways(self) -> tuple[dict[str, Callable[[], Any]], dict[str, Callable[[Any], None]]]:
        """How each field is read and filled."""
        get: dict[str, Callable[[], Any]] = {}
        put: dict[str, Callable[[Any], None]] = {}
        for name in ("name", "short"):
            line: QLineEdit = getattr(self, name)
            get[name], put[name] = line.text, partial(_put, line)
        for name in ("leave_out", "exceptions", "keywords"):
            area: WordsField = getattr(self, name)
            get[name], put[name] = area.words, area.show_words
        for name in ("doubtful", "several", "required"):
            box: Tick = getattr(self, name)
            get[name], put[name] = box.isChecked, box.setChecked
        get["guideline"] = self.guideline.toPlainText
        put["guideline"] = self.guideline.setPlainText
        put["key"] = lambda key: self.key.setText(key.upper())
        put["colour"] = self.colour.show_colour
        put["group"] = lambda number: self.group.setCurrentIndex(self.group.findData(number))
        return get, put

    def _fill(self, scheme: Scheme, item: Item | None, keep: dict[str, None]) -> None:
        self._is_filling = True
        self.group.clear()
        for group in scheme.groups:
            self.group.addItem(group.name, group.id)
        empty = {"several": False, "required": False, "doubtful": False, "group": 0}
        names = _FIELDS[type(item)] if item is not None else ("name",)
        for field in {*self._set, *names}:
            if item is None or field not in names:
                words = field in ("leave_out", "exceptions", "keywords")
                self._set[field](() if words else empty.get(field, ""))
            elif field not in keep and not (field in self._get and self._is_shown(field, item)):
                self._set[field](getattr(item, field))
        self._is_filling = False

    def _is_shown(self, field: str, item: Item) -> bool:
        """Whether a field says already what is stored: then its cursor stays where it is."""
        return bool(self._typed(field) == getattr(item, field))

    def _typed(self, field: str) -> Any:
        """What a field says, without white space around it."""
        value = self._get[field]()
        return value.strip() if isinstance(value, str) else value

    def _show_fields(self, kind: type[Item] | None) -> None:
        """Those of a kind; of something new the name alone."""
        names = _FIELDS[kind] if kind is not None else ()
        names = names if self.draft is None else ("name",)
        about: dict[object, str] = {
            None: say.ABOUT_EMPTY(),
            TopicGroup: say.ABOUT_GROUP(),
        }
        self.about.setText(about.get(kind, ""))
        self.about.setVisible(bool(self.about.text()) or self.draft is not None)
        for field in self._set:
            shown = field in names
            getattr(self, field).setVisible(shown)
            if field in self._captions:
                self._captions[field].setVisible(shown)
        for part in (self.feeds, self._captions["feeds"]):
            part.setVisible(kind is Label and self.draft is None)
        self.name.setPlaceholderText("")

    def _connect(self) -> None:
        for field in ("name", "short", "guideline", "leave_out", "exceptions", "keywords"):
            getattr(self, field).textChanged.connect(lambda *_, field=field: self._touch(field))
        for field in ("doubtful", "several", "required"):
            getattr(self, field).toggled.connect(lambda on, field=field: self._tell(field, on))
        self.key.key_picked.connect(lambda key: self._tell("key", key))
        self.colour.colour_picked.connect(lambda colour: self._tell("colour", colour))
        self.group.activated.connect(lambda _: self._tell("group", self.group.currentData()))
        for field in self._set:
            getattr(self, field).installEventFilter(self)
        self.feeds.feeds_picked.connect(lambda names: self.fed.emit(names, self.visit))
        for part in (self.colour.swatches, self.colour.hex, self.feeds):
            part.installEventFilter(self)

    def _lay_out(self) -> None:
        words = {field: name() for field, name in say.FIELDS.items()}
        top, middle, low = QHBoxLayout(), QHBoxLayout(), QGridLayout()
        for row, fields in ((top, ("name", "short", "key")), (middle, ("group", "colour"))):
            row.setSpacing(12)
            for field in fields:
                row.addLayout(self._captioned(field, words[field]), 3 if field == "name" else 0)
        middle.addStretch(1)
        low.setHorizontalSpacing(12)
        low.addLayout(self._captioned("leave_out", words["leave_out"]), 0, 0)
        low.addLayout(self._captioned("exceptions", words["exceptions"]), 0, 1)
        for column_number in (0, 1):
            low.setColumnStretch(column_number, 1)
        self.short.setFixedWidth(150)
        self.group.setMinimumWidth(160)
        set_tip(self.key, say.KEY_TIP())
        self.leave_out.setPlaceholderText(say.LEAVE_OUT_HINT())
        self.exceptions.setPlaceholderText(say.KEEP_WHOLE_HINT())
        self.keywords.setPlaceholderText(say.KEYWORDS_HINT())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addLayout(middle)
        column.addLayout(self._captioned("feeds", words["feeds"]))
        column.addLayout(self._captioned("guideline", words["guideline"]), 7)
        column.addLayout(low, 5)
        column.addLayout(self._captioned("keywords", words["keywords"]), 5)
        for box in (self.doubtful, self.several, self.required):
            column.addWidget(box)
        column.addWidget(self.about)
        column.addStretch(1)

    def _captioned(self, field: str, words: str) -> QVBoxLayout:
        widget: QWidget = getattr(self, field)
        caption = self._captions[field] = PlainLabel(words, self)
        caption.setFont(ui_font(0.88, QFont.Weight.Medium))
        caption.setProperty("soft", True)
        caption.setBuddy(widget)
        caption.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        widget.setAccessibleName(words)
        rows = QVBoxLayout()
        rows.setSpacing(4)
        rows.addWidget(caption)
        rows.addWidget(widget, 1)
        return rows


def _put(line: QLineEdit, text: str) -> None:
    """Show a text from its beginning."""
    line.setText(text)
    line.setCursorPosition(0)


def _has_typed(field: QObject) -> bool:
    """Whether a field has something typed of its own to take back."""
    if isinstance(field, QLineEdit):
        return field.isUndoAvailable()
    return isinstance(field, QPlainTextEdit) and field.document().isUndoAvailable()
