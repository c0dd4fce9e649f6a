"""What hangs under the last line of a text: the topics' bar."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget

from annotator.ui.article.document import Column
from annotator.ui.article.lines import block_at

_ABOVE_PX, _BELOW_PX = 18, 52
_WITHOUT_PX = 80
_LEAST_LINE_PX = 4


class Footer:
    """A widget in the viewport of a text, or none; it scrolls with the text."""

    def __init__(self, widget: QWidget | None, viewport: QWidget) -> None:
        self._widget = widget
        if widget is not None:
            widget.setParent(viewport)
            widget.hide()

    def room(self, width: float) -> float:
        """How much room the text leaves for it under its last line, in pixels."""
        if self._widget is None:
            return _WITHOUT_PX
        return self._height(self._widget, int(width)) + _ABOVE_PX + _BELOW_PX

    def place(
        self, document: QTextDocument, column: Column, top: float, height: int, is_shown: bool
    ) -> None:
        """Put it under the text where that ends near the part from `top` that is in view: where
        a long text ends is not known before all of it is laid out.
        """
        if self._widget is None:
            return
        last = document.lastBlock()
        is_near = _may_end(document, top, 2 * height) and (
            block_at(document, top + 2 * height) == last
        )
        self._widget.setVisible(is_shown and is_near)
        if not is_near:
            return
        foot = document.documentLayout().blockBoundingRect(last).bottom()
        left, width = int(column.left), int(column.width)
        at = int(foot - top + _ABOVE_PX)
        self._widget.setGeometry(left, at, width, self._height(self._widget, width))

    @staticmethod
    def _height(widget: QWidget, width: int) -> int:
        return (
            widget.heightForWidth(width)
            if widget.hasHeightForWidth()
            else widget.sizeHint().height()
        )


def _may_end(document: QTextDocument, top: float, height: int) -> bool:
    """Whether so many paragraphs could stand there: where tens of thousands of lines follow, Qt
    says of a place in them, as long as they are not laid out, that the last one is there (6.11).
    """
    first = block_at(document, top).blockNumber()
    return document.blockCount() - first <= height / _LEAST_LINE_PX
