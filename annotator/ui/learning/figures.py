"""The figures of the learning page, one section under the other."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.core.records import Scheme
from annotator.ui.kit import badges
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import current, heading_font, ui_font
from annotator.ui.learning.charts import CalibrationChart, TrendChart
from annotator.ui.learning.looks_table import LooksTable
from annotator.ui.learning.tables import AnchoringTable, LabelTable, TopicAnchoringTable
from annotator.ui.words import learning as say
from annotator.ui.words import looks
from annotator.workspace.learning.report import Overview

_MEASURE = 720  # px of a line of text that the eye can follow
_SIDE_BY_SIDE = 690  # px of the paper, from which calibration stands beside the labels


class Figures(QWidget):
    """The figures, one section under the other, on the ground of the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.headline, self.about, self.beginning = (
            soft_line(self, 1.3),
            soft_line(self),
            soft_line(self),
        )
        self.headline.setFont(ui_font(1.3, QFont.Weight.DemiBold))
        for line in (self.headline, self.beginning):
            line.setProperty("soft", False)
        self.trend = TrendChart(self)
        self.unjudged, self.fair = soft_line(self), soft_line(self)
        self.looks, self.left, self.grounds = LooksTable(self), soft_line(self), soft_line(self)
        self.labels = LabelTable(self)
        self.calibration = CalibrationChart(self)
        self.error = soft_line(self, 0.92)
        self.leading, self.leading_topics = AnchoringTable(self), TopicAnchoringTable(self)
        self.leads, self.topics = soft_line(self), soft_line(self)
        self.asides: dict[str, _Aside] = {}
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sections: dict[str, QWidget] = {}
        self._lay_out()

    def show_overview(self, found: Overview, scheme: Scheme) -> None:
        """Show these figures; sections without any are hidden."""
        self.headline.setText(say.headline(found))
        self._say(self.about, say.subline(found))
        self._say(self.beginning, "" if found.versions else say.beginning(found))
        has_any = bool(found.versions) and found.is_complete
        is_judged = bool(found.trend.places)
        self._sections["trend"].setVisible(has_any)
        self.trend.setVisible(is_judged)
        self.trend.show_trend(found.trend, found.versions)
        self.asides["trend"].setVisible(is_judged)
        self._say(self.fair, say.fair_words(found.fair))
        self._say(self.unjudged, "" if is_judged else say.unjudged(found))
        self._show_looks(found, is_shown=has_any)
        self._sections["labels"].setVisible(bool(found.labels))
        self.asides["labels"].say(say.of_recent(found.recent))
        self.labels.show_rows(scheme, found.labels)
        self._sections["calibration"].setVisible(bool(found.labels))
        self.calibration.setVisible(found.calibration.error is not None)
        self.calibration.show_calibration(found.calibration)
        self.error.setText(say.calibration_words(found.calibration))
        self._sections["topics"].setVisible(found.topics is not None)
        self._say(self.topics, say.topic_words(found.topics))
        self._sections["leading"].setVisible(has_any or found.leading is not None)
        self.leads.setText(say.leading_words(found.leading))
        self.leading.setVisible(found.leading is not None)
        if found.leading is not None:
            self.leading.show_rows(scheme, (found.leading.all, *found.leading.labels))
        topics = found.leading.topics if found.leading is not None else ()
        self.leading_topics.setVisible(bool(topics))
        self.leading_topics.show_rows(scheme, topics)

    def _show_looks(self, found: Overview, *, is_shown: bool) -> None:
        """What stays where one looks only where asked."""
        levels = found.levels
        self._sections["looks"].setVisible(is_shown and found.used is not None)
        self.asides["looks"].setVisible(levels is not None)
        self.looks.setVisible(levels is not None)
        self.looks.show_levels(levels, found.step)
        left = "" if levels is None else looks.left_words(levels.steps[found.step], levels)
        self._say(self.left, left)
        self._say(self.grounds, looks.grounds(levels))

    def spoken(self) -> str:
        """All that is shown, for screen readers."""
        lines = (
            *(self.headline, self.about, self.beginning, self.fair, self.left, self.grounds),
            *(self.error, self.topics, self.leads),
        )
        drawn = (self.trend, self.looks, self.labels, self.leading, self.leading_topics)
        said = [line.text() for line in lines if not line.isHidden()]
        return "\n".join(said + [each.accessibleDescription() for each in drawn])

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), current()["paper"])

    def fit(self, width: int) -> None:
        """Put calibration beside the labels where there is room, else below them."""
        ways = QBoxLayout.Direction
        is_wide = width >= _SIDE_BY_SIDE
        self._pair.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)
        self._pair.setSpacing(30 if is_wide else 6)

    # -- private ---------------------------------------------------------------------------

    def _say(self, line: QLabel, text: str) -> None:
        line.setText(text)
        line.setVisible(bool(text))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(26, 22, 26, 26)
        column.setSpacing(6)
        for line in (
            self.headline,
            self.about,
            self.beginning,
            self.fair,
            self.leads,
            self.left,
            self.grounds,
        ):
            line.setMaximumWidth(_MEASURE)
        for line in (self.headline, self.about, self.beginning):
            column.addWidget(line)
        for section in self._made_sections():
            column.addWidget(section)
        parts = (self.looks, self.left, self.grounds)
        asked = self._section("looks", looks.HEADING().upper(), looks.ABOUT(), *parts)
        column.insertWidget(column.count() - 1, asked)
        column.insertLayout(column.count() - 1, self._pair)
        column.addStretch(1)

    def _made_sections(self) -> tuple[QWidget, QWidget]:
        """The first and the last; those between are put into the pair."""
        aside = say.ABOUT_TREND()
        drawn = (self.trend, self.unjudged, self.fair)
        first = self._section("trend", say.CORRECTIONS().upper(), aside, *drawn)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self._section("labels", say.LABELS().upper(), "", self.labels))
        left.addWidget(self._section("topics", say.TOPICS().upper(), "", self.topics))
        left.addStretch(1)
        title, aside = say.CALIBRATION().upper(), say.SHARE_RIGHT()
        right = self._section("calibration", title, aside, self.calibration, self.error)
        self._pair.addLayout(left, 1)
        self._pair.addWidget(right, 0, Qt.AlignmentFlag.AlignTop)
        title = say.ANCHORING().upper()
        leading = (self.leads, self.leading, self.leading_topics)
        return first, self._section("leading", title, say.ABOUT_ANCHORING(), *leading)

    def _section(self, name: str, title: str, aside: str, *parts: QWidget) -> QWidget:
        found = self._sections[name] = QWidget(self)
        heading, beside = PlainLabel(title, found), _Aside(found, aside)
        heading.setProperty("soft", True)
        heading.setFont(heading_font())
        self.asides[name] = beside
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(heading)
        head.addWidget(beside, 1)
        column = QVBoxLayout(found)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        for part in parts:
            column.addWidget(part)
        return found


class _Aside(QWidget):
    """A soft line beside a heading; what does not fit is elided."""

    def __init__(self, parent: QWidget, text: str) -> None:
        super().__init__(parent)
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(100, 18)

    def say(self, text: str) -> None:
        """Say this instead."""
        self._text = text
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            box, ink = QRectF(self.rect()), current()["ink_soft"]
            badges.paint_text(painter, box, self._text, ink, ui_font(0.86))


def soft_line(parent: QWidget, scale: float = 1.0) -> QLabel:
    """A soft line of text that wraps."""
    line = PlainLabel(parent)
    line.setFont(ui_font(scale))
    line.setProperty("soft", True)
    line.setWordWrap(True)
    return line
