"""What was handed out to whom, and what came back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.ui.exchange.frame import heading, soft_line
from annotator.ui.kit.plain import PlainLabel, set_tip
from annotator.ui.words import team as say
from annotator.workspace.team.progress import CoderProgress


class HandedOutList(QWidget):
    """By round; of each coder two lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 14, 18, 14)
        self._column.setSpacing(3)

    def show_rows(self, rows: Sequence[CoderProgress], news: Sequence[str] = ()) -> None:
        """These, the last round first, and what is told under them."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = []
        self._column.addWidget(heading(say.HANDED_OUT(), self))
        self._column.addSpacing(6)
        if not rows:
            self._line(say.NOTHING_YET(), is_soft=True)
        shown = ""
        for each in sorted(rows, key=lambda row: row.made_at, reverse=True):
            if each.round != shown:
                shown = each.round
                self._line(f"{each.round}, {each.made_at[:10]}", is_soft=True)
            name = PlainLabel(each.coder, self)
            set_tip(name, each.file)
            self._column.addWidget(name)
            self.lines.append(each.coder)
            self._line(say.came(each), is_soft=True)
            self._column.addSpacing(6)
        if news:
            self._column.addSpacing(10)
            self._column.addWidget(heading(say.LACKING(), self))
            self._column.addSpacing(6)
        for line in news:
            self._line(line)
        self._column.addStretch(1)

    def _line(self, words: str, *, is_soft: bool = False) -> None:
        label = soft_line(self) if is_soft else PlainLabel("", self)
        label.setText(words)
        label.setWordWrap(True)
        self._column.addWidget(label)
        self.lines.append(words)
