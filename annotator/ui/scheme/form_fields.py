"""The fields of the scheme editor's form, in their places: what each kind of item has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
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

_FIELDS: dict[type[Item], tuple[str, ...]] = {
    Label: ("name", "short", "key", "colour", "guideline", "leave_out", "exceptions", "doubtful"),
    TopicGroup: ("name", "several", "required"),
    Topic: ("name", "key", "group", "colour", "guideline", "keywords"),
}
LINES = ("name", "short")
WORDS = ("leave_out", "exceptions", "keywords")
TICKS = ("doubtful", "several", "required")
_EMPTY: dict[str, object] = {**dict.fromkeys(TICKS, False), **dict.fromkeys(WORDS, ()), "group": 0}


class FormFields(QWidget):
    """One field for each thing that can be said of an item, by its name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._make_fields()
        self._get, self._set = self._ways()
        self._captions: dict[str, QLabel] = {}
        self._lay_out()

    @property
    def all(self) -> Iterable[tuple[str, Any]]:
        """The fields by their names."""
        return [(name, getattr(self, name)) for name in self._set]

    def is_typed(self, name: str) -> bool:
        """Whether a field is one that is typed into or ticked."""
        return name in self._get

    def typed(self, name: str) -> Any:
        """What a field says, without white space around it."""
        value = self._get[name]()
        return value.strip() if isinstance(value, str) else value

    def put(self, name: str, value: Any) -> None:
        """Let a field say this."""
        self._set[name](value)

    def fill(self, scheme: Scheme, item: Item | None, keep: Collection[str]) -> None:
        """Show an item, but leave some fields as they are."""
        self.group.clear()
        for group in scheme.groups:
            self.group.addItem(group.name, group.id)
        names = () if item is None else _FIELDS[type(item)]
        for name in self._set:
            if item is None or name not in names:
                self.put(name, _EMPTY.get(name, ""))
            elif name not in keep and not (name in self._get and self._is_shown(name, item)):
                self.put(name, getattr(item, name))

    def show_kind(self, kind: type[Item] | None, *, is_draft: bool) -> None:
        """Show the fields of a kind; of something new the name alone."""
        names = () if kind is None else _FIELDS[kind]
        names = ("name",) if is_draft else names
        about: dict[object, str] = {None: say.ABOUT_EMPTY(), TopicGroup: say.ABOUT_GROUP()}
        self.about.setText(about.get(kind, ""))
        self.about.setVisible(bool(self.about.text()) or is_draft)
        for name, field in self.all:
            field.setVisible(name in names)
            if name in self._captions:
                self._captions[name].setVisible(name in names)
        for part in (self.feeds, self._captions["feeds"]):
            part.setVisible(kind is Label and not is_draft)
        self.name.setPlaceholderText("")
        self.guideline.setPlaceholderText(say.GUIDELINE_HINT() if kind is Label else "")

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
        for name in LINES:
            line: QLineEdit = getattr(self, name)
            get[name], put[name] = line.text, partial(_put, line)
        for name in WORDS:
            area: WordsField = getattr(self, name)
            get[name], put[name] = area.words, area.show_words
        for name in TICKS:
            box: Tick = getattr(self, name)
            get[name], put[name] = box.isChecked, box.setChecked
        get["guideline"] = self.guideline.toPlainText
        put["guideline"] = self.guideline.setPlainText
        put["key"] = lambda key: self.key.setText(key.upper())
        put["colour"] = self.colour.show_colour
        put["group"] = lambda number: self.group.setCurrentIndex(self.group.findData(number))
        return get, put

    def _is_shown(self, name: str, item: Item) -> bool:
        """Whether a field says already what is stored: then its cursor stays where it is."""
        return bool(self.typed(name) == getattr(item, name))

    def _lay_out(self) -> None:
        self.short.setFixedWidth(150)
        self.group.setMinimumWidth(160)
        set_tip(self.key, say.KEY_TIP())
        self.leave_out.setPlaceholderText(say.LEAVE_OUT_HINT())
        self.exceptions.setPlaceholderText(say.KEEP_WHOLE_HINT())
        self.keywords.setPlaceholderText(say.KEYWORDS_HINT())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._row("name", "short", "key"))
        second = self._row("group", "colour")
        second.addStretch(1)
        column.addLayout(second)
        column.addLayout(self._captioned("feeds"))
        column.addLayout(self._captioned("guideline"), 7)
        column.addLayout(self._halves("leave_out", "exceptions"), 5)
        column.addLayout(self._captioned("keywords"), 5)
        for name in TICKS:
            column.addWidget(getattr(self, name))
        column.addWidget(self.about)
        column.addStretch(1)

    def _row(self, *names: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for name in names:
            row.addLayout(self._captioned(name), 3 if name == "name" else 0)
        return row

    def _halves(self, *names: str) -> QGridLayout:
        halves = QGridLayout()
        halves.setHorizontalSpacing(12)
        for column, name in enumerate(names):
            halves.addLayout(self._captioned(name), 0, column)
            halves.setColumnStretch(column, 1)
        return halves

    def _captioned(self, name: str) -> QVBoxLayout:
        widget: QWidget = getattr(self, name)
        words = say.FIELDS[name]()
        caption = self._captions[name] = PlainLabel(words, self)
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
