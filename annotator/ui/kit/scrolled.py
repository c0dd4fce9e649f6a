"""Pages that fit: with a scroll bar where the window is low, no wider than reads well."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget


def scrolled(page: QWidget) -> QScrollArea:
    """The page in an area that scrolls it up and down; the area itself takes no focus."""
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    area.viewport().setAutoFillBackground(False)
    page.setAutoFillBackground(False)
    return area


def middle_column(page: QWidget, width: int, spacing: int = 0) -> QVBoxLayout:
    """A column in the middle of a page, at most `width` pixels wide."""
    inner = QWidget(page)
    inner.setMaximumWidth(width)
    outer = QHBoxLayout(page)
    outer.setContentsMargins(28, 24, 28, 24)
    outer.addStretch(1)
    outer.addWidget(inner, 1000)
    outer.addStretch(1)
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(spacing)
    return column
