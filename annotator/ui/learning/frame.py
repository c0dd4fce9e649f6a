"""What the learning page is put together from: versions at the left, the drawings on paper."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QWidget,
)

from annotator.core.records import Scheme
from annotator.ui.kit.fields import Tick
from annotator.ui.kit.hints import Hints, in_column, in_row, rule, stack, upright
from annotator.ui.kit.plain import set_tip
from annotator.ui.kit.theme import current, set_look, ui_font
from annotator.ui.kit.window_state import fit_dialog
from annotator.ui.learning.figures import Figures, soft_line
from annotator.ui.learning.versions import VersionList
from annotator.ui.words import kit as kit_words
from annotator.ui.words import learning as say
from annotator.workspace.learning.report import Overview, Version

_LEFT_WIDTH, _LEFT_WIDEST = 304, 440
_USUAL = Version(88, "", 888, 8.8, 8.8, is_better=True, is_used=False)  # as wide as most


class LearningFrame(QDialog):
    """The widgets in their places, and how an overview is shown in them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(say.MODEL())
        self.has_shown = False
        self.versions = VersionList(self)
        self.learns = Tick(say.LEARN(), self)
        set_tip(self.learns, "Alt+L")
        self.learn_button = QPushButton(self)
        self.close_button = QPushButton(kit_words.CLOSE(), self)
        self.message, self.hints = soft_line(self, 0.92), Hints(self)
        self.figures = Figures(self)
        self.pane = _Pane(self, self.figures)
        self._lay_out()
        self.versions.stepped.connect(self.clear)
        self.show_training(False, can_learn=False)
        fit_dialog(self, min(1180, max(720, parent.width() - 60)), 860)

    def _left_width(self) -> int:
        """As wide as what usually stands there needs, in any language."""
        metrics = QFontMetricsF(ui_font(0.92))
        details = (say.ABOUT_AUTOMATIC(), say.ABOUT_OFF(), say.worth_of(_USUAL))
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        rows = max(metrics.horizontalAdvance(words) for words in details) + 58 + bar
        return max(
            _LEFT_WIDTH, min(_LEFT_WIDEST, max(round(rows), self.learns.sizeHint().width() + 34))
        )

    def show_overview(self, found: Overview, scheme: Scheme) -> None:
        """Show these figures."""
        self.has_shown = True
        self.versions.show_overview(found)
        self.versions.setEnabled(found.learns or bool(found.versions))
        self.learns.setChecked(found.learns)
        self.figures.show_overview(found, scheme)
        self.pane.setAccessibleDescription(self.figures.spoken())

    def show_training(self, is_running: bool, *, can_learn: bool) -> None:
        """What the button does now."""
        name = say.STOP_LEARNING() if is_running else say.LEARN_NOW()
        self.learn_button.setText(name)
        self.learn_button.setShortcut(QKeySequence())  # its own comes 100 ms late; Alt+N is ours
        self.learn_button.setEnabled(is_running or can_learn)

    def clear(self) -> None:
        """Nothing to say: the hints again."""
        self.say("")

    def say(self, text: str, *, is_bad: bool = False) -> None:
        """A line at the bottom, in the place of the hints while there is no room for both."""
        set_look(self.message, "ink", "warn" if is_bad else "ink")
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.hints.setVisible(not text)

    # -- private ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for button in (self.learn_button, self.close_button):
            button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        for chord, widget in (("Alt+L", self.learns), ("Alt+N", self.learn_button)):
            QShortcut(QKeySequence(chord), self, widget.click)
        self.message.hide()
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.hints.show_hints(
            (
                ("↑ ↓", say.VERSION_KEY()),
                (kit_words.ENTER(), say.USE_KEY()),
                (kit_words.TAB(), say.FIGURES_KEY()),
                ("Alt+N", say.LEARN_KEY()),
                (kit_words.ESC(), kit_words.CLOSE_KEY()),
            )
        )
        below = in_column(self.learns, self.learn_button, margins=(14, 12, 14, 14), spacing=10)
        column = self.versions, rule(self), below
        left = in_column(*column, margins=(0, 8, 0, 0), wide=[self.versions])
        self.versions.setFixedWidth(self._left_width())
        middle = in_row(left, upright(self), self.pane, wide=[self.pane])
        low = in_row(
            self.message, self.hints, self.close_button,
            margins=(16, 7, 14, 9), spacing=24, wide=[self.message, self.hints],
        )  # fmt: skip
        stack(self, (middle, low), middle)
        order = (self.versions, self.pane, self.learns, self.learn_button, self.close_button)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)


class _Pane(QScrollArea):
    """The figures, scrolled by arrows and pages when it has the focus."""

    def __init__(self, parent: QWidget, figures: Figures) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._figures = figures
        self.setWidget(figures)
        self.setAccessibleName(say.FIGURES())
        self.verticalScrollBar().setSingleStep(40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._figures.fit(event.size().width())
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        area = QRect(self.viewport().rect())
        with QPainter(self.viewport()) as painter:
            painter.fillRect(area, current()["paper"])
