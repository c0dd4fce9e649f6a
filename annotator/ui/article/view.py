"""The article on screen: a read-only text edit that paints the marks of a sheet itself.

It knows positions, geometry and painting; what a key does is asked of `on_key`, and what the
mouse points at is told by signals, in code points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.core.jump import Target
from annotator.core.marks import Mark, MarkState
from annotator.core.sheet import Sheet
from annotator.ui.article.display_text import has_long_paragraphs, is_unbreakable
from annotator.ui.article.document import (
    BESIDE_PX,
    LINE_HEIGHT_PERCENT,
    Column,
    column_in,
    new_document,
    set_margins,
)
from annotator.ui.article.footer import Footer
from annotator.ui.article.heading import NO_HEADING, Heading, paint_heading, room_below
from annotator.ui.article.lines import (
    VisibleLine,
    block_at,
    character_under,
    cursor_beside,
    keep_shapes,
    line_of,
    on_line,
    rectangles,
    visible_lines,
)
from annotator.ui.article.painting import (
    Palette,
    hint_places,
    paint_beside,
    paint_focus,
    paint_hints,
    paint_marks,
    paint_tags,
    paint_tints,
    paint_words,
    pieces_of,
    ring_room,
)
from annotator.ui.article.positions import Positions
from annotator.ui.article.visible_lines import InView, Row
from annotator.ui.kit.plain import show_tip
from annotator.ui.kit.theme import Theme


class ArticleView(QTextEdit):
    """Shows one sheet. `focus` is the range with the ring, in code points."""

    place_picked = Signal(int)
    range_picked = Signal(int, int)
    range_dragged = Signal(object)
    menu_asked = Signal(object)
    painted = Signal()
    fresh_resized = Signal()
    seen = Signal(float)

    def __init__(self, theme: Theme, footer: QWidget | None = None) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Article"))
        self.on_key: Callable[[QKeyEvent], bool] = lambda _event: False
        self.sheet: Sheet | None = None
        self.focus = (0, 0)
        self.beside: list[tuple[str, str]] = []
        self.heading = Heading()
        self.is_by_sentence = False
        self.sentence_starts: tuple[int, ...] = ()
        self.text_px, self.tags = 18, "open"
        self._theme = theme
        self._positions = Positions("")
        self._seen_to, self._is_fresh = 0.0, True
        self._in_view = InView()
        self._look: object = None
        self._document: QTextDocument | None = None
        self._hints: list[Target] = []
        self._hint_typed = ""
        self._footer = Footer(footer, self.viewport())
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._seen_timer = QTimer(self, singleShot=True, interval=0)
        self._seen_timer.timeout.connect(self._note_seen)

    # -- what is shown ---------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet | None, heading: Heading = NO_HEADING) -> None:
        """Show another article from its beginning."""
        self.sheet, self.heading = sheet, heading
        self.setAccessibleDescription(f"{heading.title} {heading.line}".strip())
        self._seen_to, self._is_fresh = 0.0, True  # until it is painted
        self._positions = Positions(sheet.text if sheet else "")
        self._build()
        self.verticalScrollBar().setValue(0)
        self._seen_timer.start()

    def show_heading(self, heading: Heading) -> None:
        """Show something else above the text, which makes room for it."""
        if heading != self.heading:
            self.heading = heading
            self._place_text()
            self._place_footer()
            self.viewport().update()

    def show_focus(
        self, focus: tuple[int, int], beside: list[tuple[str, str]], *, scroll: bool = True
    ) -> None:
        """Move the ring; the text moves only when it must."""
        before, self.focus, self.beside = self.focus, focus, beside
        if scroll:
            self._bring_to_view()
        self._update_rows(
            row for row in self._in_view.rows if row.touches(*before) or row.touches(*focus)
        )

    def show_hints(self, targets: list[Target], typed: str) -> None:
        """Draw the hints of a jump, or with none take them away."""
        if targets or self._hints:
            self._hints, self._hint_typed = targets, typed
            self.viewport().update()

    def underline(self, words: Sequence[tuple[int, int]]) -> None:
        """Draw a wave under these ranges, which stand in text order; with none take it away."""
        self._update_rows(list(self._in_view.underlined(words, self._positions)))

    def visible_range(self, below: float = -2) -> tuple[int, int]:
        """The code points from the first to the last line that is on screen, with this room below
        its letters.
        """
        height = self.viewport().height()
        lines = list(visible_lines(self.document(), self._top(), height))
        whole = [
            line for line in lines if line.top >= -2 and line.bottom <= height - below
        ] or lines
        if not whole:
            return (0, 0)
        to_code_point = self._positions.to_code_point
        return to_code_point(whole[0].start), to_code_point(whole[-1].end)

    def refresh(self) -> None:
        """The sheet has changed: paint the lines again in which it looks otherwise."""
        self._place_footer()
        look = (self.tags, self.sheet and self.sheet.scheme)
        if look != self._look or self.sheet is None:
            self._look = look
            self.viewport().update()
        if self.sheet is not None:
            self._update_rows(self._in_view.renewed(self.sheet, self._positions))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._build(keep_scroll=True)

    def set_text_px(self, size: int) -> None:
        """The size of the letters in pixels, 11–40."""
        self.text_px = max(11, min(40, size))
        self._build(keep_scroll=True)

    def set_by_sentence(self, on: bool, sentence_starts: tuple[int, ...]) -> None:
        self.is_by_sentence, self.sentence_starts = on, sentence_starts
        self._build(keep_scroll=True)

    def is_seen_to_end(self) -> bool:
        """Whether the text was on screen to its end."""
        self._note_seen()
        return self._seen_to >= 0.999

    def place_of(self, position: int) -> QPointF:
        """The foot of a character in viewport pixels."""
        line = self._line_at(position)
        if line is None:
            return QPointF(0, 0)
        at = self._positions.to_qt(position)
        rects = rectangles(line, at, at + 1) or [
            QRectF(line.origin.x(), line.top, 1, line.line.height())
        ]
        return rects[0].bottomLeft()

    def character_at(self, point: QPointF) -> int:
        """The code point under a place in the viewport, or the nearest one."""
        place = QPointF(point.x(), point.y() + self._top())
        return self._positions.to_code_point(character_under(self.document(), place))

    def character_on_line(self, position: int, way: int) -> int | None:
        """The character above (-1) or below (+1) another one, None at the end of the text."""
        at = self.place_of(position)
        line = self._line_at(position)
        if line is None:
            return None
        step = line.line.height() * LINE_HEIGHT_PERCENT / 100
        y = at.y() - line.line.height() / 2 + way * step
        for _ in range(12):  # over empty lines
            found = self.character_at(QPointF(at.x() + 1, y))
            new = self._line_at(found)
            if new is not None and new.top != line.top and new.line.textLength() > 1:
                return found
            y += way * step
        return None

    def is_right_to_left(self, position: int) -> bool:
        """Whether the paragraph of a character runs from right to left."""
        block = self.document().findBlock(self._positions.to_qt(position))
        return block.isValid() and block.textDirection() == Qt.LayoutDirection.RightToLeft

    def next_grapheme(self, position: int, way: int) -> int:
        """The next place before or behind a code point where a cursor can stand."""
        at = cursor_beside(self.document(), self._positions.to_qt(position), way)
        return self._positions.to_code_point(at)

    # -- building --------------------------------------------------------------------------

    def _build(self, keep_scroll: bool = False) -> None:
        value = self.verticalScrollBar().value()
        self._in_view.forget()
        text = self.sheet.text if self.sheet is not None else ""
        starts = self.sentence_starts if self.is_by_sentence else ()
        ink = self._theme.chrome["ink"]
        document = new_document(self, text, starts, self.text_px, ink)
        self._place_text(document)
        if has_long_paragraphs(text):
            keep_shapes(document)
        self._set_wrapping(is_anywhere=is_unbreakable(text))
        self.setDocument(document)
        if self._document is not None:
            self._document.deleteLater()
        self._document = document
        if keep_scroll:
            self.scroll_to(value)
        self._place_footer()

    def _set_wrapping(self, *, is_anywhere: bool) -> None:
        """Set how lines are broken, with no text there: it would be laid out for nothing."""
        modes = QTextOption.WrapMode
        mode = modes.WrapAnywhere if is_anywhere else modes.WrapAtWordBoundaryOrAnywhere
        if mode != self.wordWrapMode():
            nothing = QTextDocument(self)
            self.setDocument(nothing)
            self.setWordWrapMode(mode)
            nothing.deleteLater()

    def _place_text(self, document: QTextDocument | None = None) -> None:
        self._in_view.forget()
        column = self._column()
        above = room_below(self.heading, column.width, self.text_px)
        set_margins(document or self.document(), column, self._footer.room(column.width), above)

    def _text_top(self) -> float:
        return self.document().rootFrame().frameFormat().topMargin()

    def _column(self) -> Column:
        return column_in(self.viewport().width(), self.text_px)

    def _place_footer(self) -> None:
        size = self._top(), self.viewport().height()
        self._footer.place(self.document(), self._column(), *size, self.sheet is not None)

    # -- scrolling -------------------------------------------------------------------------

    def _top(self) -> float:
        return float(self.verticalScrollBar().value())

    def _line_at(self, position: int) -> VisibleLine | None:
        return line_of(self.document(), self._positions.to_qt(position), self._top())

    def _bring_to_view(self) -> None:
        """Scroll so that the focus stands in the middle third, if it is not well in view."""
        line = self._line_at(self.focus[0])
        if line is None:
            return
        height = self.viewport().height()
        margin = min(1.5 * line.line.height(), height / 6)
        if line.top >= min(margin, line.top + self._top()) and line.bottom <= height - margin:
            return
        self.scroll_to(self._top() + line.top - height * 0.42)

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

    def _on_scrolled(self) -> None:
        self._place_footer()
        self._seen_timer.start()

    def _note_seen(self) -> None:
        if self.sheet is None or not self.isVisible():
            return
        height = self.viewport().height()
        lines = visible_lines(self.document(), self._top(), height)
        ends = [line.end for line in lines if line.bottom <= height]
        size = max(1, self.document().characterCount() - 1)
        if ends:
            share = 1.0 if ends[-1] >= size else ends[-1] / size
            if share > self._seen_to:
                self._seen_to = share
                self.seen.emit(share)

    # -- painting --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tints, then the text by Qt, then the rest."""
        if self.sheet is None:
            super().paintEvent(event)
            return
        region, width = event.region(), self.viewport().width()
        rows = [row for row in self._rows() if region.intersects(row.band(width))]
        palette = self._palette()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in rows:
            paint_tints(painter, row.pieces, palette)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        right, tags = min(self._column().end + BESIDE_PX, width - 4.0), list[QRectF]()
        for row in rows:
            paint_marks(painter, row.pieces, palette)
            paint_words(painter, row.words, row.pieces, self._theme)
            tags += paint_tags(painter, row.line, row.pieces, palette, right)
        self._paint_focus(painter, rows, tags)
        self._paint_header(painter)
        self._paint_hints(painter, [row.line for row in rows])
        painter.end()
        self._is_fresh = False
        self.painted.emit()

    def _rows(self) -> list[Row]:
        assert self.sheet is not None
        place = self._top(), self.viewport().height()
        return self._in_view.show(self.document(), *place, self.sheet, self._positions)

    def _update_rows(self, rows: Iterable[Row]) -> None:
        """Paint these rows again; all when the text was scrolled since the last paint."""
        viewport = self.viewport()
        if not self._in_view.is_at(self._top(), viewport.height()):
            viewport.update()
            return
        for row in rows:
            viewport.update(row.band(viewport.width()))

    def _palette(self) -> Palette:
        font = self._small(0.54, 8)
        font.setWeight(QFont.Weight.Bold)
        return Palette(self._theme, self._colour, self._short_name, font, self.tags)

    def _colour(self, label: int | None) -> QColor:
        if label is None or self.sheet is None:
            return self._theme.chrome["ink_soft"]
        return self._theme.label_colour(self.sheet.scheme.label(label).colour)

    def _short_name(self, label: int | None) -> str:
        if label is None or self.sheet is None:
            return ""
        return self.sheet.scheme.label(label).shown_name

    def _paint_focus(self, painter: QPainter, rows: list[Row], tags: list[QRectF]) -> None:
        if self.focus[0] >= self.focus[1]:
            return
        surface = Mark(*self.focus, None, MarkState.SUGGESTED, "")
        room = ring_room(self.sheet.text if self.sheet else "", self.focus, self.text_px)
        for row in rows:
            if row.touches(*self.focus):
                pieces = pieces_of(row.line, [surface], self._positions.to_qt)
                paint_focus(painter, pieces, self._theme, room, tags)
                if any(piece.is_first for piece in pieces):
                    self._paint_beside(painter, row.line)

    def _paint_beside(self, painter: QPainter, line: VisibleLine) -> None:
        column = self._column()
        edges = (column.left, column.end)
        is_right = line.block.textDirection() == Qt.LayoutDirection.RightToLeft
        font, end = self._small(0.62, 9), self.viewport().width()
        paint_beside(painter, line, edges, self.beside, self._theme, font, is_right, end)

    def _small(self, share: float, least: int) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(least, round(self.text_px * share)))
        return font

    def _paint_hints(self, painter: QPainter, lines: list[VisibleLine]) -> None:
        if self._hints:
            places = hint_places(lines, self._hints, self._positions.to_qt)
            paint_hints(painter, places, self._hint_typed, self._theme, self._palette().tag_font)

    def _paint_header(self, painter: QPainter) -> None:
        if self._top() < self._text_top():
            column, right = self._column(), self.viewport().width() - 12.0
            area = QRectF(column.left, -self._top(), column.width, 0)
            paint_heading(painter, self.heading, area, right, self.text_px, self._theme)

    # -- events ----------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """A tip about the header, where there is more to say of it. The room under a line is its
        own: Qt takes a place there for one behind the line's last word.
        """
        if isinstance(event, QMouseEvent):
            event = self._on_its_line(event)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            is_above = event.pos().y() + self._top() < self._text_top()
            show_tip(event.globalPos(), self.heading.whole_tip if is_above else "", self)
            return True
        return super().viewportEvent(event)

    def _on_its_line(self, event: QMouseEvent) -> QMouseEvent:
        place = QPointF(event.position())
        if not self.viewport().rect().contains(place.toPoint()):
            return event  # a drag that goes on beyond the edge scrolls
        place.setY(on_line(self.document(), self._top(), place.y()))
        if place == event.position():
            return event
        pressed = event.button(), event.buttons(), event.modifiers()
        return QMouseEvent(event.type(), place, event.globalPosition(), *pressed)

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

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A drag or double click takes whole tokens (Alt: characters); a click gives the focus."""
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or self.sheet is None:
            return
        cursor = self.textCursor()
        if not cursor.hasSelection():
            self.place_picked.emit(self.character_at(event.position()))
            return
        start = self._positions.to_code_point(cursor.selectionStart())
        end = self._positions.to_code_point(cursor.selectionEnd())
        cursor.clearSelection()
        self.setTextCursor(cursor)
        if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            start, end = self.sheet.tokens.snap(start, end) or (start, end)
        if self.sheet.text[start:end].strip():
            self.range_picked.emit(start, end)
            self.range_dragged.emit(event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Everything that can be done here, from the table."""
        if self.sheet is not None:
            self.place_picked.emit(self.character_at(QPointF(event.pos())))
            self.menu_asked.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The column stays in the middle; what is not painted yet begins at its top."""
        super().resizeEvent(event)
        self._place_text()
        if self._is_fresh:
            self.scroll_to(0)
            self.fresh_resized.emit()
        self._place_footer()
        self._seen_timer.start()
