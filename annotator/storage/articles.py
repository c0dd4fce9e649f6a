"""Articles: adding them and reading them back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import field
from operator import attrgetter
from typing import Any, Final

from annotator.core.headings import heading_of
from annotator.core.records import Article, ArticleFields, Particulars
from annotator.errors import UserError
from annotator.faults import Fault, Harm
from annotator.places import Where
from annotator.storage.bin import HIGHEST
from annotator.storage.codec import Row, columns_of, names_of
from annotator.storage.connection import Database
from annotator.storage.damage_kind import Damage, Damaged
from annotator.storage.parts import Part
from annotator.storage.texts import Texts
from annotator.storage.upkeep import Upkeep
from annotator.values import dataclass

_ARTICLE = f"SELECT {columns_of(Article)} FROM articles WHERE id = ?"  # noqa: S608 - our own names
_PARTICULARS = f"SELECT {columns_of(Particulars)} FROM articles WHERE id = ?"  # noqa: S608
_SAME_TEXT = """SELECT id, 0, key, coalesce(duplicate_of, id) FROM articles WHERE sha256 = :digest
UNION ALL SELECT id, 1, key, NULL FROM bin_articles WHERE sha256 = :digest"""
_HAS_ANYTHING = """SELECT EXISTS (SELECT 1 FROM suggestions WHERE article = :article)
OR EXISTS (SELECT 1 FROM reviews WHERE article = :article)
OR EXISTS (SELECT 1 FROM spans WHERE article = :article)
OR EXISTS (SELECT 1 FROM article_topics WHERE article = :article)"""


IS_THERE: Final = "EXISTS (SELECT 1 FROM articles WHERE id = :article)"
"""For a row of :article that comes late: the article may be in the bin by now."""


@dataclass(frozen=True, slots=True)
class NewArticle(ArticleFields):
    """An article to be added. `meta` is what else the source told about it, as JSON values."""

    meta: Mapping[str, Any] = field(default_factory=dict)
    imported_at: str = ""


@dataclass(frozen=True, slots=True)
class SameText:
    """The articles with exactly one text, by id: (id, whether it is in the bin, key, the first of
    those that are not). `digest` is the text's sha256.
    """

    digest: bytes
    rows: list[Row]

    def with_key(self, key: str) -> list[tuple[int, bool]]:
        """(id, whether it is in the bin) of those with this id outside."""
        return [(article, bool(is_binned)) for article, is_binned, x, _ in self.rows if x == key]

    @property
    def first(self) -> int | None:
        """The first that came and is not in the bin."""
        return next((first for _, _, _, first in self.rows if first is not None), None)


class Articles(Part):
    """Articles are added and read; nothing changes their texts, and none is deleted: see `Bin`."""

    def __init__(self, database: Database, texts: Texts) -> None:
        super().__init__(database)
        self._texts = texts

    def add(self, new: NewArticle, same: SameText | None = None) -> tuple[int, int | None]:
        """Store an article; its id, and the id of the first with exactly the same text or None.

        `same` are the articles with its text as they are in this transaction, where that is known.
        Raises UserError for a text that is not Unicode (lone surrogates).
        """
        _require_unicode(new)
        with self._db.maintaining(Upkeep.ARTICLE):
            same = same or self.same_text(new.text)
            twin = same.first
            article = self._insert(new, same.digest, twin)
            self._texts.keep(article, new.text)
            if twin is None:
                self._db.write("INSERT INTO article_runs (article) VALUES (?)", (article,))
        return article, twin

    def get(self, article: int) -> Article:
        """The article with this id; UserError where there is none, Damaged where its text is not
        the one that was imported.
        """
        found = self._db.record(Article, _ARTICLE, (article,))
        if found is None:
            raise UserError(Fault.NO_SUCH_ARTICLE, where=Where.ARTICLE(number=article))
        digest = self._db.value("SELECT sha256 FROM articles WHERE id = ?", (article,))
        text: object = found.text
        if not isinstance(text, str) or hashlib.sha256(text.encode()).digest() != digest:
            raise Damaged(Damage("articles", article, Harm.TEXT_CHANGED()))
        return found

    def has(self, article: int) -> bool:
        """Whether there is such an article, and not in the bin."""
        return self._db.value("SELECT 1 FROM articles WHERE id = ?", (article,)) is not None

    def with_hash(self, sha256: str) -> int | None:
        """The id of the first article whose text (as UTF-8) has this SHA-256, in hexadecimal."""
        found = self._db.value(
            "SELECT id FROM articles WHERE sha256 = ? ORDER BY id LIMIT 1", (bytes.fromhex(sha256),)
        )
        return None if found is None else int(found)

    def hash_of(self, article: int) -> str:
        """The SHA-256 of an article's text (as UTF-8), in hexadecimal; "" where there is none."""
        sql = "SELECT lower(hex(sha256)) FROM articles WHERE id = ?"
        return str(self._db.value(sql, (article,)) or "")

    def like(self, text: str, key: str) -> list[tuple[int, bool]]:
        """(id, whether it is in the bin) of the articles with exactly this text and this id
        outside, by id.
        """
        return self.same_text(text).with_key(key)

    def same_text(self, text: str) -> SameText:
        """The articles with exactly this text, also in the bin."""
        digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        return SameText(digest, sorted(self._db.rows(_SAME_TEXT, {"digest": digest})))

    def with_text(self, text: str) -> list[int]:
        """The articles with exactly this text that are not in the bin, by id."""
        digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        rows = self._db.rows("SELECT id FROM articles WHERE sha256 = ? ORDER BY id", (digest,))
        return [article for (article,) in rows]

    def particulars(self, article: int) -> Particulars:
        """What is told about an article besides its text; UserError where there is none."""
        found = self._db.record(Particulars, _PARTICULARS, (article,))
        if found is None:
            raise UserError(Fault.NO_SUCH_ARTICLE, where=Where.ARTICLE(number=article))
        return found

    def has_key(self, key: str) -> bool:
        """Whether an article that is not in the bin has this id outside."""
        sql = "SELECT 1 FROM articles WHERE key = ? AND key <> '' LIMIT 1"
        return self._db.value(sql, (key,)) is not None

    def heading(self, article: int) -> str:
        """What an article is called in lists."""
        return str(self._db.value("SELECT heading FROM articles WHERE id = ?", (article,)) or "")

    def named(self, name: str, *, in_bin: bool = False) -> list[int]:
        """The articles with this id outside, in the bin or not; or the one with the number that
        stands behind a "#".
        """
        number = (
            int(name[1:]) if name[:1] == "#" and name[1:].isascii() and name[1:].isdigit() else 0
        )
        if number.bit_length() > 62:
            return []
        table = "bin_articles" if in_bin else "articles"
        rows = self._db.rows(
            f"SELECT id FROM {table} WHERE key = ? AND key <> '' OR id = ? ORDER BY id",  # noqa: S608
            (name, number),
        )
        return [article for (article,) in rows]

    def highest_id(self) -> int:
        """The highest id that an article has or had: ids run from 1 to it, in the bin or not."""
        return int(self._db.value(f"SELECT {HIGHEST}"))

    def imported_at(self, article: int) -> str:
        """When an article came into the project; "" where that is not known."""
        return str(self._db.value("SELECT imported_at FROM articles WHERE id = ?", (article,)))

    def is_bare(self, article: int) -> bool:
        """Whether nobody, and no pipeline, has said anything about an article yet."""
        return not self._db.value(_HAS_ANYTHING, {"article": article})

    def _insert(self, new: NewArticle, digest: bytes, twin: int | None) -> int:
        return self._db.write(
            _INSERT,
            (
                *_as_given(new),
                heading_of(new.title, new.text),
                len(new.text.split()),
                len(new.text),
                digest,
                twin,
                _meta_of(new),
            ),
        )


_AS_GIVEN = tuple(name for name in names_of(NewArticle) if name != "meta")
_as_given = attrgetter(*_AS_GIVEN)
_COLUMNS = (*_AS_GIVEN, "heading", "words", "length", "sha256", "duplicate_of", "meta")
_INSERT = (
    f"INSERT INTO articles (id, {', '.join(_COLUMNS)})"  # noqa: S608 - our own names
    f" VALUES ({HIGHEST} + 1, {', '.join('?' * len(_COLUMNS))})"
)


def _meta_of(new: NewArticle) -> str:
    return json.dumps(dict(new.meta), ensure_ascii=False) if new.meta else "{}"


def _require_unicode(new: NewArticle) -> None:
    """Raise UserError unless every string of the article is Unicode."""
    for name in ("title", "key", "published", "source", "url", "language"):
        _require(getattr(new, name), name)
    _require(_meta_of(new), "meta")
    _require(new.text, "text")


def _require(value: str, name: str) -> None:
    if value.isascii():
        return
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UserError(
            Fault.LONE_SURROGATE,
            where=name,
            character=f"U+{ord(value[error.start]):04X}",
            place=error.start,
        ) from error
