"""The key sheet: what every key does, by menu, in two columns where there is room. Esc or its own
key closes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.core.records import Scheme
from annotator.ui.actions import MENUS, SCHEME_KEYS, Action, CommandId
from annotator.ui.kit import badges
from annotator.ui.kit.key_names import chord_of
from annotator.ui.kit.theme import current, heading_font, ui_font
from annotator.ui.kit.window_state import fit_dialog
from annotator.ui.words import settings as say
from annotator.values import dataclass

_ROW, _NEXT, _HEADING, _GAP, _MARGIN, _BETWEEN = 25, 17, 30, 14, 28, 36
_KEYS_WIDTH, _BESIDE_KEYS = 140, 12
_WIDTH, _LEAST_WIDTH, _FOR_TWO = 1060, 440, 860


@dataclass(frozen=True, slots=True)
class Section:
    """One menu: its title, and keys with what they do."""

    title: str
    rows: tuple[tuple[tuple[str, ...], str], ...]

    def height(self, width: float) -> int:
        """In a column of this width."""
        return _HEADING + sum(_height(title, width) for _, title in self.rows) + _GAP


class KeySheet(QDialog):
    """All keys as they are now, for reading."""

    def __init__(
        self, parent: QWidget, actions: Sequence[Action], scheme: Scheme | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say.KEYS())
        self._closing = next(action.keys for action in actions if action.id == "help.keys")
        self.sheet = Sheet(sections_of(actions, scheme))
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self.sheet)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        self.setMinimumSize(360, 240)
        room = parent.size() if parent.isVisible() else QSize(1200, 900)
        wide = min(_WIDTH, max(560, room.width() - 60))
        bar = area.verticalScrollBar().sizeHint().width()
        tall = min(self.sheet.heightForWidth(wide - bar), max(320, room.height() - 60))
        fit_dialog(self, wide, tall)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The key that opened it closes it too."""
        if chord_of(event) in self._closing:
            self.accept()
        else:
            super().keyPressEvent(event)


class Sheet(QWidget):
    """The painted page, as tall as its width makes it."""

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__()
        self._sections = sections
        self.setMinimumWidth(_LEAST_WIDTH)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        told = [
            f"{' '.join(keys)}: {title}" for section in sections for keys, title in section.rows
        ]
        self.setAccessibleName(say.KEYS())
        self.setAccessibleDescription("\n".join(told))

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, self.heightForWidth(_WIDTH))

    def heightForWidth(self, width: int) -> int:
        columns, each = self._laid_out(width)
        tallest = max(sum(section.height(each) for section in column) for column in columns)
        return tallest + 2 * _MARGIN - _GAP

    def paintEvent(self, _event: QPaintEvent) -> None:
        columns, width = self._laid_out(self.width())
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), current()["panel"])
            for number, column in enumerate(columns):
                y = float(_MARGIN)
                x = _MARGIN + number * (width + _BETWEEN)
                for section in column:
                    rect = QRectF(x, y, width, section.height(width))
                    _paint_section(painter, rect, section)
                    y += rect.height()

    def _laid_out(self, width: int) -> tuple[list[list[Section]], float]:
        """The columns, and how wide each is."""
        if width < _FOR_TWO:
            return [list(self._sections)], width - 2 * _MARGIN
        each = (width - 2 * _MARGIN - _BETWEEN) / 2
        return _in_two(self._sections, each), each


def sections_of(actions: Sequence[Action], scheme: Scheme | None) -> list[Section]:
    """The keys by menu; the letters and digits of the scheme among the labels."""
    sections = []
    for menu in MENUS:
        rows = [(a.keys, _tr(a.title)) for a in actions if a.menu == menu and a.keys]
        if any(action.menu == menu and action.id == CommandId.TOPIC_NONE for action in actions):
            rows = [(keys, _tr(title)) for keys, title in _scheme_keys(scheme)] + rows
        if rows:
            sections.append(Section(_tr(menu), tuple(rows)))
    return sections


def _scheme_keys(scheme: Scheme | None) -> list[tuple[tuple[str, ...], str]]:
    """The letters as the open scheme has them, where they fit."""
    letters, yes, no = ((tuple(map(_tr, keys)), title) for keys, title in SCHEME_KEYS)
    own = [x.key.upper() for x in scheme.labels if x.key and not x.retired] if scheme else []
    if 0 < len(own) <= 5:
        letters = (tuple(own), letters[1])
    return [letters, yes, no]


def _in_two(sections: Sequence[Section], width: float) -> list[list[Section]]:
    """The sections in their order, broken where the columns are most alike."""
    heights = [section.height(width) for section in sections]

    def tallest(cut: int) -> int:
        return max(sum(heights[:cut]), sum(heights[cut:]))

    cut = min(range(1, max(2, len(sections))), key=tallest)
    return [list(sections[:cut]), list(sections[cut:])]


def _paint_section(painter: QPainter, rect: QRectF, section: Section) -> None:
    theme = current()
    head = QRectF(rect.x(), rect.y(), rect.width(), _HEADING - 8)
    badges.paint_text(painter, head, section.title.upper(), theme["ink_soft"], heading_font())
    y = rect.y() + _HEADING
    painter.fillRect(QRectF(rect.x(), y - 6, rect.width(), 1), theme["line"])
    for keys, title in section.rows:
        middle = y + _ROW / 2
        x = rect.x()
        for key in keys:
            if x + badges.key_width(key) > rect.x() + _KEYS_WIDTH:
                break
            x += badges.paint_key(painter, x, middle, key, theme) + 4
        left = rect.x() + _KEYS_WIDTH + _BESIDE_KEYS
        room = QRectF(left, y, rect.right() - left, _ROW)
        for line in _lines(title, rect.width()):
            badges.paint_text(painter, room, line, theme["ink"], ui_font())
            room.translate(0, _NEXT)
        y += _height(title, rect.width())


def _height(title: str, width: float) -> int:
    return _ROW + _NEXT * (len(_lines(title, width)) - 1)


def _lines(title: str, width: float) -> list[str]:
    """What an action does, in the lines that it takes beside the keys of a column."""
    return badges.wrapped(title, ui_font(), width - _KEYS_WIDTH - _BESIDE_KEYS - 8)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)
