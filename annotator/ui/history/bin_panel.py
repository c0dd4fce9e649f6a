"""The bin: what was removed, to look through and to bring back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from annotator.ui.desk.articles import Articles
from annotator.ui.desk.removing import restore
from annotator.ui.kit.fuzzy_find import Match, match
from annotator.ui.kit.overlay import Overlay
from annotator.ui.kit.overlay_rows import Row
from annotator.ui.words import history as say
from annotator.workspace.open.removal import BinRow, in_bin

_ACCENTS = re.compile("[\u0300-\u036f]+")
_MARKED = 50  # rows in which is shown what fits: an undone import puts thousands into the bin


class BinPanel(Overlay):
    """A field over the articles in the bin, the latest first. Enter brings one back."""

    most_rows = 14

    def __init__(self, parent: QWidget, articles: Articles) -> None:
        super().__init__(parent, say.BIN_FIELD())
        self._articles, self._presenter = articles, articles.presenter
        self.toggle_key = Qt.Key.Key_Delete
        self.rows_for = self._rows
        self._all: list[Row] = []
        self._folded: list[str] = []
        self._shown: list[Row] = []
        self.chosen.connect(self._on_chosen)

    def open(self, typed: str = "") -> None:
        """Show it, with what is in the bin now."""
        project = self._presenter.project
        self._all = [] if project is None else [_row(each) for each in in_bin(project)]
        self._folded = [_folded(f"{row.text} {row.detail}") for row in self._all]
        super().open(typed)

    def _rows(self, typed: str) -> Sequence[Row]:
        words = _folded(typed).split()
        self._shown = self._all
        if words:
            found = zip(self._all, self._folded, strict=True)
            fits = [row for row, text in found if all(word in text for word in words)]
            marked = [_marked(typed, row) for row in fits[:_MARKED]]
            self._shown = [*marked, *fits[_MARKED:]]
        return self._shown or [Row(say.BIN_IS_EMPTY() if not self._all else say.NOT_IN_BIN())]

    def _on_chosen(self, article: object, is_shifted: bool) -> None:
        wanted = [row.value for row in self._shown] if is_shifted else [article]
        self._presenter.guarded(
            lambda: restore(self._articles, [each for each in wanted if isinstance(each, int)])
        )


def _folded(text: str) -> str:
    """Without case and accents, as `fold` has it but in a tenth of its time, and not as long."""
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def _marked(typed: str, row: Row) -> Row:
    ranges = (match(typed, row.text, row.detail) or Match(0)).ranges
    return Row(row.text, row.value, row.detail, ranges=ranges)


def _row(row: BinRow) -> Row:
    return Row(row.title, row.id, say.what_it_holds(row.spans, row.words, bool(row.reviews)))
