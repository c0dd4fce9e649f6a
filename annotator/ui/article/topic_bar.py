"""The topics under the last paragraph, as pills."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from annotator.core.codes import TopicState
from annotator.core.records import Scheme
from annotator.core.sheet import Sheet
from annotator.ui.kit import badges
from annotator.ui.kit.flow import FlowLayout
from annotator.ui.kit.theme import current, mixed, px, ui_font
from annotator.ui.words import article as say
from annotator.ui.words import lists as list_words

NONE = 0  # the topic that says: none applies
_PILL = 25  # the height
_MARKED = (TopicState.YES, TopicState.NO, TopicState.CONTESTED)  # a tick, a cross, a "?"


def topic_state(sheet: Sheet, topic: int) -> tuple[TopicState, float | None]:
    """How a topic stands in an article, with the suggestion's score as long as it is open."""
    answer = sheet.topics.get(topic)
    if answer is not None:
        return (TopicState.YES if answer.is_yes else TopicState.NO), None
    suggestion = sheet.topic_suggestions.get(topic)
    if suggestion is not None:
        is_contested = sheet.is_contested(topic)
        state = TopicState.CONTESTED if is_contested else TopicState.SUGGESTED
        return state, suggestion.score
    return TopicState.UNDECIDED, None


class TopicBar(QWidget):
    """A hairline, then one pill a topic; its height follows from its width."""

    topic_picked = Signal(int)
    none_picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pills: dict[int, TopicPill] = {}
        self._scheme: Scheme | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 16, 0, 0)
        self._rows.setSpacing(8)

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show the answers and suggestions of this article; without one, nothing."""
        if sheet is None:
            self._show_scheme(Scheme())
            return
        if sheet.scheme is not self._scheme:
            self._show_scheme(sheet.scheme)
        for topic, pill in self.pills.items():
            pill.show_state(*topic_state(sheet, topic))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._rows.totalHeightForWidth(width) if self.pills else 0

    def sizeHint(self) -> QSize:
        width = self.width() or 600
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(0, 0, self.width(), 1, current()["line"])

    def _show_scheme(self, scheme: Scheme) -> None:
        self._scheme = scheme
        _clear(self._rows)
        self.pills = {}
        topics = [topic for topic in scheme.topics if not topic.retired]
        groups = [g for g in scheme.groups if any(topic.group == g.id for topic in topics)]
        flow = FlowLayout(gap=7, line_gap=7)
        for group in groups:
            flow = FlowLayout(gap=7, line_gap=7)
            flow.addWidget(_Caption(group.name if len(groups) > 1 else say.TOPICS(), self))
            for topic in topics:
                if topic.group == group.id:
                    flow.addWidget(self._pill(topic.id, topic.name, topic.key))
            self._rows.addLayout(flow)
        if topics:
            flow.addWidget(self._pill(NONE, say.NO_TOPIC(), "0"))
        self.updateGeometry()

    def _pill(self, topic: int, name: str, key: str) -> TopicPill:
        pill = self.pills[topic] = TopicPill(name.replace("/", " › "), key, self)
        pill.clicked.connect(lambda: self._on_clicked(topic))
        pill.show()
        return pill

    def _on_clicked(self, topic: int) -> None:
        if topic == NONE:
            self.none_picked.emit()
        else:
            self.topic_picked.emit(topic)


class TopicPill(QAbstractButton):
    """A topic: ticked, crossed out, dashed with its score (contested: and "?"), or outlined."""

    def __init__(self, name: str, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(name)
        self._key = key
        self.state, self.score = TopicState.UNDECIDED, ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_state(self, state: TopicState, score: float | None) -> None:
        if (state, badges.score_text(score)) != (self.state, self.score):
            self.state, self.score = state, badges.score_text(score)
            self.setAccessibleName(list_words.topic(self.text(), state, self.score))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        width = (
            px(22)
            + self._mark_width()
            + QFontMetricsF(ui_font(0.92)).horizontalAdvance(self.text())
        )
        for text, font in ((self.score, ui_font(0.92)), (self._key, _bold())):
            width += QFontMetricsF(font).horizontalAdvance(text) + 5 if text else 0
        return QSize(round(width + 1), px(_PILL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        pen, ground, ink = QPen(theme["field_line"], 1), theme["paper"], theme["ink_soft"]
        if self.state == TopicState.YES:
            pen, ground, ink = QPen(theme["accent_tint"], 1), theme["accent_tint"], theme["accent"]
        elif self.state in (TopicState.SUGGESTED, TopicState.CONTESTED):
            is_contested = self.state == TopicState.CONTESTED
            pen, ink = QPen(theme["warn" if is_contested else "accent"], 1.2), theme["ink"]
            pen.setDashPattern([3, 2.2])
        elif self.state == TopicState.NO:
            ground = mixed(theme["hover"], theme["paper"], 0.6)
        if self.underMouse():
            ground = mixed(theme["accent"], ground, 0.08)
        area = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.setBrush(ground)
            painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
            x = 11.0
            mark = QRectF(x - 3, self.height() / 2 - 7, 14, 14)
            if self.state == TopicState.YES:
                badges.paint_check(painter, mark, ink)
            elif self.state == TopicState.NO:
                badges.paint_cross(painter, mark, ink)
            elif self.state == TopicState.CONTESTED:
                badges.paint_question(painter, mark, theme["warn"])
            x += self._mark_width()
            key = QFontMetricsF(_bold()).horizontalAdvance(self._key) + 5 if self._key else 0
            tail = self.width() - 11 - key
            score = QFontMetricsF(ui_font(0.92)).horizontalAdvance(self.score) + 5
            room = QRectF(x, 0, tail - x - (score if self.score else 0) + 1, self.height())
            x += badges.paint_text(painter, room, self.text(), ink, ui_font(0.92)) + 5
            room = QRectF(x, 0, self.width() - x, self.height())
            if self.score:
                soft = theme["ink_soft"]
                x += badges.paint_text(painter, room, self.score, soft, ui_font(0.92)) + 5
                room.setLeft(x)
            badges.paint_text(painter, room, self._key, ink, _bold())

    def _mark_width(self) -> int:
        return 14 if self.state in _MARKED else 0


def _bold() -> QFont:
    return ui_font(0.92, QFont.Weight.Bold)


class _Caption(QWidget):
    """The name of a group, in line with its pills."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self.setAccessibleName(text)
        self.show()

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(ui_font(0.92)).horizontalAdvance(self._text)
        return QSize(round(width) + 4, px(_PILL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            area = QRectF(self.rect())
            badges.paint_text(painter, area, self._text, current()["ink_soft"], ui_font(0.92))


def _clear(layout: QVBoxLayout) -> None:
    """Take away the rows and delete the widgets in them."""
    while (row := layout.takeAt(0)) is not None:
        flow = row.layout()
        while flow is not None and (item := flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
