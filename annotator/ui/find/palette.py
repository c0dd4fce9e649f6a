"""The palette: any action, label, topic, coding rule or article, by the words of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from annotator.core.codes import RowKind
from annotator.core.records import CodingRule
from annotator.ui.actions import Action, Commands
from annotator.ui.desk.articles import Articles
from annotator.ui.find.type_ahead import give_name, label_rows, topic_rows
from annotator.ui.kit.fuzzy_find import Match, match, ranked
from annotator.ui.kit.overlay import Overlay
from annotator.ui.kit.overlay_rows import Row, fitting
from annotator.ui.words import find as say
from annotator.workspace.open.scheme_editing import SchemeEditing

_ARTICLES_FROM = 2  # letters: shorter beginnings fit thousands of titles
_MOST = 12  # rows of labels, coding rules and articles each, once something is typed
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
        self._known_coding_rules: list[Row] = []
        self._known_lists: list[Row] = []
        self.chosen.connect(self._on_chosen)

    def open(self, typed: str = "") -> None:
        """Show it; coding rules and lists of names are read once."""
        project = self._presenter.project
        coding_rules = [] if project is None else project.later.coding_rules()
        self._known_coding_rules = list(map(_coding_rule_row, coding_rules))
        lists = {} if project is None else project.later.name_lists()
        self._known_lists = [_list_row(name, count) for name, count in lists.items()]
        super().open(typed)

    def _rows(self, typed: str) -> Sequence[Row]:
        sections = self._sections(typed, False) or self._sections(typed, True)
        if typed.strip():
            sections.sort(key=lambda section: min(fit.rank for _, fit in section[1]))
        rows: list[Row] = []
        for title, found in sections:
            rows += [Row(title), *(row for row, _ in found)]
        return rows

    def _sections(self, typed: str, typos: bool) -> list[tuple[str, Found]]:
        sections = [
            (say.ACTIONS(), self._actions(typed, typos)),
            (say.LABELS_AND_TOPICS(), self._names(typed, typos)),
            (say.CODING_RULES(), fitting(typed, self._known_coding_rules, typos=typos, most=_MOST)),
            (say.NAME_LISTS(), fitting(typed, self._known_lists, typos=typos, most=_MOST)),
            (say.ARTICLES(), self._articles(typed)),
        ]
        return [(title, found) for title, found in sections if found]

    def _actions(self, typed: str, typos: bool) -> Found:
        actions = [each for each in self._commands.actions if each.id != "edit.palette"]
        fits = ranked(typed, actions, _words_of, typos=typos)
        found = [(self._action_row(action, fit), fit) for action, fit in fits]
        return sorted(found, key=lambda pair: (pair[1].rank, pair[0].is_faint))

    def _action_row(self, action: Action, fit: Match) -> Row:
        return Row(
            _of_table(action.title),
            (RowKind.ACTION, action.id),
            _of_table(action.menu),
            action.keys[:_KEYS_SHOWN],
            is_faint=not self._commands.can_run(action.id),
            ranges=fit.ranges,
        )

    def _names(self, typed: str, typos: bool) -> Found:
        review, project = self._presenter.review, self._presenter.project
        if project is None:
            return []
        sheet = None if review is None else review.sheet
        rows = [*label_rows(project.scheme), *topic_rows(project.scheme, sheet)]
        found = fitting(typed, rows, typos=typos, most=_MOST if typed.strip() else None)
        return [(replace(row, is_faint=review is None), fit) for row, fit in found]

    def _articles(self, typed: str) -> Found:
        project = self._presenter.project
        if project is None or len(typed.strip()) < _ARTICLES_FROM:
            return []
        found = []
        for article, title in project.lists.titled(typed, _MOST):
            # Where the index cuts words otherwise than we do, nothing is marked.
            fit = match(typed, title) or Match(3)
            found.append((Row(title, (RowKind.ARTICLE, article), ranges=fit.ranges), fit))
        return found

    def _on_chosen(self, value: tuple[str, Any], _is_shifted: bool) -> None:
        self._presenter.guarded(lambda: self._go(*value))

    def _go(self, kind: str, what: Any) -> None:
        """Do what a row stands for."""
        if kind == RowKind.ACTION:
            self._commands.run(what)
        elif kind == RowKind.ARTICLE:
            self._opener.open(what, "picked")
        elif kind == RowKind.CODING_RULE:
            self._go_to_coding_rule(*what)
        elif kind == RowKind.NAME_LIST:
            self._remove_list(what)
        else:
            give_name(self._presenter, kind, what, False)

    def _remove_list(self, name: str) -> None:
        project = self._presenter.project
        if project is not None:
            SchemeEditing(project).remove_names(name)
            self._presenter.strip.say(say.list_removed(name))

    def _go_to_coding_rule(self, article: int, surface: str) -> None:
        self._opener.go_to(article, 0, 0)
        if self._presenter.review is not None:
            start = max(0, self._presenter.review.sheet.text.find(surface))
            self._opener.go_to(article, start, start + len(surface))


def _list_row(name: str, count: int) -> Row:
    return Row(say.remove_list(name), (RowKind.NAME_LIST, name), say.names_in_list(count))


def _coding_rule_row(coding_rule: CodingRule) -> Row:
    text = " ".join(coding_rule.text.split())
    value = (RowKind.CODING_RULE, (coding_rule.article, coding_rule.surface))
    return Row(text, value, f"{coding_rule.surface} · {coding_rule.at[:10]}")


def _words_of(action: Action) -> tuple[str, str]:
    return _of_table(action.title), f"{_of_table(action.menu)} {' '.join(action.keys)}"


def _of_table(text: str) -> str:
    return QCoreApplication.translate("Actions", text)
