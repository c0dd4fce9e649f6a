"""Writing changes: each row is compared with what the change says was there before."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from annotator.core.records import (
    Binned,
    BlindReview,
    BlindSpan,
    Change,
    Decision,
    Label,
    Particulars,
    Record,
    Review,
    Span,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage import judged, lasting_ids
from annotator.storage.bin import Bin
from annotator.storage.changes import MANY, in_order, place
from annotator.storage.codec import Columns, Row, columns_of
from annotator.storage.connection import Database
from annotator.storage.faults import TAKEN, StaleState
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES, Table
from annotator.storage.search import retitle
from annotator.storage.texts import Texts
from annotator.storage.totals import Totals

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
_FEW = 8  # rows, from which on one statement looks for all
_RANGE = 'SELECT start, "end" FROM suggestions WHERE id = ?'
_MAY_BE_KEPT = (Label, Topic, TopicGroup)
_IS_SUGGESTED = "SELECT 1 FROM suggestions WHERE id = :id"
_IS_KNOWN = "SELECT 1 FROM labels WHERE id = :id UNION ALL SELECT 1 FROM topics WHERE id = :id"


class Writer(Part):
    """Changes become rows here, inside a transaction that the caller has begun."""

    def __init__(self, database: Database, texts: Texts, articles_in_bin: Bin) -> None:
        super().__init__(database)
        self._texts = texts
        self._bin = articles_in_bin
        self._totals = Totals(database)

    def begin(self) -> None:
        """A group of acts begins: what it removes lies side by side in the bin."""
        self._bin.begin_group()

    def apply(self, changes: Sequence[Change]) -> list[Change]:
        """Write all of the changes, each of another row; gives what was changed: these, and the
        labels that came back with articles out of the bin.

        Raises StaleState or UserError at the first that can't be made, ArticleRemoved where that
        is because its article is in the bin; the caller rolls back.
        """
        try:
            return self._apply(changes)
        except UserError:
            self._bin.require_none({*_articles_of(changes)})
            raise

    def _apply(self, changes: Sequence[Change]) -> list[Change]:
        runs = in_order(changes)
        if any(kind in lasting_ids.KINDS for kind, _, _ in runs):
            changes = lasting_ids.settled(changes, self.present)
            runs = in_order(changes)
        self._check_labels(changes)
        self._require_all(runs)
        brought: list[Change] = []
        try:
            for kind, verb, part in runs:
                if kind is Binned and verb == "delete":
                    brought += self._bring_labels(part)
                self._write_run(TABLES[kind], verb, part)
        except sqlite3.IntegrityError as error:
            where = place(changes[0].record)
            if error.sqlite_errorcode in TAKEN or self._is_suggestion_gone(changes):
                raise StaleState(where=where) from error
            raise UserError(Fault.LEAVES_DANGLING, where=where) from error
        self._totals.follow(changes)
        return [*changes, *brought]

    def _is_suggestion_gone(self, changes: Iterable[Change]) -> bool:
        """Whether one of them is about a suggestion that is not there any more: a job may have made
        others since the article was read.
        """
        about = (x.after.suggestion for x in changes if isinstance(x.after, Decision | Span))
        return any(
            self._db.value(_IS_SUGGESTED, {"id": each}) is None
            for each in about
            if each is not None
        )

    def require_there(self, article: int) -> None:
        """Raise ArticleRemoved where the article is in the bin."""
        self._bin.require_none([article])

    def present(self, record: Record) -> Record | None:
        """The record with this one's key as it is now."""
        kind = type(record)
        return self._db.record(kind, TABLES[kind].select, record.key_of)

    def _require_all(self, runs: Sequence[tuple[type[Any], str, list[Change]]]) -> None:
        """Raise unless the rows are as they were before; those of an article are read at once."""
        for kind, verb, changes in runs:
            if kind not in (Decision, Span) or verb == "update" or len(changes) < MANY:
                self._require(changes)
            elif verb == "insert":  # their keys tell whether they are new
                self._check_surfaces(x.after for x in changes if isinstance(x.after, Span))
            else:
                self._require_rows(kind, changes)

    def _require_rows(self, kind: type[Any], changes: Sequence[Change]) -> None:
        befores: list[Any] = [x.before for x in changes]
        sql = f"SELECT {columns_of(kind)} FROM {TABLES[kind].name}"  # noqa: S608 - our own names
        there: set[Row] = set()
        for whose in {(x.article, x.annotator) for x in befores}:
            there.update(self._db.rows(f"{sql} WHERE article = ? AND annotator = ?", whose))
        wanted = zip(*TABLES[kind].encode_columns(befores), strict=True)
        for before, row in zip(befores, wanted, strict=True):
            if row not in there:
                raise StaleState(where=place(before))

    def _require(self, changes: Sequence[Change]) -> None:
        """Raise unless each row is as it was before. A new row's absence is left to its key."""
        there = self._present_of([x for x in map(_looked_for, changes) if x is not None])
        for change in changes:
            before, after, record = change.before, change.after, change.record
            if isinstance(record, Binned):
                continue  # the bin looks itself
            if isinstance(record, Review):
                present = there.get((Review, record.key_of))
                is_same = judged.is_same_judgement(present, before)
            else:
                is_same = before is None or there.get((type(before), before.key_of)) == before
            if not is_same:
                raise StaleState(where=place(record))
            if isinstance(after, Span):
                self._check_surfaces([after])

    def _present_of(self, records: Sequence[Record]) -> dict[tuple[type[Any], Row], Record]:
        """The records with the keys of these as they are now: many of one kind by one statement."""
        found: dict[tuple[type[Any], Row], Record] = {}
        by_kind: defaultdict[type[Any], list[Record]] = defaultdict(list)
        for record in records:
            by_kind[type(record)].append(record)
        for kind, same in by_kind.items():
            if kind is Binned:
                continue
            table, keys = TABLES[kind], [x.key_of for x in same]
            if len(keys) < _FEW:
                one_by_one = (self._db.record(kind, table.select, key) for key in keys)
                rows: list[Record] = [x for x in one_by_one if x is not None]
            else:
                rows = self._db.records(kind, table.select_many, (json.dumps(keys),))
            found.update({(kind, x.key_of): x for x in rows})
        return found

    def _check_labels(self, changes: Sequence[Change]) -> None:
        """Raise where a label is named that is not there: only spans have a foreign key to it."""
        wanted: dict[int | None, Record] = {}
        for change in changes:
            after = change.after
            if after is None or type(after) is Span:  # of which the foreign key tells
                continue
            if type(after) is Decision:
                wanted[after.label] = wanted[after.label_shown] = after
                continue
            if isinstance(after, Suggestion):
                if after.label is not None:
                    wanted[after.label] = after
            else:
                wanted.update(dict.fromkeys(_labels_of(after), after))
        wanted.pop(None, None)
        for number, record in wanted.items():
            if self._db.value(_IS_KNOWN, {"id": number}) is None:
                raise UserError(Fault.LABEL_DELETED, where=place(record))

    def _write_run(self, table: Table, verb: str, changes: Sequence[Change]) -> None:
        """Write changes of one table and one kind together."""
        if table.record is Binned:
            self._bin.move(changes)
            return
        if verb == "delete":
            gone = [x.before for x in changes if x.before is not None]
            self._check_unused(gone)
            if table.record in _MAY_BE_KEPT:
                self._bin.labels.keep(gone)
            self._delete(table, gone)
            return
        there = [x.after for x in changes if x.after is not None]
        if verb == "insert" and table.record in _MAY_BE_KEPT:
            self._bin.labels.forget(there)
        if table.record is Particulars:
            self._index_again(changes)
        if verb == "insert":
            self._db.insert_many(table.into, self._columns(table, there))
        else:
            rows = zip(*self._columns(table, there), strict=True)
            self._db.write_many(table.update, map(table.for_update, rows))

    def _delete(self, table: Table, gone: Sequence[Any]) -> None:
        """Remove rows; all of an article's by one statement."""
        if table.record in (Decision, Span) and len(gone) >= MANY:
            whose = {(x.article, x.annotator) for x in gone}
            of_one = f"FROM {table.name} WHERE article = ? AND annotator = ?"
            if len(whose) == 1 and self._db.value(f"SELECT count(*) {of_one}", *whose) == len(gone):
                self._db.write(f"DELETE {of_one}", *whose)
                return
        self._db.write_many(table.delete, [x.key_of for x in gone])

    def _index_again(self, changes: Sequence[Change]) -> None:
        """Let articles be found by their new titles, where the index has them."""
        for old, new in ((x.before, x.after) for x in changes):
            if isinstance(old, Particulars) and isinstance(new, Particulars):
                retitle(self._db, old.id, old.title, new.title)

    def _bring_labels(self, moves: Sequence[Change]) -> list[Change]:
        """Let the scheme have again what these articles need of it when they come back."""
        ids = [x.before.article for x in moves if isinstance(x.before, Binned)]
        brought = [Change(None, record) for record in self._bin.labels.needed(ids)]
        for kind, verb, part in in_order(brought):
            self._write_run(TABLES[kind], verb, part)
        return brought

    def _check_unused(self, gone: Iterable[Record]) -> None:
        """Raise where something refers to a label that is to go away."""
        for record in gone:
            if isinstance(record, Label | Topic) and self._is_used(record):
                raise UserError(Fault.NOT_DONE_IN_USE, where=record.name)

    def _columns(self, table: Table, records: Sequence[Record]) -> Columns:
        columns = table.encode_columns(records)
        if table.record is Decision:
            columns.append(self._surfaces_of([x for x in records if isinstance(x, Decision)]))
        return columns

    def _check_surfaces(self, spans: Iterable[Span]) -> None:
        article, text = 0, ""
        for span in spans:
            if span.article != article:
                article, text = span.article, self._texts.of(span.article)
            found = text[span.start : span.end]
            if not 0 <= span.start < span.end or found != span.surface:
                raise UserError(
                    Fault.SURFACE_DIFFERS,
                    where=place(span),
                    start=span.start,
                    end=span.end,
                    found=found,
                    surface=span.surface,
                )

    def _surfaces_of(self, decisions: Iterable[Decision]) -> list[str | None]:
        """The surfaces that decisions took or, for rejections, that were suggested."""
        found: list[str | None] = []
        article, text = 0, ""
        for each in decisions:
            start, end = each.start, each.end
            if start is None:
                start, end = self._db.row(_RANGE, (each.suggestion,)) or (None, None)
            if start is not None and each.article != article:
                article, text = each.article, self._texts.of(each.article)
            found.append(None if start is None else text[start:end])
        return found

    def _is_used(self, label: Label | Topic) -> bool:
        """Whether rows refer to a label that is to go away; so rare that it has no index."""
        sql = _LABEL_USED if isinstance(label, Label) else _TOPIC_USED
        return bool(self._db.value(sql, {"id": label.id}))


def _looked_for(change: Change) -> Record | None:
    """The record that a change says was there; a review's row, of which it may not know."""
    return change.record if isinstance(change.record, Review) else change.before


def _articles_of(changes: Iterable[Change]) -> Iterator[int]:
    """The articles that must be there for these changes; not those that come back."""
    for change in changes:
        article = getattr(change.record, "article", None)
        if article is not None and not isinstance(change.before, Binned):
            yield article


def _labels_of(record: Record) -> set[int]:
    """The labels and topics that an answer or a blind review names."""
    if isinstance(record, TopicAnswer):
        return {record.topic} - {0}
    if isinstance(record, BlindReview):
        return set(record.topics) - {0}
    if isinstance(record, BlindSpan):
        return {record.label}
    return set()
