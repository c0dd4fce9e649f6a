"""The formats of an export, each with what it would leave behind of what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.plain import tip
from annotator.ui.kit.row_list import (
    SPOKEN,
    TEXT,
    TIP,
    Place,
    RowList,
    RowModel,
    Words,
    upper_and_lower,
)
from annotator.ui.kit.theme import current, px, ui_font
from annotator.ui.words import exchange as say
from annotator.ui.words import jobs as jobs_say
from annotator.values import dataclass
from annotator.workspace.exchange.export_target import Format

ROW_HEIGHT = 48
_SIDE = 16
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class FormatRow:
    """A format and what it would leave behind; None: that is being counted."""

    format: Format
    lost: Mapping[str, int] | None = None
    is_empty: bool = False

    @property
    def title(self) -> str:
        return jobs_say.title_of(self.format.name, self.format.title)

    @property
    def ending(self) -> str:
        """What its file ends in, "" where it is a folder or several files."""
        return self.format.endings[0] if len(self.format.parts) == 1 else ""

    @property
    def loss(self) -> str:
        if self.format.missing:
            return say.not_installed(self.format.missing)
        return say.NOTHING_GOES_OUT() if self.is_empty else say.lost_in_short(self.lost)

    @property
    def told(self) -> str:
        return ", ".join(filter(None, (self.title, self.ending, self.loss)))


class FormatList(RowList[FormatRow]):
    """Arrows and letters move; `moved` comes when another format is the current one."""

    moved = Signal()

    jumps_by_typing = True

    def __init__(self, parent: QWidget, formats: Sequence[Format]) -> None:
        words: Words = {
            TEXT: lambda x: x.title,
            SPOKEN: lambda x: x.told,
            TIP: lambda x: tip(x.loss),
        }
        super().__init__(parent, ROW_HEIGHT, RowModel[FormatRow](parent, words), _paint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say.FORMAT())
        self.rows.show_rows([FormatRow(each) for each in formats])
        self.setCurrentIndex(self.rows.index(0, 0))
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    @property
    def format(self) -> Format:
        """The format that the list stands on."""
        return self.rows.rows[max(0, self.currentIndex().row())].format

    @property
    def lost(self) -> Mapping[str, int] | None:
        """What that format would leave behind."""
        return self.rows.rows[max(0, self.currentIndex().row())].lost

    @property
    def is_empty(self) -> bool:
        """Whether nothing would go out, as it was counted."""
        return self.rows.rows[0].is_empty

    def show_losses(self, lost: Mapping[str, Mapping[str, int]], *, is_empty: bool = False) -> None:
        """Show what was counted, by the names of the formats; {}: it is being counted. `is_empty`:
        nothing goes out, of which nothing can be lost.
        """
        rows = [FormatRow(x.format, lost.get(x.format.name), is_empty) for x in self.rows.rows]
        self.rows.renew_rows(rows)

    def wanted_width(self) -> int:
        """As wide as the longest name needs, with its ending and a scroll bar."""
        bold, small = (QFontMetricsF(ui_font(*x)) for x in ((1.0, QFont.Weight.DemiBold), (0.86,)))
        rows = (
            bold.horizontalAdvance(x.title) + small.horizontalAdvance(x.ending)
            for x in self.rows.rows
        )
        return round(max(rows, default=0)) + 2 * _SIDE + px(24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is left to the page."""
        self.walk(event)


def _paint(painter: QPainter, row: FormatRow, place: Place) -> None:
    """Two lines: the name and the ending of the file, what would be left behind."""
    theme = current()
    upper, lower = upper_and_lower(painter, place, _SIDE)
    taken = badges.paint_text(
        painter, upper, row.ending, theme["ink_soft"], ui_font(0.86), align=_RIGHT
    )
    weight = QFont.Weight.DemiBold if place.is_current else QFont.Weight.Normal
    room = upper.adjusted(0, 0, -taken - 10, 0)
    badges.paint_text(painter, room, row.title, theme["ink"], ui_font(1.0, weight))
    is_whole = row.lost == {} and not row.is_empty and not row.format.missing
    ink = theme["ok" if is_whole else "ink_soft"]
    small = ui_font(0.9)  # all of it stands beside the list
    loss = QFontMetricsF(small).elidedText(row.loss, Qt.TextElideMode.ElideRight, lower.width())
    badges.paint_text(painter, lower, loss, ink, small)
