"""The palette: any action, label, topic, ruling or article, by words of its name in any order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from annotator.core.finding import Match, match
from annotator.core.records import Ruling
from annotator.ui.actions import Action, Commands
from annotator.ui.desk.articles import Articles
from annotator.ui.find.type_ahead import give_name, label_rows, topic_rows
from annotator.ui.kit.overlay import Overlay
from annotator.ui.kit.overlay_rows import Row
from annotator.ui.words import find as say

_ARTICLES_FROM = 2  # letters: shorter beginnings fit thousands of titles
_MOST = 12  # rows of labels, rulings and articles each, once something is typed
_KEYS_SHOWN = 2

Found = list[tuple[Row, Match]]


class Palette(Overlay):
    """Everything that can be done or gone to from here."""

    most_rows = 14

    def __init__(self, parent: QWidget, articles: Articles, commands: Commands) -> None:
        super().__init__(parent, say.PALETTE_FIELD())
        self._opener, self._presenter = articles, articles.presenter
        self._commands = commands
        self.toggle_key = Qt.Key.Key_K
        self.rows_for = self._rows
        self._known_rulings: list[Row] = []
        self.chosen.connect(self._on_chosen)

    def open(self, typed: str = "") -> None:
        """Show it; rulings are read once."""
        project = self._presenter.project
        self._known_rulings = [] if project is None else list(map(_ruling_row, project.rulings()))
        super().open(typed)

    def _rows(self, typed: str) -> Sequence[Row]:
        sections: list[tuple[str, Found]] = [
            (say.ACTIONS(), self._actions(typed)),
            (say.LABELS_AND_TOPICS(), self._names(typed)),
            (say.CODING_RULES(), self._rulings(typed)),
            (say.ARTICLES(), self._articles(typed)),
        ]
        sections = [(title, found) for title, found in sections if found]
        if typed.strip():
            sections.sort(key=lambda section: min(fit.rank for _, fit in section[1]))
        rows: list[Row] = []
        for title, found in sections:
            rows += [Row(title), *(row for row, _ in found)]
        return rows

    def _actions(self, typed: str) -> Found:
        found = []
        for action in self._commands.actions:
            title, menu = _of_table(action.title), _of_table(action.menu)
            fit = match(typed, title, f"{menu} {' '.join(action.keys)}")
            if fit is not None and action.id != "edit.palette":
                found.append((self._action_row(action, title, menu, fit), fit))
        return sorted(found, key=lambda pair: (pair[1].rank, pair[0].is_faint))

    def _action_row(self, action: Action, title: str, menu: str, fit: Match) -> Row:
        return Row(
            title,
            ("action", action.id),
            menu,
            action.keys[:_KEYS_SHOWN],
            is_faint=not self._commands.can_run(action.id),
            ranges=fit.ranges,
        )

    def _names(self, typed: str) -> Found:
        review, project = self._presenter.review, self._presenter.project
        if project is None:
            return []
        sheet = None if review is None else review.sheet
        rows = [*label_rows(project.scheme), *topic_rows(project.scheme, sheet)]
        return _fitting(typed, rows, is_faint=review is None)[: _MOST if typed.strip() else None]

    def _rulings(self, typed: str) -> Found:
        return _fitting(typed, self._known_rulings)[:_MOST]

    def _articles(self, typed: str) -> Found:
        project = self._presenter.project
        if project is None or len(typed.strip()) < _ARTICLES_FROM:
            return []
        rows = [
            Row(title, ("article", article))
            for article, title in project.articles_titled(typed, _MOST)
        ]
        return [(_marked(row, fit), fit) for row in rows for fit in (_fit_of(typed, row),)]

    def _on_chosen(self, value: tuple[str, Any], _is_shifted: bool) -> None:
        self._presenter.guarded(lambda: self._go(*value))

    def _go(self, kind: str, what: Any) -> None:
        """Do what a row stands for."""
        if kind == "action":
            self._commands.run(what)
        elif kind == "article":
            self._opener.open(what, "picked")
        elif kind == "ruling":
            self._go_to_ruling(*what)
        else:
            give_name(self._presenter, kind, what, False)

    def _go_to_ruling(self, article: int, surface: str) -> None:
        self._opener.go_to(article, 0, 0)
        if self._presenter.review is not None:
            start = max(0, self._presenter.review.sheet.text.find(surface))
            self._opener.go_to(article, start, start + len(surface))


def _ruling_row(ruling: Ruling) -> Row:
    text = " ".join(ruling.text.split())
    value = ("ruling", (ruling.article, ruling.surface))
    return Row(text, value, f"{ruling.surface} · {ruling.at[:10]}")


def _fitting(typed: str, rows: Iterable[Row], *, is_faint: bool = False) -> Found:
    found = []
    for row in rows:
        fit = match(typed, row.text, row.detail)
        if fit is not None:
            found.append((_marked(row, fit, is_faint=is_faint), fit))
    return sorted(found, key=lambda pair: pair[1].rank)


def _fit_of(typed: str, row: Row) -> Match:
    """The index found the article; where its words are cut otherwise than ours, nothing is
    marked.
    """
    return match(typed, row.text) or Match(3)


def _marked(row: Row, fit: Match, *, is_faint: bool = False) -> Row:
    return Row(
        row.text, row.value, row.detail, row.keys, row.colour, row.topic, is_faint, fit.ranges
    )


def _of_table(text: str) -> str:
    return QCoreApplication.translate("Actions", text)
