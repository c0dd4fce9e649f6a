"""The fields of a plan: who codes, how many articles, what is suggested in what several code."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from annotator.core.planning import Sizes
from annotator.core.team import InOverlap
from annotator.ui.exchange.export_choice import small_choice
from annotator.ui.exchange.frame import captioned, heading, soft_line
from annotator.ui.exchange.option_fields import number_field
from annotator.ui.kit.fields import Tick
from annotator.ui.kit.theme import px
from annotator.ui.words import team as say

_NARROW, _WIDE = 56, 400
_NAMES = "training", "pilot", "overlap", "repeats", "own"


class PlanFields(QWidget):
    """`coders_changed` comes while names are typed, `changed` with any other change. `chosen` are
    the sizes that were changed by hand.
    """

    changed = Signal()
    coders_changed = Signal()

    def __init__(self, parent: QWidget, lead: str) -> None:
        super().__init__(parent)
        self.titles: dict[QWidget, str] = {}
        self.coders = QLineEdit(self)
        self.coders.setPlaceholderText(say.CODERS_HINT())
        self.lead = soft_line(self)
        self.lead.setText(say.WHO_LEADS().format(name=lead))
        self.chosen: dict[str, int | None] = {}
        self.numbers = {name: self._number() for name in _NAMES}
        for name, field in self.numbers.items():
            field.valueChanged.connect(partial(self._on_number, name))
        self.seed = self._number()
        self.seed.valueChanged.connect(self.changed)
        self.suggestions = small_choice(self)
        self.suggestions.addItem(say.NONE(), InOverlap.ABSENT)
        self.suggestions.addItem(say.FROZEN(), InOverlap.FROZEN)
        self.about = soft_line(self)
        self.drawn_by = small_choice(self)
        for by, words in say.drawn_by():
            self.drawn_by.addItem(words, by)
        self.about_drawn = soft_line(self)
        self.start = Tick(say.START(), self)
        self.start.setAccessibleName(say.START())
        self.coders.textChanged.connect(self.coders_changed)
        self.suggestions.currentIndexChanged.connect(self._on_suggestions)
        self.drawn_by.currentIndexChanged.connect(self._on_drawn_by)
        self.start.toggled.connect(self.changed)
        self._lay_out()
        self._on_suggestions()
        self._on_drawn_by()

    @property
    def names(self) -> list[str]:
        """The coders' names as they are typed."""
        return [x.strip() for x in self.coders.text().split(",") if x.strip()]

    @property
    def sizes(self) -> Sizes:
        """What the fields say."""
        return Sizes(**{name: field.value() for name, field in self.numbers.items()})

    def show_sizes(self, sizes: Sizes) -> None:
        """These from now on; what is being typed stays."""
        for name, field in self.numbers.items():
            if name in self.chosen:
                continue
            field.blockSignals(True)
            field.setValue(getattr(sizes, name))
            field.blockSignals(False)

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """In the order in which Tab goes through them."""
        numbers = self.numbers.values()
        return (self.coders, *numbers, self.seed, self.drawn_by, self.suggestions, self.start)

    def _number(self) -> QSpinBox:
        field = number_field(self, 0)
        assert isinstance(field, QSpinBox)
        field.setMinimumWidth(px(_NARROW))
        field.setMaximumWidth(px(_WIDE))
        field.setKeyboardTracking(True)
        return field

    def _on_number(self, name: str, value: int) -> None:
        self.chosen[name] = value
        self.changed.emit()

    def _on_drawn_by(self) -> None:
        self.about_drawn.setText(say.about_drawn_by(self.drawn_by.currentData()))
        self.changed.emit()

    def _on_suggestions(self) -> None:
        is_none = self.suggestions.currentData() == InOverlap.ABSENT
        self.about.setText(say.ABOUT_NONE() if is_none else say.ABOUT_FROZEN())
        self.changed.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 18, 14)
        column.setSpacing(4)
        column.addWidget(heading(say.CODERS(), self))
        column.addSpacing(6)
        self.coders.setAccessibleName(say.CODERS())
        column.addWidget(self.coders)
        column.addSpacing(2)
        column.addWidget(self.lead)
        column.addSpacing(16)
        column.addWidget(heading(say.ARTICLES(), self))
        column.addSpacing(6)
        words = say.TRAINING(), say.PILOT(), say.OVERLAP(), say.REPEATS(), say.OWN(), say.SEED()
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for at, (title, field) in enumerate(
            zip(words, (*self.numbers.values(), self.seed), strict=True)
        ):
            row, place = divmod(at, 3)
            grid.addWidget(captioned(self.titles, title, field), 3 * row, place)
            grid.addWidget(field, 3 * row + 1, place)
            grid.setColumnStretch(place, 1)
        grid.setRowMinimumHeight(2, px(4))
        column.addLayout(grid)
        column.addSpacing(16)
        column.addWidget(heading(say.DRAWN_BY(), self))
        column.addSpacing(6)
        self.drawn_by.setAccessibleName(say.DRAWN_BY())
        column.addWidget(self.drawn_by)
        column.addSpacing(2)
        column.addWidget(self.about_drawn)
        column.addSpacing(16)
        column.addWidget(heading(say.IN_OVERLAP(), self))
        column.addSpacing(6)
        self.suggestions.setAccessibleName(say.IN_OVERLAP())
        column.addWidget(self.suggestions)
        column.addSpacing(2)
        column.addWidget(self.about)
        column.addSpacing(12)
        self.titles[self.start] = say.START()
        column.addWidget(self.start)
        column.addSpacing(2)
        about = soft_line(self)
        about.setText(say.ABOUT_START())
        column.addWidget(about)
        column.addStretch(1)
