"""What a merge of others' work reads and keeps: articles by the hashes of their texts, a person's
rows in them, the work files that came before.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from annotator.core.records import (
    BlindReview,
    BlindSpan,
    ImpliedTopics,
    Label,
    Record,
    Review,
    Span,
    Topic,
    TopicAnswer,
)
from annotator.core.scheme_acts import MERGED_INTO
from annotator.core.team import HandIn
from annotator.errors import UserError
from annotator.storage.codec import columns_of
from annotator.storage.connection import Database
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES, changes_from_json
from annotator.storage.team import Team
from annotator.storage.upkeep import Upkeep
from annotator.values import dataclass

_AMONG: Final = "IN (SELECT value FROM json_each(?))"
_KINDS: Final = (Review, Span, TopicAnswer, ImpliedTopics, BlindReview, BlindSpan)
_REMARKS: Final = f"""SELECT note FROM reviews WHERE annotator {_AMONG} AND note <> ''
    UNION SELECT reason FROM reviews WHERE annotator {_AMONG} AND reason <> ''
    UNION SELECT question FROM spans WHERE annotator {_AMONG} AND question <> ''"""  # noqa: S608
_GONE: Final = f"""SELECT words, before FROM acts WHERE kind IN ('label.delete', 'topic.delete')
    AND instr(words, '{MERGED_INTO}') ORDER BY id"""  # noqa: S608
_PAGE: Final = 200
_MANY: Final = 400


@dataclass(frozen=True, slots=True)
class Place:
    """An article by the hash of its text."""

    id: int
    key: str
    length: int
    is_binned: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """A label or topic that was merged: its lasting id, its name, and that of the other."""

    uid: str
    name: str
    into: str
    is_topic: bool


class Merging(Part):
    """Reading for a merge; nothing here changes what people did."""

    def __init__(self, database: Database, team: Team) -> None:
        super().__init__(database)
        self._team = team

    # -- articles

    def places(self, texts: Iterable[str]) -> dict[str, list[Place]]:
        """By the hash of a text (SHA-256 in hex) the articles with it, those in the bin behind."""
        asked = [(bytes.fromhex(each),) for each in dict.fromkeys(texts)]
        found: dict[str, list[Place]] = defaultdict(list)
        for first in range(0, len(asked), _MANY):
            page = asked[first : first + _MANY]
            marks = ", ".join("?" * len(page))
            values = [digest for (digest,) in page]
            for table, is_binned in (("articles", False), ("bin_articles", True)):
                sql = (
                    "SELECT lower(hex(sha256)), id, key, length, duplicate_of IS NULL"  # noqa: S608
                    f" FROM {table} WHERE sha256 IN ({marks}) ORDER BY id"
                )
                for digest, number, key, length, is_first in self._db.rows(sql, values):
                    place = Place(number, key, length, is_binned, bool(is_first))
                    found[digest].append(place)
        return found

    def keys(self) -> Iterator[str]:
        """The ids outside of all articles that have one."""
        for (key,) in self._db.rows("SELECT key FROM articles WHERE key <> ''"):
            yield str(key)

    def texts(self, articles: Collection[int] | None = None) -> Iterator[tuple[int, str]]:
        """(id, text) of these articles, or of all, a page at a time."""
        if articles is not None:
            sql = f"SELECT id, text FROM articles WHERE id {_AMONG}"  # noqa: S608
            yield from self._db.rows(sql, (json.dumps([*articles]),))
            return
        sql, last = "SELECT id, text FROM articles WHERE id > ? ORDER BY id LIMIT ?", 0
        while rows := self._db.rows(sql, (last, _PAGE)):
            yield from rows
            last = rows[-1][0]

    # -- a person's work

    def remarks(self, annotators: Collection[int]) -> list[str]:
        """What these people wrote in their reviews."""
        who = json.dumps([*annotators])
        return [str(remark) for (remark,) in self._db.rows(_REMARKS, (who, who, who))]

    def rows_of(self, articles: Collection[int], annotator: int) -> dict[int, list[Record]]:
        """By article, all rows of a person's work there; of decisions only that there are some."""
        ids = json.dumps([*articles])
        found: dict[int, list[Record]] = defaultdict(list)
        for kind in _KINDS:
            for each in self._records(kind, ids, annotator):
                found[each.article].append(each)
        return found

    def decided_in(self, articles: Collection[int], annotator: int) -> set[int]:
        """The articles in which a person decided about suggestions."""
        sql = f"SELECT DISTINCT article FROM decisions WHERE article {_AMONG} AND annotator = ?"  # noqa: S608
        return {x for (x,) in self._db.rows(sql, (json.dumps([*articles]), annotator))}

    def _records(self, kind: type[Any], ids: str, annotator: int) -> list[Any]:
        sql = (
            f"SELECT {columns_of(kind)} FROM {TABLES[kind].name}"  # noqa: S608 - our own names
            f" WHERE article {_AMONG} AND annotator = ?"
        )
        return self._db.records(kind, sql, (ids, annotator))

    def last_edit(self, annotator: int) -> str:
        """When a person worked last."""
        sql = "SELECT coalesce(max(edited_at), '') FROM reviews WHERE annotator = ?"
        return str(self._db.value(sql, (annotator,)))

    # -- labels and topics that were merged here

    def gone(self) -> list[Gone]:
        """The labels and topics that were merged into others, in the order of that."""
        found: list[Gone] = []
        for words, before in self._db.rows(_GONE):
            try:
                sides = changes_from_json(before, before)
            except UserError:
                continue  # told as an act that is not as it was stored
            for item in (x.before for x in sides):
                if isinstance(item, Label | Topic) and item.uid:
                    into = str(words).removeprefix(f"{item.name}{MERGED_INTO}")
                    found.append(Gone(item.uid, item.name, into, isinstance(item, Topic)))
        return found

    # -- work files

    def standing(self, annotator: int) -> dict[str, HandIn]:
        """By its source, the latest work file of a person's that was merged and not taken back."""
        found: dict[str, HandIn] = {}
        for each in self._team.hand_ins():
            if each.annotator == annotator:
                last = found.get(each.handout)
                if last is None or (each.made_at, each.digest) > (last.made_at, last.digest):
                    found[each.handout] = each
        return found

    def content(self, digest: str) -> bytes | None:
        """A work file as it came; None where it is lost."""
        found = self._db.value("SELECT content FROM work_files WHERE digest = ?", (digest,))
        return None if found is None else bytes(found)

    def keep(self, hand_in: HandIn, content: bytes) -> None:
        """Store that a work file was merged, and the file; within the act of what is in it."""
        with self._db.maintaining(Upkeep.TEAM):
            sql = "INSERT OR REPLACE INTO work_files (digest, content) VALUES (?, ?)"
            self._db.write(sql, (hand_in.digest, content))
            self._team.add_hand_in(hand_in)
