"""What undo and redo say before they reach beyond the open article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import Any

from annotator.core.codes import ActKind, Back, NoteCode
from annotator.core.records import Span
from annotator.storage import Store
from annotator.storage.undo import Step
from annotator.values import dataclass
from annotator.workspace.open.key_results import Note


@dataclass(slots=True)
class UndoNotices:
    """`own` are the groups that were made or taken back in this window: they need no naming. `told`
    is the one that was named and not yet taken back.
    """

    own: set[int] = field(default_factory=set)
    told: int | None = None

    def before(
        self, kind: Back, step: Step, here: int | None, store: Store, annotator: int
    ) -> tuple[Note, int | None] | None:
        """What to say first, and the article to show; None: the step can be made at once."""
        said: dict[str, object] = {"kind": step.kind, "words": step.words}
        key = "Ctrl+Z" if kind == ActKind.UNDO else "Ctrl+Shift+Z"
        is_here = step.article is not None and step.article == here
        if not is_here and step.article is not None:
            rows = store.lists.rows([step.article], annotator)
            if rows:  # else it is in the bin
                return Note(
                    NoteCode(f"{kind} elsewhere"), {**said, "title": rows[0].title}, key
                ), step.article
        if not is_here and step.group != self.told and step.group not in self.own:
            self.told = step.group
            return Note(NoteCode(f"{kind} of project"), said, key), None
        self.told = None
        self.own.add(step.group)
        return None


def range_of(changes: Sequence[Any]) -> tuple[int, int] | None:
    """The first span among some changes."""
    for change in changes:
        for record in (change.after, change.before):
            if isinstance(record, Span):
                return record.start, record.end
    return None
