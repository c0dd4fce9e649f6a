"""The list, the text and the side panel beside each other: what is put away, how wide each is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from annotator.ui.article.view import ArticleView
from annotator.ui.desk.strip import Strip
from annotator.ui.kit import window_state
from annotator.ui.kit.theme import px
from annotator.ui.lists.article_list import ArticleList
from annotator.ui.lists.side_panel import SidePanel


class Panels(QSplitter):
    """`hidden` are the panels that the person put away, "list" or "side"."""

    def __init__(self, articles: ArticleList, view: ArticleView, strip: Strip, side: SidePanel):
        super().__init__(Qt.Orientation.Horizontal)
        self._list, self._view, self._side = articles, view, side
        self.hidden: frozenset[str] = frozenset()
        self.shown: frozenset[str] = frozenset()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(view, 1)
        column.addWidget(strip)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for pane, stretch in ((articles, 0), (middle, 1), (side, 0)):
            self.addWidget(pane)
            self.setStretchFactor(self.count() - 1, stretch)
        middle.setMinimumWidth(300)
        self.set_least_widths()

    def set_up(self, hidden: frozenset[str], panes: Sequence[int], width: int) -> None:
        """Stand as it stood in a window of this width."""
        self.hidden = hidden
        middle = max(1, width - px(264) - px(300))
        self.setSizes(list(panes) or [px(264), middle, px(300)])
        self.arrange(width)

    def set_least_widths(self) -> None:
        """As the size of the letters wants it."""
        self._list.setMinimumWidth(px(190))
        self._side.setMinimumWidth(px(220))

    def toggle(self, name: str) -> None:
        """Put the "list" or the "side" panel away, or show it again."""
        self.hidden = self.hidden ^ {name}
        self.arrange(self.window().width())

    def arrange(self, width: int) -> None:
        """Show what a window of this width has room for."""
        has_list, has_side = window_state.shown_panels(width, self.hidden)
        self._list.setVisible(has_list)
        self._side.setVisible(has_side)
        shown = zip(window_state.PANELS, (has_list, has_side), strict=True)
        self.shown = frozenset(name for name, is_on in shown if is_on)

    def focus_next(self) -> None:
        """Round the panels: text, list, side."""
        widget = QApplication.focusWidget()
        if widget is not None and self._list.isAncestorOf(widget):
            self._side.labels.setFocus(Qt.FocusReason.TabFocusReason)
        elif widget is not None and self._side.isAncestorOf(widget):
            self._view.setFocus()
        else:
            self._list.focus_list()
