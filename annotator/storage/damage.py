"""Finds damaged rows of a project, by table and article, so that the rest can be used.

SQLite finds broken pages, and rows that differ from their indexes. What it does not know is looked
for here: values of another kind than the table's, JSON that is none, rows that refer to nothing,
texts that are not what was imported. The statements give bad rows only, so a sound project is
looked through at the speed of the disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from annotator.core.headings import heading_of
from annotator.errors import UserError
from annotator.faults import Harm
from annotator.storage.bin import HIGHEST, NOT_IN_BIN
from annotator.storage.codec import Row
from annotator.storage.damage_kind import Damage, Damaged
from annotator.storage.damage_sql import bad_rows, columns, copies, reading, rows_themselves
from annotator.storage.parts import Part
from annotator.storage.scheme_damage import KINDS, damages
from annotator.storage.span_copy import are_as_copied
from annotator.storage.token_bounds import are_bounds
from annotator.storage.word_index import TABLE, is_broken
from annotator.values import dataclass

_PAGE = 200
_MOST_OF_SQLITE = 100
_SMALL = (
    "project", "settings", "annotators", "labels", "topic_groups", "topics", "label_map",
    "rounds", "handouts", "hand_ins",
)  # fmt: skip
"""Tables of the whole project."""
_NEEDED = ("project", "annotators")
"""Those of which each value is needed; of the scheme only what is damaged is left out."""
_OF_ARTICLES = (
    "articles", "article_runs", "suggestions", "decisions", "spans", "article_topics", "reviews",
    "token_bounds", "blind_spans", "blind_reviews", "implied_topics",
)  # fmt: skip
"""What an article is opened and exported with."""
_NOT_READ = tuple(table for table in _OF_ARTICLES if table not in ("spans", "token_bounds"))
"""Those of which a wrong value is not seen by reading them."""


class DamageSearch(Part):
    """Looking for damage: in the small tables, in some articles, in everything."""

    def check_small(self) -> None:
        """Raise Damaged where a table is, without which nothing of the project can be read."""
        for damage in self._of_small(_NEEDED):
            raise Damaged(damage)
        self.of_scheme()

    def of_scheme(self) -> list[Damage]:
        """The labels, topics and what feeds them that are damaged, while the rest can be used.

        Raises Damaged where a whole table can't be read.
        """
        found: list[Damage] = []
        for table in KINDS:
            try:
                found += damages(self._db, table)
            except UserError as error:
                raise Damaged(Damage(table, None, error.notice)) from error
        return found

    def check_article(self, article: int) -> None:
        """Raise Damaged where what an article is opened with is not as it was stored."""
        for damage in self.of(article, article) or self._unread(article):
            raise Damaged(damage)

    def of(self, first: int, last: int) -> list[Damage]:
        """What is damaged in the articles of a range of ids, both ends included; one row each."""
        return self._of_each(first, last, self._all_of)

    def of_values(self, first: int, last: int, *, with_bounds: bool = True) -> list[Damage]:
        """The same, but for what is found in the rows that somebody reads anyway: texts by
        `TextCheck`, and spans (`Export` looks at those that don't fit by `of`). Without boundaries
        of tokens where they are not read.
        """
        return self._of_each(first, last, partial(self._unread_of, with_bounds=with_bounds))

    def _of_each(
        self, first: int, last: int, look: Callable[[int, int], list[Damage]]
    ) -> list[Damage]:
        try:
            return look(first, last)
        except UserError as error:  # a broken page, or a value that is no text
            if first == last:
                what = Harm.NOT_READ() if isinstance(error, Damaged) else error.notice
                return [Damage("articles", first, what)]
        each = range(first, last + 1)
        return [found for number in each for found in self._of_each(number, number, look)]

    def _all_of(self, first: int, last: int) -> list[Damage]:
        return [*self._values_of(first, last), *self._texts_of(first, last)]

    def _values_of(self, first: int, last: int) -> list[Damage]:
        return [*self._rows_of(_OF_ARTICLES, first, last), *self._bounds_of(first, last)]

    def _unread_of(self, first: int, last: int, *, with_bounds: bool) -> list[Damage]:
        found = self._rows_of(_NOT_READ, first, last)
        if with_bounds:
            found += [*self._rows_of(("token_bounds",), first, last)]
            found += self._bounds_of(first, last)
        return found

    def text_check(self, first: int, last: int, *, with_words: bool = True) -> TextCheck:
        """What to hold the texts of a range of articles against; the number of their words too
        only if asked, as counting takes longer than all the rest.
        """
        stored = {row[0]: row[1:] for row in self._db.rows(_STORED, (first, last))}
        return TextCheck(stored, with_words)

    def of_work(self, *, is_quick: bool = False) -> list[Damage]:
        """Where what people did differs from its copies in the indexes, and rows of no article.

        Everything that they decided is in an index too, so that a changed byte is seen. Of the
        spans, most of what there is, only one copy is looked at if it `is_quick`.
        """
        found = [*self._of_small()]
        for table in (*_SMALL, *_OF_ARTICLES):
            look = self._of_spans if is_quick and table == "spans" else self._of_pages
            found += self._told(partial(look, table), table)
        found += self._told(partial(self._bad, "acts"), "acts")
        total = self._told_number(f"SELECT {HIGHEST}")
        return [*found, *self._dangling(total)]

    def all(
        self, tell: Callable[[int, int], None] = lambda _done, _total: None
    ) -> Iterator[Damage]:
        """Everything that is damaged. `tell` hears how many articles were looked at, and of how
        many.
        """
        yield from self.of_work()
        for table in (*_of_others(), "models"):
            yield from self._told(partial(self._of_pages, table), table)
        total = self._told_number(f"SELECT {HIGHEST}")
        for first in range(1, total + 1, _PAGE):
            last = min(first + _PAGE - 1, total)
            yield from self._deep(first, last)
            tell(last, total)
        yield from self._told(partial(self._bad, "models"), "models")
        if is_broken(self._db):
            yield Damage(TABLE, None, Harm.INDEX_BROKEN())

    # -- the kinds of damage -----------------------------------------------------------------

    def _of_pages(self, table: str) -> list[Damage]:
        """Pages of a table that are broken, rows that differ from their indexes: by article where
        that can be told.
        """
        lines = [str(line) for (line,) in self._db.rows(f"PRAGMA integrity_check({table})")]
        if lines == ["ok"]:
            return []
        articles = self._differing(table)
        if articles:
            return [Damage(table, each, Harm.ROWS_DIFFER()) for each in articles]
        return [
            Damage(table, None, Harm.OF_SQLITE(reason=_one_line(line)))
            for line in lines[:_MOST_OF_SQLITE]
        ]

    def _of_spans(self, table: str) -> list[Damage]:
        with suppress(UserError):  # which the slow look has words for
            if are_as_copied(self._db):
                return []
        return self._of_pages(table)

    def _differing(self, table: str) -> list[int]:
        """The articles whose rows are not the same in the table and in its indexes."""
        column = "id" if table == "articles" else "article"
        found: set[int] = set()
        for index, names in copies().get(table, {}).items():
            if column not in names:
                continue
            listed = ", ".join(f'"{name}"' for name in names)
            here = f"SELECT {listed} FROM {rows_themselves(table)}"  # noqa: S608 - our own names
            there = f"SELECT {listed} FROM {table} INDEXED BY {index}"  # noqa: S608
            for one, other in ((here, there), (there, here)):
                sql = f"SELECT DISTINCT {column} FROM ({one} EXCEPT {other}) LIMIT 1000"  # noqa: S608
                try:
                    found.update(x for (x,) in self._db.rows(sql) if isinstance(x, int))
                except UserError:
                    return []  # broken pages: SQLite's own words tell more
        return sorted(found)

    def _bounds_of(self, first: int, last: int) -> Iterator[Damage]:
        """Boundaries of tokens that are not in order, or beyond the text."""
        for article, length, *blobs in self._db.rows(_BOUNDS, (first, last)):
            if not are_bounds(blobs, length):
                yield Damage("token_bounds", article, Harm.TOKENS_OFF_THE_TEXT())

    def _unread(self, article: int) -> list[Damage]:
        """Whether all that an article is opened with can be read."""
        try:
            for table in _OF_ARTICLES[1:]:
                self._db.pass_over(reading(table), (article, article))
        except UserError as error:
            return [Damage(table, article, error.notice)]
        return []

    def _deep(self, first: int, last: int) -> list[Damage]:
        """The same as `of`, with the tables beside, and each text read."""
        found = self.of(first, last)
        try:
            found += self._rows_of(_of_others(), first, last)
            for table in (*_OF_ARTICLES[1:], *_of_others()):
                self._db.pass_over(reading(table), (first, last))
        except UserError as error:
            if first == last:
                return found or [Damage("", first, error.notice)]
            found = [x for each in range(first, last + 1) for x in self._deep(each, each)]
        return found

    def _told_number(self, sql: str) -> int:
        try:
            found = self._db.value(sql)
        except UserError:
            return 0
        return found if isinstance(found, int) else 0

    def _of_small(self, tables: tuple[str, ...] = _SMALL) -> Iterator[Damage]:
        for table in tables:
            yield from self._told(partial(self._of_small_table, table), table)

    def _bad(self, table: str) -> list[Damage]:
        return list(self._bad_rows(table, ""))

    def _of_small_table(self, table: str) -> list[Damage]:
        """Wrong values; and that all of it can be read."""
        if table in KINDS:
            return damages(self._db, table)
        found = list(self._bad_rows(table, ""))
        if not found and not self._db.pass_over(f"SELECT * FROM {table}") and table == "project":  # noqa: S608
            return [Damage(table, None, Harm.ONLY_ROW_MISSING())]
        return found

    def _told(self, look: Callable[[], list[Damage]], table: str) -> list[Damage]:
        """What `look` finds; that it can't is a damage too."""
        try:
            return look()
        except UserError as error:
            return [Damage(table, None, error.notice)]

    def _rows_of(self, tables: tuple[str, ...], first: int, last: int) -> list[Damage]:
        found: list[Damage] = []
        for table in tables:
            column = "id" if table == "articles" else "article"
            found += self._bad_rows(table, f"{column} BETWEEN :first AND :last", first, last)
        return found

    def _bad_rows(self, table: str, where: str, first: int = 0, last: int = 0) -> Iterator[Damage]:
        rows = self._db.rows(bad_rows(table, where), {"first": first, "last": last})
        for article, column in rows:
            number = article if isinstance(article, int) else None
            yield Damage(table, number, Harm.VALUE_NOT_STORED(column=str(column)))

    def _dangling(self, total: int) -> Iterator[Damage]:
        """Rows of articles that are not there, and articles that should be."""
        count = self._told_number(
            "SELECT (SELECT count(*) FROM articles) + (SELECT count(*) FROM bin)"
        )
        if count != total:
            missing = Harm.ARTICLES_MISSING(missing=total - count, total=total)
            yield Damage("articles", None, missing)
        for table in (*_OF_ARTICLES[1:], *_of_others()):
            yield from self._told(partial(self._without_article, table), table)

    def _without_article(self, table: str) -> list[Damage]:
        binned = f" AND article {NOT_IN_BIN}" if table == "acts" else ""  # the log stays as it is
        rows = self._db.rows(
            f"SELECT DISTINCT article FROM {table} WHERE article IS NOT NULL"  # noqa: S608
            f" AND article NOT IN (SELECT id FROM articles){binned} LIMIT 100"
        )
        return [Damage(table, None, Harm.ROWS_OF_NO_ARTICLE(article=repr(each)))
                for (each,) in rows]  # fmt: skip

    def _texts_of(self, first: int, last: int) -> Iterator[Damage]:
        """Texts against the hash that they were stored with; spans against their texts."""
        rows = groupby(self._db.rows(_SPANS, (first, last)), itemgetter(0))
        spans = {article: [row[1:] for row in of] for article, of in rows}
        check = self.text_check(first, last)
        for number, text, title in self._db.rows(_TEXTS, (first, last)):
            damage = check(number, text, title)
            if isinstance(text, str) and damage is None:
                damage = _off_their_words(number, text, spans.get(number, []))
            if damage is not None:
                yield damage


@dataclass(frozen=True, slots=True)
class TextCheck:
    """Holds texts against what was stored with them (hash, length, words, heading), by article."""

    stored: Mapping[int, Row]
    with_words: bool = True

    def __call__(self, article: int, text: Any, title: Any) -> Damage | None:
        """What is wrong with a text."""
        if not isinstance(text, str) or not isinstance(title, str):
            return None  # told of as a wrong value
        digest, length, words, heading = self.stored.get(article, ("", 0, 0, ""))
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() != digest:
            return Damage("articles", article, Harm.TEXT_CHANGED())
        if length != len(text) or (self.with_words and words != len(text.split())):
            return Damage("articles", article, Harm.LENGTH_CHANGED())
        if heading != heading_of(title, text):
            return Damage("articles", article, Harm.TITLE_CHANGED())
        return None


def _off_their_words(article: int, text: str, spans: Sequence[Row]) -> Damage | None:
    """The first of the spans of an article that is not where its words are."""
    try:
        is_there = all(text[start:end] == found for start, end, found in spans)
        if is_there and max((span[1] for span in spans), default=0) <= len(text):
            return None
    except TypeError:
        pass  # told of as a wrong value
    for start, end, surface in spans:
        if not (isinstance(start, int) and isinstance(end, int)):
            continue
        if end > len(text) or text[start:end] != surface:
            return Damage("spans", article, Harm.SPAN_OFF_ITS_WORDS(start=start, end=end))
    return None


_TEXTS = "SELECT id, text, title FROM articles WHERE id BETWEEN ? AND ? ORDER BY id"
_STORED = "SELECT id, sha256, length, words, heading FROM articles WHERE id BETWEEN ? AND ?"
_BOUNDS = (
    "SELECT b.article, a.length, b.starts, b.ends, b.sentence_starts FROM token_bounds b"
    " JOIN articles a ON a.id = b.article WHERE b.article BETWEEN ? AND ?"
)
_SPANS = (
    'SELECT article, start, "end", surface FROM spans WHERE article BETWEEN ? AND ?'
    " ORDER BY article"
)


def _of_others() -> tuple[str, ...]:
    """What else knows articles."""
    return tuple(
        table
        for table, listed in columns().items()
        if table not in _OF_ARTICLES and any(name == "article" for name, _, _ in listed)
    )


def _one_line(line: str) -> str:
    return " ".join(line.split())
