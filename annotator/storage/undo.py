"""Undo and redo over the log of acts. Both are acts themselves, so they survive a restart.

The log is walked from its end. What was undone or redone last about a group is its state; a plain
act after an undo ends what can be redone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from annotator.core.records import Act, Change, Review
from annotator.storage import reviews
from annotator.storage.acts import ActPart, ordered
from annotator.storage.rows import changes_from_json

_STEP = (
    "SELECT id, grp, kind, of FROM acts"
    " WHERE annotator = ? AND id < ? AND grp <> ? ORDER BY id DESC LIMIT 1"
)
_UNDO: Final = "undo"
_REDO: Final = "redo"
_END = 2**62


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
class _Target:
    group: int
    rows: int  # the group of the rows to invert: the acts, or their last redo or undo


class UndoPart(ActPart):
    """The way back, for each annotator their own."""

    def undo(self, annotator: int, at: str) -> Undone | None:
        """Take back the last group that is not taken back; None where there is none."""
        with self._db.transaction():
            target = self._undo_target(annotator)
            return None if target is None else self._invert(target, _UNDO, annotator, at)

    def redo(self, annotator: int, at: str) -> Undone | None:
        """Do again what was taken back last, unless something else was done since."""
        with self._db.transaction():
            target = self._redo_target(annotator)
            return None if target is None else self._invert(target, _REDO, annotator, at)

    def peek_undo(self, annotator: int) -> tuple[int, int | None, str] | None:
        """(group, article, words) of what `undo` would take back."""
        return self._peek(self._undo_target(annotator))

    def peek_redo(self, annotator: int) -> tuple[int, int | None, str] | None:
        """(group, article, words) of what `redo` would do again."""
        return self._peek(self._redo_target(annotator))

    def _peek(self, target: _Target | None) -> tuple[int, int | None, str] | None:
        if target is None:
            return None
        row = self._db.row(
            "SELECT article, words FROM acts WHERE grp = ? ORDER BY id LIMIT 1", (target.group,)
        )
        return None if row is None else (target.group, row[0], row[1])

    def _undo_target(self, annotator: int) -> _Target | None:
        states: dict[int, tuple[str, int]] = {}
        for group, kind, of in self._trail(annotator):
            if of is not None:
                states.setdefault(of, (kind, group))
                continue
            state, rows = states.get(group, (_REDO, group))
            if state == _REDO:
                return _Target(group, rows)
        return None

    def _redo_target(self, annotator: int) -> _Target | None:
        redone: set[int] = set()
        for group, kind, of in self._trail(annotator):
            if of is None:
                return None
            if kind == _REDO:
                redone.add(of)
            elif of not in redone:
                return _Target(of, group)
        return None

    def _trail(self, annotator: int) -> Iterator[tuple[int, str, int | None]]:
        """(group, kind, of) of the annotator's acts, newest first, a run of one group once."""
        number, group = _END, 0
        while row := self._db.row(_STEP, (annotator, number, group)):
            number, group, kind, of = row
            yield group, kind, of

    def _invert(
        self, target: _Target, kind: Literal["undo", "redo"], annotator: int, at: str
    ) -> Undone:
        words = self._db.row(
            "SELECT kind, words FROM acts WHERE grp = ? ORDER BY id LIMIT 1", (target.group,)
        ) or ("", "")
        rows = self._db.rows(
            "SELECT article, words, before, after FROM acts WHERE grp = ? ORDER BY id DESC",
            (target.rows,),
        )
        done: list[Change] = []
        left, group = 0, None
        for article, said, before, after in rows:
            changes = changes_from_json(before, after)
            applied = [x for x in map(self._try, ordered(y.inverse() for y in changes)) if x]
            left += len(changes) - len(applied)
            done += applied
            act = Act(kind, article, (), said)
            group = self._log(act, applied, annotator, at, group, target.group)
        articles = tuple(dict.fromkeys(row[0] for row in rows if row[0] is not None))
        return Undone(target.group, words[0], words[1], articles, tuple(done), left)

    def _try(self, change: Change) -> Change | None:
        """Make the change if the row is still as it was left; what was changed, or None."""
        present = self._present(change.record)
        if isinstance(change.record, Review):
            wanted = reviews.merged(change, present)
        else:
            wanted = change if present == change.before else None
        if wanted is None or self._is_in_use(wanted):
            return None
        if wanted.before == wanted.after:
            return wanted
        try:
            self._write(wanted)
        except sqlite3.IntegrityError:  # others refer to the row, or what it refers to is gone
            return None
        return wanted
