"""Undo and redo over the log of acts. Both are acts themselves, so they survive a restart.

The log is walked from its end; a plain act after an undo ends what can be redone.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice
from operator import is_

from annotator.core.codes import ActKind, Back
from annotator.core.columns import made
from annotator.core.records import (
    Act,
    Binned,
    Change,
    Label,
    Review,
    Suggestion,
    Topic,
    TopicGroup,
)
from annotator.core.scheme_acts import MERGED_INTO
from annotator.errors import UserError
from annotator.storage import judged
from annotator.storage.acts import IMPORT, Acts
from annotator.storage.changes import ordered
from annotator.storage.codec import columns_of
from annotator.storage.connection import GROUP_PATIENCE_MS, Database
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES, changes_from_json
from annotator.storage.writing import Writer
from annotator.values import dataclass

# Groups are known by their first act; acts that joined a group later are not looked at.
_STEP = (
    "SELECT id, kind, of FROM acts"
    " WHERE annotator = ? AND id = grp AND id < ? ORDER BY id DESC LIMIT 1"
)
_UNDONE_BY = "SELECT max(id) FROM acts WHERE of = ? AND id = grp AND id < ? AND kind = 'undo'"
_SUGGESTED = {
    kind: f"SELECT {columns_of(Suggestion)} FROM suggestions WHERE label = ? AND start IS {which}"  # noqa: S608 - our own names
    for kind, which in ((Label, "NOT NULL"), (Topic, "NULL"))
}
_END = 2**62
_FEW, _MANY = 16, 512  # acts that move articles together
_FRAME_SECONDS = 0.016


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or redo did about a group of acts: the rows as they changed.

    `left` is how many changes were left alone because their rows had been changed since.
    """

    group: int
    kind: str
    words: str
    articles: tuple[int, ...]
    changes: tuple[Change, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Step:
    """The group of acts that an undo or redo is about, told by its first act."""

    group: int
    kind: str
    article: int | None
    words: str


@dataclass(frozen=True, slots=True)
class _Target:
    group: int
    rows: int  # the group of the rows to invert: the acts, or their last redo or undo


class Undo(Part):
    """The way back, for each annotator their own."""

    def __init__(self, database: Database, writer: Writer, acts: Acts) -> None:
        super().__init__(database)
        self._writer = writer
        self._acts = acts

    def undo(self, annotator: int, at: str) -> Undone | None:
        """Take back the last group that is not taken back; None where there is none."""
        with self._db.acting(patience_ms=GROUP_PATIENCE_MS):
            target = self._undo_target(annotator)
            return None if target is None else self._invert(target, ActKind.UNDO, annotator, at)

    def redo(self, annotator: int, at: str) -> Undone | None:
        """Do again what was taken back last, unless something else was done since."""
        with self._db.acting(patience_ms=GROUP_PATIENCE_MS):
            target = self._redo_target(annotator)
            return None if target is None else self._invert(target, ActKind.REDO, annotator, at)

    def peek_undo(self, annotator: int) -> tuple[int, int | None, str] | None:
        """(group, article, words) of what `undo` would take back."""
        return self._peek(self._undo_target(annotator))

    def peek_redo(self, annotator: int) -> tuple[int, int | None, str] | None:
        """(group, article, words) of what `redo` would do again."""
        return self._peek(self._redo_target(annotator))

    def next_step(self, annotator: int, kind: Back) -> Step | None:
        """What `undo` or `redo` would do; None where there is nothing."""
        target = (
            self._undo_target(annotator) if kind == ActKind.UNDO else self._redo_target(annotator)
        )
        row = target and self._db.row(
            "SELECT kind, article, words FROM acts WHERE grp = ? ORDER BY id LIMIT 1",
            (target.group,),
        )
        if not target or not row:
            return None
        return Step(target.group, row[0], row[1], self._words_of(target.group, row[0], row[2]))

    def _words_of(self, group: int, kind: str, words: str) -> str:
        """What a group says of itself; an import how many articles it brought."""
        return f"{self._acts.articles_of(group):,}" if kind == IMPORT else words

    def _peek(self, target: _Target | None) -> tuple[int, int | None, str] | None:
        if target is None:
            return None
        row = self._db.row(
            "SELECT article, words FROM acts WHERE grp = ? ORDER BY id LIMIT 1", (target.group,)
        )
        return None if row is None else (target.group, row[0], row[1])

    def _undo_target(self, annotator: int) -> _Target | None:
        """The last group that is not undone.

        When a group was undone, all later ones were, and the earlier were as they had been when
        it was made. So the walk goes on from before the group: a few steps, however long the log.
        """
        number = _END
        while row := self._db.row(_STEP, (annotator, number)):
            group, kind, of = row
            if kind != ActKind.UNDO:
                return _Target(of if kind == ActKind.REDO else group, group)
            number = of
        return None

    def _redo_target(self, annotator: int) -> _Target | None:
        """The group that was undone last and not redone since, if no plain act came after."""
        number = _END
        while row := self._db.row(_STEP, (annotator, number)):
            group, kind, of = row
            if kind == ActKind.UNDO:
                return _Target(of, group)
            if kind != ActKind.REDO:
                return None
            number = self._db.value(_UNDONE_BY, (of, group))
        return None

    def _invert(self, target: _Target, kind: Back, annotator: int, at: str) -> Undone:
        words = self._db.row(
            "SELECT kind, words FROM acts WHERE grp = ? ORDER BY id LIMIT 1", (target.group,)
        ) or ("", "")
        rows = self._db.rows(
            "SELECT article, words, before, after FROM acts WHERE grp = ? ORDER BY id DESC",
            (target.rows,),
        )
        done: list[Change] = []
        left, group, began = 0, None, time.monotonic()
        self._writer.begin()
        for article, said, applied, refused, stored in self._inverted(rows, target.rows, began):
            left += refused
            done += applied
            act = Act(kind, article, (), said)
            group = self._acts.log(act, applied, annotator, at, group, target.group, stored)
        articles = tuple(dict.fromkeys(row[0] for row in rows if row[0] is not None))
        said = self._words_of(target.group, words[0], words[1])
        return Undone(target.group, words[0], said, articles, tuple(done), left)

    def _inverted(
        self, rows: Iterable[tuple[int | None, str, str, str]], group: int, began: float
    ) -> Iterator[tuple[int | None, str, list[Change], int, tuple[str, str] | None]]:
        """Invert acts: (article, words, what was changed, how many changes were left alone, and
        where all were made the changes as the log has them).

        Articles that go to the bin or come back one after another do so together, as many as move
        in about a frame: an import of thousands is taken back in a second, and the window paints
        meanwhile.
        """
        acts = (
            (article, words, inverted(changes_from_json(before, after)), after, before)
            for article, words, before, after in rows
        )
        for is_moving, together in groupby(acts, lambda act: _is_moving(act[2])):
            if not is_moving:
                for article, words, changes, *texts in together:
                    self._db.let_wait(began)
                    late = self._suggested_since(changes, group, words)
                    changes = [x for x in changes if x not in late] if late else changes
                    freed = self._apply_what_fits(late)[0] if late else []
                    applied, refused = self._apply_what_fits(changes)
                    applied = [*freed, *applied]
                    is_all = len(applied) == len(changes) and all(map(is_, applied, changes))
                    stored = (texts[0], texts[1]) if is_all else None
                    yield article, words, applied, refused, stored
                continue
            size = _FEW
            while run := list(islice(together, size)):
                self._db.let_wait(began)
                since = time.perf_counter()
                moved = dict.fromkeys(self._apply_what_fits([x for act in run for x in act[2]])[0])
                size = _next_size(size, time.perf_counter() - since)
                brought = moved.keys() - {x for act in run for x in act[2]}
                first = [x for x in moved if x in brought]  # inverted, it is the last: labels go
                for article, words, changes, *_texts in run:
                    applied = [x for x in changes if x in moved]
                    yield article, words, [*first, *applied], len(changes) - len(applied), None
                    first = []

    def _suggested_since(self, changes: list[Change], group: int, words: str) -> list[Change]:
        """A merge that is done again takes along the suggestions that came meanwhile, by no act:
        else the label that was merged could not go.
        """
        found: list[Change] = []
        for item in [x.before for x in changes if x.after is None]:
            if not isinstance(item, Label | Topic):
                continue
            to = self._merged_into(item, group, words)
            if to is not None:
                late = self._db.records(Suggestion, _SUGGESTED[type(item)], (item.id,))
                found += [Change(x, replace(x, label=to)) for x in late]
        return found

    def _merged_into(self, item: Label | Topic, group: int, words: str) -> int | None:
        """Which label or topic took the place of one: by the rows of the acts that are inverted,
        or by their words where they have none; None where it was no merge.
        """
        source, arrow, target = words.partition(f"{item.name}{MERGED_INTO}")
        if source or not arrow:
            return None
        sql = "SELECT before, after FROM acts WHERE grp = ? ORDER BY id"
        for before, after in self._db.rows(sql, (group,)):
            for change in changes_from_json(before, after):
                now = getattr(change.before, "label", None)
                if now is not None and getattr(change.after, "label", None) == item.id != now:
                    return int(now)
        table = TABLES[type(item)].name
        sql = f"SELECT id FROM {table} WHERE name = ?"  # noqa: S608 - our own name
        found = self._db.value(sql, (target,))
        return None if found is None else int(found)

    def _apply_what_fits(self, changes: list[Change]) -> tuple[list[Change], int]:
        """Make the changes whose rows are as they were left: all together, or else one by one."""
        changes = [x for x in changes if not self._is_replaced(x)]
        wanted = [x for x in map(self._as_now, changes) if x is not None]
        refused = len(changes) - len(wanted)
        wanted = [x for x in wanted if x.before != x.after]
        if not wanted:
            return [], refused
        together = self._applied(wanted)
        if together is not None:
            return together, refused
        each = [self._applied([x]) for x in ordered(wanted)]
        return [x for made in each for x in made or ()], each.count(None) + refused

    def _as_now(self, change: Change) -> Change | None:
        """What the change means for the row as it is now, where `Writer.apply` does not say so."""
        if type(change.after) is Review or type(change.before) is Review:
            return judged.merged(change, self._writer.present(change.record))
        return change

    def _is_replaced(self, change: Change) -> bool:
        """Whether a suggestion that got another label has made room for newer ones since: nobody
        had seen it, and nothing of it is left that could be taken back.
        """
        if type(change.before) is not Suggestion or type(change.after) is not Suggestion:
            return False
        return self._writer.present(change.record) is None

    def _applied(self, changes: list[Change]) -> list[Change] | None:
        """Make changes; what was changed by them, None where they can't be made."""
        try:
            with self._db.transaction():
                return self._writer.apply(changes)
        except UserError:
            return None


def inverted(changes: Sequence[Change]) -> list[Change]:
    """The changes that take these back."""
    sides = {"before": [x.after for x in changes], "after": [x.before for x in changes]}
    return made(Change, len(changes), sides)


def _next_size(size: int, took: float) -> int:
    """How many acts to take together after so many took so many seconds."""
    if took > _FRAME_SECONDS:
        return max(1, size // 2)
    return size if took > _FRAME_SECONDS / 3 else min(2 * size, _MANY)


def _is_moving(changes: list[Change]) -> bool:
    """Whether an act moves articles, and labels with them perhaps."""
    kinds = {type(change.record) for change in changes}
    return Binned in kinds and kinds <= {Binned, Label, Topic, TopicGroup}
