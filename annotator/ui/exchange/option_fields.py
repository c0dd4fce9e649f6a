"""The options of a format as fields, by the type of their values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.exchange.export_choice import small_choice
from annotator.ui.exchange.frame import caption
from annotator.ui.kit.fields import Choice, Tick
from annotator.ui.kit.theme import px
from annotator.ui.words import exchange as say
from annotator.workspace.exchange.export_target import Option

_MOST = 2**31 - 1
Value = str | int | float | bool


class OptionFields(QWidget):
    """A field for each option; `changed` comes with each change."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.fields: dict[str, QWidget] = {}
        self.titles: dict[QWidget, str] = {}
        self._options: tuple[Option, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_options(self, options: Sequence[Option]) -> None:
        """These instead of those before, each at its default."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._options, self.fields, self.titles = tuple(options), {}, {}
        for option in options:
            field = self.fields[option.name] = self._field(option)
            title = say.option(option.name, option.help)
            if isinstance(field, Tick):
                field.setText(title)
                field.setAccessibleName(title)
                self.titles[field] = title
            else:
                label = caption(title, field)
                label.setWordWrap(True)
                self.titles[label] = title
                self._column.addWidget(label)
            self._column.addWidget(field)
            self._column.addSpacing(6)

    @property
    def values(self) -> dict[str, Value]:
        """What the fields say, by the names of the options."""
        return {each.name: value_of(self.fields[each.name]) for each in self._options}

    def _field(self, option: Option) -> QWidget:
        default = option.default
        if isinstance(default, bool):
            tick = Tick("", self)
            tick.setChecked(default)
            tick.toggled.connect(self.changed)
            return tick
        if isinstance(default, int | float):
            number = number_field(self, default)
            number.valueChanged.connect(self.changed)
            return number
        if option.values:
            return self._choice(option.values, default)
        line = QLineEdit(default, self)
        line.textChanged.connect(self.changed)
        return line

    def _choice(self, values: Sequence[str], default: str) -> Choice:
        box = small_choice(self)
        for value in values:
            box.addItem(say.option_value(value), value)
        box.setCurrentIndex(max(0, box.findData(default)))
        box.currentIndexChanged.connect(self.changed)
        return box


def number_field(parent: QWidget, default: int | float) -> QSpinBox | QDoubleSpinBox:
    """A field for a number, from 0 on; for a share, where the default is one."""
    field: QSpinBox | QDoubleSpinBox
    if isinstance(default, int):
        field = QSpinBox(parent)
        field.setRange(0, _MOST)
        field.setValue(default)
    else:
        field = QDoubleSpinBox(parent)
        is_share = 0 <= default <= 1
        field.setRange(0, 1 if is_share else _MOST)
        field.setSingleStep(0.05 if is_share else 1)
        field.setValue(default)
    field.setFixedWidth(px(96))
    field.setAlignment(Qt.AlignmentFlag.AlignCenter)
    # NoButtons leaves a styled spin box without room for its text (Qt 6.11).
    buttons = ("up-button", "down-button")
    sheet = ", ".join(f"{type(field).__name__}::{each}" for each in buttons)
    field.setStyleSheet(f"{sheet} {{ width: 0; }}")
    return field


def value_of(field: QWidget) -> Value:
    """What a field says."""
    if isinstance(field, Tick):
        return field.isChecked()
    if isinstance(field, QSpinBox):
        return field.value()
    if isinstance(field, QDoubleSpinBox):
        return round(field.value(), 6)
    if isinstance(field, Choice):
        return str(field.currentData())
    assert isinstance(field, QLineEdit)
    return field.text()
