"""The rows that come with an article that was just added: all new, so nothing is compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from annotator.core.records import (
    BlindReview,
    BlindSpan,
    Decision,
    Record,
    Span,
    Suggestion,
    TopicAnswer,
)
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.places import Where
from annotator.storage.codec import Row, names_of
from annotator.storage.connection import Database
from annotator.storage.faults import TAKEN, StaleState
from annotator.storage.parts import Part
from annotator.storage.remembered import Remembered
from annotator.storage.rows import TABLES
from annotator.storage.texts import Texts
from annotator.storage.totals import Totals

NewRows = Mapping[type[Record], Sequence[Row]]
"""Rows by the class of their record: the values of its fields, in their order."""

_IN_ORDER = sorted(TABLES, key=lambda kind: TABLES[kind].rank)
_KNOWN = "SELECT id FROM labels UNION ALL SELECT id FROM topics"


def _place(kind: type[Any], name: str) -> int:
    return names_of(kind).index(name)


_NAMING = [
    (kind, itemgetter(_place(kind, name)))
    for kind, name in (
        (Suggestion, "label"),
        (Decision, "label"),
        (Decision, "label_shown"),
        (TopicAnswer, "topic"),
        (BlindSpan, "label"),
    )
]  # spans have a foreign key
_place_of = itemgetter(*(_place(Span, name) for name in ("start", "end", "surface")))
_OF_SUGGESTION = slice(_place(Suggestion, "start"), _place(Suggestion, "end") + 1)
_OF_DECISION = slice(_place(Decision, "start"), _place(Decision, "end") + 1)
_TOPICS = _place(BlindReview, "topics")


class Arriving(Part):
    """Inserts what comes with a new article, inside a transaction that the caller has begun."""

    def __init__(self, database: Database, texts: Texts) -> None:
        super().__init__(database)
        self._texts = texts
        self._totals = Totals(database)
        self._known = Remembered(database, lambda: {number for (number,) in database.rows(_KNOWN)})

    def forget_labels(self) -> None:
        """Labels or topics came or went in the transaction that is open."""
        self._known.forget()

    def insert(self, article: int, rows: NewRows) -> None:
        """Insert all rows. Raises StaleState or UserError where that can't be; the caller rolls
        back.
        """
        self._check_labels(article, rows)
        text = self._texts.of(article)
        self._check_surfaces(article, text, rows.get(Span, ()))
        try:
            for kind in _IN_ORDER:
                if found := rows.get(kind):
                    table = TABLES[kind]
                    values = table.encode_rows(found)
                    if kind is Decision:
                        values = _with_surfaces(values, text, rows.get(Suggestion, ()))
                    self._db.insert_many(table.into, values)
        except sqlite3.IntegrityError as error:
            where = Where.ARTICLE(number=article)
            if error.sqlite_errorcode in TAKEN:
                raise StaleState(where=where) from error
            raise UserError(Fault.LEAVES_DANGLING, where=where) from error
        self._totals.add_new(article, rows)

    def _check_labels(self, article: int, rows: NewRows) -> None:
        """Raise where a label is named that is not there."""
        named: set[int | None] = set()
        for kind, of_label in _NAMING:
            named.update(map(of_label, rows.get(kind, ())))
        named.update(x for row in rows.get(BlindReview, ()) for x in row[_TOPICS])
        named -= {None, 0}
        if named and not named <= self._known():
            raise UserError(Fault.LABEL_DELETED, where=Where.ARTICLE(number=article))

    def _check_surfaces(self, article: int, text: str, spans: Sequence[Row]) -> None:
        """Raise where a surface is not what the text has there."""
        if not spans:
            return
        starts, ends, surfaces = zip(*map(_place_of, spans), strict=True)
        found = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        if all(found) and [*surfaces] == found and min(starts) >= 0 and min(ends) > 0:
            return
        for start, end, surface in map(_place_of, spans):
            if text[start:end] != surface or not 0 <= start < end:
                raise UserError(
                    Fault.SURFACE_DIFFERS,
                    where=Where.ARTICLE(number=article),
                    start=start,
                    end=end,
                    found=text[start:end],
                    surface=surface,
                )


def _with_surfaces(decisions: Iterable[Row], text: str, suggestions: Sequence[Row]) -> list[Row]:
    """The rows of decisions, each with the surface that it took or, for a rejection, that was
    suggested.
    """
    suggested = {row[0]: row[_OF_SUGGESTION] for row in suggestions}
    found = []
    for row in decisions:
        start, end = row[_OF_DECISION]
        if start is None:
            start, end = suggested.get(row[0], (None, None))
        found.append((*row, None if start is None else text[start:end]))
    return found
