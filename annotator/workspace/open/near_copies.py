"""Near copies in an open project: which there are, two of them side by side, what is done about
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from annotator.core import copy_acts
from annotator.core.alignment import Alignment, Places, Stretch
from annotator.core.codes import NoteCode
from annotator.core.copy_acts import Carried
from annotator.core.records import Act, Status
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut
from annotator.storage.listing import ArticleRow
from annotator.workspace.open.comparing import MOST, align
from annotator.workspace.open.damaged_articles import DamagedArticles
from annotator.workspace.open.desk import Desk
from annotator.workspace.open.key_results import Note, Result
from annotator.workspace.open.project_parts import SearchedProject

_MOST_LISTED = 100


class ComparedProject(SearchedProject, Protocol):
    """The project whose article on the desk is compared with others."""

    soundness: DamagedArticles
    desk: Desk

    def commit(self, act: Act) -> None: ...


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A near copy of an article. `share` is how much of their words they have in common (0 to 1),
    None where it is one only by way of another; `is_done` whether the annotator finished it.
    """

    id: int
    title: str
    published: str
    share: float | None
    is_done: bool


@dataclass(frozen=True)  # without slots, for what is worked out once
class Comparison:
    """The article on the desk, `here`, and a near copy of it, `there`, whose words come first in
    the alignment.
    """

    here: Sheet
    there: Sheet
    row: CopyRow
    alignment: Alignment

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Both texts, in pieces that are the same or differ."""
        return self.alignment.stretches()

    @cached_property
    def places(self) -> Places:
        """Which place of one stands beside which of the other."""
        return Places(self.stretches)

    @property
    def share(self) -> float:
        """How much of their words they have in common."""
        if self.row.share is not None:
            return self.row.share
        longer = max(len(self.alignment.first), len(self.alignment.second), 1)
        return self.alignment.same / min(longer, self.alignment.compared)

    @property
    def is_cut(self) -> bool:
        """Whether only the beginnings were compared."""
        return max(len(self.alignment.first), len(self.alignment.second)) > MOST

    def carried(self) -> tuple[list[Carried], int]:
        """The spans there whose words stand here too, at their places here; how many do not."""
        labels = {label.id for label in self.here.scheme.labels if not label.retired}
        spans, found = self.there.spans, list[Carried]()
        for span in spans:
            place = self.alignment.carried(span.start, span.end)
            if place is None or span.label not in labels:
                continue
            if self.here.text[slice(*place)] == span.surface:
                found.append(Carried(*place, span.label))
        return found, len(spans) - len(found)


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
        found = [_row(row, shares.get(row.id)) for row in rows]
        return sorted(found, key=lambda row: (not row.is_done, -(row.share or 0.0), row.id))

    def compare(self, row: CopyRow) -> Iterator[Comparison | None]:
        """The article on the desk beside a near copy, in steps that a window has time for: None
        until the last one, which gives it; nothing where nothing is on the desk.
        """
        here, project = self._project.desk.sheet, self._project
        if here is None:
            return
        project.soundness.check(row.id)
        rows = self._store.sheets.read(row.id, project.annotator)
        first = rows.article.text, cut(rows.article.text)
        yield None
        second = here.text, cut(here.text)
        yield None
        spans = () if here.is_hiding else rows.spans
        scheme, who = project.scheme, project.annotator
        there = Sheet(rows.article, scheme, who, tokens=first[1], spans=spans, review=rows.review)
        yield None
        found = Comparison(here, there, row, align(first, second))
        yield None
        _ = found.places  # it takes some milliseconds
        yield found

    def copied_from(self, sheet: Sheet, suggestion: int | None) -> int | None:
        """The near copy whose label a suggestion is; None for any other suggestion."""
        found = None if suggestion is None else sheet.suggestions.get(suggestion)
        if found is None or found.run is None:
            return None
        return self._store.suggestions.copied_from(found.run)

    # -- doing -----------------------------------------------------------------------------

    def keep_apart(self, comparison: Comparison) -> Result:
        """Say that the two are no near copies."""
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
        return None if comparison.there.spans else Note(NoteCode.COPY_BARE, values)

    def take_over(self, comparison: Comparison) -> Result:
        """Suggest here the labels of the near copy, wherever exactly its words stand."""
        why = self.why_not(comparison)
        if why is not None:
            return Result(note=why)
        project, here, other = self._project, comparison.here, comparison.row.id
        spans, missing = comparison.carried()
        run = self._store.suggestions.run_of_copy(other, project.annotator)
        act, counts = copy_acts.take_over(here, spans, run, f"#{other}")
        values = {
            "article": other,
            "count": counts.taken,
            "there": counts.there,
            "decided": counts.decided,
            "missing": missing,
        }
        if not act.changes:
            return Result(note=Note(NoteCode.COPY_NOTHING, values))
        project.commit(act)
        here.apply(act.changes)
        here.know(here.knowledge)
        return Result(act, Note(NoteCode.COPY_TAKEN, values, "Ctrl+Z"))


def _row(row: ArticleRow, share: float | None) -> CopyRow:
    return CopyRow(row.id, row.title, row.published, share, row.status == Status.DONE)
