"""The log of acts as a history: pages of groups, and taking back groups out of order."""

from __future__ import annotations

from typing import Final

from annotator.core.codes import ActKind
from annotator.core.records import Act, Change, Review, Status
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage.rows import changes_from_json
from annotator.storage.undo import Undo, Undone
from annotator.values import dataclass

TAKEN_BACK: Final = ActKind.HISTORY_UNDO
"""The kind of an act that takes back one group out of order. It is an act like others: undo takes
it back, so that the group stands again."""

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
_STEPS_BACK = """SELECT total(CASE WHEN of IS NULL THEN 1 WHEN kind = 'undo' THEN -(of >= :group)
    WHEN kind = 'redo' THEN of >= :group ELSE 1 END)
    FROM acts WHERE annotator = :annotator AND id = grp AND id >= :group"""
_LAST = "SELECT kind FROM acts WHERE of = ? AND id = grp AND kind <> ? ORDER BY id DESC LIMIT 1"


_HAS_WORK = """SELECT EXISTS (SELECT 1 FROM spans WHERE article = :article AND annotator = :who)
    OR EXISTS (SELECT 1 FROM article_topics WHERE article = :article AND annotator = :who)
    OR EXISTS (SELECT 1 FROM decisions WHERE article = :article AND annotator = :who)"""


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


class History(Undo):
    """What was done, and taking back more than the last of it."""

    def page(self, annotator: int, before: int = 2**62, limit: int = 100) -> list[LoggedGroup]:
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
                last == ActKind.UNDO
                or (taken_back is not None and not self._is_undone(taken_back)),
                changes_from_json(old, new),
            )
            for group, at, kind, words, article, of, count, last, taken_back, old, new in rows
        ]

    def group(self, group: int, annotator: int) -> LoggedGroup | None:
        """One group of this annotator's."""
        found = self.page(annotator, group + 1, 1)
        return found[0] if found and found[0].group == group else None

    def steps_back(self, group: int, annotator: int) -> int:
        """How many times to undo until this group is undone; 0 when it is undone now."""
        if self._is_undone(group):
            return 0
        return int(self._db.value(_STEPS_BACK, {"group": group, "annotator": annotator}))

    def undo_back_to(self, group: int, annotator: int, at: str, most: int = 50) -> list[Undone]:
        """Undo one group after another until this one is undone too, at most so many.

        Call again until it gives none. Each is an undo of its own, so redo does them again.
        """
        done: list[Undone] = []
        with self._db.acting():
            while len(done) < most and not self._is_undone(group):
                undone = self.undo(annotator, at)
                if undone is None or undone.group < group:
                    raise UserError(Fault.HISTORY_CHANGED)
                done.append(undone)
        return done

    def take_back(self, group: int, annotator: int, at: str) -> Undone:
        """Undo one group out of order, change by change where the present state is its after-state.

        `left` counts what was left alone. Raises UserError where nothing can be taken back,
        ArticleRemoved where that is because the article is in the bin.
        """
        with self._db.acting():
            first = self.group(group, annotator)
            if first is None or first.is_undone:
                raise UserError(Fault.TAKEN_BACK_ALREADY)
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
                    own = self._acts.log(act, applied, annotator, at, own, group)
                    done += applied
                    if article is not None:
                        articles[article] = None
            if own is None:
                if first.article is not None:
                    self._writer.require_there(first.article)
                raise UserError(Fault.NOT_TAKEN_BACK_ALONE)
        return Undone(group, first.kind, first.words, tuple(articles), tuple(done), left)

    def _has_work(self, article: int | None, annotator: int) -> bool:
        """Whether something of this annotator's is left in an article."""
        return bool(self._db.value(_HAS_WORK, {"article": article, "who": annotator}))

    def _is_undone(self, group: int) -> bool:
        return bool(self._db.value(_LAST, (group, TAKEN_BACK)) == ActKind.UNDO)


def _is_beginning(change: Change) -> bool:
    """Whether this takes back that work on an article was begun, which later acts rest on."""
    before, after = change.before, change.after
    return (
        isinstance(before, Review)
        and before.status == Status.STARTED
        and (after is None or (isinstance(after, Review) and after.status == Status.NEW))
    )
