"""The menus: of the window, of the text at a right click, of the list's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from annotator.core.codes import ActKind, Back
from annotator.core.marks import MarkState
from annotator.core.records import Label
from annotator.ui.actions import MENUS, ORDERS, Action, CommandId, Needs
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.key_names import chord_of
from annotator.ui.kit.mnemonics import with_mnemonics
from annotator.ui.shell.commands import TABLE, BoundCommands
from annotator.ui.words import shell as say
from annotator.ui.words.acts import words_of_kind

_BEYOND_LATIN, _NOT_LETTERS = 0x250, 0x01000000  # of the numbers of keys

LABELS_AT_ONCE = 3
"""So many labels stand in the menu of the text itself, the likeliest first; all are one further."""

_STEPS: tuple[tuple[Back, CommandId], ...] = (
    (ActKind.UNDO, CommandId.EDIT_UNDO),
    (ActKind.REDO, CommandId.EDIT_REDO),
)
_OF_SPAN = (
    CommandId.SPAN_CONFIRM,
    CommandId.SPAN_REJECT,
    CommandId.EDGE_LIKELY,
    CommandId.SPAN_AGAIN,
    CommandId.SPAN_ASK,
    CommandId.SPAN_RULE,
)
_OF_ARTICLE = (CommandId.ARTICLE_FINISH, CommandId.ARTICLE_FLAG, CommandId.ARTICLE_NOTE)


class Menus(QObject):
    """One QAction for each row of the table; `actions` has them by id."""

    def __init__(self, window: QMainWindow, commands: BoundCommands, presenter: Presenter) -> None:
        super().__init__(window)
        self._window, self._commands, self._presenter = window, commands, presenter
        self._own_titles: dict[str, str] = {}
        self.actions = {row.id: self._made(row) for row in TABLE}
        titles = with_mnemonics([_tr(name) for name in MENUS])
        for name, title in zip(MENUS, titles, strict=True):
            self._fill(window.menuBar().addMenu(title), [a for a in TABLE if a.menu == name])
        commands.changed.connect(lambda: self.show_keys(commands.actions))

    def enable(self, is_open: bool) -> None:
        """Let what can be done be chosen: with a project, or without."""
        for row in TABLE:
            self.actions[row.id].setEnabled(is_open or row.needs == Needs.NOTHING)

    def show_keys(self, rows: Sequence[Action]) -> None:
        """Give the rows the keys that their actions have now."""
        for row in rows:
            keys = "\t" + row.text_keys[0] if row.text_keys and not row.chords else ""
            action = self.actions[row.id]
            action.setText(action.text().split("\t")[0] + keys)
            chords = [QKeySequence(key) for name in row.chords for key in _sequences(name)]
            action.setShortcuts(chords)

    def show_context(self, place: QPoint) -> None:
        """What applies to the focus and its article: at most a dozen rows."""
        menu = QMenu(self._window)
        first, further = self._labels()
        rows = [each for each in _OF_SPAN if self._applies(each)]
        words = [label.shown_name for label in first]
        words += [_tr(self._commands.action(each).menu_title) for each in (*rows, *_OF_ARTICLE)]
        titles = iter(with_mnemonics([*words, say.ALL_LABELS()]))
        self._add_labels(menu, first, titles)
        inner = QMenu(menu)
        if further:
            menu.addMenu(inner)
        for part in (rows, _OF_ARTICLE):
            menu.addSeparator()
            for each in part:
                self._add_copy(menu, each, next(titles))
        inner.setTitle(next(titles))
        self._add_labels(inner, further, iter(with_mnemonics([x.shown_name for x in further])))
        self._pop_up(menu, place)

    def press(self, event: QKeyEvent) -> bool:
        """A chord by the place of its key, where the layout has no Latin letters: Ctrl and the
        key of "z" is Ctrl+Z in Russian too. What Qt knows has been done before this.
        """
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not has_control or not _BEYOND_LATIN <= event.key() < _NOT_LETTERS:
            return False
        chord = chord_of(event)
        row = next((each for each in self._commands.actions if chord in each.chords), None)
        if row is None or not self.actions[row.id].isEnabled():
            return False
        if not (event.isAutoRepeat() and row.decides):
            self.actions[row.id].trigger()
        return True

    def show_orders(self, place: QPoint) -> None:
        """The orders in which the articles can come."""
        menu = QMenu(self._window)
        menu.addActions([self.actions[row.id] for row in TABLE if row.submenu == ORDERS])
        self._pop_up(menu, place)

    # -- private ---------------------------------------------------------------------------

    def _pop_up(self, menu: QMenu, place: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        self._check()
        menu.popup(place)

    def _made(self, row: Action) -> QAction:
        action = QAction(self)
        action.setAutoRepeat(not row.decides)
        action.setCheckable(self._commands.has_mark(row.id))
        action.triggered.connect(lambda _=False, action_id=row.id: self._run(action_id))
        action.setMenuRole(QAction.MenuRole.NoRole)
        return action

    def _run(self, action_id: str) -> None:
        self._commands.run(action_id)
        self._check()  # Qt has turned the mark over by itself

    def _fill(self, menu: QMenu, rows: Sequence[Action]) -> None:
        submenus = list(dict.fromkeys(row.submenu for row in rows if row.submenu))
        own = [row for row in rows if not row.submenu]
        titles = with_mnemonics([_tr(row.menu_title) for row in own] + [_tr(s) for s in submenus])
        for row, title in zip(own, titles, strict=False):
            self.actions[row.id].setText(title)
            self._own_titles[row.id] = title
        inner = dict(zip(submenus, (QMenu(t, menu) for t in titles[len(own) :]), strict=True))
        for name in submenus:
            self._fill(inner[name], [_without_submenu(row) for row in rows if row.submenu == name])
        shown = set()
        for row in rows:
            if row.is_after_separator:
                menu.addSeparator()
            if not row.submenu:
                menu.addAction(self.actions[row.id])
            elif row.submenu not in shown:
                shown.add(row.submenu)
                menu.addMenu(inner[row.submenu])
        self.show_keys(rows)
        menu.aboutToShow.connect(self._check)

    def _check(self) -> None:
        """Set the check marks as things are, and say what undo and redo are about."""
        for kind, step_id in _STEPS:
            action = self.actions[step_id]
            keys = action.text().partition("\t")
            title = self._with_step(kind, self._commands.action(step_id))
            action.setText("".join((title, *keys[1:])))
        for action_id, action in self.actions.items():
            if action.isCheckable():
                action.setChecked(self._commands.is_on(action_id))

    def _with_step(self, kind: Back, row: Action) -> str:
        """The row's title with what would be taken back, or done again."""
        project = self._presenter.project
        step = None if project is None else project.undoing.next_step(kind)
        title = self._own_titles.get(row.id, _tr(row.menu_title))
        if step is None:
            return title
        words = words_of_kind(step.kind, step.words).replace("&", "&&").replace("\t", " ")
        verb = say.undo("{what}") if kind == ActKind.UNDO else say.redo("{what}")
        mark = title.find("&")
        verb = verb if mark < 0 else verb.replace(title[mark + 1], "&" + title[mark + 1], 1)
        return verb.format(what=words)

    def _applies(self, action_id: str) -> bool:
        review = self._presenter.review
        mark = None if review is None else review.mark
        if action_id == CommandId.SPAN_CONFIRM:
            return mark is not None and mark.state != MarkState.SPAN
        if action_id in (CommandId.EDGE_LIKELY, CommandId.SPAN_ASK):
            return mark is not None
        return self._commands.can_run(action_id)

    def _labels(self) -> tuple[list[Label], list[Label]]:
        """The likeliest labels of the focus; and all, where those are not all."""
        project, review = self._presenter.project, self._presenter.review
        if project is None or review is None:
            return [], []
        labels = [label for label in project.scheme.labels if not label.retired]
        likely = [project.scheme.label(proposal.label) for proposal in review.deciding.proposals()]
        known = [label for label in likely if not label.retired]
        first = list(dict.fromkeys([*known, *labels]))[:LABELS_AT_ONCE]
        return first, labels if len(labels) > len(first) else []

    def _add_labels(self, menu: QMenu, labels: Sequence[Label], titles: Iterator[str]) -> None:
        for label in labels:
            action = menu.addAction(f"{next(titles)}\t{label.key.upper()}")
            action.triggered.connect(lambda _=False, x=label.id: self._presenter.give_label(x))

    def _add_copy(self, menu: QMenu, action_id: str, title: str) -> None:
        """A row of its own, since its letter is another than in the menu bar."""
        row = self._commands.action(action_id)
        action = menu.addAction(title + (f"\t{row.keys[0]}" if row.keys else ""))
        if self._commands.has_mark(action_id):
            action.setCheckable(True)
            action.setChecked(self._commands.is_on(action_id))
        action.triggered.connect(lambda _=False: self._commands.run(action_id))


def _without_submenu(row: Action) -> Action:
    return replace(row, submenu="", is_after_separator=False)


def _sequences(chord: str) -> list[str]:
    """A chord of the table as Qt writes it; Enter is two keys."""
    qt_name = chord.replace("PageDown", "PgDown").replace("PageUp", "PgUp")
    return [qt_name.replace("Enter", "Return"), qt_name] if "Enter" in qt_name else [qt_name]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)
