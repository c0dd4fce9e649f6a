"""What stands at the foot of a page: keys with what they do, and hairlines between its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from annotator.ui.kit import badges
from annotator.ui.kit.theme import current, ui_font


class Hints(QWidget):
    """Keys and what they do, in one line; those that do not fit are left out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hints: Sequence[tuple[str, str]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(100, 24)

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        self.hints = hints
        self.setAccessibleName(", ".join(f"{key} {text}" for key, text in hints))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, font = current(), ui_font(0.92)
        x, middle = 0.0, self.height() / 2
        with QPainter(self) as painter:
            for key, text in self.hints:
                width = badges.key_width(key) + 6 + self.fontMetrics().horizontalAdvance(text)
                if x + width > self.width():
                    break
                x += badges.paint_key(painter, x, middle, key, theme) + 6
                room = QRectF(x, 0, self.width() - x, self.height())
                x += badges.paint_text(painter, room, text, theme["ink_soft"], font) + 16


class Rule(QWidget):
    """A hairline, in the theme of the moment."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), current()["line"])


def rule(parent: QWidget) -> Rule:
    """A hairline between two things above each other."""
    line = Rule(parent)
    line.setFixedHeight(1)
    return line


def upright(parent: QWidget) -> Rule:
    """A hairline between two things side by side."""
    line = rule(parent)
    line.setMaximumHeight(16_777_215)
    line.setMinimumHeight(0)
    line.setFixedWidth(1)
    return line


_B = TypeVar("_B", QHBoxLayout, QVBoxLayout)
Part = QWidget | QLayout
Margins = tuple[int, int, int, int]


def in_row(
    *parts: Part, margins: Margins = (0, 0, 0, 0), spacing: int = 0, wide: Sequence[Part] = ()
) -> QHBoxLayout:
    """Parts beside each other; those that are `wide` share the room that the others leave."""
    return _filled(QHBoxLayout(), parts, margins, spacing, wide)


def in_column(
    *parts: Part, margins: Margins = (0, 0, 0, 0), spacing: int = 0, wide: Sequence[Part] = ()
) -> QVBoxLayout:
    """Parts under each other; as `in_row`."""
    return _filled(QVBoxLayout(), parts, margins, spacing, wide)


def _filled(
    box: _B, parts: Sequence[Part], margins: Margins, spacing: int, wide: Sequence[Part]
) -> _B:
    box.setContentsMargins(*margins)
    box.setSpacing(spacing)
    for part in parts:
        share = int(part in wide)
        if isinstance(part, QLayout):
            box.addLayout(part, share)
        else:
            box.addWidget(part, share)
    return box


def stack(page: QWidget, parts: Sequence[QWidget | QLayout], wide: QWidget | QLayout) -> None:
    """Lay a page's parts under each other from edge to edge, a hairline between; one of them has
    all the room that the others leave.
    """
    rows = QVBoxLayout(page)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    for part in parts:
        if rows.count():
            rows.addWidget(rule(page))
        share = int(part is wide)
        if isinstance(part, QLayout):
            rows.addLayout(part, share)
        else:
            rows.addWidget(part, share)
