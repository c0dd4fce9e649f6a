"""The article on screen: a text with the marks of a sheet, which it paints itself.

What the mouse points at is told by signals, in code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextDocument,
)
from PySide6.QtWidgets import QWidget

from annotator.core.codes import TagView
from annotator.core.jump import Target
from annotator.core.sheet import Sheet
from annotator.ui.article.heading import NO_HEADING, Heading
from annotator.ui.article.scene import Scene, paint_below, paint_over
from annotator.ui.article.text_column import TextColumn
from annotator.ui.article.visible_lines import InView, Row
from annotator.ui.kit.theme import Theme
from annotator.ui.words import article as say


class ArticleView(TextColumn):
    """Shows one sheet. `focus` is the range with the ring, in code points."""

    place_picked = Signal(int)
    range_picked = Signal(int, int)
    range_dragged = Signal(object)
    menu_asked = Signal(object)
    painted = Signal()
    fresh_resized = Signal()
    seen = Signal(float)

    def __init__(self, theme: Theme, footer: QWidget | None = None) -> None:
        super().__init__(theme, footer)
        self._in_view = InView()
        self.setAccessibleName(say.ARTICLE())
        self.sheet: Sheet | None = None
        self.focus = (0, 0)
        self.beside: list[tuple[str, str]] = []
        self.hints: list[Target] = []
        self.tags = TagView.OPEN
        self._typed = ""
        self._look: object = None
        self._seen_to, self._is_fresh = 0.0, True
        self._seen_timer = QTimer(self, singleShot=True, interval=0)
        self._seen_timer.timeout.connect(self._note_seen)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._seen_timer.start())

    def show_sheet(self, sheet: Sheet | None, heading: Heading = NO_HEADING) -> None:
        """Show another article from its beginning."""
        self.sheet = sheet
        self._seen_to, self._is_fresh = 0.0, True  # until it is painted
        self.show_text(sheet.text if sheet else "", heading)
        self._seen_timer.start()

    def place_text(self, document: QTextDocument | None = None) -> None:
        self._in_view.forget()
        super().place_text(document)

    def show_focus(
        self, focus: tuple[int, int], beside: list[tuple[str, str]], *, scroll: bool = True
    ) -> None:
        """Move the ring; the text moves only when it must."""
        before, self.focus, self.beside = self.focus, focus, beside
        if scroll:
            self.bring_to_view(focus[0])
        self._update_rows(
            row for row in self._in_view.rows if row.touches(*before) or row.touches(*focus)
        )

    def show_hints(self, targets: list[Target], typed: str) -> None:
        """Draw the hints of a jump, or with none take them away."""
        if targets or self.hints:
            self.hints, self._typed = targets, typed
            self.viewport().update()

    def underline(self, words: Sequence[tuple[int, int]]) -> None:
        """Draw a wave under these ranges, which stand in text order; with none take it away."""
        self._update_rows(list(self._in_view.underlined(words, self.characters.positions)))

    def refresh(self) -> None:
        """The sheet has changed: paint the lines again in which it looks otherwise."""
        self.place_footer()
        look = (self.tags, self.sheet and self.sheet.scheme)
        if look != self._look or self.sheet is None:
            self._look = look
            self.viewport().update()
        if self.sheet is not None:
            self._update_rows(self._in_view.renewed(self.sheet, self.characters.positions))

    def is_seen_to_end(self) -> bool:
        """Whether the text was on screen to its end."""
        self._note_seen()
        return self._seen_to >= 0.999

    def _note_seen(self) -> None:
        if self.sheet is None or not self.isVisible():
            return
        share = self.characters.share_in_view()
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
        rows = [row for row in self._rows(self.sheet) if region.intersects(row.band(width))]
        scene = self._scene(self.sheet)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_below(painter, scene, rows)
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_over(painter, scene, rows)
        self._is_fresh = False
        self.painted.emit()

    def _scene(self, sheet: Sheet) -> Scene:
        return Scene(
            sheet,
            self.characters.positions,
            self.heading,
            self.focus,
            self.beside,
            self.hints,
            self._typed,
            self.theme,
            self.font(),
            self.text_px,
            self.tags,
            self.column(),
            self.viewport().width(),
            self.characters.top,
            self.text_top(),
        )

    def _rows(self, sheet: Sheet) -> list[Row]:
        place = self.characters.top, self.viewport().height()
        return self._in_view.show(self.document(), *place, sheet, self.characters.positions)

    def _update_rows(self, rows: Iterable[Row]) -> None:
        """Paint these rows again; all when the text was scrolled since the last paint."""
        viewport = self.viewport()
        if not self._in_view.is_at(self.characters.top, viewport.height()):
            viewport.update()
            return
        for row in rows:
            viewport.update(row.band(viewport.width()))

    # -- events ----------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A drag or double click takes whole tokens (Alt: characters); a click gives the focus."""
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or self.sheet is None:
            return
        cursor = self.textCursor()
        if not cursor.hasSelection():
            self.place_picked.emit(self.characters.at(event.position()))
            return
        start = self.characters.positions.to_code_point(cursor.selectionStart())
        end = self.characters.positions.to_code_point(cursor.selectionEnd())
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
            self.place_picked.emit(self.characters.at(QPointF(event.pos())))
            self.menu_asked.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The column stays in the middle; what is not painted yet begins at its top."""
        super().resizeEvent(event)
        self.place_text()
        if self._is_fresh:
            self.scroll_to(0)
            self.fresh_resized.emit()
        self.place_footer()
        self._seen_timer.start()
