"""The rows that come with an article that was just added: all new, so nothing is compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, groupby
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
from annotator.storage.codec import Columns, Row, names_of
from annotator.storage.connection import Database
from annotator.storage.faults import TAKEN, StaleState
from annotator.storage.parts import Part
from annotator.storage.remembered import Remembered
from annotator.storage.rows import TABLES
from annotator.storage.texts import Texts
from annotator.storage.totals import Totals

NewRows = Mapping[type[Record], Sequence[Row]]
"""Rows by the class of their record: the values of its fields, in their order."""

NewColumns = Mapping[type[Record], Columns]
"""The same side by side: all values of each field."""

_IN_ORDER = sorted(TABLES, key=lambda kind: TABLES[kind].rank)
_KNOWN = "SELECT id FROM labels UNION ALL SELECT id FROM topics"


def _place(kind: type[Any], name: str) -> int:
    return names_of(kind).index(name)


_NAMING = [
    (kind, _place(kind, name))
    for kind, name in (
        (Suggestion, "label"),
        (Decision, "label"),
        (Decision, "label_shown"),
        (TopicAnswer, "topic"),
        (BlindSpan, "label"),
    )
]  # spans have a foreign key
_ARTICLE = _place(Span, "article")  # the first of all that people make
_OF_SPAN = [_place(Span, name) for name in ("start", "end", "surface")]
_OF_SUGGESTION = [_place(Suggestion, name) for name in ("id", "start", "end")]
_OF_DECISION = [_place(Decision, name) for name in ("suggestion", "start", "end")]
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
        columns: NewColumns = {
            kind: list(zip(*found, strict=True)) for kind in _IN_ORDER if (found := rows.get(kind))
        }
        self._check_labels(article, columns)
        text = self._texts.of(article)
        if Span in columns:
            self._check_surfaces(article, text, [columns[Span][x] for x in _OF_SPAN])
        with _told_at(article):
            for kind, values in columns.items():
                table = TABLES[kind]
                values = table.encode_values(values)
                if kind is Decision:
                    values.append(_surfaces(values, text, columns.get(Suggestion)))
                self._db.insert_many(table.into, values)
        self._totals.add_new(article, columns)

    def insert_reviews(self, columns: NewColumns) -> None:
        """The same for people's rows in several articles that are there, each article's spans
        together; decisions and suggestions are not among them.
        """
        first = next(iter(columns.values()))[_ARTICLE][0]
        self._check_labels(first, columns)
        if spans := columns.get(Span):
            at = 0
            for article, same in groupby(spans[_ARTICLE]):
                end = at + sum(1 for _ in same)
                places = [spans[x][at:end] for x in _OF_SPAN]
                self._check_surfaces(article, self._texts.of(article), places)
                at = end
        with _told_at(first):
            for kind in sorted(columns, key=_IN_ORDER.index):
                table = TABLES[kind]
                self._db.insert_many(table.into, table.encode_values(columns[kind]))
        self._totals.add_reviews(columns)

    def _check_labels(self, article: int, columns: NewColumns) -> None:
        """Raise where a label is named that is not there."""
        named: set[int | None] = set()
        for kind, label in _NAMING:
            if kind in columns:
                named.update(columns[kind][label])
        if BlindReview in columns:
            named.update(chain.from_iterable(columns[BlindReview][_TOPICS]))
        named -= {None, 0}
        if named and not named <= self._known():
            raise UserError(Fault.LABEL_DELETED, where=Where.ARTICLE(number=article))

    def _check_surfaces(self, article: int, text: str, places: Columns) -> None:
        """Raise where a surface is not what the text has there."""
        starts, ends, surfaces = places
        found = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        if all(found) and [*surfaces] == found and min(starts) >= 0 and min(ends) > 0:
            return
        for start, end, surface in zip(*places, strict=True):
            if text[start:end] != surface or not 0 <= start < end:
                raise UserError(
                    Fault.SURFACE_DIFFERS,
                    where=Where.ARTICLE(number=article),
                    start=start,
                    end=end,
                    found=text[start:end],
                    surface=surface,
                )


@contextmanager
def _told_at(article: int) -> Iterator[None]:
    """What SQLite refuses is raised as a fault of this article."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        where = Where.ARTICLE(number=article)
        if error.sqlite_errorcode in TAKEN:
            raise StaleState(where=where) from error
        raise UserError(Fault.LEAVES_DANGLING, where=where) from error


def _surfaces(decisions: Columns, text: str, suggestions: Columns | None) -> list[str | None]:
    """The surface that each decision took or, for a rejection, that was suggested."""
    suggested = {}
    if suggestions is not None:
        ids, starts, ends = (suggestions[x] for x in _OF_SUGGESTION)
        suggested = dict(zip(ids, zip(starts, ends, strict=True), strict=True))
    found = []
    for number, start, end in zip(*(decisions[x] for x in _OF_DECISION), strict=True):
        if start is None:
            start, end = suggested.get(number, (None, None))
        found.append(None if start is None else text[start:end])
    return found
