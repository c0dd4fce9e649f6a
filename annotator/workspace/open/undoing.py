"""Undo and redo over all articles of an open project, and what they change on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from annotator.core.codes import ActKind, Back, NoteCode
from annotator.core.kept_apart import KeptApart
from annotator.core.records import Act, Change, Decision, Span
from annotator.core.sheet import Sheet
from annotator.storage import ArticleRemoved, Store
from annotator.storage.undo import Step, Undone
from annotator.workspace.open.change_kinds import (
    is_beginning,
    is_deep_change,
    is_of_mark,
    is_of_sheet,
)
from annotator.workspace.open.collecting import uncollected
from annotator.workspace.open.desk import Desk
from annotator.workspace.open.key_results import Note, Result
from annotator.workspace.open.sheets import Sheets
from annotator.workspace.open.undo_notices import UndoNotices, range_of
from annotator.workspace.open.unsaved_acts import UnsavedActs


class UndoneProject(Protocol):
    """What undo asks of the project in which it is done."""

    unsaved: UnsavedActs
    desk: Desk
    sheets: Sheets

    @property
    def store(self) -> Store: ...

    @property
    def annotator(self) -> int: ...

    def now(self) -> str: ...

    def catch_up(self) -> None: ...

    def stored(self, changes: Sequence[Change]) -> None: ...

    def forget(self) -> None: ...

    def reload_scheme(self) -> None: ...

    def reload_sheet(self) -> None: ...


class Undoing:
    """Goes back to where each act was done; what lies beyond the open article is named first."""

    def __init__(self, project: UndoneProject) -> None:
        self._project = project
        self._notices = UndoNotices()
        self._focus_before: dict[int, tuple[int, int]] = {}

    def made(self, group: int, focus: tuple[int, int] | None = None) -> None:
        """A group was stored: of one act, done at a focus, or of several, which need no naming."""
        if focus is None:
            self._notices.own.add(group)
        else:
            self._focus_before[group] = focus

    def is_moved_on(self) -> None:
        """Something was stored since a step was named: it is to be named again."""
        self._notices.told = None

    def next_step(self, kind: Back) -> Step | None:
        return self._project.store.history.next_step(self._project.annotator, kind)

    def can_go_back(self, kind: Back) -> bool:
        return self.next_step(kind) is not None

    def undo(self) -> tuple[Result, int | None]:
        """Undo the last act, or first only say where it was: (result, article to show)."""
        return self._back(ActKind.UNDO)

    def redo(self) -> tuple[Result, int | None]:
        """The same for what was undone last."""
        return self._back(ActKind.REDO)

    def _back(self, kind: Back) -> tuple[Result, int | None]:
        project = self._project
        project.unsaved.require_none()
        was_here = project.desk.article
        project.catch_up()
        step = self.next_step(kind)
        if step is None:
            return Result(note=Note(NoteCode(f"nothing to {kind}"))), None
        here = project.desk.article
        if step.article is not None and step.article == was_here != here:
            raise ArticleRemoved(step.article)
        first = self._notices.before(kind, step, here, project.store, project.annotator)
        if first is not None:
            return Result(note=first[0]), first[1]
        history = project.store.history
        act = history.undo if kind == ActKind.UNDO else history.redo
        with uncollected():
            undone = act(project.annotator, project.now())
            if undone is None:
                return Result(note=Note(NoteCode(f"nothing to {kind}"))), None
            self.take(undone)
        article = step.article if step.article == here else None
        if project.desk.review is None:  # it went to the bin with this
            article = None
        else:
            before = self._focus_before.get(step.group) or range_of(undone.changes)
            focus = None if article is None else before
            project.desk.review.walk.set_focus(*(focus or project.desk.review.focus))
        code = NoteCode.UNDONE if kind == ActKind.UNDO else NoteCode.REDONE
        values = {"words": undone.words, "kind": undone.kind, "left": undone.left}
        done = Act(kind, article, tuple(undone.changes), undone.words)
        return Result(done, Note(code, values)), article

    def take(self, *undone: Undone) -> None:
        """Bring what is open here to what undos or redos, all stored by now, have made of it."""
        project, sheet = self._project, self._project.desk.sheet
        changes = [change for each in undone for change in each.changes]
        own = [change for change in changes if _is_of(change, sheet)]
        if len(own) == len(changes):
            project.stored(changes)
        else:
            project.forget()
        project.desk.drop_missing()
        rest = [change for change in changes if not is_of_mark(change)]  # few of very many
        if any(is_deep_change(change) for change in rest):
            project.reload_scheme()
            project.reload_sheet()
        elif sheet is not None and self._is_drawn(sheet) and any(map(is_beginning, rest)):
            project.reload_sheet()  # it may have been begun before chance could hide anything
        elif sheet is not None and project.desk.sheet is sheet:
            if len(undone) == 1:
                sheet.apply(own)
                return
            for each in undone:
                sheet.apply([x for x in each.changes if _is_of(x, sheet)])

    def _is_drawn(self, sheet: Sheet) -> bool:
        return self._project.sheets.is_drawn_blind(sheet.article.id)


def _is_of(change: Change, sheet: Sheet | None) -> bool:
    """Whether a change is of this article, and of its annotator where it is one's own; without an
    article, whether it is of none.
    """
    side = change.before if change.after is None else change.after
    if sheet is not None and (type(side) is Span or type(side) is Decision):
        is_here = side.article == sheet.article.id  # of which there may be many
        return is_here and side.annotator == sheet.annotator
    here, record = None if sheet is None else sheet.article.id, change.record
    if isinstance(record, KeptApart):
        return here in (record.article, record.other)
    article: int | None = getattr(record, "article", None)
    return article == here and is_of_sheet(change, sheet)
