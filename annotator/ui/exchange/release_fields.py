"""What is in a release: its data and parts, and what its card says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.ui.exchange.export_choice import small_choice
from annotator.ui.exchange.frame import Lines, caption, captioned, heading, soft_line
from annotator.ui.exchange.option_fields import number_field, value_of
from annotator.ui.kit.fields import TextField, Tick
from annotator.ui.kit.theme import px
from annotator.ui.words import release as say
from annotator.values import dataclass
from annotator.workspace.release.choices import FORMATS, LICENCES, SPLITS, missing

_DESCRIPTION_LINES = 6
_NARROW, _WIDE = 48, 400


@dataclass(frozen=True, slots=True)
class Usual:
    """Where the fields begin."""

    by: str
    dev: float
    test: float
    seed: int


class ReleaseData(QWidget):
    """Formats, texts, parts. `counts_changed` comes where the parts would be others, `changed` with
    each change.
    """

    changed = Signal()
    counts_changed = Signal()

    def __init__(self, parent: QWidget, usual: Usual) -> None:
        super().__init__(parent)
        self.titles: dict[QWidget, str] = {}
        self.formats = {name: self._format(name) for name in FORMATS}
        self.texts = small_choice(self)
        for is_free, words in ((False, say.WITH_TEXTS()), (True, say.TEXT_FREE())):
            self.texts.addItem(words, is_free)
        self.about, self.counted = soft_line(self), Lines(self)
        self.by = small_choice(self)
        for name in SPLITS:
            self.by.addItem(say.split_by(name), name)
        self.by.setCurrentIndex(self.by.findData(usual.by))
        numbers = usual.dev, usual.test, usual.seed
        self.dev, self.test, self.seed = (number_field(self, x) for x in numbers)
        for field in (self.dev, self.test, self.seed):
            field.setMinimumWidth(px(_NARROW))
            field.setMaximumWidth(px(_WIDE))
            field.valueChanged.connect(self._on_parts)
        self.texts.currentIndexChanged.connect(self._on_texts)
        self.by.currentIndexChanged.connect(self._on_parts)
        self._lay_out()
        self._on_texts()

    @property
    def chosen(self) -> dict[str, Any]:
        """What the fields say, by the names that releases have for it; no formats are all."""
        asked = tuple(name for name, tick in self.formats.items() if tick.isChecked())
        can_be = tuple(name for name in self.formats if not missing(name))
        return {
            "formats": () if asked == can_be else asked,
            "text_free": bool(self.texts.currentData()),
            "by": str(self.by.currentData()),
            "dev": value_of(self.dev),
            "test": value_of(self.test),
            "seed": value_of(self.seed),
        }

    @property
    def has_format(self) -> bool:
        return any(tick.isChecked() for tick in self.formats.values())

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """In the order in which Tab goes through them."""
        return (*self.formats.values(), self.texts, self.by, self.dev, self.test, self.seed)

    def show_counts(self, lines: Sequence[str], *, is_bad: bool = False) -> None:
        """How the articles would be divided."""
        self.counted.show_lines(lines, "warn" if is_bad else "ink_soft")

    def _on_texts(self) -> None:
        is_free = bool(self.texts.currentData())
        self.about.setText(say.ALWAYS_FREE() if is_free else say.ALWAYS())
        self.changed.emit()

    def _on_parts(self) -> None:
        self.counts_changed.emit()
        self.changed.emit()

    def _format(self, name: str) -> Tick:
        title, lacking = say.format_title(name), missing(name)
        if lacking:
            title = say.lacking(title, ", ".join(lacking))
        tick = Tick(title, self)
        tick.setAccessibleName(title)
        tick.setChecked(not lacking)
        tick.setEnabled(not lacking)
        tick.toggled.connect(self.changed)
        self.titles[tick] = title
        return tick

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 18, 14)
        column.setSpacing(4)
        column.addWidget(heading(say.DATA(), self))
        column.addSpacing(6)
        for tick in self.formats.values():
            column.addWidget(tick)
            column.addSpacing(2)
        column.addSpacing(6)
        column.addWidget(captioned(self.titles, say.TEXTS(), self.texts))
        column.addWidget(self.texts)
        column.addSpacing(2)
        column.addWidget(self.about)
        column.addSpacing(16)
        column.addWidget(heading(say.PARTS(), self))
        column.addSpacing(6)
        column.addWidget(captioned(self.titles, say.BY(), self.by))
        column.addWidget(self.by)
        column.addSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        words = say.DEV(), say.TEST(), say.SEED()
        for at, (title, field) in enumerate(
            zip(words, (self.dev, self.test, self.seed), strict=True)
        ):
            label = captioned(self.titles, title, field)
            label.setWordWrap(True)
            grid.addWidget(label, 0, at, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(field, 1, at)
            grid.setColumnStretch(at, 1)
        column.addLayout(grid)
        column.addSpacing(8)
        column.addWidget(self.counted)
        column.addStretch(1)


class ReleaseCard(QWidget):
    """Title, description, licence, who made it."""

    changed = Signal()

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.titles: dict[QWidget, str] = {}
        self.name, self.creator = QLineEdit(title, self), QLineEdit(self)
        self.description = TextField(self, _DESCRIPTION_LINES)
        self.licence = small_choice(self)
        self.licence.setEditable(True)
        self.licence.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.licence.addItems(["", *LICENCES])
        edit = self.licence.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(say.LICENCE_HINT())
        for line in (self.name, self.creator):
            line.textChanged.connect(self.changed)
        self.description.textChanged.connect(self.changed)
        self.licence.editTextChanged.connect(self.changed)
        self._lay_out()

    @property
    def chosen(self) -> dict[str, str]:
        """What the fields say, by the names that releases have for it."""
        return {
            "title": " ".join(self.name.text().split()),
            "description": " ".join(self.description.toPlainText().split()),
            "license": self.licence.currentText().strip(),
            "creator": " ".join(self.creator.text().split()),
        }

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """In the order in which Tab goes through them."""
        return (self.name, self.description, self.licence, self.creator)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 18, 14)
        column.setSpacing(4)
        column.addWidget(heading(say.CARD(), self))
        column.addSpacing(6)
        words = say.NAME(), say.DESCRIPTION(), say.LICENCE(), say.CREATOR()
        for title, field in zip(words, self.fields, strict=True):
            label = caption(title, field)
            self.titles[label] = title
            column.addWidget(label)
            column.addWidget(field)
            column.addSpacing(8)
        column.addStretch(1)
