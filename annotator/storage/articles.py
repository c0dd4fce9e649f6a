"""Articles: adding them, listing their ids, and the few rows that a list shows."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, Literal

from annotator.core.records import Article, Status
from annotator.errors import UserError
from annotator.storage.parts import Part
from annotator.storage.rows import Row
from annotator.storage.suggestions import CURRENT

StatusFilter = Literal["todo", "done", "flagged", "skipped", "all"]
Order = Literal["imported", "date"]

_HEADING_LENGTH = 90
_ARTICLE = (
    "id, text, title, key, published, source, url, language, source_offset, meta, duplicate_of"
)
_LISTED = {
    "done": "SELECT json_group_array(article) FROM (SELECT article FROM reviews"
    " WHERE annotator = ? AND status = 'done' ORDER BY article)",
    "skipped": "SELECT json_group_array(article) FROM (SELECT article FROM reviews"
    " WHERE annotator = ? AND status = 'skipped' ORDER BY article)",
    "flagged": "SELECT json_group_array(article) FROM (SELECT article FROM reviews"
    " WHERE annotator = ? AND flagged ORDER BY article)",
}
_DUPLICATES = "SELECT json_group_array(id) FROM articles WHERE duplicate_of IS NOT NULL"
_BY_DATE = (
    """SELECT json_group_array(id) FROM
        (SELECT id FROM articles WHERE published > '' ORDER BY published, id)""",
    "SELECT json_group_array(id) FROM (SELECT id FROM articles WHERE published = '' ORDER BY id)",
)


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to be added. `meta` is what else the source told about it, as JSON values."""

    text: str
    title: str = ""
    key: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    source_offset: int = 0
    meta: Mapping[str, Any] = field(default_factory=dict)
    imported_at: str = ""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What a list shows of an article: its heading as `title`, the rest the annotator's."""

    id: int
    title: str
    published: str
    source: str
    status: str
    is_flagged: bool
    spans: int
    open_suggestions: int
    words: int


class ArticlePart(Part):
    """Articles are added and read; nothing changes them, and none is ever deleted."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._by_date: tuple[int, array[int]] = (0, array("q"))

    def add_article(self, new: NewArticle) -> tuple[int, int | None]:
        """Store an article; its id, and the id of the first with exactly the same text or None.

        Raises UserError for a text that is not Unicode (lone surrogates).
        """
        digest = hashlib.sha256(_encoded(new)).digest()
        with self._db.transaction():
            twin = self._db.value(
                "SELECT coalesce(duplicate_of, id) FROM articles WHERE sha256 = ?"
                " ORDER BY id LIMIT 1",
                (digest,),
            )
            article = self._insert(new, digest, twin)
            if twin is None:
                self._db.write("INSERT INTO article_runs (article) VALUES (?)", (article,))
        return article, twin

    def mark_duplicate(self, article: int, of: int | None) -> None:
        """Mark an article as a (near) duplicate of another, or with None as none."""
        if of == article:
            raise UserError("an article can't be its own duplicate", where=f"article {article}")
        with self._db.transaction():
            self._db.write("UPDATE articles SET duplicate_of = ? WHERE id = ?", (of, article))
            if of is None:
                self._db.write(
                    "INSERT OR IGNORE INTO article_runs (article) VALUES (?)", (article,)
                )
            else:
                self._db.write(
                    "DELETE FROM article_runs WHERE article = ? AND latest_run IS NULL", (article,)
                )

    def article(self, article: int) -> Article:
        """The article with this id; UserError where there is none."""
        row = self._db.row(
            f"SELECT {_ARTICLE} FROM articles WHERE id = ?",  # noqa: S608 - our own names
            (article,),
        )
        if row is None:
            raise UserError("there is no such article", where=f"article {article}")
        return Article(*row)

    def article_with_key(self, key: str) -> int | None:
        """The id of the first article that had this id outside."""
        found = self._db.value(
            "SELECT id FROM articles WHERE key = ? AND key <> '' ORDER BY id LIMIT 1", (key,)
        )
        return None if found is None else int(found)

    def article_with_text(self, text: str) -> int | None:
        """The id of the first article with exactly this text."""
        return self.article_with_hash(hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())

    def article_with_hash(self, sha256: str) -> int | None:
        """The id of the first article whose text (as UTF-8) has this SHA-256, in hexadecimal."""
        found = self._db.value(
            "SELECT id FROM articles WHERE sha256 = ? ORDER BY id LIMIT 1", (bytes.fromhex(sha256),)
        )
        return None if found is None else int(found)

    def article_ids(
        self,
        annotator: int,
        *,
        status: StatusFilter = "todo",
        include_duplicates: bool = False,
        order: Order = "imported",
    ) -> array[int]:
        """The ids of the articles with this status, as imported or by date (undated ones last).

        "todo" is neither done nor skipped. Duplicates are left out of "todo" and "all" unless asked
        for; an article that the annotator has worked on is always among its kind.
        """
        count = self._count_all()
        if status in _LISTED:
            found = self._ids(_LISTED[status], (annotator,))
            return found if order == "imported" else self._dated(_mask(count, found), count)
        mask = bytearray(b"\x01") * (count + 1)
        mask[0] = 0
        if not include_duplicates:
            _clear(mask, self._ids(_DUPLICATES))
        if status == "todo":
            _clear(mask, self._ids(_LISTED["done"], (annotator,)))
            _clear(mask, self._ids(_LISTED["skipped"], (annotator,)))
        if order == "date":
            return self._dated(mask, count)
        return array("q", compress(range(count + 1), mask))

    def article_rows(self, ids: Iterable[int], annotator: int) -> list[ArticleRow]:
        """The rows of a list for these ids, in their order; unknown ids are left out."""
        wanted = list(ids)
        if not wanted:
            return []
        rows = self._db.rows(_LIST_SQL, {"ids": json.dumps(wanted), "annotator": annotator})
        found = {row[0]: _to_row(row) for row in rows}
        return [found[article] for article in wanted if article in found]

    def _insert(self, new: NewArticle, digest: bytes, twin: int | None) -> int:
        return self._db.write(
            "INSERT INTO articles (key, title, heading, published, source, url, language,"
            " source_offset, words, length, sha256, imported_at, duplicate_of, meta, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                new.key,
                new.title,
                _heading(new),
                new.published,
                new.source,
                new.url,
                new.language,
                new.source_offset,
                len(new.text.split()),
                len(new.text),
                digest,
                new.imported_at,
                twin,
                json.dumps(dict(new.meta), ensure_ascii=False),
                new.text,
            ),
        )

    def _count_all(self) -> int:
        """How many articles there are: the last id, as ids run from 1 without a gap."""
        return int(self._db.value("SELECT coalesce(max(id), 0) FROM articles"))

    def _dated(self, mask: Sequence[int], count: int) -> array[int]:
        if self._by_date[0] != count:
            dated = self._ids(_BY_DATE[0])
            dated.extend(self._ids(_BY_DATE[1]))
            self._by_date = count, dated
        order = self._by_date[1]
        return array("q", compress(order, map(mask.__getitem__, order)))


def _to_row(r: Row) -> ArticleRow:
    return ArticleRow(r[0], r[1], r[2], r[3], r[4], bool(r[5]), r[6], r[7], r[8])


def _mask(count: int, ids: Iterable[int]) -> bytearray:
    mask = bytearray(count + 1)
    for article in ids:
        mask[article] = 1
    return mask


def _clear(mask: bytearray, ids: Iterable[int]) -> None:
    for article in ids:
        mask[article] = 0


def _encoded(new: NewArticle) -> bytes:
    """The text as UTF-8. Every string of the article must be Unicode."""
    for name in ("title", "key", "published", "source", "url", "language"):
        _utf8(getattr(new, name), name)
    _utf8(json.dumps(dict(new.meta), ensure_ascii=False), "meta")
    return _utf8(new.text, "text")


def _utf8(value: str, name: str) -> bytes:
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UserError(
            f"a lone surrogate (U+{ord(value[error.start]):04X}) at character {error.start}",
            where=name,
            do="read the source again with the right encoding",
        ) from error


def _heading(new: NewArticle) -> str:
    """The title, or the beginning of the text, on one line."""
    source = new.title.strip() or new.text[: _HEADING_LENGTH * 4]
    return " ".join(source.replace("\x00", " ").split())[:_HEADING_LENGTH].rstrip()


_LIST_SQL = f"""
SELECT a.id, a.heading, a.published, a.source, coalesce(r.status, '{Status.NEW}'),
       coalesce(r.flagged, 0),
       (SELECT count(*) FROM spans s WHERE s.article = a.id AND s.annotator = :annotator),
       (SELECT count(*) FROM suggestions g WHERE g.article = a.id AND g.start IS NOT NULL
            AND NOT g.is_maybe AND {CURRENT} AND NOT EXISTS (
                SELECT 1 FROM decisions d WHERE d.suggestion = g.id AND d.annotator = :annotator
                AND d.outcome <> 'followed')),
       a.words
FROM json_each(:ids) x JOIN articles a ON a.id = x.value
LEFT JOIN reviews r ON r.article = a.id AND r.annotator = :annotator
LEFT JOIN article_runs n ON n.article = a.id
"""  # noqa: S608 - our own names
