"""The rows of the history: read a page at a time, and painted in two lines."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from annotator.core.records import Scheme
from annotator.ui.kit import badges
from annotator.ui.kit.theme import current, ui_font
from annotator.ui.words import history as say
from annotator.ui.words.acts import words_of_entry
from annotator.ui.words.translating import dotted
from annotator.workspace.open.past_acts import PAGE, Entry, History

_Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class HistoryModel(QAbstractTableModel):
    """Entries, a page at a time as the list is scrolled."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []
        self.scheme = Scheme()
        self._history: History | None = None
        self._is_whole = True

    def show_history(self, history: History | None, scheme: Scheme, count: int = PAGE) -> None:
        """Show the newest entries, so many at first."""
        self.beginResetModel()
        self._history, self.scheme = history, scheme
        self.entries = [] if history is None else history.page(limit=count)
        self._is_whole = len(self.entries) < count
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            what = words_of_entry(entry, self.scheme)
            said = f"{what} — {time_of(entry.at)}"
            return dotted(said, say.IS_UNDONE() if entry.is_undone else "")
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._is_whole

    def fetchMore(self, parent: _Index) -> None:
        if self._history is None or parent.isValid() or not self.entries:
            return
        more = self._history.page(self.entries[-1].group)
        self._is_whole = len(more) < PAGE
        if more:
            last = len(self.entries)
            self.beginInsertRows(QModelIndex(), last, last + len(more) - 1)
            self.entries += more
            self.endInsertRows()


class EntryPainter(QStyledItemDelegate):
    """Two lines: what was done; when and where. What is taken back is faint and struck."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model, table = index.model(), self.parent()
        assert isinstance(model, HistoryModel) and isinstance(table, QTableView)
        entry, theme = model.entries[index.row()], current()
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if table.currentIndex() == index:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme["accent_tint"])
            painter.drawRoundedRect(rect.adjusted(8, 1, -8, -1), 6, 6)
        ink = theme["ink_faint" if entry.is_undone else "ink"]
        soft = theme["ink_faint" if entry.is_undone else "ink_soft"]
        line = QRectF(rect.x() + 19, rect.y() + 5, rect.width() - 38, 20)
        when = badges.paint_text(painter, line, time_of(entry.at), soft, ui_font(0.9), align=_RIGHT)
        room = line.adjusted(0, 0, -when - 10, 0)
        taken = badges.paint_text(
            painter, room, words_of_entry(entry, model.scheme), ink, ui_font()
        )
        if entry.is_undone:
            painter.fillRect(QRectF(room.x(), room.center().y() + 1, taken, 1), ink)
        line.translate(0, 18)
        badges.paint_text(painter, line, entry.title, soft, ui_font(0.9))
        painter.restore()


def time_of(at: str) -> str:
    """When an act was, as a clock says it: today the hour, otherwise the day too."""
    try:
        when = datetime.fromisoformat(at).astimezone()
    except ValueError:
        return at
    is_today = when.date() == datetime.now().astimezone().date()
    return when.strftime("%H:%M") if is_today else when.strftime("%Y-%m-%d %H:%M")
