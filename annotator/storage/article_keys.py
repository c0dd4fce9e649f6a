"""One key for each article, also where several were given the same or none."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.article_keys import PREFIX, text_key
from annotator.storage.parts import Part

_SAME_KEY = """SELECT id, key FROM articles WHERE key <> '' AND key IN
    (SELECT key FROM articles WHERE key <> '' GROUP BY key HAVING count(*) > 1) ORDER BY id"""
_SAME_TEXT = """SELECT id, sha256 FROM articles WHERE key = '' AND sha256 IN
    (SELECT sha256 FROM articles GROUP BY sha256 HAVING count(*) > 1) ORDER BY id"""
_KEYS_LIKE_OURS = "SELECT key FROM articles WHERE key <> '' AND key >= ? AND key < ? ORDER BY key"
_OF_DIGEST = "SELECT id, sha256 FROM articles WHERE key = '' AND sha256 >= ? AND sha256 <= ?"


class ArticleKeys(Part):
    """The keys by which articles go out."""

    def repeated(self) -> dict[int, str]:
        """The keys of articles whose own, or that of their text, names several, by article.

        The second article with the key "a" is "a-2", or the first number
        that is no other article's key. The same in each export of the project.
        """
        found: dict[int, str] = {}
        given: set[str] = set()
        for article, base, is_own in self._without_their_own():
            number, key = 1, base
            while key in given or ((number > 1 or not is_own) and self._has_key(key)):
                number += 1
                key = f"{base}-{number}"
            given.add(key)
            found[article] = key
        return found

    def _without_their_own(self) -> Iterator[tuple[int, str, bool]]:
        """The id of the article, the key to begin with, and whether that is its own."""
        for article, key in self._db.rows(_SAME_KEY):
            yield article, key, True
        same: dict[int, bytes] = dict(self._db.rows(_SAME_TEXT))
        for (key,) in self._db.rows(_KEYS_LIKE_OURS, (PREFIX, PREFIX[:-1] + chr(ord("-") + 1))):
            same |= self._with_digest(key.removeprefix(PREFIX))
        for article in sorted(same):
            yield article, text_key(bytes(same[article]).hex()), False

    def _with_digest(self, digits: str) -> dict[int, bytes]:
        """The articles without a key whose text's sha256 begins with these digits."""
        try:
            first = bytes.fromhex(digits)
        except ValueError:
            return {}
        return dict(self._db.rows(_OF_DIGEST, (first, first + b"\xff" * 32)))

    def _has_key(self, key: str) -> bool:
        sql = "SELECT 1 FROM articles WHERE key <> '' AND key = ? LIMIT 1"
        return self._db.value(sql, (key,)) is not None
