"""Two texts side by side, scrolled together, with the keys for both."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.core.alignment import Differs, Stretch
from annotator.ui.article.heading import Heading
from annotator.ui.copies.compared_text import ComparedText
from annotator.ui.kit.hints import upright
from annotator.ui.words import copies as say

if TYPE_CHECKING:
    from annotator.workspace.open.comparison import Comparison

_STEP_PX = 54
_ANCHOR = 0.3  # of the height: there stands beside each other what belongs together


class Pair(QWidget):
    """The near copy at the left, the article at the right. `stepped` comes with the number of the
    difference that is looked at, from 1.
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.first, self.second = ComparedText(), ComparedText()
        self.differences: list[Stretch] = []
        self.at = -1
        self._comparison: Comparison | None = None
        self._is_following = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say.BOTH_TEXTS())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.first, 1)
        row.addWidget(upright(self))
        row.addWidget(self.second, 1)
        for leader, other in ((self.first, self.second), (self.second, self.first)):
            bar = leader.verticalScrollBar()
            bar.valueChanged.connect(lambda _, x=leader, y=other: self._follow(x, y))
        self._keys: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Down: lambda: self._scroll(_STEP_PX),
            Qt.Key.Key_Up: lambda: self._scroll(-_STEP_PX),
            Qt.Key.Key_PageDown: lambda: self.second.scroll_page(+1),
            Qt.Key.Key_PageUp: lambda: self.second.scroll_page(-1),
            Qt.Key.Key_Home: lambda: self._to_edge(0),
            Qt.Key.Key_End: lambda: self._to_edge(math.inf),
        }

    def show_comparison(
        self, comparison: Comparison, first: Heading, second: Heading
    ) -> Iterator[None]:
        """Show one, then the other, each from its beginning; no difference is looked at yet."""
        self._comparison, self.at = None, -1
        stretches = comparison.stretches
        self.differences = [each for each in stretches if each.kind != Differs.NOT]
        for view, sheet, heading in (
            (self.first, comparison.there, first),
            (self.second, comparison.here, second),
        ):
            view.focus = (0, 0)
            view.setUpdatesEnabled(False)  # it is painted in a turn of its own
            try:
                view.show_compared(sheet, heading, stretches, is_second=view is self.second)
                yield
            finally:
                view.setUpdatesEnabled(True)
            yield
        self._comparison = comparison

    def step(self, way: int) -> None:
        """Go to the next difference (+1) or the one before (-1), round the ends."""
        count = len(self.differences)
        if not count:
            return
        self.at = (self.at + way) % count if self.at >= 0 else (0 if way > 0 else count - 1)
        here = self.differences[self.at]
        for view, is_second in ((self.first, False), (self.second, True)):
            view.show_focus(here.of(is_second), [], scroll=False)
        self.second.bring_to_view(here.second[0])
        self._follow(self.second, self.first)
        self.stepped.emit(self.at + 1)

    def words(self) -> tuple[str, str]:
        """What stands in the two texts at the difference that is looked at."""
        if self._comparison is None or self.at < 0:
            return "", ""
        here = self.differences[self.at]
        both = (self._comparison.there.text, here.first), (self._comparison.here.text, here.second)
        first, second = (" ".join(text[start:end].split()) for text, (start, end) in both)
        return first, second

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in self._keys and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._keys[key]()
        elif event.text() in (".", ","):
            self.step(+1 if event.text() == "." else -1)
        else:
            super().keyPressEvent(event)

    # -- private ---------------------------------------------------------------------------

    def _scroll(self, by: int) -> None:
        self.second.scroll_to(self.second.characters.top + by)

    def _to_edge(self, y: float) -> None:
        self._is_following = True
        for view in (self.first, self.second):
            view.scroll_to(y)
        self._is_following = False

    def _follow(self, leader: ComparedText, other: ComparedText) -> None:
        """Let the other text show what belongs to the one that was scrolled."""
        if self._is_following or self._comparison is None:
            return
        self._is_following = True
        top = leader.characters.top
        if top <= 0:
            other.scroll_to(0)
        else:
            place = QPointF(leader.column().left + 1, leader.viewport().height() * _ANCHOR)
            position = leader.characters.at(place)
            beside = self._comparison.places.beside(position, is_second=leader is self.second)
            line, own = other.characters.line_at(beside), leader.characters.line_at(position)
            if line is not None and own is not None:
                other.scroll_to(other.characters.top + line.top - own.top)
        self._is_following = False
