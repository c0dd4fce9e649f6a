"""The log of acts as a history: pages of groups, ways back that leave out others, and what lies
beside the queue: rulings, flags, spans marked as unsure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from annotator.core.records import Act, Change, Review, Ruling, Status, heading_of
from annotator.errors import UserError
from annotator.storage.bin import NOT_IN_BIN
from annotator.storage.rows import changes_from_json, columns_of, records
from annotator.storage.search import words_of
from annotator.storage.undo import Undone, UndoPart

TAKEN_BACK: Final = "history.undo"
"""The kind of an act that takes back one group out of order. It is an act like others: undo takes
it back, so that the group stands again."""

_WORD = re.compile(r"\w+")
_MOST_LOOKED_AT = 500  # articles that hold the words somewhere: it is asked with each key
_MOST_READ = 200_000  # characters of an act's rows; more is a bulk act, told by its number alone

# `state` is the last thing that was done to the group: an undo, a redo, or it was taken back alone.
_PAGE = """SELECT a.id, a.at, a.kind, a.words, a.article, a.of,
    (SELECT count(*) FROM acts m WHERE m.grp = a.id),
    (SELECT kind FROM acts b WHERE b.of = a.id AND b.id = b.grp AND b.kind IN ('undo', 'redo')
        ORDER BY b.id DESC LIMIT 1),
    (SELECT max(id) FROM acts b WHERE b.of = a.id AND b.id = b.grp AND b.kind = 'history.undo'),
    CASE WHEN length(a.after) + length(a.before) < ? THEN a.before ELSE '[]' END,
    CASE WHEN length(a.after) + length(a.before) < ? THEN a.after ELSE '[]' END
    FROM acts a
    WHERE a.annotator = ? AND a.id = a.grp AND a.id < ? AND a.kind NOT IN ('undo', 'redo')
    ORDER BY a.id DESC LIMIT ?"""
_STEPS_BACK = """SELECT total(CASE WHEN of IS NULL THEN 1 WHEN kind = 'undo' THEN -(of >= ?1)
    WHEN kind = 'redo' THEN of >= ?1 ELSE 1 END)
    FROM acts WHERE annotator = ?2 AND id = grp AND id >= ?1"""
_LAST = "SELECT kind FROM acts WHERE of = ? AND id = grp AND kind <> ? ORDER BY id DESC LIMIT 1"


_HAS_WORK = """SELECT EXISTS (SELECT 1 FROM spans WHERE article = ?1 AND annotator = ?2)
    OR EXISTS (SELECT 1 FROM article_topics WHERE article = ?1 AND annotator = ?2)
    OR EXISTS (SELECT 1 FROM decisions WHERE article = ?1 AND annotator = ?2)"""


@dataclass(frozen=True, slots=True)
class LoggedGroup:
    """One group of acts. `of` is the group that it took back; `changes` those of its first act,
    empty where there are too many to read for a list.
    """

    group: int
    at: str
    kind: str
    words: str
    article: int | None
    of: int | None
    acts: int
    is_undone: bool
    changes: tuple[Change, ...]


class HistoryPart(UndoPart):
    """What was done, and taking back more than the last of it."""

    def history(self, annotator: int, before: int = 2**62, limit: int = 100) -> list[LoggedGroup]:
        """The groups before a group, newest first. Undo and redo are no rows: they are states."""
        rows = self._db.rows(_PAGE, (_MOST_READ, _MOST_READ, annotator, before, limit))
        return [
            LoggedGroup(
                group,
                at,
                kind,
                self._words_of(group, kind, words),
                article,
                of,
                count,
                last == "undo" or (taken_back is not None and not self._is_undone(taken_back)),
                changes_from_json(old, new),
            )
            for group, at, kind, words, article, of, count, last, taken_back, old, new in rows
        ]

    def logged(self, group: int, annotator: int) -> LoggedGroup | None:
        """One group of this annotator's."""
        found = self.history(annotator, group + 1, 1)
        return found[0] if found and found[0].group == group else None

    def steps_back(self, group: int, annotator: int) -> int:
        """How many times to undo until this group is undone; 0 when it is undone now."""
        if self._is_undone(group):
            return 0
        return int(self._db.value(_STEPS_BACK, (group, annotator)))

    def undo_back_to(self, group: int, annotator: int, at: str, most: int = 50) -> list[Undone]:
        """Undo one group after another until this one is undone too, at most so many.

        Call again until it gives none. Each is an undo of its own, so redo does them again.
        """
        done: list[Undone] = []
        with self._db.transaction():
            while len(done) < most and not self._is_undone(group):
                undone = self.undo(annotator, at)
                if undone is None or undone.group < group:
                    raise UserError("the history has changed meanwhile", do="open it again")
                done.append(undone)
        return done

    def take_back(self, group: int, annotator: int, at: str) -> Undone:
        """Undo one group out of order, change by change where the present state is its after-state.

        `left` counts what was left alone. Raises UserError where nothing can be taken back.
        """
        with self._db.transaction():
            first = self.logged(group, annotator)
            if first is None or first.is_undone:
                raise UserError("that is taken back already")
            last = self._db.value(
                "SELECT max(id) FROM acts WHERE of = ? AND id = grp AND kind = 'redo'", (group,)
            )
            done: list[Change] = []
            articles: dict[int, None] = {}
            left, own = 0, None
            for article, words, before, after in self._db.rows(
                "SELECT article, words, before, after FROM acts WHERE grp = ? ORDER BY id DESC",
                (last or group,),
            ):
                changes = [x.inverse() for x in changes_from_json(before, after)]
                begun = [x for x in changes if _is_beginning(x)]
                applied, refused = self._apply_what_fits([x for x in changes if x not in begun])
                left += refused
                if applied and not self._has_work(article, annotator):
                    applied += self._apply_what_fits(begun)[0]
                if applied:
                    act = Act(TAKEN_BACK, article, (), words)
                    own = self._log(act, applied, annotator, at, own, group)
                    done += applied
                    if article is not None:
                        articles[article] = None
            if own is None:
                raise UserError(
                    "nothing of that can be taken back alone: all has been changed since",
                    do="undo what came after it first",
                )
        return Undone(group, first.kind, first.words, tuple(articles), tuple(done), left)

    def _has_work(self, article: int | None, annotator: int) -> bool:
        """Whether something of this annotator's is left in an article."""
        return bool(self._db.value(_HAS_WORK, (article, annotator)))

    def _is_undone(self, group: int) -> bool:
        return bool(self._db.value(_LAST, (group, TAKEN_BACK)) == "undo")

    # -- rulings, flags, unsure spans ------------------------------------------------------

    def rulings_about(self, surface: str) -> list[Ruling]:
        """What was laid down about a surface, the latest first."""
        return self._rulings("WHERE surface = ? ORDER BY at DESC", (surface,))

    def rulings(self, limit: int = 10_000) -> list[Ruling]:
        """All rulings, the latest first."""
        return self._rulings("ORDER BY at DESC LIMIT ?", (limit,))

    def _rulings(self, rest: str, values: Sequence[object]) -> list[Ruling]:
        sql = f"SELECT {columns_of(Ruling)} FROM rulings {rest}"  # noqa: S608 - our own names
        return records(Ruling, self._db.rows(sql, tuple(values)))

    def next_flagged(self, annotator: int, after: int) -> int | None:
        """The flagged article behind this one, round the end."""
        for number in (after, 0):
            found = self._db.value(
                "SELECT article FROM reviews WHERE annotator = ? AND flagged AND article > ?"
                " ORDER BY article LIMIT 1",
                (annotator, number),
            )
            if found is not None:
                return int(found)
        return None

    def next_unsure(self, annotator: int, article: int, start: int) -> tuple[int, int, int] | None:
        """(article, start, end) of the span marked as unsure behind a place, round the end."""
        for place in ((article, start), (0, -1)):
            found = self._db.row(
                'SELECT article, start, "end" FROM spans'
                " WHERE annotator = ? AND question <> '' AND (article, start) > (?, ?)"
                " ORDER BY article, start LIMIT 1",
                (annotator, *place),
            )
            if found is not None:
                return found[0], found[1], found[2]
        return None

    def titled(self, typed: str, limit: int) -> list[int]:
        """The first articles whose titles have words that begin like those typed, in any order;
        then such as have no title and hold them in their beginning.
        """
        words = [words_of(word) for word in _WORD.findall(typed)]
        if not words:
            return []
        match = "(" + " ".join(f'"{word}"*' for word in words) + ")"
        rows = self._db.rows(
            "SELECT rowid FROM article_words WHERE article_words MATCH ?"  # noqa: S608
            f" AND rowid {NOT_IN_BIN} ORDER BY rowid LIMIT ?",
            (f"title : {match}", limit),
        )
        untitled = self._db.rows(
            "SELECT id, substr(text, 1, 400) FROM articles WHERE title = '' AND id IN (SELECT rowid"
            " FROM article_words WHERE article_words MATCH ? ORDER BY rowid LIMIT ?) ORDER BY id",
            (f"text : {match}", _MOST_LOOKED_AT),
        )
        parts = [part.casefold() for word in words for part in word.split()]
        begin = [
            number
            for number, text in untitled
            if all(part in heading_of("", text).casefold() for part in parts)
        ]
        return [row[0] for row in rows] + begin[: limit - len(rows)]


def _is_beginning(change: Change) -> bool:
    """Whether this takes back that work on an article was begun, which later acts rest on."""
    before, after = change.before, change.after
    return (
        isinstance(before, Review)
        and before.status == Status.STARTED
        and (after is None or (isinstance(after, Review) and after.status == Status.NEW))
    )
