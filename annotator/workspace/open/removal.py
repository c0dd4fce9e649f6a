"""Articles go to the bin and come back, in an open project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from annotator.core.codes import ActKind, NoteCode
from annotator.core.records import Act, Binned, Change
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage import Store
from annotator.storage.bin import BinRow
from annotator.workspace.open.annotators import login_name, remembered
from annotator.workspace.open.key_results import Note, Result
from annotator.workspace.open.projects import now

if TYPE_CHECKING:
    from annotator.workspace.open.project import Project

__all__ = [
    "REMOVE",
    "RESTORE",
    "BinRow",
    "came_back",
    "in_bin",
    "move_named",
    "moves",
    "remove",
    "restore",
]

REMOVE: Final = ActKind.ARTICLE_REMOVE
RESTORE: Final = ActKind.ARTICLE_RESTORE
_AT_ONCE: Final = 50  # articles an act: the window paints in between
_OF_SEVERAL: Final = {
    ActKind.ARTICLE_REMOVE: ActKind.ARTICLES_REMOVE,
    ActKind.ARTICLE_RESTORE: ActKind.ARTICLES_RESTORE,
}


def remove(project: Project, articles: Sequence[int]) -> Result:
    """Move articles to the bin, as one undo group; nothing of them is shown any more."""
    rows = project.store.lists.rows(articles, project.annotator)
    if not rows:
        project.catch_up()
        project.store.bin.require_none(articles)
    title = rows[0].title if rows else ""
    changes = [Change(None, Binned(row.id)) for row in rows]
    return _move(project, REMOVE, changes, title)


def restore(project: Project, articles: Sequence[int]) -> Result:
    """Let articles come back from the bin, with all that was in them, as one undo group."""
    rows = project.store.bin.rows(articles)
    title = rows[0].title if rows else ""
    changes = [Change(Binned(row.id), None) for row in rows]
    return _move(project, RESTORE, changes, title)


def move_named(path: Path, names: Sequence[str], *, is_back: bool) -> int:
    """Move articles of a project to the bin, or back from it, by their ids outside or as "#" and a
    number; how many.

    Raises UserError for a name that fits none: then nothing is moved.
    """
    with Store.open(path) as store:
        ids: dict[int, None] = {}
        for name in names:
            found = store.articles.named(name, in_bin=is_back)
            if not found:
                missing = Fault.NO_SUCH_ARTICLE_IN_BIN if is_back else Fault.NO_SUCH_ARTICLE
                raise UserError(missing, where=name)
            ids.update(dict.fromkeys(found))
        pairs = [Change(Binned(x), None) if is_back else Change(None, Binned(x)) for x in ids]
        acts = _acts(RESTORE if is_back else REMOVE, pairs, names[0])
        store.acts.commit_many(
            acts, store.annotators.id_of(remembered(store) or login_name()), now()
        )
        return len(ids)


def in_bin(project: Project, most: int = 5000) -> list[BinRow]:
    """What is in the bin, the latest in front."""
    return project.store.bin.rows(project.store.bin.ids()[:most])


def moves(act: Act | None) -> bool:
    """Whether an act, an undo or a redo let articles come or go."""
    return act is not None and any(Binned in (type(x.before), type(x.after)) for x in act.changes)


def came_back(act: Act | None) -> list[int]:
    """The articles that an act, an undo or a redo let come back from the bin."""
    changes = () if act is None else act.changes
    return [x.before.article for x in changes if isinstance(x.before, Binned)]


def _move(project: Project, kind: ActKind, changes: list[Change], title: str) -> Result:
    if not changes:
        return Result(note=Note(NoteCode.NOTHING_TO_MOVE))
    acts = _acts(kind, changes, title)
    kind, words = acts[0].kind, acts[0].words
    project.commit_all(acts)
    project.reload_scheme()  # with an article come the labels that it names
    project.desk.drop_missing()
    note = Note(NoteCode.MOVED, {"kind": kind, "words": words}, "Ctrl+Z")
    return Result(Act(kind, None, tuple(changes), words), note)


def _acts(kind: ActKind, changes: Sequence[Change], title: str) -> list[Act]:
    words = title if len(changes) == 1 else f"{len(changes):,}"
    kind = kind if len(changes) == 1 else _OF_SEVERAL[kind]
    parts = [changes[at : at + _AT_ONCE] for at in range(0, len(changes), _AT_ONCE)]
    return [Act(kind, None, tuple(part), words) for part in parts]
