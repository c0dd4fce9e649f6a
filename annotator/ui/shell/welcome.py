"""The page without a project: the sample, a new project, an existing one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.kit import badges
from annotator.ui.kit.plain import PlainLabel, set_tip
from annotator.ui.kit.scrolled import middle_column, scrolled
from annotator.ui.kit.theme import current, heading_font, px, reading_font, ui_font
from annotator.ui.words import kit as kit_words
from annotator.ui.words import shell as say

if TYPE_CHECKING:
    from annotator.ui.shell.new_project import Colours, NewProject

_COLUMN = 560


class Welcome(QWidget):
    """A calm page in place of the text. Each of its two pages is made when it is first wanted: a
    start with a project needs neither.
    """

    sample_asked = Signal()
    project_picked = Signal(str)
    project_forgotten = Signal(str)
    open_asked = Signal()
    project_asked = Signal(str, str, int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent: Sequence[tuple[str, str, bool]] = ()
        self._schemes: Callable[[], Sequence[tuple[str, str, str, Colours]]] = tuple
        self._folder = ("", "")
        self._pages = QStackedWidget(self)
        self._areas: dict[QWidget, QWidget] = {}  # what a page is scrolled in
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    @cached_property
    def home(self) -> HomePage:
        """The first page."""
        page = HomePage(self)
        page.sample_button.clicked.connect(self.sample_asked)
        page.new_button.clicked.connect(self.start_new)
        page.open_button.clicked.connect(self.open_asked)
        page.project_picked.connect(self.project_picked)
        page.project_forgotten.connect(self.project_forgotten)
        page.set_recent(self._recent)
        self._add(page)
        return page

    @cached_property
    def new_project(self) -> NewProject:
        """The page of a new project."""
        from annotator.ui.shell.new_project import NewProject

        page = NewProject(self)
        page.project_asked.connect(self.project_asked)
        page.left.connect(self.start_home)
        page.set_schemes(self._schemes())
        page.set_folder(*self._folder)
        self._add(page)
        return page

    def _add(self, page: QWidget) -> None:
        self._areas[page] = scrolled(page)
        self._pages.addWidget(self._areas[page])

    def set_recent(self, projects: Sequence[tuple[str, str, bool]]) -> None:
        """The projects opened last: name, path, and whether the file is gone."""
        self._recent = projects
        if "home" in vars(self):
            self.home.set_recent(projects)

    def set_choices(
        self, schemes: Callable[[], Sequence[tuple[str, str, str, Colours]]], folder: str, end: str
    ) -> None:
        """What reads the schemes to choose from: name, title, description, labels with their
        colours; where new projects are proposed, and how their files end.
        """
        self._schemes, self._folder = schemes, (folder, end)

    def start_new(self) -> None:
        """Go to the page of a new project."""
        self._pages.setCurrentWidget(self._areas[self.new_project])
        self.setFocusProxy(self.new_project.name_field)
        self.new_project.start()

    def start_home(self) -> None:
        """Go to the first page, if it is seen."""
        if self.isVisible() or "home" in vars(self):
            self._pages.setCurrentWidget(self._areas[self.home])
            self.setFocusProxy(self.home.sample_button)
            self.home.sample_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._pages.count():
            self.start_home()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        has_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if has_control and event.key() == Qt.Key.Key_N:
            self.start_new()
        elif has_control and event.key() == Qt.Key.Key_O:
            self.open_asked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), current()["paper"])


class HomePage(QWidget):
    """Name, three ways in, and the projects opened last."""

    project_picked = Signal(str)
    project_forgotten = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = PlainLabel("Annotator", self)
        name.setFont(_title_font())
        about = PlainLabel(
            say.ABOUT_PROGRAM(),
            self,
        )
        about.setProperty("soft", True)
        about.setWordWrap(True)
        self.sample_button = WideButton(say.OPEN_SAMPLE(), kit_words.ENTER(), self, is_primary=True)
        self.new_button = WideButton(say.NEW_PROJECT(), "Ctrl+N", self)
        self.open_button = WideButton(say.OPEN_PROJECT(), "Ctrl+O", self)
        self.recent_heading = PlainLabel(say.RECENT().upper(), self)
        self.recent_heading.setFont(heading_font())
        self.recent_heading.setProperty("soft", True)
        self.recent_buttons: list[RecentButton] = []
        for label in (name, about, self.recent_heading):
            label.setContentsMargins(4, 0, 4, 0)
        others = QHBoxLayout()
        others.setSpacing(12)
        others.addWidget(self.new_button)
        others.addWidget(self.open_button)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        column = middle_column(self, _COLUMN)
        column.addStretch(2)
        column.addWidget(name)
        column.addSpacing(6)
        column.addWidget(about)
        column.addSpacing(30)
        column.addWidget(self.sample_button)
        column.addSpacing(12)
        column.addLayout(others)
        column.addSpacing(34)
        column.addWidget(self.recent_heading)
        column.addSpacing(6)
        column.addLayout(self._recent)
        column.addStretch(3)
        self.set_recent(())

    def set_recent(self, projects: Sequence[tuple[str, str, bool]]) -> None:
        """At most eight rows."""
        for button in self.recent_buttons:
            button.hide()
            button.deleteLater()
        self.recent_buttons = [RecentButton(*project, self) for project in projects[:8]]
        for button in self.recent_buttons:
            button.clicked.connect(
                lambda _checked=False, b=button: self.project_picked.emit(b.path)
            )
            button.forgotten.connect(self.project_forgotten)
            self._recent.addWidget(button)
            button.show()
        self.recent_heading.setVisible(bool(projects))


class _EnterButton(QAbstractButton):
    """A button that Enter presses too."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class WideButton(_EnterButton):
    """A way in, with its key."""

    def __init__(self, text: str, key: str, parent: QWidget, *, is_primary: bool = False) -> None:
        super().__init__(text, parent)
        self._key, self._is_primary = key, is_primary

    def sizeHint(self) -> QSize:
        return QSize(220, px(52 if self._is_primary else 44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        area = QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5)
        ground, ink = theme["field"], theme["ink"]
        if self._is_primary:
            ground, ink = theme["accent"], theme["field"]
        elif self.underMouse():
            ground = theme["hover"]
        weight = QFont.Weight.DemiBold if self._is_primary else QFont.Weight.Normal
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme["accent"] if self._is_primary else theme["field_line"])
            painter.setBrush(ground)
            painter.drawRoundedRect(area, 7, 7)
            if self.hasFocus():
                painter.setPen(theme["accent"])
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(area.adjusted(-2.5, -2.5, 2.5, 2.5), 9, 9)
            inner = area.adjusted(16, 0, -14, 0)
            width = badges.key_width(self._key)
            x, middle = inner.right() - width, inner.center().y()
            badges.paint_key(painter, x, middle, self._key, theme)
            inner.setRight(x - 10)
            size = 1.08 if self._is_primary else 1.0
            badges.paint_text(painter, inner, self.text(), ink, ui_font(size, weight))


class RecentButton(_EnterButton):
    """A project that was open before: its name and folder. One that is gone says so; Delete, or a
    click on the cross, takes it off the list.
    """

    forgotten = Signal(str)

    def __init__(self, name: str, path: str, is_gone: bool, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.path, self.is_gone = path, is_gone
        self.said = say.IS_GONE() if is_gone else ""
        self.setAccessibleDescription(self.said)
        self._folder = _short(str(Path(path).parent))
        set_tip(self, path)

    def sizeHint(self) -> QSize:
        return QSize(220, px(34))

    def cross(self) -> QRectF:
        """Where a click takes a project that is gone off the list."""
        side = px(14)
        return QRectF(self.width() - side - 6, (self.height() - side) / 2, side, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.forgotten.emit(self.path)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.is_gone and self.cross().adjusted(-4, -6, 6, 6).contains(event.position()):
            self.setDown(False)
            self.forgotten.emit(self.path)
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, area = current(), QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme["accent"] if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme["hover"] if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 6, 6)
            inner = area.adjusted(4, 0, -4, 0)
            if self.is_gone:
                badges.paint_cross(painter, self.cross(), theme["ink_soft"])
                inner.setRight(self.cross().left() - 6)
            font = ui_font(1.0, QFont.Weight.Medium)
            room = QRectF(inner.x(), inner.y(), inner.width() * 0.55, inner.height())
            width = badges.paint_text(painter, room, self.text(), theme["ink"], font)
            folder = inner.adjusted(width + 16, 0, 0, 0)
            small, right = (
                ui_font(0.92),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            )
            elide = Qt.TextElideMode.ElideMiddle
            soft, said = theme["warn" if self.is_gone else "ink_soft"], self.said or self._folder
            badges.paint_text(painter, folder, said, soft, small, align=right, elide=elide)


def _title_font() -> QFont:
    font = reading_font(38)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _short(folder: str) -> str:
    """The folder, with ~ for the person's home."""
    home = str(Path.home())
    return "~" + folder[len(home) :] if folder == home or folder.startswith(home + "/") else folder
