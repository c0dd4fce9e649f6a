"""The topics and labels of a plan, each with a tick and with what the plan lets expect of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from annotator.core.planning import Expected
from annotator.ui.exchange.frame import heading, soft_line
from annotator.ui.kit.fields import Tick
from annotator.ui.kit.plain import PlainLabel, set_tip
from annotator.ui.kit.theme import px, set_look, ui_font
from annotator.ui.words import team as say

_NAME = 120
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _NameTick(Tick):
    """A name that may be cut short, and is whole in a tip."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(name.replace("&", "&&"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_tip(self, name)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(_NAME), super().sizeHint().height())


class FiguresTable(QWidget):
    """`changed` comes when something is ticked or no more."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.ticks: dict[str, Tick] = {}
        self.cells: dict[str, list[PlainLabel]] = {}
        self.summary, self.news = PlainLabel("", self), soft_line(self)
        self.summary.setWordWrap(True)
        self.legend = soft_line(self)
        self.legend.setText(say.ABOUT_NEEDED())
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(22)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 18, 14)
        column.setSpacing(4)
        column.addWidget(heading(say.FOR(), self))
        column.addSpacing(6)
        column.addLayout(self._grid)
        column.addSpacing(14)
        column.addWidget(self.summary)
        column.addWidget(self.news)
        column.addSpacing(10)
        column.addWidget(self.legend)
        column.addStretch(1)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The lasting ids of what is ticked."""
        return tuple(uid for uid, tick in self.ticks.items() if tick.isChecked())

    def show_expected(self, expected: Sequence[Expected]) -> None:
        """Their figures; rows are made once."""
        if not self.ticks:
            self._make(expected)
        for each in expected:
            words = (say.share(each), *say.figure(each))
            for cell, text in zip(self.cells[each.of.uid], words, strict=True):
                cell.setText(text)
                is_soft = not each.of.is_ticked or text in (say.UNKNOWN(), "–")
                set_look(cell, "ink", "ink_soft" if is_soft else "ink")

    def _make(self, expected: Sequence[Expected]) -> None:
        heads = say.SHARE(), say.WITHIN(), say.NEEDED(), say.FOR_WANTED()
        for at, words in enumerate(heads, 1):
            head = PlainLabel(words, self)
            head.setFont(ui_font(0.92))
            head.setProperty("soft", True)
            self._grid.addWidget(head, 0, at, _RIGHT)
        for row, each in enumerate(expected, 1):
            tick = self.ticks[each.of.uid] = _NameTick(each.of.name, self)
            tick.setAccessibleName(each.of.name)
            tick.setChecked(each.of.is_ticked)
            tick.toggled.connect(self.changed)
            self._grid.addWidget(tick, row, 0)
            cells = self.cells[each.of.uid] = [PlainLabel("", self) for _ in heads]
            for at, cell in enumerate(cells, 1):
                self._grid.addWidget(cell, row, at, _RIGHT)
