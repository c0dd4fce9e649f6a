"""The list of the learning page: which corrector to use. One of its rows is chosen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.row_list import (
    SPOKEN,
    TEXT,
    Place,
    RowList,
    RowModel,
    Words,
    paint_bar_ground,
)
from annotator.ui.kit.theme import Theme, current, heading_font, px, ui_font
from annotator.ui.words import learning as say
from annotator.values import dataclass
from annotator.workspace.learning.report import Overview

ROW_HEIGHT = 46
HEADING_HEIGHT = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A choice (`version`: a number, 0 for off, None for automatic), or a heading."""

    text: str
    version: int | None = None
    detail: str = ""
    aside: str = ""
    is_chosen: bool = False
    is_used: bool = False
    is_heading: bool = False

    @property
    def told(self) -> str:
        used = say.IN_USE() if self.is_used else ""
        chosen = say.CHOSEN() if self.is_chosen else ""
        return ", ".join(filter(None, (self.text, chosen, used, self.detail, self.aside)))


class VersionList(RowList[Row]):
    """Arrows move; Enter, Space or a click choose."""

    chosen = Signal(object)
    stepped = Signal()

    def __init__(self, parent: QWidget) -> None:
        words: Words = {TEXT: lambda row: row.text, SPOKEN: lambda row: row.told}
        model = RowModel[Row](parent, words, lambda row: not row.is_heading)
        super().__init__(parent, ROW_HEIGHT, model, _paint)
        self.verticalHeader().setMinimumSectionSize(px(HEADING_HEIGHT))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say.WHICH_CORRECTOR())
        self.clicked.connect(lambda index: self.pick(index.row()))
        self.row_picked.connect(lambda row: self.chosen.emit(row.version))

    def show_overview(self, found: Overview) -> None:
        """Show its versions; the row that was current stays so, in the beginning the chosen one."""
        rows = self._rows_of(found)
        if rows == self.rows.rows:
            return
        before = self.row
        self.rows.show_rows(rows)
        for at, row in enumerate(rows):
            self.setRowHeight(at, px(HEADING_HEIGHT) if row.is_heading else px(ROW_HEIGHT))
        wanted = [row for row in rows if before is not None and row.version == before.version]
        wanted += [row for row in rows if row.is_chosen] + rows[1:2]
        self.setCurrentIndex(self.rows.index(rows.index(_first_choice(wanted)), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if way := self.way_of(event.key()):
            self.step(way)
            self.stepped.emit()
        elif event.key() not in self.pick_keys:
            event.ignore()
        elif not event.isAutoRepeat():
            self.pick(self.currentIndex().row())

    # -- private ---------------------------------------------------------------------------

    def _rows_of(self, found: Overview) -> list[Row]:
        used, choice = found.used, found.choice
        best = "" if used is None or choice is not None else say.name_of(used)
        rows = [
            Row(say.CORRECTOR().upper(), is_heading=True),
            Row(
                say.AUTOMATIC(),
                None,
                say.ABOUT_AUTOMATIC(),
                best,
                found.learns and choice is None,
            ),
            Row(
                say.OFF(),
                0,
                say.ABOUT_OFF(),
                "",
                found.learns and choice == 0,
            ),
        ]
        if found.versions:
            rows.append(Row(say.VERSIONS().upper(), is_heading=True))
        for version in found.versions:
            is_chosen = found.learns and choice == version.number
            detail = say.worth_of(version)
            if version.is_left_out:
                detail = say.LEFT_OUT()
            name, day = say.name_of(version), say.day_of(version)
            rows.append(Row(name, version.number, detail, day, is_chosen, version.is_used))
        return rows


def _first_choice(rows: list[Row]) -> Row:
    return next(row for row in rows if not row.is_heading)


def _paint(painter: QPainter, row: Row, place: Place) -> None:
    """Two lines: the name and the day, what it is worth."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if row.is_heading:
        low = place.rect.adjusted(16, 8, -14, 0)
        badges.paint_text(painter, low, row.text, current()["ink_soft"], heading_font())
        return
    paint_bar_ground(painter, place)
    _paint_row(painter, place.rect.adjusted(16, 4, -14, -4), row, say.IN_USE())


def _paint_row(painter: QPainter, rect: QRectF, row: Row, used_words: str) -> None:
    theme, half = current(), rect.height() / 2
    _paint_dot(painter, QPointF(rect.x() + 7, rect.y() + half / 2 + 1), theme, row.is_chosen)
    upper = QRectF(rect.x() + 24, rect.y(), rect.width() - 24, half)
    font = ui_font(
        1.0, QFont.Weight.DemiBold if row.is_used or row.is_chosen else QFont.Weight.Normal
    )
    width = badges.paint_text(painter, upper, row.text, theme["ink"], font)
    room = upper.adjusted(width + 10, 0, 0, 0)
    if row.is_used:
        badges.paint_text(painter, room, used_words, theme["ok"], ui_font(0.92))
    badges.paint_text(
        painter, room, row.aside, theme["ink_soft"], ui_font(0.86), align=badges.RIGHT
    )
    lower = upper.translated(0, half)
    badges.paint_text(painter, lower, row.detail, theme["ink_soft"], ui_font(0.92))


def _paint_dot(painter: QPainter, middle: QPointF, theme: Theme, is_chosen: bool) -> None:
    """The mark of a choice among several."""
    painter.setPen(QPen(theme["accent" if is_chosen else "ink_soft"], 1.4))
    painter.setBrush(theme["field"])
    painter.drawEllipse(middle, 6, 6)
    if is_chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme["accent"])
        painter.drawEllipse(middle, 3.2, 3.2)
