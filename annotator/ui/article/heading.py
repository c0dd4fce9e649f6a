"""What stands above an article's text: its title, date and source, and the note about it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from annotator.ui.kit import badges
from annotator.ui.kit.theme import Theme, mixed, px, reading_font, scaled, ui_font
from annotator.values import dataclass

LINE_PX = 42
"""Where the line of date and source ends, from the top of the document, at the usual size."""

_MOST_TITLE, _MOST_NOTE = 3, 4  # lines; the tip says all
_GAP, _PAD = 12.0, 8.0
_NOTE_MARK = "✎"


@dataclass(frozen=True, slots=True)
class Heading:
    """`title` only where the text does not begin with it; `tip` says more of the line."""

    line: str = ""
    tip: str = ""
    title: str = ""
    note: str = ""

    @property
    def whole_tip(self) -> str:
        """What there is to say in a tip: of the line, and what does not fit."""
        return "\n\n".join(part for part in (self.tip, self.title, self.note) if part)


NO_HEADING = Heading()


def line_bottom() -> float:
    """Where the line of date and source ends."""
    return max(float(LINE_PX), scaled(LINE_PX))


def room_below(heading: Heading, width: float, text_px: int) -> float:
    """How much title and note need under that line, in pixels, in a column of this width."""
    return sum(height + _GAP for height in _heights(heading, width, text_px))


def paint_heading(
    painter: QPainter, heading: Heading, area: QRectF, right: float, text_px: int, theme: Theme
) -> None:
    """Paint it into the column: `area` begins at the document's top, and ends in nothing; the line
    may go on to `right`.
    """
    y, small = area.top() + line_bottom(), ui_font(0.96)
    box = QRectF(area.x(), y - px(20), right - area.x(), px(24))
    badges.paint_text(painter, box, heading.line, theme["ink_soft"], small)
    title, note = _heights(heading, area.width(), text_px)
    y += _GAP
    if title:
        font = title_font(text_px)
        step = QFontMetricsF(font).height()
        for number, words in enumerate(_lines(heading.title, font, area.width(), _MOST_TITLE)):
            line = QRectF(area.x(), y + number * step, area.width() + 2, step)
            badges.paint_text(painter, line, words, theme["ink"], font)
        y += title + _GAP
    if note:
        _paint_note(painter, heading.note, QRectF(area.x(), y, area.width(), note), theme)


def title_font(text_px: int) -> QFont:
    """The face of a title: as of one that is a part of the text."""
    font = reading_font(round(text_px * 1.35))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _heights(heading: Heading, width: float, text_px: int) -> tuple[float, float]:
    title = note = 0.0
    if heading.title:
        font = title_font(text_px)
        count = len(_lines(heading.title, font, width, _MOST_TITLE))
        title = count * QFontMetricsF(font).height()
    if heading.note:
        count = len(_note_lines(heading.note, width))
        note = count * QFontMetricsF(ui_font(0.96)).height() + 2 * _PAD
    return title, note


def _paint_note(painter: QPainter, note: str, area: QRectF, theme: Theme) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(theme["warn"], theme["paper"], 0.1))
    painter.drawRoundedRect(area, 5, 5)
    painter.restore()
    font = ui_font(0.96)
    step = QFontMetricsF(font).height()
    mark = QRectF(area.x() + _PAD, area.y() + _PAD, px(20), step)
    badges.paint_text(painter, mark, _NOTE_MARK, theme["warn"], font)
    for number, words in enumerate(_note_lines(note, area.width())):
        top = area.y() + _PAD + number * step
        line = QRectF(mark.right() + 2, top, area.right() - mark.right() - _PAD, step)
        badges.paint_text(painter, line, words, theme["ink"], font)


def _note_lines(note: str, width: float) -> list[str]:
    room = max(40.0, width - 2 * _PAD - px(20) - 2)
    font = ui_font(0.96)
    found: list[str] = []
    for part in note[:2000].splitlines():
        found += badges.wrapped(part, font, room) or [""]
    return _cut(found, _MOST_NOTE)


def _lines(text: str, font: QFont, width: float, most: int) -> list[str]:
    return _cut(badges.wrapped(" ".join(text[:2000].split()), font, max(40.0, width)), most)


def _cut(lines: list[str], most: int) -> list[str]:
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"]
