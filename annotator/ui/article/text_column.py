"""A read-only text in a column, with a heading above it and a footer under it."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QSizeF, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QTextDocument, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.ui.article.characters import Characters
from annotator.ui.article.display_text import has_long_paragraphs, is_unbreakable
from annotator.ui.article.document import Column, column_in, new_document, set_margins
from annotator.ui.article.footer import Footer
from annotator.ui.article.heading import NO_HEADING, Heading, room_below
from annotator.ui.article.lines import block_at, keep_shapes, on_line
from annotator.ui.article.positions import Positions
from annotator.ui.kit.plain import show_tip
from annotator.ui.kit.theme import Theme


class TextColumn(QTextEdit):
    """Lays the text out as far as it is scrolled to. `characters` knows where each stands; what a
    key does is asked of `on_key`.
    """

    def __init__(self, theme: Theme, footer: QWidget | None) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.on_key: Callable[[QKeyEvent], bool] = lambda _event: False
        self.characters = Characters(self)
        self.theme, self.heading, self.text_px = theme, NO_HEADING, 18
        self.is_by_sentence = False
        self.sentence_starts: tuple[int, ...] = ()
        self._text = ""
        self._document: QTextDocument | None = None
        self._is_building = False
        self._footer = Footer(footer, self.viewport())
        self.verticalScrollBar().valueChanged.connect(self.place_footer)

    def show_text(self, text: str, heading: Heading) -> None:
        """Show another text from its beginning."""
        self._text, self.heading = text, heading
        self.setAccessibleDescription(f"{heading.title} {heading.line}".strip())
        self.characters.positions = Positions(text)
        self._build()
        self.verticalScrollBar().setValue(0)

    def show_heading(self, heading: Heading) -> None:
        """Show something else above the text, which makes room for it."""
        if heading != self.heading:
            self.heading = heading
            self.place_text()
            self.place_footer()
            self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self._rebuild()

    def set_text_px(self, size: int) -> None:
        """The size of the letters in pixels, 11–40."""
        self.text_px = max(11, min(40, size))
        self._rebuild()

    def set_by_sentence(self, on: bool, sentence_starts: tuple[int, ...]) -> None:
        self.is_by_sentence, self.sentence_starts = on, sentence_starts
        self._rebuild()

    # -- laying out ------------------------------------------------------------------------

    def place_text(self, document: QTextDocument | None = None) -> None:
        """Give the column its width, and the room above and below it."""
        column = self.column()
        above = room_below(self.heading, column.width, self.text_px)
        set_margins(document or self.document(), column, self._footer.room(column.width), above)

    def place_footer(self) -> None:
        """Keep the footer under the end of the text."""
        if self._is_building:  # Qt asks by its events, and would lay out all of it for the answer
            return
        size = self.characters.top, self.viewport().height()
        self._footer.place(self.document(), self.column(), *size, bool(self._text))

    def column(self) -> Column:
        """The column in the viewport."""
        return column_in(self.viewport().width(), self.text_px)

    def text_top(self) -> float:
        """Where in the document the text begins, under its heading."""
        return self.document().rootFrame().frameFormat().topMargin()

    def _rebuild(self) -> None:
        value = self.verticalScrollBar().value()
        self._build()
        self.scroll_to(value)
        self.place_footer()

    def _build(self) -> None:
        starts = self.sentence_starts if self.is_by_sentence else ()
        ink = self.theme.chrome["ink"]
        document = new_document(self, self._text, starts, self.text_px, ink)
        self.place_text(document)
        if has_long_paragraphs(self._text):
            keep_shapes(document)
        self._set_wrapping(is_anywhere=is_unbreakable(self._text))
        self._is_building = True
        self.setDocument(document)
        self._is_building = False
        if self._document is not None:
            self._document.deleteLater()
        self._document = document
        self.place_footer()

    def _set_wrapping(self, *, is_anywhere: bool) -> None:
        """Set how lines are broken, with no text there: it would be laid out for nothing."""
        modes = QTextOption.WrapMode
        mode = modes.WrapAnywhere if is_anywhere else modes.WrapAtWordBoundaryOrAnywhere
        if mode != self.wordWrapMode():
            nothing = QTextDocument(self)
            self.setDocument(nothing)
            self.setWordWrapMode(mode)
            nothing.deleteLater()

    # -- scrolling -------------------------------------------------------------------------

    def bring_to_view(self, position: int) -> None:
        """Scroll so that a character stands in the middle third, if it is not well in view."""
        line = self.characters.line_at(position)
        if line is None:
            return
        top, height = self.characters.top, self.viewport().height()
        margin = min(1.5 * line.line.height(), height / 6)
        if line.top >= min(margin, line.top + top) and line.bottom <= height - margin:
            return
        self.scroll_to(top + line.top - height * 0.42)

    def scroll_to(self, y: float) -> None:
        """Scroll so that this place of the document is at the top; the end for infinity."""
        layout = self.document().documentLayout()
        if y == math.inf:
            layout.documentSize()
        else:
            block_at(self.document(), y + 2 * self.viewport().height())
        # What is laid out on demand is not told to the scroll bar (Qt 6.11).
        layout.documentSizeChanged.emit(QSizeF())
        bar = self.verticalScrollBar()
        bar.setValue(round(min(y, bar.maximum())))

    def scroll_page(self, way: int) -> None:
        """A page down (+1) or up (-1), with the last lines still in view."""
        self.scroll_to(self.characters.top + way * int(self.viewport().height() * 0.85))

    # -- events ----------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """A tip about the header, where there is more to say of it. The room under a line is its
        own: Qt takes a place there for one behind the line's last word.
        """
        if isinstance(event, QMouseEvent):
            event = self._on_its_line(event)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            is_above = event.pos().y() + self.characters.top < self.text_top()
            show_tip(event.globalPos(), self.heading.whole_tip if is_above else "", self)
            return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tab and Backtab are keys of the table; shortcuts are the window's own business."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride:
            event.ignore()
            return False
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask the table; what it does not know is left to the window."""
        event.setAccepted(self.on_key(event))

    def _on_its_line(self, event: QMouseEvent) -> QMouseEvent:
        place = QPointF(event.position())
        if not self.viewport().rect().contains(place.toPoint()):
            return event  # a drag that goes on beyond the edge scrolls
        place.setY(on_line(self.document(), self.characters.top, place.y()))
        if place == event.position():
            return event
        pressed = event.button(), event.buttons(), event.modifiers()
        return QMouseEvent(event.type(), place, event.globalPosition(), *pressed)
