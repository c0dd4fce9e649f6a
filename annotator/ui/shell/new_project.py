"""The page of a new project: its name and folder, and the scheme it begins with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from annotator.core.feeding import feeds_of
from annotator.errors import UserError
from annotator.ui.kit import badges
from annotator.ui.kit.fields import Tick
from annotator.ui.kit.plain import PlainLabel, set_tip
from annotator.ui.kit.scrolled import middle_column
from annotator.ui.kit.theme import current, px, reading_font, ui_font
from annotator.ui.words import kit as kit_words
from annotator.ui.words import shell as say
from annotator.ui.words.errors import words_of_error
from annotator.workspace.learning.pipelines import entity_labels
from annotator.workspace.open.projects import USUAL_BLIND_SHARE
from annotator.workspace.scheme.own_labels import names_of, scheme_of

Colours = Sequence[tuple[str, str]]
_COLUMN = 640


class NewProject(QWidget):
    """One page: name, folder, scheme, blind share. Enter creates, Esc goes back."""

    project_asked = Signal(str, str, int, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._suffix = ".sqlite"
        self.cards: dict[str, SchemeCard] = {}
        self._group = QButtonGroup(self)
        self.name_field = QLineEdit(self)
        self.name_field.setPlaceholderText(say.NAME_HINT())
        self.name_field.setAccessibleName(say.NAME())
        self.folder_field = QLineEdit(self)
        self.folder_field.setAccessibleName(say.FOLDER())
        self.own_field = QLineEdit(self)
        self.own_field.setPlaceholderText(say.OWN_LABELS_HINT())
        self.own_field.setAccessibleName(say.OWN_LABELS())
        self.fed = PlainLabel(self)
        self.fed.setProperty("soft", True)
        self.fed.setFont(ui_font(0.92))
        self.fed.setWordWrap(True)
        self._pipeline_labels: tuple[str, ...] = ()  # read when the page is shown
        self.folder_button = QPushButton(kit_words.CHOOSE_FOLDER(), self)
        self.where = PlainLabel(self)
        self.where.setProperty("soft", True)
        self.where.setFont(ui_font(0.92))
        self.where.setWordWrap(True)
        self.create_button = QPushButton(say.CREATE(), self)
        self.create_button.setDefault(True)
        self.back_button = QPushButton(say.BACK(), self)
        self.back_button.setFlat(True)
        self.blind = Tick(say.blind_share(USUAL_BLIND_SHARE), self)
        self.blind.setChecked(True)
        self.blind_why = PlainLabel(say.ABOUT_BLIND(), self)
        self.blind_why.setProperty("soft", True)
        self.blind_why.setFont(ui_font(0.92))
        self.blind_why.setWordWrap(True)
        self._cards = QGridLayout()
        self._cards.setSpacing(12)
        self._lay_out()
        self.name_field.textChanged.connect(self._on_changed)
        self.folder_field.textChanged.connect(self._on_changed)
        self.own_field.textChanged.connect(self._on_own)
        self.folder_button.clicked.connect(self._on_folder_asked)
        self.create_button.clicked.connect(self._on_create)
        self.back_button.clicked.connect(self.left)
        self._on_changed()
        self._on_own()

    def set_schemes(self, schemes: Sequence[tuple[str, str, str, Colours]]) -> None:
        """One card a scheme; the first is chosen."""
        for card in self.cards.values():
            self._group.removeButton(card)
            card.hide()
            card.deleteLater()
        self.cards = {}
        for at, (name, title, description, labels) in enumerate(schemes):
            card = self.cards[name] = SchemeCard(title, description, labels, self)
            card.setChecked(at == 0)
            self._group.addButton(card)
            card.clicked.connect(self.own_field.clear)
            self._cards.addWidget(card, at // 2, at % 2)
        self._order()

    def set_folder(self, folder: str, suffix: str) -> None:
        """Where projects are proposed to be, and how their files end."""
        self._suffix = suffix
        self.folder_field.setText(folder)
        self._on_changed()

    def start(self) -> None:
        """Begin with an empty name."""
        self._pipeline_labels = entity_labels(None)
        self.name_field.clear()
        self.own_field.clear()
        self.name_field.setFocus()

    @property
    def path(self) -> Path | None:
        """The file that would be made; None as long as there is no name."""
        name = re.sub(r'[\x00-\x1f/\\:*?"<>|]+', "-", self.name_field.text()).strip(" .")
        if not name or not self.folder_field.text().strip():
            return None
        folder = Path(self.folder_field.text().strip()).expanduser()
        return folder / (name if name.endswith(self._suffix) else name + self._suffix)

    @property
    def scheme(self) -> str:
        """The name of the chosen scheme."""
        return next((name for name, card in self.cards.items() if card.isChecked()), "")

    @property
    def own(self) -> tuple[str, ...]:
        """The names of labels of one's own, which are taken instead of a scheme's."""
        return names_of(self.own_field.text())

    @property
    def blind_share(self) -> int:
        """One article in so many is to be reviewed without suggestions; 0: none."""
        return USUAL_BLIND_SHARE if self.blind.isChecked() else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_create()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _on_changed(self) -> None:
        path = self.path
        is_there = path is not None and path.exists()
        self.create_button.setEnabled(path is not None and not is_there)
        free = say.will_be(path) if path else say.ONE_FILE()
        text = say.is_there(path) if is_there else free
        self.where.setText(text)
        set_tip(self.where, text)

    def _on_own(self) -> None:
        """Labels of one's own take the place of the cards; what feeds each is said."""
        chosen = self.scheme or next(iter(self.cards), "")
        self._group.setExclusive(not self.own)
        for name, card in self.cards.items():
            card.setChecked(not self.own and name == chosen)
        try:
            scheme = scheme_of(self.own, self._pipeline_labels)
        except UserError as error:
            self.fed.setText(words_of_error(error))
            return
        said = []
        for label in scheme.labels:
            names = [x for x in feeds_of(scheme, label) if x in self._pipeline_labels]
            said.append(f"{label.name} ← {', '.join(names)}" if names else label.name)
        self.fed.setText("   ".join(said) or say.ABOUT_OWN_LABELS())

    def _on_folder_asked(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, say.FOLDER_TITLE(), self.folder_field.text()
        )
        if folder:
            self.folder_field.setText(folder)

    def _on_create(self) -> None:
        if self.create_button.isEnabled() and self.path is not None:
            self.project_asked.emit(str(self.path), self.scheme, self.blind_share, self.own)

    def _order(self) -> None:
        """Tab goes down the page."""
        order = [self.name_field, self.folder_field, self.folder_button, *self.cards.values()]
        order += [self.own_field, self.blind, self.create_button, self.back_button]
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _lay_out(self) -> None:
        title = PlainLabel(say.NEW_TITLE(), self)
        font = reading_font(30)
        font.setWeight(QFont.Weight.DemiBold)
        title.setFont(font)
        folder = QHBoxLayout()
        folder.addWidget(self.folder_field, 1)
        folder.addWidget(self.folder_button)
        buttons = QHBoxLayout()
        buttons.addWidget(self.create_button)
        buttons.addWidget(badges.KeyBadge(kit_words.ENTER(), self))
        buttons.addSpacing(12)
        buttons.addWidget(self.back_button)
        buttons.addWidget(badges.KeyBadge(kit_words.ESC(), self))
        buttons.addStretch(1)
        column = middle_column(self, _COLUMN, 6)
        column.addStretch(2)
        column.addWidget(title)
        column.addSpacing(14)
        column.addWidget(_caption(say.NAME(), self.name_field))
        column.addWidget(self.name_field)
        column.addSpacing(8)
        column.addWidget(_caption(say.FOLDER(), self.folder_field))
        column.addLayout(folder)
        column.addWidget(self.where)
        column.addSpacing(12)
        column.addWidget(_caption(say.SCHEMES(), self))
        column.addLayout(self._cards)
        column.addSpacing(8)
        column.addWidget(_caption(say.OWN_LABELS(), self.own_field))
        column.addWidget(self.own_field)
        column.addWidget(self.fed)
        column.addSpacing(12)
        why = QHBoxLayout()
        why.addWidget(self.blind)
        self.blind.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        why.addWidget(self.blind_why, 1)
        column.addLayout(why)
        column.addSpacing(16)
        column.addLayout(buttons)
        column.addStretch(3)


_CARD_TOP, _CARD_SIDE, _LABEL_STEP = 11, 15, 18  # pixels


class SchemeCard(QAbstractButton):
    """A scheme to choose: title, what it is for, and its labels in their colours.

    As tall as its words need in its width: none of them is cut.
    """

    def __init__(self, title: str, description: str, labels: Colours, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setAccessibleDescription(description)
        set_tip(self, description)
        self._description, self._labels = description, labels
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(px(200), self.heightForWidth(px(330)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(90))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        text = len(self.lines(width)) * QFontMetricsF(ui_font(0.92)).height()
        return round(2 * _CARD_TOP + _title_height() + 4 + text + 8 + 2 * _LABEL_STEP)

    def lines(self, width: float) -> list[str]:
        """What it is for, broken into lines as it is painted in this width."""
        return badges.wrapped(self._description, ui_font(0.92), width - 2 * _CARD_SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, area = current(), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        is_chosen = self.isChecked()
        inner = area.adjusted(_CARD_SIDE - 1, _CARD_TOP - 1, 1 - _CARD_SIDE, 1 - _CARD_TOP)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = painter.pen()
            pen.setColor(theme["accent" if is_chosen or self.hasFocus() else "field_line"])
            pen.setWidthF(2.0 if is_chosen else 1.0)
            painter.setPen(pen)
            ground = "accent_tint" if is_chosen else "hover" if self.underMouse() else "field"
            painter.setBrush(theme[ground])
            painter.drawRoundedRect(area, 8, 8)
            if is_chosen and self.hasFocus():
                pen.setWidthF(1.0)
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(area.adjusted(3.5, 3.5, -3.5, -3.5), 5, 5)
            bold, small = ui_font(1.0, QFont.Weight.DemiBold), ui_font(0.92)
            top = QRectF(inner.x(), inner.y(), inner.width() - 20, _title_height())
            badges.paint_text(painter, top, self.text(), theme["ink"], bold)
            if is_chosen:
                tick = QRectF(inner.right() - 15, inner.y() + 2, 16, 16)
                badges.paint_check(painter, tick, theme["accent"])
            y = top.bottom() + 4
            height = QFontMetricsF(small).height()
            for words in self.lines(self.width()):
                line = QRectF(inner.x(), y, inner.width(), height)
                badges.paint_text(painter, line, words, theme["ink_soft"], small)
                y += height
            self._paint_labels(painter, QRectF(inner.x(), y + 8, inner.width(), 100))

    def _paint_labels(self, painter: QPainter, area: QRectF) -> None:
        """Two lines of labels; the rest is a number."""
        theme, font = current(), ui_font(0.84)
        metrics = QFontMetricsF(font)
        x, y, line = area.x(), area.y(), 0
        for at, (name, colour) in enumerate(self._labels):
            width = 15 + metrics.horizontalAdvance(name)
            more = f"+{len(self._labels) - at}"
            room = area.right() - (metrics.horizontalAdvance(more) + 8 if line else 0)
            if x + width > room and x > area.x():
                if line:
                    box = QRectF(x, y, 60, 16)
                    badges.paint_text(painter, box, more, theme["ink_soft"], font)
                    return
                x, y, line = area.x(), y + _LABEL_STEP, 1
            square = QRectF(x, y + 3.5, 9, 9)
            badges.paint_square(painter, square, theme.label_colour(colour))
            box = QRectF(x + 14, y, area.right() - x - 14, 16)
            badges.paint_text(painter, box, name, theme["ink_soft"], font)
            x += width + 10


def _title_height() -> float:
    return QFontMetricsF(ui_font(1.0, QFont.Weight.DemiBold)).height() + 2


def _caption(text: str, buddy: QWidget) -> QLabel:
    label = PlainLabel(text, buddy.parentWidget())
    label.setFont(ui_font(0.92, QFont.Weight.DemiBold))
    if isinstance(buddy, QLineEdit):
        label.setBuddy(buddy)
    return label
