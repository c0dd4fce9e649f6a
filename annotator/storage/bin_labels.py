"""Labels and topics that articles in the bin name, kept when they go from the scheme.

A label that only the bin names can be deleted, or undone with the import that brought it. Its
record is kept beside the bin; it comes back with the first article that needs it, as a change of
the act that restores the article, unless the scheme has one of its name by then, which takes its
place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final, TypeVar

from annotator.core.records import Label, Record, Topic, TopicGroup
from annotator.storage.parts import Part
from annotator.storage.rows import TABLES, record_from_json, record_json

_AMONG = "article IN (SELECT value FROM json_each(:ids))"
_OF_KIND: dict[type[Any], str] = {Label: "IS NOT NULL", Topic: "IS NULL"}
# Where the bin's rows name labels (kind Label) or topics: table, column, further condition.
_NAMED: Final = (
    (Label, "bin_spans", "label", "1"),
    (Label, "bin_blind_spans", "label", "1"),
    (Label, "bin_rulings", "label", "1"),
    (Topic, "bin_article_topics", "topic", "topic <> 0"),
    *(
        (kind, "bin_suggestions", "label", f"start {is_there}")
        for kind, is_there in _OF_KIND.items()
    ),
    *(
        (
            kind,
            "bin_decisions",
            column,
            f"suggestion IN (SELECT id FROM bin_suggestions WHERE {_AMONG} AND start {is_there})",  # noqa: S608
        )
        for kind, is_there in _OF_KIND.items()
        for column in ("label", "label_shown")
    ),
)
_OTHERS = f"""UPDATE bin_suggestions SET others = (SELECT json_group_array(json_array(
        CASE WHEN json_extract(j.value, '$[0]') = :old THEN :new
            ELSE json_extract(j.value, '$[0]') END,
        json_extract(j.value, '$[1]'))) FROM json_each(others) j)
    WHERE {_AMONG} AND start IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(others) j
        WHERE json_extract(j.value, '$[0]') = :old)"""  # noqa: S608
_HAD_YES = f"""UPDATE bin_blind_reviews SET topics = (SELECT json_group_array(
        CASE j.value WHEN :old THEN :new ELSE j.value END) FROM json_each(topics) j)
    WHERE {_AMONG} AND EXISTS (SELECT 1 FROM json_each(topics) j WHERE j.value = :old)"""  # noqa: S608
_BLIND_TOPICS = (
    f"SELECT DISTINCT j.value FROM bin_blind_reviews, json_each(topics) j WHERE {_AMONG}"  # noqa: S608
)

R = TypeVar("R", Label, Topic)


class BinLabels(Part):
    """What the scheme has lost and the bin still names."""

    def named(self, kind: type[R], name: str) -> R | None:
        """A label or topic of this name that only articles in the bin have."""
        rows = self._db.rows("SELECT record FROM bin_labels WHERE kind = ?", (TABLES[kind].name,))
        found = [record_from_json(json.loads(row)) for (row,) in rows]
        return next((x for x in found if isinstance(x, kind) and x.name == name), None)

    def group(self, number: int) -> TopicGroup | None:
        """A topic group that went from the scheme while articles in the bin had topics of it."""
        found = self._kept(TopicGroup, number)
        return found if isinstance(found, TopicGroup) else None

    def keep(self, gone: Iterable[Record | None]) -> None:
        """Keep what goes from the scheme while there is something in the bin."""
        if self._db.value("SELECT 1 FROM bin LIMIT 1") is None:
            return
        for record in gone:
            if isinstance(record, Label | Topic | TopicGroup):
                kind, stored = TABLES[type(record)].name, json.dumps(record_json(record))
                self._db.write(
                    "INSERT OR REPLACE INTO bin_labels (kind, id, record) VALUES (?, ?, ?)",
                    (kind, record.id, stored),
                )

    def forget(self, there: Iterable[Record]) -> None:
        """Keep no longer what the scheme has again."""
        keys = [(TABLES[type(record)].name, *record.key_of) for record in there]
        self._db.write_many("DELETE FROM bin_labels WHERE kind = ? AND id = ?", keys)

    def needed(self, articles: Iterable[int]) -> list[Record]:
        """What the scheme lacks of the labels and topics that these articles in the bin name, each
        group before its topics. Where it has one of the name, they name that one from now on.
        """
        ids = json.dumps(list(articles))
        found: list[Record] = []
        for kind in (Label, Topic):
            there = {n for (n,) in self._db.rows(f"SELECT id FROM {TABLES[kind].name}")}  # noqa: S608
            for number in sorted(self._named_in(kind, ids) - there):
                found += self._lacking(kind, number, ids)
        return list(dict.fromkeys(found))  # several topics may need one group

    def _named_in(self, kind: type[Any], ids: str) -> set[int]:
        found: set[int] = set()
        for of, table, column, also in _NAMED:
            if of is kind:
                sql = f"SELECT DISTINCT {column} FROM {table} WHERE {_AMONG} AND {also}"  # noqa: S608
                found.update(n for (n,) in self._db.rows(sql, {"ids": ids}) if n is not None)
        if kind is Topic:
            found.update(n for (n,) in self._db.rows(_BLIND_TOPICS, {"ids": ids}) if n)
        return found

    def _lacking(self, kind: type[Any], number: int, ids: str) -> list[Record]:
        record = self._kept(kind, number)
        if not isinstance(record, Label | Topic):
            return []  # the scheme never had it, or not since there is a bin: left as it is
        table = TABLES[kind]
        same = self._db.value(f"SELECT id FROM {table.name} WHERE name = ?", (record.name,))  # noqa: S608
        if same is not None:
            self._rename(kind, ids, number, int(same))
            return []
        return [*self._lacking_group(record), record]

    def _lacking_group(self, record: Label | Topic) -> list[Record]:
        if isinstance(record, Label) or self._db.value(
            "SELECT 1 FROM topic_groups WHERE id = ?", (record.group,)
        ):
            return []
        return [self.group(record.group) or TopicGroup(record.group, "Topics")]

    def _rename(self, kind: type[Any], ids: str, old: int, new: int) -> None:
        values = {"ids": ids, "old": old, "new": new}
        for of, table, column, also in _NAMED:
            if of is kind:
                self._db.write(
                    f"UPDATE {table} SET {column} = :new"  # noqa: S608 - our own names
                    f" WHERE {_AMONG} AND {column} = :old AND {also}",
                    values,
                )
        self._db.write(_OTHERS if kind is Label else _HAD_YES, values)

    def _kept(self, kind: type[Any], number: int) -> Record | None:
        row = self._db.value(
            "SELECT record FROM bin_labels WHERE kind = ? AND id = ?", (TABLES[kind].name, number)
        )
        return None if row is None else record_from_json(json.loads(row))
