"""Acts: changes of a person's work, checked against what is there, written whole and logged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from annotator.core.records import (
    Act,
    Change,
    Decision,
    Label,
    Record,
    Review,
    Span,
    Suggestion,
    Topic,
    TopicGroup,
)
from annotator.errors import UserError
from annotator.storage import reviews
from annotator.storage.faults import StaleState
from annotator.storage.rows import TABLES, changes_json
from annotator.storage.suggestions import SuggestionPart

_LOG = (
    "INSERT INTO acts (id, at, annotator, article, kind, words, grp, of, before, after)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LABEL_USED = """SELECT EXISTS (SELECT 1 FROM spans WHERE label = :id)
OR EXISTS (SELECT 1 FROM decisions d JOIN suggestions g ON g.id = d.suggestion
    WHERE (d.label = :id OR d.label_shown = :id) AND g.start IS NOT NULL)
OR EXISTS (SELECT 1 FROM suggestions WHERE label = :id AND start IS NOT NULL)"""
_TOPIC_USED = """SELECT EXISTS (SELECT 1 FROM article_topics WHERE topic = :id)
OR EXISTS (SELECT 1 FROM suggestions WHERE label = :id AND start IS NULL)"""


class ActPart(SuggestionPart):
    """The one way in for what a person does."""

    def commit(self, act: Act, annotator: int, at: str, *, group: int | None = None) -> int:
        """Write one act in one transaction; the number of its undo group.

        With `group` it joins an earlier group of the same annotator, and is undone with it. Raises
        StaleState when a row is not what the act says it was, UserError when it can't be stored,
        EnvironmentFault when the disk refuses. Then nothing is changed.
        """
        return self.commit_many([act], annotator, at, group=group)

    def commit_many(
        self, acts: Iterable[Act], annotator: int, at: str, *, group: int | None = None
    ) -> int:
        """Write acts, of several articles perhaps, as one group in one transaction."""
        with self._db.transaction():
            for act in acts:
                group = self._commit(act, annotator, at, group)
        if group is None:
            raise UserError("there is nothing to do")
        return group

    def save_measures(self, review: Review) -> None:
        """Store what was measured about a review: times, share seen, what was shown and why.

        Not an act: undo leaves it, and the status, flag, note, pass and reason are not touched.
        """
        with self._db.transaction():
            present = self._present(review)
            if isinstance(present, Review):
                review = reviews.with_measures_of(present, review)
            elif present is None:
                review = reviews.with_measures_of(Review(review.article, review.annotator), review)
            self._write(Change(present, review))

    def _commit(self, act: Act, annotator: int, at: str, group: int | None) -> int:
        changes = net(act.changes)
        for change in changes:
            self._require(change)
        for change in ordered(changes):
            self._write_or_refuse(change)
        return self._log(act, changes, annotator, at, group, None)

    def _require(self, change: Change) -> None:
        """Raise StaleState unless the row is as it was before the change."""
        present = self._present(change.record)
        if isinstance(change.record, Review):
            is_same = reviews.is_same_judgement(present, change.before)
        else:
            is_same = present == change.before
        if not is_same:
            raise StaleState(where=_place(change.record))

    def _present(self, record: Record) -> Record | None:
        """The row with this record's key as it is now."""
        table = TABLES[type(record)]
        row = self._db.connection.execute(table.select, record.key_of).fetchone()
        found: Record | None = None if row is None else table.decode(row)
        return found

    def _write_or_refuse(self, change: Change) -> None:
        try:
            if self._is_in_use(change):
                raise sqlite3.IntegrityError
            self._write(change)
        except sqlite3.IntegrityError as error:
            name = TABLES[type(change.record)].name
            raise UserError(
                f"not done: a row of {name} is used elsewhere, or refers to something missing",
                where=_place(change.record),
            ) from error

    def _write(self, change: Change) -> None:
        """Write the side after. A review's row may be there even if `before` is None."""
        after = change.after
        table = TABLES[type(change.record)]
        if after is None:
            self._db.write(table.delete, change.record.key_of)
        else:
            self._check(after)
            values = table.encode(after)
            if isinstance(after, Decision):
                values = (*values, self._surface_of(after))
            is_new = change.before is None and not isinstance(after, Review)
            if is_new or self._present(after) is None:
                self._db.write(table.insert, values)
            else:
                self._db.write(table.update, values)
        if isinstance(change.record, Suggestion):
            self._count_suggestion(change)

    def _check(self, record: Record) -> None:
        """Raise UserError unless a span's surface is what the text says."""
        if not isinstance(record, Span):
            return
        found = self._text(record.article)[record.start : record.end]
        if not 0 <= record.start < record.end or found != record.surface:
            raise UserError(
                f"the span {record.start}–{record.end} is {found!r} in the text,"
                f" not {record.surface!r}",
                where=_place(record),
            )

    def _surface_of(self, decision: Decision) -> str | None:
        """The surface that a decision took or, for a rejection, that was suggested."""
        start, end = decision.start, decision.end
        if start is None:
            start, end = self._db.row(
                'SELECT start, "end" FROM suggestions WHERE id = ?', (decision.suggestion,)
            ) or (None, None)
        return None if start is None else self._text(decision.article)[start:end]

    def _is_in_use(self, change: Change) -> bool:
        """Whether a label that goes away still has rows; so rare that it has no index."""
        if change.after is not None or not isinstance(change.before, Label | Topic):
            return False
        sql = _LABEL_USED if isinstance(change.before, Label) else _TOPIC_USED
        return bool(self._db.value(sql, {"id": change.before.id}))

    def _count_suggestion(self, change: Change) -> None:
        """Keep the totals in step; the run that is shown does not change with an act."""
        (article,) = {x.article for x in (change.before, change.after) if isinstance(x, Suggestion)}
        shown = self._db.value(
            "SELECT suggested_run FROM article_runs WHERE article = ?", (article,)
        )
        self._count(_share(change.before, shown), _share(change.after, shown))

    def _log(
        self,
        act: Act,
        changes: Sequence[Change],
        annotator: int,
        at: str,
        group: int | None,
        of: int | None,
    ) -> int:
        before, after = changes_json(changes)
        number = int(self._db.value("SELECT coalesce(max(id), 0) + 1 FROM acts"))
        group = number if group is None else group
        self._db.write(
            _LOG,
            (number, at, annotator, act.article, act.kind, act.words, group, of, before, after),
        )
        if any(isinstance(x.record, Label | TopicGroup | Topic) for x in changes):
            self._db.write("UPDATE project SET scheme_version = scheme_version + 1")
        return group


def net(changes: Iterable[Change]) -> list[Change]:
    """One change a row: successive ones are joined, and a change of the key becomes two."""
    joined: dict[tuple[object, ...], Change] = {}
    for change in changes:
        for part in _by_key(change):
            key = (type(part.record), *part.record.key_of)
            earlier = joined.get(key)
            if earlier is None:
                joined[key] = part
            elif earlier.after != part.before:
                raise StaleState(where=_place(part.record))
            else:
                joined[key] = Change(earlier.before, part.after)
    return [change for change in joined.values() if change.before != change.after]


def ordered(changes: Iterable[Change]) -> list[Change]:
    """Removals first, children before parents; then the rest, parents before children."""

    def rank(change: Change) -> int:
        number = TABLES[type(change.record)].rank + 1
        return -number if change.after is None else number

    return sorted(changes, key=rank)


def _by_key(change: Change) -> tuple[Change, ...]:
    before, after = change.before, change.after
    if before is None or after is None or before.key_of == after.key_of:
        return (change,)
    return Change(before, None), Change(None, after)


def _place(record: Record) -> str:
    article = getattr(record, "article", None)
    return f"article {article}" if article is not None else getattr(record, "name", "")


def _share(record: Record | None, shown: int | None) -> tuple[int, int]:
    """What a suggestion adds to the totals of (suggestions, maybes); topics add nothing."""
    if not isinstance(record, Suggestion) or record.start is None:
        return 0, 0
    if record.run not in (None, shown) and record.source not in ("import", "follow"):
        return 0, 0
    return int(not record.is_maybe), int(record.is_maybe)
