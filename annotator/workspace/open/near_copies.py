"""Near copies in an open project: which there are, two of them side by side, what is done about
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Protocol

from annotator.core.codes import NoteCode
from annotator.core.records import Act, Source, Status
from annotator.core.sheet import Sheet
from annotator.storage import Store
from annotator.workspace.open.copy_rows import CopyRow, copy_row
from annotator.workspace.open.damaged_articles import DamagedArticles
from annotator.workspace.open.desk import Desk
from annotator.workspace.open.key_results import Note, Result
from annotator.workspace.open.project_parts import SearchedProject

if TYPE_CHECKING:
    from annotator.workspace.open.comparison import Comparison

_MOST_LISTED = 100
_COMPARISON = "annotator.workspace.open.comparison"


class ComparedProject(SearchedProject, Protocol):
    """The project whose article on the desk is compared with others."""

    soundness: DamagedArticles
    desk: Desk

    @property
    def store(self) -> Store: ...

    def commit(self, act: Act) -> None: ...


class NearCopies:
    """What an open project knows of near copies."""

    def __init__(self, project: ComparedProject) -> None:
        self._project = project
        self._store = project.store

    def may_be_left(self) -> bool:
        """Whether articles were not compared with the others yet."""
        return self._store.near_copies.may_be_left()

    def is_begun(self) -> bool:
        """Whether near copies were ever looked for."""
        return self._store.near_copies.is_begun()

    def nearest(self, article: int) -> int | None:
        """The most alike of an article's near copies; None where it has none."""
        found = self._store.near_copies.of(article)
        return found[0].beside(article) if found else None

    def of(self, article: int) -> list[CopyRow]:
        """The near copies of an article: those that are finished first, then the most alike."""
        family = [x for x in self._store.near_copies.family(article) if x != article]
        rows = self._store.lists.rows(family[:_MOST_LISTED], self._project.annotator)
        shares = {x.beside(article): x.share for x in self._store.near_copies.of(article)}
        found = [copy_row(row, shares.get(row.id)) for row in rows]
        return sorted(found, key=lambda row: (not row.is_done, -(row.share or 0.0), row.id))

    def compare(self, row: CopyRow) -> Iterator[Comparison | None]:
        """The article on the desk beside a near copy, in steps that a window has time for: None
        until the last one, which gives it; nothing where nothing is on the desk.
        """
        here, project = self._project.desk.sheet, self._project
        if here is None:
            return
        # A start needs none of it, and the window does not wait for it now.
        loading = Thread(target=import_module, args=(_COMPARISON,), daemon=True)
        loading.start()
        project.soundness.check(row.id)
        yield None
        rows = self._store.sheets.read(row.id, project.annotator)
        yield None
        while loading.is_alive():
            yield None
        from annotator.workspace.open.comparison import compared

        yield from compared(here, rows, row, project.annotator)

    def copied_from(self, sheet: Sheet, suggestion: int | None) -> int | None:
        """The near copy whose label a suggestion is, 0 for one that is not in the project; None for
        any other suggestion.
        """
        found = None if suggestion is None else sheet.suggestions.get(suggestion)
        if found is None or found.source != Source.COPY:
            return None
        copy = None if found.run is None else self._store.suggestions.copied_from(found.run)
        return copy.article or 0 if copy is not None else 0

    # -- doing -----------------------------------------------------------------------------

    def keep_apart(self, comparison: Comparison) -> Result:
        """Say that the two are no near copies."""
        from annotator.core import copy_acts

        here, other = comparison.here.article.id, comparison.row.id
        act = copy_acts.keep_apart(here, other)
        self._project.commit(act)
        return Result(act, Note(NoteCode.COPY_APART, {"article": other}, "Ctrl+Z"))

    def why_not(self, comparison: Comparison) -> Note | None:
        """Why the labels there can't be taken over; None where they can."""
        here, values = comparison.here, {"article": comparison.row.id}
        if here.is_hiding:
            return Note(NoteCode.COPY_BLIND)
        if here.review.status in (Status.DONE, Status.SKIPPED):
            return Note(NoteCode.COPY_CLOSED)
        if not comparison.row.is_done:
            return Note(NoteCode.COPY_NOT_DONE, values)
        has_labels = comparison.there.spans or comparison.topics
        return None if has_labels else Note(NoteCode.COPY_BARE, values)

    def take_over(self, comparison: Comparison) -> Iterator[Result | None]:
        """Suggest here the labels of the near copy, wherever exactly its words stand, and its
        topics: in steps as `compare`, the last one gives what came of it.
        """
        from annotator.core import copy_acts

        why = self.why_not(comparison)
        if why is not None:
            yield Result(note=why)
            return
        project, here, other = self._project, comparison.here, comparison.row.id
        spans, missing = comparison.carried
        run = self._store.suggestions.run_of_copy(other, project.annotator)
        act, counts = copy_acts.take_over(here, spans, comparison.topics, run, f"#{other}")
        values = {
            "article": other,
            "count": counts.taken,
            "topics_taken": counts.topics,
            "there": counts.there,
            "decided": counts.decided,
            "missing": missing,
        }
        if not act.changes:
            yield Result(note=Note(NoteCode.COPY_NOTHING, values))
            return
        yield None
        project.commit(act)
        yield None
        if project.desk.sheet is here:  # else it was read anew meanwhile
            here.apply(act.changes, is_of_all=True)
        yield None
        yield Result(act, Note(NoteCode.COPY_TAKEN, values, "Ctrl+Z"))
