"""The settings: a page made from the table of settings, one of the project, one with all keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.core.records import Scheme
from annotator.ui.actions import Action
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import px, set_look
from annotator.ui.kit.window_state import fit_dialog
from annotator.ui.settings.keys_page import KeysPage
from annotator.ui.settings.table import TABLE, Setting, Settings
from annotator.ui.words import settings as say


class SettingsDialog(QDialog):
    """Each change counts at once: `changed` gives the settings as they are then."""

    changed = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        settings: Settings,
        table: Sequence[Action],
        scheme: Scheme | None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say.SETTINGS())
        self.settings = settings
        self.general = _General(settings)
        self.general.changed.connect(self._on_general)
        self.keys = KeysPage(settings, table, scheme)
        self.keys.changed.connect(self._on_keys)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self.general, say.GENERAL())
        self.tabs.addTab(self.keys, say.KEYS_TAB())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self.tabs)
        fit_dialog(self, px(720), px(620))

    def add_project(self, page: QWidget) -> None:
        """A page of what is set for the project that is open."""
        self.tabs.insertTab(1, page, say.THIS_PROJECT())

    def _on_general(self, name: str, value: object) -> None:
        self._set(replace(self.settings, **{name: value}))  # type: ignore[arg-type]

    def _on_keys(self, settings: Settings) -> None:
        self._set(replace(self.settings, keys=settings.keys))

    def _set(self, settings: Settings) -> None:
        self.settings = settings
        self.changed.emit(settings)


class _General(QWidget):
    """A line for each setting of the table."""

    changed = Signal(str, object)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        form = QFormLayout(self)
        form.setContentsMargins(28, 24, 28, 24)
        form.setHorizontalSpacing(22)
        form.setVerticalSpacing(16)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.fields: dict[str, QWidget] = {}
        for setting in TABLE:
            made = self._make(setting, getattr(settings, setting.name))
            self.fields[setting.name] = made
            made.setAccessibleName(setting.title())
            form.addRow(setting.title(), self._with_help(made, setting))

    def _make(self, setting: Setting, value: object) -> QWidget:
        if setting.options:
            return _Choice(setting, str(value), lambda v: self.changed.emit(setting.name, v))
        if setting.limits is not None:
            number = QSpinBox(minimum=setting.limits[0], maximum=setting.limits[1])
            number.setValue(int(str(value)))
            number.setFixedWidth(64)
            number.setAlignment(Qt.AlignmentFlag.AlignCenter)
            # NoButtons leaves a styled spin box without room for its text (Qt 6.11).
            number.setStyleSheet("QSpinBox::up-button, QSpinBox::down-button { width: 0; }")
            number.valueChanged.connect(lambda v: self.changed.emit(setting.name, v))
            return number
        text = QLineEdit(str(value))
        text.setMaximumWidth(280)
        text.editingFinished.connect(lambda: self.changed.emit(setting.name, text.text().strip()))
        return text

    def _with_help(self, made: QWidget, setting: Setting) -> QWidget:
        if setting.help is None:
            return made
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(made)
        told = PlainLabel(setting.help())
        told.setProperty("soft", True)
        told.setWordWrap(True)
        column.addWidget(told)
        return both


class _Choice(QWidget):
    """A few options side by side."""

    def __init__(self, setting: Setting, value: str, tell: Callable[[str], None]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.buttons = QButtonGroup(self)
        for number, (option, words) in enumerate(setting.options):
            button = QPushButton(words())
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setChecked(option == value)
            set_look(button, "choice", True)
            self.buttons.addButton(button, number)
            row.addWidget(button)
        row.addStretch(1)
        self.buttons.idClicked.connect(lambda number: tell(setting.options[number][0]))
