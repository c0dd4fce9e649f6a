"""Writing changes: each row is compared with what the change says was there before."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter

from annotator.core.records import (
    Binned,
    BlindReview,
    BlindSpan,
    Change,
    Decision,
    Label,
    Record,
    Review,
    Span,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.errors import UserError
from annotator.storage import reviews
from annotator.storage.bin import BinPart
from annotator.storage.changes import ordered, place
from annotator.storage.faults import StaleState
from annotator.storage.rows import TABLES, Row, Table

_TAKEN = (
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
)
_LABEL_USED = """SELECT EXISTS (SELECT 1 FROM spans WHERE label = :id)
OR EXISTS (SELECT 1 FROM decisions d JOIN suggestions g ON g.id = d.suggestion
    WHERE (d.label = :id OR d.label_shown = :id) AND g.start IS NOT NULL)
OR EXISTS (SELECT 1 FROM suggestions WHERE label = :id AND start IS NOT NULL)
OR EXISTS (SELECT 1 FROM rulings WHERE label = :id)
OR EXISTS (SELECT 1 FROM blind_spans WHERE label = :id)"""
_TOPIC_USED = """SELECT EXISTS (SELECT 1 FROM article_topics WHERE topic = :id)
OR EXISTS (SELECT 1 FROM decisions d JOIN suggestions g ON g.id = d.suggestion
    WHERE (d.label = :id OR d.label_shown = :id) AND g.start IS NULL)
OR EXISTS (SELECT 1 FROM suggestions WHERE label = :id AND start IS NULL)
OR EXISTS (SELECT 1 FROM blind_reviews b, json_each(b.topics) j WHERE j.value = :id)"""
_IS_KNOWN = "SELECT 1 FROM labels WHERE id = :id UNION ALL SELECT 1 FROM topics WHERE id = :id"

_COUNTED = attrgetter("article", "start", "source", "is_maybe", "run")


class WritePart(BinPart):
    """Changes become rows here, inside a transaction that the caller has begun."""

    def _apply(self, changes: Sequence[Change]) -> None:
        """Write all of the changes, each of another row.

        Raises StaleState or UserError at the first that can't be made; the caller rolls back.
        """
        moves = [change for change in changes if isinstance(change.record, Binned)]
        changes = [change for change in changes if not isinstance(change.record, Binned)]
        self._check_labels(changes)
        for change in changes:
            self._require(change)
        try:
            if moves:
                self._move(moves)
            for table, verb, part in _runs(changes):
                self._write_run(table, verb, part)
        except sqlite3.IntegrityError as error:
            where = place((changes or moves)[0].record)
            if error.sqlite_errorcode in _TAKEN:
                raise StaleState(where=where) from error
            raise UserError(
                "not done: it would leave something that refers to what is not there", where=where
            ) from error
        self._keep_totals(changes)

    def _present_row(self, record: Record) -> Row | None:
        """The row with this record's key as it is now."""
        select = TABLES[type(record)].select
        row: Row | None = self._db.connection.execute(select, record.key_of).fetchone()
        return row

    def _present(self, record: Record) -> Record | None:
        row = self._present_row(record)
        found: Record | None = None if row is None else TABLES[type(record)].decode(row)
        return found

    def _require(self, change: Change) -> None:
        """Raise unless the row is as it was before. A new row's absence is left to its key."""
        before, after = change.before, change.after
        if isinstance(change.record, Review):
            is_same = reviews.is_same_judgement(self._present(change.record), before)
        elif before is None:
            is_same = True
        else:
            is_same = self._present_row(before) == TABLES[type(before)].encode(before)
        if not is_same:
            raise StaleState(where=place(change.record))
        if isinstance(after, Span):
            self._check_surface(after)
        elif after is None and isinstance(before, Label | Topic) and self._is_used(before):
            raise UserError("not done: it is in use", where=before.name, do="retire or merge it")

    def _check_labels(self, changes: Sequence[Change]) -> None:
        """Raise where a label is named that is not there: only spans have a foreign key to it."""
        wanted: dict[int, Record] = {}
        for change in changes:
            after = change.after
            if isinstance(after, Suggestion):
                if after.label is not None:
                    wanted[after.label] = after
            elif after is not None:
                wanted.update(dict.fromkeys(_labels_of(after), after))
        for number, record in wanted.items():
            if self._db.value(_IS_KNOWN, {"id": number}) is None:
                raise UserError("the label has been deleted meanwhile", where=place(record))

    def _write_run(self, table: Table, verb: str, changes: Sequence[Change]) -> None:
        """Write changes of one table and one kind together."""
        if verb == "delete":
            gone = [x.before.key_of for x in changes if x.before is not None]
            if table.record in (Label, Topic, TopicGroup):
                self._keep_for_bin([x.before for x in changes])
            self._db.write_many(table.delete, gone)
            return
        rows = [self._values(table, x.after) for x in changes if x.after is not None]
        self._db.write_many(table.insert if verb == "insert" else table.update, rows)

    def _values(self, table: Table, record: Record) -> Row:
        values = table.encode(record)
        return (*values, self._surface_of(record)) if isinstance(record, Decision) else values

    def _check_surface(self, span: Span) -> None:
        found = self._text(span.article)[span.start : span.end]
        if not 0 <= span.start < span.end or found != span.surface:
            raise UserError(
                f"the span {span.start}–{span.end} is {found!r} in the text, not {span.surface!r}",
                where=place(span),
            )

    def _surface_of(self, decision: Decision) -> str | None:
        """The surface that a decision took or, for a rejection, that was suggested."""
        start, end = decision.start, decision.end
        if start is None:
            start, end = self._db.row(
                'SELECT start, "end" FROM suggestions WHERE id = ?', (decision.suggestion,)
            ) or (None, None)
        return None if start is None else self._text(decision.article)[start:end]

    def _is_used(self, label: Label | Topic) -> bool:
        """Whether rows refer to a label that is to go away; so rare that it has no index."""
        sql = _LABEL_USED if isinstance(label, Label) else _TOPIC_USED
        return bool(self._db.value(sql, {"id": label.id}))

    def _keep_totals(self, changes: Iterable[Change]) -> None:
        """Keep the counts of spans, yes topics and suggestions in step with their rows."""
        totals: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        shown: dict[int, int | None] = {}
        sums = [0, 0]
        for change in changes:
            for side, sign in ((change.before, -1), (change.after, 1)):
                if side is None:
                    continue
                if isinstance(side, Suggestion):
                    if not _is_same_kind(change):
                        self._count_suggestion(side, sign, shown, sums)
                elif isinstance(side, Span):
                    totals[side.annotator][0] += sign
                elif isinstance(side, TopicAnswer) and side.is_yes:
                    totals[side.annotator][1] += sign
        self._count((0, 0), (sums[0], sums[1]))
        self._db.write_many(
            "UPDATE annotators SET spans = spans + ?, topics = topics + ? WHERE id = ?",
            [(*added, annotator) for annotator, added in totals.items() if any(added)],
        )

    def _count_suggestion(
        self, suggestion: Suggestion, sign: int, shown: dict[int, int | None], sums: list[int]
    ) -> None:
        """Add one to the sums of suggestions and maybes, if it is one that is shown."""
        article = suggestion.article
        if article not in shown:
            sql = "SELECT suggested_run FROM article_runs WHERE article = ?"
            shown[article] = self._db.value(sql, (article,))
        always = suggestion.run is None or suggestion.source in ("import", "follow")
        if suggestion.start is not None and (always or suggestion.run == shown[article]):
            sums[int(suggestion.is_maybe)] += sign


def _is_same_kind(change: Change) -> bool:
    """Whether a suggestion only gets another label, so that it counts as before."""
    before, after = change.before, change.after
    if not isinstance(before, Suggestion) or not isinstance(after, Suggestion):
        return False
    return _COUNTED(before) == _COUNTED(after)


def _labels_of(record: Record) -> set[int]:
    """The labels and topics that a decision, answer or blind review names."""
    if isinstance(record, TopicAnswer):
        return {record.topic} - {0}
    if isinstance(record, BlindReview):
        return set(record.topics) - {0}
    if isinstance(record, BlindSpan):
        return {record.label}
    if isinstance(record, Decision):
        return {x for x in (record.label, record.label_shown) if x is not None}
    return set()


def _runs(changes: Sequence[Change]) -> Iterable[tuple[Table, str, list[Change]]]:
    """The changes in a safe order, put together by table and statement."""
    runs: dict[tuple[type[Record], str], list[Change]] = defaultdict(list)
    for change in ordered(changes):
        verb = "insert" if change.before is None else "update" if change.after else "delete"
        runs[type(change.record), verb].append(change)
    return [(TABLES[kind], verb, part) for (kind, verb), part in runs.items()]
