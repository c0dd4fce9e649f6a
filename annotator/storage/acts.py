"""Acts: what a person does, written whole or not at all, and logged so that it can be undone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Final

from annotator.core.codes import ActKind
from annotator.core.records import (
    Act,
    Binned,
    Change,
    Label,
    Mapped,
    Nesting,
    Review,
    Topic,
    TopicGroup,
)
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage import judged
from annotator.storage.act_columns import new_rows_json
from annotator.storage.arriving import Arriving, NewColumns, NewRows
from annotator.storage.changes import net
from annotator.storage.connection import GROUP_PATIENCE_MS, Database
from annotator.storage.parts import Part
from annotator.storage.remembered import Remembered
from annotator.storage.rows import changes_json
from annotator.storage.writing import Writer

_OF_SCHEME = (Label, TopicGroup, Topic, Mapped, Nesting)
IMPORT: Final = ActKind.PROJECT_IMPORT
"""The kind of the first act of an import; its words name the files."""

IMPORTED: Final = ActKind.ARTICLE_IMPORT
"""The kind of the act that an article came by an import, in the group of that import."""

_OF_NO_ARTICLE: Final = (
    IMPORT,
    ActKind.LABEL_ADD,
    ActKind.TOPIC_ADD,
    ActKind.GROUP_ADD,
)  # each stays as it was
_OF_EVERYBODY: Final = (
    ActKind.LABEL_MERGE,
    ActKind.TOPIC_MERGE,
    ActKind.UNDO,
    ActKind.REDO,
    ActKind.HISTORY_UNDO,
)

_LOG = (
    "INSERT INTO acts (id, at, annotator, article, kind, words, grp, of, before, after)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_ANY = "-1"
_CAME = changes_json([Change(Binned(int(_ANY)), None)])


class Acts(Part):
    """The one way in for what a person does."""

    def __init__(self, database: Database, writer: Writer, arriving: Arriving) -> None:
        super().__init__(database)
        self._writer = writer
        self._arriving = arriving
        self._open_groups: Remembered[set[int]] = Remembered(database, set)

    def commit(self, act: Act, annotator: int, at: str, *, group: int | None = None) -> int:
        """Write one act in one transaction; the number of its undo group.

        With `group` it joins an earlier group of the same annotator, and is undone with it. Raises
        StaleState when a row is not what the act says it was, UserError when it can't be stored,
        EnvironmentFault when the disk refuses. Then nothing is changed.
        """
        return self._commit([act], annotator, at, group, None)

    def commit_many(
        self, acts: Iterable[Act], annotator: int, at: str, *, group: int | None = None
    ) -> int:
        """Write acts, of several articles perhaps, as one group in one transaction."""
        return self._commit(acts, annotator, at, group, GROUP_PATIENCE_MS)

    def _commit(
        self,
        acts: Iterable[Act],
        annotator: int,
        at: str,
        group: int | None,
        patience_ms: int | None,
    ) -> int:
        began = time.monotonic()
        self._writer.begin()
        with self._db.acting(patience_ms=patience_ms):
            if group is not None:
                self._require_open(group, annotator)
            for act in acts:
                self._db.let_wait(began)
                changes = [
                    self._as_stored(x) if type(x.after) is Review else x for x in net(act.changes)
                ]
                changes = self._writer.apply(changes)
                group = self.log(act, changes, annotator, at, group)
            if group is None:
                raise UserError(Fault.NOTHING_TO_DO)
        return group

    def commit_imported(
        self, article: int, rows: NewRows, words: str, annotator: int, at: str, group: int
    ) -> None:
        """Store what came with an article that was just added, and log that it came.

        The rows are no changes of the act: taken back, the article goes to the bin with all of
        them, and it comes back with them.
        """
        with self._db.acting():
            self._arriving.insert(article, rows)
            before, after = _CAME
            before = before.replace(_ANY, str(article))
            self._db.write(
                _LOG, (None, at, annotator, article, IMPORTED, words, group, None, before, after)
            )
            self._db.logged()

    def commit_reviews(
        self, act: Act, columns: NewColumns, annotator: int, at: str, group: int
    ) -> None:
        """Write rows of people that are all new as the changes of an act, as `commit` does, without
        a change for each: of 300,000 spans that takes as long as storing them.
        """
        self._writer.begin()
        with self._db.acting():
            self._require_open(group, annotator)
            self._arriving.insert_reviews(columns)
            self.log(act, (), annotator, at, group, stored=new_rows_json(columns))

    def articles_of(self, group: int) -> int:
        """How many articles the acts of a group are about."""
        sql = "SELECT count(DISTINCT article) FROM acts WHERE grp = ?"
        return int(self._db.value(sql, (group,)))

    def is_group(self, group: int) -> bool:
        """Whether there is an undo group of this number."""
        return bool(self._db.value("SELECT 1 FROM acts WHERE id = ? AND grp = id", (group,)))

    def is_open_group(self, group: int) -> bool:
        """Whether nobody has undone a group."""
        known = self._open_groups()
        if group not in known and not self._db.value("SELECT 1 FROM acts WHERE of = ?", (group,)):
            known.add(group)
        return group in known

    def last(self) -> int:
        """The number of the latest act in the project; 0 before the first."""
        return int(self._db.value("SELECT coalesce(max(id), 0) FROM acts"))

    def has_since(self, number: int, article: int, annotator: int) -> bool:
        """Whether the annotator did something in an article, or in many, after an act; or another
        what changes everybody's rows.
        """
        found = self._db.value(
            "SELECT 1 FROM acts WHERE id > ? AND coalesce(article, ?) = ?"
            " AND (annotator = ? AND kind NOT IN (?, ?, ?, ?) OR kind IN (?, ?, ?, ?, ?))",
            (number, article, article, annotator, *_OF_NO_ARTICLE, *_OF_EVERYBODY),
        )
        return bool(found)

    def _as_stored(self, change: Change) -> Change:
        """A review may have a row of measures where the act knows of none: then it is altered."""
        if not isinstance(change.record, Review) or change.before is not None:
            return change
        present = self._writer.present(change.record)
        is_same = judged.is_same_judgement(present, None)
        return Change(present, change.after) if is_same else change

    def _require_open(self, group: int, annotator: int) -> None:
        """Raise UserError unless acts can still be added to the group."""
        owner = self._db.value("SELECT annotator FROM acts WHERE id = ? AND grp = id", (group,))
        if owner != annotator or not self.is_open_group(group):
            raise UserError(Fault.GROUP_UNDONE)

    def log(
        self,
        act: Act,
        changes: Sequence[Change],
        annotator: int,
        at: str,
        group: int | None,
        of: int | None = None,
        stored: tuple[str, str] | None = None,
    ) -> int:
        """Add an act to the log, as part of `group` or of a new one, whose number it gives.

        `of` is the group that it took back or did again; `stored` are its changes as `changes_json`
        makes them, where they are known.
        """
        before, after = stored or changes_json(changes)
        number = None  # behind the last, which SQLite finds by itself
        if group is None:
            group = number = self.last() + 1
        self._db.write(
            _LOG,
            (number, at, annotator, act.article, act.kind, act.words, group, of, before, after),
        )
        if of is not None:
            self._open_groups.forget()
        kinds = {type(x.before) for x in changes} | {type(x.after) for x in changes}
        if not kinds.isdisjoint(_OF_SCHEME):
            self._arriving.forget_labels()
            self._db.write("UPDATE project SET scheme_version = scheme_version + 1")
        self._db.logged()
        return group
