"""The rows of the history: read a page at a time, and painted in two lines."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from annotator.core.records import Scheme
from annotator.ui.kit import badges
from annotator.ui.kit.row_list import SPOKEN, TEXT, Place, RowList, RowModel, paint_round_ground
from annotator.ui.kit.theme import current, ui_font
from annotator.ui.words import history as say
from annotator.ui.words.acts import words_of_entry
from annotator.ui.words.translating import dotted
from annotator.workspace.open.past_acts import PAGE, Entry, History

_ROW_HEIGHT = 46


class HistoryList(RowList[Entry]):
    """Entries, a page at a time as the list is scrolled."""

    jumps_by_typing = True

    def __init__(self, parent: QWidget) -> None:
        self.scheme = Scheme()
        model = RowModel[Entry](parent, {TEXT: self._told, SPOKEN: self._told})
        super().__init__(parent, _ROW_HEIGHT, model, self._paint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say.HISTORY())

    def show_history(self, history: History, scheme: Scheme, count: int = PAGE) -> None:
        """Show the newest entries, so many at first."""
        self.scheme = scheme
        entries = history.page(limit=count)
        more = None if len(entries) < count else lambda last: history.page(last.group)
        self.rows.show_rows(entries, more)

    def _told(self, entry: Entry) -> str:
        said = f"{words_of_entry(entry, self.scheme)} — {time_of(entry.at)}"
        return dotted(said, say.IS_UNDONE() if entry.is_undone else "")

    def _paint(self, painter: QPainter, entry: Entry, place: Place) -> None:
        """Two lines: what was done; when and where. What is taken back is faint and struck."""
        theme, rect = current(), place.rect
        paint_round_ground(painter, place, 8)
        ink = theme["ink_faint" if entry.is_undone else "ink"]
        soft = theme["ink_faint" if entry.is_undone else "ink_soft"]
        line = QRectF(rect.x() + 19, rect.y() + 5, rect.width() - 38, 20)
        when = badges.paint_text(
            painter, line, time_of(entry.at), soft, ui_font(0.9), align=badges.RIGHT
        )
        room = line.adjusted(0, 0, -when - 10, 0)
        taken = badges.paint_text(painter, room, words_of_entry(entry, self.scheme), ink, ui_font())
        if entry.is_undone:
            painter.fillRect(QRectF(room.x(), room.center().y() + 1, taken, 1), ink)
        line.translate(0, 18)
        badges.paint_text(painter, line, entry.title, soft, ui_font(0.9))


def time_of(at: str) -> str:
    """When an act was, as a clock says it: today the hour, otherwise the day too."""
    try:
        when = datetime.fromisoformat(at).astimezone()
    except ValueError:
        return at
    is_today = when.date() == datetime.now().astimezone().date()
    return when.strftime("%H:%M") if is_today else when.strftime("%Y-%m-%d %H:%M")
