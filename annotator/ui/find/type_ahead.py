"""Labels and topics by a part of their names: for more of them than there are keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from annotator.core.codes import RowKind, TopicState
from annotator.core.records import Scheme
from annotator.core.sheet import Sheet
from annotator.ui.article.topic_bar import topic_state
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.overlay import SHADOW, Overlay
from annotator.ui.kit.overlay_rows import Row, fitting
from annotator.ui.words import find as say

_WIDTH = 340
_UNDER = 10


class TypeAhead(Overlay):
    """A short list under the focus. Shift with Enter: this mention only, or no to the topic."""

    most_rows = 9

    def __init__(self, parent: QWidget, presenter: Presenter) -> None:
        super().__init__(parent, say.LABEL_FIELD())
        self._presenter = presenter
        self.rows_for = self._rows
        self.chosen.connect(self._on_chosen)

    def place(self) -> None:
        """Under the line of the focus, or over it where there is no room."""
        view, area = self._presenter.view, self.window().rect()
        start = self._presenter.review.focus[0] if self._presenter.review is not None else 0
        foot = view.viewport().mapTo(self.window(), view.characters.place_of(start).toPoint())
        width = _WIDTH + 2 * SHADOW
        x = max(8 - SHADOW, min(foot.x() - SHADOW - 12, area.width() - width - 8 + SHADOW))
        height = self.tall(area.height())
        if not self.isVisible():
            below = foot.y() + self.tall_with(self.most_rows) < area.height()
            self._is_above = not below
        y = foot.y() + _UNDER - SHADOW
        if self._is_above:
            y = foot.y() - view.text_px * 2 - height + SHADOW
        self.setGeometry(x, max(8 - SHADOW, y), width, height)

    def tall_with(self, rows: int) -> int:
        """The height with so many rows."""
        return self.field.sizeHint().height() + rows * 32 + 2 * SHADOW

    _is_above = False

    def _on_chosen(self, value: tuple[str, int], is_shifted: bool) -> None:
        give_name(self._presenter, *value, is_shifted)

    def _rows(self, typed: str) -> Sequence[Row]:
        project, review = self._presenter.project, self._presenter.review
        if project is None or review is None:
            return ()
        labels = label_rows(project.scheme)
        if not typed.strip():
            labels = _offered_first(labels, [p.label for p in review.deciding.proposals()])
        rows = [*labels, *topic_rows(project.scheme, review.sheet)]
        return [row for row, _ in fitting(typed, rows)]


def give_name(presenter: Presenter, kind: str, number: int, is_shifted: bool) -> None:
    """Give a label to the focus and go on, or answer a topic, as the key would."""
    if kind == RowKind.LABEL:
        presenter.do(lambda r: r.deciding.label(number, alone=is_shifted))
    elif kind == RowKind.TOPIC:
        presenter.do(lambda r: r.remarks.topic(number, no=is_shifted))


def label_rows(scheme: Scheme) -> list[Row]:
    """A row for each label that can be given."""
    return [
        Row(
            label.shown_name,
            ("label", label.id),
            label.name if label.shown_name.casefold() != label.name.casefold() else "",
            (label.key.upper(),) if label.key else (),
            label.colour,
        )
        for label in scheme.labels
        if not label.retired
    ]


def topic_rows(scheme: Scheme, sheet: Sheet | None) -> list[Row]:
    """A row for each topic, as it stands in the article."""
    groups = {group.id: group.name for group in scheme.groups}
    return [
        Row(
            topic.name,
            ("topic", topic.id),
            groups.get(topic.group, ""),
            (topic.key,) if topic.key else (),
            topic=_state(sheet, topic.id),
        )
        for topic in scheme.topics
        if not topic.retired
    ]


def _state(sheet: Sheet | None, topic: int) -> TopicState:
    return TopicState.UNDECIDED if sheet is None else topic_state(sheet, topic)[0]


def _offered_first(rows: list[Row], offered: list[int]) -> list[Row]:
    order = {("label", number): at for at, number in enumerate(offered)}
    return sorted(rows, key=lambda row: order.get(row.value, len(order)))  # type: ignore[call-overload]
