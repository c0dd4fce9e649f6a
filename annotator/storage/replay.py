"""The log of acts held against the rows: read from its beginning, it must give those of today.

What the log does not name is known by name: the scheme that a project began with, what came with an
imported article (`Acts.commit_imported`), suggestions of pipelines, what was measured of a review,
and how the labels of articles in the bin are called when these come back (`BinLabels`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any, Final, NamedTuple

from annotator.core.codes import ActKind
from annotator.core.kept_apart import KeptApart
from annotator.core.listed_names import ListedName
from annotator.core.records import (
    Binned,
    Change,
    Label,
    Mapped,
    Nesting,
    Particulars,
    Record,
    Suggestion,
    Topic,
    TopicGroup,
)
from annotator.errors import UserError
from annotator.faults import Harm
from annotator.notices import Notice
from annotator.storage.bin import HIGHEST, OWN
from annotator.storage.bin_names import BinNames
from annotator.storage.codec import columns_of
from annotator.storage.connection import Database
from annotator.storage.damage_kind import Damage
from annotator.storage.ledger import (
    KINDS,
    Entry,
    Ledger,
    Place,
    described,
    place_of,
    record_of,
    state_of,
)
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES, changes_from_json

RESCUED: Final = f"SELECT coalesce(max(id), 0) FROM acts WHERE kind = '{ActKind.PROJECT_RESCUE}'"  # noqa: S608 - our own name
"""The last act that says what was lost of the log's rows, and of the log, in a rescue."""
_ACTS = (
    "SELECT id, kind, annotator, article, before, after FROM acts WHERE id > ? ORDER BY id LIMIT ?"
)
_MANY_ACTS, _MANY_ARTICLES = 200, 500
_SCHEME: Final = (Label, TopicGroup, Topic)
_UPKEPT: Final = (Mapped, Nesting)
"""Imports change them by no act of their own (`GrowingScheme`)."""
_UNLOGGED: Final = (*_SCHEME, *_UPKEPT, Suggestion, Particulars)
"""What may be there without an act that made it."""
_OF_ARTICLES: Final = tuple(x for x in KINDS if x not in (*_SCHEME, *_UPKEPT, ListedName))
_IMPORTING = (ActKind.PROJECT_IMPORT, ActKind.ARTICLE_IMPORT)
_BY_ONE: Final = frozenset(
    kind
    for kind in ActKind
    if kind.startswith(("span.", "topic.answer", "topic.none", "ruling.", "article."))
    and kind not in (*_IMPORTING, ActKind.ARTICLE_REMOVE, ActKind.ARTICLE_RESTORE)
)
"""Kinds of acts that change one's own rows only."""
_AMONG = "IN (SELECT value FROM json_each(?))"


class Difference(NamedTuple):
    """A row that is not as the log has it: what the log says, and what is there."""

    place: Place
    entry: Entry | None
    record: Any
    harm: Notice

    @property
    def damage(self) -> Damage:
        return Damage(TABLES[self.place.record].name, self.place.article or None, self.harm)


class Replay(Part):
    """Reads the log again."""

    def damages(self) -> Iterator[Damage]:
        """Acts that do not follow from those before, and rows that are not as the log has them."""
        for each in self._found():
            yield each.damage if isinstance(each, Difference) else each

    def differences(self) -> Iterator[Difference]:
        """The rows that are not as the log has them."""
        yield from (each for each in self._found() if isinstance(each, Difference))

    def _found(self) -> Iterator[Damage | Difference]:
        with closing(Ledger()) as ledger:
            reading = _Reading(self._db, ledger)
            yield from reading.of_log()
            yield from reading.of_scheme()
            last = max(int(self._db.value(f"SELECT {HIGHEST}") or 0), ledger.highest())
            for first in range(1, last + 1, _MANY_ARTICLES):
                yield from reading.of_articles(first, min(first + _MANY_ARTICLES - 1, last))


class _Reading:
    """One reading of the log."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._db, self._ledger = database, ledger
        self._names = BinNames(database, ledger)
        self._upkept: set[Place] = set()  # as the log has them, until an import may change them

    # -- the log, from its beginning -------------------------------------------------------

    def of_log(self) -> Iterator[Damage]:
        last, rescued = 0, int(self._db.value(RESCUED))
        while rows := self._db.rows(_ACTS, (last, _MANY_ACTS)):
            for act, kind, annotator, article, before, after in rows:
                last = act
                try:
                    changes = changes_from_json(before, after)
                except UserError:
                    continue  # told as an act that is not as it was stored
                told = [*_of_whom(act, kind, annotator, article, changes)]
                told += self._of_act(act, kind, changes)
                yield from told if act > rescued else ()  # what was lost before is known
        if self._db.value("SELECT 1 FROM cut_off_imports LIMIT 1"):
            self._forget_upkept()

    def _of_act(self, act: int, kind: str, changes: tuple[Change, ...]) -> Iterator[Damage]:
        if kind in _IMPORTING:
            self._forget_upkept()
        back = [x.before.article for x in changes if isinstance(x.before, Binned)]
        if back and kind != ActKind.ARTICLE_IMPORT:
            self._names.come_back(back, changes)
        for change in changes:
            yield from self._of_change(act, kind, change)
        self._names.follow(changes)

    def _of_change(self, act: int, kind: str, change: Change) -> Iterator[Damage]:
        place = place_of(change.record)
        known = self._ledger.get(place)
        before = state_of(change.before)
        if known is None:
            follows = before is None or self._may_be_unlogged(kind, change.before)
        else:
            follows = known.state == before or self._may_be_anew(known, change.before, place)
        if not follows:
            where = place.article or None
            name = TABLES[place.record].name
            yield Damage("acts", where, Harm.ACT_DOES_NOT_FOLLOW(act=act, table=name))
        if known is None and kind == ActKind.ARTICLE_IMPORT and isinstance(change.before, Binned):
            self._ledger.let_come(change.before.article)
        self._ledger.put(place, state_of(change.after), act)
        if place.record in _UPKEPT:
            self._upkept.add(place)

    def _may_be_unlogged(self, kind: str, before: Record | None) -> bool:
        """Whether a row may have been there before the log named it."""
        if isinstance(before, _UNLOGGED):
            return True
        if isinstance(before, Binned):
            return kind == ActKind.ARTICLE_IMPORT
        article = getattr(before, "article", None)
        return article is not None and self._ledger.has_come(article)

    def _may_be_anew(self, known: Entry, before: Record | None, place: Place) -> bool:
        """Whether a suggestion of a run took the place of the one that the log named."""
        if not isinstance(before, Suggestion) or before.run is None:
            return False
        return known.state is None or _is_another(record_of(place, known.state), before)

    def _forget_upkept(self) -> None:
        for place in self._upkept:
            self._ledger.forget(place)
        self._upkept.clear()

    # -- the rows as they are --------------------------------------------------------------

    def of_scheme(self) -> Iterator[Difference]:
        """What of the scheme is not as the log has it."""
        wanted = self._ledger.of(0, 0)
        for kind in (*_SCHEME, *_UPKEPT, ListedName):
            table = TABLES[kind]
            sql = f"SELECT {columns_of(kind)} FROM {table.name}"  # noqa: S608 - our own names
            present = self._present(kind, sql, ())
            if present is not None:
                yield from _compared(kind, wanted, present, is_all_logged=kind is ListedName)

    def of_articles(self, first: int, last: int) -> Iterator[Difference]:
        """The same of the articles of a range of ids."""
        wanted, came = self._ledger.of(first, last), self._ledger.came(first, last)
        named = {place.article for place in wanted}
        looked_at = sorted(named | (set(range(first, last + 1)) - came))
        if not looked_at:
            return
        binned = [x for (x,) in self._db.rows(
            "SELECT article FROM bin WHERE article BETWEEN ? AND ?", (first, last)
        )]  # fmt: skip
        for kind in _OF_ARTICLES:
            present = self._of_kind(kind, looked_at, binned)
            if present is None:
                continue
            yield from _compared(kind, wanted, present, came=came)

    def _of_kind(
        self, kind: type[Any], articles: list[int], binned: list[int]
    ) -> dict[Place, Any] | None:
        table, names = TABLES[kind].name, columns_of(kind)
        if kind is Binned:
            return {place_of(each): each for each in map(Binned, binned)}
        key = "id" if kind is Particulars else "article"
        tables = [table, f"bin_{table}"] if binned and table in OWN else [table]
        found: dict[Place, Any] = {}
        for each in tables:
            sql = f"SELECT {names} FROM {each} WHERE {key} {_AMONG}"  # noqa: S608 - our own names
            present = self._present(kind, sql, (json.dumps(articles),))
            if present is None:
                return self._of_each(kind, articles, binned)
            found |= present
        return found

    def _of_each(
        self, kind: type[Any], articles: list[int], binned: list[int]
    ) -> dict[Place, Any] | None:
        """Article by article; one whose rows can't be read is told as damaged elsewhere."""
        if len(articles) < 2:
            return None
        each = [self._of_kind(kind, [article], binned) for article in articles]
        return {place: row for found in each if found is not None for place, row in found.items()}

    def _present(self, kind: type[Any], sql: str, values: Any) -> dict[Place, Any] | None:
        """Rows by their places; None where they can't be read."""
        try:
            return {place_of(x): x for x in self._db.records(kind, sql, values)}
        except (UserError, ValueError, TypeError):
            return None


def _of_whom(
    act: int, kind: str, annotator: int, article: int | None, changes: Iterable[Change]
) -> Iterator[Damage]:
    """Whether an act is by the one, and about the article, whose rows it changes."""
    records = [x.record for x in changes if not isinstance(x.record, KeptApart)]
    if article is not None and any(getattr(x, "article", article) != article for x in records):
        yield Damage("acts", article, Harm.ACT_ELSEWHERE(act=act))
    if kind in _BY_ONE and any(getattr(x, "annotator", annotator) != annotator for x in records):
        yield Damage("acts", article, Harm.ACT_OF_ANOTHER(act=act))


def _compared(
    kind: type[Any],
    wanted: dict[Place, Entry],
    present: dict[Place, Any],
    *,
    came: set[int] | None = None,
    is_all_logged: bool = False,
) -> Iterator[Difference]:
    """How rows differ from the log. Those of articles that `came` may not be in it."""
    of_kind = {place: entry for place, entry in wanted.items() if place.record is kind}
    for place in of_kind.keys() | present.keys():
        entry, record = of_kind.get(place), present.get(place)
        is_free = not is_all_logged and came is None
        harm = _harm(place, entry, record, is_free or place.article in (came or ()))
        if harm is not None:
            yield Difference(place, entry, record, harm)


def _harm(place: Place, entry: Entry | None, record: Any, is_free: bool) -> Any:
    row = described(place)
    if entry is None:
        is_known = is_free or isinstance(record, (*_UNLOGGED[:-2], Particulars))
        if is_known or _is_of_a_run(record) or state_of(record) is None:
            return None
        return Harm.ROW_OF_NO_ACT(row=row)
    now = state_of(record)
    if now == entry.state:
        return None
    if place.record is Suggestion:
        logged = record_of(place, entry.state) if entry.state is not None else None
        if (logged is None or _is_of_a_run(logged)) and (
            record is None
            or (_is_of_a_run(record) and (logged is None or _is_another(logged, record)))
        ):
            return None
    if now is None:
        return Harm.ROW_OF_ACT_GONE(row=row, act=entry.act)
    return Harm.ROW_NOT_AS_LEFT(row=row, act=entry.act)


def _is_of_a_run(record: Any) -> bool:
    return isinstance(record, Suggestion) and record.run is not None


def _is_another(one: Suggestion, other: Suggestion) -> bool:
    """Whether two suggestions of one number are not about the same."""
    told = [(x.article, x.start, x.end, x.run, x.source) for x in (one, other)]
    return told[0] != told[1]
