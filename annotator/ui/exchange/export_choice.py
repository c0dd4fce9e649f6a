"""What of a project goes out: which articles, whose labels, of which days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.ui.exchange.frame import captioned, heading, soft_line
from annotator.ui.kit.fields import Choice, Tick
from annotator.ui.words import exchange as say

_STATUSES = ("done", "all")
_GOLD, _APART = "/gold", "/apart"  # no names


class ExportChoice(QWidget):
    """The fields; `changed` comes with each change of what they say."""

    changed = Signal()

    def __init__(self, parent: QWidget, annotators: Sequence[str]) -> None:
        super().__init__(parent)
        self.status, self.whose = small_choice(self), small_choice(self)
        for status, words in zip(_STATUSES, (say.FINISHED(), say.ALL()), strict=True):
            self.status.addItem(words, status)
        self.whose.addItem(say.EVERYBODY(), "")
        for name in annotators:
            self.whose.addItem(name, name)
        for which, words in ((_GOLD, say.GOLD_ELSE_ONLY()), (_APART, say.APART())):
            if len(annotators) > 1:
                self.whose.addItem(words, which)
        self.first, self.last = QLineEdit(self), QLineEdit(self)
        for field in (self.first, self.last):
            field.setPlaceholderText(say.DATE_HINT())
            field.setMaxLength(10)
            field.textChanged.connect(self.changed)
        self.in_use, self.seen = Tick("", self), Tick("", self)
        for box in (self.status, self.whose):
            box.currentIndexChanged.connect(self.changed)
        for tick in (self.in_use, self.seen):
            tick.toggled.connect(self.changed)
        self.counted = soft_line(self)
        self.titles: dict[QWidget, str] = {}
        self._lay_out()

    @property
    def chosen(self) -> dict[str, Any]:
        """What the fields say, by the names of `ArticleChoice`."""
        whose = str(self.whose.currentData())
        return {
            "status": str(self.status.currentData()),
            "annotator": "" if whose in (_GOLD, _APART) else whose,
            "gold": whose == _GOLD,
            "apart": whose == _APART,
            "seen_only": self.seen.isChecked(),
            "in_use_only": self.in_use.isChecked(),
            "first_date": self.first.text().strip(),
            "last_date": self.last.text().strip(),
        }

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """In the order in which Tab goes through them."""
        return (self.status, self.whose, self.first, self.last, self.in_use, self.seen)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(4)
        column.addWidget(heading(say.WHAT(), self))
        column.addSpacing(6)
        for title, field in ((say.ARTICLES(), self.status), (say.WHOSE(), self.whose)):
            column.addWidget(captioned(self.titles, title, field))
            column.addWidget(field)
            column.addSpacing(8)
        days = QHBoxLayout()
        days.setSpacing(8)
        for title, line in ((say.FROM(), self.first), (say.UNTIL(), self.last)):
            one = QVBoxLayout()
            one.setSpacing(4)
            one.addWidget(captioned(self.titles, title, line))
            one.addWidget(line)
            days.addLayout(one, 1)
        column.addLayout(days)
        column.addSpacing(12)
        for title, tick in ((say.IN_USE_ONLY(), self.in_use), (say.SEEN_ONLY(), self.seen)):
            tick.setText(title)
            tick.setAccessibleName(title)
            self.titles[tick] = title
            column.addWidget(tick)
            column.addSpacing(2)
        column.addSpacing(10)
        column.addWidget(self.counted)
        column.addStretch(1)


def small_choice(parent: QWidget) -> Choice:
    """A choice that is as wide as its place, however long its words are."""
    box = Choice(parent)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    return box
