"""The scheme editor: labels, topic groups and topics, changed as they are typed.

The list has the keyboard; Enter goes into the form, Esc back to the list, and from there closes.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from annotator.core.codes import ActKind, Back, SchemeCommand
from annotator.core.records import Act, Label, Scheme, Topic, TopicGroup
from annotator.core.scheme_acts import Item, Use
from annotator.errors import AnnotatorError, UserError
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.threads import teller
from annotator.ui.scheme.edit_runs import EditRuns
from annotator.ui.scheme.frame import SchemeFrame
from annotator.ui.scheme.taking_away import TakingAway
from annotator.ui.words import scheme as say
from annotator.ui.words.errors import words_of_error
from annotator.workspace.open.project import Project
from annotator.workspace.open.review import Result
from annotator.workspace.open.scheme_editing import SchemeEditing
from annotator.workspace.open.use_beside import UseBeside

_USE_PAUSE_MS = 60


class SchemeEditor(SchemeFrame):
    """List and form. Each change is stored at once and undone by Ctrl+Z, here or afterwards."""

    _counted = Signal(object, object)

    def __init__(self, parent: QWidget, presenter: Presenter, project: Project) -> None:
        super().__init__(parent)
        self._presenter, self._project = presenter, project
        self.editing = SchemeEditing(project)
        self.finished.connect(presenter.to_text)
        self._runs = EditRuns()
        self._away = TakingAway(self, self.editing, self._settled, self._do)
        self._is_fault = self._is_warned = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._counting = QTimer(self, singleShot=True, interval=_USE_PAUSE_MS)
        self._counting.timeout.connect(self._show_use)
        self._counts = self.editing.counts()
        self._beside: UseBeside | None = None
        self._counted.connect(self._on_counted, Qt.ConnectionType.QueuedConnection)
        self.finished.connect(self._stop_counting)
        self._connect()
        self._show()
        self.list.setFocus()

    def does(self) -> dict[SchemeCommand, Callable[[], object]]:
        """What the buttons do."""
        return {
            SchemeCommand.LABEL: lambda: self.add(Label),
            SchemeCommand.TOPIC: lambda: self.add(Topic),
            SchemeCommand.GROUP: lambda: self.add(TopicGroup),
            SchemeCommand.MERGE: self.merge,
            SchemeCommand.RETIRE: self.retire,
            SchemeCommand.DELETE: self.remove,
            SchemeCommand.UP: lambda: self._on_moved(-1),
            SchemeCommand.DOWN: lambda: self._on_moved(1),
            SchemeCommand.UNDO: lambda: self.go_back(ActKind.UNDO),
            SchemeCommand.CLOSE: self.reject,
        }

    # -- doing -----------------------------------------------------------------------------

    def add(self, kind: type[Item] | None = None) -> None:
        """Ask for the name of a new item, of the kind of the current one where none is given."""
        if not self.form.settle_draft():
            return
        self.form.flush()
        if kind is None:
            kind = Label if self.list.item is None or isinstance(self.list.item, Label) else Topic
        self.form.show_draft(kind, self.editing.scheme)
        self.use.setText("")
        self.enable(None)
        self.say("")

    def remove(self) -> None:
        self._away.remove()

    def merge(self) -> None:
        self._away.merge()

    def retire(self) -> None:
        self._away.retire()

    def go_back(self, kind: Back) -> None:
        """Undo or redo what was done here."""
        self.form.flush()
        self._runs.end()
        done: list[str | None] = []
        back = self.editing.undo if kind == ActKind.UNDO else self.editing.redo
        if not self._do(lambda: done.append(back())):
            return
        what = done[0]
        if what is None:
            self.say(say.NOTHING_MORE())
        else:
            self.say(say.undone(what) if kind == ActKind.UNDO else say.redone(what))

    # -- what happens ----------------------------------------------------------------------

    def _on_edited(self, field: str, value: object, visit: int) -> None:
        """Store a change; those of one visit to one field are undone together."""
        item = self.form.item
        if item is None:
            return
        joins = self._runs.joins(item, field, visit)
        groups: list[int | None] = []

        def change() -> None:
            groups.append(self.editing.change(item, joins=joins, **{field: value}))

        self._is_fault = False
        if not self._do(change):
            self.form.keep(field) if self._is_fault else self.form.forget(field)
        elif groups[0] is not None:
            self._runs.made(item, field, visit, groups[0])

    def _on_named(self, name: str) -> None:
        kind = self.form.draft
        made: list[Item] = []

        def add() -> None:
            if kind is TopicGroup:
                made.append(self.editing.add_group(name))
            elif kind is Topic:
                group = _group_at(self.list.item, self.editing.scheme)
                made.append(self.editing.add_topic(name, group, say.TOPICS()))
            else:
                made.append(self.editing.add_label(name))

        self.form.draft = None
        if self._do(add):
            self.list.show_item(made[0])
            self.list.setFocus()
            self._say_fed(made[0])
        elif kind is not None:
            self.form.draft = kind
            self.form.edit_name()

    def _on_fed(self, names: object, visit: int) -> None:
        """Let other labels of the pipeline feed it; ticks of one visit are undone together."""
        label = self.form.item
        if not isinstance(label, Label) or not isinstance(names, tuple):
            return
        joins = self._runs.joins(label, "feeds", visit)
        groups: list[int | None] = []
        if self._do(lambda: groups.append(self.editing.feed(label, names, joins=joins))):
            if groups[0] is not None:
                self._runs.made(label, "feeds", visit, groups[0])
            self._say_fed(label)

    def _say_fed(self, item: Item) -> None:
        if isinstance(item, Label) and (names := self.editing.feeds(item)):
            self.say(say.is_fed(names, item.name), "Ctrl+Z")

    def _on_nested(self, is_nested: bool) -> None:
        if is_nested != self.editing.scheme.nested:
            self._do(lambda: self.editing.nest(is_nested))
            self._show_nesting()

    def _show_nesting(self) -> None:
        self.nesting.setChecked(self.editing.scheme.nested)

    def _show_feeds(self, item: Item | None) -> None:
        if isinstance(item, Label):
            self.form.show_feeds(*self.editing.feeding(item))

    def _on_left(self) -> None:
        self.form.show_item(self.list.item, self.editing.scheme)
        self.enable(self.list.item)
        self._counting.start()
        self.list.setFocus()

    def _on_item(self, item: Item | None) -> None:
        self.form.flush()
        item = None if item is None else self.editing.now(item)
        self._show_feeds(item)
        self.form.show_item(item, self.editing.scheme)
        self.enable(item)
        self.use.setText("")
        self._counting.start()

    def _on_moved(self, way: int) -> None:
        item = self.list.item
        if item is not None:
            self._do(lambda: self.editing.move(item, way))

    def reject(self) -> None:
        """Esc: close; what was typed is stored. Where that fails it takes a second Esc."""
        self.form.flush()
        if self.form.has_unstored and not self._is_warned:
            self._is_warned = True
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.form.settle_draft()
        self.form.flush()
        super().closeEvent(event)

    # -- private ---------------------------------------------------------------------------

    def _settled(self) -> Item | None:
        """The current item, with what was being typed about it stored."""
        self.say("")
        self.form.flush()
        return self.list.item

    def _do(self, what: Callable[[], object]) -> bool:
        """Do it and show what came of it; False when it was refused, which is told."""
        before = self.editing.scheme
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            what()
        except AnnotatorError as error:
            self._is_fault = not isinstance(error, UserError)
            self.say(words_of_error(error), is_bad=True)
            return False
        finally:
            QGuiApplication.restoreOverrideCursor()
        self.say("")
        if self.editing.scheme is not before:
            if _ids(before) != _ids(self.editing.scheme):
                self._counts = self.editing.counts()
            self._show()
            self._show_on_desk()
        return True

    def _show_on_desk(self) -> None:
        if self._presenter.project is self._project:
            self._presenter.side.show_scheme(self._project.scheme)
            self._presenter.show_result(Result(Act(ActKind.LABEL_EDIT, None, ())))

    def _show(self) -> None:
        self.list.show_scheme(self.editing.scheme, *self._counts)
        self._on_shown(self.list.item)

    def _on_shown(self, item: Item | None) -> None:
        self._show_feeds(item)
        self._show_nesting()
        self.form.show_item(item, self.editing.scheme)
        self.enable(item)
        self._counting.start()

    def _show_use(self) -> None:
        item = self.form.item
        if item is None:
            self.use.setText("")
        elif self._project.queue.is_long and not isinstance(item, TopicGroup):
            self._beside = self._beside or UseBeside(self._project.path, teller(self._counted))
            self._beside.ask(item)
        else:
            self._on_counted(item, self.editing.use(item))

    def _on_counted(self, item: Item, use: Use) -> None:
        if item == self.form.item:
            self.use.setText(say.used_by(item, use))

    def _stop_counting(self) -> None:
        if self._beside is not None:
            self._beside.stop()
            self._beside = None

    def _connect(self) -> None:
        self.list.entered.connect(lambda: self.show_hints("list"))
        self.form.entered.connect(lambda: self.show_hints("draft" if self.form.draft else "form"))
        self.list.stepped.connect(lambda: self.say(""))
        self.list.item_shown.connect(self._on_item)
        self.list.add_asked.connect(lambda is_group: self.add(TopicGroup if is_group else None))
        self.list.edit_asked.connect(self.form.edit_name)
        self.list.move_asked.connect(self._on_moved)
        self.list.delete_asked.connect(self.remove)
        for part in (self.list, self.form):
            part.back_asked.connect(self.go_back)
        self.form.edited.connect(self._on_edited)
        self.form.named.connect(self._on_named)
        self.form.fed.connect(self._on_fed)
        self.nesting.toggled.connect(self._on_nested)
        self.form.left.connect(self._on_left)
        for chord, does in (
            ("Ctrl+M", self.merge),
            ("Ctrl+R", self.retire),
            ("Alt+O", self.nesting.toggle),
        ):
            QShortcut(QKeySequence(chord), self, does)


def _group_at(item: Item | None, scheme: Scheme) -> int | None:
    """The group in which a new topic beside this item is; None: there is no group yet."""
    if isinstance(item, TopicGroup):
        return item.id
    of_topic = item.group if isinstance(item, Topic) else None
    return of_topic or (scheme.groups[-1].id if scheme.groups else None)


def _ids(scheme: Scheme) -> set[int]:
    return {label.id for label in scheme.labels} | {topic.id for topic in scheme.topics}
